"""Reads a SARIF log as a viewer does: finds the files, the stretch of text of each result, and its rule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import jsonschema

SCHEMA = json.loads((Path(__file__).parent / "sarif-2.1.0-rtm.5.schema.json").read_text(encoding="utf-8"))


class Shown(NamedTuple):
    """A result: its rule and message, the text that it marks (None without a file), the place in a document."""

    rule: str
    level: str
    message: str
    marked: str | None
    pointer: str | None


def open_log(text: str) -> dict[str, Any]:
    """The log's only run, if it keeps to the schema."""
    log = json.loads(text)
    jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER).validate(log)
    (run,) = log["runs"]
    found: dict[str, Any] = run
    return found


def show(text: str, root: Path) -> list[Shown]:
    """Every result; `root` is where the run's base lies."""
    run = open_log(text)
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    return [_shown(result, rules, root) for result in run["results"]]


def _shown(result: dict[str, Any], rules: list[dict[str, Any]], root: Path) -> Shown:
    rule = rules[result["ruleIndex"]]
    assert rule["id"] == result["ruleId"]
    (location,) = result.get("locations", [{}])
    physical, (logical,) = location.get("physicalLocation"), location.get("logicalLocations", [{}])
    marked = _marked(physical, root) if physical else None
    level = result.get("level", rule["defaultConfiguration"]["level"])
    return Shown(rule["id"], level, result["message"]["text"], marked, logical.get("fullyQualifiedName"))


def _marked(physical: dict[str, Any], root: Path) -> str:
    """The text of the region, lines and columns counted from 1, the end exclusive."""
    place, region = physical["artifactLocation"], physical["region"]
    path = Path(unquote(urlsplit(place["uri"]).path))
    assert path.is_absolute() == ("uriBaseId" not in place)
    lines = (root / path).read_text(encoding="utf-8").splitlines()[region["startLine"] - 1 : region["endLine"]]
    lines[-1] = lines[-1][: region["endColumn"] - 1]
    lines[0] = lines[0][region["startColumn"] - 1 :]
    return "\n".join(lines)
