"""One branch of a library: its policies, and what they make of a case's events and facts before anybody decides."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine.diagnostics import Diagnostic, PolicyError, did_you_mean
from engine.late import room
from engine.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.library import Library


class Branch:
    """One branch of a library."""

    def __init__(self, library: Library, name: str) -> None:
        self._library = library
        self.id = name

    @property
    def policies(self) -> tuple[str, ...]:
        return self._library.policies_of(self.id)

    def policy(self, name: str) -> Policy:
        """A policy by its id. Raises `PolicyError` where the branch has none of that name."""
        if name not in self.policies:
            raise unknown("GJ361", name, self.policies)
        return Policy(self._library.compiled(self.id, name))

    def readers(self, event: str, kind: str = "") -> tuple[str, ...]:
        """The policies that go by events of a type, as time goes by, as facts or as approvals.

        `kind`: what the case is, where that is known, by its id in the vocabulary; then others' policies read nothing.
        """
        return tuple(each.id for each in self._policies if event in each.event_types and each.is_about(kind))

    def check_event(self, event: Mapping[str, Any], kind: str = "") -> tuple[Diagnostic, ...]:
        """What is wrong with an event by itself, before there is a case to decide; nothing where the branch can use it.

        `event`: `id`, `type`, `at` and its data, as among a case's `events`; the findings' pointers lead into it. It is
        to be one of the vocabulary, its data of their types, and to say what the policies go by that read it.
        `kind`: see `readers`.
        """
        found: tuple[Diagnostic, ...] = self._gate.event(event, kind)
        return found

    def check_facts(self, facts: Mapping[str, object], kind: str = "") -> tuple[Diagnostic, ...]:
        """The same of some facts of a case by themselves: a policy declares each, and it fits all that do."""
        found: tuple[Diagnostic, ...] = self._gate.facts(facts, kind)
        return found

    @cached_property
    def _gate(self) -> Any:
        return room("incoming").Gate([each.timeline for each in self._policies])

    @cached_property
    def _policies(self) -> tuple[Policy, ...]:
        """All of them, compiled."""
        return tuple(self.policy(name) for name in self.policies)

    def __repr__(self) -> str:
        return f"<Branch {self.id}: {', '.join(self.policies)}>"


def unknown(code: str, name: str, known: Iterable[str]) -> PolicyError:
    args = (("name", name), ("near", did_you_mean(name, known)), ("known", ", ".join(known)))
    return PolicyError([Diagnostic(code, None, args)])
