"""The catalog's phrases that are not diagnostics: the command line's own, a summary's, an explanation's."""

from __future__ import annotations

from engine.late import room


def phrase(table: str, name: str, lang: str, /, **fields: object) -> str:
    """The phrase `name` of a table of the catalog in `lang` ("zh" or "en"), with its `{field}`s filled."""
    catalog = room("catalog")
    filled: str = catalog.fill(catalog.entry(table)[name][lang], {field: str(value) for field, value in fields.items()})
    return filled
