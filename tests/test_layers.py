"""What importing costs, and what happens where somebody else has a package of one of Parley's names."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import parley

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("torch", "faiss", "sentence_transformers", "transformers", "gradio", "langchain", "openai", "pyarrow", "numpy", "pandas")


def python(*arguments: str, cwd: Path = ROOT, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PARLEY_") and k != "PYTHONPATH"}
    if path:
        environment["PYTHONPATH"] = str(path)
    return subprocess.run([sys.executable, *arguments], cwd=cwd, env=environment, text=True, capture_output=True, timeout=120)


@pytest.mark.parametrize(
    "code",
    ["import parley", "import cli", "import cli; cli.main(['--help'])", "import cli; cli.main(['build', '--help'])"],
)
def test_nothing_heavy_is_imported_before_it_is_needed(code: str) -> None:
    tail = f"import sys; print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = python("-c", f"{code}\n{tail}")
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_every_public_name_is_there() -> None:
    for name in dir(parley):
        assert getattr(parley, name) is not None
    assert parley.__version__.count(".") == 2
    with pytest.raises(AttributeError, match="'nonsense'"):
        _ = parley.nonsense


def test_what_the_type_checker_sees_is_what_is_there() -> None:
    source = (ROOT / "parley.py").read_text(encoding="utf-8")
    for module, names in parley.PUBLIC.items():
        for name in names:
            assert f"from {module} import {name} as {name}\n" in source


@pytest.mark.parametrize("name", parley.PACKAGES)
def test_a_foreign_package_of_our_name_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("")
    done = python("-c", "import parley; parley.load_agent", cwd=tmp_path, path=tmp_path)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert repr(name) in last
    assert str(tmp_path) in last


def test_the_command_line_refuses_a_foreign_package(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "__init__.py").write_text("")
    done = python("-m", "cli", "tools", cwd=tmp_path, path=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("parley: the name 'tools' leads to")
    assert done.stderr.count("\n") == 1


def test_a_module_of_our_name_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "agent.py").write_text("")
    done = python("-m", "cli", "tools", cwd=tmp_path, path=tmp_path)
    assert done.returncode == 2
    assert "'agent'" in done.stderr


def test_a_foreign_catalog_is_refused_before_it_is_used(tmp_path: Path) -> None:
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "__init__.py").write_text("")
    done = python("-m", "cli", "--help", cwd=tmp_path, path=tmp_path)
    assert done.returncode == 2
    assert "'catalog'" in done.stderr
    assert done.stderr.count("\n") == 1
