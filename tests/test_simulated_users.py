"""Simulated people by name, ours and foreign ones."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest
from simulated_user_contract import SimulatedUserContract

from catalog import plugins
from catalog.errors import ConfigError, PluginError
from simulator import users
from simulator.acts_user import ActsUser
from simulator.simulated_user import SimulatedUser
from simulator.users import make_user, user_names


class TestPeopleByRules(SimulatedUserContract):
    @pytest.fixture
    def user(self) -> SimulatedUser:
        return make_user("rules")


class Foreign(ActsUser):
    name = "foreign"


class Wrong:
    name = "wrong"

    def __init__(self, *args: object) -> None:
        """Is no simulated user."""


def fails(*args: object) -> SimulatedUser:
    raise ValueError("no\nluck")


def installed(monkeypatch: pytest.MonkeyPatch, **entries: str) -> None:
    points = [EntryPoint(name.rstrip("_"), f"{__name__}:{value}", users.GROUP) for name, value in entries.items()]
    monkeypatch.setattr(plugins, "entry_points", lambda group: points)


def test_built_in_people_are_installed() -> None:
    assert {"acts", "rules"} <= set(user_names())
    assert isinstance(make_user("acts"), ActsUser)


def test_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ConfigError, match=r"no simulated people 'nobody'; known: .*acts"):
        make_user("nobody")


def test_foreign_people(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, foreign="Foreign")
    assert user_names() == ["foreign"]
    assert isinstance(make_user("foreign"), Foreign)


@pytest.mark.parametrize(
    ("entries", "asked", "said"),
    [
        ({"wrong": "Wrong"}, "wrong", "is no parley.SimulatedUser but a Wrong"),
        ({"absent": "Absent"}, "absent", "cannot be imported"),
        ({"fails": "fails"}, "fails", "cannot be made: no luck"),
        ({"text": "__name__"}, "text", "no class and no function"),
        ({"other": "Foreign"}, "other", "calls itself 'foreign'"),
        ({"twice": "Foreign", "twice_": "Wrong"}, "twice", "two kinds of simulated people are called 'twice'"),
        ({}, "any", "no simulated people are installed"),
    ],
)
def test_broken_plugins_get_one_line(
    monkeypatch: pytest.MonkeyPatch, entries: dict[str, str], asked: str, said: str
) -> None:
    installed(monkeypatch, **entries)
    with pytest.raises(PluginError, match=said) as raised:
        make_user(asked)
    assert "\n" not in str(raised.value)
