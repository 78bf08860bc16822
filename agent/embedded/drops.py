"""Taking things back: "older is fine", "any length", "forget that I dislike musicals".

Knows how people withdraw what they said. Knows nothing about new wishes.
"""

from __future__ import annotations

import re

from agent.changes import Change, Drop, FocusPerson, Require
from agent.embedded.message import Message
from agent.embedded.vocabulary import Vocabulary
from agent.state import DialogueState
from catalog.constraint import Constraint
from catalog.schema import Role
from catalog.table import Catalog
from catalog.values import key, languages_of

_FINE = r"(?:is|are|would be|'s|'re|being|can be|could be|works?) (?:also |totally |perfectly |just |absolutely |quite |all )?(?:fine|ok|okay|alright|all right|good too|no problem|cool|acceptable|great too)(?: too| with me| by me| as well| now)*"
_LIKED = r" (?:(?:i|you|he|she|they|we|it) (?:likes?|wants?|pleases?|gets?|can)|possible|need be)\b"
_SUBJECTS: tuple[tuple[str, Role], ...] = (
    (r"(?:a (?:bit|little) )?(?:older|newer|more recent|old|recent|earlier|later|new)(?: (?:ones?|films?|movies?|stuff|games?))?|any (?:year|decade|era|period|age)|the (?:year|decade|era|date|age)", "year"),
    (r"(?:a (?:bit|little) )?(?:longer|shorter|long|short)(?: (?:ones?|films?|movies?))?|any (?:length|runtime|duration)|the (?:length|runtime|duration|running time|time)|how long(?: it is| they are)?", "duration"),
    (r"any (?:genre|kind|type)|the (?:genre|kind|type)", "genre"),
    (r"any (?:language|country)|the (?:language|country)|where (?:it'?s |it is |they'?re |they are )?from|subtitles|foreign(?: (?:ones?|films?|movies?|language))?", "origin"),
    (r"(?:an? )?(?:r|pg-?13|18|adult|x)[- ]rated|any (?:rating|certificate)|the (?:rating|certificate|age rating)", "certificate"),
    (r"any (?:price|cost)|the (?:price|cost|budget)|(?:more )?expensive", "price"),
    (r"any (?:director|developer|author|artist)|the (?:director|developer|author|artist)", "creator"),
    (r"any (?:actor|actress|cast)|the (?:actor|actress|cast)", "performer"),
    (r"any mood|the mood", "mood"),
)
_LIFT = re.compile(
    r"\b(?:forget(?: (?:that|about|the|what i said about))?|remove|drop|lift|ignore|delete|never ?mind(?: the)?|scrap|no longer|not anymore|"
    r"don'?t mind|do not mind|i changed my mind (?:on|about)|take back|without the|cancel)\b"
)
_OUT = re.compile(r"remove|drop|delete")
_NEED_NOT = re.compile(r"\b(?:doesn'?t|does not|don'?t|do not|needn'?t|need not) (?:really )?(?:matter|care|need to be|have to be|necessarily)\b|\b(?:no|without) limit on\b|\bcare about\b")


def read_drops(message: Message, state: DialogueState, vocabulary: Vocabulary, catalog: Catalog) -> list[Change]:
    """Changes that withdraw constraints; the words that do it are used up."""
    changes: list[Change] = []
    for words, role in _SUBJECTS:
        if (m := re.search(rf"\b(?:{words}) {_FINE}|\bas (?:{words}) as\b{_LIKED}", message.low)) or ((m := re.search(rf"\b(?:{words})\b", message.low)) and (
            m.group().startswith("any ") or _lifted(message, m.start(), m.end())
        )):
            changes += _by_role(role, catalog)
            message.use(m.start(), m.end())
    if re.search(r"\bfor (?:me|myself|us adults|adults|grown-?ups|mum(?:my)? and dad(?:dy)?)\b", message.low):
        changes += _by_role("certificate", catalog)
        kinds = {"family", "children", "animation", "kids"}
        for constraint in state.constraints:
            if constraint.op == "any_of" and {str(v).lower() for v in constraint.values} <= kinds:
                changes.append(Drop(field=constraint.field, values=tuple(str(v) for v in constraint.values)))
    return changes + _values(message, state, vocabulary)


def _end(low: str, start: int) -> int:
    """Where the clause that begins before `start` ends."""
    mark = re.search(r"[.!?;,\n]|\bbut\b", low[start:])
    return start + mark.start() if mark else len(low)


def _span_of_fine(low: str, fine: re.Match[str] | None) -> tuple[int, int]:
    """The clause in which something is said to be fine."""
    if fine is None:
        return 0, 0
    marks = list(re.finditer(r"[.!?;,:\n]|\b(?:but|and)\b", low[: fine.start()]))
    return (marks[-1].end() if marks else 0), fine.end()


def _lifted(message: Message, start: int, end: int) -> bool:
    before, after = message.before(start), message.after(end)
    return bool(_LIFT.search(before) or _NEED_NOT.search(before) or _NEED_NOT.match(after.strip()))


def _by_role(role: Role, catalog: Catalog) -> list[Change]:
    roles: tuple[Role, ...] = ("origin", "language", "country") if role == "origin" else (role,)
    return [Drop(field=field.name) for r in roles for field in catalog.schema.by_role(r)]


def _values(message: Message, state: DialogueState, vocabulary: Vocabulary) -> list[Change]:
    """Values taken back: "forget that I dislike musicals", "horror is fine", "it doesn't have to be French"."""
    lift = _LIFT.search(message.low) or _NEED_NOT.search(message.low)
    fine = re.search(_FINE, message.low)
    if not (lift or fine):
        return []
    start, end = (lift.start(), _end(message.low, lift.end())) if lift else _span_of_fine(message.low, fine)
    ahead = Message(message.text[start:end])
    changes: list[Change] = []
    for hit in vocabulary.find(ahead):
        wanted = {str(v).casefold() for c in state.constraints if not c.negative for v in c.values}
        if lift and _OUT.match(lift.group()) and not wanted & {v.casefold() for v in hit.values}:
            constraint = Constraint(field=hit.field, op="none_of", value=hit.values, turn=state.turn)
            changes.append(Require(constraint=constraint))  # "remove the westerns" of what was shown
            continue
        changes.append(Drop(field=hit.field, values=hit.values, exclusions=lift is None))
        if hit.role == "origin" and lift:  # a nationality was also a preference for its languages
            spoken = tuple(name for nation in hit.values for name in languages_of(nation))
            changes += [Drop(field=field.name, values=spoken) for field in vocabulary.catalog.schema.by_role("language") if spoken]
        if hit.role in ("creator", "performer"):
            changes.append(FocusPerson(field=hit.field, name=hit.values[0]))
    if changes or state.constraints:
        words = {t.low for t in ahead.words}
        for constraint in state.constraints:
            named = [str(v) for v in constraint.values if words & set(key(str(v)).split())]
            if constraint.field in {f for names in vocabulary.people.values() for f in names} and named and lift:
                changes.append(Drop(field=constraint.field, values=tuple(named)))
            if constraint.field == "about" and words & {w for v in constraint.values for w in str(v).split()}:
                changes.append(Drop(field="about", values=tuple(str(v) for v in constraint.values)))
    if changes:
        message.use(start, end)
    return changes
