"""What a person feels like: kinds, people, places and moods in a message as constraints and wishes.

Knows how things found in a message become changes to the dialogue state. Knows nothing about items on the
table, questions or small talk.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from agent.changes import Change, FocusPerson, Require, Unwish, Wish
from agent.embedded.firmness import all_meant, is_soft
from agent.embedded.lexicon import (
    AROUND_ITEMS,
    COMPARATIVES,
    DESCRIPTORS,
    MOODS,
    NUMBER_COMPARATIVES,
    PEOPLE,
    SYNONYMS,
    Descriptor,
)
from agent.embedded.message import Message, Token
from agent.embedded.quantities import FOR_ADULTS
from agent.embedded.themes import is_theme, phrases, use_chat, worth_keeping
from agent.embedded.vocabulary import Found, Vocabulary
from agent.state import DialogueState
from catalog.columns import NumberColumn
from catalog.constraint import Constraint, Op
from catalog.schema import Role
from catalog.table import Catalog
from catalog.values import key, languages_of

_REPLACE = re.compile(r"\b(?:instead|actually|rather|how about|what about|switch|change (?:it )?to|make (?:it|that|them)|on second thought|let'?s (?:try|do|go)|now|different)\b")
_FAR = 100
"""Characters on either side of what is named in which its sentence says that it takes the place of something."""
_TEXT_BANS = frozenset({"violent", "gory", "sexy"})
_FEELING_ROLES: tuple[Role, ...] = ("genre", "mood")
_LABELLED: tuple[Role, ...] = ("year", "genre", "duration", "language", "country", "certificate", "origin", "price")
"""Fields whose names in a message are no themes."""
_TWO_PEOPLE = re.compile(
    r"\b(?:and |but |while )?(?:i|(?:my|the) (?:wife|husband|girlfriend|boyfriend|partner|kids?|friends?|mum|mom|dad)|he|she|they) "
    r"(?:really |only |just )?(?:likes?|loves?|wants?|prefers?|enjoys?)\b"
)
"""Where one person's taste ends and another's begins: something for both is wanted."""
_OUT = re.compile(r"\b(?:(?:take|leave|keep) (?:them|those|these|it|that) out|(?:get rid of|remove|drop|skip|without) (?:them|those|these))\b")
_ENOUGH = 5
_ITEMS = frozenset({"film", "films", "movie", "movies", "game", "games"})
_SET_PHRASES = frozenset({"black and white"})
_YOUNG = re.compile(r"\b(?:(?:kid|child(?:ren)?)(?:'?s'?)?(?! (?:films?|movies?|flicks?|cartoons?|stuff|comed|adventures?|fantas|musicals?))(?![\w'])|toddlers?|son|daughter|little ones?|niece|nephew|grand(?:kids|children)|(?:[3-9]|three|four|five|six|seven|eight|nine)[- ]?(?:years?|yrs?)[- ]?old|family[- ]friendly)\b")

_COMPANY = re.compile(
    r"\b(?:for|with|and (?=my|our|the|his|her)) ?(?:(?:my|our|the|his|her|their|some|an?|all|both|two|three|four|\d+|little|small|young(?:er)?|"
    r"wife|husband|partner|family|whole|entire|and|\w+[- ]years?[- ]old)\s+)*$"
)
"""What stands before those who watch too, and not before a kind."""


class Wishes:
    """Reads wishes for one catalog."""

    def __init__(self, catalog: Catalog, vocabulary: Vocabulary) -> None:
        self.catalog = catalog
        self.vocabulary = vocabulary
        self._labels = {word for role in _LABELLED for field in catalog.schema.by_role(role) for word in key(field.label).split()}

    # -- kinds, people, places ---------------------------------------------------------------------------

    def constraints(self, found: Sequence[Found], message: Message, state: DialogueState) -> list[Change]:
        """Constraints for what a message names, grouped by field and sense."""
        changes: list[Change] = []
        tentative = bool(re.match(r"(?:or |and |ok |hmm |well )*(?:maybe|perhaps)\b", message.low))
        turned = any(_REPLACE.search(f"{message.before(hit.start, _FAR)} {message.after(hit.end, _FAR)}") for hit in found)
        replace = turned or self._bare(found, message) or tentative
        groups: dict[tuple[str, bool, bool], list[Found]] = {}
        found = self._in_one_field(found)
        out = bool(_OUT.search(message.low))
        for hit in found:
            much = bool(re.search(r"\btoo\s+$", message.before(hit.start)))  # "too american"
            negative = out or much or message.negated(hit.start)
            soft = is_soft(hit, found, message, negative=negative)
            groups.setdefault((hit.field, negative, soft), []).append(hit)
        changes += [
            FocusPerson(field=hit.field, name=hit.values[0]) for hit in found if hit.role in PEOPLE
        ]
        for (field, negative, soft), hits in groups.items():
            hard = (tentative or not soft) and (negative or hits[0].role != "mood")
            hard = hard and all(hit.sure for hit in hits)
            values = tuple(dict.fromkeys(v for hit in hits for v in hit.values))
            if negative:
                changes.append(Require(constraint=_constraint(field, "none_of", values, hard, state)))
                continue
            constraints = self._positive(field, hits, values, message, hard, state)
            only = replace or bool(re.search(r"\b(?:just|only)\s+(?:an? )?$", message.before(hits[0].start)))
            changes += [Require(constraint=c, replace=only and i == 0) for i, c in enumerate(constraints)]
            if hits[0].role == "origin":
                changes += self._spoken(values, state)
        return changes

    def _in_one_field(self, found: Sequence[Found]) -> Sequence[Found]:
        """Several people named together are meant in one role, where there is one that all of them have."""
        people = [hit for hit in found if hit.role in PEOPLE]
        if len({hit.field for hit in people}) < 2:
            return found
        told = {hit.role for hit in people if hit.cued}
        for role in ("performer", "creator") if len(told) < 2 else ():
            for field in self.catalog.schema.by_role(role) if told <= {role} else ():
                names = [[self.vocabulary.people.get(key(v), {}).get(field.name) for v in hit.values] for hit in people]
                if all(all(each) for each in names):
                    return [
                        replace(hit, field=field.name, role=role) if hit in people else hit for hit in found
                    ]
        return found

    def _spoken(self, nationalities: tuple[str, ...], state: DialogueState) -> list[Change]:
        """A nationality is meant for films of that language first, co-productions after."""
        names = tuple(name for nation in nationalities for name in languages_of(nation))
        found = self._values(names, ("language",))
        return [Require(constraint=_constraint(field, "any_of", values, False, state)) for field, values in found.items()]

    def _positive(
        self, field: str, hits: list[Found], values: tuple[str, ...], message: Message, hard: bool, state: DialogueState
    ) -> list[Constraint]:
        """One constraint with any of the values, or one per hit where all are meant and that leaves enough."""
        either = _constraint(field, "any_of", values, hard, state)
        separate: list[Constraint] = []
        for hit in hits:
            parts = [(v,) for v in hit.values] if hit.joint else [hit.values]
            separate += [_constraint(field, "any_of", part, hard, state) for part in parts]
        if len(separate) < 2:
            return [either]
        gap = message.low[hits[0].end : hits[-1].start] if len(hits) > 1 else ""
        if (me := _TWO_PEOPLE.search(gap)) is not None:
            at = hits[0].end + me.start()
            sides = ([h for h in hits if h.start < at], [h for h in hits if h.start >= at])
            both = [
                _constraint(field, "any_of", tuple(dict.fromkeys(v for h in side for v in h.values)), hard, state)
                for side in sides
            ]
            if np.count_nonzero(self.catalog.mask(both)) >= _ENOUGH:
                return both
        if any(all_meant(message.clause(hit.start)) for hit in hits):
            return separate
        alternatives = bool(re.search(r"\bor\b|,|/", gap)) and not any(hit.joint for hit in hits)
        people = hits[0].role in PEOPLE and not alternatives
        if people and re.search(r"\band\b|\bwith\b|&", gap) and self.catalog.mask(separate).any():
            return separate
        if alternatives or not np.count_nonzero(self.catalog.mask(separate)) >= _ENOUGH:
            # any of them will do, but the more of them the better
            return [either, *(c.model_copy(update={"hard": False}) for c in separate)]
        return separate

    @staticmethod
    def _bare(found: Sequence[Found], message: Message) -> bool:
        """True for an answer of hardly more than one kind ("horror", "a western then"): it replaces the last kind."""
        words = [t for t in message.words if t.low not in AROUND_ITEMS]
        return len(words) <= sum(len(hit.values) for hit in found[:1]) and len(message.words) <= 4

    # -- feelings ----------------------------------------------------------------------------------------

    def descriptors(self, message: Message, state: DialogueState) -> tuple[list[Change], list[tuple[int, str]]]:
        """Changes for words such as "slow", "funnier", "too violent", and the words to put into the wish."""
        changes: list[Change] = []
        said: list[tuple[int, str]] = []
        for start, end, name, word, stronger in (*_moods(message), *self._described(message)):
            if not message.free(start, end):
                continue
            descriptor = DESCRIPTORS[name]
            before = message.before(start)
            too = bool(re.search(r"\b(?:too|overly|way too|a bit too|so|less)\s+(?:\w+ly )?$", before)) and not re.search(
                r"\b(?:not|isn'?t|nothing) (?:too|so)\s+$", before
            )
            unwanted = too and not re.search(r"\bso\s+$", before)
            if unwanted or (message.negated(start) and not stronger):
                changes += self._ban(name, descriptor, state)
            else:
                said.append((start, word))
                changes += self._want(descriptor, state, stronger=stronger)
            message.use(start, end)
        return changes, said

    def _described(self, message: Message) -> Iterable[tuple[int, int, str, str, bool]]:
        words = message.words
        for length in (3, 2, 1):
            for i in range(len(words) - length + 1):
                group = words[i : i + length]
                start, end = group[0].start, group[-1].end
                phrase = message.low[start:end]
                name = phrase if phrase in DESCRIPTORS else SYNONYMS.get(phrase)
                comparative = COMPARATIVES.get(phrase) if length == 1 else None
                if not message.free(start, end) or not (name or comparative):
                    continue
                if phrase == "comic" and message.after(end).startswith(" book"):
                    continue
                if phrase == "happy" and re.match(r" (?:either|to|with|for|if|\w+day|holidays|new year)\b", message.after(end)):
                    continue
                if phrase == "fun" and re.search(r"\b(?:for|have|having|was|were)\s+$", message.before(start)):
                    continue
                stronger = comparative is not None or bool(re.search(r"\bmore\s+$", message.before(start)))
                yield start, end, comparative or name or "", phrase, stronger

    def _values(self, words: Iterable[str], roles: Iterable[Role]) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for role in roles:
            for word in words:
                hit = self.vocabulary.resolve(role, word)
                if hit:
                    found.setdefault(hit[0], []).append(hit[1])
        return {field: tuple(dict.fromkeys(values)) for field, values in found.items()}

    def _want(self, descriptor: Descriptor, state: DialogueState, *, stronger: bool) -> list[Change]:
        wanted = self._values(descriptor.values, _FEELING_ROLES) or self._values(descriptor.values, ("keyword",))
        changes: list[Change] = [
            Require(constraint=_constraint(field, "any_of", values, False, state)) for field, values in wanted.items()
        ]
        if stronger:
            lacking = self._values(descriptor.avoid, _FEELING_ROLES)
            changes += [
                Require(constraint=_constraint(field, "none_of", values, False, state))
                for field, values in lacking.items()
            ]
        return changes

    def _ban(self, name: str, descriptor: Descriptor, state: DialogueState) -> list[Change]:
        banned = self._values(descriptor.ban, _FEELING_ROLES)
        changes: list[Change] = [
            Require(constraint=_constraint(field, "none_of", values, True, state)) for field, values in banned.items()
        ]
        if name in _TEXT_BANS:
            changes.append(Require(constraint=_constraint("about", "none_of", descriptor.ban, True, state)))
        family = {name, *(w for w, n in (*SYNONYMS.items(), *COMPARATIVES.items()) if n == name)}
        return [*changes, Unwish(words=tuple(sorted(family))), Wish(text=descriptor.wish, avoid=True)]

    # -- comparisons of numbers --------------------------------------------------------------------------

    def compared(self, message: Message, state: DialogueState, models: Sequence[str]) -> list[Change]:
        """"shorter", "newer": a limit from the items it is compared with, or from the slate's middle one."""
        changes: list[Change] = []
        for word, (role, more) in NUMBER_COMPARATIVES.items():
            m = re.search(rf"(?<!not )(?<!n't )(?<!nothing )(?<!isnt )(?<!any )(?<!no )\b{word}\b(?! (?:is|are|than (?:\d+|an?|two|one)\b))", message.low)
            if not m or not message.free(m.start(), m.end()):
                continue
            for field in self.catalog.schema.by_role(role)[:1]:
                column = self.catalog.column(field.name)
                rows = [self.catalog.row_of(i) for i in (models or state.slate)]
                fewer = message.negated(m.start()) and not word.startswith("too ")
                if not isinstance(column, NumberColumn) or not rows:
                    continue
                values = column.values[rows]
                values = values[~np.isnan(values)]
                message.use(m.start(), m.end())
                if len(values):
                    limit = float(np.median(values))
                    op: Op = "gt" if more != fewer else "lt"
                    whole = math.floor if op == "gt" else math.ceil
                    number = limit if role == "price" and not limit.is_integer() else whole(limit)
                    changes.append(Require(constraint=_constraint(field.name, op, number, True, state), replace=True))
        return changes

    @staticmethod
    def him_or_her(message: Message, state: DialogueState) -> list[Change]:
        """"with him", "her films": the person last talked about."""
        m = re.search(r"\b(?:with|by|starring|of|from|featuring|about|more) (?:him|her|them|his|hers)\b|\b(?:has|have|did|does) (?:he|she|they) (?:ever |also )?(?:done|made|been in|starred in|directed|do|make|star in|direct|act in)\b|\b(?:his|her|their) (?:other )?(?:films?|movies?|work|games?|stuff)\b", message.low)
        if m is None or state.person is None or not message.free(m.start(), m.end()):
            return []
        message.use(m.start(), m.end())
        field, name = state.person
        op: Op = "none_of" if message.negated(m.start()) else "any_of"
        return [Require(constraint=_constraint(field, op, (name,), True, state), replace=True)]

    def heard(self, message: Message, state: DialogueState) -> list[Change]:
        """"no subtitles" asks for English, "foreign films" for anything else."""
        found: list[Change] = []
        for field in self.catalog.schema.by_role("language"):
            read = re.search(r"(?:\b(?:no|not|without|hate|avoid)|n't)\b[^.!?,]{0,30}\b(?:subtitles?|subs|subtitled)\b|\bforeign\b", message.low)
            if read is None or not message.free(read.start(), read.end()):
                continue
            foreign = read.group() == "foreign" and not message.negated(read.start())
            op: Op = "none_of" if foreign else "any_of"
            message.use(read.start(), read.end())
            found.append(Require(constraint=_constraint(field.name, op, ("English",), True, state), replace=True))
        return found

    # -- who it is for -----------------------------------------------------------------------------------

    def for_children(self, message: Message, state: DialogueState) -> list[Change]:
        """For small children the kind matters as well as the certificate."""
        if re.search(r"\b(?:is|are|'s) for (?:little )?(?:kids|children)\b", message.low):
            return []
        if adults := FOR_ADULTS.search(message.low):
            message.use(adults.start(), adults.end())
            kinds = self._values(("family", "children", "kids"), ("genre",))
            return [
                Require(constraint=_constraint(field, "none_of", values, True, state)) for field, values in kinds.items()
            ]
        young = _YOUNG.search(message.low)
        if young is None or message.negated(young.start()) or not message.free(*young.span()):
            return []
        if not (_COMPANY.search(message.before(young.start())) or re.search(r"friendly|old\b", young.group())):
            return []
        kinds = self._values(("family", "children", "kids"), ("genre",)) or self._values(("animation",), ("genre",))
        return [Require(constraint=_constraint(field, "any_of", values, True, state)) for field, values in kinds.items()]

    # -- the rest ----------------------------------------------------------------------------------------

    def rest(self, message: Message, state: DialogueState) -> tuple[list[Change], list[tuple[int, str]]]:
        """What is left of a message: themes to prefer or exclude, and words for the wish with their places."""
        changes: list[Change] = []
        kept: list[tuple[int, str]] = []
        use_chat(message)
        for phrase in [*self._known_phrases(message), *phrases(message)]:
            words = " ".join(t.low for t in phrase)
            theme = key(words)
            if all(key(t.low) in self._labels for t in phrase):
                message.use(phrase[0].start, phrase[-1].end)  # "no preference on the origin" names a field, no theme
                continue
            talk = _VERB.search(message.before(phrase[0].start)) or _OF_ME.match(message.after(phrase[-1].end))
            if message.negated(phrase[0].start) and talk:
                pass  # "please don't offer …" forbids no theme
            elif message.negated(phrase[0].start):
                named = theme in self.vocabulary.keywords or theme.removesuffix("s") in self.vocabulary.keywords
                if (named or _EXCLUDED.search(message.before(phrase[0].start))) and self._occurs(theme):
                    changes.append(Require(constraint=_constraint("about", "none_of", (theme,), True, state)))
                elif named:
                    changes.append(Wish(text=words, avoid=True))
            else:
                known = any(key(t.low) in self.vocabulary.keywords for t in phrase)
                if is_theme(message, phrase):
                    kept.append((phrase[0].start, words))
                    changes += self._themes(phrase, state)
                elif (known or theme in self.vocabulary.keywords) and worth_keeping(message, phrase):
                    kept.append((phrase[0].start, words))
            message.use(phrase[0].start, phrase[-1].end)
        return changes, kept

    def _known_phrases(self, message: Message) -> list[list[Token]]:
        """Themes of several words that the catalog knows ("based on a true story"), which may hold small words."""
        found: list[list[Token]] = []
        words = message.words
        for length in (5, 4, 3, 2):
            for i in range(len(words) - length + 1):
                group = words[i : i + length]
                start, end = group[0].start, group[-1].end
                phrase = key(message.low[start:end])
                known = phrase in self.vocabulary.keywords or phrase in _SET_PHRASES
                if known and message.free(start, end) and any(t.low not in AROUND_ITEMS for t in group):
                    message.use(start, end)
                    found.append(group)
        return found

    def _themes(self, phrase: list[Token], state: DialogueState) -> list[Change]:
        """Soft constraints for known themes: the longest known stretch of the phrase, else its words."""
        words = [key(t.low) for t in phrase]
        if len(words) > 1 and words[-1] in _ITEMS:
            words = words[:-1]  # "heist movie" is about heists
        for length in range(len(words), 0, -1):
            for i in range(len(words) - length + 1):
                theme = " ".join(words[i : i + length])
                form = theme if theme in self.vocabulary.keywords else theme.removesuffix("s")
                if len(theme) > 2 and (form in self.vocabulary.keywords or (length == 1 and self._occurs(theme))):
                    return [Require(constraint=_constraint("about", "any_of", (form,), False, state))]
        return []

    def _occurs(self, theme: str) -> bool:
        return bool(self.catalog.mask([Constraint(field="about", op="any_of", value=(theme,))]).any())


def _moods(message: Message) -> Iterable[tuple[int, int, str, str, bool]]:
    """What people say of themselves, as what they feel like."""
    for pattern, name in MOODS:
        for m in re.finditer(pattern, message.low):
            yield m.start(), m.end(), name, name, False


_EXCLUDED = re.compile(
    r"\b(?:no|without|(?<!do )(?<!does )(?<!did )(?<!would )(?<!could )(?<!should )(?<!will )(?<!can )(?<!is )(?<!are )not (?:a|an|any|the)?|nothing (?:with|about|like)|except|any|about|with|avoid|of|or|nor|anything (?:with|about))"
    r"\s+(?:a |an |the |any )?$"
)
"""What stands right before a theme that is not wanted; other words after a "not" are talk."""
_VERB = re.compile(r"(?:\b(?:do|does|did|would|could|should|will|can|must|may) not|\bcannot|\b(?:ca|do|does|did|would|could|should|wo)n'?t)(?: (?:really|please|just|even|ever))? $")
"""After these comes a verb."""
_OF_ME = re.compile(r" (?:fan|lover|admirer|deal|issue|problem|thing|hurry)\b")
"""What follows a word that tells how much one cares: "not a huge fan"."""


def _constraint(
    field: str, op: Op, value: int | float | tuple[str, ...], hard: bool, state: DialogueState
) -> Constraint:
    return Constraint(field=field, op=op, value=value, hard=hard, turn=state.turn)
