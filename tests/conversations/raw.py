"""The raw tables and the conditions on their rows.

Knows the jsonl files and one-line conditions such as `runtime <= 90`. Does not know Parley: nothing
here imports it, so that a fault in Parley's catalog cannot hide itself.
"""

import csv
import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Resolve = Callable[[str], Row]
REPOSITORY = Path(__file__).resolve().parents[2]
SLICE_SIZE = 1500
ALIASES = {
    "films": {},
    "movies": {"cast": "actors", "certificate": "content_rating", "languages": "language"},
}
WORD_FIELDS = ("title", "synopsis", "plot", "tmdb_overview", "tagline", "keywords", "genome_tags", "moods", "genres")
LANGUAGES = {
    "en": "English", "fr": "French", "de": "German", "ja": "Japanese", "es": "Spanish", "it": "Italian",
    "zh": "Mandarin", "cn": "Cantonese", "ko": "Korean", "pt": "Portuguese",
}  # fmt: skip
ATOM = re.compile(r"(?P<field>\w+) (?P<op><=|>=|!=|<|>|=|between|includes|excludes|within|is not|is|shares|known)(?: (?P<value>.+))?")


def fold(text: str) -> str:
    """Lower case, no accents, single spaces."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("–", "-"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def title_forms(title: str) -> list[str]:
    """Every way of writing a table title: as it stands, article in front, without or within its parentheses."""
    forms = [title, re.sub(r"\s*\([^)]*\)", "", title)]
    forms += [inner.removeprefix("a.k.a. ") for inner in re.findall(r"\(([^)]*)\)", title)]
    for form in tuple(forms):
        moved = re.match(r"(.*), (The|A|An|El|La|Le|Les|Das|Der|Die|Il)( \(.*)?$", form)
        if moved:
            forms.append(f"{moved[2]} {moved[1]}{moved[3] or ''}")
    return list(dict.fromkeys(form.strip() for form in forms if form.strip()))


@dataclass(frozen=True)
class RawTable:
    """One catalog's rows as they stand in the file, by id."""

    name: str
    rows: dict[str, Row]
    by_title: dict[str, list[Row]] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for row in self.rows.values():
            for form in {fold(form) for form in title_forms(row["title"])}:
                self.by_title.setdefault(form, []).append(row)

    def find(self, title: str) -> Row:
        """The one row of this title; `Dune (1984)` where the title alone is not enough."""
        dated = re.fullmatch(r"(.*) \((\d{4})\)", title)
        rows = self.by_title.get(fold(title), [])
        if not rows and dated:
            rows = [row for row in self.by_title.get(fold(dated[1]), []) if row["year"] == int(dated[2])]
        if len(rows) != 1:
            raise LookupError(f"{len(rows)} rows of {self.name} are titled {title!r}")
        return rows[0]

    def value(self, row: Row, name: str) -> Any:
        """The field's value, or None where the row does not say; `people` and `words` are made up of several."""
        if name == "people":
            names = (self.value(row, "directors") or []) + (self.value(row, "cast") or [])
            return names or None
        if name == "words":
            return " . ".join(" . ".join(v) if isinstance(v := row.get(f) or "", list) else v for f in WORD_FIELDS)
        value = row.get(ALIASES[self.name].get(name, name))
        if name == "languages" and isinstance(value, str):
            value = [LANGUAGES.get(value, value)]
        return None if value in (None, "", []) else value

    def satisfying(self, conditions: Iterable[str]) -> list[Row]:
        """The rows known to meet every condition (none of which may point at a slate)."""
        tests = [parse_condition(condition) for condition in conditions]
        return [row for row in self.rows.values() if all(test(self, row, self.find) is True for test in tests)]


Test = Callable[[RawTable, Row, Resolve], bool | None]


def parse_condition(text: str) -> Test:
    """Compile a condition. The test answers True, False, or None where the row does not say."""
    if " | " in text:
        return _joined([parse_condition(part) for part in text.split(" | ")], decisive=True)
    if " & " in text:
        return _joined([parse_condition(part) for part in text.split(" & ")], decisive=False)
    match = ATOM.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a condition: {text!r}")
    return _atom(match["field"], match["op"], match["value"] or "")


def _joined(tests: list[Test], decisive: bool) -> Test:
    def test(table: RawTable, row: Row, resolve: Resolve) -> bool | None:
        answers = [one(table, row, resolve) for one in tests]
        if decisive in answers:
            return decisive
        return None if None in answers else not decisive

    return test


def _atom(name: str, op: str, wanted: str) -> Test:
    def test(table: RawTable, row: Row, resolve: Resolve) -> bool | None:
        have = table.value(row, name)
        if op == "known":
            return have is not None
        if have is None:
            return None
        if op in ("<=", ">=", "<", ">", "=", "!=", "between"):
            bounds = [table.value(resolve(w), name) if w.startswith("#") else float(w) for w in wanted.split()]
            return None if None in bounds else _compare(float(have), op, bounds)
        if op == "shares":
            return _holds(have, "includes", table.value(resolve(wanted), name) or [], name)
        return _holds(have, op, wanted.split(" or "), name)

    return test


def _compare(have: float, op: str, bounds: list[float]) -> bool:
    if op == "between":
        return bounds[0] <= have <= bounds[1]
    bound = bounds[0]
    return {"<=": have <= bound, ">=": have >= bound, "<": have < bound, ">": have > bound, "=": have == bound}.get(op, have != bound)


def _holds(have: Any, op: str, wanted: list[str], name: str) -> bool:
    values = {fold(value) for value in wanted}
    if isinstance(have, list):
        mine = {fold(value) for value in have}
        common = bool(mine & values)
        return {"includes": common, "excludes": not common, "within": mine <= values}[op]
    if name in ("words", "title", "plot", "synopsis"):
        found = any(mentions(have, value) for value in values)
        return found if op == "includes" else not found
    return (fold(str(have)) in values) == (op == "is")


def mentions(text: str, phrase: str) -> bool:
    """The phrase stands in the text, from the start of a word (and up to the end of a number)."""
    end = r"(?!\w|-\d)" if phrase[-1:].isdigit() or len(phrase) < 3 else ""
    return re.search(r"(?<!\w)" + re.escape(fold(phrase)) + end, fold(text)) is not None


def films_path() -> Path:
    """The bundled table (`TESTS_FILMS` points elsewhere)."""
    return Path(os.environ.get("TESTS_FILMS") or REPOSITORY / "catalog" / "films" / "films.jsonl")


def movies_folder() -> Path:
    """The folder of the movies data (`TESTS_MOVIES` points elsewhere)."""
    places = [REPOSITORY / "shared" / "data" / "movies", REPOSITORY.parent / "shared" / "data" / "movies"]
    if named := os.environ.get("TESTS_MOVIES"):
        places.insert(0, Path(named))
    return next((place for place in places if (place / "movies.jsonl").is_file()), places[-1])


def slice_ids(folder: Path, size: int = SLICE_SIZE) -> list[str]:
    """The ids of the `size` films with most rows in ratings.csv, most first, ties by (numeric) id."""
    with (folder / "ratings.csv").open(encoding="utf-8", newline="") as lines:
        counts = Counter(line["movieId"] for line in csv.DictReader(lines))
    return sorted(counts, key=lambda movie: (-counts[movie], int(movie)))[:size]


@cache
def load_raw(name: str) -> RawTable:
    """The table `films`, or the slice of `movies`; FileNotFoundError where its file is not there."""
    path = films_path() if name == "films" else movies_folder() / "movies.jsonl"
    rows = {row["id"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    if name == "movies":
        rows = {movie: rows[movie] for movie in slice_ids(path.parent) if movie in rows}
    return RawTable(name, rows)
