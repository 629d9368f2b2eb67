"""A small library on disk, and a compile cache of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

VOCABULARY = """
subjects: {designer: 设计师}
events:
  review.completed: {title: 审核完成, data: {score: number, day: date}}
consequences:
  warning: {title: 警告}
  fine: {title: 罚款, attributes: {amount: money, rate: percent}}
severity: [warning, fine]
"""
FEES = """
policy: fees
title: {zh: 罚款, en: Fines}
effective: {from: 2019-01-01, until: 2030-12-31}
dated_by: happened
facts:
  happened: {title: 发生日期, type: date, optional: true}
  loss: {title: 损失, type: money}
params:
  rate: {title: 比例, value: {2019-01-01: 0.5%, 2027-01-01: 0.8%}}
rules:
  - {id: always, then: [{do: fine, to: designer, rate: rate, amount: loss * rate}]}
  - {id: late-only, effective: {from: 2028-01-01}, then: [{do: warning, to: designer}]}
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("GUIJU_CACHE", str(folder))
    return folder


@pytest.fixture
def write(tmp_path: Path, cache: Path) -> Callable[..., Path]:
    """Writes a library: a policy's text by id."""
    del cache

    def written(**policies: str) -> Path:
        folder = tmp_path / "library"
        (folder / "base").mkdir(parents=True, exist_ok=True)
        (folder / "library.yaml").write_text("guiju: 1\nzone: Asia/Shanghai\ncurrency: CNY\n", encoding="utf-8")
        (folder / "vocabulary.yaml").write_text(VOCABULARY, encoding="utf-8")
        for name, text in (policies or {"fees": FEES}).items():
            path = folder / "base" / f"{name.replace('_', '-')}.yaml"
            path.write_text(text, encoding="utf-8")
        return folder

    return written
