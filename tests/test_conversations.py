"""Plays every conversation of tests/conversations/ and checks the replies against the raw tables."""

from pathlib import Path

import pytest
from conversations.harness import run_script
from conversations.raw import RawTable, load_raw
from conversations.scene import load_script, script_paths


def raw_or_skip(catalog: str) -> RawTable:
    """The raw table; the movies data may be absent on a machine that has only the repository."""
    try:
        return load_raw(catalog)
    except FileNotFoundError as error:
        if catalog == "movies":
            pytest.skip(f"{error.filename} is not on this machine")
        raise


@pytest.mark.parametrize("path", script_paths(), ids=lambda path: path.stem)
def test_conversation(path: Path, request: pytest.FixtureRequest) -> None:
    script = load_script(path)
    table = raw_or_skip(script.catalog)
    run_script(script, request.getfixturevalue(f"{script.catalog}_agent"), table)
