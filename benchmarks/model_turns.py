"""What a language-model brain costs and survives, with a scripted endpoint in a process of its own.

    python benchmarks/model_turns.py WORKSPACE [--dialogues 200] [--seed 0] [--json FILE]
        [--parts overhead calls crowd reflection]

Knows the same scripted dialogues for every part; the scripted model is never slow and never wrong unless a part makes
it so. Does not know how good a real model plans. Parts:

overhead: ms of a turn that are not the endpoint's (turn less the time between a request's last byte in and the reply's
last byte out, as the endpoint measured it), one conversation at a time, beside the same dialogues with the embedded
brain. calls: model calls and tokens per turn, planning at once and step by step, and how many turns took the fast path.
crowd: 50 conversations at once with 2 % of the requests going wrong; a turn is lost if it raises, says nothing, or says
something no person should read. reflection: one wrong plan of each kind at the first planning call of every turn; how
often the slate is the one it would have been, with 0, 1 and 2 reflections, and what that costs.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import model_faults as faults
from fault_choice import Faults, for_tool
from language_agents import TODAY, agent_at
from model_faults import Fault
from model_server import ModelServer
from scripted_dialogues import dialogues, plans_of
from scripted_model import ScriptedModel

from agent.agent import Agent, load_agent
from agent.reply import Reply
from recommenders.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
CROWD = 50
RATE = 0.02
PARTS = ("overhead", "calls", "crowd", "reflection")
WRONG = (
    faults.length(), faults.bad_arguments(), faults.prose(), faults.empty(), faults.unknown_tool(),
    faults.wrong_field(), faults.unknown_value(), faults.wrong_kind(), faults.extra_argument(), faults.many_steps(),
    faults.missing_argument(),
)  # fmt: skip
Talk = Sequence[Sequence[str]]


def main() -> None:
    """Run the parts, print a table, and write JSON if wanted."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--dialogues", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    workspace = Workspace.open(options.workspace)
    made = dialogues(options.dialogues, options.seed, workspace.catalog)
    talk = [[message for message, _ in dialogue] for dialogue in made]
    figures: dict[str, Any] = {"items": len(workspace.catalog), "dialogues": len(talk), "seed": options.seed}
    figures["turns"] = sum(len(dialogue) for dialogue in talk)
    runs = {"overhead": overhead, "calls": calls, "crowd": crowd, "reflection": reflection}
    for part in options.parts:
        with endpoint(options.workspace, options, RATE if part == "crowd" else 0.0) as url:
            figures[part] = runs[part](workspace, url, talk, made)
        print(json.dumps({part: figures[part]}, indent=2), flush=True)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


@contextmanager
def endpoint(workspace: Path, options: argparse.Namespace, rate: float) -> Iterator[str]:
    """The scripted endpoint as a process of its own: its URL."""
    command = [sys.executable, str(ROOT / "tests" / "model_server.py"), "--script", "dialogues", "--faults", str(rate)]
    command += ["--workspace", str(workspace), "--seed", str(options.seed), "--dialogues", str(options.dialogues)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()


def report(url: str, since: int = 0) -> dict[str, Any]:
    """What the endpoint saw."""
    with urllib.request.urlopen(f"{url.removesuffix('/v1')}/report?since={since}") as answer:
        return dict(json.load(answer))


def timed(agent: Agent, talk: Talk) -> list[tuple[float, Reply]]:
    """Every turn with its milliseconds, one conversation after the other."""
    turns = []
    for number, dialogue in enumerate(talk):
        for message in dialogue:
            began = time.perf_counter()
            reply = agent.respond(message, conversation=str(number))
            turns.append((1000 * (time.perf_counter() - began), reply))
    return turns


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and count."""
    p50, p95 = np.percentile(values, [50, 95]) if values else (0.0, 0.0)
    return {"p50": round(float(p50), 1), "p95": round(float(p95), 1), "n": len(values)}


def overhead(workspace: Workspace, url: str, talk: Talk, made: Any) -> dict[str, Any]:
    """ms per turn that are not the endpoint's."""
    agent = agent_at(url, workspace, llm_demonstrations="dynamic")
    agent.respond("warm up", conversation="warm")
    seen = report(url)["requests"]
    turns = timed(agent, talk)
    records = iter(report(url, seen)["records"])
    own: dict[str, list[float]] = {"planned": [], "easy": []}
    for ms, reply in turns:
        waited = sum(next(records)["ms"] for call in reply.calls for _ in range(call.attempts))
        own["easy" if reply.easy else "planned"].append(ms - waited)
    alone = [ms for ms, _ in timed(load_agent(workspace, llm="embedded", today=TODAY), talk)]
    parts = {name: spread(values) for name, values in own.items()}
    return {"ms": {"all": spread(own["planned"] + own["easy"]), **parts, "embedded brain": spread(alone)},
            "invalid_requests": report(url)["invalid"]}  # fmt: skip


def calls(workspace: Workspace, url: str, talk: Talk, made: Any) -> dict[str, Any]:
    """Model calls per turn of the two ways to plan."""
    table = {}
    for planning in ("plan-first", "react"):
        replies = [reply for _, reply in timed(agent_at(url, workspace, planning=planning), talk)]
        planned = [sum(call.role == "planning" for call in reply.calls) for reply in replies]
        tokens = [sum(call.input_tokens + call.output_tokens for call in reply.calls) for reply in replies]
        table[planning] = {
            "calls_per_turn": round(float(np.mean([len(reply.calls) for reply in replies])), 3),
            "planning_calls_per_turn": round(float(np.mean(planned)), 3),
            "planning_calls_per_planned_turn": round(float(np.mean([n for n in planned if n])), 3),
            "tokens_per_turn": round(float(np.mean(tokens))),
            "turns_without_planning_call": sum(n == 0 for n in planned),
            "turns_without_any_call": sum(not reply.calls for reply in replies),
            "turns": len(replies),
            "faults": sum(len(reply.faults) for reply in replies),
        }  # fmt: skip
    return {**table, "invalid_requests": report(url)["invalid"]}


def crowd(workspace: Workspace, url: str, talk: Talk, made: Any) -> dict[str, Any]:
    """Many conversations at once while requests go wrong."""
    table = {}
    for fallback in ("none", "embedded"):
        agent = agent_at(url, workspace, llm_fallback=fallback, llm_timeout=10)
        agent.respond("warm up", conversation="warm")
        seen, began = report(url)["requests"], time.perf_counter()
        lost: list[str] = []
        replies: list[Reply] = []

        def one(number: int, agent: Agent = agent, lost: list[str] = lost, replies: list[Reply] = replies) -> None:
            for message in talk[number]:
                try:
                    reply = agent.respond(message, conversation=f"crowd {number}")
                except Exception as error:  # noqa: BLE001 - whatever it is, the turn is lost, and that is counted
                    lost.append(type(error).__name__)
                    continue
                replies.append(reply)
                said = reply.text + " ".join(fault.message for fault in reply.faults)
                if not reply.text.strip() or any(word in said for word in faults.PROVIDER_TEXT.split()):
                    lost.append("unusable")

        threads = [threading.Thread(target=one, args=(n,)) for n in range(min(CROWD, len(talk)))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - began
        records = report(url, seen)["records"]
        table[fallback] = {
            "conversations": len(threads),
            "turns": len(replies) + len(lost) - lost.count("unusable"),
            "lost": len(lost),
            "requests": len(records),
            "requests_gone_wrong": sum(bool(record["fault"]) for record in records),
            "turns_with_a_model_fault": sum(any(f.kind.startswith("model_") for f in r.faults) for r in replies),
            "turns_that_only_explain": sum(r.intent == "unclear" and bool(r.faults) and not r.slate for r in replies),
            "seconds": round(seconds, 1),
            "turns_per_second": round(len(replies) / seconds, 1),
        }
    return table


def reflection(workspace: Workspace, url: str, talk: Talk, made: Any) -> dict[str, Any]:
    """What is repaired by telling the planner, and what that costs. The endpoint is in this process here."""
    few = talk[:20]
    table: dict[str, Any] = {}
    right = [[shown.item_id for shown in reply.slate] for _, reply in timed(agent_at(url, workspace), few)]
    for most in (0, 1, 2):
        for fault in WRONG:
            with ModelServer(ScriptedModel(plans_of(made)), at_first(fault)) as server:
                replies = [r for _, r in timed(agent_at(server, workspace, llm_reflections=most), few)]
            hard = [k for k, reply in enumerate(replies) if any(call.role == "planning" for call in reply.calls)]
            same = [[s.item_id for s in replies[k].slate] == right[k] for k in hard]
            used = [len(replies[k].calls) for k in hard]
            table.setdefault(fault.name, {})[f"reflections={most}"] = {
                "same_slate": round(float(np.mean(same)), 3), "calls_per_turn": round(float(np.mean(used)), 2),
                "turns": len(hard),
            }  # fmt: skip
    return table


def at_first(fault: Fault) -> Faults:
    """The first planning call of every turn goes wrong."""
    planning = for_tool("make_plan", fault)
    again = "assistant"  # a planner that is told of a finding sees its own answer
    return lambda n, body: None if any(m["role"] == again for m in body["messages"]) else planning(n, body)


if __name__ == "__main__":
    main()
