"""`guiju ledger`, on a real file."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from adapters.ledger.sealing import merkle, signing
from tests.seals.commands import guiju

if TYPE_CHECKING:
    from pathlib import Path

    from tests.seals.forging import Ledger


@pytest.fixture
def file(ledger: Ledger) -> Path:
    return ledger.folder / "guiju.db"


def test_an_honest_ledger(file: Path) -> None:
    verified = guiju("ledger", "verify", database=file)
    assert (verified.code, verified.complaint) == (0, "")
    first, second = verified.output.splitlines()
    assert first == "entries: 35, as they were sealed: 30, in doubt: 0, not sealed yet: 5; seals: 3"
    assert second.startswith("what has no seal yet (5, since 2")


def test_a_forged_one_in_words_and_as_json(ledger: Ledger, file: Path) -> None:
    ledger.forge("UPDATE entries SET body = '{}' WHERE seq = 15", "DELETE FROM seals WHERE batch = 1")
    words = guiju("ledger", "verify", database=file)
    assert words.code == 1
    assert "GJ810 what stands as entry 15 of the ledger is not what was recorded (`event 1-4`)" in words.output
    assert "GJ815 seal 1 is missing (entries 1–10)" in words.output
    found = guiju("ledger", "verify", "--format", "json", "--lang", "zh", database=file).json
    assert {name: found[name] for name in ("entries", "sealed", "unsealed", "seals")} == {
        "entries": 35,
        "sealed": 19,
        "unsealed": 5,
        "seals": 2,
    }
    assert [(each["code"], each["entries"], each["seals"]) for each in found["findings"]] == [
        ("GJ815", [1, 10], [1, 1]),
        ("GJ810", [15, 15], None),
    ]
    assert found["findings"][1]["message"] == "账本第 15 条不是当初记下的内容（`event 1-4`）"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_finding_has_words(ledger: Ledger, file: Path, lang: str) -> None:
    """One ledger with everything that can be wrong."""
    exported = ledger.export()
    ledger.forge(
        "UPDATE entries SET body = '{}' WHERE seq = 5",
        "DELETE FROM entries WHERE seq IN (15, 25)",
        "UPDATE entries SET seq = 0 WHERE seq = 16",
        "UPDATE seals SET root = signature WHERE batch = 2",
        "DELETE FROM seals WHERE batch = 3",
    )
    answer = guiju("ledger", "verify", "--roots", exported, "--lang", lang, database=file)
    assert answer.code == 1
    assert "{" not in answer.output
    for code in ("GJ810", "GJ811", "GJ812", "GJ813", "GJ817"):
        assert code in answer.output


def test_the_first_seal_makes_a_key_that_only_its_owner_reads(ledger: Ledger, file: Path, tmp_path: Path) -> None:
    ledger.forge("DELETE FROM seals")
    key = tmp_path / "first.key"
    sealed = guiju("ledger", "seal", "--key", key, database=file)
    assert (sealed.code, sealed.output) == (0, "entries sealed: 35, new seals: 1\n")
    assert key.stat().st_mode & 0o777 == 0o600
    assert guiju("ledger", "seal", "--key", key, "--format", "json", database=file).json == []


def test_a_slip_in_the_path_of_the_key_is_no_new_key(file: Path, tmp_path: Path) -> None:
    answer = guiju("ledger", "seal", "--key", tmp_path / "giuju.key", database=file)
    assert (answer.code, answer.output) == (2, "")
    assert "GJ819" in answer.complaint
    assert not (tmp_path / "giuju.key").exists()


def test_where_the_key_was_replaced_each_is_given(ledger: Ledger, file: Path, tmp_path: Path) -> None:
    """To `verify`; or to `roots`, whose file needs no other key then."""
    key = tmp_path / "another.key"
    signing.made(key)
    assert guiju("ledger", "seal", "--key", key, database=file).output == "entries sealed: 5, new seals: 1\n"
    told = guiju("ledger", "verify", database=file)
    assert (told.code, "GJ814 the ledger's seal 4 (entries 31–35) isn't signed" in told.output) == (1, True)
    both = ("--public-key", key, "--public-key", tmp_path / "guiju.key")
    assert guiju("ledger", "verify", *both, database=file).code == 0
    exported = guiju("ledger", "roots", "--format", "json", *both, database=file).output
    key.unlink()
    assert guiju("ledger", "verify", "--roots", "-", database=file, given=exported).code == 0


def test_verify_makes_no_key_and_says_which_it_wants(file: Path) -> None:
    (file.parent / "guiju.key").unlink()
    answer = guiju("ledger", "verify", database=file)
    assert answer.code == 2
    assert "GJ819" in answer.complaint
    assert "--public-key" in answer.complaint
    assert not (file.parent / "guiju.key").exists()


def test_a_ledger_without_seals_needs_no_key(tmp_path: Path) -> None:
    guiju("keys", "create", "--scope", "read", database=tmp_path / "new.db")
    sealed = guiju("ledger", "seal", database=tmp_path / "new.db")
    assert sealed.output == "entries sealed: 0, new seals: 0\n"
    (tmp_path / "guiju.key").unlink()
    verified = guiju("ledger", "verify", database=tmp_path / "new.db")
    assert verified.output == "entries: 0, as they were sealed: 0, in doubt: 0, not sealed yet: 0; seals: 0\n"


def test_exported_roots_are_enough_to_verify_with(ledger: Ledger, file: Path, tmp_path: Path) -> None:
    """The public key is in the export: no other is needed, and an end cut off with its seals is found."""
    exported = tmp_path / "elsewhere" / "roots.json"
    exported.parent.mkdir()
    exported.write_text(guiju("ledger", "roots", "--format", "json", database=file).output, encoding="utf-8")
    (file.parent / "guiju.key").unlink()
    assert guiju("ledger", "verify", "--roots", exported, database=file).code == 0
    ledger.forge("DELETE FROM seals WHERE batch = 3", "DELETE FROM entries WHERE seq > 20")
    answer = guiju("ledger", "verify", "--roots", exported, database=file)
    assert answer.code == 1
    assert "GJ817 seal 3 (entries 21–30) was exported, and is gone now" in answer.output
    assert "GJ811 missing from the ledger: entry 21–30" in answer.output


def test_exported_roots_from_standard_input(file: Path) -> None:
    exported = guiju("ledger", "roots", "--format", "json", database=file).output
    assert guiju("ledger", "verify", "--roots", "-", database=file, given=exported).code == 0
    nothing = guiju("ledger", "verify", "--roots", "-", database=file)
    assert "`-` can't be used as exported roots: line 1" in nothing.complaint


def test_a_slip_in_the_path_of_exported_roots(ledger: Ledger, file: Path) -> None:
    exported = ledger.export("roots.jsonl")
    answer = guiju("ledger", "verify", "--roots", exported.with_name("rots.jsonl"), database=file)
    assert (answer.code, answer.output) == (2, "")
    assert f"did you mean `{exported}`?" in answer.complaint


def test_exported_roots_of_another_ledger(ledger: Ledger, file: Path, tmp_path: Path) -> None:
    guiju("keys", "create", "--scope", "read", database=tmp_path / "other.db")
    answer = guiju("ledger", "verify", "--roots", ledger.export(), database=tmp_path / "other.db")
    assert (answer.code, answer.output) == (2, "")
    assert f"roots.json` can't be used as exported roots: of another ledger, `{ledger.database.id}`" in answer.complaint


def test_roots_of_a_ledger_without_seals(tmp_path: Path) -> None:
    guiju("keys", "create", "--scope", "read", database=tmp_path / "new.db")
    signing.made(tmp_path / "guiju.key")
    exported = guiju("ledger", "roots", "--format", "json", database=tmp_path / "new.db").output
    assert len(exported.splitlines()) == 1
    assert guiju("ledger", "verify", "--roots", "-", database=tmp_path / "new.db", given=exported).code == 0


def test_roots_as_a_table(file: Path) -> None:
    (file.parent / "guiju.key").unlink()
    head, *rows = guiju("ledger", "roots", database=file).output.splitlines()
    assert head.split() == ["seal", "entries", "sealed", "key", "root"]
    assert [row.split()[:2] for row in rows] == [["1", "1–10"], ["2", "11–20"], ["3", "21–30"]]


BROKEN = {
    "nothing": b"",
    "no JSON": b"roots\n",
    "another document": b'{"seals": []}\n',
    "a list": b"[]\n",
    "no UTF-8": b"\xff\xfe\n",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_no_export_is_refused(file: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "roots.json").write_bytes(content)
    answer = guiju("ledger", "verify", "--roots", tmp_path / "roots.json", database=file)
    assert (answer.code, answer.output) == (2, "")
    assert "GJ819" in answer.complaint


def test_a_line_of_an_export_that_was_changed(ledger: Ledger, file: Path) -> None:
    exported = ledger.export()
    head, first, *others = exported.read_text(encoding="utf-8").splitlines()
    exported.write_text("\n".join([head, first.replace('"last": 10', '"last": 11'), *others]), encoding="utf-8")
    answer = guiju("ledger", "verify", "--roots", exported, database=file)
    assert answer.code == 1
    assert "the exported seal 1" in answer.output


@pytest.mark.parametrize(
    ("number", "content"),
    [
        (2, b"{}"),
        (3, b'"\xff"'),
        (3, b"[" * 100_000),
        (3, b'{"batch": 1e400}'),
        (4, b"\n"),
    ],
    ids=["no member", "no UTF-8", "too deep", "too big", "no value"],
)
def test_a_line_that_is_no_seal(ledger: Ledger, file: Path, number: int, content: bytes) -> None:
    exported = ledger.export()
    lines = exported.read_bytes().splitlines()
    exported.write_bytes(b"\n".join([*lines[: number - 1], content, *lines[number:]]))
    answer = guiju("ledger", "verify", "--roots", exported, database=file)
    assert (answer.code, f"can't be used as exported roots: line {number}" in answer.complaint) == (2, True)


def test_seals_of_an_export_out_of_order(ledger: Ledger, file: Path) -> None:
    exported = ledger.export()
    head, first, second, third = exported.read_text(encoding="utf-8").splitlines()
    exported.write_text(f"{head}\n{first}\n{third}\n{second}", encoding="utf-8")
    assert "line 4" in guiju("ledger", "verify", "--roots", exported, database=file).complaint


@pytest.mark.parametrize(
    "content", [b"", b"key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", None], ids=repr
)
def test_what_is_no_key_is_refused(file: Path, content: bytes | None) -> None:
    key = file.parent / "guiju.key"
    key.unlink()
    if content is not None:
        key.write_bytes(content)
    for command in ("verify", "seal", "roots --format json"):
        answer = guiju("ledger", *command.split(), database=file)
        assert (answer.code, answer.output) == (2, "")
        assert "GJ819" in answer.complaint


def test_show_gives_what_proves_that_an_entry_was_sealed(ledger: Ledger, file: Path) -> None:
    """From the answer alone: the hash of the row, the way to the root, the signature."""
    (shown,) = guiju("ledger", "show", "15", "--format", "json", database=file).json
    seal, proof = shown["seal"], [bytes.fromhex(node) for node in shown["proof"]]
    leaf, size = bytes.fromhex(shown["leaf"]), seal["last"] - seal["first"] + 1
    assert merkle.included(leaf, shown["seq"] - seal["first"], size, proof, bytes.fromhex(seal["root"]))
    assert (shown["id"], shown["kind"], seal["batch"]) == ("1-4", "event", 2)
    assert json.loads(shown["body"])["id"] == "1-4"
    assert seal["key_id"] == ledger.key.public.id


def test_show_by_id_in_words(ledger: Ledger, file: Path) -> None:
    words = guiju("ledger", "show", "1-4", database=file).output
    assert words.startswith("entry 15, event 1-4\n")
    assert "under seal 2" in words
    assert "not sealed yet" in guiju("ledger", "show", "33", database=file).output
    ledger.forge("UPDATE entries SET body = '{}' WHERE seq = 15")
    doubted = guiju("ledger", "show", "15", database=file)
    assert (doubted.code, "not what was sealed" in doubted.output) == (0, True)


def test_show_spares_the_terminal_a_whole_library(ledger: Ledger, file: Path) -> None:
    body = json.dumps({"zip": "U" * 200_000})
    ledger.forge(f"UPDATE entries SET body = '{body}' WHERE seq = 33")
    words = guiju("ledger", "show", "33", database=file).output
    assert len(words) < 5000
    assert words.endswith("200,011 characters in all: `--format json` has them\n")
    (shown,) = guiju("ledger", "show", "33", "--format", "json", database=file).json
    assert shown["body"] == body


def test_show_what_isnt_there(file: Path) -> None:
    answer = guiju("ledger", "show", "nobody", database=file)
    assert answer.code == 2
    assert "GJ885 the ledger has no entry `nobody`" in answer.complaint


def test_a_copy_that_cant_be_written_is_verified_too(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("VACUUM INTO ?", [str(copy / "guiju.db")])
    (copy / "guiju.db").chmod(0o444)
    copy.chmod(0o555)
    verified = guiju("ledger", "verify", "--key", file.parent / "guiju.key", database=copy / "guiju.db")
    assert (verified.code, verified.complaint) == (0, "")
