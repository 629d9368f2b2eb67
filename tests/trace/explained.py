"""Cases worth explaining, by name: each shows something that an explanation must be able to say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.backends.scalar.checked import Checked, History
from engine.backends.scalar.requirements import Approved
from engine.feel.types import BOOLEAN, DATE, MONEY, NUMBER, PERCENT, STRING, Kind, Type, list_of
from engine.ir.program import Approval, Consequence, Fact, Param, Program, Requires, Row, Rule
from tests.trace.building import (
    a_derived,
    a_fact,
    a_param,
    a_program,
    a_rule,
    a_table,
    an_output,
    both,
    call,
    case,
    const,
    derived,
    does,
    either,
    enum,
    expression,
    fact,
    output,
    param,
    row_rules,
    score,
    span,
    text,
)

if TYPE_CHECKING:
    from engine.feel.typed import Expression

REVISION = enum("complete", "partial", "none", optional=True)
PAY = MONEY.or_null()
TITLES = {
    "warning": ("警告", "Warning"),
    "designer": ("设计师", "Designer"),
    "finance": ("财务部", "Finance"),
    "deduction": ("扣减提成", "Commission deduction"),
    "deduction.rate": ("比例", "Rate"),
    "deduction.amount": ("金额", "Amount"),
    "strike-off": ("销号", "Strike-off"),
}
SCORE = a_fact("score", score(), "审核分数", "Review score")
MAYBE_SCORE = a_fact("score", score(optional=True), "审核分数", "Review score")
SIGNED = a_fact("signed", BOOLEAN, "已签施工合同", "Contract signed")
COMMISSION = a_fact("commission", PAY, "提成", "Commission")
STATE = a_fact(
    "revision",
    REVISION,
    "整改情况",
    "Revision",
    complete=("全部整改", "All fixed"),
    partial=("部分整改", "Not all fixed"),
    none=("未整改", "Nothing fixed"),
)
PASS = a_param("pass_score", 80, zh="及格分", en="Pass mark", since=dt.date(2019, 1, 1), until=dt.date(2026, 12, 31))
RATE = a_param("rate", Decimal("0.01"), PERCENT, zh="扣减比例", en="Rate of deduction", line=12, branch="xian")


def below_pass(of: Type = SCORE.type) -> Rule:
    when = expression(call("lt", fact("score", of), param("pass_score")), "score < pass_score")
    zh, en = "分数不及格，警告设计师", "A designer below the pass mark is warned"
    return a_rule("below-pass", when, does("warning", "designer"), cites=("MAN-02",), zh=zh, en=en)


def deduction(rate: Param = RATE) -> Consequence:
    amount = call("round-money", call("multiply", fact("commission", PAY), param(rate.name, PERCENT)))
    return does(
        "deduction",
        "designer",
        rate=expression(param(rate.name, PERCENT), rate.name),
        amount=expression(amount, f"commission * {rate.name}"),
    )


def signed_unrevised() -> Rule:
    when = both(call("eq", fact("revision", REVISION), text("none")), fact("signed", BOOLEAN))
    condition = expression(when, 'revision = "none" and signed')
    zh, en = "未整改即签约", "Signing without revising"
    return a_rule("signed-unrevised", condition, deduction(), cites=("MAN-04",), zh=zh, en=en)


def review(*facts: Fact, rules: tuple[Rule, ...] | None = None) -> Program:
    return a_program(
        list(facts) or [SCORE, STATE, SIGNED, COMMISSION],
        list(rules or (below_pass(), signed_unrevised())),
        [PASS, RATE],
        titles=TITLES,
    )


def grades(hit: str = "unique") -> Program:
    def row(name: str, cell: Expression | None) -> Row:
        return Row(name, (cell, None), (expression(text(name), f'"{name}"'),), span())

    mark = fact("score", SCORE.type)
    cells = {
        "pass": expression(call("is-true", call("ge", mark, param("pass_score"))), ">= pass_score"),
        "fail": expression(call("is-true", call("lt", mark, param("pass_score"))), "< pass_score"),
        "any": None,
    }
    labels = {"pass": ("合格", "Pass"), "fail": ("不合格", "Fail"), "any": ("不论", "Whatever")}
    inputs = [expression(mark, "score"), expression(fact("signed", BOOLEAN), "signed")]
    column = an_output("grade", enum("pass", "fail", "any"), None, **labels)
    table = a_table("grades", hit, inputs, [column], [row(name, cell) for name, cell in cells.items()])
    then = expression(call("eq", output("grade", column.type), text("fail")), 'grade = "fail"')
    rules = [*row_rules(table), a_rule("failed", then, does("warning", "designer"))]
    return a_program([SCORE, SIGNED], rules, [PASS], [table], ("grade",), TITLES)


def held() -> tuple[Program, Checked]:
    evidence = a_fact("evidence", Type(Kind.LIST, element=STRING, unique=True), "材料", "Evidence")
    requires = Requires(
        "evidence", ("photos",), (Approval("stated", "finance"), Approval("approved", "designer")), span()
    )
    rule = a_rule("strike-off", None, does("strike-off"), requires=requires, zh="销号", en="Strike-off")
    history = History(approvals=(Approved("stated", "finance", dt.datetime(2026, 11, 1, tzinfo=dt.UTC)),))
    return a_program([evidence], [rule], titles=TITLES), case((), history=history)


def dates_and_lists() -> tuple[Program, Checked]:
    departments = list_of(STRING)
    several = call("gt", call("count", fact("departments", departments)), const(1))
    late = call("gt", fact("handed_on", DATE), const(dt.date(2026, 3, 1)))
    total = call("add", fact("first"), fact("second"))
    facts = [
        a_fact("departments", departments, "涉及部门", "Departments"),
        a_fact("handed_on", DATE, "移交日期", "Handed over"),
        a_fact("first", NUMBER, "甲", "First"),
        a_fact("second", NUMBER, "乙", "Second"),
    ]
    rules = [
        a_rule("several", expression(several, "count(departments) > 1")),
        a_rule("late", expression(late, "handed_on > 2026-03-01")),
        a_rule(
            "either",
            expression(either(call("gt", derived("total"), const(10)), late), "total > 10 or handed_on > 2026-03-01"),
        ),
        a_rule("odd", expression(call("odd", fact("first")), "odd(first)")),
    ]
    program = a_program(facts, rules, steps=[a_derived("total", expression(total, "first + second"))])
    return program, case(("design", "works"), dt.date(2026, 2, 27), Decimal(4), Decimal("7.5"))


EXPLAINED: dict[str, tuple[Program, Checked]] = {
    "one point short": (review(), case(79, None, False, None)),
    "signed without revising": (review(), case(Decimal("85.5"), "none", True, Decimal("10000.50"))),
    "an amount that is not known": (review(), case(80, "none", True, None)),
    "undecided": (review(MAYBE_SCORE, rules=(below_pass(MAYBE_SCORE.type),)), case(None)),
    "table rows": (replace(grades("first"), since=dt.date(2026, 1, 1)), case(79, False)),
    "rows in conflict": (grades(), case(79, False)),
    "held": held(),
    "dates and lists": dates_and_lists(),
    "not in force": (replace(review(), in_force=False), case(79, None, False, None)),
}
