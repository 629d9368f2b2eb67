"""Material -> Handbook: what the policies say side by side, then what they decide differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.comparison.behaviour import policy_section, verdict_line
from engine.backends.prose.comparison.rows import matrix_block
from engine.backends.prose.comparison.timed import told_once
from engine.backends.prose.comparison.told import told_of
from engine.backends.prose.handbook.parts import Handbook, Item, Items, Pair, Pairs, Paragraph, Section, text
from engine.backends.prose.handbook.speech import filled
from engine.backends.prose.phrases import phrases
from engine.diagnostics.catalog import entry as catalog_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.comparison.material import Entry, Material
    from engine.backends.prose.handbook.parts import Block, Line
    from engine.backends.prose.phrases import Say

NAMED = 3
"""How many sides a title names."""


def to_document(material: Material, lang: str) -> Handbook:
    """The comparison in `lang` ("zh" or "en")."""
    say = phrases(lang, "comparison")
    return Handbook(
        lang=lang,
        title=say("title", library=material.title.in_language(lang), sides=_sides(material, lang, say)),
        about=_about(material, lang, say),
        sections=(_matrix(material, lang, say), *_behaviour(material, lang, say)) if material.entries else (),
        kind=say("kind"),
    )


def _sides(material: Material, lang: str, say: Say) -> str:
    titles = [side.title.in_language(lang) for side in material.sides]
    if len(titles) > NAMED:
        return say("title_of_many", baseline=titles[0], count=len(titles) - 1)
    return say("and_side").join(titles)


def _about(material: Material, lang: str, say: Say) -> Pairs:
    """The date first: which rules were compared."""
    baseline, *others = (side.title.in_language(lang) for side in material.sides)
    told = (
        ("currency_date", say("on_day", day=material.as_of.isoformat())),
        ("baseline", baseline),
        ("against", say("and_side").join(others)),
        ("added", say("and_side").join(material.added)),
        ("removed", say("and_side").join(material.removed)),
        ("not_in_force", say("and_side").join(title.in_language(lang) for title in material.not_in_force)),
        ("extent", _extent(material, say)),
        ("result", _result(material, lang, say)),
    )
    return Pairs(tuple(Pair(text(say(name)), (text(said),)) for name, said in told if said), "front")


def _extent(material: Material, say: Say) -> str:
    rows = [row for entry in material.entries for row in entry.rows]
    counts = {
        "policies": len(material.entries),
        "rows": len(rows),
        "differing": sum(row.differs for row in rows),
        "regions": sum(len(entry.comparison.differences) for entry in material.entries),
        "timed": sum(len(told_once(entry)) for entry in material.entries) or "",
        "unchanged": material.unchanged or "",
    }
    return say("extent_said", **counts)


def _result(material: Material, lang: str, say: Say) -> str:
    named = [entry.named(lang) for entry in material.entries if _differs(entry)]
    if material.not_in_force and not material.entries:
        return say("result_none")
    if not named:
        return "" if material.differs else say("result_same")
    return say("result_differs", policies=len(named), named=say("and_side").join(named))


def _differs(entry: Entry) -> bool:
    return any(row.differs for row in entry.rows) or not entry.alike


def _matrix(material: Material, lang: str, say: Say) -> Section:
    block = matrix_block(material, lang)
    blocks: tuple[Block, ...] = (block,)
    if not any(row.differs for entry in material.entries for row in entry.rows):
        blocks = (Paragraph(text(say("nothing_differs"))), block)
    return Section("matrix", text(say("matrix")), "matrix", blocks)


def _behaviour(material: Material, lang: str, say: Say) -> Iterator[Section]:
    """A section per policy that is decided differently, or may be; the others in a list."""
    apart = [entry for entry in material.entries if not entry.alike]
    alike = [entry for entry in material.entries if entry.alike]
    if apart:
        told = (told_of(entry, material, lang) for entry in apart)
        sections = tuple(policy_section(one, number) for number, one in enumerate(told, 1))
        yield Section("behaviour", text(say("behaviour")), "part", (), sections)
    if alike:
        items = tuple(Item(_proved(entry, lang)) for entry in alike)
        yield Section("alike", text(say("same_policies")), "index", (Items(items),))


def _proved(entry: Entry, lang: str) -> Line:
    fields = {"policy": text(entry.named(lang)), "verdict": verdict_line(entry, lang)}
    return filled(catalog_entry("comparison")["same_policy"][lang], fields)
