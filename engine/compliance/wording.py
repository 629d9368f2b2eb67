"""Whether two sides say the same: their rules as they are read, whoever wrote them, where and since when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.ir.revision import revision_of

if TYPE_CHECKING:
    from engine.ir.program import Param, Program


def wording(program: Program) -> str:
    """A hash that two programs share if they say the same, rule by rule; titles, comments and places are none of it."""
    params = tuple(map(_nobodys, program.params))
    return revision_of([replace(program, branch="", since=None, until=None, params=params)], 1)


def _nobodys(param: Param) -> Param:
    """The parameter as if nobody in particular had set it."""
    return replace(param, origin=replace(param.origin, branch="", since=None, until=None))
