"""A file that a tool makes."""

from __future__ import annotations

from typing import NamedTuple


class File(NamedTuple):
    """`path` is relative to the folder that was asked about, parted by forward slashes; `text` ends in a newline."""

    path: str
    text: str
