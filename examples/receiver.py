"""A receiver of the service's messages: checks each signature (Standard Webhooks), shows what the message says.

    python examples/receiver.py FOLDER [COUNT]

FOLDER: it writes the address that it listens at into `address`, and reads its secret from `secret`. Ends after COUNT
messages of different ids, else when it is interrupted.
"""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from math import inf
from pathlib import Path
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError


def told(message: dict[str, Any], sent: str) -> str:
    """A message in one line: when it was sent, what it is, of which clock of which case, and what is to be done."""
    data = message["data"]
    rung = data.get("rung") or data.get("timer", "")
    todo = "".join(f"，{each['do']} → {each['to']}" for each in data.get("outcomes", ()))
    return f"  收到 {message['type']:<24} {message['subject']} {rung:<16} {data['at']}{todo}（签名正确，{sent}）"


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 to what is signed with the secret in FOLDER, 401 to anything else."""

    folder: Path
    seen: set[str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            message = Webhook((self.folder / "secret").read_text().strip()).verify(body, dict(self.headers))
        except WebhookVerificationError:
            self.send_response(401)
        else:
            self._show(message or json.loads(body))
            self.send_response(204)
        self.end_headers()

    def _show(self, message: dict[str, Any]) -> None:
        """At least once means that a message may come again: its id tells."""
        if message["id"] not in self.seen:
            self.seen.add(message["id"])
            print(told(message, self.headers["webhook-id"]), flush=True)

    def log_message(self, *_: object) -> None:
        """Keep the terminal for the messages."""


def main(folder: Path, count: float = inf) -> None:
    Receiver.folder, Receiver.seen = folder, set()
    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        (folder / "address").write_text(f"http://127.0.0.1:{server.server_port}/guiju\n")
        while len(Receiver.seen) < count:
            server.handle_request()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(float, sys.argv[2:]))
