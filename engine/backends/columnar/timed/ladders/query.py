"""A ladder as one SELECT of the answer's rows: its count in every life, the rungs reached, those revoked."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.backends.columnar.files import literal
from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.timed.answer import columns
from engine.backends.columnar.timed.ladders.numbers import number_ctes
from engine.backends.columnar.timed.ladders.strikes import strike_ctes
from engine.backends.columnar.timed.openings import Cte
from engine.ir.timed import Between, SinceRung

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.columnar.timed.ladders.setting import Setting
    from engine.ir.timed import LadderRung


def ladder_select(setting: Setting) -> str:
    """Over the relations `history` and `cases`. Raises `Refused` where SQL can't read the ladder exactly."""
    window = setting.ladder.window
    if isinstance(window, SinceRung):
        raise Refused("GJ558", rung=window.rung)
    ctes = [*strike_ctes(setting), *number_ctes(setting), *_climbing_ctes(setting)]
    within = ", ".join(f"{cte.name} AS ({cte.select})" for cte in ctes)
    now_reached = "SELECT * FROM climbed WHERE is_now"
    return f"""
        WITH {within} {_counts(setting)} UNION ALL {_rungs(setting, "reached", now_reached)}
        UNION ALL {_rungs(setting, "revoked", _revoked(setting))}"""


def _climbing_ctes(setting: Setting) -> Iterator[Cte]:
    if isinstance(setting.ladder.window, Between):
        yield Cte("closings", _closings(setting))
        yield Cte("fallen", _fallen(setting))
    yield Cte("climbed", _climbed(setting))


def _closings(setting: Setting) -> str:
    """The closings of a window that was open, and since when what they close was counted."""
    same = setting.life.same
    before = f"lag(moment) OVER (PARTITION BY {setting.life.columns} ORDER BY moment, id) AS before"
    opened = f"""
        SELECT {setting.life.of("c")}, c.id, c.moment, c.before, max(o.moment) AS opened
        FROM (SELECT *, {before} FROM closes) AS c JOIN opens AS o ON {same("o", "c")} AND o.moment < c.moment
        GROUP BY ALL"""
    reset = f"""
        SELECT {setting.life.of("c")}, c.id, c.moment, c.opened, max(r.moment) AS reset
        FROM ({opened}) AS c LEFT JOIN resets AS r ON {same("r", "c")} AND r.moment < c.moment
        WHERE c.opened >= coalesce(c.before, c.opened) GROUP BY ALL"""
    return f"SELECT *, greatest(opened, coalesce(reset, opened)) AS since FROM ({reset})"


def _fallen(setting: Setting) -> str:
    """How many counted at each closing, in every state that knows of it."""
    same, cycle = setting.life.same, f"{setting.life.of('c')}, t.as_of, t.is_now, c.id, c.moment"
    return f"""
        SELECT {cycle}, count(s.id) AS number FROM closings AS c
        JOIN states AS t ON {same("t", "c")} AND c.moment <= t.as_of
        LEFT JOIN standing AS s ON {same("s", "c")} AND s.as_of = t.as_of
            AND s.moment >= c.since AND s.moment < c.moment
        GROUP BY {cycle}"""


def _climbed(setting: Setting) -> str:
    """The rungs that each state has reached."""
    rungs = [found for rung in setting.ladder.rungs if (found := _rung(setting, rung))]
    return " UNION ALL ".join(rungs) or _rung_of(setting, "", "numbered", "FALSE")


def _rung(setting: Setting, rung: LadderRung) -> str:
    wanted = setting.value(rung.count)
    if not isinstance(wanted, Decimal | int):
        return ""
    match rung.test:
        case "at":
            return _rung_of(setting, rung.name, "numbered", f"number = {int(wanted)}")
        case "from":
            return _rung_of(setting, rung.name, "numbered", f"number >= {int(wanted)}")
        case "below" if isinstance(setting.ladder.window, Between):
            return _rung_of(setting, rung.name, "fallen", f"number < {int(wanted)}")
        case _:
            return ""


def _rung_of(setting: Setting, rule: str, relation: str, condition: str) -> str:
    return f"""
        SELECT {setting.life.columns}, as_of, is_now, {literal(rule)} AS rule, id AS event, moment, number
        FROM {relation} WHERE {condition}"""


def _revoked(setting: Setting) -> str:
    """What an earlier state had reached, the latest of these saying when, and now is no more."""
    reach = f"{setting.life.columns}, rule, event"
    return f"""
        SELECT {reach}, arg_max(moment, as_of) AS moment, arg_max(number, as_of) AS number FROM climbed
        GROUP BY {reach} HAVING NOT bool_or(is_now)"""


def _counts(setting: Setting) -> str:
    row = _row(setting) | {"kind": "'ladder'", "count": 'coalesce(n."count", 0)'}
    return f"SELECT {columns(row)} FROM lives LEFT JOIN latest AS n USING ({setting.life.columns})"


def _rungs(setting: Setting, state: str, reaches: str) -> str:
    row = _row(setting) | {
        "kind": "'rung'",
        "rule": "rule",
        "state": literal(state),
        "event": "event",
        "at": "moment",
        "count": "number",
    }
    return f"SELECT {columns(row)} FROM ({reaches})"


def _row(setting: Setting) -> dict[str, str]:
    return {"case": '"case"', "step": literal(setting.ladder.name), "key": setting.life.key}
