"""The codes of diagnostics by themselves, without a library: what each means, how it comes about, what mends it."""

from engine.diagnostics.codes.examples import Example, example_of
from engine.diagnostics.codes.meaning import CODE, Meaning, codes, meaning_of, meanings

__all__ = ["CODE", "Example", "Meaning", "codes", "example_of", "meaning_of", "meanings"]
