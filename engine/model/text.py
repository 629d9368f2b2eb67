"""Texts for people, in both languages."""

from __future__ import annotations

from engine.record import record


@record
class Text:
    """A text for people in Chinese and English; where the owner wrote one only, both are that."""

    zh: str
    en: str

    @property
    def spellings(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.zh, self.en)))

    def in_language(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en
