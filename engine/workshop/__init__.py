"""The tools of a policy's owner: what they make is files, as data; writing them is the adapters'."""

from engine.workshop.file import File
from engine.workshop.formatting import Layout, formatted, formatted_text
from engine.workshop.handbook import handbook
from engine.workshop.scaffold import SHAPES, Draft, new_branch, new_policy
from engine.workshop.schemas import schemas

__all__ = [
    "SHAPES",
    "Draft",
    "File",
    "Layout",
    "formatted",
    "formatted_text",
    "handbook",
    "new_branch",
    "new_policy",
    "schemas",
]
