"""A ladder as one SELECT: the stages, and what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlglot import exp, parse_one

from engine.backends.columnar.ladders.events import event_stages
from engine.backends.columnar.ladders.numbers import number_stages
from engine.backends.columnar.ladders.setting import Setting
from engine.ir.timed import Between

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.ir.program import Ladder, Program
    from engine.ir.timed import LadderRung


def ladder_sql(ladder: Ladder, program: Program, events: str = "events", cases: str = "cases") -> exp.Select:
    """One row per case and key: `case`, the names of `per`, `count`, `reached` and `revoked`.

    These two are lists of STRUCT(rung INTEGER, event VARCHAR, at TIMESTAMPTZ, count BIGINT), in the order of (at,
    event, rung). Raises `Refused` where SQL can't read the ladder exactly.
    """
    setting = Setting(ladder, program)
    stages = (*event_stages(setting, events, cases), *number_stages(setting), *_reading_stages(setting))
    written = ", ".join(f'"{name}" AS ({sql})' for name, sql in stages)
    return cast("exp.Select", parse_one(f"WITH {written} {_answer(setting)}", dialect="duckdb"))


def _reading_stages(setting: Setting) -> Iterator[tuple[str, str]]:
    if isinstance(setting.ladder.window, Between):
        yield "closings", _closings(setting)
        yield "fallen", _fallen(setting)
    yield "climbed", _climbed(setting)


def _closings(setting: Setting) -> str:
    """The closings of a window that was open, and since when what they close was counted."""
    same = setting.same_life
    life = f"PARTITION BY {setting.life}"
    return f"""
        SELECT *, GREATEST("open", COALESCE("reset", "open")) AS "since" FROM (
            SELECT c.*,
                (SELECT MAX(o."at") FROM "opens" AS o WHERE {same("o", "c")} AND o."at" < c."at") AS "open",
                (SELECT MAX(r."at") FROM "resets" AS r WHERE {same("r", "c")} AND r."at" < c."at") AS "reset"
            FROM (SELECT *, LAG("at") OVER ({life} ORDER BY "at", "id") AS "before" FROM "closes") AS c
        ) WHERE "open" >= COALESCE("before", "open")"""


def _fallen(setting: Setting) -> str:
    """How many counted at each closing, in every state that knows of it."""
    life = ", ".join(f"c.{key}" for key in setting.keys)
    return f"""
        SELECT {life}, t."as of", t."last", c."id", c."at", COUNT(s."id") AS "number" FROM "closings" AS c
        JOIN "states" AS t ON {setting.same_life("t", "c")} AND c."at" <= t."as of"
        LEFT JOIN "standing" AS s ON {setting.same_life("s", "c")} AND s."as of" = t."as of"
            AND s."at" >= c."since" AND s."at" < c."at"
        GROUP BY ALL"""


def _climbed(setting: Setting) -> str:
    rungs = [_rung(setting, place, rung) for place, rung in enumerate(setting.ladder.rungs)]
    return " UNION ALL ".join(rung for rung in rungs if rung) or _rung_of(setting, 0, "numbered", "FALSE")


def _rung(setting: Setting, place: int, rung: LadderRung) -> str:
    wanted = setting.value(rung.count)
    if wanted is None:
        return ""
    match rung.test:
        case "at":
            return _rung_of(setting, place, "numbered", f'"number" = {wanted}')
        case "from":
            return _rung_of(setting, place, "numbered", f'"number" >= {wanted}')
        case "below" if isinstance(setting.ladder.window, Between):
            return _rung_of(setting, place, "fallen", f'"number" < {wanted}')
        case _:
            return ""


def _rung_of(setting: Setting, place: int, stage: str, condition: str) -> str:
    return f"""
        SELECT {setting.life}, "as of", "last", {place} AS "rung", "id" AS "event", "at",
            CAST("number" AS BIGINT) AS "count" FROM "{stage}" WHERE {condition}"""


def _answer(setting: Setting) -> str:
    same = setting.same_life
    names = "".join(f', l.{key} AS "{name}"' for key, name in zip(setting.keys[1:], setting.ladder.per, strict=True))
    undone = f"""
        SELECT {setting.life}, "rung", "event", ARG_MAX("at", "as of") AS "at", ARG_MAX("count", "as of") AS "count"
        FROM "climbed" AS c WHERE NOT "last" AND NOT EXISTS (
            SELECT 1 FROM "climbed" AS d
            WHERE d."last" AND {same("d", "c")} AND d."rung" = c."rung" AND d."event" = c."event"
        ) GROUP BY {setting.life}, "rung", "event" """
    return f"""
        SELECT l."case"{names}, COALESCE(n."count", 0) AS "count",
            COALESCE(r."listed", []) AS "reached", COALESCE(u."listed", []) AS "revoked"
        FROM "lives" AS l
        LEFT JOIN "latest" AS n ON {same("n", "l")}
        LEFT JOIN ({_listed(setting, 'SELECT * FROM "climbed" WHERE "last"')}) AS r ON {same("r", "l")}
        LEFT JOIN ({_listed(setting, undone)}) AS u ON {same("u", "l")}"""


def _listed(setting: Setting, reaches: str) -> str:
    reach = "{'rung': \"rung\", 'event': \"event\", 'at': \"at\", 'count': \"count\"}"
    return f"""
        SELECT {setting.life}, LIST({reach} ORDER BY "at", "event", "rung") AS "listed"
        FROM ({reaches}) GROUP BY {setting.life}"""
