"""Lists unfolded: the elements that a list may have, each with the condition under which it has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.conditions.trees import FALSE, TRUE, every, some

if TYPE_CHECKING:
    from engine.backends.proof.conditions.trees import Tree
    from engine.feel.typed import Expr


class Member(NamedTuple):
    """An element, in the list where `guard` is true."""

    value: Expr
    guard: Tree = TRUE


class Members(NamedTuple):
    """`null`: where the list is null itself. `counted`: each member stands for one element, not for one or more."""

    items: tuple[Member, ...]
    null: Tree = FALSE
    counted: bool = True

    def kept(self, guards: tuple[Tree, ...]) -> Members:
        """With one more condition for each."""
        pairs = zip(self.items, guards, strict=True)
        return self._replace(items=tuple(Member(item.value, every((item.guard, guard))) for item, guard in pairs))

    def mapped(self, values: tuple[Expr, ...]) -> Members:
        pairs = zip(self.items, values, strict=True)
        return self._replace(items=tuple(Member(value, item.guard) for item, value in pairs))


def chosen(guarded: tuple[tuple[Tree, Members], ...]) -> Members:
    """The list that belongs to the one guard that is true."""
    items = tuple(m._replace(guard=every((guard, m.guard))) for guard, found in guarded for m in found.items)
    null = some(tuple(every((guard, found.null)) for guard, found in guarded))
    return Members(items, null, all(found.counted for _, found in guarded))


def concatenated(several: tuple[Members, ...]) -> Members:
    items = tuple(item for found in several for item in found.items)
    return Members(items, some(tuple(found.null for found in several)), all(found.counted for found in several))
