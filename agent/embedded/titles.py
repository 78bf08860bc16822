"""Titles in a message and how the person stands to each.

Knows how linked titles and references to the slate become feelings and models. Knows nothing about
constraints or questions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from agent.changes import Change, Feel, Focus, Refer, Wish
from agent.embedded.feelings import Feeling, feeling, is_feeling, not_now
from agent.embedded.message import Message
from agent.embedded.references import Reference
from agent.embedded.table import on_table
from agent.state import DialogueState
from catalog.everyday import is_everyday
from catalog.linking import TitleLinker
from catalog.mentions import Mention
from catalog.table import Catalog
from catalog.titles import short_title, title_key
from catalog.values import key, nationality

_LIST = 3
"""From so many lines on a message is read as a list of titles."""


@dataclass
class Mentions:
    """What a message says about items: per item its feeling, and the ones it is not clear about."""

    items: list[str] = field(default_factory=list)
    """Items named or pointed at, in order of mention."""
    feelings: dict[str, Feeling | None] = field(default_factory=dict)
    unclear: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    spans: list[tuple[int, int, tuple[str, ...]]] = field(default_factory=list)
    """Where titles stand in the text, and the items each may mean."""
    pointed: bool = False
    """True if the slate was pointed at, not a title named."""
    whole: bool = False
    refused: tuple[str, ...] = ()
    """Items on the table that are turned down, named or not."""

    def add(self, items: tuple[str, ...], felt: Feeling | None) -> None:
        """Note items and the feeling about them; a feeling replaces none."""
        for item in items:
            if item not in self.items:
                self.items.append(item)
            self.feelings[item] = felt or self.feelings.get(item)

    def having(self, *feelings: Feeling | None) -> tuple[str, ...]:
        """The items with one of the feelings."""
        return tuple(i for i in self.items if self.feelings[i] in feelings)


def read_titles(
    message: Message,
    state: DialogueState,
    linker: TitleLinker,
    catalog: Catalog,
    is_kind: Callable[[str], bool],
    taken: Sequence[tuple[int, int]] = (),
) -> Mentions:
    """The titles in the unused text, which is used up; neither what is a kind in lower case (`is_kind`) is a title nor
    what is only part of a stretch that is `taken`."""
    found = Mentions()
    context = dict.fromkeys((*state.slate, *state.liked, *(state.pending.items if state.pending else ())))
    prefer = [catalog.row_of(i) for i in context]
    answers_which = state.pending is not None and bool(state.pending.items)
    spans = [m for m in linker.mentions(message.text, prefer=prefer, cued=answers_which) if message.free(m.start, m.end)]
    if not spans and 0 < len(message.words) <= 6 and not state.slate:
        whole = linker.find(message.text, prefer=prefer)
        spans = [whole] if whole is not None and whole.score >= 0.8 else []
    spans = _listed(message, linker) or on_table(message, spans, state, catalog)
    spans += _fond_of(message, spans, linker)
    spans += [*_rare_words(message, spans, linker), *_judged(message, spans, linker)]
    spans.sort(key=lambda mention: mention.start)
    spans = [m for m in spans if not (_is_reserved(m, message, is_kind, catalog) or _is_part(m, taken))]
    for mention in spans:
        message.use(mention.start, mention.end)
    for mention in spans:
        ids = tuple(catalog.ids[row] for row in mention.rows)
        found.spans.append((mention.start, mention.end, ids))
        known = [i for i in ids if i in context]
        felt = _felt(message, mention.start, mention.end, [(m.start, m.end) for m in spans])
        if mention.certain or len(ids) == 1 or len(known) == 1:
            found.add((known[0] if len(known) == 1 else ids[0],), felt)
        elif felt in ("seen", "except"):
            found.add(ids, felt)  # whichever was meant, none of them should come
        else:
            found.unclear.append((mention.text, ids[:4]))
            found.feelings[mention.text] = felt
    return _spread(message, [(m.start, m.end) for m in spans], found)


_ARTICLE = re.compile(r"^(?:an?|some|any) ", re.IGNORECASE)
_YEAR = re.compile(r",? (?:from|of) (?:19|20)\d\d$")
_ITEM = re.compile(r" (?:movies?|films?|flicks?|games?)$", re.IGNORECASE)
_KIND = re.compile(r"(?:[Aa]n?|[Ss]ome|[Aa]ny) [a-z]")
"""How a kind is asked for at the start of a sentence: only the article has a capital letter."""
_ASKED = re.compile(r"\b(?:is|was|in|seen|saw|watched|called|titled|directed|made|of|loved|liked|enjoyed)\s+(?:the )?$")


def _is_part(mention: Mention, taken: Sequence[tuple[int, int]]) -> bool:
    size = mention.end - mention.start
    return any(start <= mention.start and mention.end <= end and size < end - start for start, end in taken)


def _is_reserved(mention: Mention, message: Message, is_kind: Callable[[str], bool], catalog: Catalog) -> bool:
    """True for words that name a kind or a theme here: in lower case, after an article, or in capitals where no title is
    just that; not where grammar asks for a title."""
    if not mention.exact and nationality(mention.text):
        return True
    bare = _YEAR.sub("", _ARTICLE.sub("", mention.text))
    said = title_key(bare).removeprefix("the ")
    own = any(title_key(short_title(catalog.titles[row])).removeprefix("the ") == said for row in mention.rows)
    if not own:
        bare = _ITEM.sub("", bare.rstrip(" .!?"))  # "a horror movie" is not The Last Horror Movie
    if not is_kind(key(bare)) or (own and _ASKED.search(message.before(mention.start))):
        return False
    return mention.text.islower() or (not own and bare.isupper()) or _KIND.match(mention.text) is not None


_JUDGED = re.compile(
    r"^(?P<loved>[\w':&-]+(?: [\w':&-]+){0,4}), (?:i )?(?:absolutely |really )?(?:loved|liked|enjoyed|hated|seen|watched) (?:it|that|them)\b|"
    r"(?:^|[.!?;,\n] ?)(?:lol |haha |ok |yeah |well |oh )*(?P<title>[\w':&!-]+(?: [\w':&!-]+){0,4}) (?:was|is) (?:so |really |pretty |kinda |a bit |just )?"
    r"(?:fire|great|good|amazing|awesome|boring|bad|terrible|ok|okay|fine|scary|fun|funny|brilliant|meh|mid|sick|dope|lit|overrated|perfect|beautiful)\b"
)


def _judged(message: Message, spans: list[Mention], linker: TitleLinker) -> list[Mention]:
    """Titles at the start of a sentence that judges them ("get out was fire")."""
    found = []
    for m in _JUDGED.finditer(message.low):
        start, end = m.span("title" if m.group("title") else "loved")
        taken = any(s.start < end and start < s.end for s in spans) or not message.free(start, end)
        mention = None if taken or message.low[start:end] in _PRONOUNS else linker.find(message.text[start:end])
        if mention is not None and mention.exact and mention.certain:
            found.append(replace(mention, start=start, end=end, text=message.text[start:end]))
    return found


_PRONOUNS = frozenset(["it", "that", "this", "he", "she", "they", "these", "those", "which", "what", "who", "everything", "nothing", "all", "one"])


_FOND = re.compile(r"\b(?:(?:taken|obsessed|impressed|in love) (?:with|by)|fond of|enough of|hooked on|crazy about)\s+[\"'“]?(?=\w)")
_WORDS = 6


def _fond_of(message: Message, spans: list[Mention], linker: TitleLinker) -> list[Mention]:
    """Titles after words that praise something, of which the longest counts."""
    found = []
    for m in _FOND.finditer(message.low):
        rest = re.split(r"[,.;!?\n](?=\s|$)|[\"”]", message.text[m.end() :])[0]
        ends = [word.end() for word in re.finditer(r"\S+", rest)][:_WORDS]
        pronoun = re.match(r"[\w']+", message.low[m.end() :])
        if any(s.start <= m.end() < s.end for s in spans) or (pronoun and pronoun.group() in (*_PRONOUNS, "him", "her", "them")):
            continue
        mentions = ((linker.find(rest[:end]), m.end() + end) for end in reversed(ends))
        mention, end = next(((each, end) for each, end in mentions if each is not None and each.exact and each.certain), (None, 0))
        if mention is not None and message.free(m.end(), end):
            found.append(replace(mention, start=m.end(), end=end, text=message.text[m.end() : end]))
    return found


def _rare_words(message: Message, spans: list[Mention], linker: TitleLinker) -> list[Mention]:
    """Titles of one word that nobody says for any other reason ("midsommar")."""
    found = []
    for token in message.words:
        if len(token.low) < 6 or is_everyday(token.low) or is_feeling(token.low) or any(s.start < token.end and token.start < s.end for s in spans):
            continue
        mention = linker.find(token.text) if message.free(token.start, token.end) else None
        if mention is not None and mention.exact and mention.certain:
            found.append(replace(mention, start=token.start, end=token.end, text=token.text))
    return found


def _listed(message: Message, linker: TitleLinker) -> list[Mention]:
    """The titles of a list with one on a line, numbered or not; none where the message is no such list."""
    lines = list(re.finditer(r"[^\n]+", message.text))
    if len(lines) < _LIST:
        return []
    found: list[Mention] = []
    for line in lines:
        m = re.match(r"[\s\-*•·>]*(?:\d{1,3}[.):]?\s+)?", line.group())
        start = line.start() + (m.end() if m else 0)
        mention = linker.find(message.text[start : line.end()])
        if mention is not None:
            found.append(replace(mention, start=start, end=line.end(), text=message.text[start : line.end()]))
    return found if len(found) >= _LIST else []


def read_references(message: Message, references: list[Reference], found: Mentions) -> None:
    """Add references to the slate, with the feelings about them."""
    for reference in references:
        found.pointed = True
        found.whole = found.whole or reference.whole
        others = [(r.start, r.end) for r in references] + [(start, end) for start, end, _ in found.spans]
        felt = _felt(message, reference.start, reference.end, others)
        passed = felt == "disliked" and reference.whole and not_now(message.clause(reference.start))
        found.add(reference.items, "passed" if passed else felt)


_NEXT = re.compile(r",\s*(?=(?:do|can|could|would|what|is|how|have|where|who)\b)")
"""Where after what was said of one item something else begins."""
_JOINT = re.compile(r"(?:,|\band\b|\bbut\b|\bor\b)(?!.*(?:,|\band\b|\bbut\b|\bor\b))")
"""Where what is said of the next item begins: at the last joint before it."""
_BEHIND = 45


def _felt(message: Message, start: int, end: int, others: Iterable[tuple[int, int]] = ()) -> Feeling | None:
    """The feeling about what stands there; what stands behind one of the `others` is about that one."""
    reach = min([_BEHIND, *(begin - end for begin, _ in others if begin >= end)])
    after, before = message.after(end, reach), _NEXT.split(message.before(start, 60))[-1]
    if len(after) == reach < _BEHIND:
        after = _JOINT.split(after)[0]
    gap = start - max([stop for _, stop in others if stop <= start], default=0)
    told = before[max(0, len(before) - gap) :]
    if len(told) < len(before) and feeling(told, told, "") is not None:
        before = _JOINT.split(told)[-1]  # what stands between two is about the first, up to the joint
    return feeling(message.clause(start, end), before, after)


def _spread(message: Message, spans: list[tuple[int, int]], found: Mentions) -> Mentions:
    """In a list ("I loved A, B and C") those without a feeling share that of the one before."""
    for (_, end), (start, _), item in zip(spans, spans[1:], found.items[1:], strict=False):
        gap = message.low[end:start]
        previous = found.items[found.items.index(item) - 1]
        if found.feelings[item] is None and re.fullmatch(r"\W*(?:and|or|&|also|plus|the|both)?(?:\W+(?:and|or|the|teh|also|n))?\W*", gap):
            found.feelings[item] = found.feelings[previous]
    return found


def changes_of(found: Mentions, *, bare: bool, state: DialogueState) -> list[Change]:
    """What mentions do to the state; with `bare` the message is hardly more than titles, so they are models."""
    changes: list[Change] = []
    on_slate = set(state.slate)
    liked = found.having("liked", "interested", *((None,) if bare else ()))
    passed = found.having("passed")
    table = {*state.slate, *state.shown}
    disliked = (*found.having("disliked"), *(i for i in passed if i not in table))
    rejected = tuple(i for i in passed if i in table)
    seen = found.having("seen")
    models = found.having("like_this")
    if not (models or liked):
        models = tuple(i for i in found.having(None) if i not in on_slate)
    if liked:
        changes.append(Feel(items=liked, feeling="liked"))
    changes += [Feel(items=rejected, feeling="rejected")] if rejected else []
    changes += [Feel(items=disliked, feeling="disliked")] if disliked else []
    if seen:
        changes.append(Feel(items=seen, feeling="seen"))
    if found.having("saved"):
        changes.append(Feel(items=found.having("saved"), feeling="saved"))
    if models or liked:
        changes.append(Refer(items=models or liked))
    if found.having("unlike"):
        changes.append(Feel(items=found.having("unlike"), feeling="disliked"))
    if found.having("except"):
        changes.append(Feel(items=found.having("except"), feeling="rejected"))
    if found.items:
        changes.append(Focus(item=found.items[-1]))
    return changes


def wish_against(found: Mentions, catalog: Catalog) -> list[Change]:
    """What is wanted should be unlike disliked items: their kinds go to what to avoid."""
    rows = [catalog.row_of(i) for i in found.having("unlike")]
    return [Wish(text=f"films like {catalog.titles[row]}", avoid=True) for row in rows]
