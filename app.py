"""Starts the web UI: `python app.py [--port 7860] …`, the same as `parley serve`.

Knows nothing but that command.
"""

from __future__ import annotations

import sys

from cli import main

if __name__ == "__main__":
    sys.exit(main(["serve", *sys.argv[1:]]))
