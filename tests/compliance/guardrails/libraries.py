"""Libraries written for a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import Library
from tests.conformance.examples import SHARED

if TYPE_CHECKING:
    from pathlib import Path

REVIEW = """policy: review
title: {zh: 图纸审核, en: Drawing review}
facts:
  score: {title: {zh: 审核分数, en: Review score}, type: number, range: 0..100}
  signed: {title: {zh: 已签约, en: Signed}, type: boolean, default: false}
params:
  pass_score: {title: {zh: 及格分, en: Pass mark}, type: number, value: 80, stricter: higher}
rules:
  - {id: below-pass, when: score < pass_score, then: [{do: warning, to: designer}]}
  - {id: signed-early, when: score < 60 and signed, then: [{do: fine, to: designer, amount: 500 CNY}]}
"""


def build(folder: Path, **files: str) -> Path:
    """A library of the policy `review` and other files; in their names `__` stands for `/`."""
    named = {name.replace("__", "/") + ".yaml": text for name, text in files.items()}
    for name, text in (SHARED | {"base/review.yaml": REVIEW} | named).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def library(folder: Path, **files: str) -> Library:
    return Library.load(build(folder, **files))
