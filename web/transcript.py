"""The conversation as HTML: the empty page, what the person said, what Parley answered.

Knows how a turn looks while it runs and when it is over. Knows nothing about how turns run.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from markupsafe import Markup

from agent.plan import Question
from agent.reply import Reply
from agent.state import DialogueState
from agent.telling import failures, sentence, without
from catalog.schema import Role
from catalog.table import Catalog
from web.cards import slate
from web.elements import NOTHING, button, cut, joined
from web.session import Turn
from web.trace import trace

_LONGEST_SAID = 600
_DOTS = Markup('<span class="dots" aria-hidden="true"></span>')
"""Shows that something goes on."""
_SLATE_BEGINS = "\n1. "
"""Where the streamed text goes on to list the slate, which the page shows as cards when the turn is over."""
_BEST_KNOWN = 50
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
    """Messages to begin with, made of what is best known and most common in the catalog itself."""
    known = sorted(range(len(catalog)), key=lambda row: -catalog.popularity[row])[:_BEST_KNOWN]
    known.sort(key=lambda row: np.nan_to_num(catalog.years[row]))
    out = [f"I loved {catalog.titles[known[len(known) * 3 // 4]]}. Something like it, please"] if known else []
    years = [int(catalog.years[row]) for row in known if not np.isnan(catalog.years[row])]
    if genre := _commonest("genre", known, catalog):
        out.append(f"{genre} from the {years[len(years) // 2] // 10 * 10}s" if years else f"{genre}, please")
    if creator := _commonest("creator", known, catalog):
        out.append(f"Anything by {creator}?")
    return (*out, *_EXAMPLES)


def _commonest(role: Role, rows: list[int], catalog: Catalog) -> str:
    """The value that most of these rows have in the first field of a role; empty where there is none."""
    names = [
        v for field in catalog.schema.by_role(role)[:1] for row in rows for v in catalog.item(row).values(field.name)
    ]
    return Counter(names).most_common(1)[0][0] if names else ""


def conversation(turns: list[Turn], catalog: Catalog, state: DialogueState) -> Markup:
    """Turns that are over; the last question's options can still be pressed."""
    last = turns[-1].number if turns else 0
    return joined(_turn(turn, catalog, state, last=turn.number == last) for turn in turns)


def live(turn: Turn) -> Markup:
    """The turn that runs now."""
    text = turn.text.split(_SLATE_BEGINS)[0]
    words = Markup('<p class="words">{}{}</p>').format(text, _DOTS) if text else NOTHING
    progress = Markup('<p class="progress">{}{} …</p>').format(_DOTS, turn.progress)
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
    return Markup(
        '<article class="turn" data-turn="{}" aria-busy="{}"><p class="said"><span class="sr-only">You: </span>{}</p>'
        '<div class="answer"><span class="sr-only">Parley: </span>{}</div></article>'
    ).format(turn.number, "true" if running else "false", cut(turn.said, _LONGEST_SAID), body)


def _reply(reply: Reply, catalog: Catalog, state: DialogueState, *, key: str, last: bool) -> Markup:
    words = reply.lead or ("" if reply.slate or reply.question else reply.text)
    failed = failures(reply)
    words = without(words, failed)
    parts = [
        joined(Markup('<p class="notice">{}</p>').format(sentence(failure)) for failure in failed),
        Markup('<p class="words">{}</p>').format(words) if words else NOTHING,
        slate(reply.slate, catalog, state, key),
        _question(reply.question, last=last) if reply.question else NOTHING,
        trace(reply, catalog, key),
    ]
    return joined(parts)


def _question(question: Question, *, last: bool) -> Markup:
    options = NOTHING
    if last and question.options:
        row = (button(option, {"act": "say", "text": option}, kind="option") for option in question.options)
        options = Markup('<div class="options" role="group" aria-label="Answers">{}</div>').format(joined(row))
    return Markup('<div class="question"><p>{}</p>{}</div>').format(question.text, options)
