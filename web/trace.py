"""The folded trace of one turn: what was understood, the plan, the funnel, model calls, times, faults.

Knows how each part of a reply's record reads to a person. Knows nothing about how a turn works.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from markupsafe import Markup

from agent.reply import PHASES, Reply
from catalog.constraint import Constraint, plain
from catalog.table import Catalog
from tools.candidates import FunnelStep
from web.elements import NOTHING, chip, folded, joined
from web.model import model_use


def trace(reply: Reply, catalog: Catalog, key: str) -> Markup:
    """Everything that is known about how a reply came about, folded under one line."""
    steps = len(reply.plan.steps)
    total = reply.timings_ms.get("total")
    line = ["How I got here", f"{steps} {'step' if steps == 1 else 'steps'}" if steps else ""]
    line += [f"{total:.0f} ms" if total is not None else "", _count(len(reply.calls), "model call")]
    line += [_count(len(reply.faults), "fault")]
    body = joined(
        [
            _part("Understood", _understood(reply, catalog)),
            _part("Relaxed", _relaxed(reply, catalog)),
            _part("Plan", _plan(reply, catalog)),
            _part("Funnel", _funnel(reply.funnel)),
            _part("Model", model_use(reply)),
            _part("Time", _times(reply)),
            _part("Faults", _list(f"{fault.kind}: {fault.message}" for fault in reply.faults)),
        ]
    )
    return folded(f"trace-{key}", " · ".join(part for part in line if part), body, "trace")


def condition(constraint: Constraint, catalog: Catalog) -> str:
    """A constraint in words, with its field's label and unit: "genres: not Horror", "runtime at most 120 minutes"."""
    field = catalog.schema.field(constraint.field)
    values = [plain(value) for value in constraint.values]
    if constraint.op in ("eq", "any_of", "contains"):
        words = f"{field.label}: {' or '.join(values)}"
    elif constraint.op == "all_of":
        words = f"{field.label}: {' and '.join(values)}"
    elif constraint.negative:
        words = f"{field.label}: not {' or '.join(values)}"
    else:
        words = constraint.describe(field.label, field.unit)
    return words if constraint.hard else f"{words} (if possible)"


def titles(items: Iterable[str], catalog: Catalog) -> str:
    """The titles of items by id."""
    return ", ".join(catalog.label(catalog.row_of(item)) for item in items if item in catalog)


def _understood(reply: Reply, catalog: Catalog) -> Markup:
    state = reply.state
    chips = [chip(f"intent: {reply.intent}", "quiet")]
    chips += [chip(condition(c, catalog)) for c in state.constraints]
    said = {
        "wish": state.wish,
        "avoid": state.avoid,
        "liked": titles(state.liked, catalog),
        "disliked": titles(state.disliked, catalog),
        "like": titles(state.similar_to, catalog),
    }
    chips += [chip(f"{name}: {value}") for name, value in said.items() if value]
    return _chips(chips)


def _relaxed(reply: Reply, catalog: Catalog) -> Markup:
    kept_not = ((Constraint.model_validate({"field": r.field, "op": r.op, "value": r.value}), r) for r in reply.relaxed)
    return _list(f"{condition(constraint, catalog)}: {relaxed.reason}" for constraint, relaxed in kept_not)


def _plan(reply: Reply, catalog: Catalog) -> Markup:
    rows = [
        Markup("<li><code>{}</code> {}</li>").format(step.tool, _arguments(step.args, catalog))
        for step in reply.plan.steps
    ]
    return Markup('<ol class="plan">{}</ol>').format(joined(rows)) if rows else NOTHING


def _arguments(args: Mapping[str, object], catalog: Catalog) -> Markup:
    pairs = (
        Markup('<span class="argument"><span class="dim">{}</span> {}</span>').format(name, _argument(value, catalog))
        for name, value in args.items()
        if value not in (None, [], (), {}, "")
    )
    return joined(pairs, " ")


def _argument(value: object, catalog: Catalog) -> str:
    """An argument for people: constraints in words, items by title, the rest as it is."""
    if isinstance(value, list | tuple):
        return "; ".join(_argument(part, catalog) for part in value)
    if isinstance(value, dict) and {"field", "op", "value"} <= value.keys():
        return condition(Constraint.model_validate(value), catalog)
    if isinstance(value, str):
        return catalog.label(catalog.row_of(value)) if value in catalog else value
    return json.dumps(value, ensure_ascii=False, default=str)


def _funnel(funnel: tuple[FunnelStep, ...]) -> Markup:
    most = max((max(step.before, step.after) for step in funnel), default=0)
    rows = [
        Markup(
            '<tr><th scope="row"><code>{}</code></th><td>{}</td><td class="bar"><span style="width:{}%"></span></td>'
            '<td class="dim">{}</td></tr>'
        ).format(
            step.tool,
            f"{step.before:,} → {step.after:,}",
            max(1, round(100 * step.after / most)) if most and step.after else 0,
            f"{step.unknown:,} unknown" if step.unknown else "",
        )
        for step in funnel
    ]
    return Markup('<table class="funnel"><tbody>{}</tbody></table>').format(joined(rows)) if rows else NOTHING


def _times(reply: Reply) -> Markup:
    spent = [f"{phase} {reply.timings_ms[phase]:.1f} ms" for phase in PHASES if phase in reply.timings_ms]
    return _chips([chip(time, "quiet") for time in spent])


def _chips(chips: list[Markup]) -> Markup:
    return Markup('<p class="chips">{}</p>').format(joined(chips, " ")) if chips else NOTHING


def _list(lines: Iterable[str]) -> Markup:
    rows = joined(Markup("<li>{}</li>").format(line) for line in lines)
    return Markup("<ul>{}</ul>").format(rows) if rows else NOTHING


def _part(heading: str, body: Markup) -> Markup:
    return Markup("<section><h4>{}</h4>{}</section>").format(heading, body) if body else NOTHING


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""
