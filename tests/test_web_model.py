"""The page of an agent with a language model, in a real browser: progress, streaming, stopping, what it took."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import items, send, tabs_of, turn
from model_server import ModelServer
from page_server import Server
from scripted_model import ScriptedModel


@pytest.fixture(scope="module")
def scripted_page() -> Iterator[Server]:
    server = Server()
    yield server
    server.end()


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer(ScriptedModel()) as model:
        yield model


@pytest.fixture(scope="module")
def model_page(films_workspace: Path, model: ModelServer) -> Iterator[Server]:
    server = Server(str(films_workspace), model.url)
    yield server
    server.end()


@pytest.fixture
def tabs(scripted_page: Server, browser: Any) -> Iterator[Any]:
    with tabs_of(browser, scripted_page.url) as open_tab:
        yield open_tab


def test_the_trace_tells_what_the_model_calls_took(tabs: Any) -> None:
    page = tabs()
    send(page, "with a model")
    trace = turn(page, 1).locator(".trace")
    assert "2 model calls" in trace.locator("summary").inner_text()
    trace.locator("summary").click()
    rows = trace.locator(".model tr")
    planned, worded, both, all_of_them = [" ".join(row.inner_text().split()) for row in rows.all()]
    assert planned == "planning made-up-model 1,812 + 96 tokens 640 ms $0.00033"
    assert worded == "wording made-up-model 540 + 48 tokens 410 ms 2 attempts $0.00011"
    assert both == "this turn 2 calls 2,352 + 144 tokens 1,050 ms $0.00044"
    assert all_of_them == "this conversation 3 calls 4,164 + 240 tokens 1,690 ms $0.00077"


def test_a_model_that_failed_is_told_above_the_reply_that_came_without_it(tabs: Any) -> None:
    page = tabs()
    send(page, "with a failing model")
    first = turn(page, 1)
    assert "the embedded brain stood in" in first.locator(".notice").inner_text()
    assert len(items(first)) == 5
    first.locator(".trace summary").click()
    assert "timeout" in first.locator(".model tr.fault").inner_text()


def test_a_language_model_plans_and_its_words_stream(tabs: Any, model_page: Server, model: ModelServer) -> None:
    page = tabs(model_page.url)
    assert "brain: scripted" in page.locator("#top").inner_text()
    model.delay = 0.5
    send(page, "something slow and rainy")
    page.locator('.turn[aria-busy="true"] .progress', has_text="Asking scripted …").wait_for()
    first = turn(page, 1)
    assert len(items(first)) == 5
    assert "I would start with " in first.locator(".words").inner_text()
    first.locator(".trace summary").click()
    assert first.locator(".model th").all_inner_texts() == ["planning scripted", "wording scripted", "this turn"]
    model.delay, model.gap = 0.0, 0.2
    first.get_by_text("More like this", exact=True).first.click()
    running = page.locator('.turn[data-turn="2"][aria-busy="true"] .words')
    running.wait_for()
    second = turn(page, 2)
    model.gap = 0.0
    second.locator(".trace summary").click()
    assert second.locator(".model th").all_inner_texts() == ["wording scripted", "this conversation"]
    assert model.invalid == []


def test_stop_hangs_up_on_the_model_and_the_conversation_goes_on(
    tabs: Any, model_page: Server, model: ModelServer
) -> None:
    page = tabs(model_page.url)
    asked = len(model.records)
    model.delay = 30.0
    send(page, "something slow and rainy")
    page.locator('.turn[aria-busy="true"] .progress').wait_for()
    page.get_by_role("button", name="Stop", exact=True).click()
    assert "Stopped." in turn(page, 1).inner_text()
    model.delay = 0.0
    send(page, "something slow and rainy")
    assert len(items(turn(page, 2))) == 5
    assert [record.abandoned for record in model.records[asked:]] == [True, False, False]
