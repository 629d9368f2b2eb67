"""A comparison as one self-contained HTML page: no script, no network; Chinese and English, one of them shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.backends.prose.comparison.from_material import to_document
from engine.backends.prose.handbook.html import to_html

if TYPE_CHECKING:
    from engine.backends.prose.comparison.material import Material

LANGUAGES = ("zh", "en")
_STYLE = Path(__file__).with_name("comparison.css")


def to_page(material: Material, lang: str = "zh") -> str:
    """The whole page, ending in a newline; `lang` is shown first."""
    languages = sorted(LANGUAGES, key=lambda each: each != lang)
    books = [to_document(material, each) for each in languages]
    return to_html(books, _STYLE.read_text(encoding="utf-8"))
