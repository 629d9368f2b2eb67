"""What two pages of documentation must have in common: the same files in both languages, but for words."""

from __future__ import annotations

WORDS = ("title", "case", "reason")


def untitled(shown: object) -> object:
    """A file's content without titles and what stands for one."""
    match shown:
        case {"subjects": subjects, "consequences": consequences, **rest}:
            return list(subjects), untitled(rest.get("events", {})), list(consequences)
        case dict():
            return {key: untitled(value) for key, value in shown.items() if key not in WORDS}
        case list():
            return [untitled(item) for item in shown]
        case _:
            return shown
