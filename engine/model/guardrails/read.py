"""The guardrails of `guardrails.yaml`, each read by the policy that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.diagnostics import did_you_mean
from engine.document.nodes import Mapping, Scalar
from engine.model.guardrails.branches import Having, has_policy
from engine.model.guardrails.claims import Setting, read_claim
from engine.model.guardrails.exemptions import read_exemptions
from engine.model.guardrails.guardrail import Guardrail
from engine.model.namespace import Namespace
from engine.model.reading import items, read_strings, read_text, scalars

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Mapping as MappingOf

    from engine.diagnostics import Report
    from engine.document.nodes import Document
    from engine.model.policy import Policy
    from engine.model.vocabulary import Settings, Vocabulary


class Known(NamedTuple):
    """What guardrails may name.

    `policies`: by id as head office has them, or the first branch that does. `having`: the branches that have each, in
    their order, among all `branches`. `doubtful`: policies that can't be relied on: nothing is said of what guardrails
    read of those.
    """

    policies: MappingOf[str, Policy]
    having: MappingOf[str, tuple[str, ...]]
    words: Vocabulary
    settings: Settings
    branches: frozenset[str]
    doubtful: frozenset[str] = frozenset()


def read_guardrails(document: Document | None, known: Known, report: Report) -> tuple[Guardrail, ...]:
    """Those that can be read; what is wrong with the others goes into the report."""
    if document is None:
        return ()
    names = Namespace(report, "GJ449")
    nodes = (node for node in items(document.root.get("guardrails")) if isinstance(node, Mapping))
    read = [_guardrail(node, names, known, report) for node in nodes]
    return tuple(guardrail for guardrail in read if guardrail)


def _guardrail(node: Mapping, names: Namespace, known: Known, report: Report) -> Guardrail | None:
    name, about = node.get("id"), node.get("policy")
    if not (isinstance(name, Scalar) and isinstance(about, Scalar) and names.declare(name)):
        return None
    if about.text in known.doubtful:
        return None
    policy = known.policies.get(about.text)
    if policy is None:
        _unknown("GJ448", about, known.policies, report)
        return None
    having = Having(policy.id, known.having[policy.id], known.branches)
    named = scalars(node.get("branches"))
    bound = tuple(branch.text for branch in named if has_policy(branch, having, report))
    claim = read_claim(node, Setting(policy, known.words, known.settings, having, report))
    exemptions = tuple(read_exemptions(node.get("except"), bound or having.branches, report))
    if claim is None or len(bound) < len(named):
        return None
    title, cites = read_text(node.get("title"), name.text), read_strings(node.get("cites"))
    return Guardrail(name.text, title, policy.id, bound, claim, exemptions, cites, name.span)


def _unknown(code: str, named: Scalar, known: Collection[str], report: Report) -> None:
    report.add(code, named.span, name=named.text, near=did_you_mean(named.text, known), known=", ".join(known))
