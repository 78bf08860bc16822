"""The page's server as a process of its own, which tells whom it tried to reach."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SERVER = """
import os, sys
def note(event, args):
    if event in ("socket.getaddrinfo", "socket.connect"):
        print("LOOKUP", repr(args[0] if event == "socket.getaddrinfo" else args[1]), file=sys.stderr, flush=True)
sys.addaudithook(note)
from web.app import serve
if len(sys.argv) > 2:
    from agent.agent import load_agent
    agent = load_agent(sys.argv[2], llm=None if len(sys.argv) > 3 else "embedded")
else:
    from scripted_agent import ScriptedAgent
    agent = ScriptedAgent(pause=0.02)
serve(agent, port=int(sys.argv[1]), user=os.environ.get("TEST_USER"))
"""


class Server:
    """The page's server as a process of its own, over a workspace or the agent with fixed habits; `errors` are the
    lines it wrote to standard error. With a workspace there may be the address of a language model as well, and the URL of
    a `store`; `user` talks in a new tab."""

    def __init__(self, *place: str, store: str = "", user: str = "") -> None:
        own = {name: value for name, value in (("PARLEY_STORE", store), ("TEST_USER", user)) if value}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{port}/"
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER, port, *place],
            cwd=ROOT,
            env={**_own_settings(*place[1:]), **own, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.errors: list[str] = []
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        errors = self.process.stderr
        threading.Thread(target=lambda: self.errors.extend(errors), daemon=True).start()
        assert "Parley is at http://127.0.0.1" in self.process.stdout.readline(), "".join(self.errors)

    def end(self) -> None:
        """Ctrl-C ends it cleanly, and it never asked for another machine."""
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(timeout=30) == 0, "".join(self.errors)
        looked_up = [line for line in self.errors if line.startswith("LOOKUP")]
        assert [line for line in looked_up if "127.0.0.1" not in line and "localhost" not in line] == []


def _own_settings(base_url: str = "") -> dict[str, str]:
    """The environment with nobody's settings but those for a scripted model, where there is one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PARLEY_", "OPENAI_"))}
    model = {"PARLEY_LLM": "openai:scripted", "PARLEY_LLM_BASE_URL": base_url, "PARLEY_LLM_PRICES": "0.15,0.60"}
    return kept | (model if base_url else {})
