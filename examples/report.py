"""Tells the service that something happened in a complaint, as a CRM does.

    python examples/report.py URL KEY ID TYPE TIME

The answer says whether the event is new or was known.
"""

from __future__ import annotations

import sys

from crm_client import Guiju  # type: ignore[import-not-found]  # it lies beside this script


def main(url: str, key: str, name: str, kind: str, time: str) -> None:
    event = {"id": name, "source": "/crm", "type": kind, "subject": "TS-2026-0317", "time": time, "branch": "xian"}
    print(Guiju(url, key).tell(event))


if __name__ == "__main__":
    main(*sys.argv[1:])
