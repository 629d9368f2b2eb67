"""Texts to syntax trees, shown as s-expressions; declared names with spaces stand between bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.feel import syntax
from engine.feel.lexer import SPACED_FUNCTIONS
from engine.feel.parser import SyntaxProblem, parse, parse_tests

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ("审核 分数", "days in weekend", "date and time", "full name", "full name length", "完成and验收")

EXPRESSIONS = """
score < 80                              | (< score 80)
审核分数<及格分                           | (< 审核分数 及格分)
审核分数<80 and整改情况="未整改"            | (and (< 审核分数 80) (= 整改情况 "未整改"))
审核分数in(1, 2)and已签                   | (and (in 审核分数 1 2) 已签)
if已签then 1 else 2                      | (if 已签 1 2)
审核 分数 < 3                            | (< |审核 分数| 3)
审核  分数 < 3                           | (< |审核 分数| 3)
完成and验收 and 完成                      | (and 完成and验收 完成)
days in weekend                         | |days in weekend|
full name length + full name            | (+ |full name length| |full name|)
full name.first                         | (. |full name| first)
date and time("2026-01-01T00:00:00")    | (|date and time| "2026-01-01T00:00:00")
date and time > 5                       | (> |date and time| 5)
string length("a")                      | (|string length| "a")
.5 + 1e3 + 0.10                         | (+ (+ 0.5 1E+3) 0.10)
0.5% * 100%                             | (* 0.005% 1.00%)
500 CNY + 500元 + ¥500 + ￥ 500.50        | (+ (+ (+ 500:CNY 500:CNY) 500:CNY) 500.50:CNY)
24h + 30min                             | (+ `24h` `30min`)
1h30m + 10 minutes                      | (+ `1h30m` `10 minutes`)
[1 month, 3 months, 1 year]             | (list `1 month` `3 months` `1 year`)
d + 3 working days                      | (+ d `3 working days`)
24小时 + 2个工作日 + 7个自然日              | (+ (+ `24小时` `2个工作日`) `7个自然日`)
x in (3天..1年6个月)                     | (in x (range ( `3天` `1年6个月` )))
-3 ** 2                                 | (** (neg 3) 2)
3 ** 4 ** 5                             | (** (** 3 4) 5)
2 ** -3                                 | (** 2 (neg 3))
-10--5                                  | (- (neg 10) (neg 5))
1 - 2 - 3                               | (- (- 1 2) 3)
1 + 2 * 3                               | (+ 1 (* 2 3))
(1 + 2) * 3                             | (* (+ 1 2) 3)
a or b and not c = d                    | (or a (and b (not (= c d))))
not(a) and b                            | (and (not a) b)
not(a) = b                              | (= (not a) b)
not not a                               | (not (not a))
a between 1 and 2 and b                 | (and (between a 1 2) b)
a + 1 between b - 1 and b + 1           | (between (+ a 1) (- b 1) (+ b 1))
a in [1..5]                             | (in a (range [ 1 5 ]))
a in (1..5)                             | (in a (range ( 1 5 )))
a in [1..5) or b in (1..5]              | (or (in a (range [ 1 5 ))) (in b (range ( 1 5 ])))
a in (b)                                | (in a b)
a in < 5                                | (in a (test < 5))
a in (< 5)                              | (in a (test < 5))
a in (1, > 5, [2..3])                   | (in a 1 (test > 5) (range [ 2 3 ]))
a in ("x", "y")                         | (in a "x" "y")
1 in [[2..4], [1..3]]                   | (in 1 (list (range [ 2 4 ]) (range [ 1 3 ])))
[a+1..b*2]                              | (range [ (+ a 1) (* b 2) ])
[]                                      | (list)
[1, [2], "a"]                           | (list 1 (list 2) "a")
[1,2,3][-1]                             | (filter (list 1 2 3) (neg 1))
xs[item > 1].a.b                        | (. (. (filter xs (> item 1)) a) b)
x.in                                    | (. x in)
{}                                      | (context)
{a: 1, "b c": 2, d e: 3}                | (context (a 1) (|b c| 2) (|d e| 3))
{a b: 1, c: a b + 1}                    | (context (|a b| 1) (c (+ |a b| 1)))
{if: 1, then: 2}                        | (context (if 1) (then 2))
{a: {b: [1]}}.a                         | (. (context (a (context (b (list 1))))) a)
f()                                     | (f)
f(1, x)                                 | (f 1 x)
f(a: 1, start position: 2)              | (f (a 1) (|start position| 2))
f (g(1))                                | (f (g 1))
if a then b else if c then d else e     | (if a b (if c d e))
for i in 1..n, j in xs return i * j     | (for (i 1 n) (j xs) (* i j))
for i in [1..3] return i                | (for (i (range [ 1 3 ])) i)
some x in xs, y in ys satisfies x > y   | (some (x xs) (y ys) (> x y))
every x in xs satisfies x > 1 and x < 9 | (every (x xs) (and (> x 1) (< x 9)))
a and some x in xs satisfies x or b     | (and a (some (x xs) (or x b)))
a or b and not every x in xs satisfies x | (or a (and b (not (every (x xs) x))))
a or if b then c else d or e            | (or a (if b c (or d e)))
sum(for s in shares return s.share) = 1 | (= (sum (for (s shares) (. s share))) 1)
@"2026-01-31" + @"P1M"                  | (+ @2026-01-31 @P1M)
a != null                               | (!= a null)
1 // one                                | 1
1 /* two */ + /* three */ 2             | (+ 1 2)
"a // b" + "/* c"                       | (+ "a // b" "/* c")
a　+　b                                  | (+ a b)
"“全角”，文字"                             | "“全角”，文字"
i                                       | i
integer + orbit + iffy                  | (+ (+ integer orbit) iffy)
"""

CELLS = """
-                   | -
5                   | 5
-5                  | (neg 5)
< 5                 | (test < 5)
!= "a"              | (test != "a")
"a","b"             | "a" ; "b"
< 0, > 100          | (test < 0) ; (test > 100)
[18..65]            | (range [ 18 65 ])
(18..65)            | (range ( 18 65 ))
<= limit * 2        | (test <= (* limit 2))
not("a")            | (nottests "a")
not("a", "b")       | (nottests "a" "b")
not(< 5, [7..9])    | (nottests (test < 5) (range [ 7 9 ]))
not(< 5)            | (nottests (test < 5))
not "a"             | (nottests "a")
not(a) and ? > 1    | (and (not a) (> ? 1))
? > 5 and ? < 9     | (and (> ? 5) (< ? 9))
contains(?, "a")    | (contains ? "a")
true                | true
null                | null
24h                 | `24h`
> 3 working days    | (test > `3 working days`)
date("2026-01-01")  | (date "2026-01-01")
"""

STRINGS = {
    r'"a\"b"': 'a"b',
    r'"a\\b\nc\td\r"': "a\\b\nc\td\r",
    r'"\u5ba1\u6838"': "审核",
    r'"\uD83D\uDC0E \U01F40E"': "\U0001f40e \U0001f40e",
    r'"\d+\1\s"': r"\d+\1\s",
    '""': "",
}


def rows(table: str) -> list[Any]:
    pairs = (line.split(" | ", 1) for line in table.strip().splitlines())
    return [pytest.param(text.rstrip(), shown.strip(), id=text.strip()) for text, shown in pairs]


def named(name: str) -> str:
    return f"|{name}|" if " " in name else name


def form(head: str, *nodes: Any) -> str:
    return f"({' '.join([head, *map(show, nodes)])})"


def entries(pairs: tuple[tuple[str, Any], ...]) -> list[str]:
    return [form(named(name), node) for name, node in pairs]


SHOWN: dict[type, Callable[[Any], str]] = {
    str: str,
    syntax.NumberLiteral: lambda node: str(node.value),
    syntax.PercentLiteral: lambda node: f"{node.value}%",
    syntax.MoneyLiteral: lambda node: f"{node.value}:{node.currency}",
    syntax.SpanLiteral: lambda node: f"`{node.text}`",
    syntax.StringLiteral: lambda node: f'"{node.value}"',
    syntax.BooleanLiteral: lambda node: "true" if node.value else "false",
    syntax.NullLiteral: lambda _: "null",
    syntax.AtLiteral: lambda node: f"@{node.text}",
    syntax.Name: lambda node: named(node.name),
    syntax.Path: lambda node: form(".", node.base, named(node.name)),
    syntax.Filter: lambda node: form("filter", node.base, node.condition),
    syntax.Call: lambda node: form(named(node.function.name), *node.arguments, *entries(node.named)),
    syntax.Negation: lambda node: form("neg", node.operand),
    syntax.Arithmetic: lambda node: form(node.operator, node.left, node.right),
    syntax.Comparison: lambda node: form(node.operator, node.left, node.right),
    syntax.Between: lambda node: form("between", node.operand, node.low, node.high),
    syntax.In: lambda node: form("in", node.operand, *node.tests),
    syntax.Not: lambda node: form("not", node.operand),
    syntax.And: lambda node: form("and", node.left, node.right),
    syntax.Or: lambda node: form("or", node.left, node.right),
    syntax.If: lambda node: form("if", node.condition, node.then, node.otherwise),
    syntax.Iteration: lambda node: form(node.name.name, node.source, *([node.until] if node.until else [])),
    syntax.For: lambda node: form("for", *node.iterations, node.body),
    syntax.Quantified: lambda node: form(node.quantifier, *node.iterations, node.condition),
    syntax.Range: lambda node: form("range", "(["[node.low_closed], node.low, node.high, ")]"[node.high_closed]),
    syntax.ListLiteral: lambda node: form("list", *node.items),
    syntax.ContextLiteral: lambda node: form("context", *entries(node.entries)),
    syntax.Anything: lambda _: "-",
    syntax.Placeholder: lambda _: "?",
    syntax.OperatorTest: lambda node: form("test", node.operator, node.operand),
    syntax.NegatedTests: lambda node: form("nottests", *node.tests),
}


def show(node: Any) -> str:
    return SHOWN[type(node)](node)


@pytest.mark.parametrize(("text", "shown"), rows(EXPRESSIONS))
def test_an_expression_is_read_as(text: str, shown: str) -> None:
    assert show(parse(text, NAMES)) == shown


@pytest.mark.parametrize(("text", "shown"), rows(CELLS))
def test_a_cell_is_read_as(text: str, shown: str) -> None:
    assert " ; ".join(map(show, parse_tests(text, NAMES))) == shown


@pytest.mark.parametrize(("text", "value"), STRINGS.items())
def test_escapes_of_a_string(text: str, value: str) -> None:
    literal = parse(text)
    assert isinstance(literal, syntax.StringLiteral)
    assert literal.value == value


def test_names_with_spaces_are_read_only_where_declared() -> None:
    assert show(parse("end date > start", ["end date"])) == "(> |end date| start)"
    with pytest.raises(SyntaxProblem):
        parse("end date > start")


def test_a_key_with_spaces_is_declared_for_its_own_text_only() -> None:
    parse("{end date: 1, twice: end date * 2}")
    with pytest.raises(SyntaxProblem):
        parse("end date * 2")


@pytest.mark.parametrize("name", sorted(SPACED_FUNCTIONS))
def test_a_function_with_spaces_is_one_name(name: str) -> None:
    assert show(parse(f"1 + {name}(x)")) == f"(+ 1 (|{name}| x))"
