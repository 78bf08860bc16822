"""A dialogue state written as JSON is the same state when it is read, and what cannot be read is one clear line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.state import DialogueState
from agent.state_json import state_from_json, state_to_json
from catalog.constraint import Constraint
from catalog.errors import ConfigError

TEXT = st.text(max_size=8)  # any character, NUL and 👍 included
NUMBERS = st.integers() | st.floats(allow_nan=False)
SCALARS = TEXT | NUMBERS | st.booleans()
st.register_type_strategy(float, st.floats(allow_nan=False))
st.register_type_strategy(
    Constraint,
    st.builds(Constraint, field=TEXT, value=SCALARS | st.lists(SCALARS, max_size=3).map(tuple), hard=st.booleans()),
)
STATES = st.from_type(DialogueState)
"""Every field of a state, also one that is added to it."""


@settings(max_examples=150, deadline=None)
@given(STATES)
def test_a_state_comes_back_exactly(state: DialogueState) -> None:
    written = json.dumps(state_to_json(state))
    again = state_from_json(json.loads(written))
    assert again == state
    assert hash(again.constraints) == hash(state.constraints)
    assert [type(v) for c in again.constraints for v in c.values] == [type(v) for c in state.constraints for v in c.values]


def test_a_field_that_was_not_written_takes_its_default() -> None:
    assert state_from_json({"turn": 3, "liked": ["heat"]}) == DialogueState(turn=3, liked=("heat",))


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"turn": 1, "mood": "blue"}, "mood"),
        ({"pending": {"field": "year", "text": "When?", "voice": "deep"}}, "pending.voice"),
        ({"constraints": [{"field": "year", "op": "eq", "value": 1999, "weight": 2}]}, "weight"),
        ({"turn": "many"}, "turn"),
        ({"liked": "heat"}, "liked"),
        (["turn"], "it"),
        (None, "it"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(data: object, named: str) -> None:
    with pytest.raises(ConfigError, match=named) as caught:
        state_from_json(data)
    assert "\n" not in str(caught.value)
