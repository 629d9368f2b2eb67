"""A process that sweeps until it is killed: `sweeping.py URL FOLDER CLOCK`.

The policies are those in `FOLDER/policies`. It says `ready` when it begins.
"""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Event

from adapters.clock import clock_of
from adapters.ledger.database import Database
from adapters.service.bundles import read_bundle
from adapters.service.deadlines.sweeper import Sweeper
from adapters.service.live import compiled


def main(url: str, folder: Path, clock: str) -> None:
    bundle = read_bundle(folder / "policies")
    served = compiled(bundle.hash, folder / "policies", "policies")
    sweeper = Sweeper(Database.open(url), lambda: served, clock_of(clock))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sweeper.run(Event())


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
