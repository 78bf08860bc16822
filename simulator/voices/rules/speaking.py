"""How acts become one message: `Speaking`.

Knows which acts are said in one sentence and in which order sentences read well. Does not know how a sentence is worded
nor how it is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from simulator.acts import ActKind, UserAct, UserTurn
from simulator.voices.rules.condition import Condition
from simulator.voices.rules.phrases import Purpose
from simulator.voices.rules.sentences import Sentences

_LIKE, _LEAD, _CHATTER, _JOIN = 0.5, 0.25, 0.15, 0.6
_OPENERS = (
    "nah", "nope", "no", "naw", "nooo", "hmm", "oh", "ooh", "ok", "k", "yes", "yep", "so", "um", "uhh", "ha",
    "wait", "thinking", "actually", "let", "let's", "meh", "pass", "lol", "bet", "great", "perfect", "good",
)  # fmt: skip
_JOINED: dict[tuple[ActKind, ActKind], str] = {
    ("seen", "unseen"): "but",
    ("seen", "seen"): "and",
    ("unseen", "reject"): "but",
    ("unseen", "require"): "but",
}
"""What stands between two acts that are said in one sentence."""
_BEGINS = ("no", "but", "yes", "oh", "ugh", "lol", "omg", "ha")


class Speaking:
    """The sentences for the acts of one turn; used once."""

    def __init__(self, turn: UserTurn, sentences: Sentences) -> None:
        self._acts, self._sentences = list(turn.acts), sentences
        self._takes = bool(turn.of("accept"))
        self._first, self._last = turn.acts[0].kind, turn.acts[-1].kind
        self._choosing = sentences.choosing
        self._out: list[str] = []

    def all(self) -> list[str]:
        """Every act, in order. The first sentence ends in a comma where a greeting goes on."""
        before: ActKind | None = None
        while self._acts:
            kind, done = self._acts[0].kind, len(self._out)
            if kind == "request":
                self._request()
            elif kind == "require":
                self._wants(self._run("require"), "want")
            else:
                self._single(self._acts.pop(0))
            if before is not None and 0 < done < len(self._out):
                self._join(_JOINED.get((before, kind)), done)
            before = kind
        self._around()
        return self._out

    def _join(self, word: str | None, place: int) -> None:
        """Make one sentence of the one at a place and the one before it, at times."""
        first, second = self._out[place - 1 : place + 1]
        ends = first[-1] in "?!.," or second.endswith("?") or second.startswith(_BEGINS)
        again = " but " in first or " but " in second
        if word is not None and not (ends or again) and self._choosing.chance(_JOIN, "join"):
            self._out[place - 1 : place + 1] = [f"{first} {word} {_small(second)}"]

    def _run(self, kind: ActKind) -> list[UserAct]:
        """The next acts of one kind, taken out."""
        taken = []
        while self._acts and self._acts[0].kind == kind:
            taken.append(self._acts.pop(0))
        return taken

    def _request(self) -> None:
        """A request with the conditions said with it, and what it is to be like."""
        self._acts.pop(0)
        wanted = self._run("require")
        if not self._wants(wanted, "open"):
            self._out.append(self._sentences.say("open_alone"))
        if self._acts and self._acts[0].kind == "like" and self._choosing.chance(_LIKE, "like it"):
            self._out.append(self._sentences.named("open_like", self._acts.pop(0)))

    def _wants(self, acts: Sequence[UserAct], purpose: Purpose) -> bool:
        """Conditions in one sentence or more: wishes first, then exclusions and what would be nice; whether any of them
        was a firm wish."""
        conditions = [self._sentences.condition(act.constraint) for act in acts if act.constraint]
        firm = [c for c in conditions if not c.negative and c.constraint.hard]
        rest = [c for c in conditions if c.negative or not c.constraint.hard]
        if not firm and purpose == "open" and rest:
            self._out.append(self._sentences.say("open_alone"))
        if firm:
            self._out.append(self._firm(firm, purpose))
        for place, condition in enumerate(rest):
            self._rest(condition, tail=bool(firm) and place == 0)
        return bool(firm) or bool(rest)

    def _firm(self, firm: list[Condition], purpose: Purpose) -> str:
        answers = purpose == "want" and not self._out and len(firm) == 1 and self._sentences.answers(firm[0].constraint)
        if answers:
            return self._sentences.wish("answer", firm)
        return self._sentences.wish(purpose, firm)

    def _rest(self, condition: Condition, tail: bool) -> None:
        """An exclusion or a preference, as the end of the sentence before or as its own."""
        tail = tail and self._out[-1][-1] not in "?!." and self._choosing.chance(0.6, "tail")
        if not condition.constraint.hard:
            words = self._sentences.preference("soft_tail" if tail else "soft", condition)
        else:
            words = self._sentences.exclusion("exclude_tail" if tail else "exclude", condition)
        if tail:
            self._out[-1] += f", {words[0].lower()}{words[1:]}"
        else:
            self._out.append(words)

    def _single(self, act: UserAct) -> None:
        say, also = self._sentences, self._sentences.on_the_list
        worded: dict[ActKind, Callable[[], str]] = {
            "greet": self._greeting,
            "like": lambda: say.named("like", act),
            "dislike": lambda: say.named("dislike", act),
            "accept": lambda: say.taken(act),
            "seen": lambda: say.known(act),
            "unseen": lambda: also("unseen", act),
            "inquire": lambda: say.inquiry(act),
            "dont_know": lambda: say.no_answer(act, "dont_know", "dont_know_about", not self._out),
            "dont_mind": lambda: say.no_answer(act, "dont_mind", "dont_mind_about", not self._out),
            "more": lambda: say.say("more"),
            "ask_back": lambda: say.say("ask_back"),
            "chat": lambda: say.say("chat"),
            "thanks": lambda: say.say("thanks_bye" if self._takes else "thanks"),
        }
        if act.kind == "reject":
            self._out += say.rejection(act)
        elif act.kind == "drop" and act.constraint is not None:
            self._out.append(say.drop(act.constraint))
        elif act.kind == "leave":
            leaving: dict[str | None, Purpose] = {
                "nothing_fits": "leave_nothing_fits",
                "out_of_patience": "leave_out_of_patience",
                "annoyed": "leave_annoyed",
            }
            self._out.append(say.say(leaving.get(act.why, "leave_satisfied")))
        else:
            self._out.append(worded[act.kind]())

    def _greeting(self) -> str:
        words = self._sentences.say("greet")
        goes_on = self._acts and words[-1].isalpha() and "," not in words
        return f"{words}," if goes_on and self._choosing.chance(0.6, "goes on") else words

    def _around(self) -> None:
        """A word before and a remark after, from the wordy; no remark where nothing was asked for."""
        wordy = self._sentences.view.persona.verbosity
        opens = self._first not in ("greet", "leave", "thanks") and self._out[0][0] not in "\x02\x03\x05"
        begins = self._out[0].split()[0].strip(",.?!").casefold()
        if opens and begins not in _OPENERS and self._choosing.chance(_LEAD * wordy, "lead"):
            first = self._out[0]
            self._out[0] = f"{self._sentences.say('lead')}, {_small(first)}"
        asks = self._last in ("request", "require", "like", "dislike") and not self._out[-1].endswith("?")
        if asks and len(self._out) <= 2 and self._choosing.chance(_CHATTER * wordy, "chatter"):
            self._out.append(self._sentences.say("chatter"))


def _small(sentence: str) -> str:
    """A sentence as it goes on after a word."""
    return sentence if sentence.split()[0] in ("I", "I'm", "I've", "I'd") else sentence[0].lower() + sentence[1:]
