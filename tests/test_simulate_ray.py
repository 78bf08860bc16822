"""Runs on a Ray cluster of two machines, which are two nodes on this one, end in the bytes of a run without it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from quick_agents import install
from simulated_runs import outcome
from simulated_tasks import film_tasks

import parley
from catalog.errors import ConfigError
from recommenders.workspace import Workspace
from simulator.runs.run_folder import RunRecord

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def workspace(films_workspace: Path) -> Workspace:
    return Workspace.open(films_workspace)


@pytest.fixture(scope="module")
def agents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        folder = install(tmp_path_factory.mktemp("agents"))
        patch.syspath_prepend(str(folder))
        yield folder


@pytest.fixture(scope="module")
def cluster(agents: Path) -> Iterator[str]:
    """The address of a cluster of two nodes of one core each."""
    patch = pytest.MonkeyPatch()
    patch.setenv("PYTHONPATH", os.pathsep.join((str(ROOT), str(ROOT / "tests"), str(agents))))
    patch.setenv("QUICK_AGENTS", str(agents))
    patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    from ray.cluster_utils import Cluster

    node = {"num_cpus": 1, "object_store_memory": 80 * 1024 * 1024}
    found = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
    found.add_node(**node)
    yield found.address
    found.shutdown()
    patch.undo()


def simulate(workspace: Workspace, out: Path, **means: Any) -> RunRecord:
    tasks = film_tasks(12, list(workspace.catalog.ids), sessions=2)
    named = ["nomad", "deadly"]
    return parley.simulate(workspace, named, tasks=tasks, simulator="acts", controls=0, out=out, **means)


def test_two_nodes_of_which_one_loses_its_worker_give_the_bytes_of_one_process(
    workspace: Workspace, cluster: str, agents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The cluster has this machine's own address, which the tests' guard against the network takes for another's.
    monkeypatch.setattr("simulator.runs.crew_ray._knock", lambda address: None)
    notices: list[str] = []
    simulate(workspace, tmp_path / "ray", engine="ray", workers=2, ray_address=cluster, notice=notices.append)
    assert len(list(agents.glob("node-*"))) == 2
    assert [line for line in notices if line.endswith("ended (ActorDiedError); what it was at is run again")] == notices
    assert len(notices) == 1
    record = simulate(workspace, tmp_path / "here")
    assert outcome(tmp_path / "ray") == outcome(tmp_path / "here")
    assert record.timings["engine"] == "local"


def test_a_cluster_that_is_not_there_is_said_in_one_line(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no Ray cluster could be used .*--ray-address names one") as error:
        simulate(workspace, tmp_path / "run", engine="ray", workers=2, ray_address="127.0.0.1:1")
    assert "\n" not in str(error.value)
