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
    """A message in one line: what it is, of which clock of which case, and what follows."""
    data = message["data"]
    of = data.get("rung", data["timer"])
    return f"  收到 {message['type']:<24} {message['subject']} {of:<16} {what(data)}（签名正确，{sent}）"


def what(data: dict[str, Any]) -> str:
    """When it was reached and what is to be done; what is taken back; or when it is due by new policies."""
    if "withdraws" in data:
        return f"收回 {data['withdraws']}"
    if "new" in data:
        due = data["new"] and data["new"]["due"]
        return f"改为 {due} 到期" if due else "不再计时"
    return "，".join([data["at"], *(f"{each['do']} → {each['to']}" for each in data["outcomes"])])


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
