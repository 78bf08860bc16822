"""`parley doctor`: whether Parley can run here.

Knows the flags and the exit code. What is looked at is the business of `agent.doctor`.
"""

from __future__ import annotations

import typer

from commands.flags import BaseUrlFlag, JsonFlag, LlmFlag, WorkspaceFlag
from commands.opening import settings_of
from commands.output import show

_MEND = 2
"""Exit code where a person must mend something."""


def doctor(
    workspace: WorkspaceFlag = None, llm: LlmFlag = None, llm_base_url: BaseUrlFlag = None, json: JsonFlag = False
) -> None:
    """Check whether Parley and its language model can run, and say what is missing."""
    from agent.doctor import can_run, examine

    checks = examine(settings_of(workspace=workspace, llm=llm, llm_base_url=llm_base_url))
    show([check.to_json() for check in checks], json, [str(check) for check in checks])
    if not can_run(checks):
        raise typer.Exit(_MEND)
