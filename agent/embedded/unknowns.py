"""Names in a message that the catalog does not have, so that the reply can say so.

Knows where grammar says that a name stands. Knows nothing about what the name may be.
"""

from __future__ import annotations

import re

from agent.embedded.message import Message
from agent.embedded.vocabulary import Vocabulary
from catalog.constraint import Constraint
from catalog.everyday import is_everyday
from catalog.table import Catalog
from catalog.values import key

_NAME = r"(?P<name>[A-ZÀ-Þ][\w'’.-]+(?: (?:(?:de|van|von|del|di|la|the|of|and) )?[A-ZÀ-Þ0-9][\w'’.-]*){0,4})"
_PERSON = re.compile(rf"\b(?:with|starring|by|directed by|featuring|actor|actress|director) {_NAME}")
_TITLE = re.compile(rf"(?:\b[Ll]ike|\b[Ss]imilar to|\b(?:seen|watched|loved|liked|enjoyed|hated)|\b[Hh]ow long is|\b[Ww]ho directed) [\"'“]?{_NAME}")


def unknown_names(message: Message, vocabulary: Vocabulary, catalog: Catalog) -> tuple[str, ...]:
    """Names of people or titles that stand where a known one would, and are none; at most three, used up."""
    found: list[str] = []
    has_people = bool(catalog.schema.by_role("performer") or catalog.schema.by_role("creator"))
    for pattern in ((_PERSON, _TITLE) if has_people else (_TITLE,)):
        for m in pattern.finditer(message.text):
            name = m.group("name").rstrip(".,'’-")
            plain = key(name)
            ordinary = all(is_everyday(w) for w in plain.split()) and " " not in plain
            known = plain in vocabulary.people or plain in vocabulary.keywords or plain in vocabulary.values
            if not (ordinary or known or not message.free(m.start("name"), m.start("name") + len(name))):
                message.use(m.start("name"), m.start("name") + len(name))
                found.append(name)
    return tuple(dict.fromkeys(found))[:3]



def meaningless(word: str, catalog: Catalog) -> bool:
    """True for a word that is neither everyday English nor anywhere in the catalog."""
    if is_everyday(word) or is_everyday(word.removesuffix("s")) or not key(word).isascii():
        return False
    return not catalog.mask([Constraint(field="about", op="any_of", value=(word,))]).any()
