"""The page in a real browser, for tests: tabs of Chromium and what a person does in them.

Knows the page's boxes, turns and cards. At the end nothing may have been asked of any other machine, and no script may
have failed.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = os.environ.get("TESTS_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_LOCAL = re.compile(r"^(https?://127\.0\.0\.1[:/]|data:|blob:|about:)")


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser; skips where there is none."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no Chromium at {CHROMIUM}; install Debian's `chromium` or name one by TESTS_CHROMIUM")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra [dev])")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def tabs_of(browser: Any, home: str) -> Iterator[Callable[..., Any]]:
    """Opens tabs of the page at `home` or another address."""
    foreign: list[str] = []
    failures: list[str] = []
    contexts = []

    def open_tab(url: str = home, width: int = 1280, height: int = 860) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15000)
        page.on("request", lambda request: _LOCAL.match(request.url) or foreign.append(request.url))
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(url)
        page.get_by_role("heading", name="What are you in the mood for?").wait_for()
        return page

    yield open_tab
    for context in contexts:
        context.close()
    assert foreign == []
    assert failures == []


def send(page: Any, text: str) -> None:
    """Type a message and press Enter."""
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")


def turn(page: Any, number: int) -> Any:
    """A turn that is over."""
    over = page.locator(f'.turn[data-turn="{number}"][aria-busy="false"]')
    over.wait_for()
    return over


def items(turn: Any) -> list[str]:
    """The ids of a turn's cards."""
    return [element.get_attribute("data-item") for element in turn.locator(".card").all()]
