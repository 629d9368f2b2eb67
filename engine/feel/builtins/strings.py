"""`+` of texts and the functions of texts; lengths and positions count code points, from 1."""

from __future__ import annotations

from engine.feel.builtins import accepts, span_text, widths
from engine.feel.builtins.overload import Overload, function
from engine.feel.builtins.widths import boolean
from engine.feel.types import STRING, list_of

UNICODE_VERSIONS = "letter-case"
REGULAR_EXPRESSIONS = "regular-expressions"
SESSION_ZONE = "session-zone"
_STRING = widths.always(STRING)
_TWO = (accepts.STRING, accepts.STRING)
_PLACES = "CAST(trunc({1}) AS BIGINT)"
_LENGTH = "CAST(trunc({2}) AS BIGINT)"
_DECIMAL_TEXT = "CAST({0} AS VARCHAR)"

CONCATENATE = Overload("add-string", _TWO, _STRING, "{0} + {1}", "{0} || {1}")
SUBSTRING = (
    Overload(
        "substring",
        (accepts.STRING, accepts.NUMBER),
        _STRING,
        "SUBSTRING({0}, {1})",
        f"CASE WHEN {_PLACES} <> 0 AND abs({_PLACES}) <= length({{0}}) THEN substring({{0}}, {_PLACES}) END",
        partial=True,
    ),
    Overload(
        "substring-of-length",
        (accepts.STRING, accepts.NUMBER, accepts.NUMBER),
        _STRING,
        "SUBSTRING({0}, {1}, {2})",
        f"CASE WHEN {_PLACES} <> 0 AND abs({_PLACES}) <= length({{0}}) AND {_LENGTH} >= 1"
        f" THEN substring({{0}}, {_PLACES}, {_LENGTH}) END",
        partial=True,
    ),
)

FUNCTIONS = (
    function(
        "substring",
        "string, start position, length",
        *SUBSTRING,
        zh="从第几个字符起取一段；负数从末尾数；位置不存在为空。",
        en="The part from a position on, of a length; negative positions count from the end; null where there is none.",
        examples=(
            ('substring("foobar", 3)', '"obar"'),
            ('substring("foobar", -2, 1)', '"a"'),
            ('substring("整改😀", 3)', '"😀"'),
        ),
    ),
    function(
        "string length",
        "string",
        Overload("string-length", (accepts.STRING,), widths.counted, "len({0})", "CAST(length({0}) AS {type})"),
        zh="字符数。",
        en="The number of characters (code points).",
        examples=(('string length("整改😀")', "3"),),
    ),
    function(
        "upper case",
        "string",
        Overload("upper-case", (accepts.STRING,), _STRING, "{0}.upper()", None, UNICODE_VERSIONS),
        zh="转为大写。",
        en="In upper case.",
        examples=(('upper case("aBc4")', '"ABC4"'),),
    ),
    function(
        "lower case",
        "string",
        Overload("lower-case", (accepts.STRING,), _STRING, "{0}.lower()", None, UNICODE_VERSIONS),
        zh="转为小写。",
        en="In lower case.",
        examples=(('lower case("aBc4")', '"abc4"'),),
    ),
    function(
        "substring before",
        "string, match",
        Overload(
            "substring-before",
            _TWO,
            _STRING,
            "SUBSTRING_BEFORE({0}, {1})",
            "left({0}, greatest(strpos({0}, {1}) - 1, 0))",
        ),
        zh="第一次出现之前的部分；未出现为空文本。",
        en="What stands before the first occurrence; an empty text where there is none.",
        examples=(('substring before("foobar", "bar")', '"foo"'), ('substring before("foobar", "x")', '""')),
    ),
    function(
        "substring after",
        "string, match",
        Overload(
            "substring-after",
            _TWO,
            _STRING,
            "SUBSTRING_AFTER({0}, {1})",
            "CASE WHEN contains({0}, {1}) THEN substring({0}, strpos({0}, {1}) + length({1})) ELSE '' END",
        ),
        zh="第一次出现之后的部分；未出现为空文本。",
        en="What stands after the first occurrence; an empty text where there is none.",
        examples=(('substring after("foobar", "ob")', '"ar"'), ('substring after("foobar", "")', '"foobar"')),
    ),
    function(
        "contains",
        "string, match",
        Overload("contains", _TWO, boolean, "{1} in {0}", "contains({0}, {1})"),
        zh="是否含有。",
        en="Whether a text contains another.",
        examples=(('contains("foobar", "of")', "false"),),
    ),
    function(
        "starts with",
        "string, match",
        Overload("starts-with", _TWO, boolean, "{0}.startswith({1})", "starts_with({0}, {1})"),
        zh="是否以其开头。",
        en="Whether a text starts with another.",
        examples=(('starts with("foobar", "fo")', "true"),),
    ),
    function(
        "ends with",
        "string, match",
        Overload("ends-with", _TWO, boolean, "{0}.endswith({1})", "ends_with({0}, {1})"),
        zh="是否以其结尾。",
        en="Whether a text ends with another.",
        examples=(('ends with("foobar", "r")', "true"),),
    ),
    function(
        "matches",
        "input, pattern, flags",
        Overload("matches", _TWO, boolean, "MATCHES({0}, {1}, '')", None, REGULAR_EXPRESSIONS, partial=True),
        Overload(
            "matches-flags",
            (accepts.STRING, accepts.STRING, accepts.STRING),
            boolean,
            "MATCHES({0}, {1}, {2})",
            None,
            REGULAR_EXPRESSIONS,
            partial=True,
        ),
        zh="文本中是否有一处符合正则表达式；标志 `s m i x`。",
        en="Whether a part of the text matches a regular expression; flags `s m i x`.",
        examples=(('matches("foobar", "^fo*b")', "true"), ('matches("foobar", "[")', "null")),
    ),
    function(
        "replace",
        "input, pattern, replacement, flags",
        Overload(
            "replace",
            (accepts.STRING, accepts.STRING, accepts.STRING),
            _STRING,
            "REPLACE({0}, {1}, {2}, '')",
            None,
            REGULAR_EXPRESSIONS,
            partial=True,
        ),
        Overload(
            "replace-flags",
            (accepts.STRING, accepts.STRING, accepts.STRING, accepts.STRING),
            _STRING,
            "REPLACE({0}, {1}, {2}, {3})",
            None,
            REGULAR_EXPRESSIONS,
            partial=True,
        ),
        zh="替换所有符合正则表达式之处，`$1` 是第一个分组。",
        en="Every match of a regular expression replaced; `$1` is the first group.",
        examples=(('replace("abcd", "(ab)|(a)", "[1=$1]")', '"[1=ab]cd"'),),
    ),
    function(
        "split",
        "string, delimiter",
        Overload(
            "split", _TWO, widths.always(list_of(STRING)), "SPLIT({0}, {1})", None, REGULAR_EXPRESSIONS, partial=True
        ),
        zh="按正则表达式切开。",
        en="The parts between matches of a regular expression.",
        examples=(('split("a;b;c", ";")', '["a", "b", "c"]'),),
    ),
    function(
        "string join",
        "list, delimiter",
        Overload(
            "string-join",
            (accepts.STRING_LIST,),
            _STRING,
            "STRING_JOIN({0}, '')",
            "COALESCE(array_to_string({0}, ''), '')",
        ),
        Overload(
            "string-join-with",
            (accepts.STRING_LIST, accepts.STRING),
            _STRING,
            "STRING_JOIN({0}, {1})",
            "COALESCE(array_to_string({0}, {1}), '')",
        ),
        zh="把列表中的文本连起来，空略去。",
        en="The texts of a list joined; nulls are left out.",
        examples=(('string join(["a", "b"], "、")', '"a、b"'), ("string join([])", '""')),
    ),
    function(
        "string",
        "from",
        Overload("string-of-text", (accepts.STRING,), _STRING, "{0}", "{0}"),
        Overload(
            "string-of-number",
            (accepts.NUMERIC,),
            _STRING,
            "TEXT({0})",
            f"CASE WHEN contains({_DECIMAL_TEXT}, '.') THEN rtrim(rtrim({_DECIMAL_TEXT}, '0'), '.')"
            f" ELSE {_DECIMAL_TEXT} END",
        ),
        Overload(
            "string-of-boolean", (accepts.BOOLEAN,), _STRING, "TEXT({0})", "CASE WHEN {0} THEN 'true' ELSE 'false' END"
        ),
        Overload("string-of-date", (accepts.DATE,), _STRING, "TEXT({0})", "strftime({0}, '%Y-%m-%d')"),
        Overload("string-of-time", (accepts.CLOCK,), _STRING, "TEXT({0})", None, SESSION_ZONE),
        Overload("string-of-span", (accepts.SPAN,), _STRING, "TEXT({0})", span_text.CANONICAL),
        zh="转为文本：数字不带指数和尾零。",
        en="As text: numbers without exponent or trailing zeros.",
        examples=(
            ("string(1.10)", '"1.1"'),
            ("string(true)", '"true"'),
            ('string(date("2021-01-31"))', '"2021-01-31"'),
        ),
    ),
)
