"""From the files of a policies folder to documents: YAML whose scalars know their place, checked against `schemas/`."""

from engine.document.library import read_library
from engine.document.nodes import Document, Entry, Mapping, Node, Scalar, Sequence, Style

__all__ = ["Document", "Entry", "Mapping", "Node", "Scalar", "Sequence", "Style", "read_library"]
