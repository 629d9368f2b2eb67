"""The files that are served are those that the engine reads."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from adapters.service.bundles import read_bundle
from engine import Library
from tests.faults.service import POLICIES

if TYPE_CHECKING:
    from pathlib import Path


def test_a_bundle_has_the_files_that_the_engine_reads_and_waits_for_no_pipe(tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    shutil.copytree(POLICIES, folder)
    before = read_bundle(folder)
    os.mkfifo(folder / "base" / "pipe.yaml")
    (folder / ".git").mkdir()
    for name in (".git/x.yaml", "base/.hidden.yaml", "base/notes.txt"):
        (folder / name).write_text("x", encoding="utf-8")
    assert read_bundle(folder) == before
    (folder / "base" / "MORE.YML").write_text("x", encoding="utf-8")
    assert read_bundle(folder).files.keys() - before.files.keys() == {"base/MORE.YML"}
    assert [diagnostic.code for diagnostic in Library.check(folder)] == ["GJ189"]
