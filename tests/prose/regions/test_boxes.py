"""A region as data: every kind of extent."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.backends.prose.regions.boxes import box_json
from engine.feel.types import BOOLEAN, NUMBER, STRING
from engine.ir.regions import Between, Extent, Region, Subject


def test_every_kind_of_extent() -> None:
    ranges = (Between(high=Decimal(75), high_open=True), Between(Decimal(90)))
    score = Extent(Subject("fact", "score", NUMBER), ranges, null=True)
    name = Extent(Subject("fact", "name", STRING), values=("a",), others=True)
    papers = Extent(Subject("member", "papers", BOOLEAN, "plan"), values=(True,))
    assert box_json(Region((score, name, papers), None), ZoneInfo("Asia/Shanghai")) == [
        {"kind": "fact", "name": "score", "ranges": [{"high": "75", "high_open": True}, {"low": "90"}], "null": True},
        {"kind": "fact", "name": "name", "values": ["a"], "others": True},
        {"kind": "member", "name": "papers", "detail": "plan", "values": [True]},
    ]
