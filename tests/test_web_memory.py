"""The page for a person with a name: what is remembered about them, and what they may do about it, in a real browser."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import items, send, tabs_of, turn
from page_server import Server
from scripted_agent import EVIL, NO_STORE

from agent.store import Store
from cli import main


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="module")
def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'store.sqlite'}"


@pytest.fixture(scope="module")
def server(films_workspace: Path, url: str) -> Iterator[Server]:
    server = Server(str(films_workspace), store=url)
    yield server
    server.end()


@pytest.fixture(scope="module")
def storeless() -> Iterator[Server]:
    server = Server()
    yield server
    server.end()


@pytest.fixture
def tabs(server: Server, browser: Any) -> Iterator[Any]:
    with tabs_of(browser, server.url) as open_tab:
        yield open_tab


def give_name(page: Any, name: str) -> None:
    page.get_by_label("Your name (to be remembered)").fill(name)
    page.keyboard.press("Enter")
    page.locator(".you", has_text="You are").wait_for()


def unfold(page: Any) -> Any:
    """The fold about what is remembered, opened by the keyboard."""
    page.locator(".memory > summary").focus()
    page.keyboard.press("Enter")
    return page.locator(".memory")


def holds(folder: Path, words: str) -> bool:
    return any(words.encode() in path.read_bytes() for path in folder.iterdir())


def test_without_a_name_nothing_is_written_and_the_page_says_that_a_name_is_no_password(
    tabs: Any, folder: Path
) -> None:
    page = tabs()
    assert "A name is no password" in page.locator(".you").inner_text()
    send(page, "I never watch war films, says zanzibar")
    turn(page, 1)
    assert "war" in page.locator("#known").inner_text().casefold()
    assert not holds(folder, "zanzibar")
    assert page.locator(".memory").count() == 0


def test_a_fact_is_shown_with_its_words_and_forgotten_everywhere(tabs: Any, folder: Path) -> None:
    page = tabs()
    give_name(page, "Ada")
    send(page, "I never watch horror, says ouagadougou")
    turn(page, 1)
    assert holds(folder, "ouagadougou")
    memory = unfold(page)
    words = memory.inner_text()
    assert "You told me today to leave out Horror" in words
    assert re.search(r"told today \(\d{4}-\d\d-\d\d\) · “I never watch horror, says ouagadougou” · 100% sure", words)
    memory.get_by_role("button", name="Forget: Leave out Horror").focus()
    page.keyboard.press("Enter")
    page.locator(".known-fact").wait_for(state="detached")
    assert memory.locator(".profile").inner_text() == "Nothing yet."
    assert "Horror" not in page.locator("#known").inner_text()
    assert not holds(folder, "ouagadougou")
    send(page, "a horror film")
    assert "Horror" in turn(page, 2).locator(".card .facts").first.inner_text()


def test_a_fact_can_be_turned_round_and_ended(tabs: Any) -> None:
    page = tabs()
    give_name(page, "Bea")
    send(page, "I loved Arrival")
    first = turn(page, 1)
    memory = unfold(page)
    page.get_by_role("button", name="Edit: You liked Arrival (2016)").click()
    memory.get_by_label("What is true").select_option(label="I do not like it")
    memory.get_by_role("button", name="Save", exact=True).click()
    page.locator("#known section", has_text="Not for you").get_by_text("Arrival (2016)").wait_for()
    page.get_by_role("button", name="Edit: You did not like Arrival (2016)").click()
    memory.get_by_label("Until").fill("2020-01-31")
    memory.get_by_role("button", name="Save", exact=True).click()
    page.locator(".known-fact.over", has_text="over since 2020-01-31").wait_for()
    assert memory.locator("form").count() == 0
    assert memory.locator(".profile").inner_text() == "Nothing yet."
    assert len(items(first)) == 5


def test_the_download_is_what_is_kept_and_forgetting_everything_asks_first(tabs: Any, url: str) -> None:
    page = tabs()
    give_name(page, "Cleo")
    send(page, "I love Hayao Miyazaki")
    turn(page, 1)
    memory = unfold(page)
    with page.expect_download() as download:
        memory.get_by_role("button", name="Download everything kept about Cleo as JSON").click()
    store = Store(url)
    assert download.value.suggested_filename == "parley-Cleo.json"
    assert json.loads(Path(download.value.path()).read_text(encoding="utf-8")) == store.export("Cleo")
    assert store.facts("Cleo")
    sure = memory.get_by_role("button", name="Yes, forget everything")
    assert not sure.is_visible()
    memory.get_by_text("Forget everything …").click()
    sure.click()
    page.get_by_role("heading", name="What are you in the mood for?").wait_for()
    assert "Miyazaki" not in page.locator("#known").inner_text()
    assert store.facts("Cleo") == []
    assert store.conversations("Cleo") == []
    store.close()


def test_two_tabs_with_two_names_and_one_tab_with_two_never_see_each_others(tabs: Any) -> None:
    one, other = tabs(), tabs()
    give_name(one, "Dora")
    give_name(other, "Emil")
    send(one, "I love Hayao Miyazaki, my secret")
    send(other, "I never watch musicals")
    turn(one, 1)
    turn(other, 1)
    assert "Miyazaki" in unfold(one).text_content()
    assert "Miyazaki" not in unfold(other).text_content()
    for page in (one, other):
        page.get_by_role("button", name="Leave: talk without the name").click()
        page.get_by_label("Your name (to be remembered)").wait_for()
        assert "Nothing yet" in page.locator("#known").inner_text()
    give_name(one, "Emil")
    assert "secret" not in one.content()
    assert "Musical" in unfold(one).text_content()


def test_a_conversation_goes_on_after_a_reload_and_a_restart(
    tabs: Any, films_workspace: Path, url: str, browser: Any
) -> None:
    page = tabs()
    give_name(page, "Fay")
    send(page, "something slow by Andrei Tarkovsky")
    turn(page, 1)
    page.reload()
    page.locator(".you", has_text="Today's conversation goes on").wait_for()
    assert "Tarkovsky" in page.locator("#known").inner_text()
    assert "Fay" not in page.url
    again = Server(str(films_workspace), store=url, user="Fay")
    with tabs_of(browser, again.url) as open_tab:
        fresh = open_tab()
        fresh.locator(".you", has_text="Today's conversation goes on").wait_for()
        assert "Tarkovsky" in fresh.locator("#known").inner_text()
        fresh.get_by_role("button", name="Start over").click()
        fresh.locator("#known", has_text="Tarkovsky").wait_for(state="detached")
    with urllib.request.urlopen(f"{again.url}gradio_api/info", timeout=30) as answer:
        described = json.load(answer)
    assert (described["named_endpoints"], described["unnamed_endpoints"]) == ({}, {})
    again.end()


def test_names_and_facts_are_never_markup(tabs: Any) -> None:
    page = tabs()
    give_name(page, EVIL)
    said = f"I never watch horror {EVIL}"
    send(page, said)
    turn(page, 1)
    memory = unfold(page)
    assert f"What is remembered about {EVIL[:50]}" in memory.inner_text()
    assert said in memory.inner_text()
    assert page.locator("#known img, #known script, #transcript img").count() == 0
    with page.expect_download() as download:
        memory.get_by_role("button", name="Download everything").click()
    assert re.fullmatch(r"parley-[A-Za-z0-9-]+\.json", download.value.suggested_filename)
    page.reload()
    page.locator(".you", has_text="You are").wait_for()
    assert EVIL in page.locator(".you b").inner_text()
    assert page.evaluate("window.pwned") is None


def test_a_store_that_fails_gives_a_line_and_the_chat_goes_on(storeless: Server, browser: Any) -> None:
    with tabs_of(browser, storeless.url) as open_tab:
        page = open_tab()
        give_name(page, "Gus")
        assert page.locator(".you .notice").inner_text() == NO_STORE
        send(page, "something slow")
        first = turn(page, 1)
        assert first.locator(".notice").all_inner_texts() == [f"T{NO_STORE[1:]}."]
        assert len(items(first)) == 5
        first.get_by_role("button", name="Like Quiet Harbour (1982)", exact=True).click()
        page.get_by_role("status").get_by_text(NO_STORE).wait_for()
        assert "Quiet Harbour (1982)" in page.locator("#known section", has_text="Liked").inner_text()


def test_a_narrow_page_with_the_memory_open_fits(tabs: Any) -> None:
    page = tabs(width=420)
    page.get_by_role("button", name="What I know", exact=True).click()
    give_name(page, "Hal")
    page.keyboard.press("Escape")
    send(page, "I loved Arrival")
    turn(page, 1)
    page.get_by_role("button", name="What I know", exact=True).click()
    page.get_by_role("button", name="Close what I know").wait_for()
    unfold(page)
    page.get_by_role("button", name="Edit: You liked Arrival (2016)").click()
    page.get_by_label("What is true").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate("(side => side.scrollWidth <= side.clientWidth)(document.querySelector('#side'))")


def test_a_name_that_cannot_be_one_ends_serve_with_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--user", " "]) == 2
    said = capsys.readouterr().err
    assert "' ' cannot be a user" in said
    assert said.strip().count("\n") == 0
