"""Quantities in a message: durations, years and decades, prices, ages and certificates, any numeric field.

Knows how people write amounts and limits. Gives constraints on whatever fields the schema has for them; a
catalog without the field gets none. Knows nothing about titles, people or kinds.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from agent.embedded.message import Message
from catalog.columns import NumberColumn
from catalog.constraint import Constraint, Op
from catalog.schema import Field, Role
from catalog.table import Catalog
from catalog.values import key

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "ninety": 90, "a couple of": 2, "couple of": 2, "a couple": 2, "an": 1, "a": 1, "half an": 0.5, "a hundred": 100,
    "few": 5, "couple": 2,
}  # fmt: skip
_NUM = r"(?:\d+(?:[.,]\d+)?|" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")"
_HOURS, _MINUTES = r"(?:hours?|hrs?|h)", r"(?:minutes?|mins?|min|m)"
_TIME = (
    rf"(?P<{{0}}h>{_NUM})(?P<{{0}}half1> and a half)?[ -]?{_HOURS}(?P<{{0}}half2> and a half)?"
    rf"(?:(?: and)? ?(?P<{{0}}hm>\d{{{{1,2}}}}) ?{_MINUTES}?)?|(?P<{{0}}m>{_NUM})[ -]?{_MINUTES}"
)
_UNDER = r"(?:under|less than|below|shorter than|fewer than|not? (?:more|longer) than|nothing (?:over|longer than|above)|not over|<=?|" \
    r"at most|max(?:imum)?(?: of)?|up to|within|in under|no over|cheaper than|lower than|inside|doesn'?t exceed)"
_OVER = r"(?:over|more than|longer than|at least|min(?:imum)?(?: of)?|above|not? (?:less|shorter) than|>=?|higher than|(?:nothing|not) (?:under|below|shorter than)|exceeding)"
_UNDENIED = r"(?<!\bno )(?<!\bnot )(?<!n't )(?<!\bnothing )"
"""Before a limit: nothing turns it round."""
_STRICT = {"under", "less than", "below", "shorter than", "fewer than", "<", "over", "more than", "longer than", "above", ">",
           "in under", "cheaper than", "lower than", "higher than", "exceeding"}
_DECADES = {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
            "nineties": 90, "noughties": 0, "2000s": 0, "2010s": 10, "aughts": 0}  # fmt: skip
_RECENT_YEARS, _MODERN, _CLASSIC = 10, 2000, 1980
FOR_ADULTS = re.compile(r"\b(?:not|isn't|aren't|never|nothing)\b[^.!?,]{0,20}\bfor (?:the )?(?:kids|children)\b|\badults? only\b|\bfor (?:adults|grown-?ups)\b")
_LONG, _SHORT, _NOT_LONG = 150.0, 100.0, 120.0
_SHORTEST = 20
"""Minutes below which "a minute" is a manner of speaking."""


@dataclass(frozen=True)
class Quantity:
    """A constraint and the stretch of text it was read from."""

    start: int
    end: int
    constraint: Constraint
    vague: bool = False
    """True for "recent" or "short": an exact limit on the same field in the same message counts instead."""


class Quantities:
    """Reads quantities for one catalog; `today` is what relative dates count from."""

    def __init__(self, catalog: Catalog, today: dt.date) -> None:
        self.catalog = catalog
        self.today = today
        kinds = {key(str(v)) for field in catalog.schema.by_role("genre") for v in catalog.category(field.name).vocabulary}
        self._shorts = "short" in kinds

    def find(self, message: Message) -> list[Quantity]:
        """All quantities in the unused text, which is used up."""
        found: list[Quantity] = []
        for reader in (self._ages, self._certificates, self._durations, self._prices, self._named, self._years):
            for quantity in list(reader(message)):
                if message.free(quantity.start, quantity.end):
                    message.use(quantity.start, quantity.end)
                    found.append(quantity)
        exact = {q.constraint.field for q in found if not q.vague}
        return [q for q in found if not q.vague or q.constraint.field not in exact]

    def _field(self, role: Role) -> Field | None:
        fields = self.catalog.schema.by_role(role)
        return fields[0] if fields else None

    def _durations(self, message: Message) -> Iterator[Quantity]:
        field = self._field("duration")
        if field is None:
            return
        for pattern, op in _DURATION_LIMITS:
            for m in pattern.finditer(message.low):
                value = _minutes(m, "a")
                if value is None or (op != "between" and value < _SHORTEST):
                    continue
                if op == "between":
                    other = _minutes(m, "b")
                    if other is not None:
                        low, high = sorted((value, other))
                        if low <= 4 and high > 20:
                            low *= 60
                        yield Quantity(m.start(), m.end(), _constraint(field, "between", (low, high)))
                elif op == "eq":
                    yield Quantity(m.start(), m.end(), _constraint(field, "eq", value))
                elif op == "around":
                    yield Quantity(m.start(), m.end(), _constraint(field, "between", (value - 15, value + 15)))
                else:
                    strict = m.groupdict().get("limit") in _STRICT
                    exact: Op = ("lt" if strict else "le") if op == "le" else ("gt" if strict else "ge")
                    yield Quantity(m.start(), m.end(), _constraint(field, exact, value))
        yield from self._loose_durations(message, field)

    def _loose_durations(self, message: Message, field: Field) -> Iterator[Quantity]:
        if len(message.words) <= _TERSE and (bare := _BARE_DURATION.search(message.low)):
            value = _minutes(bare, "a")
            if value is not None and value >= _SHORTEST:
                yield Quantity(bare.start(), bare.end(), _constraint(field, "le", value))
        for words, op2, limit in _VAGUE_DURATIONS:
            for m in re.finditer(words, message.low):
                if not (m.group() == "short" and self._short_is_kind(message.after(m.end()))):
                    yield Quantity(m.start(), m.end(), _constraint(field, op2, limit), vague=True)

    def _short_is_kind(self, after: str) -> bool:
        """Whether "short" is a kind before these words: "short films", where the catalog has that kind."""
        return self._shorts and after.startswith(" film")

    def _prices(self, message: Message) -> Iterator[Quantity]:
        field = self._field("price")
        if field is None:
            return
        amount = r"(?:[$€£] ?(?P<a>\d+(?:[.,]\d+)?)|(?P<b>\d+(?:[.,]\d+)?) ?(?:[$€£]|dollars?|bucks|euros?|pounds?|quid|usd|eur|gbp))"
        for m in re.finditer(rf"(?P<limit>{_UNDER}|{_OVER}|for)? ?{amount}(?P<post> or (?:less|under)| max| tops)?", message.low):
            limit, value = m.group("limit") or "", _number(m.group("a") or m.group("b"))
            over = bool(re.fullmatch(_OVER, limit))
            op: Op = ("gt" if limit in _STRICT else "ge") if over else ("lt" if limit in _STRICT else "le")
            yield Quantity(m.start(), m.end(), _constraint(field, op, value))
        for m in re.finditer(r"\b(?:free|for nothing|no cost)\b(?! to play)", message.low):
            yield Quantity(m.start(), m.end(), _constraint(field, "le", 0))
        for m in re.finditer(r"\b(?:cheap|inexpensive|budget|bargain|not (?:too )?expensive)\b", message.low):
            column = self.catalog.column(field.name)
            if isinstance(column, NumberColumn) and column.known.any():
                limit2 = float(np.quantile(column.values[column.known], 0.4))
                yield Quantity(m.start(), m.end(), _constraint(field, "le", max(limit2, 5.0)))

    def _named(self, message: Message) -> Iterator[Quantity]:
        """Limits on any other number by its name: "imdb score above 7"."""
        for field in self.catalog.schema.fields:
            if field.kind != "number" or field.role in ("year", "duration", "price", "popularity"):
                continue
            names = "|".join(re.escape(n.replace("_", " ").lower()) for n in (field.name, *field.synonyms))
            for m in re.finditer(rf"\b(?:{names})\b (?:of |is )?(?P<limit>{_UNDER}|{_OVER}) (?P<n>\d+(?:\.\d+)?)", message.low):
                over = bool(re.fullmatch(_OVER, m.group("limit")))
                yield Quantity(m.start(), m.end(), _constraint(field, "ge" if over else "le", float(m.group("n"))))

    def _ages(self, message: Message) -> Iterator[Quantity]:
        field = self._field("certificate")
        if field is None:
            return
        for m in re.finditer(
            r"\b(?P<n>\d{1,2}|" + "|".join(w for w in _WORDS if " " not in w and w not in ("a", "an", "few", "couple"))
            + r")(?:[- ]?(?:years?|yrs?|yr)[- ]?old|[- ]?yo|[- ]?y/o)(?:s)?\b(?! (?:movie|film|game|man|woman))"
            r"|\baged? (?P<m>\d{1,2})\b",
            message.low,
        ):
            age = int(_number(m.group("n") or m.group("m")))
            if age <= 17:
                yield Quantity(m.start(), m.end(), _constraint(field, "le", "G" if age < 4 else "PG" if age < 13 else "PG-13"))
        if FOR_ADULTS.search(message.low):
            return
        for m in re.finditer(
            r"\b(?:family[- ]friendly|kids?[- ]friendly|child[- ]friendly|(?<!are )(?<!is )(?<!'s )(?:for|with) (?:the |my |our |some )?(?:(?:little|young|small) )?"
            r"(?:kids?|children|child|toddlers?|son|daughter|grandkids|grandchildren|niece|nephew|little ones?)(?!(?:'?s'?)? (?:movies?|films?|flicks?|cartoons?|games?|stuff)\b)|"
            r"for the (?:whole|entire) family|(?:suitable|appropriate|ok|okay|safe) for (?:kids|children)|"
            r"(?:my|our|the) (?:(?:little|young|small) )?(?:kids?|children|toddlers?|little ones?|son|daughter) (?:can|could|will|would|may|might))\b",
            message.low,
        ):
            if not message.negated(m.start()):  # "nothing with kids" leaves a kind out, no age
                yield Quantity(m.start(), m.end(), _constraint(field, "le", "PG"))
        for m in re.finditer(r"\b(?:for|with) (?:my |our |some |a )?(?:teen(?:ager)?s?|tweens?)\b(?! (?:themes?|movies?|films?|flicks?|dramas?|comed|romances?|stor|angst|angle|love|idols?))", message.low):
            yield Quantity(m.start(), m.end(), _constraint(field, "le", "PG-13"))

    def _certificates(self, message: Message) -> Iterator[Quantity]:
        field = self._field("certificate")
        if field is None:
            return
        codes = sorted(self.catalog.category(field.name).vocabulary, key=len, reverse=True)
        one = "|".join(re.escape(c.lower()) for c in (*codes, "PG13", "PG 13", "NC17") if len(c) < 8)
        c = rf"(?P<c>{one})(?![\w-])"
        for pattern, op in (
            (rf"\b{c}(?:[- ]rated)? (?:at (?:the )?most|max(?:imum)?|or (?:lower|less|under|below|younger|milder|tamer|softer)|tops)\b", "le"),
            (rf"\b(?:at most|no (?:higher|more|worse) than|nothing (?:above|over|higher than|beyond|stronger than)|max(?:imum)?|up to|not (?:above|over)|below or) (?:an? )?{c}", "le"),
            (rf"\b(?:under|below) (?:an? )?{c}", "lt"),
            (rf"\b(?:no|not|nothing|without|avoid)(?: an?| any)?(?: rated)? {c}(?:[- ]rated)?\b", "lt"),
            (rf"\b(?:rated|certificate|certified|rating(?: of)?) {c}", "eq"),
            (rf"\b{c}[- ](?:rated|certificate|rating)\b", "eq"),
        ):
            for m in re.finditer(pattern, message.low):
                exact: Op = op  # type: ignore[assignment]
                yield Quantity(m.start(), m.end(), _constraint(field, exact, _certificate(m.group("c"), codes)))
        if either := re.search(rf"\b{c}(?: or |, |/){c.replace('<c>', '<d>')}", message.low):
            both = (_certificate(either.group("c"), codes), _certificate(either.group("d"), codes))
            yield Quantity(either.start(), either.end(), Constraint(field=field.name, op="any_of", value=both))
        for m in re.finditer(rf"\b(?P<c>{'|'.join(re.escape(x) for x in codes if re.fullmatch(r'(PG|NC|TV).*', x)) or 'PG'})(?![\w-])", message.text):
            yield Quantity(m.start(), m.end(), _constraint(field, "eq", _certificate(m.group("c").lower(), codes)))

    def _years(self, message: Message) -> Iterator[Quantity]:
        field = self._field("year")
        if field is None:
            return
        yield from self._decades(field, message)
        low, year = message.low, r"(?P<y>(?:18|19|20)\d\d)"
        for pattern, op in (
            (rf"\b(?:between|from) {year}(?: and | to | until | till | ?[-–] ?)(?P<z>(?:18|19|20)\d\d)\b", "between"),
            (rf"\b{year} ?(?:[-–]|to|until) ?(?P<z>(?:18|19|20)\d\d)\b", "between"),
            (rf"\b(?:nothing|not|no|none|never)(?: \w+)? (?:before|older than|earlier than|pre-?) ?{year}", "ge"),
            (rf"\b(?:nothing|not|no|none|never)(?: \w+)? (?:after|newer than|later than|past|post-?) ?{year}", "le"),
            (rf"\b(?:before|b4|older than|earlier than|pre-?|prior to) ?{year}", "lt"),
            (rf"\b(?:after|newer than|later than|more recent than|post-?|past) ?{year}", "gt"),
            (rf"\b(?:since|from|as of|starting in) {year} (?:on|onwards?|or (?:later|newer|after)|and (?:later|newer|up))", "ge"),
            (rf"\bsince {year}", "ge"),
            (rf"\b{year}(?: (?:or|and) (?:later|newer|after|up|onwards?)|\+| onwards?)", "ge"),
            (rf"\b{year} (?:or|and) (?:earlier|older|before)", "le"),
            (rf"\b(?:up to|until|by|no later than) {year}", "le"),
            (rf"\b(?:around|circa|about) {year}", "around"),
        ):
            for m in re.finditer(pattern, low):
                yield Quantity(m.start(), m.end(), _of_year(field, op, m))
        for m in re.finditer(r"\b(?:(?:from|in|over|of|within) )?(?:the )?(?:last|past|previous) "
                             rf"(?:(?P<n>{_NUM}) )?(?P<u>years?|decades?)\b", low):
            n = _number(m.group("n")) if m.group("n") else 1.0
            span = int(n * (10 if m.group("u").startswith("decade") else 1))
            yield Quantity(m.start(), m.end(), _constraint(field, "ge", self.today.year - max(span, 1)))
        for words, op2, limit in (
            (r"\b(?:not|nothing|isn't|aren't)(?: (?:too|that|so|very|really))* old\b(?! than)", "ge", _MODERN),
            (r"\b(?:not|nothing|isn't|aren't)(?: (?:too|that|so|very|really))* (?:new|recent|modern)\b", "lt", self.today.year - _RECENT_YEARS),
            (r"\bthis (?:century|millennium)\b|\b21st century\b", "ge", 2000),
            (r"\b(?:last|20th) century\b|\b20th[- ]century\b", "lt", 2000),
            (r"\bthis year\b", "ge", self.today.year),
            (r"\b(?:recent(?:ly)?|(?<!some)(?<!any)\bnew(?:er)?\b(?= (?:movies?|films?|ones?)\b(?! to (?:see|watch))| (?:releases?|stuff|games?|thrillers?|comed\w+|horror|sci))|latest|newly released|brand new)\b", "ge", self.today.year - _RECENT_YEARS),
            (r"\bmodern\b|\bcontemporary\b", "ge", _MODERN),
            (r"\b(?:old(?:er)?|vintage|old[- ]school|old[- ]time|oldies?)\b(?= (?:movies?|films?|ones?|hollywood|stuff|school|time|classics?|black|horror|comed\w+|western\w*|musical\w*|noir)|\s*$)|\bgolden age\b", "lt", _CLASSIC),
            (r"\bsilent era\b", "lt", 1930),
        ):
            for m in re.finditer(words, low):
                exact: Op = op2  # type: ignore[assignment]
                if words.startswith(r"\b(?:old") and re.search(r"\b(?:years?|yrs?|how|my|than)[- ]$", low[: m.start()]):
                    continue
                yield Quantity(m.start(), m.end(), _constraint(field, exact, limit), vague=True)
        for m in re.finditer(r"(?<![\d$€£])(?:19[0-9]{2}|20[0-4]\d)(?![\d]|'?s\b| ?min)", low):
            years = _with_neighbours(low, m)
            op3: Op = "none_of" if message.negated(m.start()) else "any_of" if len(years) > 1 else "eq"
            value = tuple(years) if len(years) > 1 or op3 == "none_of" else years[0]
            yield Quantity(m.start(), m.end(), _constraint(field, op3, value))

    def _decades(self, field: Field, message: Message) -> Iterator[Quantity]:
        spans: list[tuple[int, int, int, int]] = []
        names = "|".join(_DECADES)
        for m in re.finditer(
            rf"\b(?:(?P<part>early|mid|late)[- ])?(?:the )?(?:(?P<full>(?:18|19|20)\d0)'?s|'?(?P<two>[0-9]0)'?s|(?P<word>{names}))\b",
            message.low,
        ):
            if not message.free(m.start(), m.end()):
                continue
            first = self._decade(m)
            part = {"early": (0, 3), "mid": (3, 6), "late": (6, 9)}.get(m.group("part") or "", (0, 9))
            start = m.start() - (1 if m.start() and message.low[m.start() - 1] in "'" else 0)
            spans.append((max(start, 0), m.end(), first + part[0], first + part[1]))
        for start, end, first, last in spans:
            before = message.before(start)
            if re.search(r"\b(?:before|pre|older than|earlier than|prior to)(?: the)?[ -]*$", before):
                yield Quantity(start, end, _constraint(field, "lt", first))
                return
            if re.search(r"\b(?:after|later than|newer than|post)(?: the)?[ -]*$", before):
                yield Quantity(start, end, _constraint(field, "gt", last))
                return
            if re.search(r"\bsince(?: the)?[ -]*$", before) or re.match(r" (?:on(?! (?:me|us|my|our|the)\b)|onwards?|or later|and (?:later|up))\b", message.after(end)):
                yield Quantity(start, end, _constraint(field, "ge", first))
                return
        if not spans:
            return
        if len({message.negated(start) for start, _, _, _ in spans}) > 1:  # "seventies, not nineties"
            spans = [span for span in spans if not message.negated(span[0])]
        years = sorted({y for _, _, first, last in spans for y in range(first, last + 1)})
        gap = message.low[spans[0][1] : spans[-1][0]]
        through = len(spans) == 2 and re.search(r"\b(?:to|through|until|till)\b|[-–]", gap)
        if through:
            years = list(range(years[0], years[-1] + 1))
        whole = years[-1] - years[0] + 1 == len(years)
        negative = message.negated(spans[0][0])
        constraint = (
            _constraint(field, "none_of", tuple(years))
            if negative
            else _constraint(field, "between", (years[0], years[-1]))
            if whole
            else _constraint(field, "any_of", tuple(years))
        )
        for i, (start, end, _, _) in enumerate(spans):
            if i == 0:
                yield Quantity(start, end, constraint)
            else:
                message.use(start, end)

    def _decade(self, m: re.Match[str]) -> int:
        if m.group("full"):
            return int(m.group("full"))
        two = int(m.group("two")) if m.group("two") else _DECADES[m.group("word")]
        if m.group("word") in ("2000s", "2010s", "noughties", "aughts"):
            return 2000 + two
        return 2000 + two if two in (0, 10) else 1900 + two


def _limits() -> tuple[tuple[re.Pattern[str], str], ...]:
    a, b = _TIME.format("a"), _TIME.format("b")
    return tuple(
        (re.compile(pattern), op)
        for pattern, op in (
            (rf"\bbetween (?:{a.replace(_MINUTES + ')', _MINUTES + '?)')}|(?P<an>\d+)) (?:and|to) (?:{b})\b", "between"),
            (rf"\bexactly (?:{a})\b", "eq"),
            (rf"\b(?P<an>[1-5]) ?(?:to|-|–) ?(?:{b})\b", "between"),
            (rf"\b(?P<an>\d{{2,3}}) ?(?:to|-|–) ?(?:{b})\b", "between"),
            (rf"(?<!\w){_UNDENIED}(?P<limit>{_UNDER})(?: about| around)? (?:{a})\b", "le"),
            (r"\b(?P<limit>max(?:imum)?|at most|under|less than|below) (?P<an>[4-9]\d|[12]\d\d)\b(?![\d.]| ?(?:[$€£%]|\w+s\b))", "le"),
            (rf"(?<!\w)(?P<limit>{_OVER})(?: about| around)? (?:{a})\b", "ge"),
            (rf"\b(?:{a})(?: long)?(?:,)? (?:or (?:less|under|shorter)|at (?:the )?(?:very )?most|max(?:imum)?|tops|or so max)\b", "le"),
            (rf"\b(?:{a})(?: long)? (?:or (?:more|longer|over)|at least|minimum|plus)\b", "ge"),
            (r"\bbetween (?P<an>\d{2,3}) (?:and|to) (?P<bn>\d{2,3})\b(?!\d| ?(?:[$€£]|dollars|euros|pounds))", "between"),
            (r"\b(?P<an>\d{2,3})\+ ?(?:minutes?|mins?)\b", "ge"),
            (rf"\b{_UNDENIED}(?P<limit>shorter than|no longer than|not longer than) (?P<an>\d{{2,3}})\b(?!\d)", "le"),
            (r"\b(?P<limit>longer than|no shorter than|not shorter than) (?P<an>\d{2,3})\b(?!\d)", "ge"),
            (rf"\b(?:around|about|roughly|approximately|ish|like) (?:{a})\b", "around"),
            (rf"\b(?:i(?:'ve| have)?(?: only)?(?: got)?|we(?:'ve| have)?(?: only)?(?: got)?|only (?:have|got)|have) (?:only )?(?:{a})\b", "le"),
        )
    )


_DURATION_LIMITS = _limits()
_BARE_DURATION = re.compile(rf"\b(?=\d)(?:{_TIME.format('a')})\b")
_TERSE = 7
"""Words of a message in which a bare "90 min" can only be the limit."""
_VAGUE_DURATIONS: tuple[tuple[str, Op, float], ...] = (
    (r"\b(?:not|isn'?t|nothing|doesn'?t need to be)(?: be)?(?: (?:too|super|very|that|so|overly|crazy|really))? long\b(?! ago)|\bnot a long\b", "le", _NOT_LONG),
    (r"\b(?:short|shortish|quick|brief)\b(?= (?:film|movie|one|watch|flick)|,| and\b|\s*$)|\bon the shorter side\b", "le", _SHORT),
    (r"\b(?:a |nice )?(?:really |very )?long (?:film|movie|one)s?\b|\bepic length\b", "ge", _LONG),
)


def _minutes(m: re.Match[str], which: str) -> float | None:
    groups = m.groupdict()
    hours, minutes = groups.get(f"{which}h"), groups.get(f"{which}m")
    if hours:
        value = _number(hours) * 60
        value += 30 if groups.get(f"{which}half1") or groups.get(f"{which}half2") else 0
        return value + float(groups.get(f"{which}hm") or 0)
    if minutes:
        return _number(minutes)
    bare = groups.get(f"{which}n")
    return float(bare) if bare else None


def _number(text: str) -> float:
    text = text.strip()
    return float(_WORDS[text]) if text in _WORDS else float(text.replace(",", "."))


def _certificate(text: str, codes: list[str]) -> str:
    by_key = {re.sub(r"[\s-]", "", c.lower()): c for c in codes}
    plain = re.sub(r"[\s-]", "", text)
    return by_key.get(plain, {"pg13": "PG-13", "nc17": "NC-17"}.get(plain, text.upper()))


def _constraint(field: Field, op: Op, value: float | str | tuple[float, ...]) -> Constraint:
    def tidy(v: float | str) -> float | str:
        return int(v) if isinstance(v, float) and v.is_integer() else v

    values = tuple(tidy(v) for v in value) if isinstance(value, tuple) else tidy(value)
    return Constraint(field=field.name, op=op, value=values)


def _of_year(field: Field, op: str, m: re.Match[str]) -> Constraint:
    year = int(m.group("y")) if m.group("y") else int(re.search(r"\d{4}", m.group())[0])  # type: ignore[index]
    if op == "between":
        low, high = sorted((year, int(m.group("z"))))
        return _constraint(field, "between", (low, high))
    if op == "around":
        return _constraint(field, "between", (year - 3, year + 3))
    exact: Op = op  # type: ignore[assignment]
    return _constraint(field, exact, year)


def _with_neighbours(low: str, m: re.Match[str]) -> list[int]:
    """The year and those joined to it by "or" ("1994 or 1995")."""
    tail = re.match(r"((?:,? (?:or|and) |, )(?:19|20)\d\d)+", low[m.end() :])
    return [int(m.group()), *(int(y) for y in re.findall(r"(?:19|20)\d\d", tail.group()))] if tail else [int(m.group())]
