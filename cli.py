"""The command `parley`: flags in, one line and an exit code out.

Knows the commands' names and how errors are shown. The commands are in `commands`; what they work with is imported
inside them: `parley --help` loads nothing heavy.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from commands.benchmark import app as benchmark_app
from commands.build import build
from commands.data import app as data_app
from commands.doctor import doctor
from commands.evaluate import app as evaluate_app
from commands.listing import items, tools
from commands.memory import app as memory_app
from commands.play import play
from commands.score import compare, report, score
from commands.simulate import simulate
from commands.talk import chat, serve
from commands.tasks import app as tasks_app
from commands.train import app as train_app
from parley import refuse_shadows

app = typer.Typer(
    name="parley",
    help="A conversational recommender: say what you feel like.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (build, chat, serve, simulate, score, compare, report, play, items, tools, doctor):
    app.command()(command)
app.add_typer(data_app, name="data")
app.add_typer(memory_app, name="memory")
app.add_typer(evaluate_app, name="evaluate")
app.add_typer(benchmark_app, name="benchmark")
app.add_typer(tasks_app, name="tasks")
app.add_typer(train_app, name="train")

_MEND = 2
"""Exit code where a person must mend something."""


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


if __name__ == "__main__":
    sys.exit(main())
