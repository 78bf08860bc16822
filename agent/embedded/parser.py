"""From a message to an `Understanding`: the embedded brain's grammar.

Knows the order in which a message is read and how the pieces decide the intent. The pieces are in the files
beside this one. Knows nothing about plans or wording.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from agent.changes import (
    Change,
    Feel,
    Focus,
    FocusPerson,
    Refer,
    Require,
    Reset,
    Settle,
    Size,
    Surprise,
    Wish,
    next_turn,
)
from agent.condition_words import condition_text
from agent.embedded import smalltalk as talk
from agent.embedded.acts import acts_of, asks_only_for_items, read_acts, spend, talk_only, tells_taste, wondered
from agent.embedded.answers import read_answer
from agent.embedded.drops import read_drops
from agent.embedded.feelings import IDIOMS, as_told
from agent.embedded.lexicon import AROUND_ITEMS
from agent.embedded.limits import besides, too_much
from agent.embedded.message import Message, clean
from agent.embedded.phrases import joined_up, told_plot
from agent.embedded.quantities import Quantities
from agent.embedded.questions import Asked, judges_nothing, read_question
from agent.embedded.reading import Reading
from agent.embedded.references import find_references, pronoun
from agent.embedded.refusals import only_refuses, read_refusals, refusal
from agent.embedded.spelling import Spelling
from agent.embedded.table import names_in
from agent.embedded.titles import Mentions, changes_of, read_references, read_titles, wish_against
from agent.embedded.topics import new_theme, new_topic, other_kind
from agent.embedded.undo import FORGOTTEN, MEANT, in_its_place, read_correction, take_back
from agent.embedded.unknowns import meaningless, unknown_names
from agent.embedded.vocabulary import Vocabulary
from agent.embedded.waved import wave_aside
from agent.embedded.wishes import Wishes
from agent.facts import listed
from agent.lasting import forgets_everything, restated
from agent.state import DialogueState
from agent.understanding import Intent, Understanding
from catalog.constraint import Constraint
from recommenders.workspace import Workspace

_SIZE_WORDS = {"one": 1, "single": 1, "two": 2, "couple": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
               "eight": 8, "ten": 10, "a": 1, "another": 1}  # fmt: skip
_N = r"(?P<n>\d{1,2}|one|two|three|four|five|six|seven|eight|ten)"
_SIZE = re.compile(
    r"\b(?:just|only) (?:give me )?(?P<one>one|a single one)\b(?! of)|\bone (?:film|movie|game|suggestion|recommendation|pick|thing)\b(?! (?:with|like|that|where|about|by))|\b(?:just|only) a single\b|"
    rf"\b(?:top(?! one)|give me|show me|list|suggest|recommend|need|want|find me|pick) (?:me )?(?:the )?(?:top |best )?(?!one (?:looks?|sounds?|is|was|please))(?!one$){_N}\b(?! ?(?:minutes?|mins?|hours?|years?|%|stars?|of\b|with|like|that))|"
    r"\b(?P<m>\d{1,2}|two|three|four|six|seven|eight|ten) (?:[\w-]+ ){0,2}(?:films|movies|games|suggestions|recommendations|options|picks|ideas|titles|more)\b|"
    r"\b(?P<more>another one|one more)\b"
)


_LIST = 3
"""Line ends from which on a message is a list, whose heading ("my top 12") asks for no number."""


class Parser:
    """Reads messages for one workspace; `today` is what relative dates count from."""

    def __init__(self, workspace: Workspace, today: dt.date) -> None:
        self.catalog = workspace.catalog
        self.linker = workspace.linker
        self.vocabulary = Vocabulary(workspace.catalog)
        self.spelling = Spelling(self.vocabulary)
        self.quantities = Quantities(workspace.catalog, today)
        self.wishes = Wishes(workspace.catalog, self.vocabulary)

    def parse(self, text: str, state: DialogueState) -> Understanding:
        """What a message means after what was said before; never raises for any text."""
        text = as_told(clean(restated(text)))
        if (meant := MEANT.match(text.casefold())) and state.past:
            return self._meant(text[meant.end() :], state)
        return self._read(Message(self.spelling.correct(text)), state, undo=False)

    def _meant(self, rest: str, state: DialogueState) -> Understanding:
        """"No, I meant the 80s": takes the place of what was said last of the same thing, else of all of it."""
        direct = self._read(Message(self.spelling.correct(rest)), state, undo=False)
        changes = in_its_place(direct.changes, state)
        if changes is None:
            return self._read(Message(self.spelling.correct(rest)), state, undo=True)
        return direct.model_copy(update={"changes": changes})

    def _read(self, message: Message, state: DialogueState, *, undo: bool) -> Understanding:
        """The reading of a message; with `undo` it takes the place of what was said last."""
        reading = Reading(message, next_turn(state))
        early = self._about_the_talk(message, state)
        if early is not None:
            return early
        if (done := take_back(message, reading, undo=undo)) is not None:
            return done
        if (m := talk.RESET.search(message.low)) or forgets_everything(message.low):
            message.use(*(m.span() if m else (0, len(message.text))))
            if talk.NONE_OF_THESE.search(message.low):
                reading.add(Feel(items=state.slate, feeling="rejected"))
            reading.add(Reset(person=forgets_everything(message.low)))
        if m := talk.GREETING.search(message.low):
            message.use(m.start(), m.end())
        pending = reading.state.pending
        reading.add(*read_answer(message, reading.state, self.catalog))
        reading.add(*wave_aside(message, state.pending.field if state.pending else None, self.catalog))
        chosen = [c.item for c in reading.changes if isinstance(c, Focus)]
        if pending is not None and pending.fields is not None and chosen:
            focus = tuple(c for c in reading.changes if isinstance(c, (Focus, Settle)))
            return Understanding(intent="lookup", changes=focus, subjects=tuple(chosen), fields=pending.fields)
        names = names_in(message, reading.state, self.linker, self.catalog)
        taken_back = self._take_back(message, names, reading)
        references = find_references(message, reading.state, names)
        taken = joined_up(message, self.vocabulary, self.quantities)
        mentions = read_titles(message, reading.state, self.linker, self.catalog, self.vocabulary.is_kind, taken)
        known = {*state.shown, *state.slate, *state.liked, *state.seen}
        reading.parts = read_acts(message, [(s, e, not known.isdisjoint(ids)) for s, e, ids in mentions.spans])
        message.use_years()
        read_references(message, references, mentions)
        refused = read_refusals(message, mentions, references, reading.state) and not mentions.having(None)
        if same := self._same_maker(message, mentions, reading.state):
            reading.add(*same)
            return Understanding(intent="recommend", changes=tuple(reading.changes))
        wondering = "?" in message.text or not taken_back
        asked = read_question(message, mentions, reading.state, self.catalog) if wondering else None
        if asked is not None and asked.intent == "lookup" and asks_only_for_items(reading.parts):
            asked = None
        asked = asked or wondered(reading.parts, mentions, reading.state)
        asked = asked or self._pointed_only(message, mentions, reading.state)
        if asked is not None and not refused:
            return self._question(asked, mentions, reading)
        self._alike(message, mentions, reading.state)
        self._items(message, mentions, reading)
        spend(message, reading.parts, self._names, facts=not mentions.refused)
        self._needs(message, mentions, reading)
        other_kind(reading, state.constraints, self.catalog)
        new_topic(reading, self.catalog)
        new_theme(reading, self.catalog)
        intent = self._intent(message, mentions, reading)
        missing = [r.missing for r in references if r.missing]
        reading.notes += [f"There are only {len(state.slate)} on the list." for _ in missing[:1]]
        return Understanding(
            intent=intent,
            acts=acts_of(reading.parts, intent, reading.changes),
            changes=tuple(reading.changes),
            subjects=tuple(mentions.items),
            unclear_titles=tuple(mentions.unclear),
            unknown=tuple(reading.unknown[:3]),
            given_up=tuple(reading.given_up),
            notes=tuple(reading.notes),
        )

    def _about_the_talk(self, message: Message, state: DialogueState) -> Understanding | None:
        """Messages that are wholly about the conversation."""
        low = message.low
        if talk.is_wordless(message):
            return Understanding(intent="unclear")
        if talk.INJECTION.search(low):
            return Understanding(intent="refuse")
        if talk.is_foreign(message):
            return Understanding(intent="unclear", notes=("I can only follow English, I'm afraid.",))
        if talk.SAVED.search(low):
            return Understanding(intent="saved")
        if talk.KNOWN.search(low):
            return Understanding(intent="known")
        if (correction := read_correction(message, state)) is not None:
            return correction
        if talk.HELP.search(low):
            return Understanding(intent="help")
        if talk.UNDECIDED.search(low) and not (only_refuses(low, state) or self._names(low)):
            return Understanding(intent="recommend", changes=(Settle(),))
        return None

    def _same_maker(self, message: Message, mentions: Mentions, state: DialogueState) -> list[Change]:
        """"what else did the director of Alien make?": the creators of the item named, or of the one in focus."""
        m = re.search(
            r"\b(?:same|that|its|his) (?:director|maker|developer|author|artist)\b|"
            r"\b(?:director|maker|developer|author|creator|guy|people|man|woman) (?:of|who (?:made|directed|did)|behind)\b",
            message.low,
        )
        wanted = re.search(r"\b(?:else|other|more|another|anything|something|same|films|movies|games)\b", message.low)
        item = mentions.items[0] if mentions.items else state.focus
        if m is None or wanted is None or item is None or not message.free(*m.span()):
            return []
        for maker in self.catalog.schema.by_role("creator"):
            names = self.catalog.item(self.catalog.row_of(item)).values(maker.name)
            if names:
                constraint = Constraint(field=maker.name, op="any_of", value=tuple(names), turn=state.turn)
                return [Require(constraint=constraint, replace=True), Refer(items=(item,))]
        return []

    @staticmethod
    def _alike(message: Message, mentions: Mentions, state: DialogueState) -> None:
        """"anything similar?", "more like that": like the item in focus, else the first of the slate."""
        m = re.search(r"\b(?:similar(?! to\b)|(?:more|something|anything|stuff|films?|movies?|games?) like (?:it|that|this)(?: one)?|(?:the )?same (?:vibe|kind|sort|thing|style|feel))\b", message.low)
        target = state.focus or (state.slate[0] if state.slate else None)
        if m and target and not mentions.items and not mentions.unclear:
            message.use(m.start(), m.end())
            mentions.add((target,), "like_this")
            mentions.pointed = True

    @staticmethod
    def _pointed_only(message: Message, mentions: Mentions, state: DialogueState) -> Asked | None:
        """Naming one item of the slate and nothing else asks to hear more about it."""
        alone = len(mentions.items) == 1 and mentions.having(None) and mentions.items[0] in state.slate
        if alone and not [t for t in message.rest() if t.low not in AROUND_ITEMS] and len(message.words) <= 6:
            return Asked("lookup", tuple(mentions.items))
        return None

    def _question(self, asked: Asked, mentions: Mentions, reading: Reading) -> Understanding:
        """A question about items; what was said about them besides counts too."""
        if not judges_nothing(reading.message):
            felt = changes_of(mentions, bare=False, state=reading.state)
            reading.add(*(c for c in felt if not isinstance(c, Refer)))
        self._asked_besides(mentions, reading)
        if asked.subjects:
            reading.add(Focus(item=asked.answer or asked.subjects[-1]))
        return Understanding(
            intent=asked.intent,
            acts=acts_of(reading.parts, asked.intent, reading.changes),
            changes=tuple(reading.changes),
            subjects=asked.subjects,
            fields=asked.fields,
            largest=asked.largest,
            notes=(*((asked.note,) if asked.note else ()), *reading.notes),
            unclear_titles=tuple(mentions.unclear),
            unknown=tuple(reading.unknown[:3]),
            given_up=tuple(reading.given_up),
        )

    def _asked_besides(self, mentions: Mentions, reading: Reading) -> None:
        """What other parts of a message with a question ask for: "something from the nineties. Is it long?"."""
        message = reading.message
        others = [
            part for part in reading.parts
            if (part.act == "request" or (part.act is None and tells_taste(message.low[part.start : part.end])))
            and not any(part.start <= start < part.end for start, _, _ in mentions.spans)
            and self._names(message.text[part.start : part.end])
        ]
        if others and len(others) < len(reading.parts):
            for part in reading.parts:
                if part not in others:
                    message.use(part.start, part.end)
            self._needs(message, mentions, reading)

    def _take_back(self, message: Message, names: Sequence[tuple[int, int]], reading: Reading) -> bool:
        """Constraints that are withdrawn outside the `names`; the person is told which. True if any is."""
        before = reading.state.constraints
        drops = read_drops(message, names, reading.state, self.vocabulary, self.quantities, self.catalog)
        reading.add(*drops)
        gone = [c for c in before if c not in reading.state.constraints and c.hard]
        if gone:
            reading.notes.append(f"I no longer ask for {listed([condition_text(c, self.catalog) for c in gone])}.")
        return bool(drops)

    def _items(self, message: Message, mentions: Mentions, reading: Reading) -> None:
        """Feelings about items that were named or pointed at, or that "it" stands for."""
        state = reading.state
        if not mentions.items and not mentions.unclear:
            self._pointed_by_pronoun(message, mentions, state)
        rest = [t for t in message.rest() if t.low not in ("and", "the", "a", "maybe", "or", "please", "i", "said")]
        bare = not mentions.pointed and (len(rest) <= 1 or "\n" in message.text)
        if mentions.items and FORGOTTEN.search(message.low):
            reading.add(Feel(items=tuple(mentions.items), feeling="forgotten"))
            return
        reading.add(*changes_of(mentions, bare=bare, state=state), *wish_against(mentions, self.catalog), *refusal(mentions))
        if mentions.unclear and not mentions.items:
            reading.add(Refer(items=tuple(i for _, ids in mentions.unclear for i in ids)))

    def _pointed_by_pronoun(self, message: Message, mentions: Mentions, state: DialogueState) -> None:
        low = message.low
        seen = re.search(r"^(?:(?:i|i've|ive|we|we've|yeah|yes|no|nah|ah|oh|already|have|actually|um)[, ]+)*(?:already )?(?:seen|saw|watched|know|played|own)(?: (?:it|that|that one|this one|this))?(?: (?:already|before|twice|a million times|too))*[.!]*$", low)
        feels = re.search(r"(?<!than )\b(?:it|that one|this one|that film|that movie|this film|this movie|that)\b", low)
        if not (seen or feels) or not state.slate or (feels and not message.free(feels.start(), feels.end())):
            return
        reference = pronoun(message, state)
        if reference is None and seen:
            target = state.focus if state.focus in state.slate else state.slate[0]
            mentions.add((target or state.slate[0],), "seen")
            mentions.pointed = True
        elif reference is not None:
            before = Mentions()
            read_references(message, [reference], before)
            if before.having("liked", "disliked", "passed", "seen", "saved", "interested", "like_this"):
                message.use(reference.start, reference.end)
                read_references(message, [reference], mentions)

    def _needs(self, message: Message, mentions: Mentions, reading: Reading) -> None:
        """Constraints and wishes."""
        state = reading.state
        if (m := _SIZE.search(message.low)) and message.free(*m.span()) and message.text.count("\n") < _LIST:
            n = m.group("n") or m.group("m")
            size = int(n) if n and n.isdigit() else _SIZE_WORDS.get(n or "one", 1)
            if 1 <= size <= 20:
                reading.add(Size(size=size))
                group = next((g for g in ("n", "m") if m.group(g)), 0)
                message.use(m.start(group), m.end(group))
        reading.add(*self.wishes.for_children(message, state))
        models = mentions.having("like_this", "liked")
        compared = self.wishes.compared(message, reading.state, models or too_much(message, mentions))
        quantities = self.quantities.find(message)
        reading.add(*besides(compared, quantities))
        changed = any(w in message.low for w in ("actually", "make it", "instead", "rather"))
        for quantity in quantities:
            constraint = quantity.constraint.model_copy(update={"turn": reading.state.turn})
            reading.add(Require(constraint=constraint, replace=changed))
        if re.search(r"\b(?:the|that) (?:one|film|movie|game) (?:with|where|about|in which)\b", message.low) and not models:
            reading.add(Refer(items=()))
        reading.add(*self.wishes.him_or_her(message, reading.state))
        reading.add(*self.wishes.heard(message, reading.state))
        found = self.vocabulary.find(message)
        plain = message.without((start, end) for start, end, _ in mentions.spans)  # "Catch Me If You Can" asks for nothing
        described, words = self.wishes.descriptors(message, reading.state)
        reading.add(*self.wishes.constraints(found, plain, reading.state), *described)
        self._spend(message)
        reading.unknown += unknown_names(message, self.vocabulary, self.catalog)
        for token in message.rest():
            if token.low not in AROUND_ITEMS and meaningless(token.low, self.catalog):
                message.use(token.start, token.end)
        changes, rest = self.wishes.rest(message, reading.state)
        if talk.THANKS.search(message.low) and not talk.asks_for_items(message.low):
            return  # whatever else is in a word of thanks is no wish
        told = told_plot(message)
        reading.add(*(c for c in changes if not (told and isinstance(c, Require) and not c.constraint.hard)))
        wish = told or " ".join(dict.fromkeys(w for _, w in sorted([*words, *rest])))
        if wish:
            replace = bool(re.search(r"\b(?:instead|how about|what about|something (?:else|different)|actually)\b", message.low))
            reading.add(Wish(text=wish, replace=replace and not mentions.pointed))

    def _names(self, text: str) -> bool:
        """Whether a text names a kind, a person, a place, a time or an amount."""
        part = Message(text)
        part.use_years()
        return self.vocabulary.names(text) or bool(self.quantities.find(part))

    @staticmethod
    def _spend(message: Message) -> None:
        """Words of small talk say nothing about what is wanted."""
        for pattern in (*IDIOMS, talk.SURPRISE, talk.MORE, talk.THANKS, talk.NONE_OF_THESE, talk.TAKEN):
            for m in pattern.finditer(message.low):
                message.use(m.start(), m.end())

    def _intent(self, message: Message, mentions: Mentions, reading: Reading) -> Intent:
        low, state = message.low, reading.state
        said = bool([c for c in reading.changes if not isinstance(c, (Focus, FocusPerson, Size, Settle))])
        new = [c for c in reading.changes if isinstance(c, (Require, Wish))]
        if talk.SURPRISE.search(low) and not mentions.items:
            reading.add(Surprise())
            return "recommend"
        if mentions.having("saved") and not talk.asks_for_items(low):
            return "saved"
        if (talk.TAKEN.search(low) and not new) or (mentions.having("interested") and not talk.asks_for_items(low)):
            return "done"
        unjudged = not mentions.items or (mentions.whole and bool(mentions.having(None)))
        if talk.NONE_OF_THESE.search(low) and state.slate and unjudged:
            reading.add(Feel(items=state.slate, feeling="rejected"))
            return "recommend"
        if any(isinstance(c, Reset) for c in reading.changes) and not state.stated:
            return "reset"
        if talk.MORE.search(low):
            return "more" if state.shown else "recommend"
        if talk.THANKS.search(low) and not said and not asks_only_for_items(reading.parts):
            return "thanks"
        if said or mentions.unclear or talk.asks_for_items(low):
            return "recommend"
        answered = any(isinstance(c, Settle) for c in reading.changes)
        if (only := talk_only(reading.parts)) is not None and not (answered and only == "noted"):
            return only
        if talk.GREETING.search(low):
            return "greet"
        if answered or any(isinstance(c, Size) for c in reading.changes):
            return "recommend"
        if state.stated:
            reading.notes.append("I did not catch that; this goes by what you said before.")
            return "recommend"
        return "unclear"
