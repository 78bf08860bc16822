"""The language of the expectations: one short line each, described in README.md.

Knows the lines and what each says about a reply. Does not know what holds on every turn (harness.py).
"""

import re
from collections.abc import Callable

from conversations.raw import Row, fold, mentions, title_forms
from conversations.scene import Scene

UNKNOWN_WORDS = (
    "unknown", "not known", "don't know", "do not know", "doesn't say", "does not say", "doesn't have", "does not have",
    "don't have", "do not have", "no runtime", "no running time", "not listed", "isn't listed", "not recorded", "not given",
    "not in the catalog", "missing", "no record", "cannot say", "can't say", "can't tell", "cannot tell", "not available",
    "doesn't list", "does not list", "doesn't give", "does not give", "not say", "not stated", "isn't known", "no information",
    "nothing about", "says nothing", "unlisted", "no length", "not sure", "no data",
)  # fmt: skip
QUANTIFIED = re.compile(r"(every|no|never|some|most|first|at least (\d+)) (.+)")


def check(expectation: str, scene: Scene) -> str | None:
    """None if the expectation holds, otherwise why not."""
    if " || " in expectation:
        failures = [check(part, scene) for part in expectation.split(" || ")]
        return None if None in failures else "none of the ways holds: " + "; ".join(filter(None, failures))
    for pattern, checker in CHECKS:
        if match := pattern.fullmatch(expectation):
            return checker(match, scene)
    raise ValueError(f"not an expectation: {expectation!r}")


def _check_quantified(match: re.Match[str], scene: Scene) -> str | None:
    quantifier, number, condition = match[1], match[2], match[3]
    answers = scene.answers(condition)
    if not answers:
        return "the slate is empty"
    good, size = answers.count(True), len(answers)
    holds = {
        "every": good == size, "no": answers.count(False) == size, "never": good == 0, "some": good > 0,
        "most": 2 * good > size, "first": answers[0] is True,
    }  # fmt: skip
    if holds[quantifier] if quantifier in holds else good >= int(number):
        return None
    told = ", ".join(f"{row['title']}: {_answer_word(a)}" for row, a in zip(scene.rows, answers, strict=True))
    return f"of {size} items {good} meet it ({told})"


def _answer_word(answer: bool | None) -> str:
    return "unknown" if answer is None else "yes" if answer else "no"


def _check_type(match: re.Match[str], scene: Scene) -> str | None:
    return None if scene.reply["type"] in match[1].split(" or ") else f"the type is {scene.reply['type']}"


def _check_slate(match: re.Match[str], scene: Scene) -> str | None:
    size, word, number = len(scene.rows), match[1], int(match[2] or 0)
    holds = {"size": size == number, "at least": size >= number, "at most": size <= number, "empty": size == 0}[word]
    return None if holds else f"the slate holds {size}"


def _check_includes(match: re.Match[str], scene: Scene) -> str | None:
    row = scene.progress.resolve(match[1])
    return None if row in scene.rows[: int(match[2] or 100)] else "it is not there"


def _check_not_shown(match: re.Match[str], scene: Scene) -> str | None:
    return "it is there" if scene.progress.resolve(match[1]) in scene.rows else None


def _check_no_repeats(_: re.Match[str], scene: Scene) -> str | None:
    again = [row["title"] for row in scene.rows if row["id"] in scene.progress.shown]
    return f"shown before: {', '.join(again)}" if again else None


def _check_text(match: re.Match[str], scene: Scene) -> str | None:
    found = [phrase for phrase in match[2].split(" or ") if mentions(scene.reply["text"], phrase)]
    if match[1] == "avoids":
        return f"it says {found[0]!r}" if found else None
    return None if found else "it does not"


def _check_states(match: re.Match[str], scene: Scene) -> str | None:
    return _states(match[1], scene.progress.resolve(match[2]), scene)


def _check_names(match: re.Match[str], scene: Scene) -> str | None:
    table, name = scene.progress.table, match[2]
    rows = [table.rows[item] for item in scene.progress.last_slate()]
    known = [(table.value(row, name), row) for row in rows if table.value(row, name) is not None]
    if not known:
        return None if _admits_ignorance(scene) else f"no item has a {name}, and the text does not say so"
    best = (min if match[1] == "lowest" else max)(value for value, _ in known)
    winners = [row for value, row in known if value == best]
    if any(_states("title", row, scene) is None for row in winners):
        return None
    return f"it is {' or '.join(row['title'] for row in winners)} ({best})"


def _admits_ignorance(scene: Scene) -> bool:
    return any(fold(word) in fold(scene.reply["text"]) for word in UNKNOWN_WORDS)


def _states(name: str, row: Row, scene: Scene) -> str | None:
    text, value = scene.reply["text"], scene.progress.table.value(row, name)
    if value is None:
        return None if _admits_ignorance(scene) else f"the {name} of {row['title']!r} is unknown, and the text does not say so"
    if name == "title":
        ways = title_forms(value)
    elif name == "runtime":
        hours, minutes = divmod(int(value), 60)
        ways = [str(value), f"{hours}h{minutes:02}", f"{hours}h {minutes}", f"{hours} h {minutes}", f"{hours} hours {minutes}",
                f"{hours} hours and {minutes}", f"{hours} hour {minutes}", f"{hours} hour and {minutes}"]  # fmt: skip
    else:
        ways = [str(v) for v in value] if isinstance(value, list) else [str(value)]
    return None if any(mentions(text, way) for way in ways) else f"the {name} of {row['title']!r} is {value!r}"


def _check_relaxed(match: re.Match[str], scene: Scene) -> str | None:
    relaxed = [fold(entry["field"]) for entry in scene.reply["relaxed"]]
    if any(not str(entry["reason"]).strip() for entry in scene.reply["relaxed"]):
        return "a relaxation without a reason"
    if match[1] in ("something", "nothing"):
        holds = bool(relaxed) == (match[1] == "something")
    else:
        holds = any(fold(name) in relaxed for name in match[1].split(" or "))
    return None if holds else f"relaxed: {', '.join(relaxed) or 'nothing'}"


def _check_admits(_: re.Match[str], scene: Scene) -> str | None:
    return None if scene.reply["relaxed"] or not scene.rows else "a slate, and nothing relaxed"


def _check_question(match: re.Match[str], scene: Scene) -> str | None:
    asked = scene.reply["question"] is not None
    return None if asked != bool(match[1]) else "a question was asked" if asked else "no question was asked"


Checker = Callable[[re.Match[str], Scene], str | None]
CHECKS: list[tuple[re.Pattern[str], Checker]] = [
    (re.compile(r"no repeats"), _check_no_repeats),
    (re.compile(r"(no )?question"), _check_question),
    (re.compile(r"type (.+)"), _check_type),
    (re.compile(r"slate (size|at least|at most|empty)(?: (\d+))?"), _check_slate),
    (re.compile(r"includes (.+?)(?: in first (\d+))?"), _check_includes),
    (re.compile(r"not shown (.+)"), _check_not_shown),
    (re.compile(r"text (mentions|avoids) (.+)"), _check_text),
    (re.compile(r"text states (\w+) of (.+)"), _check_states),
    (re.compile(r"text names (lowest|highest) (\w+)"), _check_names),
    (re.compile(r"relaxed (.+)"), _check_relaxed),
    (re.compile(r"admits none fit"), _check_admits),
    (QUANTIFIED, _check_quantified),
]
