"""Names in a message that the catalog does not have, so that the reply can say so.

Knows where grammar says that a name stands. Knows nothing about what the name may be.
"""

from __future__ import annotations

import re

from agent.embedded.message import Message
from agent.embedded.vocabulary import Vocabulary
from catalog.everyday import is_everyday
from catalog.table import Catalog
from catalog.values import key

_NAME = r"(?P<name>[A-ZÀ-Þ][\w'’.-]+(?: (?:(?:de|van|von|del|di|la|the|of|and) )?[A-ZÀ-Þ0-9][\w'’.-]*){0,4})"
_PERSON = re.compile(rf"\b(?:with|starring|by|directed by|featuring|actor|actress|director) {_NAME}")
_TITLE = re.compile(rf"(?:\b[Ll]ike|\b[Ss]imilar to|\b(?:seen|watched|loved|liked|enjoyed|hated)|\b[Hh]ow long is|\b[Ww]ho directed) [\"'“]?{_NAME}")


def unknown_names(message: Message, vocabulary: Vocabulary, catalog: Catalog) -> tuple[str, ...]:
    """Names of people or titles that stand where a known one would, and are none; at most three."""
    found: list[str] = []
    has_people = bool(catalog.schema.by_role("performer") or catalog.schema.by_role("creator"))
    for pattern in ((_PERSON, _TITLE) if has_people else (_TITLE,)):
        for m in pattern.finditer(message.text):
            name = m.group("name").rstrip(".,'’-")
            plain = key(name)
            ordinary = all(is_everyday(w) for w in plain.split()) and " " not in plain
            known = plain in vocabulary.people or plain in vocabulary.keywords or plain in vocabulary.values
            if not (ordinary or known or message.recognised(m.start("name"))):
                found.append(name)
    return tuple(dict.fromkeys(found))[:3]

