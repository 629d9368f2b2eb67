"""Lists, page by page: `{"items": […], "next": CURSOR}`; `next` is null on the last one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from starlette.responses import Response

from adapters import json_text
from adapters.http.limits import JSON
from adapters.http.negotiation import told_in
from adapters.http.parameters import PAGE, cursor_of
from adapters.ledger import queries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection
    from starlette.requests import Request

    from adapters.ledger.entries import Recorded
    from adapters.ledger.queries import Wanted

Item = TypeVar("Item")
Result = TypeVar("Result")


class Page(NamedTuple):
    """`items`, as JSON data; `next`: a cursor."""

    items: Sequence[Any]
    next: str | None


def page(
    found: Sequence[Item], limit: int | None, shown: Callable[[Item], Any], place: Callable[[Item], Sequence[Any]]
) -> Page:
    """A page of what was found, of which one more was asked for than it holds."""
    size = limit or PAGE
    following = cursor_of(*place(found[size - 1])) if len(found) > size else None
    return Page([shown(item) for item in found[:size]], following)


def page_of_entries(
    connection: Connection,
    wanted: Wanted,
    asked: Mapping[str, Any],
    shown: Callable[[Recorded], Any],
    *,
    newest: bool,
) -> Page:
    """A page of the ledger's entries. `asked`: its `limit` and `after`, as parameters; `newest`: the last one first."""
    (after,), limit = asked["after"] or (0,), asked["limit"]
    found = queries.listing(connection, wanted, after=after, limit=one_more(limit), newest=newest)
    return page(found, limit, shown, lambda each: (each.seq,))


def one_more(limit: int | None) -> int:
    """How many to ask for, so that it shows whether another page follows."""
    return (limit or PAGE) + 1


def answered(value: Page | Mapping[str, Any], lang: str | None = None) -> Response:
    """Data as a JSON answer. `lang`: the language of the words in it, where it has some."""
    data = value._asdict() if isinstance(value, Page) else value
    return Response(json_text.write(data), 200, told_in(lang) if lang else None, JSON)


async def reading(request: Request, read: Callable[[Connection], Result]) -> Result:
    """What is read from the database, in a thread."""

    def work() -> Result:
        with request.app.state.service.database.reading() as connection:
            return read(connection)

    return await asyncio.to_thread(work)
