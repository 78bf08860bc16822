"""A small agent with fixed habits, for tests of the page: the same doors and events as the real one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from types import SimpleNamespace

from agent.changes import Refer, Require, Wish, apply, next_turn
from agent.event import Event
from agent.plan import Plan, Question, Step
from agent.profile import Profile
from agent.reply import Fault, Relaxed, Reply, Shown
from agent.state import DialogueState, added
from agent.understanding import Understanding
from agent.usage import ModelCall, Usage
from catalog.constraint import Constraint
from catalog.errors import ConfigError, ModelError
from catalog.schema import Field, Schema
from catalog.table import Catalog
from tools.candidates import FunnelStep
from web.talker import Keeper

EVIL = '<script>window.pwned=1</script><img src=x onerror="window.pwned=1"> ${window.pwned=1} {{7*7}} `"\'&amp;'
NO_STORE = "the store of this test cannot be opened"
_LONG = "The Assassination of an Unusually Long Title by the Coward Who Would Not Let It Break in Any Reasonable Place"


def scripted_catalog() -> Catalog:
    """Twenty-four made-up films, one with a hostile title, one with a very long one, one with hardly a fact."""
    fields = (
        Field(name="id", kind="category", role="id"),
        Field(name="title", kind="title", role="title"),
        Field(name="year", kind="number", role="year", unit="year"),
        Field(name="genres", kind="categories", role="genre"),
        Field(name="directors", kind="categories", role="creator"),
        Field(name="cast", kind="categories", role="performer"),
        Field(name="runtime", kind="number", role="duration", unit="minutes"),
        Field(name="certificate", kind="category", role="certificate"),
        Field(name="languages", kind="categories", role="language"),
        Field(name="countries", kind="categories", role="country"),
        Field(name="synopsis", kind="text", role="text"),
    )
    written = EVIL.replace("&", "&amp;")  # a catalog writes character references out, once
    titles = [written, "Quiet Harbour", _LONG, "Paper Lanterns", "The Cartographer's Winter", "Low Tide"]
    titles += [f"Film Number {n}" for n in range(7, 25)]
    rows: list[dict[str, object]] = [
        {
            "id": f"film-{n}",
            "title": title,
            "year": 1980 + n,
            "genres": ["Drama", "Science Fiction"] if n % 2 else ["Comedy", "Romance", "Drama"],
            "directors": [f"Ada Director{n}"],
            "cast": ["Ann One", "Bea Two", "Cy Three"],
            "runtime": 85 + n,
            "certificate": "PG-13",
            "languages": ["French"] if n % 3 == 0 else ["English"],
            "countries": ["France"] if n % 3 == 0 else ["United Kingdom"],
            "synopsis": "Someone leaves home for the coast, finds an old map in a drawer and follows it for a winter.",
        }
        for n, title in enumerate(titles, start=1)
    ]
    rows[5] = {"id": "film-6", "title": "Low Tide"}
    return Catalog.from_rows(rows, Schema(fields=fields, noun="film", plural="films"))


def _unkept(user: str | None) -> tuple[Fault, ...]:
    return () if user is None else (Fault("memory", NO_STORE),)


class ScriptedAgent:
    """Shows the next five films whatever is said, except for a few words that make it fail, wait or ask.

    It has no store: what it should remember of a named user gives a fault.
    """

    def __init__(self, pause: float = 0.0) -> None:
        self.workspace = SimpleNamespace(
            catalog=scripted_catalog(),
            manifest=SimpleNamespace(dataset=SimpleNamespace(name="made-up films", source="synthetic")),
        )
        self.brain = SimpleNamespace(name="embedded")
        self.ended: list[str] = []
        self.heard: list[tuple[str, str]] = []
        self.acts: list[Understanding] = []
        self._states: dict[tuple[str | None, str], DialogueState] = {}
        self._pause = pause

    def state(self, conversation: str, *, user: str | None = None) -> DialogueState:
        return self._states.get((user, conversation), DialogueState())

    def end(self, conversation: str) -> None:
        self.ended.append(conversation)
        self._states.pop((None, conversation), None)

    @property
    def store(self) -> Keeper:
        raise ConfigError(NO_STORE)

    def remembered(self, user: str) -> Profile:
        raise ConfigError(NO_STORE)

    def reread(self, user: str) -> None:
        raise ConfigError(NO_STORE)

    def act(
        self, understanding: Understanding, *, conversation: str = "default", user: str | None = None
    ) -> Reply:
        self.acts.append(understanding)
        state = apply(understanding.changes, next_turn(self.state(conversation, user=user)))
        if understanding.intent != "recommend":
            self._states[user, conversation] = state
            return Reply("answer", "Noted.", "Noted.", understanding.intent, state, faults=_unkept(user))
        return self._recommend(state, conversation, user)

    async def stream_act(
        self, understanding: Understanding, *, conversation: str = "default", user: str | None = None
    ) -> AsyncIterator[Event]:
        yield Event("understood", {"intent": understanding.intent})
        yield Event("verified")
        reply = self.act(understanding, conversation=conversation, user=user)
        for event in self._words(reply):
            yield event
            await asyncio.sleep(self._pause)
        if any(isinstance(change, Refer) and "film-4" in change.items for change in understanding.changes):
            await asyncio.sleep(60)
        yield Event("done", reply=reply)

    async def stream(
        self, text: str, *, conversation: str = "default", user: str | None = None
    ) -> AsyncIterator[Event]:
        self.heard.append((conversation, text))
        if text == "broken model":
            raise ModelError("the model at 'http://127.0.0.1:9' did not answer in 30 s; check PARLEY_LLM_BASE_URL")
        if text == "bug":
            raise KeyError("nobody expected this")
        state = next_turn(self.state(conversation, user=user))
        if "hello" not in text and not state.constraints:
            genre = Constraint(field="genres", op="none_of", value=("Horror",), turn=state.turn)
            length = Constraint(field="runtime", op="le", value=120, turn=state.turn)
            changes = [Require(constraint=genre), Require(constraint=length), Wish(text=text)]
            state = apply(changes, state)
        yield Event("understood", {"intent": "recommend"})
        yield Event("planned", {"steps": 3})
        reply = self._recommend(state, conversation, user)
        for step in reply.plan.steps:
            yield Event("tool_called", {"tool": step.tool})
            await asyncio.sleep(self._pause)
            yield Event("tool_returned", {"tool": step.tool})
        yield Event("verified")
        for event in self._words(reply):
            yield event
            await asyncio.sleep(self._pause)
        if text == "wait":
            await asyncio.sleep(60)
        if "model" in text:
            reply = self._asked(reply, failing="failing" in text)
        yield Event("done", reply=reply)

    def _words(self, reply: Reply) -> Iterator[Event]:
        words = reply.lead.split(" ")
        yield from (Event("text", text=f" {word}" if n else word) for n, word in enumerate(words))
        yield Event("text", text=reply.text[len(reply.lead) :])

    def _asked(self, reply: Reply, *, failing: bool) -> Reply:
        """The reply as if a model had planned and worded it, or had failed at it."""
        planned = ModelCall("planning", "made-up-model", 1812, 96, 640.0, cost=0.00033)
        worded = ModelCall("wording", "made-up-model", 540, 48, 410.0, attempts=2, cost=0.00011)
        calls = (replace(planned, output_tokens=0, fault="timeout"),) if failing else (planned, worded)
        faults = (Fault("model_timeout", "made-up-model did not answer in time; the embedded brain stood in."),)
        usage = Usage.of((planned, *calls))
        state = reply.state.with_(usage=usage)
        return replace(reply, calls=calls, state=state, faults=faults if failing else (), easy=False)

    def _recommend(self, state: DialogueState, conversation: str, user: str | None) -> Reply:
        catalog = self.workspace.catalog
        ids = [i for i in catalog.ids if i not in state.excluded][:5]
        state = state.with_(slate=tuple(ids), shown=added(state.shown, tuple(ids)))
        self._states[user, conversation] = state
        slate = tuple(
            Shown(
                item_id=i,
                title=catalog.titles[catalog.row_of(i)],
                label=catalog.label(catalog.row_of(i)),
                reasons=("Slow and thoughtful, as you asked", "A drama"),
                sources={"text": 0.5},
            )
            for i in ids
        )
        lead = "Here are five that are slow and thoughtful, none of them horror and none longer than two hours."
        steps = (
            Step(tool="search_items", args={"constraints": [{"field": "genres", "op": "none_of"}], "wish": "slow"}),
            Step(tool="similar_items", args={"items": ["film-1"], "k": 200}),
            Step(tool="rank_items", args={"by": "profile", "diversity": 0.2}),
        )
        return Reply(
            "recommend",
            "\n".join([lead, *(f"{n}. {shown.title}" for n, shown in enumerate(slate, 1)), "Any language you prefer?"]),
            lead,
            "recommend",
            state,
            slate=slate,
            question=Question("languages", "Any language you prefer?", ("English", "French", "No preference")),
            relaxed=(Relaxed("year", "ge", 2016, "only two films fitted"),),
            plan=Plan(kind="recommend", steps=steps),
            funnel=(
                FunnelStep(1, "search_items", 12075, 1864, unknown=310),
                FunnelStep(2, "similar_items", 1864, 200),
                FunnelStep(3, "rank_items", 200, 20),
            ),
            faults=(Fault("tool", "generate_items did not answer; went on without it"), *_unkept(user)),
            timings_ms={"understand": 4.2, "plan": 0.3, "execute": 9.8, "verify": 0.4, "phrase": 0.6, "total": 15.3},
        )
