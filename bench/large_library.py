"""A library of many policies, all different: each has 5 facts, 2 parameters and 10 rules of 2 expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

POLICIES = 1000
RULES = 10
SETTINGS = "guiju: 1\ntitle: 大库\nzone: Asia/Shanghai\ncurrency: CNY\n"
WORDS = """
subjects: {designer: 设计师, manager: 经理}
consequences:
  warning: {title: 警告}
  fine: {title: 罚款, attributes: {amount: {title: 金额, type: money}, rate: {title: 比例, type: percent}}}
"""
POLICY = """\
policy: policy-{i:04}
title: {{zh: 政策{i}, en: Policy {i}}}
facts:
  score_{i}: {{title: {{zh: 分数, en: Score}}, type: number, range: 0..100}}
  visits_{i}: {{title: 次数, type: number, range: 0..1000}}
  signed_{i}: {{title: 已签, type: boolean, default: false}}
  money_{i}: {{title: 金额, type: money, optional: true}}
  state_{i}: {{title: 情况, type: enum, values: {{good: 好, bad: 坏}}, optional: true}}
params:
  pass_{i}: {{title: 及格分, type: number, value: {score}, stricter: higher}}
  rate_{i}: {{title: 比例, type: percent, value: 0.{tenth}%, stricter: higher}}
rules:
"""
RULE = """\
  - id: rule-{r}
    title: {{zh: 规则{r}, en: Rule {r}}}
    when: score_{i} < pass_{i} - {r} and visits_{i} >= {visits} or signed_{i}
    then: [{{do: fine, to: designer, amount: "money_{i} * rate_{i} + {amount} CNY"}}]
    cites: MAN-{r:02}
"""


def build(folder: Path, policies: int = POLICIES) -> Path:
    """Write the library into `folder`."""
    (folder / "base").mkdir(parents=True)
    (folder / "library.yaml").write_text(SETTINGS, encoding="utf-8")
    (folder / "vocabulary.yaml").write_text(WORDS, encoding="utf-8")
    for number in range(policies):
        path_of(folder, number).write_text(text_of(number), encoding="utf-8")
    return folder


def path_of(folder: Path, number: int) -> Path:
    return folder / "base" / f"policy-{number:04}.yaml"


def text_of(number: int) -> str:
    rules = (RULE.format(i=number, r=r, visits=r + number % 7, amount=number + r) for r in range(RULES))
    return POLICY.format(i=number, score=60 + number % 30, tenth=1 + number % 9) + "".join(rules)
