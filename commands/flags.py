"""Flags that several commands share: name, type and help.

Knows typer only. What a flag leads to is the commands' business.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

WorkspaceFlag = Annotated[Path | None, typer.Option("--workspace", help="Workspace folder.")]
JsonFlag = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]
LlmFlag = Annotated[
    str | None, typer.Option("--llm", metavar="PROVIDER:MODEL", help="Who understands and words; or: embedded.")
]
BaseUrlFlag = Annotated[
    str | None, typer.Option("--llm-base-url", metavar="URL", help="An OpenAI-compatible endpoint, with /v1.")
]
TodayFlag = Annotated[str | None, typer.Option("--today", help="The day relative dates count from.")]
UserFlag = Annotated[str, typer.Option("--user", help="About whom.")]
EncoderFlag = Annotated[str | None, typer.Option("--encoder", help="Text encoder: folder or hub name.")]
