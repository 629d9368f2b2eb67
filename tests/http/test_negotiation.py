"""What callers would rather have, by what they say of it."""

from __future__ import annotations

import pytest

from adapters.http.negotiation import language, media_type

TEXT, JSON = "text/plain", "application/json"

LANGUAGES = [
    (None, "zh"),
    ("", "zh"),
    ("*", "zh"),
    ("fr", "zh"),
    ("en", "en"),
    ("EN", "en"),
    ("en-GB", "en"),
    ("zh-Hant-TW, en;q=0.9", "zh"),
    ("en-GB,zh;q=0.5", "en"),
    ("en, zh", "en"),
    ("zh, en", "zh"),
    ("en;q=0.1, zh", "zh"),
    ("fr, en;q=0.5", "en"),
    ("fr, en;q=0.5, zh;q=0.501", "zh"),
    ("en-GB;q=0.1, zh;q=0.5, en;q=0.9", "en"),
    ("en;q=0, *", "zh"),
    ("zh;q=0, *", "en"),
    ("zh;q=0.4, *;q=0.5", "en"),
    ("*, en;q=0.1", "zh"),
    ("*, en", "en"),
    ("*;q=0.5, en", "en"),
    ("zh;q=0, en;q=0", "zh"),
    ("fr, en;q=0, zh;q=0.1", "zh"),
    ("en; Q=0.9 ,zh;Q=0.1", "en"),
    ("en;level=1;q=0.2, zh;q=0.1", "en"),
    ("en;q=1.5, zh;q=0.1", "zh"),
    ("en;q=-1", "zh"),
    ("en;q=high", "zh"),
    (";;,en;q=nan,*", "zh"),
]


@pytest.mark.parametrize(("accepted", "lang"), LANGUAGES)
def test_the_language_that_is_liked_best(accepted: str | None, lang: str) -> None:
    assert language(accepted) == lang


MEDIA_TYPES = [
    ("", JSON),
    ("*/*", JSON),
    ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", JSON),
    ("application/json, text/plain, */*", JSON),
    ("application/*", JSON),
    ("Application/JSON", JSON),
    ("text/plain;q=0.5, application/json", JSON),
    ("application/json;q=0.1, text/plain", TEXT),
    ("text/plain", TEXT),
    ("text/plain; charset=utf-8", TEXT),
    ("text/*", TEXT),
    ("text/html, text/*;q=0.5", TEXT),
    ("*/*, text/plain", TEXT),
    ("*/*, text/plain;q=0.9", JSON),
    ("application/json;q=0, */*", TEXT),
    ("text/*;q=0.9, text/plain;q=0.1, application/json;q=0.5", JSON),
    ("text/plain, application/json", TEXT),
    ("text/html", None),
    ("text/plain;q=0", None),
    ("*/*;q=0", None),
    ("application/xml, image/*", None),
    ("json", None),
]


@pytest.mark.parametrize(("accepted", "found"), MEDIA_TYPES)
def test_the_media_type_that_is_liked_best(accepted: str, found: str | None) -> None:
    assert media_type(accepted, (JSON, TEXT)) == found
