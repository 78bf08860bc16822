"""The conversation as HTML: the empty page, what the person said, what Parley answered.

Knows how a turn looks while it runs and when it is over. Knows nothing about how turns run.
"""

from __future__ import annotations

from markupsafe import Markup

from agent.reply import Question, Reply
from agent.state import DialogueState
from catalog.table import Catalog
from web.cards import slate
from web.elements import NOTHING, button, joined
from web.session import Turn
from web.trace import trace

_LONGEST_SAID = 600
_EXAMPLES = ("Surprise me", "I don't know what I want")


def welcome(catalog: Catalog) -> Markup:
    """What the page shows before the first message: what this is and messages to begin with."""
    prompts = joined(button(text, {"act": "say", "text": text}, kind="prompt") for text in examples(catalog))
    return Markup(
        '<section class="welcome"><h2>What are you in the mood for?</h2><p>Say what you feel like, what you loved or '
        "what you cannot stand, in your own words. I look through {} {} and tell you why I picked what I picked.</p>"
        '<div class="prompts">{}</div></section>'
    ).format(f"{len(catalog):,}", catalog.schema.plural, prompts)


def examples(catalog: Catalog) -> tuple[str, ...]:
    """Messages to begin with, made of the catalog's own best-known items and values."""
    order = sorted(range(len(catalog)), key=lambda row: -catalog.popularity[row])[:50]
    out = []
    if len(order) > 1:
        out.append(f"I loved {catalog.titles[order[0]]}. Something like it, but less well known")
    for field in catalog.schema.by_role("genre")[:1]:
        named = [v for row in order for v in catalog.item(row).values(field.name)]
        if named:
            common = max(dict.fromkeys(named), key=named.count)
            out.append(f"{common}, please, but nothing too heavy")
    for field in catalog.schema.by_role("creator")[:1]:
        names = [v for row in order[1:] for v in catalog.item(row).values(field.name)]
        out += [f"Anything by {names[0]}?"] if names else []
    return (*out, *_EXAMPLES)


def conversation(turns: list[Turn], catalog: Catalog, state: DialogueState) -> Markup:
    """Turns that are over; the last question's options can still be pressed."""
    last = turns[-1].number if turns else 0
    return joined(_turn(turn, catalog, state, last=turn.number == last) for turn in turns)


def live(turn: Turn) -> Markup:
    """The turn that runs now."""
    words = Markup('<p class="words">{}</p>').format(turn.text) if turn.text else NOTHING
    progress = Markup('<p class="progress"><span class="dots" aria-hidden="true"></span>{} …</p>').format(turn.progress)
    return _frame(turn, words or progress, running=True)


def _turn(turn: Turn, catalog: Catalog, state: DialogueState, *, last: bool) -> Markup:
    body = NOTHING
    if turn.reply is not None:
        body = _reply(turn.reply, catalog, state, key=str(turn.number), last=last)
    elif turn.text:
        body = Markup('<p class="words">{}</p>').format(turn.text)
    if turn.notice:
        body += Markup('<p class="notice">{}</p>').format(turn.notice)
    return _frame(turn, body, running=False)


def _frame(turn: Turn, body: Markup, *, running: bool) -> Markup:
    said = turn.said if len(turn.said) <= _LONGEST_SAID else turn.said[:_LONGEST_SAID] + " …"
    return Markup(
        '<article class="turn" data-turn="{}" aria-busy="{}"><p class="said"><span class="sr-only">You: </span>{}</p>'
        '<div class="answer"><span class="sr-only">Parley: </span>{}</div></article>'
    ).format(turn.number, "true" if running else "false", said, body)


def _reply(reply: Reply, catalog: Catalog, state: DialogueState, *, key: str, last: bool) -> Markup:
    words = reply.lead if reply.slate else _without_question(reply)
    parts = [
        Markup('<p class="words">{}</p>').format(words) if words else NOTHING,
        slate(reply.slate, catalog, state, key),
        _question(reply.question, last=last) if reply.question else NOTHING,
        trace(reply, catalog, key),
    ]
    return joined(parts)


def _without_question(reply: Reply) -> str:
    """The text without the question at its end, which is shown apart with its answers."""
    text = reply.text
    if reply.question is None:
        return text
    return text.removesuffix(reply.question.text).rstrip()


def _question(question: Question, *, last: bool) -> Markup:
    options = NOTHING
    if last and question.options:
        row = (button(option, {"act": "say", "text": option}, kind="option") for option in question.options)
        options = Markup('<div class="options" role="group" aria-label="Answers">{}</div>').format(joined(row))
    return Markup('<div class="question"><p>{}</p>{}</div>').format(question.text, options)
