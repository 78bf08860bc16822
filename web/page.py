"""The page in Gradio: its components and what happens on each press.

Knows which parts of the page a turn redraws. Knows nothing about how the parts look (`web.transcript`,
`web.known`) or how a turn runs (`web.talk`). Every event is private: the page publishes no endpoint.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import gradio as gr
from markupsafe import Markup

from agent.state import DialogueState
from agent.telling import who
from catalog.errors import ParleyError
from web.elements import button
from web.known import known
from web.look import script
from web.person import person
from web.press import Press, read_press
from web.rights import Done, Rights
from web.session import Session, Sessions, Turn
from web.talk import Talk
from web.talker import Talker
from web.transcript import conversation, live, welcome

_AT_ONCE = 16
_WAITING = 128
_TRANSCRIPT = (
    '<div class="turns" role="log" aria-live="off" aria-label="Conversation">${value}${live}</div>'
    '<p class="toast ${tone}" role="status">${status}</p>'
)
_PRIVATE: dict[str, Any] = {
    "api_visibility": "private",
    "show_progress": "hidden",
    "concurrency_limit": _AT_ONCE,
}
Drawn = tuple[Any, ...]


class Page:
    """The page of one agent; one instance serves every tab. `user` talks in a new one."""

    def __init__(self, agent: Talker, user: str | None = None) -> None:
        self._agent = agent
        self._catalog = agent.workspace.catalog
        self._talk = Talk(agent)
        self._rights = Rights(agent)
        self._user = user
        self._sessions = Sessions(agent.end, user=user)

    def build(self) -> gr.Blocks:
        """The components and their events."""
        with gr.Blocks(title="Parley", analytics_enabled=False, fill_width=True) as blocks:
            header = self._html(self._header(), "top")
            with gr.Row(elem_id="middle"):
                with gr.Column(elem_id="talk", scale=1):
                    transcript = self._html(
                        welcome(self._catalog), "transcript", template=_TRANSCRIPT, live="", status="", tone=""
                    )
                    with gr.Row(elem_id="composer"):
                        box, send, stop = self._composer()
                nobody = person(Session(), self._catalog, goes_on=False)
                side = self._html(known(DialogueState(), self._catalog, nobody), "side", document="")
            drawn = [transcript, side, stop]
            gr.on([box.submit, send.click], self._said, [box], [box, *drawn], trigger_mode="once", **_PRIVATE)
            for part in (header, transcript, side):
                part.click(self._pressed, None, drawn, trigger_mode="multiple", **_PRIVATE)
            stop.click(self._stopped, None, None, queue=False, **_PRIVATE)
            if self._user is not None:
                blocks.load(self._opened, None, drawn, **_PRIVATE)
            blocks.unload(self._left)
        blocks.queue(max_size=_WAITING, default_concurrency_limit=_AT_ONCE)
        return blocks

    def _html(self, value: Markup, name: str, template: str = "${value}", **props: str) -> gr.HTML:
        return gr.HTML(
            str(value),
            elem_id=name,
            html_template=template,
            js_on_load=script("page.js"),
            apply_default_css=False,
            **props,
        )

    def _header(self) -> Markup:
        dataset, plural = self._agent.workspace.manifest.dataset, self._catalog.schema.plural
        size = f"{len(self._catalog):,} {plural}"
        parts = [size if dataset.name == plural else f"{dataset.name}, {size}", f"brain: {who(self._agent.brain.name)}"]
        parts += ["tastes: synthetic"] if dataset.source == "synthetic" else []
        return Markup('<header class="top"><div><h1>Parley</h1><p>{}</p></div><nav>{}{}</nav></header>').format(
            " · ".join(parts),
            button("What I know", {"act": "panel"}, kind="outline narrow"),
            button("Start over", {"act": "restart"}, kind="outline"),
        )

    def _composer(self) -> tuple[gr.Textbox, gr.Button, gr.Button]:
        box = gr.Textbox(
            label="Your message",
            show_label=False,
            placeholder="Say what you feel like …",
            lines=1,
            max_lines=6,
            container=False,
            autofocus=True,
            elem_id="box",
            html_attributes=gr.InputHTMLAttributes(autocapitalize="sentences", enterkeyhint="send"),
        )
        return (
            box,
            gr.Button("Send", variant="primary", elem_id="send", min_width=72, scale=0),
            gr.Button("Stop", elem_id="stop", min_width=72, scale=0, visible=False),
        )

    async def _opened(self, request: gr.Request) -> Drawn:
        """A new tab in which somebody with a name talks."""
        session = self._sessions.of(request.session_hash)
        await self._rights.look(session)
        return await self._draw_all(session, "")

    async def _said(self, text: str, request: gr.Request) -> AsyncIterator[Drawn]:
        """A message from the box; an empty one is not sent."""
        if not text.strip():
            yield gr.skip(), *(gr.skip(),) * 3
            return
        session = self._sessions.of(request.session_hash)
        emptied: Any = ""
        async for turn in self._talk.say(session, text):
            yield emptied, *await self._draw(session, turn)
            emptied = gr.skip()

    async def _pressed(self, event: gr.EventData, request: gr.Request) -> AsyncIterator[Drawn]:
        """A press on one of our own buttons, in the header, a card, a question or the panel."""
        session, data = self._sessions.of(request.session_hash), event._data or {}
        if self._rights.has(data.get("act")):
            async for drawn in self._exercised(session, data):
                yield drawn
            return
        try:
            press = read_press(data, self._catalog, await self._state(session))
        except ParleyError as error:
            yield await self._draw_all(session, str(error), failed=True)
            return
        if press.effect in ("say", "turn"):
            if session.running is None:
                async for turn in self._follow(session, press):
                    yield await self._draw(session, turn)
            return
        if press.effect == "restart":
            session.stopping.set()
        failed = await self._talk.mark(session, press)
        if press.effect == "restart" and not failed:
            session.turns.clear()
        await self._rights.look(session)
        yield await self._draw_all(session, session.announced, failed=bool(failed))

    async def _exercised(self, session: Session, data: Mapping[str, Any]) -> AsyncIterator[Drawn]:
        """A press about who talks or what is remembered; a document is handed to the browser and not kept."""
        done = await self._rights.do(session, data)
        await self._rights.look(session)
        if done.document:
            yield gr.skip(), gr.HTML(document=_named(session, done)), gr.skip()
            yield gr.skip(), gr.HTML(document=""), gr.skip()
        yield await self._draw_all(session, done.words, failed=done.failed)

    def _follow(self, session: Session, press: Press) -> AsyncIterator[Turn]:
        return self._talk.say(session, press.words) if press.effect == "say" else self._talk.press(session, press)

    async def _stopped(self, request: gr.Request) -> None:
        self._sessions.of(request.session_hash).stopping.set()

    async def _left(self, request: gr.Request) -> None:
        self._sessions.end(request.session_hash)

    async def _state(self, session: Session) -> DialogueState:
        """What is known in the session's conversation; empty where the store fails, which the panel tells."""
        if session.user is None:
            return self._agent.state(session.conversation)
        try:
            return await asyncio.to_thread(self._agent.state, session.conversation, user=session.user)
        except ParleyError as error:
            session.unread = str(error)
            return DialogueState()

    async def _draw(self, session: Session, turn: Turn) -> Drawn:
        """What changes with a turn: while it goes on only its own part, and everything at its start and end."""
        if not turn.running:
            await self._rights.look(session)
            return await self._draw_all(session, session.announced, hidden=True)
        part = str(live(turn))
        if turn.text:
            return gr.HTML(live=part), gr.skip(), gr.skip()
        settled = str(conversation(session.settled, self._catalog, await self._state(session)))
        return gr.HTML(value=settled, live=part, status="", tone=""), gr.skip(), gr.Button(visible=True)

    async def _draw_all(self, session: Session, status: str, *, failed: bool = False, hidden: bool = False) -> Drawn:
        """Everything; the status is shown for a moment, or only read out where it repeats the page (`hidden`)."""
        state = await self._state(session)
        settled = conversation(session.settled, self._catalog, state) if session.turns else welcome(self._catalog)
        running = session.running
        now = str(live(running)) if running else ""
        tone = "sr-only" if hidden else "failed" if failed else "done"
        you = person(session, self._catalog, goes_on=bool(state.turn) and not session.turns)
        return (
            gr.HTML(value=str(settled), live=now, status=str(Markup.escape(status)), tone=tone),
            gr.HTML(value=str(known(state, self._catalog, you))),
            gr.Button(visible=running is not None),
        )


def _named(session: Session, done: Done) -> str:
    """A document for the browser to save, with a file name."""
    letters = "".join(c if c.isascii() and c.isalnum() else "-" for c in session.user or "")
    return json.dumps({"name": f"parley-{letters}.json", "text": done.document})
