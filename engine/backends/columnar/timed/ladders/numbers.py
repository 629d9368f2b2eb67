"""The how-many-th each strike is, in every state of the history.

timeline    at each strike, the latest reset, opening and closing
states      now, and the swepts before an event that undoes something
standing    per state the strikes that count, with the era in which they do
numbered    the how-many-th each is
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.timed.openings import Cte
from engine.backends.columnar.timed.wall import FIRST, LAST, SECOND, moved
from engine.feel.values import TimeSpan, Unit
from engine.ir.timed import Between, Consecutive, Rolling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.columnar.timed.ladders.setting import Setting

_SO_FAR = "ORDER BY moment RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
_FOR_EVER = {Unit.SECONDS: 10**12, Unit.DAYS: 10**7, Unit.MONTHS: 10**5}
"""Amounts from which on a span is longer than the calendar."""


def number_ctes(setting: Setting) -> Iterator[Cte]:
    """From what each pattern means to numbered strikes, and how many count now."""
    yield Cte("timeline", _timeline(setting))
    yield Cte("counted", _counted(setting))
    yield Cte("states", _states(setting))
    yield Cte("standing", _standing(setting))
    yield Cte("eras", _eras(setting))
    if isinstance(setting.ladder.window, Consecutive):
        yield Cte("words", _words(setting))
        yield Cte("numbered", _in_runs(setting))
        yield Cte("latest", _latest_run(setting))
    else:
        yield Cte("numbered", _rolling(setting) if isinstance(setting.ladder.window, Rolling) else _plain(setting))
        yield Cte("latest", _latest(setting))


def _begins(setting: Setting) -> list[str]:
    return ["resets", *(["opens", "closes"] if isinstance(setting.ladder.window, Between) else [])]


def _timeline(setting: Setting) -> str:
    """Strikes and what bears on them; of each kind, the latest so far (those of the same instant too)."""
    life, kinds = setting.life.columns, _begins(setting)
    marks = [f"SELECT {life}, id, moment, period, counts, 'strikes' AS kind FROM strikes"]
    marks += [f"SELECT {life}, id, moment, NULL, NULL, '{kind}' FROM {kind}" for kind in kinds]
    for place, _ in enumerate(setting.ladder.excuses):
        excused, back = f"excused_{place}", f"back_{place}"
        kinds += [excused, back]
        marks += [_unless_both(setting, excused, back), _unless_both(setting, back, excused)]
    latest = [
        f"max(CASE WHEN kind = '{kind}' THEN moment END) OVER (PARTITION BY {life} {_SO_FAR}) AS {kind}"
        for kind in kinds
    ]
    return f"SELECT {', '.join(['*', *latest])} FROM ({' UNION ALL '.join(marks)})"


def _unless_both(setting: Setting, kind: str, other: str) -> str:
    """An excuse that begins and ends at one instant changes nothing."""
    life = setting.life
    both = f"SELECT 1 FROM {other} AS o WHERE {life.same('m', 'o')} AND o.moment = m.moment"
    return f"SELECT {life.of('m')}, m.id, m.moment, NULL, NULL, '{kind}' FROM {kind} AS m WHERE NOT EXISTS ({both})"


def _counted(setting: Setting) -> str:
    conditions = ["kind = 'strikes'"]
    if isinstance(setting.ladder.window, Between):
        conditions.append(_is_open("opens", "closes"))
    conditions += [f"NOT {_is_open(f'excused_{n}', f'back_{n}')}" for n, _ in enumerate(setting.ladder.excuses)]
    return f"""
        SELECT {setting.life.columns}, id, moment, period, counts, {_era(setting)} AS era, {_lapse(setting)} AS lapse
        FROM timeline WHERE {" AND ".join(conditions)}"""


def _is_open(opens: str, closes: str) -> str:
    """A closing of the same instant comes before the opening."""
    return f"coalesce({opens} >= coalesce({closes}, {FIRST}), FALSE)"


def _era(setting: Setting, latest: str = "{}") -> str:
    begins = [f"coalesce({latest.format(kind)}, {FIRST})" for kind in _begins(setting) if kind != "closes"]
    return f"greatest({', '.join(begins)})"


def _lapse(setting: Setting) -> str:
    """When a strike expires."""
    window = setting.ladder.window
    if not isinstance(window, Rolling):
        return f"{LAST}"
    span = setting.value(window.length)
    if not isinstance(span, TimeSpan) or span.amount <= 0 or span.unit not in _FOR_EVER:
        raise Refused("GJ556", window=window.length.text)
    if span.amount >= _FOR_EVER[span.unit]:
        return f"{LAST}"
    match span.unit:
        case Unit.SECONDS:
            return f"moment + {int(span.amount * SECOND)}"
        case Unit.DAYS:
            return moved("moment", f"to_days({int(span.amount)})", setting.zone)
        case _:
            return moved("moment", f"to_months({int(span.amount)})", setting.zone)


def _states(setting: Setting) -> str:
    """Now, and a microsecond before each appeal that came after its strike, each second word about a period."""
    life = setting.life
    undone = [
        f"""SELECT {life.of("r")}, r.moment FROM removals AS r
            JOIN strikes AS s ON {life.same("r", "s")} AND r.struck = s.id AND s.moment < r.moment"""
    ]
    if isinstance(setting.ladder.window, Consecutive):
        before = f"PARTITION BY {life.columns} ORDER BY moment, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
        words = f"SELECT {life.columns}, moment, period, max(period) OVER ({before}) AS highest FROM strikes"
        undone.append(f"SELECT {life.columns}, moment FROM ({words}) WHERE period <= highest")
    return f"""
        SELECT {life.columns}, {setting.now} AS as_of, TRUE AS is_now FROM lives UNION ALL
        SELECT DISTINCT {life.columns}, moment - 1, FALSE FROM ({" UNION ".join(undone)})"""


def _standing(setting: Setting) -> str:
    same = setting.life.same
    removed = f"SELECT 1 FROM removals AS r WHERE {same('r', 'c')} AND r.struck = c.id AND r.moment <= s.as_of"
    return f"""
        SELECT s.as_of, s.is_now, c.* FROM states AS s JOIN counted AS c ON {same("s", "c")} AND c.moment <= s.as_of
        WHERE NOT EXISTS ({removed})"""


def _eras(setting: Setting) -> str:
    """The era that is counted now: a window that has closed keeps its own until the next one opens."""
    now = _era(setting, latest="max(CASE WHEN kind = '{}' THEN moment END)")
    return f"SELECT {setting.life.columns}, {now} AS era FROM timeline GROUP BY {setting.life.columns}"


def _plain(setting: Setting) -> str:
    place = f"PARTITION BY {setting.life.columns}, as_of, era ORDER BY moment, id"
    return f"SELECT *, row_number() OVER ({place}) AS number FROM standing"


def _rolling(setting: Setting) -> str:
    """One more with each strike, one fewer where one expires: at the same instant, that first."""
    place = f"PARTITION BY {setting.life.columns}, as_of, era ORDER BY swept, step, id ROWS UNBOUNDED PRECEDING"
    return f"""
        SELECT *, sum(step) OVER ({place}) AS number FROM (
            SELECT *, moment AS swept, 1 AS step FROM standing UNION ALL
            SELECT *, lapse AS swept, -1 AS step FROM standing
        ) QUALIFY step = 1"""


def _latest(setting: Setting) -> str:
    return f"""
        SELECT {setting.life.of("s")}, count(*) AS "count"
        FROM standing AS s JOIN eras AS e ON {setting.life.same("s", "e")} AND s.era = e.era
        WHERE s.is_now AND s.lapse > s.as_of GROUP BY {setting.life.of("s")}"""


def _words(setting: Setting) -> str:
    """Each period once: the event that has the last word, the era of the first."""
    period = f"PARTITION BY {setting.life.columns}, as_of, period ORDER BY moment"
    return f"""
        SELECT * REPLACE (first_value(era) OVER ({period}, id) AS era) FROM standing
        WHERE period IS NOT NULL QUALIFY row_number() OVER ({period} DESC, id DESC) = 1"""


def _in_runs(setting: Setting) -> str:
    """Gaps and islands: a run's periods are those whose number less their place is the same."""
    era = f"PARTITION BY {setting.life.columns}, as_of, era"
    return f"""
        SELECT *, row_number() OVER ({era}, island ORDER BY period) AS number FROM (
            SELECT *, period - row_number() OVER ({era} ORDER BY period) AS island FROM words WHERE counts)"""


def _latest_run(setting: Setting) -> str:
    """The run that the latest period told in this era ends."""
    life = setting.life
    return f"""
        SELECT {life.of("t")}, coalesce(n.number, 0) AS "count" FROM words AS t
        JOIN eras AS e ON {life.same("t", "e")} AND t.era = e.era
        LEFT JOIN numbered AS n ON {life.same("t", "n")} AND n.is_now AND n.id = t.id
        WHERE t.is_now QUALIFY row_number() OVER (PARTITION BY {life.of("t")} ORDER BY t.period DESC) = 1"""
