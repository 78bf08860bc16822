"""Configuration: which source wins, and what is said about a key or value that cannot be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from agent.settings import default_workspace, load_settings
from catalog.errors import ConfigError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder and an environment without settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PARLEY_DATA", raising=False)
    return tmp_path


def test_defaults_need_no_key_and_no_network() -> None:
    settings = load_settings()
    assert settings.llm == "embedded"
    assert (settings.workspace, settings.today) == (None, None)


def test_flags_win_over_environment_over_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "parley.toml").write_text('workspace = "file"\ndata = "file"\ntoday = "2020-01-01"\n')
    monkeypatch.setenv("PARLEY_WORKSPACE", "environment")
    monkeypatch.setenv("PARLEY_DATA", "environment")
    settings = load_settings({"workspace": "flag", "data": None})
    assert settings.workspace == Path("flag")
    assert settings.data == Path("environment")
    assert settings.today == date(2020, 1, 1)


def test_an_empty_variable_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_LLM", "")
    assert load_settings().llm == "embedded"


def test_an_unknown_key_of_the_file_is_named_with_the_known_ones(folder: Path) -> None:
    (folder / "parley.toml").write_text('workspce = "x"\n')
    with pytest.raises(ConfigError, match=r"parley\.toml.*'workspce'.*known: .*workspace") as caught:
        load_settings()
    assert "\n" not in str(caught.value)


def test_an_unknown_variable_is_named_with_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_WORKSPCE", "x")
    with pytest.raises(ConfigError, match=r"'PARLEY_WORKSPCE'.*PARLEY_WORKSPACE"):
        load_settings()


@pytest.mark.parametrize("content", ["workspace = ", "workspace = 7", "\xff"])
def test_a_broken_file_is_one_clear_line(folder: Path, content: str) -> None:
    (folder / "parley.toml").write_bytes(content.encode("latin-1"))
    with pytest.raises(ConfigError, match=r"parley\.toml") as caught:
        load_settings()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("llm", "gpt"), ("llm", "openai:"), ("llm_base_url", "localhost:8000"), ("llm_prices", "0.15"),
     ("llm_prices", "1,-2"), ("llm_timeout", "0"), ("planning", "guess"), ("llm_fallback", "gpt")],
)  # fmt: skip
def test_a_setting_of_the_model_that_cannot_be_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name) as caught:
        load_settings({name: value})
    assert "\n" not in str(caught.value)


def test_prices_are_read_as_dollars_per_million_tokens() -> None:
    assert load_settings({"llm_prices": "0.15, 0.6"}).prices == (0.15, 0.6)
    assert load_settings({}).prices is None


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigError, match="today"):
        load_settings({"today": "yesterday"})


def test_the_workspace_beside_is_used_before_the_users_own(folder: Path) -> None:
    path, named = default_workspace(load_settings())
    assert not named
    assert path.is_absolute()
    (folder / "workspaces" / "films").mkdir(parents=True)
    assert default_workspace(load_settings()) == (Path("workspaces/films"), False)
    assert default_workspace(load_settings({"workspace": "w"})) == (Path("w"), True)
