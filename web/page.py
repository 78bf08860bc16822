"""The page in Gradio: its components and what happens on each press.

Knows which parts of the page a turn redraws. Knows nothing about how the parts look (`web.transcript`,
`web.known`) or how a turn runs (`web.talk`). Every event is private: the page publishes no endpoint.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import gradio as gr
from markupsafe import Markup

from agent.telling import who
from catalog.errors import ParleyError
from web.elements import button
from web.known import known
from web.look import script
from web.press import Press, read_press
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
    """The page of one agent; one instance serves every tab."""

    def __init__(self, agent: Talker) -> None:
        self._agent = agent
        self._catalog = agent.workspace.catalog
        self._talk = Talk(agent)
        self._sessions = Sessions(agent.end)

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
                side = self._html(known(self._agent.state("web-nobody"), self._catalog), "side")
            drawn = [transcript, side, stop]
            gr.on([box.submit, send.click], self._said, [box], [box, *drawn], trigger_mode="once", **_PRIVATE)
            for part in (header, transcript, side):
                part.click(self._pressed, None, drawn, trigger_mode="multiple", **_PRIVATE)
            stop.click(self._stopped, None, None, queue=False, **_PRIVATE)
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

    async def _said(self, text: str, request: gr.Request) -> AsyncIterator[Drawn]:
        """A message from the box; an empty one is not sent."""
        if not text.strip():
            yield gr.skip(), *(gr.skip(),) * 3
            return
        session = self._sessions.of(request.session_hash)
        emptied: Any = ""
        async for turn in self._talk.say(session, text):
            yield emptied, *self._draw(session, turn)
            emptied = gr.skip()

    async def _pressed(self, event: gr.EventData, request: gr.Request) -> AsyncIterator[Drawn]:
        """A press on one of our own buttons, in the header, a card, a question or the panel."""
        session = self._sessions.of(request.session_hash)
        try:
            press = read_press(event._data or {}, self._catalog, self._state(session))
        except ParleyError as error:
            yield self._draw_all(session, str(error), failed=True)
            return
        if press.effect in ("say", "turn"):
            if session.running is None:
                async for turn in self._follow(session, press):
                    yield self._draw(session, turn)
            return
        if press.effect == "restart":
            session.stopping.set()
        failed = await self._talk.mark(session, press)
        if press.effect == "restart" and not failed:
            session.turns.clear()
        yield self._draw_all(session, session.announced, failed=bool(failed))

    def _follow(self, session: Session, press: Press) -> AsyncIterator[Turn]:
        return self._talk.say(session, press.words) if press.effect == "say" else self._talk.press(session, press)

    async def _stopped(self, request: gr.Request) -> None:
        self._sessions.of(request.session_hash).stopping.set()

    async def _left(self, request: gr.Request) -> None:
        self._sessions.end(request.session_hash)

    def _state(self, session: Session) -> Any:
        return self._agent.state(session.conversation)

    def _draw(self, session: Session, turn: Turn) -> Drawn:
        """What changes with a turn: while it goes on only its own part, and everything at its start and end."""
        if not turn.running:
            return self._draw_all(session, session.announced, hidden=True)
        part = str(live(turn))
        if turn.text:
            return gr.HTML(live=part), gr.skip(), gr.skip()
        settled = str(conversation(session.settled, self._catalog, self._state(session)))
        return gr.HTML(value=settled, live=part, status="", tone=""), gr.skip(), gr.Button(visible=True)

    def _draw_all(self, session: Session, status: str, *, failed: bool = False, hidden: bool = False) -> Drawn:
        """Everything; the status is shown for a moment, or only read out where it repeats the page (`hidden`)."""
        state = self._state(session)
        settled = conversation(session.settled, self._catalog, state) if session.turns else welcome(self._catalog)
        running = session.running
        now = str(live(running)) if running else ""
        tone = "sr-only" if hidden else "failed" if failed else "done"
        return (
            gr.HTML(value=str(settled), live=now, status=str(Markup.escape(status)), tone=tone),
            gr.HTML(value=str(known(state, self._catalog))),
            gr.Button(visible=running is not None),
        )
