"""The files of a library as one thing that has a name: a hash of their paths and bytes.

In the ledger a bundle is an entry of its own, its body `{"zip": …}`, a ZIP archive in Base64: any decision can be made
again under the rules that were in force, and anybody can open it.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import zipfile
import zlib
from typing import TYPE_CHECKING, NamedTuple

from adapters.ledger.entries import Entry
from engine import Library

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

EMPTY = "sha256:" + hashlib.sha256().hexdigest()
"""The hash of no files at all."""


class Bundle(NamedTuple):
    """`hash`: `sha256:` and 64 digits; `files`: their bytes by path below the folder, `base/x.yaml`, sorted."""

    hash: str
    files: Mapping[str, bytes]


def bundle_of(files: Mapping[str, bytes]) -> Bundle:
    """Files as a bundle. The hash is over each path and content in order, both preceded by their length."""
    digest = hashlib.sha256()
    for path, content in sorted(files.items()):
        for part in (path.encode(errors="surrogateescape"), content):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return Bundle(f"sha256:{digest.hexdigest()}", dict(sorted(files.items())))


def read_bundle(folder: Path) -> Bundle:
    """The files of a library as they are now. Raises `OSError` where one, or a folder of them, can't be read."""
    _refuse_closed(folder)
    return bundle_of({path.as_posix(): (folder / path).read_bytes() for path in Library.files(folder)})


def stamps(folder: Path) -> Mapping[str, tuple[int, int]]:
    """When each file of a library was last written, in nanoseconds, and its bytes; none where one can't be reached."""
    try:
        found = {path.as_posix(): (folder / path).stat() for path in Library.files(folder)}
    except OSError:
        return {}
    return {path: (stat.st_mtime_ns, stat.st_size) for path, stat in found.items()}


def _refuse_closed(folder: Path) -> None:
    """Raises `OSError` where a folder can't be looked into: what is in it would be missing without a word."""
    for name in _FOLDERS:
        for _ in os.walk(folder / name, onerror=_refuse):
            pass


def _refuse(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


_FOLDERS = ("base", "branches", "calendars")
"""Those of a library, which may be absent."""


def unpack(bundle: Bundle, into: Path) -> Path:
    """The files, written below a folder that is made for them: the folder."""
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in bundle.files.items():
        path = into / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return into


def to_entry(bundle: Bundle, at: int) -> Entry:
    """The bundle as the ledger has it. `at`: when it was read, in microseconds."""
    body = json.dumps({"zip": base64.b64encode(_zipped(bundle)).decode("ascii")})
    return Entry("bundle", bundle.hash, "", "", "", at, body)


def from_entry(entry: Entry) -> Bundle:
    """The bundle that an entry of the ledger holds. ValueError where its files aren't those that its id names."""
    try:
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(json.loads(entry.body)["zip"]))) as archive:
            found = bundle_of({name: archive.read(name) for name in archive.namelist()})
    except _UNREADABLE:
        raise ValueError(entry.id) from None
    if found.hash != entry.id or not all(map(_below, found.files)):
        raise ValueError(entry.id)
    return found


_UNREADABLE = (EOFError, LookupError, RuntimeError, TypeError, ValueError, zipfile.BadZipFile, zlib.error)
"""What reading an archive raises in which bytes were changed."""


def _below(name: str) -> bool:
    """Whether a path stays below the folder that it is unpacked into."""
    return not name.startswith("/") and ".." not in name.split("/")


def _zipped(bundle: Bundle) -> bytes:
    """The same bytes for the same files: with the oldest date that ZIP knows."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in bundle.files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()
