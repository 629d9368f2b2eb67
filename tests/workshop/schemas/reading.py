"""Libraries as an editor sees them: every file with the schema that its first line names."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from engine import Library
from engine.document.library import kind_of as kind_by_place
from engine.document.library import overlays_in
from engine.document.schema import plain, schema
from engine.workshop.schemas import schemas
from tests.document.reading import composed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Schemas = dict[str, dict[str, Any]]
"""By the kind of file."""


def made_for(folder: Path) -> Schemas:
    """The schemas that `guiju schema` makes of a library."""
    return {file.path.split("/")[-1].partition(".")[0]: json.loads(file.text) for file in schemas(folder)}


def kind_of(name: str, folder: Path | None = None) -> str:
    """What a file is; that one changes a policy of the branches above is known of the files of a folder."""
    return kind_by_place(PurePosixPath(name), overlays_in(folder) if folder else ()) or "policy"


def refusals(kind: str, text: str, made: Schemas) -> list[str]:
    """What an editor marks in a file: paths and reasons. Nothing where YAML itself can't read it."""
    root = composed(text)[0]
    if root is None:
        return []
    beside = Registry().with_resources(
        (f"{name}.schema.json", DRAFT202012.create_resource(contents)) for name, contents in made.items()
    )
    checker = Draft202012Validator(made[kind], format_checker=Draft202012Validator.FORMAT_CHECKER, registry=beside)
    return [f"{error.json_path}: {error.message[:200]}" for error in checker.iter_errors(plain(root))]


def shipped_refusals(kind: str, text: str) -> list[str]:
    return refusals(kind, text, {kind: schema(kind)})


def texts_of(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file of a library that is read, with its text."""
    for path in sorted(folder.rglob("*.yaml")):
        if path.name != "guardrails.yaml":
            yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")


def complaints(folder: Path) -> list[str]:
    """What the engine says against a library: errors of `guiju check`; where it has none, those of `guiju test`."""
    errors = [str(found) for found in Library.check(folder) if found.severity == "error"]
    return errors or [str(found) for found in Library.load(folder).test().diagnostics if found.severity == "error"]


def build(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
