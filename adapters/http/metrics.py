"""What the service tells Prometheus: `GET /metrics`, for keys that may read."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from starlette.responses import Response
from starlette.routing import Route

from adapters.clock import micros
from adapters.http.access import granted, refuse_bound
from adapters.ledger.errors import LedgerError
from adapters.ledger.queries import tail
from adapters.ledger.tables import cases, clocks, deliveries, seals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Column, Connection
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from adapters.service.service import Service

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Seconds."""
NOWHERE = "-"
"""The route of a request that leads nowhere, and a method that none has: callers make no labels of their own."""


def registry_of(service: Service) -> CollectorRegistry:
    """The metrics of one application."""
    registry = CollectorRegistry()
    registry.register(Gauges(service))
    return registry


class Measured:
    """How long requests take, by method, route and status, from the first byte asked for to the last one sent."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry, routes: Iterable[Route]) -> None:
        self._app = app
        self._paths = {route.endpoint: route.path for route in routes}
        labels, words = ("method", "route", "status"), "Seconds that requests took"
        self._seconds = Histogram("guiju_http_seconds", words, labels, registry=registry, buckets=BUCKETS)
        self._known: dict[tuple[str, str, int], Histogram] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, status = perf_counter(), 0

        async def sent(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        await self._app(scope, receive, sent)
        if scope["type"] == "http":
            self._of(scope, status).observe(perf_counter() - began)

    def _of(self, scope: Scope, status: int) -> Histogram:
        endpoint: Any = scope.get("endpoint")
        path = self._paths.get(endpoint, NOWHERE)
        known = path != NOWHERE and status != HTTPStatus.METHOD_NOT_ALLOWED
        labels = (scope["method"] if known else NOWHERE, path, status)
        measured = self._known.get(labels)
        if measured is None:
            measured = self._known[labels] = self._seconds.labels(*labels)
        return measured


class Gauges(Collector):
    """How things stand, read when somebody asks."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[GaugeMetricFamily]:
        live = self._service.live
        served = GaugeMetricFamily("guiju_library", "The library that is served", labels=("revision",))
        served.add_metric((live.current.bundle,), 1)
        yield served
        refused = live.refused is not None
        yield GaugeMetricFamily("guiju_library_refused", "Whether a newer state of the files isn't served", refused)
        try:
            with self._service.database.reading() as connection:
                found = list(_of_database(connection, micros(self._service.clock())))
        except LedgerError:
            found = []
        yield GaugeMetricFamily("guiju_database_up", "Whether the database answers", bool(found))
        yield from found


def _of_database(connection: Connection, now: int) -> Iterator[GaugeMetricFamily]:
    end = tail(connection).seq
    sealed = connection.scalar(select(func.max(seals.c.last))) or 0
    late = connection.scalar(select(func.count()).where(cases.c.look_at <= now)) or 0
    yield GaugeMetricFamily("guiju_ledger_entries", "Entries of the ledger", end)
    yield GaugeMetricFamily("guiju_ledger_unsealed", "Entries that no seal covers yet", end - sealed)
    yield GaugeMetricFamily("guiju_cases_due", "Cases that are due to be looked at", late)
    yield _by_state(connection, "guiju_clocks", "Clocks of cases", clocks.c.state)
    yield _by_state(connection, "guiju_deliveries", "Webhooks", deliveries.c.state)


def _by_state(connection: Connection, name: str, words: str, state: Column[str]) -> GaugeMetricFamily:
    found = GaugeMetricFamily(name, words, labels=("state",))
    for value, count in connection.execute(select(state, func.count()).group_by(state)):
        found.add_metric((value,), count)
    return found


async def metrics(request: Request) -> Response:
    """Prometheus' text format. Raises `Refused`, 403, to a key of some branches: it tells of all."""
    refuse_bound(await granted(request, "read"))
    text = await asyncio.to_thread(generate_latest, request.app.state.registry)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


ROUTES = (Route("/metrics", metrics),)
