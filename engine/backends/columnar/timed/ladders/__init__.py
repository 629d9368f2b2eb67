"""Ladders over a history: strikes numbered by window functions, in each state that the history had.

    query ──┬── strikes ── periods    what each pattern means, for every life that it is about
            └── numbers               the how-many-th each strike is; what that reaches now, or had reached

A state is what was known at an instant. What an earlier one had reached and now hasn't is revoked.
"""

from engine.backends.columnar.timed.ladders.query import ladder_select
from engine.backends.columnar.timed.ladders.setting import Setting
from engine.backends.columnar.timed.ladders.strikes import no_period

__all__ = ["Setting", "ladder_select", "no_period"]
