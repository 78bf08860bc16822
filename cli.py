"""The command `parley`: flags in, one line and an exit code out.

Knows the commands, their flags and how errors and progress are shown. The work is done by the packages, which are
imported inside the commands: `parley --help` loads none of them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.evaluate import app as evaluate_app
from commands.train import app as train_app
from parley import refuse_shadows

if TYPE_CHECKING:
    from agent.agent import Agent
    from agent.settings import Settings
    from agent.store import Store
    from recommenders.workspace import Workspace

app = typer.Typer(
    name="parley",
    help="A conversational recommender: say what you feel like.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
data_app = typer.Typer(help="Data sets known by name.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(data_app, name="data")
memory_app = typer.Typer(help="What is remembered about a user.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(memory_app, name="memory")
app.add_typer(evaluate_app, name="evaluate")
app.add_typer(train_app, name="train")

_MEND = 2
"""Exit code where a person must mend something."""

WorkspaceFlag = Annotated[Path | None, typer.Option("--workspace", help="Workspace folder.")]
JsonFlag = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]
LlmFlag = Annotated[str | None, typer.Option("--llm", help="Who understands and phrases.")]
TodayFlag = Annotated[str | None, typer.Option("--today", help="The day relative dates count from.")]
UserFlag = Annotated[str, typer.Option("--user", help="About whom.")]
EncoderFlag = Annotated[str | None, typer.Option("--encoder", help="Text encoder: folder or hub name.")]


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit code (0 done, 2 a person must act, 130 interrupted)."""
    try:
        refuse_shadows()
    except ImportError as error:
        return _complain(str(error), _MEND)
    from catalog.errors import ParleyError

    try:
        app(args=arguments, prog_name="parley")
    except ParleyError as error:
        if _verbose(arguments):
            raise
        return _complain(" ".join(str(error).split()), error.exit_code)
    except ImportError as error:
        if _verbose(arguments):
            raise
        return _complain(f"{error}; `parley doctor` says what is missing", _MEND)
    except KeyboardInterrupt:
        return _complain("interrupted; what was there before is unchanged", 130)
    except SystemExit as end:
        if end.code == 130:
            return _complain("interrupted; what was there before is unchanged", 130)
        return end.code if isinstance(end.code, int) else 0
    return 0


def _verbose(arguments: list[str] | None) -> bool:
    return "--verbose" in (sys.argv[1:] if arguments is None else arguments)


def _complain(line: str, code: int) -> int:
    print(f"parley: {line}", file=sys.stderr)
    return code


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(version("parley"))
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log to standard error; show where errors arise.")] = False,
) -> None:
    """A conversational recommender: say what you feel like."""
    import logging

    logging.basicConfig(stream=sys.stderr, level=logging.INFO if verbose else logging.ERROR)
    if not verbose:
        logging.getLogger("recommenders").setLevel(logging.WARNING)  # what a stopped build left may be spoilt


@app.command()
def build(
    dataset: Annotated[str, typer.Option(help="A path, or a name such as films.")],
    out: Annotated[Path, typer.Option(help="Folder of the workspace.")],
    interactions: Annotated[Path | None, typer.Option(help="File with events of users on items.")] = None,
    schema: Annotated[Path | None, typer.Option(help="TOML file about the columns.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of everything random.")] = 0,
    encoder: EncoderFlag = None,
) -> None:
    """Build a workspace: catalog, word index, vectors and trained models."""
    from catalog.inference import load_overrides

    settings = _settings(encoder=encoder)
    overrides = load_overrides(schema) if schema else None
    _build(dataset, out, settings, interactions=interactions, overrides=overrides, seed=seed)


@app.command()
def chat(
    workspace: WorkspaceFlag = None,
    json: JsonFlag = False,
    user: Annotated[str | None, typer.Option(help="Who is talking; without a name nothing is remembered.")] = None,
    today: TodayFlag = None,
    llm: LlmFlag = None,
    encoder: EncoderFlag = None,
    trace: Annotated[bool, typer.Option("--trace", help="Show how each reply came about.")] = False,
) -> None:
    """Chat in the terminal, or with --json one message a line in, one object a line out."""
    from agent.console import answer_lines, converse

    settings = _settings(workspace=workspace, today=today, llm=llm, encoder=encoder)
    agent = _agent(settings, _store(settings) if user is not None else None)
    if json:
        answer_lines(agent, sys.stdin.buffer, sys.stdout, user=user)
    else:
        from rich.console import Console

        converse(agent, Console(), user=user, trace=trace)


@app.command()
def serve(
    workspace: WorkspaceFlag = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 7860,
    today: TodayFlag = None,
    llm: LlmFlag = None,
    encoder: EncoderFlag = None,
) -> None:
    """Serve the web UI until Ctrl-C."""
    from web.app import check_address
    from web.app import serve as serve_page

    settings = _settings(workspace=workspace, today=today, llm=llm, encoder=encoder)
    check_address(host, port)
    serve_page(_agent(settings), host=host, port=port)


@app.command()
def items(
    query: Annotated[str, typer.Argument(help="Words of a title, person, keyword or text.")],
    workspace: WorkspaceFlag = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 10,
    json: JsonFlag = False,
) -> None:
    """Find items of a workspace by words."""
    catalog_items = _found(_workspace(_settings(workspace=workspace)), query, limit)
    _print(catalog_items, json, [f"{item['item_id']}\t{item['title']}" for item in catalog_items])


@app.command()
def tools(json: JsonFlag = False) -> None:
    """List the tools a plan may call."""
    from tools.registry import load_tools

    found = [
        {
            "name": tool.name,
            "effect": tool.effect,
            "description": tool.description,
            "arguments": tool.Arguments.model_json_schema(),
        }
        for tool in load_tools().values()
    ]
    _print(found, json, [f"{tool['name']:16} {tool['effect']:9} {tool['description']}" for tool in found])


@app.command()
def doctor(workspace: WorkspaceFlag = None, json: JsonFlag = False) -> None:
    """Check whether Parley can run here, and say what is missing."""
    from agent.doctor import can_run, examine

    checks = examine(_settings(workspace=workspace))
    _print([check.to_json() for check in checks], json, [str(check) for check in checks])
    if not can_run(checks):
        raise typer.Exit(_MEND)


@data_app.command("list")
def data_list(json: JsonFlag = False) -> None:
    """List the data sets known by name, and which are on this machine."""
    from catalog.datasets import KNOWN, data_folder, located

    folder = _settings().data or data_folder()
    here = {known.name: located(known, folder) is not None for known in KNOWN}
    found = [{"name": d.name, "here": here[d.name], "origin": d.origin, "licence": d.licence} for d in KNOWN]
    _print(found, json, [f"{d.name:16} {'here' if here[d.name] else '-':5} {d.origin:9} {d.about}" for d in KNOWN])


@data_app.command("get")
def data_get(name: Annotated[str, typer.Argument(help="Name of the data set, for example ml-latest-small.")]) -> None:
    """Fetch a data set from its owner, verify it and show its licence."""
    from agent.console import progress_bars
    from catalog.datasets import data_folder, fetch, known_dataset

    known = known_dataset(name)
    print(f"licence: {known.licence}", file=sys.stderr)
    with progress_bars() as progress:
        place = fetch(name, _settings().data or data_folder(), progress)
    print(place)


@memory_app.command("show")
def memory_show(user: UserFlag, json: JsonFlag = False) -> None:
    """Show what is remembered about a user, oldest first."""
    facts = _store(_settings()).facts(user)
    _print([{"id": fact.id, **fact.model_dump(mode="json")} for fact in facts], json, [str(fact) for fact in facts])


@memory_app.command("forget")
def memory_forget(
    user: UserFlag,
    facts: Annotated[list[str] | None, typer.Argument(help="Ids of what to forget; none means everything.")] = None,
    json: JsonFlag = False,
) -> None:
    """Forget what is remembered about a user."""
    store = _store(_settings())
    n = store.forget(user, facts) if facts else store.forget_all(user)
    _print({"forgotten": n}, json, [f"forgotten: {n}"])


def _settings(**flags: Any) -> Settings:
    from agent.settings import load_settings

    return load_settings(flags)


def _workspace(settings: Settings) -> Workspace:
    """The workspace to use; the bundled films are built first where there is none and nobody named one."""
    from agent.settings import default_workspace
    from recommenders.workspace import Workspace

    path, named = default_workspace(settings)
    if not named and not path.exists():
        print(f"No workspace yet: building the bundled films in {path} …", file=sys.stderr)
        _build("films", path, settings)
    return Workspace.open(path, encoder=settings.encoder)


def _store(settings: Settings) -> Store:
    from agent.store import open_store

    return open_store(settings.store)


def _agent(settings: Settings, store: Store | None = None) -> Agent:
    from agent.agent import load_agent

    workspace = _workspace(settings)
    workspace.warm()
    return load_agent(workspace, settings.llm, today=settings.today, store=store)


def _build(
    dataset: str,
    out: Path,
    settings: Settings,
    *,
    interactions: Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    seed: int = 0,
) -> None:
    # Read by the OpenMP runtime when torch is loaded: threads that wait must not spin, or a busy machine builds ten
    # times slower.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from agent.console import progress_bars
    from catalog.errors import Interrupted
    from recommenders.build import build_workspace, check_target, gather

    check_target(out.expanduser().resolve())
    found = gather(dataset, data=settings.data, interactions=interactions, overrides=overrides)
    try:
        with progress_bars() as progress:
            manifest = build_workspace(
                found, out, seed=seed, progress=progress, overrides=overrides, encoder=settings.encoder
            )
    except KeyboardInterrupt as stop:
        raise Interrupted("interrupted; the same command goes on where it stopped") from stop
    for note in manifest.dataset.notes:
        print(f"note: {note}", file=sys.stderr)
    sizes = manifest.sizes
    print(f"{out}: {sizes.items} items, {sizes.events} {manifest.dataset.source} events of {sizes.users} users")


def _found(workspace: Workspace, query: str, limit: int) -> list[dict[str, str]]:
    rows, _ = workspace.words.search(query, limit)
    catalog = workspace.catalog
    return [{"item_id": catalog.ids[row], "title": catalog.label(row)} for row in rows.tolist()]


def _print(value: object, as_json: bool, lines: list[str]) -> None:
    if as_json:
        import json

        print(json.dumps(value, ensure_ascii=False, indent=2))
    else:
        print("\n".join(lines) if lines else "nothing found")


if __name__ == "__main__":
    sys.exit(main())
