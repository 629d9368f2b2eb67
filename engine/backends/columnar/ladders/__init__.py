"""A ladder as SQL over a table of events: strikes numbered by window functions, in each state that the history had.

    heard       the events of each case up to its now, each id once
    strikes, removals, resets, opens, …    those that a pattern means, for every life that they are about
    timeline    at each strike, the latest reset, opening and closing
    states      now, and the moments before an event that undoes something
    standing    per state the strikes that count, with the era in which they do
    numbered    the how-many-th each is
    climbed     the rungs that each state has reached
    answer      those of now; and those of an earlier state that now hasn't: revoked

The relation of events has the columns `case`, `id`, `type`, `at` (TIMESTAMPTZ) and one for each data that the ladder
reads, of the exact type (`widths.sql_type`); that of cases has `case` and `now` (TIMESTAMPTZ).
"""

from engine.backends.columnar.ladders.query import ladder_sql

__all__ = ["ladder_sql"]
