"""durable-rules as an executor of ladders: a net that correlates strikes with the windows and rungs they fall into.

    state of a history ── facts ──────┐
    thresholds ── from_ladder ── terms ── process ═ worker (durable-rules) ═ matches ── executor ── reading

The library is fast and exact on a narrow subset, and crashes, hangs or matches wrongly outside it. So what it is given
is compiled from `terms`, which can say nothing else; it lives in a process of its own; and an answer that isn't whole
is an error. Pure Python (`engine.temporal.ladders`) is the default and the authority.
"""

from engine.backends.rete.executor import ReteCorrelator, Unread, correlator
from engine.backends.rete.limits import check_limits

__all__ = ["ReteCorrelator", "Unread", "check_limits", "correlator"]
