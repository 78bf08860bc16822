"""What every tool must do, ours and foreign.

Inherit `ToolContract` in a class whose name starts with `Test`, set `tool` and `args` (arguments that work on the
bundled films) and, for a tool over another workspace, override the fixture `context`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, get_args

import numpy as np
import pytest

from catalog.errors import ToolFailed
from recommenders.profile import UserProfile
from recommenders.workspace import Workspace
from tools.candidates import Candidates
from tools.tool import Arguments, Effect, Tool, ToolContext

NARROWING = ("filter", "retrieve", "rank")


def contents(candidates: Candidates) -> tuple[Any, ...]:
    """A set as plain values; nan is written out, so that equal sets are equal."""
    scores = {source: [str(v) for v in values.tolist()] for source, values in candidates.scores.items()}
    return candidates.rows.tolist(), scores, candidates.added.tolist(), candidates.funnel


class ToolContract:
    tool: ClassVar[Tool]
    args: ClassVar[Mapping[str, Any]] = {}

    @pytest.fixture
    def context(self, workspace: Workspace) -> ToolContext:
        """Every second item, some of them scored and some not to come back; a person who liked three and disliked one."""
        n = len(workspace.catalog)
        rows = np.arange(0, n, 2)
        candidates = Candidates(rows).scored("wish", np.linspace(-1, 1, len(rows))).logged("before", n)
        excluded = np.zeros(n, dtype=bool)
        excluded[[3, 4]] = True
        profile = UserProfile(history=(10, 30, 50), liked=(30,), disliked=(8,))
        return ToolContext(workspace, candidates, profile, excluded, seed=7)

    def test_it_says_what_it_is(self) -> None:
        assert isinstance(self.tool, Tool)
        assert re.fullmatch(r"[a-z][a-z0-9_]{2,40}", self.tool.name)
        assert self.tool.description.strip()
        assert "\n" not in self.tool.description
        assert self.tool.effect in get_args(Effect)
        assert issubclass(self.tool.Arguments, Arguments)
        assert self.tool.Arguments.model_json_schema()["additionalProperties"] is False

    def test_an_unknown_argument_is_refused_by_name(self, context: ToolContext) -> None:
        with pytest.raises(ToolFailed) as caught:
            self.tool.call({**self.args, "sort_of": 1}, context)
        assert self.tool.name in str(caught.value)
        assert "sort_of" in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_it_changes_nothing_it_was_given(self, context: ToolContext) -> None:
        assert context.excluded is not None
        before = (contents(context.candidates), context.excluded.tolist(), context.profile, dict(self.args))
        self.tool.call(self.args, context)
        after = (contents(context.candidates), context.excluded.tolist(), context.profile, dict(self.args))
        assert after == before

    def test_the_candidates_are_as_the_effect_says(self, context: ToolContext) -> None:
        result = self.tool.call(self.args, context)
        out = result.candidates.rows.tolist()
        assert len(set(out)) == len(out)
        assert all(0 <= row < len(context.workspace.catalog) for row in out)
        assert {len(values) for values in result.candidates.scores.values()} <= {len(out)}
        if self.tool.effect in ("filter", "rank"):
            assert set(out) <= set(context.candidates.rows.tolist())
        if self.tool.effect in ("lookup", "ask"):
            assert contents(result.candidates) == contents(context.candidates)

    def test_a_narrowing_tool_is_one_step_of_the_funnel(self, context: ToolContext) -> None:
        candidates = self.tool.call(self.args, context).candidates
        if self.tool.effect not in NARROWING:
            assert candidates.funnel == context.candidates.funnel
            return
        *earlier, step = candidates.funnel
        assert tuple(earlier) == context.candidates.funnel
        assert (step.step, step.tool) == (len(context.candidates.funnel) + 1, self.tool.name)
        assert (step.before, step.after) == (len(context.candidates), len(candidates))

    def test_nothing_in_is_no_fault(self, context: ToolContext) -> None:
        result = self.tool.call(self.args, replace(context, candidates=Candidates.of([])))
        if self.tool.effect in ("filter", "rank"):
            assert len(result.candidates) == 0
        assert isinstance(result.summary, str)

    def test_the_same_seed_gives_the_same_result(self, context: ToolContext) -> None:
        first, again = self.tool.call(self.args, context), self.tool.call(self.args, context)
        assert contents(first.candidates) == contents(again.candidates)
        assert (first.summary, first.facts) == (again.summary, again.facts)

    def test_the_summary_is_one_short_line_without_ids(self, context: ToolContext) -> None:
        summary = self.tool.call(self.args, context).summary
        assert 0 < len(summary) <= 120
        assert "\n" not in summary
        assert not set(summary.split()) & set(context.workspace.catalog.ids)
