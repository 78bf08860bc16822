"""The trace's section about language models: what each call took, and what the conversation has taken.

Knows how calls read to a person. Knows nothing about endpoints: no address, header or key comes this far.
"""

from __future__ import annotations

from markupsafe import Markup

from agent.reply import Reply
from agent.telling import call_facts, usage_facts, who
from agent.usage import ModelCall, Usage
from web.elements import NOTHING, joined

_EASY = Markup('<p class="dim">This message was understood without asking a model.</p>')


def model_use(reply: Reply) -> Markup:
    """The calls of the turn by role, and the sums; nothing where no model has a part in the conversation."""
    spent = reply.state.usage
    if not (reply.calls or reply.easy or spent.calls):
        return NOTHING
    rows = [_call(call) for call in reply.calls]
    if len(reply.calls) > 1:
        rows.append(_sum("this turn", Usage.of(reply.calls)))
    if spent.calls > len(reply.calls):
        rows.append(_sum("this conversation", spent))
    table = Markup('<table class="model"><tbody>{}</tbody></table>').format(joined(rows)) if rows else NOTHING
    return (_EASY if reply.easy else NOTHING) + table


def _call(call: ModelCall) -> Markup:
    which = Markup(' <span class="which">{}</span>').format(who(call.model))
    return _row(call.role, which, call_facts(call), "fault" if call.fault else "")


def _sum(name: str, usage: Usage) -> Markup:
    return _row(name, NOTHING, usage_facts(usage), "sum")


def _row(name: str, which: Markup, facts: tuple[str, ...], kind: str) -> Markup:
    parts = joined((Markup("<span>{}</span>").format(fact) for fact in facts), " ")
    return Markup('<tr class="{}"><th scope="row">{}{}</th><td>{}</td></tr>').format(kind, name, which, parts)
