"""The tools of a policy's owner: what they make is files, as data; writing them is the adapters'."""

from engine.workshop.file import File

__all__ = ["File"]
