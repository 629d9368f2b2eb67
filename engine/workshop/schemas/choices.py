"""Words that an editor offers where one may stand; it refuses every other word where the list is known to be whole.

`anyOf` of constants makes the YAML language server offer each word with its meaning, tell of the one under the
pointer, and list them all where none fits. `defaultSnippets` make it offer without refusing.
A list of words stands once in a schema, as a definition that others refer to: a large library has many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.model.text import Text

Schema = dict[str, Any]


class Choice(NamedTuple):
    """A word that may stand there, and what it means: `about`, Chinese and English on a line each."""

    word: str
    about: str


class Choices(NamedTuple):
    """`whole`: nothing that could be among them was lost to an error, and none is declared where they are offered."""

    known: tuple[Choice, ...]
    whole: bool


def heading(text: Text) -> str:
    """A title in both languages, as the schemas have them: `及格分 / Pass mark`."""
    return " / ".join(text.spellings)


def lines(text: Text) -> str:
    """A text in both languages, a line each."""
    return "\n".join(text.spellings)


def one_of(choices: Choices, *others: Schema) -> Schema:
    """One of the words, or what one of `others` allows."""
    return _only(choices.known, *others) if choices.whole else offers(choices.known)


def each_of(choices: Choices, one: Schema) -> Schema:
    """The words for the items of a list; `one` is the schema that refuses others.

    The language server would offer each alternative of an `anyOf` a second time, as `- (array item)`. So the words are
    snippets, and a condition that always holds refuses others.
    """
    strict: Schema = {"if": True, "then": one} if choices.whole and choices.known else {}
    return {**offers(choices.known), **strict}


def offers(known: Iterable[Choice]) -> Schema:
    """The words offered; anything may stand there."""
    snippets = [{"bodyText": word, "description": about} for word, about in known]
    return {"defaultSnippets": snippets} if snippets else {}


def bare(static: Schema) -> Schema:
    """A schema without its examples, which name what the library may not have: an editor offers them as values."""
    return {key: value for key, value in static.items() if key not in ("examples", "defaultSnippets")}


def picked(static: Schema, choices: Choices) -> Schema:
    """A schema with the words that may stand there. Where others are refused, the form of a word says nothing more."""
    words = one_of(choices)
    kept = unnamed(bare(static), "$ref") if "anyOf" in words else bare(static)
    return {**kept, **words}


def unnamed(static: Schema, *keys: str) -> Schema:
    """A schema without its title and description, or without some `keys`: an editor tells the first that it finds."""
    return {key: value for key, value in static.items() if key not in (keys or ("title", "description"))}


def quiet(part: Schema) -> Schema:
    """For a key that is described elsewhere: its values are offered, the key is not offered twice."""
    return {"doNotSuggest": True, **part}


def _only(known: Iterable[Choice], *others: Schema) -> Schema:
    words: list[Schema] = [{"const": word, "description": about} for word, about in known]
    return {"anyOf": [*words, *others]} if words or others else {}
