"""The application: every room's routes, behind one guard that no error passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from adapters.http import across, admin, bulk, case, clocks, decide, events, health, library, metrics, openapi, recorded
from adapters.http.access import Keyring
from adapters.http.guard import Guard
from adapters.http.problems import Refused, answer
from adapters.http.rates import Buckets
from adapters.http.shared import Shared
from engine import GuijuError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from adapters.service.service import Service

ROOMS = (decide, bulk, across, events, clocks, case, recorded, library, admin, metrics, health, openapi)
"""The rooms that have `ROUTES`, those that are called most first."""


def application(service: Service, rooms: Sequence[ModuleType] = ROOMS) -> FastAPI:
    """The application that answers for a service.

    Its state has `service`, `keyring`, `rates`, `in_flight`, `settling`, `reloading`, `documents` and `registry`.
    """
    routes = [route for room in rooms for route in room.ROUTES]
    app = FastAPI(
        openapi_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        redirect_slashes=False,
        routes=list(routes),
        exception_handlers=dict.fromkeys((HTTPException, Refused, GuijuError), answer),
    )
    app.state.registry = registry = metrics.registry_of(service)
    app.add_middleware(Guard)
    app.add_middleware(metrics.Measured, registry=registry, routes=routes)
    app.state.service = service
    app.state.keyring = Keyring(service.database)
    app.state.rates = Buckets()
    app.state.in_flight = set()
    app.state.settling = Shared(service.settle, "settling")
    app.state.reloading = Shared(service.reload, "reloading")
    app.state.documents = openapi.Documents()
    return app
