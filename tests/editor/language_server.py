"""The YAML language server that editors run, spoken to as they do: JSON-RPC over its standard streams."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

CAPABILITIES = {
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown", "plaintext"]}},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "publishDiagnostics": {},
    },
    "workspace": {"configuration": True},
}
SETTINGS = {
    "yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}},
    "http": {},
    "[yaml]": {},
    "editor": {},
    "files": {},
}


class Item(NamedTuple):
    """What is offered at a place: its label, the text that it inserts, and what is told of it."""

    label: str
    insert: str
    about: str


class LanguageServer:
    """A running server. Its documents are what `open` last gave it, whatever is on disk."""

    def __init__(self, process: subprocess.Popen[bytes], out: IO[bytes], into: IO[bytes]) -> None:
        self._process = process
        self._out = out
        self._into = into
        self._asked = 0
        self._versions: dict[str, int] = {}
        self._published: dict[str, list[dict[str, Any]]] = {}

    def start(self, folder: Path) -> None:
        self._request(
            "initialize",
            {"processId": None, "rootUri": folder.as_uri(), "capabilities": CAPABILITIES, "workspaceFolders": None},
        )
        self._notify("initialized", {})
        self._notify("workspace/didChangeConfiguration", {"settings": SETTINGS})

    def open(self, path: Path, text: str) -> None:
        """Open the file, or change the text of one that is open."""
        uri = path.as_uri()
        version = self._versions[uri] = self._versions.get(uri, 0) + 1
        self._published.pop(uri, None)
        document = {"uri": uri, "version": version}
        if version == 1:
            self._notify("textDocument/didOpen", {"textDocument": {**document, "languageId": "yaml", "text": text}})
        else:
            changes = {"textDocument": document, "contentChanges": [{"text": text}]}
            self._notify("textDocument/didChange", changes)

    def problems(self, path: Path) -> list[str]:
        """What the server says of the open file: `line:column message`, counted from 1."""
        uri = path.as_uri()
        while uri not in self._published:
            self._receive()
        return [_problem(found) for found in self._published[uri]]

    def offers(self, path: Path, line: int, character: int) -> list[Item]:
        """The completions at a place, counted from 0, in the order of their labels."""
        found = self._request("textDocument/completion", _place(path, line, character))
        items = found["items"] if isinstance(found, dict) else found or []
        return [Item(item["label"], _inserted(item), _words(item.get("documentation"))) for item in items]

    def hover(self, path: Path, line: int, character: int) -> str:
        found = self._request("textDocument/hover", _place(path, line, character))
        return _words(found["contents"]) if found else ""

    def _request(self, method: str, params: dict[str, Any]) -> Any:
        self._asked += 1
        asked = self._asked
        self._send({"id": asked, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == asked and "method" not in message:
                return message.get("result")

    def _notify(self, method: str, params: dict[str, Any]) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._into.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._into.flush()

    def _receive(self) -> dict[str, Any]:
        """The next message; what the server asks of its editor is answered on the way."""
        size = 0
        while line := self._out.readline().strip():
            name, _, value = line.partition(b":")
            size = int(value) if name.lower() == b"content-length" else size
        if not size:
            msg = "the language server has gone"
            raise EOFError(msg)
        message: dict[str, Any] = json.loads(self._out.read(size))
        if message.get("method") == "textDocument/publishDiagnostics":
            self._published[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            self._send({"id": message["id"], "result": _answer(message)})
        return message


@contextmanager
def running(command: Sequence[str], folder: Path) -> Iterator[LanguageServer]:
    """A server on a folder, ended with the context."""
    with subprocess.Popen([*command, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdin
        server = LanguageServer(process, process.stdout, process.stdin)
        try:
            server.start(folder)
            yield server
        finally:
            process.kill()


def _answer(message: dict[str, Any]) -> Any:
    """What an editor answers: the settings of the sections asked for, nothing else."""
    if message["method"] != "workspace/configuration":
        return None
    return [SETTINGS.get(item.get("section", ""), {}) for item in message["params"]["items"]]


def _place(path: Path, line: int, character: int) -> dict[str, Any]:
    return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": character}}


def _problem(found: dict[str, Any]) -> str:
    start = found["range"]["start"]
    return f"{start['line'] + 1}:{start['character'] + 1} {found['message']}"


def _inserted(item: dict[str, Any]) -> str:
    edit = item.get("textEdit") or {}
    text: str = edit.get("newText") or item.get("insertText") or item["label"]
    return text


def _words(found: Any) -> str:
    """A documentation, as text or as marked-up text."""
    return str(found.get("value", "")) if isinstance(found, dict) else str(found or "")
