"""Whole policies in SQL: rows that decide nothing, names that clash, numbers that grow, words of other databases."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import PolicyError
from engine.backends.columnar import decide_many, decode, refusals, to_sql
from engine.backends.columnar.columns import layout
from engine.backends.columnar.rows import quote
from engine.backends.scalar.compiler import compile_program
from engine.diagnostics import FactError
from engine.ir.decision import Undecided
from tests.columnar.policies import REVIEW, program, timeline

if TYPE_CHECKING:
    from decimal import Decimal

    from engine.backends.scalar.executable import Executable
    from engine.ir.decision import Result

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark"])
def test_the_sql_of_a_policy(dialect: str) -> None:
    """`RECORD=1` writes the snapshots anew; read the difference before you keep it."""
    file = SNAPSHOTS / f"review.{dialect}.sql"
    sql = to_sql(program(REVIEW), dialect, keep=("contract",)).replace(
        program(REVIEW).facts[0].span.path, "review.yaml"
    )
    if os.environ.get("RECORD"):
        file.write_text(f"{sql}\n", encoding="utf-8")
    assert f"{sql}\n" == file.read_text(encoding="utf-8")


def test_a_row_with_a_fault_decides_nothing_and_the_others_go_on() -> None:
    bad, good = decide_many(program(REVIEW), [{"score": "101", "commission": "x"}, {"score": 79}])
    assert bad == ("GJ411", "GJ430")
    assert good[0] == ("grades.low",)


def test_rows_that_contradict_each_other_leave_the_table_undecided() -> None:
    (found,) = decide_many(program(REVIEW), [{"score": 90}])
    assert found[3][0] == Undecided("grades", (), ("high", "mid"))


def test_unknown_facts_are_faults() -> None:
    assert decide_many(program(REVIEW), [{"score": 1, "skore": 1}]) == [("GJ401",)]


def test_no_rows() -> None:
    assert decide_many(program(REVIEW), []) == []


cases = st.fixed_dictionaries(
    {
        "score": st.one_of(
            st.decimals(-1, 101, places=3),
            st.decimals(-1, 101, places=3).map(float),
            st.integers(-2, 102),
            st.sampled_from(["90%", "90.0", " 90", "1e1", True, None]),
        )
    },
    optional={
        "revision": st.sampled_from(["partial", "none", "部分整改", "all", None, 1]),
        "signed": st.sampled_from([True, False, None, "yes"]),
        "commission": st.one_of(st.none(), st.decimals(0, 9999999, places=2), st.just("1000.005"), st.just(1000)),
    },
)


def answer_of(executable: Executable, row: dict[str, object]) -> Result | tuple[str, ...]:
    """The result, or the sorted codes of the facts' faults."""
    try:
        return executable.run(executable.check(row))
    except FactError as error:
        return tuple(sorted(found.code for found in error.diagnostics))


@settings(deadline=None, max_examples=40)
@given(st.lists(cases, max_size=20))
def test_sql_agrees_with_generated_python(rows: list[dict[str, object]]) -> None:
    executable = compile_program(program(REVIEW))
    assert decide_many(program(REVIEW), rows) == [answer_of(executable, row) for row in rows]


HOSTILE = {
    "Grade": "VARCHAR",
    "score": "INTEGER",
    "fact_errors": "VARCHAR",
    'a "quoted"; DROP TABLE facts; --': "VARCHAR",
    "grades.row": "INTEGER",
    "score as given": "VARCHAR",
    "item": "VARCHAR",
}


def test_columns_of_the_source_keep_their_names() -> None:
    keep = [name for name in HOSTILE if name != "score"]
    cells = (f"CAST({79 if kind == 'INTEGER' else 7} AS {kind}) AS {quote(name)}" for name, kind in HOSTILE.items())
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE facts AS SELECT {', '.join(cells)}")
        found = connection.execute(to_sql(program(REVIEW), columns=HOSTILE, keep=keep))
        names = [column[0] for column in found.description or ()]
        row = dict(zip(names, found.fetchone() or (), strict=True))
    assert names[: len(keep)] == keep
    assert len({name.casefold() for name in names}) == len(names)
    assert (row["Grade"], row["review.grade"], row["review.fact_errors"]) == ("7", "low", None)


def test_a_layout_says_what_it_renamed() -> None:
    assert layout(program(REVIEW), ["GRADE"]).renamed == (("grade", "review.grade"),)


def test_a_decoded_row_is_the_result_of_the_scalar_executor() -> None:
    review = program(REVIEW)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE facts AS SELECT 79.5 AS score, 'partial' AS revision, 333.33 AS commission")
        columns = {"score": "DECIMAL(3,1)", "revision": "VARCHAR", "commission": "DECIMAL(5,2)"}
        found = connection.execute(to_sql(review, columns=columns))
        row = dict(zip([column[0] for column in found.description or ()], found.fetchone() or (), strict=True))
    executable = compile_program(review)
    given_facts = {"score": "79.5", "revision": "partial", "commission": "333.33"}
    assert decode(review, row) == executable.run(executable.check(given_facts))


def refused(text: str, dialect: str = "duckdb") -> list[tuple[str, int | None]]:
    """Codes and lines."""
    return [(found.code, found.span.line if found.span else None) for found in refusals(program(text), dialect)]


def changed(*pairs: tuple[str, str]) -> str:
    text = REVIEW
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


def test_what_sql_lacks_is_refused_by_line() -> None:
    text = changed(
        ("commission > 1000 CNY", "commission / score > 3 CNY"),
        ("amount: commission * rate", "amount: commission * rate * score * score"),
        ("signed: {title: Signed, type: boolean, default: false}", "signed: {title: Signed, type: date-time}"),
        ('revision = "partial"', "signed.hour > 18"),
    )
    assert refused(text) == [("GJ500", 22), ("GJ501", 23), ("GJ500", 25)]
    with pytest.raises(PolicyError) as error:
        to_sql(program(text))
    assert len(error.value.diagnostics) == 3
    for found in error.value.diagnostics:
        for lang in ("zh", "en"):
            assert found.message(lang)
            assert found.hint(lang)


def test_what_builds_on_something_refused_is_not_reported_twice() -> None:
    text = changed(
        ("rules:\n", "derived:\n  ratio: {title: Ratio, is: score / 3}\nrules:\n"),
        ("when: commission > 1000 CNY", "when: ratio > 3 and ratio < 5"),
    )
    assert refused(text) == [("GJ500", 21)]


def test_other_dialects_refuse_what_they_have_no_words_for() -> None:
    text = changed(('revision = "partial"', 'starts with(string(score), "7")'))
    assert refused(text) == []
    assert refused(text, "postgres") == [("GJ507", 21)]
    assert refused(text, "spark") == [("GJ507", 21)]


def test_postgres_orders_texts_its_own_way() -> None:
    text = changed(("signed: {title: Signed, type: boolean, default: false}", "name: {title: Name, type: string}"))
    text = text.replace('revision = "partial"', 'name < "m"')
    assert refused(text, "spark") == []
    assert refused(text, "postgres") == [("GJ507", 22)]


def test_approvals_are_refused() -> None:
    text = changed(('revision = "partial"', "signed\n    requires: {approvals: [payment.approved by finance]}"))
    assert [code for code, _ in refused(text)] == ["GJ505"]


def test_computed_outputs_have_no_priority() -> None:
    text = changed(("hit: unique", "hit: priority"), ('|| "high" |', '|| if signed then "high" else "low" |'))
    assert refused(text) == [("GJ506", 11)]


def test_an_unknown_dialect_is_refused() -> None:
    with pytest.raises(PolicyError) as error:
        to_sql(program(REVIEW), "oracle")
    assert [found.code for found in error.value.diagnostics] == ["GJ524"]


def test_outside_its_time_a_policy_decides_nothing() -> None:
    dated = timeline(REVIEW.replace("title: Review\n", "title: Review\neffective: {from: 2020-01-01}\n", 1))
    sql = to_sql(dated, as_of=dt.date(2019, 12, 31), columns={"score": "INTEGER"})
    with duckdb.connect() as connection:
        found = connection.execute(f"WITH facts AS (SELECT 79 AS score) SELECT * FROM ({sql})")
        row = dict(zip([column[0] for column in found.description or ()], found.fetchone() or (), strict=True))
    assert row == {"fact_errors": None}


@settings(deadline=None, max_examples=40)
@given(st.decimals(0, 100, places=10), st.decimals(0, 10**13 - 1, places=2))
def test_no_digit_is_lost_at_the_widest(score: Decimal, commission: Decimal) -> None:
    widest = program(changed(("amount: commission * rate", "amount: commission * score")))
    executable = compile_program(widest)
    facts = {"score": score, "revision": "partial", "commission": commission}
    assert decide_many(widest, [facts]) == [executable.run(executable.check(facts))]
