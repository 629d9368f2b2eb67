"""The how-many-th each strike is, in every state of the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.columnar.ladders.clock import moved
from engine.backends.columnar.ladders.setting import BEGINNING, END
from engine.backends.columnar.refusal import Refused
from engine.feel.values import TimeSpan, Unit
from engine.ir.timed import Between, Consecutive, Rolling, SinceRung

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.columnar.ladders.setting import Setting

_SO_FAR = 'ORDER BY "at" RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW'
_FOR_EVER = {Unit.SECONDS: 10**12, Unit.DAYS: 10**7, Unit.MONTHS: 10**5}
"""Amounts from which on a span is longer than the calendar."""


def number_stages(setting: Setting) -> Iterator[tuple[str, str]]:
    """The stages from what each pattern means to numbered strikes, and how many count now."""
    yield "timeline", _timeline(setting)
    yield "counted", _counted(setting)
    yield "states", _states(setting)
    yield "standing", _standing(setting)
    yield "eras", _eras(setting)
    if isinstance(setting.ladder.window, Consecutive):
        yield "told", _told(setting)
        yield "numbered", _in_runs(setting)
        yield "latest", _latest_run(setting)
    else:
        yield "numbered", _rolling(setting) if isinstance(setting.ladder.window, Rolling) else _plain(setting)
        yield "latest", _latest(setting)


def _begins(setting: Setting) -> list[str]:
    return ["resets", *(["opens", "closes"] if isinstance(setting.ladder.window, Between) else [])]


def _timeline(setting: Setting) -> str:
    """Strikes and what bears on them; of each kind, the latest so far (those of the same instant too)."""
    kinds = _begins(setting)
    for place, _ in enumerate(setting.ladder.excuses):
        kinds += [f"excused {place}", f"back {place}"]
    marks = [f'SELECT {setting.life}, "id", "at", "period", "counts", \'strikes\' AS "kind" FROM "strikes"']
    marks += [f'SELECT {setting.life}, "id", "at", NULL, NULL, \'{kind}\' FROM "{kind}"' for kind in kinds]
    latest = [
        f'MAX(CASE WHEN "kind" = \'{kind}\' THEN "at" END) OVER (PARTITION BY {setting.life} {_SO_FAR}) AS "{kind}"'
        for kind in kinds
    ]
    return f"SELECT {', '.join(['*', *latest])} FROM ({' UNION ALL '.join(marks)})"


def _counted(setting: Setting) -> str:
    conditions = ["\"kind\" = 'strikes'"]
    if isinstance(setting.ladder.window, Between):
        conditions.append(_is_open("opens", "closes"))
    conditions += [f"NOT {_is_open(f'excused {n}', f'back {n}')}" for n, _ in enumerate(setting.ladder.excuses)]
    return f"""
        SELECT {setting.life}, "id", "at", "period", "counts", {_era(setting)} AS "era", {_lapse(setting)} AS "lapse"
        FROM "timeline" WHERE {" AND ".join(conditions)}"""


def _is_open(opens: str, closes: str) -> str:
    """A closing of the same instant comes before the opening."""
    return f'COALESCE("{opens}" >= COALESCE("{closes}", {BEGINNING}), FALSE)'


def _era(setting: Setting, latest: str = '"{}"') -> str:
    begins = [f"COALESCE({latest.format(kind)}, {BEGINNING})" for kind in _begins(setting) if kind != "closes"]
    return f"GREATEST({', '.join(begins)})"


def _lapse(setting: Setting) -> str:
    """When a strike expires."""
    window = setting.ladder.window
    if isinstance(window, SinceRung):
        raise Refused("GJ550", text=window.reached.text)
    if not isinstance(window, Rolling):
        return END
    span = setting.value(window.length)
    if not isinstance(span, TimeSpan) or span.amount <= 0 or span.unit not in _FOR_EVER:
        raise Refused("GJ556", window=window.length.text)
    if span.amount >= _FOR_EVER[span.unit]:
        return END
    match span.unit:
        case Unit.SECONDS:
            return f'"at" + INTERVAL {int(span.amount * 1_000_000)} MICROSECOND'
        case Unit.DAYS:
            return moved('"at"', f"INTERVAL {int(span.amount)} DAY", setting.program.zone)
        case _:
            return moved('"at"', f"INTERVAL {int(span.amount)} MONTH", setting.program.zone)


def _states(setting: Setting) -> str:
    """Now, and a microsecond before each appeal that came after its strike, each second word about a period."""
    life = ", ".join(f"r.{key}" for key in setting.keys)
    undone = [
        f"""SELECT {life}, r."at" FROM "removals" AS r
            JOIN "strikes" AS s ON {setting.same_life("r", "s")} AND r."of" = s."id" AND s."at" < r."at" """
    ]
    if isinstance(setting.ladder.window, Consecutive):
        before = f'PARTITION BY {setting.life} ORDER BY "at", "id" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING'
        words = f'SELECT {setting.life}, "at", "period", MAX("period") OVER ({before}) AS "highest" FROM "strikes"'
        undone.append(f'SELECT {setting.life}, "at" FROM ({words}) WHERE "period" <= "highest"')
    return f"""
        SELECT {setting.life}, "now" AS "as of", TRUE AS "last" FROM "lives" UNION ALL
        SELECT DISTINCT {setting.life}, "at" - INTERVAL 1 MICROSECOND, FALSE FROM ({" UNION ".join(undone)})"""


def _standing(setting: Setting) -> str:
    removed = f"""
        SELECT 1 FROM "removals" AS r
        WHERE {setting.same_life("r", "c")} AND r."of" = c."id" AND r."at" <= s."as of" """
    return f"""
        SELECT s."as of", s."last", c.* FROM "states" AS s JOIN "counted" AS c
        ON {setting.same_life("s", "c")} AND c."at" <= s."as of" WHERE NOT EXISTS ({removed})"""


def _eras(setting: Setting) -> str:
    """The era that is counted now: a window that has closed keeps its own until the next one opens."""
    now = _era(setting, latest='MAX(CASE WHEN "kind" = \'{}\' THEN "at" END)')
    return f'SELECT {setting.life}, {now} AS "era" FROM "timeline" GROUP BY {setting.life}'


def _plain(setting: Setting) -> str:
    return f"""
        SELECT *, ROW_NUMBER() OVER (PARTITION BY {setting.life}, "as of", "era" ORDER BY "at", "id") AS "number"
        FROM "standing" """


def _rolling(setting: Setting) -> str:
    """One more with each strike, one fewer where one expires: at the same instant, that first."""
    place = f'PARTITION BY {setting.life}, "as of", "era" ORDER BY "moment", "step", "id" ROWS UNBOUNDED PRECEDING'
    return f"""
        SELECT *, SUM("step") OVER ({place}) AS "number" FROM (
            SELECT *, "at" AS "moment", 1 AS "step" FROM "standing" UNION ALL
            SELECT *, "lapse" AS "moment", -1 AS "step" FROM "standing"
        ) QUALIFY "step" = 1"""


def _latest(setting: Setting) -> str:
    return f"""
        SELECT {", ".join(f"s.{key}" for key in setting.keys)}, COUNT(*) AS "count"
        FROM "standing" AS s JOIN "eras" AS e ON {setting.same_life("s", "e")} AND s."era" = e."era"
        WHERE s."last" AND s."lapse" > s."as of" GROUP BY ALL"""


def _told(setting: Setting) -> str:
    """Each period once: the event that has the last word, the era of the first."""
    period = f'PARTITION BY {setting.life}, "as of", "period" ORDER BY "at"'
    return f"""
        SELECT * REPLACE (FIRST_VALUE("era") OVER ({period}, "id") AS "era") FROM "standing"
        WHERE "period" IS NOT NULL QUALIFY ROW_NUMBER() OVER ({period} DESC, "id" DESC) = 1"""


def _in_runs(setting: Setting) -> str:
    """Gaps and islands: a run's periods are those whose number less their place is the same."""
    era = f'PARTITION BY {setting.life}, "as of", "era"'
    return f"""
        SELECT *, ROW_NUMBER() OVER ({era}, "island" ORDER BY "period") AS "number" FROM (
            SELECT *, "period" - ROW_NUMBER() OVER ({era} ORDER BY "period") AS "island" FROM "told" WHERE "counts"
        )"""


def _latest_run(setting: Setting) -> str:
    """The run that the latest period told in this era ends."""
    life = ", ".join(f"t.{key}" for key in setting.keys)
    return f"""
        SELECT {life}, COALESCE(n."number", 0) AS "count" FROM "told" AS t
        JOIN "eras" AS e ON {setting.same_life("t", "e")} AND t."era" = e."era"
        LEFT JOIN "numbered" AS n ON {setting.same_life("t", "n")} AND n."last" AND n."id" = t."id"
        WHERE t."last" QUALIFY ROW_NUMBER() OVER (PARTITION BY {life} ORDER BY t."period" DESC) = 1"""
