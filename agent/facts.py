"""Facts of the catalog in words: values, answers, comparisons.

Knows how a value of a field reads in a sentence. Knows nothing about dialogues.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.schema import Field, Schema

_MAX_LIST = 6


def value_text(value: Any, field: Field) -> str:
    """A value as it reads in a sentence, with its unit."""
    if isinstance(value, (list, tuple)):
        return listed([str(v) for v in value[:_MAX_LIST]])
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field.unit and field.unit != "year":
        return f"{value} {field.unit}"
    return str(value)


def listed(parts: Sequence[str], last: str = "and") -> str:
    """"a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def answer_text(item: Mapping[str, Any], fields: Sequence[str], schema: Schema) -> str:
    """One sentence or two about an item: the fields asked for, or the telling ones."""
    title = str(item["title"])
    wanted = [schema.field(name) for name in fields] if fields else _telling(schema)
    known = [(f, item.get(f.name)) for f in wanted if item.get(f.name) not in (None, [], "")]
    if not known:
        asked = listed([f.label for f in wanted], "or") or "that"
        return f"The catalog does not say the {asked} of {title}."
    if not fields and len(known) > 2:
        short = [(field, value_text(value, field)) for field, value in known if field.role not in ("text", "year")]
        facts = [f"by {text}" if field.role == "creator" else text for field, text in short]
        texts = [str(value) for field, value in known if field.role == "text"]
        return f"{title}: {'; '.join(facts)}. {' '.join(texts[:1])}".strip()
    return " ".join(_sentence(title, field, value) for field, value in known)


def _sentence(title: str, field: Field, value: Any) -> str:
    text = value_text(value, field)
    match field.role:
        case "creator":
            return f"{title} is by {text}."
        case "performer":
            return f"{title} stars {text}."
        case "duration":
            return f"{title} runs {text}."
        case "year":
            return f"{title} is from {text}."
        case "text":
            return f"{title}: {text}"
        case "certificate":
            return f"{title} is rated {text}."
        case "price":
            return f"{title} costs {text}."
        case "genre":
            return f"{title} is {text}."
        case _:
            return f"The {field.label} of {title}: {text}."


def _telling(schema: Schema) -> list[Field]:
    return [f for f in schema.attributes if f.role in ("year", "genre", "creator", "duration", "text")][:6]


def comparison_text(facts: Mapping[str, Any], schema: Schema) -> str:
    """What items share and where they differ, a line a field."""
    items: Sequence[Mapping[str, Any]] = facts["items"]
    lines = [listed([str(i["title"]) for i in items]) + ":"]
    for name, values in facts["shared"].items():
        field = schema.field(name)
        if name not in facts["different"] or field.role in ("genre", "creator", "performer"):
            whom = "both" if len(items) == 2 else "all"
            lines.append(f"- {whom} have {field.label}: {value_text(values, field)}")
    for name in facts["different"]:
        field = schema.field(name)
        if field.role in ("keyword",):
            continue
        values = [value_text(i[name], field) if i.get(name) not in (None, []) else "not known" for i in items]
        lines.append(f"- {field.label}: " + "; ".join(f"{i['title']}: {v}" for i, v in zip(items, values, strict=True)))
    return "\n".join(lines)
