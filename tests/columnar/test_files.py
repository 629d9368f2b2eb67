"""A policy over a file: encodings, formats, spreadsheets, hostile names, what is counted."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import duckdb
import pytest

from engine import FactError, GuijuError, PolicyError
from engine.backends import columnar
from engine.backends.columnar import RunSummary
from tests.columnar.policies import REVIEW, timeline

if TYPE_CHECKING:
    from pathlib import Path

    from engine.ir.program import Timeline


def run_file(of: Timeline, source: Path, target: Path | None, as_of: dt.date | None = None) -> RunSummary:
    """Every row decided: none of these policies has clocks."""
    found = columnar.run_file(of, source, target, as_of)
    assert isinstance(found, RunSummary)
    return found


ROWS = """\
contract,score,revision,signed,commission
A-1,79,部分整改,TRUE,1000.10
A-2,101,,,
A-3,85.5,none,,2000
A-4,abc,partial,yes,
A-5,90,,,
"""
DATED = """\
policy: dated
title: Dated
dated_by: reviewed_on
facts:
  score: {title: Score, type: number, range: 0..100}
  reviewed_on: {title: Reviewed on, type: date}
params:
  pass_score: {title: Pass, type: number, value: {2019-01-01: 60, 2026-01-01: 80}}
  fee: {title: Fee, type: money, value: {2019-01-01: 100 CNY, 2026-01-01: 250.50 CNY}}
rules:
  - id: below
    when: score < pass_score
    then: [{do: fine, to: agent, amount: fee}]
"""
REQUIRING = """\
policy: requiring
title: Requiring
facts:
  loss: {title: Loss, type: money}
  papers: {title: Papers, type: set, values: {usage: Usage, photos: Photos}, optional: true}
  shares: {title: Shares, type: list, of: {party: subject, share: percent}, optional: true}
rules:
  - id: held
    when: loss > 0 CNY
    requires: {evidence: [photos]}
    then: [{do: fine, to: crew, amount: loss}]
  - id: shared
    for: s in shares
    then: [{do: bonus, to: = s.party, amount: s.share * loss}]
"""

TIMED = """\
policy: timed
title: Timed
dated_by: begun
facts:
  begun: {title: Begun, type: date-time}
  lasted: {title: Lasted, type: span, optional: true}
params:
  least: {title: Least, type: span, value: {2019-01-01: 30 minutes, 2026-03-03: 1h}}
tables:
  starts:
    hit: first
    outputs: {start: {title: Start, type: date-time}}
    rows: |
      | lasted || start |
      | -      || begun |
rules:
  - id: short
    when: lasted < least
    then: [{do: notice, to: agent, within: least - lasted}]
"""


def cells(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def problems(found: RunSummary) -> list[tuple[int, str, str, str]]:
    return [(problem.row, problem.column, problem.code, problem.value) for problem in found.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_as_people_have_it(encoding: str, separator: str, tmp_path: Path) -> None:
    source, target = tmp_path / "rows.csv", tmp_path / "decided.csv"
    source.write_bytes(ROWS.replace(",", separator).encode(encoding))
    found = run_file(timeline(REVIEW), source, target)
    assert (found.rows, found.decided, found.refused) == (5, 3, 2)
    assert found.rules == (("grades.mid", 1), ("grades.low", 1), ("partly", 1), ("worth-a-look", 2))
    assert found.outputs == (("grade", "low", 2),)
    assert found.totals == (("partly.fine.amount", Decimal("5.00")),)
    assert problems(found) == [
        (2, "score", "GJ430", "101"),
        (4, "score", "GJ410", "abc"),
        (4, "signed", "GJ413", "yes"),
    ]
    first, second, *_ = cells(target)
    assert (first["contract"], first["matched"]) == ("A-1", "grades.low;partly;worth-a-look")
    assert second["fact_errors"] == "GJ430 score"
    assert second["matched"] == ""


def test_the_summary_in_words(tmp_path: Path) -> None:
    source = tmp_path / "rows.csv"
    source.write_text(ROWS, encoding="utf-8")
    found = run_file(timeline(REVIEW), source, None)
    assert found.errors
    assert "5 rows: 3 decided, 2 refused" in found.text("en")
    assert "row 2: GJ430 `score` is `101`, which is not in 0..100" in found.text("en")
    assert "第 4 行：GJ410" in found.text("zh")
    assert found.to_dict()["totals"] == {"partly.fine.amount": "5.00"}
    assert found.undecided == (("grades", 1), ("worth-a-look", 1))


def test_parquet_in_and_out(tmp_path: Path) -> None:
    source, target = tmp_path / "it's [1].parquet", tmp_path / "de'cided*.parquet"
    with duckdb.connect() as connection:
        rows = "(1, 79::DOUBLE, 'partial', 1000.1::DECIMAL(9,1)), (2, 'nan'::DOUBLE, NULL, NULL)"
        plain = tmp_path / "plain.parquet"
        connection.execute(f"COPY (FROM (VALUES {rows}) t(id, score, revision, commission)) TO '{plain}'")
        plain.rename(source)
    found = run_file(timeline(REVIEW), source, target)
    assert (found.rows, found.refused) == (2, 1)
    renamed = target.rename(tmp_path / "decided.parquet")
    with duckdb.connect() as connection:
        answer = connection.execute(
            f"SELECT id, matched, \"partly.fine.amount\", fact_errors FROM '{renamed}'"
        ).fetchall()
    assert answer == [
        (1, ["grades.low", "partly", "worth-a-look"], Decimal("5.00"), None),
        (2, None, None, ["GJ410 score"]),
    ]


def test_spreadsheets_compute_nothing(tmp_path: Path) -> None:
    source, target = tmp_path / "rows.csv", tmp_path / "decided.csv"
    source.write_text("note,score\n=1+1,79\n+cmd,79\n@x,79\n-5.00,79\n'x,79\n", encoding="utf-8")
    run_file(timeline(REVIEW), source, target)
    assert [row["note"] for row in cells(target)] == ["'=1+1", "'+cmd", "'@x", "-5.00", "'x"]
    assert target.read_bytes().startswith(b"\xef\xbb\xbfnote,")


def test_columns_of_the_same_name_are_both_there(tmp_path: Path) -> None:
    source, target = tmp_path / "rows.csv", tmp_path / "decided.csv"
    source.write_text("score,GRADE,matched\n79,old,older\n", encoding="utf-8")
    found = run_file(timeline(REVIEW), source, target)
    assert dict(found.renamed) == {"grade": "review.grade", "matched": "review.matched"}
    (row,) = cells(target)
    assert (row["GRADE"], row["review.grade"], row["matched"]) == ("old", "low", "older")


def test_each_row_by_the_rules_of_its_date(tmp_path: Path) -> None:
    source, target = tmp_path / "rows.csv", tmp_path / "decided.csv"
    source.write_text(
        "id,score,reviewed_on\n1,70,2026-01-01\n2,70,2025-12-31\n3,50,2019-01-01\n4,1,never\n", encoding="utf-8"
    )
    found = run_file(timeline(DATED), source, target)
    assert [(row["id"], row["below.fine.amount"]) for row in cells(target)] == [
        ("1", "250.50"),
        ("2", ""),
        ("3", "100.00"),
        ("4", ""),
    ]
    assert found.totals == (("below.fine.amount", Decimal("350.50")),)
    assert problems(found) == [(4, "reviewed_on", "GJ416", "never")]
    of_one_day = run_file(timeline(DATED), source, None, dt.date(2020, 1, 1))
    assert of_one_day.rules == (("below", 1),)


def test_an_empty_file_is_said_to_be_no_table(tmp_path: Path) -> None:
    source = tmp_path / "rows.csv"
    source.touch()
    with pytest.raises(GuijuError) as refused:
        run_file(timeline(REVIEW), source, None)
    assert [diagnostic.code for diagnostic in refused.value.diagnostics] == ["GJ520"]


def test_a_day_begins_at_midnight_in_the_librarys_zone(tmp_path: Path) -> None:
    source, target = tmp_path / "rows.csv", tmp_path / "decided.csv"
    source.write_text(
        "begun,lasted\n2026-03-02T15:59:59Z,45 min\n2026-03-02T16:00:00Z,45 min\n2026-03-03 00:00,PT45M\n,1h\n",
        encoding="utf-8",
    )
    found = run_file(timeline(TIMED), source, target)
    assert [(row["start"], row["short.notice.within"]) for row in cells(target)] == [
        ("2026-03-02T15:59:59Z", ""),
        ("2026-03-02T16:00:00Z", "PT15M"),
        ("2026-03-02T16:00:00Z", "PT15M"),
        ("", ""),
    ]
    assert problems(found) == [(4, "begun", "GJ402", "")]


def test_instants_and_spans_in_parquet(tmp_path: Path) -> None:
    source, target = tmp_path / "rows.parquet", tmp_path / "decided.parquet"
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        rows = "(TIMESTAMPTZ '2026-03-02 01:00:00+00', '20 minutes'), (TIMESTAMPTZ 'infinity', 'soon')"
        connection.execute(f"COPY (FROM (VALUES {rows}) t(begun, lasted)) TO '{source}'")
    found = run_file(timeline(TIMED), source, target, dt.date(2026, 3, 2))
    assert [(row, column, code) for row, column, code, _ in problems(found)] == [
        (2, "begun", "GJ435"),
        (2, "lasted", "GJ419"),
    ]
    with duckdb.connect() as connection:
        answer = connection.execute(f"SELECT epoch_us(start), \"short.notice.within\" FROM '{target}'").fetchall()
    assert answer == [(1772413200000000, "PT10M"), (None, None)]


def test_held_money_is_not_due_and_shares_sum_to_the_whole(tmp_path: Path) -> None:
    source, target = tmp_path / "rows.csv", tmp_path / "decided.csv"
    shares = '[{""party"": ""crew"", ""share"": ""33.3%""}, {""party"": ""finance"", ""share"": 0.667}]'
    source.write_text(f'loss,papers,shares\n0.05,,"{shares}"\n10,"[""photos""]",\n', encoding="utf-8")
    found = run_file(timeline(REQUIRING), source, target)
    assert found.totals == (("held.fine.amount", Decimal("10.00")), ("shared.bonus.amount", Decimal("0.05")))
    assert [(row["held"], row["shared.bonus.to"], row["shared.bonus.amount"]) for row in cells(target)] == [
        ("held", "crew;finance", "0.02;0.03"),
        ("", "", ""),
    ]


def test_a_missing_column_is_said_once(tmp_path: Path) -> None:
    source = tmp_path / "rows.csv"
    source.write_text("skore\n79\n", encoding="utf-8")
    with pytest.raises(FactError) as error:
        run_file(timeline(REVIEW), source, None)
    (found,) = error.value.diagnostics
    assert found.code == "GJ521"
    assert "skore" in found.hint("en")


def test_files_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("score\n79\n", encoding="utf-8")
    garbage = tmp_path / "garbage.parquet"
    garbage.write_bytes(b"not parquet")
    latin = tmp_path / "latin.csv"
    latin.write_bytes(b"score\n\xff\xff\n")
    ragged = tmp_path / "ragged.csv"
    ragged.write_text("score,note\n79,a,b,c\n", encoding="utf-8")
    wanted = {
        (tmp_path / "rows.xlsx", None): "GJ522",
        (tmp_path / "nowhere.csv", None): "GJ520",
        (garbage, None): "GJ520",
        (latin, None): "GJ520",
        (ragged, None): "GJ520",
        (rows, tmp_path / "decided.txt"): "GJ522",
        (rows, tmp_path / "no" / "folder.csv"): "GJ523",
    }
    for (source, target), code in wanted.items():
        with pytest.raises(GuijuError) as error:
            run_file(timeline(REVIEW), source, target)
        assert [found.code for found in error.value.diagnostics] == [code], source
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "garbage.parquet",
        "latin.csv",
        "ragged.csv",
        "rows.csv",
    ]


def test_what_sql_cannot_do_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    source, target = tmp_path / "rows.csv", tmp_path / "decided.csv"
    source.write_text(ROWS, encoding="utf-8")
    divided = timeline(REVIEW.replace("commission * rate", "commission / score"))
    with pytest.raises(PolicyError) as error:
        run_file(divided, source, target)
    assert [found.code for found in error.value.diagnostics] == ["GJ500"]
    assert not target.exists()
