"""How people say kinds of items: `genre_words`.

Knows what kinds are called in chat, as an adjective and as a noun of their own. A kind nobody foresaw is said as it is
written.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class GenreWords:
    """`before` stands before a noun ("a horror movie"); `nouns` stand alone, as (one, several)."""

    before: tuple[str, ...]
    nouns: tuple[tuple[str, str], ...] = ()

    @property
    def bare(self) -> str:
        """The name of the kind itself: "horror", "animation"."""
        return self.before[0] if self.nouns else self.before[-1]


_GENRES = {
    "comedy": GenreWords(("comedy",), (("comedy", "comedies"),)),
    "drama": GenreWords(("drama",), (("drama", "dramas"),)),
    "thriller": GenreWords(("thriller",), (("thriller", "thrillers"),)),
    "romance": GenreWords(("romance",), (("romance", "romances"),)),
    "mystery": GenreWords(("mystery",), (("mystery", "mysteries"),)),
    "western": GenreWords(("western",), (("western", "westerns"),)),
    "musical": GenreWords(("musical",), (("musical", "musicals"),)),
    "documentary": GenreWords(("documentary",), (("documentary", "documentaries"),)),
    "biography": GenreWords(("biographical", "biography"), (("biopic", "biopics"),)),
    "animation": GenreWords(("animated", "animation")),
    "sci-fi": GenreWords(("sci-fi", "scifi", "sci fi", "science fiction")),
    "film-noir": GenreWords(("film noir", "noir"), (("film noir", "film noirs"),)),
    "children": GenreWords(("children's", "kids")),
    "history": GenreWords(("historical", "history")),
    "sport": GenreWords(("sports",)),
    "short": GenreWords(("short film",), (("short film", "short films"),)),
    "imax": GenreWords(("IMAX",)),
    "rpg": GenreWords(("RPG",), (("RPG", "RPGs"),)),
    "simulation": GenreWords(("sim", "simulation")),
    "massively multiplayer": GenreWords(("massively multiplayer", "MMO"), (("MMO", "MMOs"),)),
}
_PAIRS = {
    frozenset(("comedy", "romance")): GenreWords(
        ("romantic comedy",), (("romantic comedy", "romantic comedies"), ("romcom", "romcoms"))
    ),
    frozenset(("action", "comedy")): GenreWords(("action comedy",), (("action comedy", "action comedies"),)),
    frozenset(("comedy", "horror")): GenreWords(("horror comedy",), (("horror comedy", "horror comedies"),)),
    frozenset(("crime", "drama")): GenreWords(("crime drama",), (("crime drama", "crime dramas"),)),
    frozenset(("drama", "war")): GenreWords(("war drama",), (("war drama", "war dramas"),)),
    frozenset(("drama", "romance")): GenreWords(("romantic drama",), (("romantic drama", "romantic dramas"),)),
}
_PLAIN = ("horror", "action", "adventure", "crime", "fantasy", "war", "family")
_SAME = {"science fiction": "sci-fi", "role playing": "rpg", "film noir": "film-noir", "sports": "sport"}


def genre_words(value: str) -> GenreWords:
    """What a kind is called."""
    key = value.casefold()
    return _GENRES.get(_SAME.get(key, key)) or GenreWords((key,))


def pair_words(one: str, other: str) -> GenreWords | None:
    """What two kinds at once are called, where there is a word for it."""
    return _PAIRS.get(frozenset((one.casefold(), other.casefold())))


def is_genre(value: str) -> bool:
    """Whether a word is the name of a kind of items, wherever it stands in a catalog."""
    key = value.casefold()
    return _SAME.get(key, key) in _GENRES or key in _PLAIN
