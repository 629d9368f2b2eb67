"""`not`, and the compiler's own operators: tests for null and truth, rounding to the cent."""

from __future__ import annotations

from engine.feel.builtins import accepts, widths
from engine.feel.builtins.overload import Function, Overload, function
from engine.feel.builtins.widths import boolean

NOT = Overload("not", (accepts.BOOLEAN,), boolean, "not {0}", "NOT {0}")
IS_TRUE = Overload("is-true", (accepts.BOOLEAN,), boolean, "{0} is True", "{0} IS TRUE", strict=False)
IS_NULL = Overload("is-null", (accepts.ANYTHING,), boolean, "{0} is None", "{0} IS NULL", strict=False)
NOT_NULL = Overload("not-null", (accepts.ANYTHING,), boolean, "{0} is not None", "{0} IS NOT NULL", strict=False)
ROUND_MONEY = Overload("round-money", (accepts.MONEY,), widths.money, "ROUND_MONEY({0})", "CAST({0} AS {type})")


def _hidden(overload: Overload, zh: str, en: str) -> Function:
    return Function(overload.id, ("x",), (overload,), (("zh", zh), ("en", en)), hidden=True)


FUNCTIONS = (
    function(
        "not",
        "negand",
        NOT,
        zh="否定；空仍为空。也可写作 `not x`。",
        en="Negation; null stays null. `not x` does as well.",
        examples=(("not(true)", "false"),),
    ),
    _hidden(IS_TRUE, "真则为真，假和空为假。", "True where true; false where false or null."),
    _hidden(IS_NULL, "是否为空。", "Whether there is no value."),
    _hidden(NOT_NULL, "是否有值。", "Whether there is a value."),
    _hidden(ROUND_MONEY, "四舍五入到分。", "Rounded half up to the cent: exactly two decimals."),
)
