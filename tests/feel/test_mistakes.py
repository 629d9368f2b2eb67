"""What can't be read: the code, the text it stands at and its offset, and what the fix proposes."""

from __future__ import annotations

import pytest

from engine.diagnostics import Diagnostic
from engine.diagnostics.catalog import catalog
from engine.feel.lexer import MAX_DEPTH
from engine.feel.parser import SyntaxProblem, parse, parse_tests

# fmt: off
EXPRESSIONS = [
    ("a +", "GJ200", "+", 2, ""),
    ("a and", "GJ200", "and", 2, ""),
    ("a = ", "GJ200", "=", 2, ""),
    ("* 3", "GJ200", "*", 0, ""),
    ("()", "GJ200", ")", 1, ""),
    ("f(1, )", "GJ200", ")", 5, ""),
    ("x in ()", "GJ200", ")", 6, ""),
    ("not", "GJ200", "not", 0, ""),
    ("if a then b else", "GJ200", "else", 12, ""),
    ("then", "GJ200", "then", 0, ""),
    ("for", "GJ200", "for", 0, ""),
    ("x.", "GJ200", ".", 1, ""),
    ("{a: }", "GJ200", "}", 4, ""),
    ("a b", "GJ201", "b", 2, ""),
    ("审核 分数 < 3", "GJ201", "分数", 3, ""),
    ('"a" "b"', "GJ201", '"b"', 4, ""),
    ("5 days ago", "GJ201", "ago", 7, ""),
    ("1..2", "GJ260", "1..2", 0, "[1..2]"),
    ("a, b", "GJ201", ",", 1, ""),
    ("x.5", "GJ201", ".5", 1, ""),
    ("{a}", "GJ201", "a", 1, ""),
    ("{1: 2}", "GJ201", "1", 1, ""),
    ("{a: 1, b: 2 3}", "GJ201", "3", 12, ""),
    ("a.b(1)", "GJ201", "(", 3, ""),
    ("f(1)(2)", "GJ201", "(", 4, ""),
    ("? > 5", "GJ204", "?", 0, ""),
    ("(a + b", "GJ203", "(", 0, ")"),
    ("[1, 2", "GJ203", "[", 0, "]"),
    ("f(a", "GJ203", "(", 1, ")"),
    ("{a: [1}", "GJ205", "}", 6, "]"),
    ('1 + "abc', "GJ203", '"abc', 4, '"'),
    ('"abc', "GJ203", '"abc', 0, '"'),
    ('@"2020', "GJ203", '@"2020', 0, '"'),
    ("1 /* abc", "GJ203", "/*", 2, "*/"),
    ("(1 + 2]", "GJ205", "]", 6, ")"),
    ("1 + 2)", "GJ205", ")", 5, ""),
    ("x in [80, 90)", "GJ261", "[80, 90)", 5, "[80..90)"),
    ("x in (80-90]", "GJ261", "(80-90]", 5, "(80..90]"),
    ("x in ]1..5]", "GJ205", "]", 5, "("),
    ("x in [1..5[", "GJ205", "[", 10, ")"),
    ("a “b” c", "GJ206", "“", 2, '"'),
    ("a ≥ 5", "GJ206", "≥", 2, ">="),
    ("f(a，b)", "GJ206", "，", 3, ","),
    ("“a”", "GJ206", "“", 0, '"'),
    ("８０ < a", "GJ206", "８０", 0, "80"),
    ("[1、2]", "GJ206", "、", 2, ","),
    ("（a）", "GJ206", "（", 0, "("),
    ("a == b", "GJ207", "==", 2, "="),
    ("a && b", "GJ207", "&&", 2, "and"),
    ("a || b", "GJ207", "||", 2, "or"),
    ("!a", "GJ207", "!", 0, "not"),
    ("a <> b", "GJ207", "<>", 2, "!="),
    ("x in [0...80]", "GJ207", "...", 7, ".."),
    ("a => 5", "GJ207", "=>", 2, ">="),
    ("a ^ 2", "GJ207", "^", 2, "**"),
    ("a % b", "GJ207", "%", 2, "modulo(a, b)"),
    ("10%3", "GJ207", "%", 2, "modulo(a, b)"),
    ("0.5 %", "GJ207", "%", 4, "0.5%"),
    ("'abc'", "GJ207", "'abc'", 0, '"abc"'),
    ("80 AND x", "GJ207", "AND", 3, "and"),
    ("80 且 x", "GJ207", "且", 3, "and"),
    ("score<80且已签", "GJ207", "且", 8, "and"),
    ("如果 a then b else c", "GJ207", "如果", 0, "if"),
    ("a 大于等于 5", "GJ207", "大于等于", 2, ">="),
    ("x is null", "GJ207", "is", 2, "="),
    ("x is  not null", "GJ207", "is  not", 2, "!="),
    ("if a then b elif c then d else e", "GJ207", "elif", 12, "else if"),
    ('@"2026-01-01" > 2026-01-02', "GJ207", "2026-01-02", 16, '@"2026-01-02"'),
    ("f(a: 1, 2)", "GJ208", "2", 8, ""),
    ("f(1, a: 2)", "GJ208", "a", 5, ""),
    ("1,000", "GJ209", "1,000", 0, "1000"),
    ("min(a, 1,200.50)", "GJ209", "1,200.50", 7, "1200.50"),
    ("¥1,000", "GJ209", "¥1,000", 0, "¥1000"),
    ("if a then b", "GJ210", "", 11, "else"),
    ("if a b else c", "GJ210", "b", 5, "then"),
    ("if 审核 分数 then 1 else 2", "GJ201", "分数", 6, ""),
    ("for x xs return x", "GJ210", "xs", 6, "in"),
    ("for x in xs x", "GJ210", "x", 12, "return"),
    ("some x in xs x > 1", "GJ210", "x", 13, "satisfies"),
    ("x between 1", "GJ210", "", 11, "and"),
    ("x between 1 or 2", "GJ210", "or", 12, "and"),
    ("1 < x < 5", "GJ211", "<", 6, ""),
    ("a = 1 = 2", "GJ211", "=", 6, ""),
    ("a instance of number", "GJ212", "instance of", 2, "instance of"),
    ("f(function(x) x)", "GJ212", "function", 2, "function"),
    ("external", "GJ212", "external", 0, "external"),
    ("24 hrs", "GJ214", "24 hrs", 0, "24 hours"),
    ("24hrs", "GJ214", "24hrs", 0, "24 hours"),
    ("3 business days", "GJ214", "3 business days", 0, "3 working days"),
    ("3 fortnights", "GJ214", "3 fortnights", 0, ""),
    ("30m", "GJ214", "30m", 0, "30 min"),
    ("3月", "GJ214", "3月", 0, "3个月"),
    ("1 month 3 days", "GJ215", "1 month 3 days", 0, ""),
    ("a + 0.5 days", "GJ216", "0.5 days", 4, ""),
    ("a # b", "GJ217", "#", 2, ""),
    ("a; b", "GJ217", ";", 1, ""),
    ("a\u200bb", "GJ217", "\u200b", 1, ""),
    ("", "GJ218", "", 0, ""),
    ("   ", "GJ218", "", 0, ""),
    ("// only a comment", "GJ218", "", 17, ""),
    ("12345678901234567890123456789012345", "GJ219", "12345678901234567890123456789012345", 0, ""),
    ("1e9999", "GJ219", "1e9999", 0, ""),
]
CELLS = [
    ("80-89", "GJ261", "80-89", 0, "[80..89]"),
    ("5% - 10%", "GJ261", "5% - 10%", 0, "[5%..10%]"),
    (">= 18 and <= 65", "GJ202", "and", 6, ""),
    ("< 0 or > 5", "GJ202", "or", 4, ""),
    ("< 5 < 6", "GJ211", "<", 4, ""),
    ("-, 5", "GJ200", ",", 1, ""),
    (", 5", "GJ200", ",", 0, ""),
    ("5,", "GJ200", ",", 1, ""),
    ("not(< 5", "GJ203", "(", 3, ")"),
    ("not(1, 2) and x", "GJ201", "and", 10, ""),
    ("[1..5", "GJ203", "[", 0, "]"),
    (">", "GJ200", ">", 0, ""),
    ("", "GJ218", "", 0, ""),
    ("≥ 5", "GJ206", "≥", 0, ">="),
    ("<= 65 = x", "GJ211", "=", 6, ""),
    ("“a”，“b”", "GJ206", "“", 0, '"'),
    ("= = 5", "GJ200", "=", 2, ""),
]
# fmt: on
DEEP = {
    "parentheses": "(" * 10_000 + "1" + ")" * 10_000,
    "open brackets": "[" * 10_000,
    "signs": "-" * 10_000 + "1",
    "negations": "not " * 10_000 + "x",
    "sums": "1" + " + 1" * 10_000,
    "conditionals": "if a then b else " * 10_000 + "c",
    "filters": "x" + "[1]" * 10_000,
    "calls": "f(" * 10_000,
}
SYNTAX_CODES = {f"GJ{number}" for number in (*range(200, 220), 260, 261)}


def check(problem: SyntaxProblem, text: str, expected: tuple[str, str, int, str]) -> None:
    code, at, start, proposed = expected
    assert (problem.code, text[problem.start : problem.end], problem.start) == (code, at, start)
    found = Diagnostic(code, None, tuple(problem.args.items()))
    assert not proposed or f"`{proposed}`" in found.message("en") + found.hint("en")


@pytest.mark.parametrize(("text", "code", "at", "start", "proposed"), EXPRESSIONS)
def test_an_expression_that_cannot_be_read(text: str, code: str, at: str, start: int, proposed: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        parse(text)
    check(caught.value, text, (code, at, start, proposed))


@pytest.mark.parametrize(("text", "code", "at", "start", "proposed"), CELLS)
def test_a_cell_that_cannot_be_read(text: str, code: str, at: str, start: int, proposed: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        parse_tests(text)
    check(caught.value, text, (code, at, start, proposed))


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_nesting_is_refused_without_overflowing_the_stack(text: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        parse(text)
    assert caught.value.code == "GJ213"


def test_nesting_up_to_the_limit_is_read() -> None:
    parse("(" * MAX_DEPTH + "1" + ")" * MAX_DEPTH)
    parse("-" * (MAX_DEPTH - 1) + "1")


def test_the_tables_have_every_code_of_the_catalog() -> None:
    assert {row[1] for row in EXPRESSIONS + CELLS} | {"GJ213"} == SYNTAX_CODES


@pytest.mark.parametrize("code", sorted(SYNTAX_CODES))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_code_has_its_cause_and_its_fix(code: str, lang: str) -> None:
    entry = catalog()[code]
    assert entry["cause"][lang]
    assert entry["fix"][lang]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a +", "a value or a name is expected here after `+`"),
        ("if a b else c", "`then` is missing before `b`"),
        ("(1 + 2", "`(` is never closed"),
        ("{a: 1, b: 2 3}", "`3` can't stand here after `2`; possible: `}` `,`"),
    ],
)
def test_the_cause_is_told_without_the_names_of_tokens(text: str, said: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        parse(text)
    problem = caught.value
    assert Diagnostic(problem.code, None, tuple(problem.args.items())).message("en") == said
