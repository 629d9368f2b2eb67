"""The service killed in the middle of its answers, again and again, and started again on what it left.

`KILLS`: how often on each kind of database, half of them with two services at once; `SEED`: what a run that printed it
chose by chance.
"""

from __future__ import annotations

import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from random import Random
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.faults.audit import compare, compare_commands, compare_deliveries, remains, should_be_told, were_told
from tests.faults.crm import Crm, Log
from tests.faults.moving_clock import MovingClock
from tests.faults.receivers import Receiver
from tests.faults.relay import Fuse, Relay
from tests.faults.service import Service, end_leases, new_endpoint, new_key, wait_for, wait_until_told
from tests.faults.traffic import Traffic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future
    from pathlib import Path

KILLS = int(os.environ.get("KILLS", "20"))
SEED = int(os.environ.get("SEED", secrets.randbelow(10**6)))
WORKERS = 3
RETRIES = ("--retry", "1s " * 60)
LONGEST = 40_000
"""Bytes of answers within which a kill falls."""


class Scene(NamedTuple):
    """All that takes part: services on one database, each spoken with through a relay, and a receiver."""

    services: tuple[Service, ...]
    relays: tuple[Relay, ...]
    fuse: Fuse
    receiver: Receiver
    clock: MovingClock
    key: str
    secret: str
    log: Log


@contextmanager
def _scene(database: str, folder: Path, processes: int, random: Random) -> Iterator[Scene]:
    """One fuse lies in all relays, that to the receiver, too; it kills one of the services."""
    clock, key = MovingClock(folder / "now"), new_key(database)
    services = tuple(Service(database, clock.option, *RETRIES) for _ in range(processes))
    fuse = Fuse(lambda: random.choice(services).kill())
    with ExitStack() as stack:
        receiver = stack.enter_context(Receiver())
        hooks = stack.enter_context(Relay(fuse, receiver.server_port))
        relays = tuple(stack.enter_context(Relay(fuse)) for _ in services)
        secret = new_endpoint(database, hooks.url)
        for service in services:
            stack.enter_context(service)
        yield Scene(services, relays, fuse, receiver, clock, key, secret, Log())


@pytest.mark.parametrize("processes", [1, 2])
def test_nothing_acknowledged_is_lost(url: str, processes: int, tmp_path: Path) -> None:
    print(f"SEED={SEED} KILLS={KILLS}")  # noqa: T201  # to do it again
    random = Random(SEED)  # noqa: S311  # traffic, no secret
    with _scene(url, tmp_path, processes, random) as scene:
        _killed_again_and_again(scene, random)
        end_leases(url)
        wait_until_told(url, scene.clock.now)
        assert [service.stop() for service in scene.services] == [0] * processes
    found = remains(url)
    compare(found, scene.log)
    assert were_told(found) == should_be_told(scene.log, scene.clock.now)
    compare_deliveries(found, scene.receiver.told, scene.secret)
    compare_commands(url, found, scene.clock.option)


def _killed_again_and_again(scene: Scene, random: Random) -> None:
    enough = Event()
    _find_again(scene)
    with ThreadPoolExecutor(WORKERS) as pool:
        work = [pool.submit(_work, scene, number, Random(random.random()), enough) for number in range(WORKERS)]  # noqa: S311
        try:
            for _ in range(KILLS // 2):
                _killed_once(scene, random, work)
        finally:
            enough.set()
    for each in work:
        each.result()


def _killed_once(scene: Scene, random: Random, work: list[Future[None]]) -> None:
    scene.fuse.lay(random.randrange(1, LONGEST))
    wait_for(lambda: _time_passes(scene, random), "end of the fuse", unless=lambda: _failed(work))
    scene.clock.advance(hours=random.choice((0, 0, 8)))
    for service in scene.services:
        if service.process.poll() is not None:
            service.start()
    _find_again(scene)


def _find_again(scene: Scene) -> None:
    for service, relay in zip(scene.services, scene.relays, strict=True):
        relay.target = service.port


def _time_passes(scene: Scene, random: Random) -> bool:
    scene.clock.advance(minutes=random.randrange(3))
    return scene.fuse.blown.is_set()


def _failed(work: list[Future[None]]) -> str:
    return next((repr(each.exception()) for each in work if each.done()), "")


def _work(scene: Scene, number: int, random: Random, enough: Event) -> None:
    relay = scene.relays[number % len(scene.relays)]
    with Crm(relay.url, scene.key, scene.log) as crm:
        traffic = Traffic(f"w{number}", crm, scene.clock, random)
        while not enough.is_set():
            traffic.act()
