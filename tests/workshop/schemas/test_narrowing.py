"""A library's own schemas lie between the shipped ones and the engine: narrower than those, never stricter than it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from tests.conformance.examples import Example, name_of, paths, read
from tests.workshop.schemas.reading import complaints, kind_of, made_for, refusals, shipped_refusals, texts_of
from tests.workshop.schemas.test_command import KINDS

if TYPE_CHECKING:
    from tests.workshop.schemas.reading import Schemas

SHIPPED = Path("policies")
good = pytest.mark.parametrize("example", [pytest.param(read(path), id=name_of(path)) for path in paths("good")])
every = pytest.mark.parametrize(
    "example", [pytest.param(read(path), id=name_of(path)) for kind in ("good", "bad") for path in paths(kind)]
)


@pytest.fixture(scope="module")
def shipped() -> Schemas:
    return made_for(SHIPPED)


def test_the_shipped_library_has_a_schema_for_every_kind(shipped: Schemas) -> None:
    assert set(shipped) == set(KINDS)
    for schema in shipped.values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("name", [name for name, _ in texts_of(SHIPPED)])
def test_no_shipped_file_is_refused(name: str, shipped: Schemas) -> None:
    assert refusals(kind_of(name, SHIPPED), (SHIPPED / name).read_text(encoding="utf-8"), shipped) == []


@good
def test_nothing_good_is_refused(example: Example, tmp_path: Path) -> None:
    folder = example.build(tmp_path)
    made = made_for(folder)
    for name, text in texts_of(folder):
        assert refusals(kind_of(name, folder), text, made) == [], name


@every
def test_never_looser_than_the_shipped_schema_nor_stricter_than_the_engine(example: Example, tmp_path: Path) -> None:
    folder = example.build(tmp_path)
    made = made_for(folder)
    found = {name: refusals(kind_of(name, folder), text, made) for name, text in texts_of(folder)}
    for name, text in texts_of(folder):
        assert found[name] or not shipped_refusals(kind_of(name, folder), text), name
    if any(found.values()):
        assert complaints(folder), found
