"""YAML texts in every layout that a hand may give them, and well-kept ones with their layout damaged."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator

BLANKS = st.sampled_from(["", "", " ", "  "])
SPACE = st.sampled_from([" ", " ", "  ", "    "])
TABS = st.sampled_from([" ", "\t", " \t"])
"""YAML allows them in few places: behind a colon that a value follows, around comments."""
WORDS = st.sampled_from(
    ["a", "80", "图纸", "a b", "a:b", "x#y", "-1", "“引号”", "👍", "é", "[80..90)", "a, b", "it's", 'say "x"', "~", "é"]
)
KEYS = (
    *("policy", "rules", "tables", "facts", "rows", "title", "图", "cases", "id", "then", "'q'", '"d"'),
    *("clocks", "ladders", "rungs", "weekly", "2026-02-15..2026-02-23"),
)
PLAIN = re.compile(r"[^\[\]{},'\"#&*!|>%@`~-][^\[\]{},'\"]*")
BULKY = ("|", "|-", "|+", ">", ">-", "|  # {}", ">+")


class Hand:
    """Writes one document, deciding at each turn how."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.numbers = count()

    def chance(self, of: int) -> bool:
        return self.draw(st.integers(1, of)) == of

    def comment(self) -> str:
        text = self.draw(st.sampled_from(["", " ", " 说明，", "- id: ", "  ", "!"]))
        return f"#{text}c{next(self.numbers)}{self.draw(BLANKS | TABS)}"

    def tail(self) -> str:
        """What stands behind the last text of a line."""
        return self.draw(SPACE | TABS) + self.comment() if self.chance(6) else self.draw(BLANKS)

    def between(self, column: int) -> Iterator[str]:
        """Blank lines and comments of their own."""
        for _ in range(self.draw(st.sampled_from([0, 0, 0, 1, 1, 2, 3]))):
            yield (
                " " * (column + self.draw(st.integers(0, 3))) + self.comment()
                if self.chance(2)
                else " " * self.draw(st.integers(0, 3))
            )

    def mapping(self, column: int, depth: int) -> Iterator[str]:
        keys = self.draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=True))
        for key in keys:
            yield from self.between(self.draw(st.integers(0, column)))
            yield from self.value(column, f"{' ' * column}{key}{self.draw(BLANKS)}:", depth)

    def sequence(self, column: int, depth: int) -> Iterator[str]:
        for _ in range(self.draw(st.integers(1, 3))):
            yield from self.between(self.draw(st.integers(0, column)))
            yield from self.item(column, f"{' ' * column}-", depth)

    def item(self, column: int, start: str, depth: int) -> Iterator[str]:
        if depth and self.chance(2):
            inner = column + 1 + self.draw(st.integers(1, 4))
            first, *rest = self.draw(st.sampled_from([self.mapping, self.sequence]))(inner, depth - 1)
            lead = [line for line in (first, *rest) if line.strip() and not line.lstrip().startswith("#")]
            if lead and lead[0] is first:
                yield start + first[len(start) :]
                yield from rest
                return
        yield from self.value(column, start, depth)

    def value(self, column: int, start: str, depth: int) -> Iterator[str]:
        """What stands behind a colon or a dash."""
        match self.draw(st.integers(0, 7)):
            case 0 | 1 if depth:
                yield start + self.tail()
                least = 0 if start.endswith(":") else 1
                yield from self.sequence(column + self.draw(st.integers(least, 4)), depth - 1)
            case 2 | 3 if depth:
                yield start + self.tail()
                yield from self.mapping(column + self.draw(st.integers(1, 5)), depth - 1)
            case 4:
                yield from self.bulky(column, start)
            case 5:
                yield from self.several(column, start)
            case 6:
                yield start + self.space(start) + self.flow(column, 2) + self.tail()
            case _:
                yield start + self.space(start) + self.scalar() + self.tail()

    def space(self, start: str) -> str:
        return self.draw(SPACE | TABS if start.endswith(":") else SPACE)

    def scalar(self) -> str:
        text = self.draw(WORDS)
        match self.draw(st.integers(0, 2)):
            case 0:
                return "'" + text.replace("'", "''") + "'"
            case 1:
                return '"' + text.replace('"', '\\"') + '"'
            case _:
                return text if PLAIN.fullmatch(text) else "plain"

    def several(self, column: int, start: str) -> Iterator[str]:
        """A text that goes on in the next lines."""
        quote = self.draw(st.sampled_from(["", "'", '"']))
        yield f"{start} {quote}one{self.draw(BLANKS)}"
        for word in self.draw(st.lists(st.sampled_from(["two", "三", ""]), max_size=3)):
            yield f"{' ' * (column + self.draw(st.integers(1, 4)))}{word}{self.draw(BLANKS)}" if word else ""
        yield f"{' ' * (column + self.draw(st.integers(1, 4)))}end{quote}{self.tail()}"

    def bulky(self, column: int, start: str) -> Iterator[str]:
        """A literal or folded text."""
        style = self.draw(st.sampled_from(BULKY)).format(f"c{next(self.numbers)}")
        indent = " " * (column + self.draw(st.integers(1, 5)))
        yield f"{start} {style}{self.draw(BLANKS)}"
        yield f"{indent}first"
        for line in self.draw(
            st.lists(st.sampled_from(["", "- x: 1", "   further", "# 字", "end  ", "\ttab"]), max_size=4)
        ):
            yield indent + line if line or self.chance(3) else ""

    def flow(self, column: int, depth: int) -> str:
        """Brackets, maybe over several lines."""
        if not depth:
            return self.scalar()
        items = [self.part(column, depth) for _ in range(self.draw(st.integers(0, 3)))]
        opener, closer = self.draw(st.sampled_from([("{", "}"), ("[", "]")]))
        if opener == "{":
            items = [f"k{k}:{self.draw(SPACE)}{item}" for k, item in enumerate(items)]
        comma = "," if items and self.chance(4) else ""
        inner = ",".join(f"{self.gap(column)}{item}{self.gap(column)}" for item in items)
        return f"{opener}{inner}{comma}{self.gap(column)}{closer}"

    def part(self, column: int, depth: int) -> str:
        return self.flow(column, depth - 1) if self.chance(3) else self.scalar()

    def gap(self, column: int) -> str:
        if not self.chance(5):
            return self.draw(BLANKS)
        comment = f" {self.comment()}" if self.chance(2) else ""
        return comment + "\n" * self.draw(st.integers(1, 3)) + " " * (column + self.draw(st.integers(1, 6)))


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A whole document."""
    hand = Hand(draw)
    lines = [*hand.between(0), *hand.mapping(draw(st.integers(0, 3)), 4), *hand.between(0)]
    breaks = draw(st.sampled_from(["\n", "\r\n"]))
    return "\n".join(lines).replace("\n", breaks) + draw(st.sampled_from([breaks, breaks * 3, ""]))


PIECES = (
    *("a", "b: ", "- ", "? ", ": ", "{", "}", "[", "]", ", ", "'", '"', "|", "|+", "|-2", ">", "#", "# c", " #c", "，"),
    *(
        "&x ",
        "*x ",
        "!t ",
        "---",
        "...",
        "%T",
        "\t",
        "\\",
        "''",
        "\n",
        "\n",
        "\n  ",
        "\n    ",
        "  ",
        "\n\n",
        "| a || b |",
    ),
)


@st.composite
def scraps(draw: st.DrawFn) -> str:
    """Anything that is made of YAML's marks."""
    start = draw(st.sampled_from(["", "policy: x\nfacts:\n  ", "tables:\n  t:\n    rows: |\n      "]))
    return start + "".join(draw(st.lists(st.sampled_from(PIECES), max_size=25)))


def wider(draw: st.DrawFn, text: str) -> str:
    """Another step for each level, and the whole file further in."""
    step, first = draw(st.integers(2, 5)), draw(st.integers(0, 4))
    dash = "-" + " " * (step - 1)
    return "".join(
        " " * (first + len(indent) // 2 * step if rest.strip() else 0) + re.sub("^- ", dash, rest)
        for indent, rest in re.findall(r"( *)(.*\n)", text)
    )


def flat(_draw: st.DrawFn, text: str) -> str:
    """The lists of the file's own keys no further in than these."""
    return re.sub(
        r"^(?:rules|cases):\n(?=(?:  #.*\n)*  - )(?:(?:  .*)?\n)+",
        lambda found: found.group().replace("\n  ", "\n"),
        text,
        flags=re.MULTILINE,
    )


def spaced(draw: st.DrawFn, text: str) -> str:
    """Blanks at the ends of lines, and more blank lines where there are some."""
    lines = text.split("\n")
    ends = [line + draw(BLANKS) if line else "\n  " * draw(st.integers(0, 2)) for line in lines]
    return "\n" * draw(st.integers(0, 2)) + "\n".join(ends)


def loose(draw: st.DrawFn, text: str) -> str:
    """More blanks behind colons and commas, in brackets, between the cells of tables."""
    lines = text.split("\n")
    return "\n".join(_loosened(draw, line) if _IS_PLAIN.fullmatch(line) else line for line in lines)


def _loosened(draw: st.DrawFn, line: str) -> str:
    row = line.lstrip().startswith("|")
    where, what = (_IN_ROWS, BLANKS | TABS) if row else (_IN_LINES, BLANKS)
    return where.sub(lambda found: found.group() + draw(what), line)


_IS_PLAIN = re.compile(r" *\|.*|[^#'\"]*")
_IN_ROWS = re.compile(r"(?<!\|)\|(?=[ \w])(?=.)")
_IN_LINES = re.compile(r"(?<=[\w}\]]): |, (?=\w+: )|(?<=[:-] )[{\[](?=\w)|(?<=\w)[}\]](?=[}\]])")


def foreign(draw: st.DrawFn, text: str) -> str:
    """Line breaks of Windows, or none at the end."""
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text.rstrip()


@st.composite
def damaged(draw: st.DrawFn, texts: dict[str, str]) -> tuple[str, str]:
    """The name of a well-kept text, and that text with its layout damaged."""
    name = draw(st.sampled_from(list(texts)))
    text = texts[name]
    for damage in (loose, flat, wider, spaced, foreign):
        if draw(st.booleans()):
            text = damage(draw, text)
    return name, text
