"""A small library, and the texts that its files may have while somebody edits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = "guiju: 1\ntitle: 小库\nzone: Asia/Shanghai\ncurrency: CNY\ncalendar: office\n"
WORDS = """
subjects: {designer: 设计师}
events:
  review.completed: {title: 审核完成, data: {score: number}}
consequences:
  warning: {title: 警告}
  fine: {title: 罚款, attributes: {amount: money}}
"""
GRADE = """
policy: grade
title: 等级
facts:
  score: {title: 分数, type: number, range: 0..100, from: review.completed.score}
params:
  pass_score: {title: 及格分, value: 80}
tables:
  grading:
    hit: first
    rows: |
      | score         || grade  |
      | >= pass_score || "good" |
      | -             || "poor" |
"""
BONUS = """
policy: bonus
title: 奖金
facts:
  grade: {title: 等级, from: grade.grade}
  wage: {title: 工资, type: money}
rules:
  - {id: fined, when: grade = "poor", then: [{do: fine, to: designer, amount: wage * 10% + 1 CNY}], cites: MAN-01}
"""
LATE = """
policy: late
title: 迟到
facts:
  minutes: {title: 迟到分钟, type: number, range: 0..}
rules:
  - {id: warned, when: minutes >= 10, then: [{do: warning, to: designer}]}
"""
CASES = """
policy: late
cases:
  - {case: 准时, given: {facts: {minutes: 0}}, expect: {outcomes: []}}
  - {case: 迟到, given: {facts: {minutes: 10}}, expect: {outcomes: [{do: warning, to: designer}]}}
"""
CLAUSES = "documents: {MAN: {title: 手册}}\nclauses: {MAN-01: 不及格扣款, MAN-02: 迟到警告}\n"
OFFICE = 'calendar: office\ntitle: 办公时间\nweekly: {mon-fri: "09:00-18:00"}\n'
BRANCH = "branch: xian\ntitle: 西安\n"
OVERLAY = "policy: grade\nreason: 新员工多\nparams:\n  pass_score: {value: 85}\n"

VARIANTS: dict[str, tuple[str, ...]] = {
    "library.yaml": (SETTINGS, SETTINGS.replace("CNY", "USD"), SETTINGS.replace("Asia/Shanghai", "Asia/Shanghia"), "{"),
    "vocabulary.yaml": (
        WORDS,
        WORDS.replace("designer: 设计师", "planner: 策划"),
        WORDS.replace("fine:", "penalty:"),
        WORDS.replace("score: number", "points: number"),
        "subjects: [",
    ),
    "base/grade.yaml": (
        GRADE,
        GRADE.replace("value: 80", "value: 90"),
        GRADE.replace("grade  |", "level  |"),
        GRADE.replace("policy: grade", "policy: grades"),
        GRADE.replace("pass_score ||", "pas_score ||"),
        GRADE[: len(GRADE) // 2],
        "",
    ),
    "base/bonus.yaml": (
        BONUS,
        BONUS.replace("10%", "20%"),
        BONUS.replace("grade.grade", "late.grade"),
        BONUS.replace("wage * 10%", "wagge * 10%"),
        BONUS.replace("rules:", "rulez:"),
    ),
    "base/late.yaml": (LATE, LATE.replace(">= 10", ">= 15"), LATE.replace("title: 迟到\n", "title: 迟到 # 上班\n")),
    "base/late.cases.yaml": (CASES, CASES.replace("minutes: 10", "minuts: 10"), CASES.replace("late", "lates")),
    "clauses.yaml": (CLAUSES, CLAUSES.replace("MAN-02", "MAN-03"), CLAUSES.replace("MAN-01", "DEC-01")),
    "calendars/office.yaml": (
        OFFICE,
        OFFICE.replace("18:00", "17:00"),
        OFFICE.replace("18:00", "28:00"),
        "calendar: [",
    ),
    "branches/xian/branch.yaml": (BRANCH, BRANCH.replace("xian", "xan"), BRANCH + "extends: yibin\n"),
    "branches/xian/grade.yaml": (
        OVERLAY,
        OVERLAY.replace("85", "80"),
        OVERLAY.replace("{value: 85}", "{value: {2026-01-01: 85}}"),
        OVERLAY.replace("pass_score", "pas_score"),
        OVERLAY.replace("reason: 新员工多\n", "change: drop\n"),
        GRADE,
    ),
    "branches/xian/late.cases.yaml": (CASES,),
    "base/again.yaml": (LATE, GRADE),
    "base/notes.yml": ("note",),
}
"""Every file, with its good text first; any may also not be there."""

WHOLE = {name: texts[0] for name, texts in VARIANTS.items() if name not in ("base/again.yaml", "base/notes.yml")}


def put(folder: Path, name: str, text: str | None) -> None:
    """Write a file, or take it away."""
    path = folder / name
    if text is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def built(folder: Path) -> Path:
    for name, text in WHOLE.items():
        put(folder, name, text)
    return folder
