"""Stand-ins for tests of runs: agents that answer at once and misbehave when told to, installed as a plug-in would be.

`install(folder)` writes a distribution of one module; whoever has the folder on its path, a child process too, finds
its agents under their names. What they are to do wrong is said by files in the folder that `QUICK_AGENTS` names.
"""

from __future__ import annotations

from pathlib import Path

_MODULE = '''
import os
import signal
import time
from pathlib import Path

from catalog.errors import InfrastructureFault, ModelError
from simulator.agent_turn import AgentTurn
from simulator.contestant import Contestant


def once(name):
    """Whether this is the first time anybody asks."""
    try:
        (Path(os.environ["QUICK_AGENTS"]) / name).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


class Steady(Contestant):
    """Shows the catalog from its start, five items a turn."""

    name = "steady"

    def __init__(self, workspace, settings):
        self.ids = workspace.catalog.ids

    def begin(self, conversation, user):
        self.shown = 0
        self.conversation = conversation

    def respond(self, message):
        return self.act(None)

    def act(self, turn):
        self.shown += 5
        return AgentTurn(text="Here.", kind="recommend", slate=tuple(self.ids[self.shown - 5 : self.shown]), **self.more())

    def more(self):
        return {}

    def end(self):
        pass

    def close(self):
        pass


class Slow(Steady):
    name = "slow"

    def more(self):
        time.sleep(0.03)
        return {}


class Stuck(Steady):
    """Thinks for a minute, and leaves a mark when it begins to."""

    name = "stuck"

    def more(self):
        once("stuck")
        time.sleep(60)
        return {}


class Deadly(Steady):
    """Kills its process once, in the second turn of a dialogue."""

    name = "deadly"

    def more(self):
        if self.shown == 10 and once("died"):
            os.kill(os.getpid(), signal.SIGKILL)
        return {}


class Cursed(Steady):
    """Kills its process in every dialogue about the first task it is asked about, until there is a file `cured`."""

    name = "cursed"

    def more(self):
        folder = Path(os.environ["QUICK_AGENTS"])
        if not (folder / "cured").exists():
            mark = folder / "cursed"
            if not mark.exists():
                mark.write_text(self.conversation)
            if mark.read_text() == self.conversation:
                os.kill(os.getpid(), signal.SIGKILL)
        return {}


class Unreachable(Steady):
    """Cannot be reached the first time in each dialogue; with a file `down`, never."""

    name = "unreachable"

    def more(self):
        if (Path(os.environ["QUICK_AGENTS"]) / "down").exists() or once(self.conversation):
            raise InfrastructureFault("the network is down")
        return {}


class Nomad(Steady):
    """Leaves a mark on which node of a Ray cluster it is."""

    name = "nomad"

    def more(self):
        import ray

        if ray.is_initialized():
            once("node-" + ray.get_runtime_context().get_node_id())
        return {}


class Broken(Steady):
    name = "broken"

    def more(self):
        raise ModelError("it talks nonsense")


class Pricey(Steady):
    name = "pricey"

    def more(self):
        return {"cost": 0.25}
'''
NAMES = ("steady", "slow", "stuck", "deadly", "cursed", "unreachable", "nomad", "broken", "pricey")


def install(folder: Path) -> Path:
    """Make `folder` a place on the path where the agents are installed."""
    facts = folder / "quick_agents_for_tests-1.0.dist-info"
    facts.mkdir(parents=True)
    (folder / "agents_for_tests.py").write_text(_MODULE)
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: quick-agents-for-tests\nVersion: 1.0\n")
    lines = [f"{name} = agents_for_tests:{name.title()}" for name in NAMES]
    (facts / "entry_points.txt").write_text("[parley.agents]\n" + "\n".join(lines) + "\n")
    return folder
