"""The report as JUnit XML."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.casebook.libraries import run

if TYPE_CHECKING:
    from pathlib import Path

POLICY = """\
policy: review
title: Review
facts: {score: {title: Score, type: number}}
rules: [{id: below, when: score < 80, then: [{do: warning, to: agent}]}]
"""
CASES = """\
  - {case: 八十分, given: {facts: {score: 80}}, expect: {outcomes: []}}
  - {case: "wrong \\x1b & <so>", given: {facts: {score: 81}}, expect: {outcomes: [{do: warning, to: agent}]}}
"""
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"properties", "testcase", "system-out"},
    "properties": {"property"},
    "testcase": {"failure", "system-out"},
}
ATTRIBUTES = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "file"},
    "property": {"name", "value"},
    "testcase": {"name", "time", "classname", "file", "line"},
    "failure": {"type", "message"},
}
"""What Jenkins' schema allows of what we write, and `file` and `line` of a test case."""


@pytest.fixture
def suites(tmp_path: Path) -> ET.Element:
    return ET.fromstring(run(tmp_path, POLICY, CASES).to_junit("en"))  # noqa: S314 - our own


def test_only_what_the_schema_allows(suites: ET.Element) -> None:
    for element in suites.iter():
        assert set(element.attrib) <= ATTRIBUTES.get(element.tag, set())
        assert {child.tag for child in element} <= CHILDREN.get(element.tag, set())


def test_a_case_has_its_place_and_what_it_fires(suites: ET.Element) -> None:
    (suite,) = suites
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("base/review", "2", "1")
    passed, failed = suite.findall("testcase")
    assert (passed.get("name"), passed.get("line"), passed.get("classname")) == ("八十分", "3", "base.review")
    assert passed.get("file", "").endswith("base/review.cases.yaml")
    assert passed.findtext("system-out") == "rules fired: "
    assert failed.get("name") == r"wrong \x1b & <so>"
    failure = failed.find("failure")
    assert failure is not None
    assert failure.get("type") == "GJ610"
    assert "rule `below` doesn't fire" in failure.get("message", "")
    assert "review.cases.yaml:4:" in (failure.text or "")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_coverage_is_a_case_where_it_counts(lang: str, tmp_path: Path) -> None:
    report = run(tmp_path, POLICY, CASES)
    (suite,) = ET.fromstring(report.to_junit(lang, strict=True))  # noqa: S314 - our own
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")
    assert {each.get("name"): each.get("value") for each in suite.iter("property")} == {
        "rules": "0/1",
        "boundaries": "0/1",
    }
    coverage = suite.findall("testcase")[-1].find("failure")
    assert coverage is not None
    assert coverage.get("type") == "GJ630"
