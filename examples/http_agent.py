"""An agent behind HTTP in thirty lines: it shows the items whose words the message shares most.

    python examples/http_agent.py workspaces/films/catalog.jsonl 8080
    parley simulate --agent http://127.0.0.1:8080/ …
"""

import json
import re
import sys
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def words(text: str) -> set[str]:
    """The words of a text, in lower case."""
    return set(re.findall(r"[a-z0-9]+", text.lower()))


ITEMS: list[tuple[str, str, set[str]]] = []
HEARD: dict[str, set[str]] = defaultdict(set)


class Agent(BaseHTTPRequestHandler):
    """Answers `POST {"conversation", "user", "message"}` with a text and the ids of five items."""

    def do_POST(self) -> None:
        """One message and its reply; all that was said in the conversation counts."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        heard = HEARD[asked["conversation"]]
        heard |= words(asked["message"])
        best = sorted(ITEMS, key=lambda item: -len(item[2] & heard))[:5]
        text = "How about " + ", ".join(title for _, title, _ in best) + "?"
        body = json.dumps({"text": text, "items": [item for item, _, _ in best]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    ITEMS += [(str(row["id"]), row["title"], words(json.dumps(row))) for row in rows]
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Agent)
    print(f"listening at http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
