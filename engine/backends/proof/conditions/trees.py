"""Conditions as trees of tests, three-valued like the expressions that they come from."""

from __future__ import annotations

from dataclasses import dataclass

Truth = bool | None


@dataclass(frozen=True, slots=True)
class Fixed:
    truth: Truth


@dataclass(frozen=True, slots=True)
class Tested:
    """A test of the draft, by its number."""

    test: int


@dataclass(frozen=True, slots=True)
class All:
    args: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Any:
    args: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Not:
    arg: Tree


@dataclass(frozen=True, slots=True)
class IsTrue:
    arg: Tree


@dataclass(frozen=True, slots=True)
class IsNull:
    arg: Tree


@dataclass(frozen=True, slots=True)
class Cases:
    """The condition that belongs to the one case that is true; to none, `otherwise` (None: one always is)."""

    cases: tuple[tuple[Tree, Tree], ...]
    otherwise: Tree | None = None


@dataclass(frozen=True, slots=True)
class Except:
    """True where `base` is and none of the others are; never null."""

    base: Tree
    others: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """True where at least so many of the conditions are; never null."""

    least: int
    args: tuple[Tree, ...]


Tree = Fixed | Tested | All | Any | Not | IsTrue | IsNull | Cases | Except | AtLeast

TRUE, FALSE, NULL = Fixed(truth=True), Fixed(truth=False), Fixed(truth=None)


def every(args: tuple[Tree, ...]) -> Tree:
    if FALSE in args:
        return FALSE
    left = tuple(arg for arg in args if arg != TRUE)
    return left[0] if len(left) == 1 else All(left) if left else TRUE


def some(args: tuple[Tree, ...]) -> Tree:
    if TRUE in args:
        return TRUE
    left = tuple(arg for arg in args if arg != FALSE)
    return left[0] if len(left) == 1 else Any(left) if left else FALSE


def opposite(tree: Tree) -> Tree:
    match tree:
        case Fixed(truth):
            return tree if truth is None else Fixed(not truth)
        case Not(arg):
            return arg
        case _:
            return Not(tree)


def is_true(tree: Tree) -> Tree:
    match tree:
        case Fixed(truth):
            return Fixed(truth is True)
        case IsTrue() | IsNull() | Except() | AtLeast():
            return tree
        case _:
            return IsTrue(tree)


def is_null(tree: Tree) -> Tree:
    match tree:
        case Fixed(truth):
            return Fixed(truth is None)
        case IsTrue() | IsNull() | Except() | AtLeast():
            return FALSE
        case _:
            return IsNull(tree)


def cases(found: tuple[tuple[Tree, Tree], ...], otherwise: Tree | None = None) -> Tree:
    """Cases that can't be are left out."""
    left = tuple((guard, tree) for guard, tree in found if guard != FALSE)
    if not left:
        return otherwise or NULL
    return left[0][1] if left[0][0] == TRUE else Cases(left, otherwise)
