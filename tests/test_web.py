"""The page in a real browser: what a person sees, presses and is told. The agent behind it has fixed habits."""

from __future__ import annotations

import json
import re
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import items, send, tabs_of, turn
from page_server import Server
from scripted_agent import EVIL, ScriptedAgent

from catalog.errors import ConfigError
from web.app import check_address, serve

ONE, TWO = "film-2", "Quiet Harbour (1982)"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.end()


@pytest.fixture(scope="module")
def films_server(films_workspace: Path) -> Iterator[Server]:
    server = Server(str(films_workspace))
    yield server
    server.end()


@pytest.fixture
def tabs(server: Server, browser: Any) -> Iterator[Any]:
    with tabs_of(browser, server.url) as open_tab:
        yield open_tab


def test_the_empty_page_says_what_this_is_and_an_example_starts_a_conversation(tabs: Any) -> None:
    page = tabs()
    assert "made-up films, 24 films · brain: embedded · tastes: synthetic" in page.locator("#top").inner_text()
    page.get_by_role("button", name="Surprise me", exact=True).click()
    assert "Surprise me" in turn(page, 1).inner_text()
    assert page.locator(".welcome").count() == 0


def test_a_reply_shows_cards_with_facts_reasons_and_more_about_the_item(tabs: Any) -> None:
    page = tabs()
    send(page, "something slow")
    first = turn(page, 1)
    assert items(first) == [f"film-{n}" for n in range(1, 6)]
    words = first.locator(f'.card[data-item="{ONE}"]').inner_text().replace("\N{NO-BREAK SPACE}", " ")
    for fact in ("Quiet Harbour", "1982", "Comedy, Romance, Drama", "Ada Director2", "87 min", "PG-13", "English"):
        assert fact in words
    assert "Slow and thoughtful, as you asked" in words
    first.locator(f'.card[data-item="{ONE}"] summary').click()
    assert "Ann One, Bea Two, Cy Three" in first.locator(f'.card[data-item="{ONE}"]').inner_text()
    assert page.get_by_label("Your message").input_value() == ""


def test_nothing_is_sent_for_an_empty_box(tabs: Any) -> None:
    page = tabs()
    with page.expect_response(re.compile("queue/join")):
        send(page, "   ")
    with page.expect_response(re.compile("queue/join")):
        page.get_by_role("button", name="Surprise me", exact=True).click()
    assert "Surprise me" in turn(page, 1).locator(".said").inner_text()


def test_words_appear_before_the_turn_is_over(tabs: Any) -> None:
    page = tabs()
    send(page, "wait")
    running = page.locator('.turn[aria-busy="true"] .words')
    running.wait_for()
    assert "Here are" in running.inner_text()
    page.get_by_role("button", name="Stop", exact=True).click()
    turn(page, 1)


def test_stop_ends_a_turn_and_the_conversation_goes_on(tabs: Any) -> None:
    page = tabs()
    send(page, "wait")
    page.locator('.turn[aria-busy="true"] .words').wait_for()
    page.get_by_role("button", name="Stop", exact=True).click()
    assert "Stopped." in turn(page, 1).inner_text()
    page.get_by_role("button", name="Stop", exact=True).wait_for(state="hidden")
    send(page, "something else")
    assert len(items(turn(page, 2))) == 5


def test_a_press_streams_its_words_and_can_be_stopped(tabs: Any) -> None:
    page = tabs()
    send(page, "something slow")
    turn(page, 1).get_by_role("button", name="More like Paper Lanterns (1984)", exact=True).click()
    running = page.locator('.turn[data-turn="2"][aria-busy="true"] .words')
    running.wait_for()
    assert "Here are" in running.inner_text()
    page.get_by_role("button", name="Stop", exact=True).click()
    assert "Stopped." in turn(page, 2).inner_text()
    send(page, "something else")
    assert len(items(turn(page, 3))) == 5


def test_item_text_and_messages_are_never_markup(tabs: Any) -> None:
    page = tabs()
    send(page, EVIL)
    first = turn(page, 1)
    assert EVIL in first.locator(".said").inner_text()
    assert first.locator(".card h3").first.inner_text() == f"{EVIL} 1981"
    first.get_by_role("button", name=f"Like {EVIL} (1981)", exact=True).click()
    page.locator("#known", has_text=EVIL).wait_for()
    assert page.locator("#transcript img, #known img, #transcript script").count() == 0
    assert page.evaluate("window.pwned") is None


def test_like_and_save_confirm_in_place_and_can_be_taken_back(tabs: Any) -> None:
    page = tabs()
    send(page, "something slow")
    first = turn(page, 1)
    like = first.get_by_role("button", name=f"Like {TWO}", exact=True)
    like.click()
    page.get_by_role("status").get_by_text(f"Liked: {TWO}").wait_for()
    assert like.get_attribute("aria-pressed") == "true"
    first.get_by_role("button", name=f"Save {TWO}", exact=True).click()
    page.get_by_role("heading", name="Saved for later").wait_for()
    assert page.locator(".turn").count() == 1
    page.locator("#known section", has_text="Liked").get_by_role("button", name=f"Remove {TWO}").click()
    page.locator("#known h3", has_text="Liked").wait_for(state="detached")
    assert like.get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize(
    ("name", "said", "heading"),
    [
        (f"{TWO} is not for me", f"Not for me: {TWO}", "Not for you"),
        (f"I have seen {TWO}", f"I have seen {TWO}", "Seen"),
        (f"More like {TWO}", f"More like {TWO}", "More like"),
    ],
)
def test_the_other_buttons_of_a_card_give_a_new_slate(tabs: Any, name: str, said: str, heading: str) -> None:
    page = tabs()
    send(page, "something slow")
    turn(page, 1).get_by_role("button", name=name, exact=True).click()
    second = turn(page, 2)
    assert said in second.locator(".said").inner_text()
    assert len(items(second)) == 5
    assert ONE not in items(second)
    assert TWO in page.locator("#known section", has_text=heading).inner_text()


def test_answers_to_a_question_are_buttons_until_it_is_answered(tabs: Any) -> None:
    page = tabs()
    send(page, "something slow")
    turn(page, 1).get_by_role("button", name="French", exact=True).click()
    assert "French" in turn(page, 2).locator(".said").inner_text()
    assert turn(page, 1).get_by_role("button", name="French", exact=True).count() == 0
    assert turn(page, 2).get_by_role("button", name="French", exact=True).count() == 1


def test_the_trace_tells_how_a_reply_came_about_and_stays_open(tabs: Any) -> None:
    page = tabs()
    send(page, "something slow")
    trace = turn(page, 1).locator(".trace")
    assert not trace.locator("section").first.is_visible()
    trace.locator("summary").click()
    words = trace.inner_text()
    for part in (
        "genres: not Horror",
        "runtime at most 120 minutes",
        "wish: something slow",
        "search_items",
        "12,075 → 1,864",
        "310 unknown",
        "year at least 2016: only two films fitted",
        "total 15.3 ms",
        "generate_items did not answer",
    ):
        assert part in words
    send(page, "funnier")
    turn(page, 2)
    assert trace.locator("section").first.is_visible()


def test_conditions_and_wishes_can_be_taken_back(tabs: Any) -> None:
    page = tabs()
    send(page, "something slow")
    turn(page, 1)
    page.get_by_role("button", name="Remove genres: not Horror").click()
    page.locator("#known", has_text="Horror").wait_for(state="detached")
    page.get_by_role("button", name="Remove something slow").click()
    page.get_by_role("heading", name="You feel like").wait_for(state="detached")
    assert "runtime at most 120 minutes" in page.locator("#known").inner_text()


def test_two_tabs_know_nothing_of_each_other(tabs: Any) -> None:
    one, other = tabs(), tabs()
    send(one, "my secret wish")
    turn(one, 1).get_by_role("button", name=f"Save {TWO}", exact=True).click()
    one.get_by_role("heading", name="Saved for later").wait_for()
    send(other, "hello")
    assert items(turn(other, 1)) == items(turn(one, 1))
    assert "Nothing yet" in other.locator("#known").inner_text()
    assert "secret" not in other.content()


def test_a_fault_is_one_line_and_the_conversation_goes_on(tabs: Any, server: Server) -> None:
    page = tabs()
    send(page, "broken model")
    assert "did not answer in 30 s" in turn(page, 1).locator(".notice").inner_text()
    send(page, "bug")
    assert "Something went wrong on my side" in turn(page, 2).locator(".notice").inner_text()
    send(page, "something slow")
    assert len(items(turn(page, 3))) == 5
    log = "".join(server.errors)
    assert "Traceback" in log
    assert "nobody expected this" in log


def test_start_over_empties_the_page_and_keeps_what_was_saved(tabs: Any) -> None:
    page = tabs()
    send(page, "something slow")
    turn(page, 1).get_by_role("button", name=f"Save {TWO}", exact=True).click()
    page.get_by_role("heading", name="Saved for later").wait_for()
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("heading", name="What are you in the mood for?").wait_for()
    known = page.locator("#known").inner_text()
    assert TWO in known
    assert "Horror" not in known


def test_a_narrow_page_fits_and_keeps_the_panel_behind_a_button(tabs: Any) -> None:
    page = tabs(width=420)
    send(page, "something slow")
    turn(page, 1).locator(".trace summary").click()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    panel = page.locator("#known")
    assert not panel.is_visible()
    opener = page.get_by_role("button", name="What I know", exact=True)
    opener.click()
    page.get_by_role("button", name="Close what I know").wait_for()
    assert opener.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    assert opener.evaluate("button => button === document.activeElement")


def test_the_keyboard_is_enough(tabs: Any) -> None:
    page = tabs()
    send(page, "something slow")
    like = turn(page, 1).get_by_role("button", name=f"Like {TWO}", exact=True)
    like.focus()
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text(f"Liked: {TWO}").wait_for()
    assert like.evaluate("button => button === document.activeElement")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Saved for later").wait_for()


def test_the_whole_way_with_the_bundled_films(tabs: Any, films_server: Server) -> None:
    page = tabs(films_server.url)
    send(page, "I loved Blade Runner and Arrival. Something slow and thoughtful, not too long, no horror")
    shown = items(turn(page, 1))
    assert len(shown) == 5
    assert "Blade Runner (1982)" in page.locator("#known section", has_text="Liked").inner_text()
    turn(page, 1).locator(".card").first.get_by_text("Not for me", exact=True).click()
    replaced = items(turn(page, 2))
    assert replaced
    assert not set(replaced) & set(shown)
    turn(page, 2).locator(".card").first.get_by_text("Save", exact=True).click()
    page.get_by_role("heading", name="Saved for later").wait_for()
    send(page, "what did I save?")
    saved = turn(page, 2).locator(".card h3").first.inner_text().rsplit(" ", 1)[0]
    assert saved in turn(page, 3).locator(".answer").inner_text()


def test_the_page_publishes_no_endpoint(server: Server) -> None:
    with urllib.request.urlopen(f"{server.url}gradio_api/info", timeout=30) as answer:
        described = json.load(answer)
    assert described["named_endpoints"] == {}
    assert described["unnamed_endpoints"] == {}


def test_a_port_in_use_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"port {port} on 127.0.0.1 is in use"):
            serve(ScriptedAgent(), port=port)
    with pytest.raises(ConfigError, match="not between 0 and 65535"):
        check_address("127.0.0.1", 70000)
