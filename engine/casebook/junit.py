"""How the cases went as JUnit XML, as continuous integration systems read it.

A suite per policy, a test case per case with its file and line; a failure has the words of its differences. What a
case fires stands in its `system-out`, what the cases don't cover in the suite's. But for the two attributes `file` and
`line` of a test case, which readers agree on, it is valid by Jenkins' schema (xunit-plugin, junit-10.xsd).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from engine.diagnostics.phrases import phrase
from engine.diagnostics.render import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.casebook.report import CaseResult, PolicyReport
    from engine.diagnostics import Diagnostic

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can't hold (clause 2.2)."""


def to_junit(policies: Sequence[PolicyReport], lang: str, *, strict: bool) -> str:
    """The reports as one document. `strict`: what isn't covered is a failed test case of its own in each suite."""
    suites = [_suite(report, lang, strict) for report in policies]
    root = ET.Element("testsuites", {"name": "guiju", **_counts(suites)})
    root.extend(suites)
    ET.indent(root)
    return f"{_DECLARATION}\n{ET.tostring(root, encoding='unicode')}\n"


def _suite(report: PolicyReport, lang: str, strict: bool) -> ET.Element:
    cases = [_case(result, lang) for result in report.cases]
    cases += [_coverage(report, lang)] if strict else []
    name = f"{report.branch}/{report.policy}"
    place = {"file": report.cases[0].span.path} if report.cases else {}
    failures = sum(case.find("failure") is not None for case in cases)
    counts = {"tests": str(len(cases)), "failures": str(failures), "errors": "0", "skipped": "0"}
    suite = ET.Element("testsuite", {"name": name, **counts, "time": _seconds(report.cases), **place})
    suite.append(_properties(report))
    suite.extend(cases)
    if report.uncovered:
        _add_text(suite, "system-out", _words(report.uncovered, lang))
    return suite


def _counts(suites: Iterable[ET.Element]) -> dict[str, str]:
    listed = list(suites)
    counts = {name: str(sum(int(suite.get(name, "0")) for suite in listed)) for name in ("tests", "failures", "errors")}
    return counts | {"time": f"{sum(float(suite.get('time', '0')) for suite in listed):.6f}"}


def _seconds(results: Iterable[CaseResult]) -> str:
    return f"{sum(result.seconds for result in results):.6f}"


def _properties(report: PolicyReport) -> ET.Element:
    properties = ET.Element("properties")
    tallies = report.tallies
    for name, tally in (("rules", tallies.rules), ("boundaries", tallies.boundaries)):
        ET.SubElement(properties, "property", {"name": name, "value": f"{tally.done}/{tally.total}"})
    return properties


def _case(result: CaseResult, lang: str) -> ET.Element:
    case = ET.Element(
        "testcase",
        {
            "name": _plain(result.title.in_language(lang)),
            "classname": f"{result.branch}.{result.policy}",
            "time": _seconds([result]),
            "file": result.span.path,
            "line": str(result.span.line),
        },
    )
    _add_failure(case, result.differences, lang)
    _add_text(case, "system-out", phrase("casebook", "fired", lang, rules=", ".join(result.fired)))
    return case


def _coverage(report: PolicyReport, lang: str) -> ET.Element:
    """Whether everything is covered, as a case."""
    name = phrase("casebook", "coverage", lang)
    case = ET.Element("testcase", {"name": name, "classname": f"{report.branch}.{report.policy}", "time": "0.000000"})
    _add_failure(case, report.uncovered, lang)
    return case


def _add_failure(case: ET.Element, found: Sequence[Diagnostic], lang: str) -> None:
    if found:
        told = _plain("; ".join(diagnostic.message(lang) for diagnostic in found))
        codes = " ".join(dict.fromkeys(diagnostic.code for diagnostic in found))
        failure = ET.SubElement(case, "failure", {"message": told, "type": codes})
        failure.text = _plain(_words(found, lang))


def _add_text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _plain(text)


def _words(found: Sequence[Diagnostic], lang: str) -> str:
    return render(found, "text", lang)


def _plain(text: str) -> str:
    r"""The text with `\x1b` in the place of a character that XML can't hold."""
    return _NO_XML.sub(lambda match: f"\\x{ord(match.group()):02x}", text)
