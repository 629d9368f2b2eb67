"""The process that durable-rules lives in: a line of JSON in, a line of JSON out, until there are no more.

It is run by its path and knows nothing of guiju: what it is given was compiled elsewhere (see `terms`).

    {"number": 7, "rules": {"rung": [pattern, …]}, "states": [[fact, …], …]}
    {"number": 7, "matches": [[["rung", [0, 2]], …], …]}     per state: rules, and places of the facts that they join
    {"number": 7, "fault": "…"}
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from typing import Any

from durable import engine
from durable_rules_engine import delete_ruleset

NAME, SID = "rules", "state"
MOST_RULESETS = 64

engine._unix_now = lambda: 0  # noqa: SLF001 - an action during which the machine's clock jumps is taken for lost

Match = tuple[str, tuple[int, ...]]


class QuietHost(engine.Host):  # type: ignore[misc]
    """A host without the two threads of the library's own, which walk states that are being deleted."""

    def _run(self) -> None:
        pass


class Ruleset:
    """One compiled ruleset. Every evaluation has a state of its own, which is wiped afterwards."""

    def __init__(self, rules: dict[str, list[Any]]) -> None:
        self._matches: set[Match] = set()
        self._host = QuietHost()
        table = {rule: {"all": patterns, "run": self._collect(rule, patterns)} for rule, patterns in rules.items()}
        # Deleting a state in which nothing has ever fired frees what was never allocated: so something always fires.
        table["prime"] = {"all": [{"prime": {"kind": "prime"}}], "run": lambda _: None}
        self._host.set_rulesets({NAME: table})

    def _collect(self, rule: str, patterns: list[Any]) -> Any:
        aliases = [next(iter(pattern)) for pattern in patterns]

        def collect(context: Any) -> None:
            self._matches.add((rule, tuple(int(context._m[alias]["id"]) for alias in aliases)))  # noqa: SLF001

        return collect

    def evaluate(self, facts: list[dict[str, Any]]) -> list[Match]:
        self._matches.clear()
        try:
            self._host.post(NAME, {"sid": SID, "id": "prime", "kind": "prime"})
            for place, fact in enumerate(facts):
                with suppress(engine.MessageNotHandledException):  # it matches nothing yet
                    self._host.assert_fact(NAME, fact | {"sid": SID, "id": str(place), "_t": 1})
            fault = self._host.get_state(NAME, SID).get("exception")
            if fault:
                raise RuntimeError(fault)
        finally:
            self._host.delete_state(NAME, SID)
        return sorted(self._matches)

    def close(self) -> None:
        for ruleset in self._host._ruleset_list:  # noqa: SLF001
            delete_ruleset(ruleset._handle)  # noqa: SLF001


class Rulesets:
    """The rulesets that were asked for lately, by what they consist of."""

    def __init__(self) -> None:
        self._kept: dict[str, Ruleset] = {}

    def of(self, rules: dict[str, list[Any]]) -> Ruleset:
        key = json.dumps(rules, sort_keys=True)
        if key not in self._kept:
            if len(self._kept) == MOST_RULESETS:
                self._kept.pop(next(iter(self._kept))).close()
            self._kept[key] = Ruleset(rules)
        return self._kept[key]


def answer(rulesets: Rulesets, request: dict[str, Any]) -> dict[str, Any]:
    """The reply to one request."""
    try:
        ruleset = rulesets.of(request["rules"])
        return {"matches": [ruleset.evaluate(facts) for facts in request["states"]]}
    except Exception as error:  # noqa: BLE001 - whatever it is, who asked must know
        return {"fault": f"{type(error).__name__}: {error}"}


def main() -> None:
    """Answers until the other end closes the pipe."""
    rulesets = Rulesets()
    for line in sys.stdin:
        request = json.loads(line)
        sys.stdout.write(json.dumps({"number": request["number"], **answer(rulesets, request)}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
