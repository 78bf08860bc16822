"""Taking things back: "older is fine", "any length", "forget that I dislike musicals".

Knows how people withdraw what they said, and that "remove the westerns" of a list leaves them out. Knows nothing about
other new wishes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.changes import Change, Drop, FocusPerson, Require
from agent.embedded.lexicon import PEOPLE
from agent.embedded.message import ABBREVIATED, Message
from agent.embedded.quantities import Quantities
from agent.embedded.vocabulary import Vocabulary
from agent.state import DialogueState
from catalog.constraint import Constraint
from catalog.schema import Role
from catalog.table import Catalog
from catalog.values import key, languages_of

_FINE = r"(?:is|are|would be|'s|'re|being|can be|could be|works?) (?:also |totally |perfectly |just |absolutely |quite |all )?(?:fine|ok|okay|alright|all right|good too|no problem|cool|acceptable|great too)(?: too| with me| by me| as well| now)*"
_LIKED = r" (?:(?:i|you|he|she|they|we|it) (?:likes?|wants?|pleases?|gets?|can)|possible|need be)\b"
_SUBJECTS: tuple[tuple[str, Role], ...] = (
    (r"(?:a (?:bit|little) )?(?:older|newer|more recent|old|recent|earlier|later|new)(?! than\b)(?: (?:ones?|films?|movies?|stuff|games?))?|any (?:year|decade|era|period|age)|the (?:year|decade|era|date|age)", "year"),
    (r"(?:a (?:bit|little) )?(?:longer|shorter|long|short)(?! than\b)(?: (?:ones?|films?|movies?))?|any (?:length|runtime|duration)|the (?:length|runtime|duration|running time|time)|how long(?: it is| they are)?", "duration"),
    (r"any (?:genre|kind|type)(?! of (?!films?\b|movies?\b|games?\b))|the (?:genre|kind|type)", "genre"),
    (r"any (?:language|country)|the (?:language|country)|where (?:it'?s |it is |they'?re |they are )?from|subtitles|foreign(?: (?:ones?|films?|movies?|language))?", "origin"),
    (r"(?:an? )?(?:r|pg-?13|18|adult|x)[- ]rated|any (?:rating|certificate)|the (?:rating|certificate|age rating)", "certificate"),
    (r"any (?:price|cost)|the (?:price|cost|budget)|(?:more )?expensive", "price"),
    (r"any (?:director|developer|author|artist)|the (?:director|developer|author|artist)", "creator"),
    (r"any (?:actor|actress|cast)|the (?:actor|actress|cast)", "performer"),
    (r"any mood|the mood", "mood"),
)
_LIFT = re.compile(
    r"\b(?:forget(?: (?:that|about|the|what i said about))?|remove|drop(?! (?:an?|some|something|me|us|in|by|off)\b)|lift|ignore|delete|(?:never ?mind|nvm)(?: the)?|"
    r"(?:scrap|scratch|strike)(?! (?:that|this|it|all|everything)\b)|no longer(?! than\b)|not anymore|"
    r"don'?t mind|do not mind|(?:i )?changed my mind (?:on|about)|second thoughts (?:on|about)|take back|without the|(?:set|put|lay|leave) aside(?: the)?|cancel|disregard|retract|withdraw|let go of|no need for|"
    r"(?:lose|skip|cut|leave out|(?:do|live|manage) without) (?:the )?(?=[^.!?,;]{1,40} (?:bit|part|thing|condition|requirement|wish|remark|idea|filter|limit)\b)|"
    r"(?:don'?t|do not) insist on|not (?:\w+ )?(?:fuss?ed|fussy|bothered|picky|particular|insisting|dead set|hung up|married) (?:about|on|over|as to|to))\b"
)
_ASIDE = re.compile(r"\b(?:put|set|leave|lay|push) (?=(?:[\w'-]+ ){1,6}(?:aside|to one side)\b)")
_GIVEN = re.compile(r"don'?t mind|do not mind|without the")
"""What comes with something new as often as with something taken back: no number goes for it."""
_NO_MATTER = re.compile(
    r"\b(?:(?:(?:is|are|was|were)(?:n'?t| not)|no longer(?: is)?) (?:really |that |so |all that |such )?(?:an? )?"
    r"(?:important|necessary|needed|essential|required|crucial|must|priority|deal ?breaker|requirement|condition|concern|big deal)|"
    r"(?:no longer|don'?t|doesn'?t|do not|does not|needn'?t|need not) (?:really |much )?(?:matters?|counts?|appl(?:y|ies)|(?:concern|bother|worry) (?:us|me))|"
    r"can be (?:ignored|forgotten|dropped)|(?:was|is) (?:just )?a (?:bad|silly|poor|stupid|wrong) idea|was a mistake)\b(?: (?:any ?more|any longer|now|after all|to me|to us|at all))*"
)
"""What follows that which counts no longer."""
_THAT_TOO = re.compile(r"\b(?:ignore|forget|scrap|drop|skip|disregard|never ?mind|nvm) (?:that|it|this)\b")
"""Said beside what is taken back, of that."""
_OUT = re.compile(r"remove|drop|delete")
_NEED_NOT = re.compile(r"\b(?:(?:doesn'?t|does not|don'?t|do not) (?:really )?(?:matter|care(?! for\b)|need to be|have to be|necessarily)|(?:needn'?t|need not)(?: (?:really|even|necessarily))? (?:be|matter))\b|\b(?:no|without) limit on\b|\bcare about\b|\bidc about\b")
_NO_LONGER_FOR_CHILDREN = re.compile(
    r"\b(?:now|just|only|this time)(?: (?:one|something))? for (?:me|myself)\b|\bfor (?:me|myself) (?:alone|only)\b|"
    r"\bfor (?:us adults|adults|grown-?ups|mum(?:my)? and dad(?:dy)?)\b"
)
_ALLOWED = re.compile(r"\b(?:longer|over|more|older|higher)\b")
"""What sets no limit where it is said to be fine: "longer than two hours is no problem"."""
_CLAUSE_END = re.compile(rf"{ABBREVIATED}\.|[!?;,\n]|\bbut\b")
_CLAUSE_BEGIN = re.compile(
    rf"(?:{ABBREVIATED}\.|[!?;,\n])\s*|\bbut\b|\band (?=(?:i|we|it|he|she|they|please|make|give|show|maybe)\b)"
)
_FINE_SAID = re.compile(_FINE)
_WAIVED = tuple((re.compile(rf"\b(?:{words}) {_FINE}|\bas (?:{words}) as\b{_LIKED}"), re.compile(rf"\b(?:{words})\b"), role) for words, role in _SUBJECTS)
"""Per role what is said to be fine as a whole, and what it is called, which other words may lift."""


def read_drops(
    message: Message,
    names: Sequence[tuple[int, int]],
    state: DialogueState,
    vocabulary: Vocabulary,
    quantities: Quantities,
    catalog: Catalog,
) -> list[Change]:
    """Changes that withdraw constraints; the words that do it are used up. What stands in the `names` of items (start,
    end) withdraws nothing: "The Empire Strikes Back"."""
    changes: list[Change] = []
    for fine, named, role in _WAIVED:
        if role == "genre" and state.pending is not None:
            continue  # "any kind" answers what was asked
        m = fine.search(message.low)
        if m is None and (m := named.search(message.low)) is not None:
            lifted = m.group().startswith("any ") or _lifted(message, m.start(), m.end())
            m = m if lifted else None
        if m is not None:
            changes += _by_role(role, catalog)
            message.use(m.start(), m.end())
    if _NO_LONGER_FOR_CHILDREN.search(message.low):
        changes += _by_role("certificate", catalog)
        kinds = {"family", "children", "animation", "kids"}
        for constraint in state.constraints:
            if constraint.op == "any_of" and {str(v).lower() for v in constraint.values} <= kinds:
                changes.append(Drop(field=constraint.field, values=tuple(str(v) for v in constraint.values)))
    for start, end, cue in _let_go(message.without(names).low):
        gone = _dropped(Message(message.text[start:end]), state, vocabulary, quantities, cue)
        allowed = not cue and _ALLOWED.search(message.low[start:end]) is not None
        if gone or allowed:
            message.use(start, end)
        changes += gone
    for m in _THAT_TOO.finditer(message.without(names).low) if changes else ():
        message.use(*m.span())
    return changes


def _end(low: str, start: int) -> int:
    """Where the clause that begins before `start` ends."""
    mark = _CLAUSE_END.search(low[start:])
    return start + mark.start() if mark else len(low)


def _span_of_fine(low: str, fine: re.Match[str] | None) -> tuple[int, int]:
    """The clause in which something is said to be fine."""
    if fine is None:
        return 0, 0
    marks = list(re.finditer(r"[.!?;,:\n]|\b(?:but|and)\b", low[: fine.start()]))
    return (marks[-1].end() if marks else 0), fine.end()


def _lifted(message: Message, start: int, end: int) -> bool:
    before, after = message.before(start), message.after(end)
    return bool(_LIFT.search(before) or _NEED_NOT.search(before) or _NEED_NOT.match(after.strip()) or _NO_MATTER.match(after.strip()))


def _by_role(role: Role, catalog: Catalog) -> list[Change]:
    roles: tuple[Role, ...] = ("origin", "language", "country") if role == "origin" else (role,)
    return [Drop(field=field.name) for r in roles for field in catalog.schema.by_role(r)]


def _let_go(low: str) -> list[tuple[int, int, str]]:
    """The clauses in which something is taken back, and the words that do it; "" where something is said to be fine."""
    spans = [(_before(low, m.start()), m.end(), m.group()) for m in _NO_MATTER.finditer(low) if _before(low, m.start()) < m.start()]
    for pattern in (_ASIDE, _LIFT, _NEED_NOT):
        for m in pattern.finditer(low):
            if not any(start <= m.start() < end for start, end, _ in spans):
                spans.append((m.start(), _end(low, m.end()), m.group()))
    fine = _FINE_SAID.search(low)
    return spans or ([(*_span_of_fine(low, fine), "")] if fine else [])


def _before(low: str, end: int) -> int:
    """Where the clause that goes on at `end` begins."""
    marks = list(_CLAUSE_BEGIN.finditer(low[:end]))
    return marks[-1].end() if marks else 0


def _dropped(
    said: Message, state: DialogueState, vocabulary: Vocabulary, quantities: Quantities, cue: str
) -> list[Change]:
    """Values taken back: "forget that I dislike musicals", "horror is fine", "it doesn't have to be French"."""
    changes: list[Change] = []
    for hit in vocabulary.find(said):
        wanted = {str(v).casefold() for c in state.constraints if not c.negative for v in c.values}
        if _OUT.match(cue) and not wanted & {v.casefold() for v in hit.values}:
            constraint = Constraint(field=hit.field, op="none_of", value=hit.values, turn=state.turn)
            changes.append(Require(constraint=constraint))  # "remove the westerns" of what was shown
            continue
        changes.append(Drop(field=hit.field, values=hit.values, exclusions=not cue))
        if hit.role == "origin" and cue:  # a nationality was also a preference for its languages
            spoken = tuple(name for nation in hit.values for name in languages_of(nation))
            changes += [Drop(field=field.name, values=spoken) for field in vocabulary.catalog.schema.by_role("language") if spoken]
        if hit.role in PEOPLE:
            changes.append(FocusPerson(field=hit.field, name=hit.values[0]))
    if (cue and not _GIVEN.match(cue)) or (not cue and _ALLOWED.search(said.low)):
        held = {c.field for c in state.hard}
        amounts = {q.constraint.field for q in quantities.find(said) if not q.vague}
        changes += [Drop(field=field) for field in sorted(amounts & held)]
    return changes + _by_word(said, state, vocabulary, cue)


def _by_word(said: Message, state: DialogueState, vocabulary: Vocabulary, cue: str) -> list[Change]:
    """People and themes asked for that are named by a word of theirs."""
    changes: list[Change] = []
    words = {token.low for token in said.words}
    people = {field.name for role in PEOPLE for field in vocabulary.catalog.schema.by_role(role)}
    for constraint in state.constraints:
        named = [str(v) for v in constraint.values if words & set(key(str(v)).split())]
        if constraint.field in people and named and cue:
            changes.append(Drop(field=constraint.field, values=tuple(named)))
        if constraint.field == "about" and words & {w for v in constraint.values for w in str(v).split()}:
            changes.append(Drop(field="about", values=tuple(str(v) for v in constraint.values)))
    return changes
