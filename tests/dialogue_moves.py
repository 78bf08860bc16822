"""What a person may do next in a scripted dialogue: moves, each with the words and what a good model makes of them.

Knows phrases and plans. A move gives the text and the `Draft` as plain data, or None where it does not fit. Knows
nothing about how moves follow each other.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from dialogue_facts import Facts, Said

if TYPE_CHECKING:
    from scripted_dialogues import Person

Turned = tuple[str, dict[str, Any]]
Move = Callable[["Person"], Turned | None]
FIRST_PLACES = 3
"""Places of a usual list that a person speaks of."""
_SEARCH: dict[str, Any] = {"tool": "search_items"}
_RANK: dict[str, Any] = {"tool": "rank_items"}
_GENERATE: dict[str, Any] = {"tool": "generate_items"}
_PLACES = ("first", "second", "third")


def _wished(draft: dict[str, Any], wish: str) -> dict[str, Any]:
    """With a wish, and the steps that serve it."""
    search = {"tool": "search_items", "args": {"wish": wish, "words": wish}}
    steps = [search, {"tool": "generate_items", "args": {"k": 20, "wish": wish}}, _RANK]
    return {"intent": "recommend", "wish": wish, "steps": steps, **draft}


def _required(conditions: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"intent": "recommend", "require": conditions, "steps": [_SEARCH, _RANK], **more}


def _like(items: Sequence[str], **more: Any) -> dict[str, Any]:
    similar = {"tool": "similar_items", "args": {"items": list(items)}}
    return {"intent": "recommend", "like": list(items), "steps": [_SEARCH, similar, _GENERATE, _RANK], **more}


def _open_wish(person: Person) -> Turned:
    wish = person.rng.choice(_WISHES)
    noun = person.facts.noun
    text = person.among(f"I'm in the mood for {wish}.", f"can you recommend a {noun}: {wish}", f"hey, {wish} please")
    return text, _wished({}, wish)


def _open_conditions(person: Person) -> Turned | None:
    genre, other = person.facts.genre(person.rng), person.rng.choice(_SECOND)(person.facts, person.rng)
    new = person.adding(genre, other)
    if new is None or genre is None or other is None:
        return None
    noun, plural = person.facts.noun, person.facts.plural
    text = person.among(
        f"Looking for a {genre.words} {noun} {other.words}.",
        f"any good {genre.words} {plural} {other.words}?",
        f"what {genre.words} {plural} {other.words} would you recommend",
    )
    return text, _required(new)


def _open_like(person: Person) -> Turned:
    first, second = person.facts.titles(person.rng, 2)
    loved = [{"item": title, "feeling": "liked"} for title in (first, second)]
    text = person.among(f"I loved {first} and {second}, what else is like that?", f"more like {first} and {second} pls")
    return text, _like((first, second), feelings=loved if text.startswith("I loved") else [])


def _open_nothing(person: Person) -> Turned:
    noun = person.facts.noun
    text = person.among(f"hi! help me pick a {noun} for tonight", f"which {noun} should I pick, I have no idea honestly")
    return text, {"intent": "ask", "steps": [{"tool": "suggest_question"}]}


def _more(person: Person) -> Turned:
    text = person.among("more", "More please.", "show me more", "any others?", "something else", "next")
    return text, {"intent": "more", "steps": [_SEARCH, _RANK]}


def _more_like(person: Person) -> Turned:
    n = person.place()
    return person.among(f"more like #{n}", f"More like the {_PLACES[n - 1]} one."), _like((f"#{n}",))


def _seen(person: Person) -> Turned:
    n = person.place()
    felt = [{"item": f"#{n}", "feeling": "seen"}]
    text = person.among(f"I've seen #{n}", f"already seen the {_PLACES[n - 1]} one")
    return text, {"intent": "recommend", "feelings": felt, "steps": [_SEARCH, _RANK]}


def _save(person: Person) -> Turned:
    n = person.place()
    return f"save #{n}", {"intent": "saved", "feelings": [{"item": f"#{n}", "feeling": "saved"}]}


def _thanks(person: Person) -> Turned:
    return person.among("thanks", "Thanks!", "thank you so much", "cheers"), {"intent": "thanks"}


def _refine_wish(person: Person) -> Turned:
    wish = person.rng.choice(_TURNS_OF_WISH)
    return person.among(f"hmm, something {wish} maybe", f"I'd rather have something {wish}."), _wished({}, wish)


def _refine(person: Person) -> Turned | None:
    said = person.rng.choice((*_SECOND, Facts.genre))(person.facts, person.rng)
    new = person.adding(said)
    if new is None or said is None:
        return None
    text = person.among(f"It should be a {_of(said, person.facts.noun)}.", f"ok but only {_of(said, person.facts.plural)}")
    return text, _required(new)


def _replace(person: Person) -> Turned | None:
    said = person.rng.choice((*_SECOND, Facts.genre))(person.facts, person.rng)
    new = person.adding(said, instead=True)
    if new is None or said is None:
        return None
    text = f"No wait, make that a {_of(said, person.facts.noun)} instead."
    return text, _required(new, drop=[{"field": said.condition["field"]}])


def _of(said: Said, noun: str) -> str:
    return f"{said.words} {noun}" if said.before_noun else f"{noun} {said.words}"


def _exclude(person: Person) -> Turned | None:
    said = person.rng.choice((Facts.genre, Facts.performer))(person.facts, person.rng)
    if said is None:
        return None
    barred = {"field": said.condition["field"], "op": "none_of", "value": said.condition["value"]}
    if any(c["value"] == barred["value"] for c in person.conditions):
        return None
    new = person.adding(Said(said.words, barred))
    text = person.among(f"nothing with {said.name}, I'm tired of it", f"No {said.name} this time, whatever else you find.")
    return None if new is None else (text, _required(new))


def _drop(person: Person) -> Turned | None:
    if not person.conditions:
        return None
    gone = person.rng.choice(person.conditions)["field"]
    person.conditions = [c for c in person.conditions if c["field"] != gone]
    label = gone.replace("_", " ")
    text = person.among(f"Actually the {label} doesn't matter to me any more.", f"forget what I said about {label}")
    return text, {"intent": "recommend", "drop": [{"field": gone}], "steps": [_SEARCH, _RANK]}


def _like_title(person: Person) -> Turned:
    (title,) = person.facts.titles(person.rng, 1)
    text = person.among(f"could you find something along the lines of {title}?", f"think {title}, that sort of thing")
    return text, _like((title,), new_topic=True)


def _reject(person: Person) -> Turned | None:
    if person.reach < FIRST_PLACES:
        return None
    n, m = person.rng.sample(range(1, FIRST_PLACES + 1), 2)
    felt = [{"item": f"#{n}", "feeling": "rejected"}, {"item": f"#{m}", "feeling": "liked"}]
    text = person.among(f"#{n} looks dull but #{m} is right up my street, find me others in that vein")
    return text, _like((f"#{m}",), feelings=felt)


def _compare(person: Person) -> Turned | None:
    if person.reach < FIRST_PLACES:
        return None
    places = person.rng.sample(range(1, FIRST_PLACES + 1), 2)
    items = [f"#{n}" for n in sorted(places)]
    text = person.among(f"How do {items[0]} and {items[1]} compare?", f"{items[0]} or {items[1]}, which one is for me?")
    return text, {"intent": "compare", "about": items, "steps": [{"tool": "compare_items", "args": {"items": items}}]}


def _lookup(person: Person) -> Turned:
    n, (field, words) = person.place(), person.rng.choice(person.facts.asked)
    text = person.among(f"{words} #{n}?", f"And {words} the {_PLACES[n - 1]} one, if you know?")
    step = {"tool": "lookup_item", "args": {"items": [f"#{n}"], "fields": [field]}}
    return text, {"intent": "lookup", "about": [f"#{n}"], "fields": [field], "steps": [step]}


def _lookup_title(person: Person) -> Turned:
    (title,), (field, words) = person.facts.titles(person.rng, 1), person.rng.choice(person.facts.asked)
    step = {"tool": "lookup_item", "args": {"items": [title], "fields": [field]}}
    return f"By the way, {words} {title}?", {"intent": "lookup", "about": [title], "fields": [field], "steps": [step]}


def _why(person: Person) -> Turned:
    n = person.place()
    return f"why on earth would you pick #{n} for me?", {"intent": "why", "about": [f"#{n}"]}


def _count(person: Person) -> Turned:
    size = person.rng.randint(FIRST_PLACES, 8)
    text = f"I want exactly {size} to choose from, no more and no fewer."
    return text, {"intent": "recommend", "size": size, "steps": [_SEARCH, _RANK]}


def _impossible(person: Person) -> Turned | None:
    found = person.facts.impossible(person.rng)
    if found is None:
        return None
    first, second = found
    person.conditions = [first.condition, second.condition]
    text = f"Ok something entirely new: it has to be {first.name} and at the same time {second.name}."
    return text, _required(list(person.conditions), start_over=True)


def _unknown(person: Person) -> Turned:
    title = f"The {person.rng.choice(_ADJECTIVES)} {person.rng.choice(_NOUNS)}"
    draft = {"intent": "recommend", "like": [title], "steps": [_SEARCH, _RANK]}
    return person.among(f"do you have something similar to {title}?"), draft


def _off_topic(person: Person) -> Turned:
    text = person.among(
        "Could you book me a table for four at seven, somewhere Italian?",
        "what's the capital of Mongolia, my kid needs it for homework",
        "Write my cover letter for a job in a bank, would you?",
    )
    return text, {"intent": "refuse"}


def _over(person: Person) -> Turned | None:
    said = person.facts.genre(person.rng)
    held, person.conditions = person.conditions, []
    new = person.adding(said)
    if new is None or said is None:
        person.conditions = held
        return None
    noun = person.facts.noun
    text = f"Let's start again from nothing, my sister is coming over and she wants a {said.words} {noun}."
    return text, _required(new, start_over=True)


_WISHES = (
    "something slow and melancholic for a rainy evening", "a clever heist that keeps me guessing until the end",
    "something that makes the whole family laugh", "a love story that is not too sweet", "people lost at sea",
    "a quiet story about grief and friendship", "big battles and a good villain", "someone starting over in a new town",
    "a strange dreamlike story", "a mystery in a small town", "old friends on a road trip", "a funny take on growing old",
    "a tense story in one single room", "something hopeful after a long week", "music and dancing in a big city",
    "a journalist who uncovers a scandal", "animals that talk but are not silly", "a chess game between two criminals",
    "survival in the cold far from everything", "a haunted house without too much blood",
)  # fmt: skip
_TURNS_OF_WISH = (
    "a bit funnier and lighter in tone", "darker and more serious", "with less violence in it", "more romantic",
    "that is stranger than these", "easier to follow when tired", "more suspenseful, with a real twist",
    "that feels like summer holidays", "with a strong woman at its centre", "more about family than about crime",
)  # fmt: skip
_ADJECTIVES = ("Cobalt", "Velvet", "Ninefold", "Salted", "Paper", "Tin")
_NOUNS = ("Cartographer", "Lighthouse Ledger", "Beekeeper's Alibi", "Orchard Protocol", "Umbrella Thief")
_SECOND: tuple[Callable[[Facts, random.Random], Said | None], ...] = (
    Facts.decade, Facts.since, Facts.shorter, Facts.performer, Facts.creator, Facts.language, Facts.place, Facts.theme,
)  # fmt: skip
OPENINGS: tuple[Move, ...] = (_open_wish, _open_wish, _open_conditions, _open_conditions, _open_like, _open_nothing)
EASY: tuple[Move, ...] = (_more, _more, _more_like, _more_like, _seen, _save, _thanks)
HARD: tuple[Move, ...] = (
    _refine, _refine, _refine, _replace, _refine_wish, _refine_wish, _exclude, _drop, _like_title, _reject, _compare,
    _lookup, _lookup_title, _why, _count, _impossible, _unknown, _off_topic, _over,
)  # fmt: skip
ANSWERS: tuple[Move, ...] = (_refine, _refine_wish, _like_title)
"""What can be said before there is a list."""
ENDINGS: tuple[Move, ...] = (_thanks, _thanks, _more, _lookup)
