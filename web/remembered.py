"""The fold "What is remembered about …": the profile in words, every fact, and what the person may do about it.

Knows how a fact reads with its date, evidence and strength, and the buttons and the form that change it. Knows nothing
about stores: what a button does is the business of `web.rights`.
"""

from __future__ import annotations

import datetime as dt

from markupsafe import Markup

from agent.preference import PreferenceFact
from agent.profile import Profile, told_when
from agent.profile_text import fact_words, profile_text
from catalog.table import Catalog
from web.elements import NOTHING, button, cut, folded, joined

_LONGEST = 160
_ITEM_WORDS = {
    "liked": "You liked {}", "disliked": "You did not like {}", "seen": "You have seen {}",
    "saved": "Saved for later: {}", "rejected": "Not for you: {}",
}  # fmt: skip
_SOURCES = {"button": "you pressed a button", "import": "brought from elsewhere"}
_ITEM_SIDES = ((1, "I like it"), (0, "I have seen it"), (-1, "I do not like it"))
_VALUE_SIDES = ((1, "I like it"), (-1, "Leave it out"))


def remembered(user: str, profile: Profile, catalog: Catalog, editing: str = "") -> Markup:
    """The whole fold; the fact with the id `editing` shows the form that changes it."""
    told = joined(Markup("<li>{}</li>").format(line) for line in _lines(profile, catalog))
    facts = joined(_fact(fact, profile.today, catalog, open_form=fact.id == editing) for fact in _latest(profile))
    every = Markup('<h3>Every fact, the latest first</h3><ul class="every">{}</ul>').format(facts) if facts else NOTHING
    body = Markup('<ul class="profile">{}</ul>{}{}').format(told, every, _rights(user, len(profile.facts)))
    return folded("memory", Markup("What is remembered about {}").format(cut(user, 60)), body, "memory")


def fact_sentence(fact: PreferenceFact, catalog: Catalog) -> str:
    """A fact in words: "You love Hayao Miyazaki", "Leave out gore (moods)", "You liked Alien (1979)"."""
    if fact.item_id is not None:
        here = fact.item_id in catalog
        name = catalog.label(catalog.row_of(fact.item_id)) if here else f"{fact.item_id} (no longer in the catalog)"
        return cut(_ITEM_WORDS[fact.kind].format(name), _LONGEST)
    words = fact_words(fact).removeprefix("to ").removeprefix("that ")
    return cut(words[:1].upper() + words[1:] + _where(fact, catalog), _LONGEST)


def _where(fact: PreferenceFact, catalog: Catalog) -> str:
    """The field, where one word of the person became a fact about each of several."""
    if fact.constraint is None or not fact.called:
        return ""
    name = fact.constraint.field
    return f" ({next((field.label for field in catalog.schema.fields if field.name == name), name)})"


def _lines(profile: Profile, catalog: Catalog) -> list[str]:
    lines = profile_text(profile.facts, catalog, profile.today).splitlines()
    plain = [line.removeprefix("- ") for line in lines]
    return [line[:1].upper() + line[1:] for line in plain]


def _latest(profile: Profile) -> list[PreferenceFact]:
    return sorted(profile.facts, key=lambda fact: fact.date)[::-1]


def _fact(fact: PreferenceFact, today: dt.date, catalog: Catalog, *, open_form: bool) -> Markup:
    words = fact_sentence(fact, catalog)
    edit = button("Edit", {"act": "edit", "fact": fact.id}, label=f"Edit: {words}", kind="remove", expanded=open_form)
    forget = button("Forget", {"act": "forget-fact", "fact": fact.id}, label=f"Forget: {words}", kind="remove")
    over = "" if fact.holds(today) else " over"
    return Markup('<li class="known-fact{}"><p>{}</p><p class="dim">{}</p><div class="line">{}{}</div>{}</li>').format(
        over, words, " · ".join(_notes(fact, today)), edit, forget, _form(fact, words) if open_form else NOTHING
    )


def _notes(fact: PreferenceFact, today: dt.date) -> list[str]:
    """When, from which words, how sure, until when."""
    notes = [f"told {told_when(fact.date, today)} ({fact.date.isoformat()})"]
    notes.append(f"“{fact.evidence}”" if fact.evidence else _SOURCES.get(fact.source, "your words are not kept"))
    notes.append(f"{fact.weight(today):.0%} sure")
    if fact.ended is not None:
        notes.append(f"no longer, since {fact.ended.isoformat()}")
    elif fact.expiry is not None:
        notes.append(f"{'until' if fact.holds(today) else 'over since'} {fact.expiry.isoformat()}")
    return notes


def _form(fact: PreferenceFact, words: str) -> Markup:
    """The form that turns a fact round, ends it or lets it hold until a day."""
    sides = _ITEM_SIDES if fact.item_id is not None else _VALUE_SIDES
    options = joined(
        Markup('<option value="{}"{}>{}</option>').format(n, Markup(" selected") if n == fact.polarity else "", side)
        for n, side in sides
    )
    return Markup(
        '<form class="edit" data-act="change" data-fact="{0}" aria-label="Change: {1}">'
        '<label>What is true <select name="polarity">{2}</select></label>'
        '<label>Until (empty: always; a past day ends it) <input type="date" name="expiry" value="{3}"></label>'
        '<div class="line"><button type="submit" class="press">Save</button>{4}</div></form>'
    ).format(
        fact.id,
        words,
        options,
        fact.expiry.isoformat() if fact.expiry else "",
        button("Cancel", {"act": "edit", "fact": ""}, kind="remove"),
    )


def _rights(user: str, facts: int) -> Markup:
    """Download, and forgetting everything on a second press; that it was asked for is over when `facts` changes."""
    sure = Markup(
        "<p>Everything about {}, in every catalog, conversations too, is deleted for good.</p>{}"
    ).format(user, button("Yes, forget everything", {"act": "forget-everything"}, kind="warn"))
    download = button("Download", {"act": "download"}, label=f"Download everything kept about {user} as JSON")
    return Markup('<div class="rights">{}{}</div>').format(
        download, folded(f"forget-everything-{facts}", "Forget everything …", sure, "sure")
    )
