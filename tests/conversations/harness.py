"""Runs a written conversation against an agent and checks every reply against the raw table.

Knows the files in this folder, the small language of README.md and the JSON object of a reply. Does
not know how a reply comes about, and never looks at what the agent says it understood.
"""

import json
import re
from typing import Any, Protocol

from conversations.expectations import QUANTIFIED, check
from conversations.raw import RawTable, Row, fold, load_raw, parse_condition, title_forms
from conversations.scene import Progress, Scene, Script, Turn
from rapidfuzz import fuzz

SLATE_SIZE = 5
KEYS = {
    "reply": {"type", "text", "slate", "question", "understood", "relaxed", "plan", "funnel", "faults", "timings_ms"},
    "slate": {"item_id", "title", "reasons", "sources"},
    "question": {"field", "text", "options"},
    "understood": {"intent", "constraints", "liked", "disliked", "wish"},
    "constraints": {"field", "op", "value", "hard"},
    "relaxed": {"field", "op", "value", "reason"},
    "plan": {"tool", "args"},
    "funnel": {"step", "tool", "before", "after"},
    "faults": {"kind", "message"},
    "timings_ms": {"understand", "plan", "execute", "verify", "phrase", "total"},
}


class Reply(Protocol):
    """What `respond` returns."""

    def to_json(self) -> dict[str, Any]:
        """The object that `parley chat --json` prints."""


class Agent(Protocol):
    """What a conversation is run against."""

    def respond(self, text: str, conversation: str) -> Reply:
        """Answer one message."""


def run_script(script: Script, agent: Agent, table: RawTable | None = None) -> Progress:
    """Play the conversation; AssertionError with the transcript at the first turn that fails."""
    progress = Progress(table or load_raw(script.catalog))
    for number, turn in enumerate(script.turns, 1):
        progress.start(turn)
        reply = agent.respond(turn.message, conversation=script.name).to_json()
        progress.transcript.append(_shown_as_text(number, turn, reply, progress.table))
        problems = check_turn(turn, reply, progress)
        if problems:
            lines = [f"{script.name}: {script.about}", "", *progress.transcript, "", f"turn {number} fails:"]
            raise AssertionError("\n".join([*lines, *(f"  - {problem}" for problem in problems)]))
        progress.finish(reply)
    return progress


def check_turn(turn: Turn, reply: dict[str, Any], progress: Progress) -> list[str]:
    """Everything that is wrong with this reply, in words."""
    problems = contract_problems(reply)
    if problems:
        return problems
    problems = identity_problems(reply, progress.table)
    if problems:
        return problems
    scene = Scene(turn, reply, progress)
    problems = standing_problems(scene) + invented_titles(scene)
    for expectation in turn.expect:
        try:
            problem = check(expectation, scene)
        except LookupError as error:
            problem = str(error)
        if problem:
            problems.append(f"{expectation!r}: {problem}")
    return problems


def contract_problems(reply: dict[str, Any]) -> list[str]:
    """Where the object is not the one DESIGN.md section 5 describes."""
    problems = _key_problems("reply", reply)
    if problems:
        return problems
    for part in ("slate", "relaxed", "plan", "funnel", "faults"):
        problems += [p for entry in reply[part] for p in _key_problems(part, entry)]
    problems += _key_problems("understood", reply["understood"]) + _key_problems("timings_ms", reply["timings_ms"])
    problems += [p for entry in reply["understood"].get("constraints", []) for p in _key_problems("constraints", entry)]
    if reply["question"] is not None:
        problems += _key_problems("question", reply["question"])
    if reply["type"] not in ("recommend", "ask", "answer", "chat"):
        problems.append(f"the type {reply['type']!r} does not exist")
    if reply["slate"] and reply["type"] != "recommend":
        problems.append(f"a reply of type {reply['type']} carries a slate")
    if reply["type"] == "ask" and reply["question"] is None:
        problems.append("a reply of type ask carries no question")
    if not str(reply["text"]).strip():
        problems.append("the text is empty")
    try:
        json.dumps(reply, allow_nan=False)
    except (TypeError, ValueError) as error:
        problems.append(f"not JSON: {error}")
    return problems


def _key_problems(part: str, entry: dict[str, Any]) -> list[str]:
    wrong = KEYS[part] ^ set(entry)
    return [f"the keys of {part} differ from the contract in {sorted(wrong)}"] if wrong else []


def identity_problems(reply: dict[str, Any], table: RawTable) -> list[str]:
    """Slate entries that are not rows of the raw table."""
    ids = [item["item_id"] for item in reply["slate"]]
    problems = [f"{ids.count(i)} entries for {i}" for i in dict.fromkeys(ids) if ids.count(i) > 1]
    for item in reply["slate"]:
        row = table.rows.get(item["item_id"])
        if row is None:
            problems.append(f"no row has the id {item['item_id']!r} ({item['title']!r})")
        elif fold(item["title"]) not in map(fold, title_forms(row["title"])):
            problems.append(f"{item['item_id']} is {row['title']!r}, not {item['title']!r}")
    return problems


def standing_problems(scene: Scene) -> list[str]:
    """What holds on every turn: kept conditions, nothing barred, no repeats, a full slate."""
    turn, progress = scene.turn, scene.progress
    problems = []
    for condition in progress.kept:
        for row, answer in zip(scene.rows, scene.answers(condition), strict=True):
            if answer is not True:
                problems.append(f"{row['title']!r} breaks {condition!r}{'' if answer is False else ' (unknown)'}")
    for row in scene.rows:
        if row["id"] in progress.barred:
            problems.append(f"{row['title']!r} comes back although {progress.barred[row['id']]}")
        elif row["id"] in progress.shown and not turn.repeats_ok:
            problems.append(f"{row['title']!r} was shown before")
    return problems + _too_few(scene)


def _too_few(scene: Scene) -> list[str]:
    turn, reply, progress = scene.turn, scene.reply, scene.progress
    demands = [demand for demand in turn.expect if demand.startswith(("type", "slate", "question", "admits"))]
    if reply["type"] == "ask" and progress.kept and not any("ask" in d or "question" in d for d in demands):
        return ["a bare question although conditions have been stated"] if len(_left(scene)) >= SLATE_SIZE else []
    counted = turn.any_number or turn.impossible or any("slate" in d or "admits" in d for d in demands)
    if reply["type"] != "recommend" or counted or len(reply["slate"]) >= SLATE_SIZE:
        return []
    left = len(_left(scene))
    return [f"a slate of {len(reply['slate'])} although {left} rows fit"] if left >= SLATE_SIZE else []


def _left(scene: Scene) -> list[Row]:
    """The rows that meet all that is kept or demanded of every item, and may still be shown."""
    progress = scene.progress
    tests = [parse_condition(condition) for condition in (*progress.kept, *demanded(scene.turn))]
    barred = set(progress.barred) | progress.shown
    rows = [row for row in progress.table.rows.values() if row["id"] not in barred]
    return [row for row in rows if all(test(progress.table, row, progress.resolve) is True for test in tests)]


def demanded(turn: Turn) -> list[str]:
    """The conditions that a turn demands of every item."""
    return [e.removeprefix("every ") for e in turn.expect if e.startswith("every ") and " || " not in e]


def invented_titles(scene: Scene) -> list[str]:
    """Titles in the text that are neither on the slate nor in the dialogue."""
    table, text = scene.progress.table, scene.reply["text"]
    known = scene.progress.known | {row["id"] for row in scene.rows}
    about = fold(" ".join([*(said[:1000] for said in scene.progress.said), *scene.turn.expect])).replace(" ", "")
    allowed = [r for r in table.rows.values() if r["id"] in known or _spoken_of(r["title"], about)]
    named = _dated_strangers(text, allowed, scene.progress.said) + _named_strangers(text, allowed, table)
    return [f"the text names {name!r}, which is neither on the slate nor in the dialogue" for name in named]


def _dated_strangers(text: str, allowed: list[Row], said: list[str]) -> list[str]:
    """`Some Title (1999)` where no allowed row of 1999 is named just before."""
    strangers = []
    for match in re.finditer(r"([^\s(]+) \((\d{4})\)", text):
        before = fold(text[: match.end(1)])[-150:]
        same_year = [row for row in allowed if row["year"] == int(match[2])]
        named = any(fold(form) in before for row in same_year for form in title_forms(row["title"]))
        if not named and match[1].lstrip("\"'“”*_«»")[:1].isupper() and match[0] not in " ".join(said):
            strangers.append(match[0])
    return strangers


def _named_strangers(text: str, allowed: list[Row], table: RawTable) -> list[str]:
    """Titles of several words that the text spells out, once all that belongs to allowed rows is struck out."""
    owned = [value for row in allowed for value in row.values() if isinstance(value, str)]
    owned += [value for row in allowed for values in row.values() if isinstance(values, list) for value in values]
    owned += [form for row in allowed for form in title_forms(row["title"])]
    for phrase in sorted({phrase for phrase in owned if " " in phrase}, key=len, reverse=True):
        if phrase in text:
            text = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", " · ", text)
    others = {form for row in table.rows.values() for form in title_forms(row["title"]) if " " in form and len(form) >= 8}
    return sorted(form for form in others if form in text and re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text))


def _spoken_of(title: str, about: str) -> bool:
    heads = {fold(form).split(":")[0] for form in title_forms(title)}
    bare = {re.sub(r"^(the|a|an) |[^\w ]", "", head).replace(" ", "") for head in heads}
    return any(head in about if len(head) < 6 else fuzz.partial_ratio(head, about) >= 80 for head in bare if head)


def _shown_as_text(number: int, turn: Turn, reply: dict[str, Any], table: RawTable) -> str:
    said = turn.message if len(turn.message) < 300 else f"{turn.message[:120]}... ({len(turn.message)} characters)"
    lines = [f"[{number}] user: {said!r}", f"    {reply.get('type')}: {str(reply.get('text'))[:800]}"]
    for place, item in enumerate(reply.get("slate") or [], 1):
        row = table.rows.get(item.get("item_id"), {"title": "NOT IN THE TABLE"})
        facts = [str(table.value(row, f)) for f in ("year", "runtime", "certificate", "genres", "directors")]
        lines.append(f"      {place}. {item.get('title')} [{item.get('item_id')}] {' · '.join(facts)}")
    for entry in reply.get("relaxed") or []:
        lines.append(f"      relaxed {entry.get('field')} {entry.get('op')} {entry.get('value')}: {entry.get('reason')}")
    if reply.get("question"):
        lines.append(f"      question: {reply['question'].get('text')} {reply['question'].get('options')}")
    return "\n".join(lines)


def demand_problems(script: Script, table: RawTable) -> list[str]:
    """Demands that no reply could meet, found without an agent: what the raw table cannot give."""
    problems: list[str] = []
    kept: list[str] = []
    barred: set[str] = set()
    for number, turn in enumerate(script.turns, 1):
        if turn.start_over:
            kept, barred = [], set()
        kept = [c for c in kept if not {"*", c, c.split()[0]} & set(turn.drop)] + list(turn.keep)
        barred |= {table.find(title)["id"] for title in (*turn.seen, *turn.rejected) if not title.startswith("#")}
        problems += [f"turn {number}: {p}" for p in _unmeetable(turn, kept, barred, table)]
    return problems


def _unmeetable(turn: Turn, kept: list[str], barred: set[str], table: RawTable) -> list[str]:
    problems = []
    if turn.impossible and (rows := table.satisfying(turn.impossible)):
        problems.append(f"{len(rows)} rows meet what is declared impossible")
    wanted = [[*kept, *demanded(turn)]]
    wanted += [[*kept, m[3]] for e in turn.expect if (m := QUANTIFIED.fullmatch(e)) and m[1] in ("some", "most", "first")]
    needed = max([1, *(int(e.split()[-1]) for e in turn.expect if re.fullmatch(r"slate (size|at least) \d+", e))])
    for conditions in wanted:
        rows = [row for row in table.satisfying(c for c in conditions if "#" not in c) if row["id"] not in barred]
        if len(rows) < needed:
            problems.append(f"{len(rows)} rows meet {conditions}, {needed} are needed")
    for expectation in turn.expect:
        if match := re.fullmatch(r"includes ([^#|]+?)(?: in first \d+)?", expectation):
            row = table.find(match[1])
            if row["id"] in barred or row not in table.satisfying(kept):
                problems.append(f"{match[1]} is not allowed here")
    return problems
