"""An agent behind HTTP in thirty lines: it shows the items whose words the message shares most.

    python examples/http_agent.py workspaces/films/catalog.jsonl 8080
    parley simulate --agents http://127.0.0.1:8080/ …
"""

import json
import re
import sys
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def words(text: str) -> set[str]:
    """The words of a text, in lower case."""
    return set(re.findall(r"[a-z0-9]+", text.lower()))


class Agent(BaseHTTPRequestHandler):
    """Answers `POST {"conversation", "user", "message"}` with a text and the ids of five items."""

    items: list[tuple[str, str, set[str]]]
    heard: dict[str, set[str]] = defaultdict(set)

    def do_POST(self) -> None:
        """One message and its reply; all that was said in the conversation counts."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        heard = self.heard[asked["conversation"]]
        heard |= words(asked["message"])
        best = sorted(self.items, key=lambda item: -len(item[2] & heard))[:5]
        reply = {"text": "How about " + ", ".join(title for _, title, _ in best) + "?", "items": [i for i, _, _ in best]}
        body = json.dumps(reply).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    Agent.items = [(str(row["id"]), row["title"], words(json.dumps(row))) for row in rows]
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Agent)
    print(f"listening at http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
