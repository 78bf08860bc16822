"""What commands that list something write: `show`.

Knows lines and JSON on standard output. Knows nothing about what is listed.
"""

from __future__ import annotations


def show(value: object, as_json: bool, lines: list[str]) -> None:
    """The value as JSON for programs, or the lines for people."""
    if as_json:
        import json

        print(json.dumps(value, ensure_ascii=False, indent=2))
    else:
        print("\n".join(lines) if lines else "nothing found")
