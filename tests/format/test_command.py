"""`guiju fmt`: what it writes, what it leaves alone, what it says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from adapters.cli import fmt
from adapters.cli.main import guiju

if TYPE_CHECKING:
    from click.testing import Result

    from engine.workshop.formatting import Layout

UNTIDY = b"\xef\xbb\xbfpolicy:   x\r\nrules:\r\n- id: a"
HEADER = "# yaml-language-server: $schema=../../schemas/policy.schema.json\n"
BARE = "policy: x\n\nrules:\n  - id: a\n"
TIDY = HEADER + BARE
BROKEN = b"policy: x\ncites: [a\nowner: y   \n"


def call(*arguments: str | Path, stdin: bytes = b"") -> Result:
    return CliRunner(env={"LANG": "en_GB.UTF-8", "LC_ALL": None}).invoke(
        guiju, ["fmt", *map(str, arguments)], input=stdin
    )


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library with one untidy policy, beside the schemas; the current folder is the one around it."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "policies"
    (folder / "base").mkdir(parents=True)
    (tmp_path / "schemas").mkdir()
    (folder / "library.yaml").write_text("# yaml-language-server: $schema=../schemas/library.schema.json\nguiju: 1\n")
    (folder / "base" / "x.yaml").write_bytes(UNTIDY)
    return folder


@pytest.fixture
def policy(library: Path) -> Path:
    return library / "base" / "x.yaml"


def test_a_library_is_laid_out_and_says_which_files_changed(policy: Path) -> None:
    result = call()
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "laid out policies/base/x.yaml\n1 of 2 files laid out\n"
    assert policy.read_bytes() == TIDY.encode()
    again = call()
    assert (again.exit_code, again.stderr) == (0, "0 of 2 files laid out\n")


@pytest.mark.parametrize("path", ["policies/base/x.yaml", "policies/base"])
def test_a_file_or_a_folder_of_a_library(path: str, policy: Path) -> None:
    assert call(path).exit_code == 0
    assert policy.read_bytes() == TIDY.encode()


def test_from_within_the_library(policy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(policy.parent)
    assert call("x.yaml").exit_code == 0
    assert policy.read_bytes() == TIDY.encode()


def test_check_lists_what_would_change_and_writes_nothing(policy: Path) -> None:
    result = call("--check")
    assert (result.exit_code, result.stdout) == (1, "policies/base/x.yaml\n")
    assert policy.read_bytes() == UNTIDY
    call()
    assert call("--check").exit_code == 0


def test_diff_shows_the_lines_and_writes_nothing(policy: Path) -> None:
    result = call("--diff")
    assert result.exit_code == 1
    assert result.stdout.startswith("--- policies/base/x.yaml\n+++ policies/base/x.yaml\n")
    assert "\n+  - id: a\n" in result.stdout
    assert "\\ No newline at end of file" in result.stdout
    assert policy.read_bytes() == UNTIDY


def test_a_file_that_yaml_cannot_read_stays_and_the_others_are_laid_out(policy: Path) -> None:
    broken = policy.with_name("broken.yaml")
    broken.write_bytes(BROKEN)
    result = call()
    assert result.exit_code == 1
    assert "policies/base/broken.yaml:2:8: error GJ123" in result.stderr
    assert broken.read_bytes() == BROKEN
    assert policy.read_bytes() == TIDY.encode()


@pytest.mark.parametrize(
    "data", ["政策: x\n".encode("gb18030"), "policy: x\n".encode("utf-16"), b"policy: \x00\n", b""]
)
def test_what_is_no_text_stays(data: bytes, policy: Path) -> None:
    policy.write_bytes(data)
    assert call().exit_code == 1
    assert policy.read_bytes() == data


def test_findings_of_other_kinds_are_no_hindrance(policy: Path) -> None:
    policy.write_bytes(b"polcy:  x\nrlues:\n- id:  A B\n")
    result = call()
    assert result.exit_code == 0
    assert policy.read_text() == HEADER + "polcy: x\nrlues:\n  - id: A B\n"


def test_only_files_that_belong_to_a_library_are_touched(library: Path) -> None:
    stray = library.parent / "stray.yaml"
    hidden = library / ".schemas" / "a.yaml"
    hidden.parent.mkdir()
    for file in (stray, hidden, library / "base" / "notes.txt"):
        file.write_text("a:   1\n")
    assert call("stray.yaml").stderr.startswith("stray.yaml:1:1: warning GJ186")
    assert call().exit_code == 0
    assert {file.read_text() for file in (stray, hidden, library / "base" / "notes.txt")} == {"a:   1\n"}


def test_a_folder_without_policies_and_a_path_where_nothing_is(library: Path) -> None:
    assert "GJ183" in call(library.parent).stderr
    assert "GJ706" in call("policies", "nothing").stderr
    assert call("nothing").exit_code == 2


def test_without_schemas_there_is_no_header(policy: Path) -> None:
    Path("schemas").rmdir()
    (policy.parents[1] / "library.yaml").write_text("guiju: 1\n")
    call()
    assert policy.read_text() == BARE


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (".schemas/library.schema.json", "../.schemas/policy.schema.json"),
        ("https://a.example/v1/library.schema.json", "https://a.example/v1/policy.schema.json"),
        ("strange.json", "../../schemas/policy.schema.json"),
    ],
)
def test_the_header_follows_the_other_files(told: str, expected: str, policy: Path) -> None:
    (policy.parents[1] / "library.yaml").write_text(f"# yaml-language-server: $schema={told}\nguiju: 1\n")
    call()
    assert policy.read_text().splitlines()[0] == f"# yaml-language-server: $schema={expected}"


def test_a_link_stays_a_link(policy: Path) -> None:
    target = policy.parents[2] / "elsewhere.yaml"
    target.write_bytes(UNTIDY)
    policy.unlink()
    policy.symlink_to(target)
    assert call().exit_code == 0
    assert policy.is_symlink()
    assert target.read_bytes() == TIDY.encode()


def test_a_link_to_nothing_is_told_of(policy: Path) -> None:
    policy.unlink()
    policy.symlink_to("nothing.yaml")
    result = call()
    assert result.exit_code == 1
    assert "policies/base/x.yaml:1:1: error GJ100" in result.stderr


def test_a_protected_file_stays(policy: Path) -> None:
    policy.chmod(0o444)
    result = call()
    assert result.exit_code == 1
    assert "GJ707" in result.stderr
    assert policy.read_bytes() == UNTIDY


def test_a_file_keeps_its_mode(policy: Path) -> None:
    policy.chmod(0o640)
    call()
    assert policy.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("meanwhile", [None, b"policy: edited\n"])
def test_a_file_that_changed_meanwhile_is_left_alone(
    meanwhile: bytes | None, policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = fmt._write  # noqa: SLF001  the moment between reading and writing

    def late(layout: Layout) -> None:
        policy.unlink() if meanwhile is None else policy.write_bytes(meanwhile)
        write(layout)

    monkeypatch.setattr(fmt, "_write", late)
    result = call()
    assert result.exit_code == 1
    assert "GJ726" in result.stderr
    assert (policy.read_bytes() if policy.exists() else None) == meanwhile


def test_a_write_that_fails_leaves_the_file_and_nothing_else(policy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    result = call()
    assert result.exit_code == 1
    assert "GJ707" in result.stderr
    assert policy.read_bytes() == UNTIDY
    assert [file.name for file in policy.parent.iterdir()] == ["x.yaml"]


def test_standard_input_to_standard_output(policy: Path) -> None:
    result = call("-", "--stdin-filename", policy, stdin=UNTIDY)
    assert (result.exit_code, result.stdout_bytes, result.stderr) == (0, TIDY.encode(), "")
    assert call("-", "--stdin-filename", "policies/base/new.yaml", stdin=UNTIDY).stdout == TIDY
    assert call("-", stdin=UNTIDY).stdout == BARE
    assert policy.read_bytes() == UNTIDY


@pytest.mark.parametrize("data", [BROKEN, "政策: x\n".encode("gb18030")])
def test_standard_input_that_cannot_be_read_comes_out_as_it_went_in(data: bytes) -> None:
    result = call("-", stdin=data)
    assert (result.exit_code, result.stdout_bytes) == (1, data)
    assert "-:" in result.stderr


def test_standard_input_may_be_checked() -> None:
    assert call("-", "--check", stdin=BARE.encode()).exit_code == 0
    result = call("-", "--check", stdin=UNTIDY)
    assert (result.exit_code, result.stdout) == (1, "-\n")
    assert "+policy: x\n" in call("-", "--diff", stdin=UNTIDY).stdout
