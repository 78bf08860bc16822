"""The report page: what it holds, and what it does in a real browser."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_runs import SHORT, crowd, dialogue, exchange, record, save, says, task

import cli
from simulator.agent_turn import AgentTurn
from simulator.record import Judged
from simulator.reports.html import report, write_report
from simulator.reports.plots import curve
from simulator.reports.talks import embedded
from simulator.reports.wrong import pointed_out, worst
from simulator.runs.run_folder import RunRecord
from simulator.scores.item_facts import ItemFacts
from simulator.scores.reading import Reading

HOSTILE = (
    "</script><script>window.harm = 1</script>",
    "<img src=x onerror='window.harm = 1'>",
    "<!-- <script> --> ]]> {{ 7 * 7 }} {% raw %} ${harm}",
    '" onmouseover="window.harm = 1',
    "javascript:window.harm=1 \u2028\u2029 \u202e\x07",
    "https://example.invalid/beacon.png",
)
ITEMS = ItemFacts(size=10, labels={"i1": "Heat (1995)", "i2": "Up (2009)", "i9": "Big (1988)"}, popularity={"i1": 3.0})


def agent_page(record_: RunRecord, folder: Path, **more: Any) -> Path:
    path = folder / "report.html"
    write_report(record_, path, **more)
    return path


def talked(draws: int = 12) -> RunRecord:
    """Two agents, every kind of outcome and most of what can go wrong."""
    chance = random.Random(1)
    tasks = [task(f"u{n}", kind, groups={"activity": "heavy" if n % 2 else "light"})
             for n in range(draws) for kind in ("target", "constraints", "exploratory", "impossible")]  # fmt: skip
    bad = (
        Judged(violations=(SHORT,), candidates=4),
        Judged(violations=(SHORT,), misheard=1),
        Judged(house=1),
        Judged(invented=1),
        Judged(repeats=2),
        Judged(suspected_leaks=1),
        Judged(abstained=True, possible=True),
        Judged(abstained=True, possible=False),
        Judged(candidates=12, acceptable=1),
    )
    talks = []
    for name, skill in (("full", 0.8), ("random", 0.2)):
        for number, one in enumerate(tasks):
            won = chance.random() < skill
            verdict = bad[number % len(bad)] if name == "random" or number % 7 == 0 else bad[-1]
            talks.append(dialogue(one, name, turns=chance.randint(1, 6), success=won, judged=verdict))
    talks[3] = talks[3].model_copy(update={"outcome": None, "fault": "agent", "fault_message": "it fell over"})
    controls = [dialogue(one, "full", voice="mute", success=False) for one in tasks[:6]]
    return record(tasks, talks, items=ITEMS, controls=controls, config={"controls": 6})


def hostile() -> RunRecord:
    """Every text that anybody else writes is hostile."""
    found = []
    tasks = []
    for number, text in enumerate(HOSTILE):
        one = task(f"u{number} {text}", groups={f"kind {text}": text})
        said = exchange(
            says("require", constraint=SHORT.model_copy(update={"field": text, "value": text})),
            AgentTurn(text=text, kind="recommend", slate=(f"i{number}", text), faults=(text,)),
            Judged(violations=(SHORT.model_copy(update={"field": text}),), invented=1),
            text=text,
        )
        tasks.append(one)
        found.append(dialogue(one, f"http://127.0.0.1/{text}", exchanges=(said, exchange(says("leave", why="annoyed"), text=text)),
                              success=False, fault_message=text))  # fmt: skip
    items = ItemFacts(size=9, labels={f"i{n}": text for n, text in enumerate(HOSTILE)})
    return record(
        tasks, found, items=items, config={"simulator": HOSTILE[0], "workspace": {"name": HOSTILE[0], "x": HOSTILE[1]}}
    )


@pytest.fixture
def look(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a file; at the end nothing may have been asked of anybody, and nothing may stand in the console."""
    asked: list[str] = []
    console: list[str] = []
    contexts = []

    def open_page(path: Path, width: int = 1280, scheme: str = "light") -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: request.url.startswith(("file:", "data:")) or asked.append(request.url))
        page.on("console", lambda message: console.append(message.text))
        page.on("pageerror", lambda error: console.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert asked == []
    assert console == []


def test_the_page_is_read_by_a_browser_and_filters_work(tmp_path: Path, look: Callable[..., Any]) -> None:
    run = talked()
    page = look(agent_page(run, tmp_path))
    count = page.locator("#found")
    assert count.text_content() == "102 dialogues"
    assert page.locator("#list > li").count() == 50
    page.get_by_role("button", name="Show more").click()
    assert page.locator("#list > li").count() == 100
    page.get_by_label("Agent", exact=True).select_option("random")
    assert count.text_content() == "48 dialogues"
    page.get_by_label("Goal", exact=True).select_option("impossible")
    assert count.text_content() == "12 dialogues"
    page.get_by_label("Ended", exact=True).select_option("left")
    lost = [
        d
        for d in run.dialogues
        if d.agent == "random" and not d.success and run.tasks[d.task].goal.kind == "impossible"
    ]
    assert count.text_content() == f"{len(lost)} dialogues"
    page.get_by_label("Ended", exact=True).select_option("")
    page.get_by_label("Fault", exact=True).select_option("rule")
    ruled = [d for d in run.dialogues if d.agent == "random" and run.tasks[d.task].goal.kind == "impossible"
             and any(e.judged and e.judged.house for e in d.exchanges)]  # fmt: skip
    assert count.text_content() == f"{len(ruled)} dialogue{'' if len(ruled) == 1 else 's'}"
    page.get_by_label("Fault", exact=True).select_option("")
    page.get_by_label("Search", exact=True).fill("heat U7")
    assert count.text_content() == "1 dialogue"
    page.get_by_label("Search", exact=True).fill("no such word")
    assert count.text_content() == "0 dialogues"


def test_a_dialogue_is_drawn_when_it_is_opened(tmp_path: Path, look: Callable[..., Any]) -> None:
    page = look(agent_page(talked(), tmp_path))
    first = page.locator("#list > li").first
    assert first.locator(".said").count() == 0
    first.locator("summary").press("Enter")
    assert first.locator(".said").first.text_content() == "hello"
    assert first.locator(".slate li").first.text_content() == "Heat (1995)"
    assert "runtime at most 90" in (first.locator(".facts").text_content() or "")
    assert "goes against: runtime at most 90" in (first.text_content() or "")
    assert first.locator(".reply.bad").count() > 0
    other = first.locator("a").first
    target = other.get_attribute("href")
    other.click()
    page.locator(f"{target} details[open]").wait_for()


def test_what_went_wrong_leads_to_the_dialogue(tmp_path: Path, look: Callable[..., Any]) -> None:
    page = look(agent_page(talked(), tmp_path))
    page.get_by_label("Search", exact=True).fill("nothing at all like this")  # a link opens what a filter hides
    page.locator("#wrong a", has_text="it fell over").first.click()
    opened = page.locator("#list details[open]")
    opened.wait_for()
    assert "it fell over" in (opened.text_content() or "")
    assert opened.locator("xpath=..").get_attribute("id") == page.evaluate("location.hash.slice(1)")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (420, "dark")])
def test_the_page_is_as_wide_as_the_screen_in_either_light(
    width: int, scheme: str, tmp_path: Path, look: Callable[..., Any]
) -> None:
    page = look(agent_page(talked(), tmp_path), width=width, scheme=scheme)
    page.locator("#list summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    ink, paper = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    brightness = [sum(int(part) for part in re.findall(r"\d+", colour)[:3]) for colour in (ink, paper)]
    assert (brightness[0] < brightness[1]) == (scheme == "light")


def test_everything_can_be_reached_and_is_named(tmp_path: Path, look: Callable[..., Any]) -> None:
    page = look(agent_page(talked(), tmp_path))
    for link in page.locator("nav a").all():
        assert page.locator(link.get_attribute("href") or "").count() == 1
    for control in page.locator("select, input, button").all():
        assert control.is_hidden() or control.evaluate("e => (e.labels?.length ?? 0) > 0 || e.textContent !== ''")
    assert page.locator("svg[role=img]:not([aria-label])").count() == 0
    assert page.locator("table th:not([scope])").count() == 0


def test_hostile_texts_are_shown_and_not_obeyed(tmp_path: Path, look: Callable[..., Any]) -> None:
    page = look(agent_page(hostile(), tmp_path))
    assert page.locator("#found").text_content() == f"{len(HOSTILE)} dialogues"
    for summary in page.locator("#list summary").all():
        summary.click()
    shown = page.locator("#list").text_content() or ""
    for text in HOSTILE:
        assert " ".join(text.split())[:40] in " ".join(shown.split())
    assert page.locator("#list img, #list script, main img, main script, a[href^='javascript']").count() == 0
    page.mouse.move(300, 300)
    page.wait_for_timeout(100)
    assert page.evaluate("window.harm") is None


def test_a_script_that_slipped_in_would_not_run(tmp_path: Path, browser: Any) -> None:
    path = tmp_path / "slipped.html"
    path.write_text(
        report(talked(1)).replace("<main>", "<main><script>window.harm = 1</script><img src=x onerror='window.harm=1'>")
    )
    page = browser.new_page()
    page.goto(path.as_uri())
    assert page.locator("#found").text_content() == "12 dialogues"
    assert page.evaluate("window.harm") is None
    page.close()


@given(st.lists(st.text() | st.sampled_from(HOSTILE)))
def test_embedded_json_is_the_value_and_holds_no_markup(texts: list[str]) -> None:
    text = embedded(texts)
    assert json.loads(text) == texts
    assert not set("<>&\u2028\u2029") & set(text)


def test_one_dialogue_is_not_pointed_out_twice_while_there_are_others() -> None:
    tasks = [task(f"u{n}") for n in range(12)]
    bad = Judged(violations=(SHORT,), repeats=1)
    readings = [Reading(dialogue(one, success=False, judged=bad), one) for one in tasks]
    found = pointed_out(worst(readings))
    assert list(found) == ["knowing", "annoyed", "repeated"]
    keys = [{reading.dialogue.key for reading in found[name]} for name in ("knowing", "annoyed")]
    assert [len(each) for each in keys] == [5, 5]
    assert not keys[0] & keys[1]
    assert len(found["repeated"]) == 5  # two are new, three are known already


def test_controls_stand_beside_the_agents_on_their_tasks() -> None:
    tasks = [task(f"u{n}") for n in range(4)]
    own = [dialogue(one) for one in tasks]
    others = [dialogue(one, "oracle") for one in tasks[:2]]
    others += [dialogue(one, voice=voice, success=False) for one in tasks[:2] for voice in ("mute", "shuffled")]
    page = report(record(tasks, own, controls=others, config={"controls": 2}))
    table = page[page.index('id="controls"') : page.index('id="wrong"')]
    words = " ".join(re.sub(r"<[^>]+>", " ", table).split())
    assert "oracle is told the goal 2 100.0 %" in words
    assert "full on the same tasks 100.0 %" in words
    assert "mute lost by that shuffled lost by that" in words
    assert words.count("+100.0 points") == 2
    assert 'id="controls"' not in report(record(tasks, own))


def test_a_page_that_would_be_too_large_leaves_dialogues_out_and_says_so() -> None:
    run = talked(30)
    whole, small = report(run), report(run, budget=20_000)
    assert "All 246 dialogues are in this page." in whole
    kept = re.search(r"(\d+) of 246 dialogues are in this page", small)
    assert kept is not None
    assert 5 < int(kept[1]) < 60
    assert len(small) < len(whole) - 40_000
    data = json.loads(re.search(r'id="data">(.*?)</script>', small, re.DOTALL)[1])  # type: ignore[index]
    assert len(data["dialogues"]) == int(kept[1])
    assert {flag for talk in data["dialogues"] for flag in talk.get("f", ())} >= {
        "knowing",
        "misheard",
        "rule",
        "failed",
    }
    links = {int(place) for place in re.findall(r'href="#d(\d+)"', small)}
    assert links
    assert max(links) < len(data["dialogues"])


def test_the_page_tells_how_it_was_measured_and_what_to_beware_of() -> None:
    run = talked(3)
    run.config["workspace"]["held_out"] = False
    page = report(replace(run, dialogues=run.dialogues[:-1]))
    assert "learnt from" in page
    assert "the run is not complete: 23 of 24 units are finished" in page
    for words in (
        "Clopper and Pearson",
        "draws of as many users",
        "share of dialogues that ended well",
        "people who say nothing",
    ):
        assert words in page


def test_the_page_holds_no_word_about_time_but_what_was_timed() -> None:
    run = talked(2)
    assert report(run) == report(run)
    assert "dialogues a second" not in report(run)
    figures = {"mean": 1.0, "p50": 1.0, "p95": 2.0}
    clock = {"dialogues_per_second": 40.5, "workers": 2,
             "agents": {"full": {"turn_ms": figures, "dialogue_ms": figures, "share": 0.5}}}  # fmt: skip
    assert "40.5 dialogues a second with 2" in report(replace(run, timings=clock))


def test_a_run_of_one_agent_and_an_empty_one_have_a_page() -> None:
    assert "Compared with" not in report(crowd({"full": lambda luck, draw: luck > 0.5}, 5))
    assert "All 0 dialogues" in report(record([task("u")], [], config={"agents": ["full"]}))


def test_the_curve_keeps_its_labels_apart_and_inside() -> None:
    found = curve({f"agent {n}": [[0.5, 0.4, 0.6]] * 15 for n in range(14)})
    assert found is not None
    places = sorted(line.label_y for line in found.lines)
    assert all(b - a >= 14.9 for a, b in pairwise(places))
    assert places[0] > 0
    assert places[-1] < found.height
    assert curve({"nobody": [None] * 15}) is None


def test_the_command_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = save(talked(2), tmp_path / "run")
    assert cli.main(["report", str(folder)]) == 0
    assert (folder / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert cli.main(["report", str(folder), "--out", str(tmp_path / "other.html")]) == 0
    assert (tmp_path / "other.html").read_bytes() == (folder / "report.html").read_bytes()
    assert cli.main(["report", str(tmp_path)]) == 2
    assert "is no run" in capsys.readouterr().err
