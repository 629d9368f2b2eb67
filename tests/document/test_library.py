"""Which files of a folder are read, as what; and bytes that are no text."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.document import read_library
from engine.document.encoding import MAX_BYTES
from tests.document.reading import HEADER, POLICY, read_files, read_policy

BRANCH = "branch: xian\ntitle: 西安\n"
SHIPPED = Path(__file__).parents[2] / "policies"


def test_what_is_read(tmp_path: Path) -> None:
    files = {
        "library.yaml": "guiju: 1\n",
        "vocabulary.yaml": "subjects: {agent: 客服}\n",
        "base/review.yaml": HEADER,
        "base/review.cases.yaml": "policy: review\ncases: [{case: x, given: {}, expect: {outcomes: []}}]\n",
        "base/service/other.yaml": HEADER,
        "branches/xian/branch.yaml": BRANCH,
        "base/README.md": "#",
        "base/.hidden.yaml": "x",
        ".git/config.yaml": "x",
    }
    documents, report = read_files(tmp_path, files)
    assert not report.found
    assert [(one.kind, one.branch, one.source.path) for one in documents] == [
        ("cases", "base", "policies/base/review.cases.yaml"),
        ("policy", "base", "policies/base/review.yaml"),
        ("policy", "base", "policies/base/service/other.yaml"),
        ("branch", "xian", "policies/branches/xian/branch.yaml"),
        ("library", "base", "policies/library.yaml"),
        ("vocabulary", "base", "policies/vocabulary.yaml"),
    ]


NOT_READ = [
    ("base/review.yml", "GJ189", "warning", "`review.yaml`"),
    ("Library.yaml", "GJ186", "warning", "`library.yaml`"),
    ("review.yaml", "GJ186", "warning", "`base/`"),
    ("branchs/xian/branch.yaml", "GJ186", "warning", "`branches`"),
]


@pytest.mark.parametrize(("name", "code", "severity", "fix"), NOT_READ, ids=[row[0] for row in NOT_READ])
def test_what_is_not_read(tmp_path: Path, name: str, code: str, severity: str, fix: str) -> None:
    documents, report = read_files(tmp_path, {name: "x"})
    assert not documents
    (found,) = report.found
    assert (found.code, found.severity) == (code, severity)
    assert fix in found.hint("en")


def test_branches(tmp_path: Path) -> None:
    """What a branch above has is changed, what none has is the branch's own; without a title it means to change."""
    files = {
        "base/review.yaml": HEADER,
        "branches/west/branch.yaml": "branch: west\ntitle: 西部\n",
        "branches/west/tea.yaml": HEADER,
        "branches/west/review.yaml": "policy: review\n",
        "branches/xian/branch.yaml": BRANCH + "extends: west\n",
        "branches/xian/review.yaml": "policy: review\n",
        "branches/xian/tea.yaml": "policy: tea\n",
        "branches/xian/cake.yaml": "policy: cake\n",
        "branches/yibin/tea.yaml": HEADER,
    }
    documents, report = read_files(tmp_path, files)
    assert {one.source.path.removeprefix("policies/branches/"): one.kind for one in documents} == {
        "policies/base/review.yaml": "policy",
        "west/branch.yaml": "branch",
        "west/review.yaml": "overlay",
        "west/tea.yaml": "policy",
        "xian/branch.yaml": "branch",
        "xian/cake.yaml": "overlay",
        "xian/review.yaml": "overlay",
        "xian/tea.yaml": "overlay",
        "yibin/tea.yaml": "policy",
    }
    assert [one.code for one in report.sorted()] == ["GJ182"]


def test_branches_that_extend_one_another(tmp_path: Path) -> None:
    files = {
        "branches/west/branch.yaml": "branch: west\ntitle: 西部\nextends: xian\n",
        "branches/xian/branch.yaml": BRANCH + "extends: west\n",
        "branches/xian/tea.yaml": HEADER,
        "branches/west/tea.yaml": HEADER,
    }
    documents, _ = read_files(tmp_path, files)
    assert [one.kind for one in documents] == ["branch", "overlay", "branch", "overlay"]


def test_no_folder(tmp_path: Path) -> None:
    documents, report = read_library(tmp_path / "nowhere", "nowhere")
    assert not documents
    assert [one.code for one in report.found] == ["GJ180"]


def test_an_empty_folder(tmp_path: Path) -> None:
    _, report = read_files(tmp_path, {"README.md": "#"})
    (found,) = report.found
    assert found.code == "GJ183"


def test_a_link_to_nothing_cant_be_read(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / POLICY).symlink_to(tmp_path / "gone.yaml")
    _, report = read_files(tmp_path, {})
    (found,) = report.found
    assert found.code == "GJ100"


def test_shipped_policies() -> None:
    documents, report = read_library(SHIPPED, "policies")
    assert not report.found
    assert all(document.usable for document in documents)


BYTES = [
    (HEADER.encode("gb18030"), "GJ101", 2, "GB18030"),
    (HEADER.encode("utf-16"), "GJ101", 1, "UTF-16"),
    (HEADER.encode() + b"owner: \xff\xff\n", "GJ101", 5, "line 5"),
    (HEADER.encode() + b"owner: a\x00b\n", "GJ112", 5, "U+0000"),
    (HEADER.encode() + "owner: a\u200bb\n".encode(), "GJ112", 5, "column 9"),
    (HEADER.encode() + "owner: a\u2028b\n".encode(), "GJ112", 5, "U+2028"),
    (b"", "GJ102", 1, "empty"),
    (b"# " + b"x" * MAX_BYTES, "GJ103", 1, "4.0 MB"),
    (b"a: " + b"[" * 5000, "GJ104", 1, "40 levels"),
]


@pytest.mark.parametrize(("content", "code", "line", "cause"), BYTES, ids=[f"{row[1]} {row[3]}" for row in BYTES])
def test_bytes_that_cant_be_used(tmp_path: Path, content: bytes, code: str, line: int, cause: str) -> None:
    document, report = read_policy(tmp_path, content)
    (found,) = report.found
    assert found.span is not None
    assert (found.code, found.span.line) == (code, line)
    assert cause in found.message("en")
    assert not document.usable


def test_a_byte_order_mark_is_no_character(tmp_path: Path) -> None:
    document, _ = read_files(tmp_path, {POLICY: b"\xef\xbb\xbf" + HEADER.encode()})
    key = document[0].root.key("policy")
    assert key is not None
    assert (key.span.line, key.span.column) == (1, 1)
