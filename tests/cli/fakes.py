"""A stand-in for the engine behind the command line: one policy, answers fixed beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from adapters.wiring import Tools
from engine.diagnostics import Diagnostic, FactError, PolicyError, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from threading import Event

    import engine

ERROR = Diagnostic("GJ706", Span("policies/base/a.yaml", 3, 5, 3, 9), (("path", "x"),), "    a: x")
FAILING = "broken"
"""A policy whose `decide` fails in a way that nobody foresaw."""


class FakeDecision(NamedTuple):
    """Echoes what it was asked."""

    asked: dict[str, Any]
    warnings: tuple[Diagnostic, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        warning = {"do": "warning", "to": "designer", "rule": "below-pass", "cites": ["MAN-02"], "rate": "0.005"}
        return {
            "decision": "0123456789abcdef",
            "asked": {name: str(value) for name, value in self.asked.items()},
            "branch": "xian",
            "policy": "drawing-review",
            "as_of": "2026-11-22",
            "outcomes": [warning, {"do": "certificate", "to": None, "rule": "top", "cites": [], "needs": ["wage"]}],
            "outputs": {"grade": None, "kept": True},
            "undecided": [
                {"rule": "not-all-fixed", "needs": ["revision"]},
                {"rule": "bands", "needs": [], "conflict": ["a", "b"]},
            ],
            "held": [
                {"do": "refund", "to": "customer", "rule": "r", "cites": [], "missing": ["photos"], "next": "finance"}
            ],
        }

    def explain(self, lang: str = "zh") -> str:
        return {"zh": "评分 79 低于及格分 80，差 1 分。", "en": "score 79 is below the pass mark of 80, by 1."}[lang]


class FakePolicy(NamedTuple):
    id: str

    def decide(
        self, facts: dict[str, Any], as_of: str | None = None, now: str | None = None, *, horizon: str | None = None
    ) -> FakeDecision:
        if self.id == FAILING:
            raise ZeroDivisionError
        if "scoer" in facts:
            raise FactError([Diagnostic("GJ702", None, (("option", "scoer"), ("near", "score")), pointer="/scoer")])
        asked = {"horizon": horizon} if horizon else {}
        return FakeDecision({**facts, "as_of": as_of, "now": now, **asked})

    def sql(self, dialect: str, as_of: str | None = None, keep: tuple[str, ...] = ()) -> str:
        return f"SELECT {', '.join((*keep, repr(f'{dialect} {as_of}')))}"

    def run(
        self,
        source: Path,  # noqa: ARG002  the engine's signature
        target: Path | None,  # noqa: ARG002  the engine's signature
        as_of: str | None = None,  # noqa: ARG002  the engine's signature
        now: str | None = None,  # noqa: ARG002  the engine's signature
    ) -> NoReturn:
        raise ModuleNotFoundError(name="duckdb")


class FakeBranch(NamedTuple):
    id: str

    def policy(self, policy_id: str) -> FakePolicy:
        if policy_id not in ("drawing-review", FAILING):
            raise PolicyError([Diagnostic("GJ701", None, (("command", policy_id), ("near", "drawing-review")))])
        return FakePolicy(policy_id)


class FakeLibrary(NamedTuple):
    def branch(self, branch_id: str) -> FakeBranch:
        return FakeBranch(branch_id)


class FakeWorkspace:
    """Answers one thing after another: the files that changed, and the answer or the error."""

    def __init__(self, *rounds: tuple[tuple[str, ...], Any]) -> None:
        self._rounds = iter(rounds)
        self.changed: tuple[str, ...] = ()

    def check(self) -> Any:
        self.changed, answer = next(self._rounds)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def test(self, only: str | None) -> Any:  # noqa: ARG002  the engine's signature
        return self.check()


def watching_tools(*rounds: tuple[tuple[str, ...], Any]) -> Tools:
    """Tools whose workspace answers these rounds, asked once for each."""

    def follow(_: Path) -> Any:
        return FakeWorkspace(*rounds)

    def changes(folder: Path, stop: Event | None = None) -> Iterator[None]:
        yield from [None] * len(rounds)

    return fake_tools()._replace(follow=follow, changes=changes)


def fake_tools(*found: Diagnostic) -> Tools:
    """Tools whose library has one policy, and whose check finds `found`; nobody watches."""

    def load(_: Path) -> Any:
        return FakeLibrary()

    def check(_: Path) -> tuple[engine.Diagnostic, ...]:
        return found

    def not_followed(_: Path) -> NoReturn:
        raise NotImplementedError

    def unwatched(folder: Path, stop: Event | None = None) -> NoReturn:
        raise NotImplementedError

    return Tools(load, check, not_followed, unwatched)
