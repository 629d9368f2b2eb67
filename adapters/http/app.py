"""The application: every room's routes, behind one guard that no error passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from adapters.http import decide, events, health
from adapters.http.access import Keyring
from adapters.http.guard import Guard
from adapters.http.problems import Refused, answer
from adapters.http.rates import Buckets
from engine import GuijuError

if TYPE_CHECKING:
    from adapters.service.service import Service

ROOMS = (decide, events, health)
"""The rooms that have `ROUTES`, those that are called most first."""


def application(service: Service) -> FastAPI:
    """The application that answers for a service; its state has `service`, `keyring`, `rates` and `in_flight`."""
    app = FastAPI(
        openapi_url=None,
        redirect_slashes=False,
        routes=[route for room in ROOMS for route in room.ROUTES],
        exception_handlers=dict.fromkeys((HTTPException, Refused, GuijuError), answer),
    )
    app.add_middleware(Guard)
    app.state.service = service
    app.state.keyring = Keyring(service.database)
    app.state.rates = Buckets()
    app.state.in_flight = set()
    app.state.in_flight = set()
    return app
