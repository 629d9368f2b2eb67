"""Which files a library has, and that their bytes are read again where they may have changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from engine import files
from engine.diagnostics import Kept
from engine.files import Unreadable, contents, files_in

if TYPE_CHECKING:
    from pathlib import Path

LONG_AGO = 1_000_000_000


def names(folder: Path) -> list[str]:
    return ["/".join(file.name) for file in files_in(folder)]


def read(folder: Path, kept: Kept) -> list[bytes | Unreadable]:
    return [contents(file, kept) for file in files_in(folder)]


def put(folder: Path, name: str, text: str = "", seconds: int | None = None) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    if seconds is not None:
        os.utime(path, (seconds, seconds))
    return path


def test_yaml_files_sorted_by_their_parts(tmp_path: Path) -> None:
    for name in (
        "b-a/x.yaml",
        "b/y.yaml",
        "a.yml",
        "A.YAML",
        "notes.txt",
        ".hidden.yaml",
        ".git/x.yaml",
        "b/.z/x.yaml",
    ):
        put(tmp_path, name)
    (tmp_path / "folder.yaml").mkdir()
    assert names(tmp_path) == ["A.YAML", "a.yml", "b/y.yaml", "b-a/x.yaml"]


def test_links_to_files_count_and_links_to_folders_do_not(tmp_path: Path) -> None:
    put(tmp_path, "real/x.yaml")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real" / "x.yaml")
    (tmp_path / "dangling.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "other").symlink_to(tmp_path / "real")
    (tmp_path / "folder.yaml").symlink_to(tmp_path / "real")
    assert names(tmp_path) == ["dangling.yaml", "link.yaml", "real/x.yaml"]
    assert read(tmp_path, Kept()) == [Unreadable("No such file or directory"), b"", b""]


def test_a_folder_that_is_gone_has_no_files(tmp_path: Path) -> None:
    assert names(tmp_path / "gone") == []


def test_an_old_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.yaml", "one", LONG_AGO)
    kept = Kept()
    assert read(tmp_path, kept) == [b"one"]
    monkeypatch.setattr(files, "_bytes", lambda _: pytest.fail("read again"))
    assert read(tmp_path, kept) == [b"one"]


@pytest.mark.parametrize(("text", "seconds"), [("two", LONG_AGO + 1), ("three", LONG_AGO), ("two", None)])
def test_another_time_size_or_a_recent_change_is_read(tmp_path: Path, text: str, seconds: int | None) -> None:
    put(tmp_path, "a.yaml", "one", LONG_AGO)
    kept = Kept()
    read(tmp_path, kept)
    put(tmp_path, "a.yaml", text, seconds)
    assert read(tmp_path, kept) == [text.encode()]


def test_a_recent_file_is_always_read_for_its_clock_is_coarse(tmp_path: Path) -> None:
    path = put(tmp_path, "a.yaml", "one")
    state, kept = path.stat(), Kept()
    read(tmp_path, kept)
    path.write_text("two", encoding="utf-8")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert read(tmp_path, kept) == [b"two"]


def test_a_file_put_in_the_place_of_another_is_read(tmp_path: Path) -> None:
    put(tmp_path, "a.yaml", "one", LONG_AGO)
    kept = Kept()
    read(tmp_path, kept)
    put(tmp_path, "a.tmp", "two", LONG_AGO).rename(tmp_path / "a.yaml")
    assert read(tmp_path, kept) == [b"two"]


def test_a_link_to_itself_hides_no_other_file(tmp_path: Path) -> None:
    put(tmp_path, "a.yaml")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    put(tmp_path, "z.yaml")
    assert names(tmp_path) == ["a.yaml", "loop.yaml", "z.yaml"]
    assert [isinstance(found, Unreadable) for found in read(tmp_path, Kept())] == [False, True, False]
