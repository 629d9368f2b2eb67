"""What a caller would rather have, as `Accept` and `Accept-Language` say it (RFC 9110, sections 12.4 and 12.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from starlette.requests import Request

LANGUAGES = ("zh", "en")
"""Ours, the default first."""

_ANY = "*"


class Wish(NamedTuple):
    """`name`: in lower case; `weight`: from 0.0, which is not at all, to 1.0."""

    name: str
    weight: float


def language(accepted: str | None) -> str:
    """Which of our languages an `Accept-Language` likes best: Chinese where it wants neither."""
    wishes = [wish._replace(name=wish.name.partition("-")[0]) for wish in _wishes(accepted or "")]
    return _best(wishes, {name: (name, _ANY) for name in LANGUAGES}) or LANGUAGES[0]


def language_of(request: Request) -> str:
    """The language in which a request is answered: "zh" or "en"."""
    return language(request.headers.get("accept-language"))


def told_in(lang: str) -> dict[str, str]:
    """The headers of an answer whose words are in a language."""
    return {"Content-Language": lang, "Vary": "Accept-Language"}


def media_type(accepted: str, offered: Sequence[str]) -> str | None:
    """Which media type an `Accept` likes best; None where it wants none of them. Where it is empty, any will do."""
    ranges = {name: (name, f"{name.partition('/')[0]}/*", "*/*") for name in offered}
    return _best([*_wishes(accepted or "*/*")], ranges)


def _wishes(header: str) -> Iterator[Wish]:
    """What a header asks for, in its order; what has no readable weight is left out."""
    for part in header.lower().split(","):
        name, *parameters = (each.strip() for each in part.split(";"))
        weight = next((each.removeprefix("q=") for each in parameters if each.startswith("q=")), "1")
        try:
            weighed = float(weight)
        except ValueError:
            continue
        if 0 <= weighed <= 1:
            yield Wish(name, weighed)


def _best(wishes: Sequence[Wish], offers: Mapping[str, Sequence[str]]) -> str | None:
    """The offer that is liked best, if any is; of those that are liked alike the first."""
    likings = {offer: _liking(wishes, names) for offer, names in offers.items()}
    first = max(offers, key=likings.__getitem__)
    return first if likings[first] > _NOT_AT_ALL else None


def _liking(wishes: Sequence[Wish], names: Sequence[str]) -> tuple[float, int, int]:
    """How an offer is liked that is asked for by several names: the closest one counts that is there.

    Weights first; then a close name goes before a distant one, an early wish before a late one.
    """
    for distance, name in enumerate(names):
        found = [(wish.weight, -distance, -place) for place, wish in enumerate(wishes) if wish.name == name]
        if found:
            return max(found)
    return _NOT_AT_ALL


_NOT_AT_ALL = (0.0, 0, 0)
