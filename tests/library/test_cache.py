"""The compile cache saves time and changes nothing; whatever is odd about an entry makes it absent."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from engine import Library, PolicyError
from engine.cache import KEPT
from engine.late import ROOMS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine import Decision


def decided(folder: Path) -> Decision:
    return Library.load(folder).branch("base").policy("fees").decide({"loss": "333.33"}, as_of="2026-11-22")


def entries(cache: Path) -> list[Path]:
    return sorted(path for path in cache.rglob("*") if path.is_file())


def test_warm_and_cold_decide_alike(write: Callable[..., Path], cache: Path) -> None:
    folder = write()
    cold = decided(folder)
    assert entries(cache)
    warm = decided(folder)
    assert warm.to_json() == cold.to_json()
    assert warm.explain("zh") == cold.explain("zh")


def test_a_warm_library_is_not_read_again(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write()
    decided(folder)
    monkeypatch.setitem(ROOMS, "pipeline", "no.such.room")
    assert decided(folder).outcomes


@pytest.mark.parametrize("damage", [b"", b"not a pickle", b"\x80\x04."])
def test_broken_entries_are_absent(write: Callable[..., Path], cache: Path, damage: bytes) -> None:
    folder = write()
    cold = decided(folder)
    for path in entries(cache):
        path.write_bytes(damage)
    assert decided(folder).to_json() == cold.to_json()


def test_a_folder_that_others_may_write_is_not_read(
    write: Callable[..., Path], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write()
    decided(folder)
    for path in entries(cache):
        path.parent.chmod(0o777)
    monkeypatch.setitem(ROOMS, "pipeline", "no.such.room")
    with pytest.raises(ModuleNotFoundError):
        decided(folder)


def test_an_edit_is_seen_at_once(write: Callable[..., Path]) -> None:
    folder = write()
    before = decided(folder)
    path = folder / "base" / "fees.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("0.5%", "0.6%"), encoding="utf-8")
    after = decided(folder)
    assert after.outcomes[0].rate != before.outcomes[0].rate
    assert after.revision != before.revision


def test_a_comment_does_not_change_the_revision(write: Callable[..., Path]) -> None:
    folder = write()
    before = decided(folder)
    path = folder / "base" / "fees.yaml"
    path.write_text("# 说明\n" + path.read_text(encoding="utf-8").replace("比例", "扣减比例"), encoding="utf-8")
    assert decided(folder).revision == before.revision


def test_a_broken_library_leaves_no_entries(write: Callable[..., Path], cache: Path) -> None:
    folder = write(fees="policy: fees\ntitle: x\nfacts: {}\nrules: [{id: a, when: nothing, then: [{do: warning}]}]\n")
    with pytest.raises(PolicyError):
        Library.load(folder)
    assert not entries(cache)


def test_without_a_cache_it_works(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write()
    monkeypatch.setenv("GUIJU_CACHE", "off")
    assert decided(folder).outcomes


@pytest.mark.parametrize("name", ["base/more.yml", "base/MORE.YAML", "base/deep/er/more.yaml", "more.yaml"])
def test_a_new_file_is_seen_wherever_it_lies(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = write()
    decided(folder)
    monkeypatch.setitem(ROOMS, "pipeline", "no.such.room")
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).touch()
    with pytest.raises(ModuleNotFoundError):
        decided(folder)
    (folder / name).unlink()
    assert decided(folder).outcomes


def test_what_is_no_file_of_the_library_is_not_waited_for(write: Callable[..., Path], cache: Path) -> None:
    folder = write()
    decided(folder)
    before = entries(cache)
    os.mkfifo(folder / "base" / "pipe.yaml")
    (folder / ".git").mkdir()
    (folder / ".git" / "hidden.yaml").touch()
    assert decided(folder).outcomes
    assert entries(cache) == before


def test_the_oldest_entries_go_and_nothing_unfinished_stays(write: Callable[..., Path], cache: Path) -> None:
    folder = write()
    path = folder / "base" / "fees.yaml"
    text = path.read_text(encoding="utf-8")
    for edit in range(KEPT + 3):
        path.write_text(f"# {edit}\n{text}", encoding="utf-8")
        decided(folder)
    assert len(list(cache.iterdir())) == KEPT
    assert {entry.name for entry in entries(cache)} == {"index", "base.fees.pickle"}


def test_a_cache_that_cannot_be_written_is_none(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write()
    monkeypatch.setenv("GUIJU_CACHE", str(folder / "library.yaml" / "cache"))
    assert decided(folder).outcomes
