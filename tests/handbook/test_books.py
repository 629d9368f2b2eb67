"""What a handbook must have whatever the policies: everything that they say, nothing unescaped, no loose end."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import time
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine import Library
from engine.model.policy import Table, TimedItem
from engine.workshop.handbook import handbook
from engine.workshop.notes import notes_of
from tests.conformance import examples
from tests.handbook.books import BOOKS, library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.model.policy import Policy
    from engine.workshop.file import File

SHIPPED = Path(__file__).parents[2] / "policies"
GOOD = examples.paths("good")
VOID = {"meta", "br", "img"}


class Page(HTMLParser):
    """Collects a page's ids, links, elements and text; fails where elements don't nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.elements: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.labels: set[str] = set()
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements[tag] += 1
        self.attributes |= given.keys()
        self.labels |= {given["data-label"] or ""} if "data-label" in given else set()
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def named(files: tuple[File, ...]) -> dict[str, str]:
    return {file.path: file.text for file in files}


@pytest.fixture(scope="module")
def shipped() -> dict[str, str]:
    return named(handbook(Library.load(SHIPPED)))


def pages(texts: dict[str, str]) -> Iterator[Page]:
    yield from (Page(text) for path, text in texts.items() if path.endswith(".html"))


@pytest.mark.parametrize("name", BOOKS)
def test_every_page_is_well_formed_and_its_links_lead_somewhere(name: str, tmp_path: Path) -> None:
    for page in pages(named(handbook(library(name, tmp_path)))):
        assert not [anchor for anchor, times in Counter(page.ids).items() if times > 1]
        assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
        assert page.elements["h1"] == 2
        assert not page.elements.keys() & {"script", "img", "link", "iframe"}
        assert not {name for name in page.attributes if name.startswith("on")}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", BOOKS)
def test_links_in_markdown_lead_somewhere(name: str, lang: str, tmp_path: Path) -> None:
    text = named(handbook(library(name, tmp_path), formats=("md",)))[f"handbook.{lang}.md"]
    anchors = re.findall(r'<a id="([^"]*)"></a>', text)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\]\(#([^)]*)\)", text)) <= set(anchors)


def test_every_link_of_the_shipped_handbook_leads_somewhere(shipped: dict[str, str]) -> None:
    (page,) = pages(shipped)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    for lang in ("zh", "en"):
        text = shipped[f"handbook.{lang}.md"]
        assert set(re.findall(r"\]\(#([^)]*)\)", text)) <= set(re.findall(r'<a id="([^"]*)"></a>', text))


def test_what_branches_have_of_their_own_is_told_once(tmp_path: Path) -> None:
    texts = named(handbook(library("changed", tmp_path), formats=("md",)))
    chapter = texts["handbook.en.md"].partition("\n## Branches\n")[2].partition("\n## ")[0]
    told = [line for line in chapter.splitlines() if line.startswith(("###", "- "))]
    assert told == [
        "### Coast `coast`",
        "- **Above it**: Group",
        "- **Time zone**: Asia/Urumqi (above: Asia/Shanghai): Far in the west",
        "- **Policies that it changes**: [Repairs](#changed.-branches)",
        "### Harbour `harbour`",
        "- **Above it**: Coast",
        "- **Calendar**: shop (above: office): Open at weekends",
        "- **Policies that it changes**: [Repairs](#changed.-branches)",
        "- **Policies of its own**: Safety on the docks",
        "### Inland `inland`",
        "- **Above it**: Group",
        "- **Policies that it changes**: [Repairs](#changed.-branches)",
    ]


def test_a_branchs_handbook_tells_what_it_and_those_above_it_changed(tmp_path: Path) -> None:
    opened = library("changed", tmp_path)
    text = named(handbook(opened, "harbour", "changed", dt.date(2026, 3, 1), ("md",)))["changed.en.md"]
    rows = text.partition("#### What branches change")[2].partition("<a id")[0].strip().splitlines()[2:]
    assert [row.split(" | ")[:3] for row in rows] == [
        ["| Coast", "Late fee<br>`late_fee`", "CNY 80 (above: CNY 100)"],
        ["| Harbour", "Grades<br>`grades`", "replaced"],
        ["| ", "Praise<br>`praised`", "added"],
        ["| ", "Low score<br>`low`", "doesn't apply"],
    ]


def test_what_owners_write_never_becomes_markup(tmp_path: Path) -> None:
    texts = named(handbook(library("hostile", tmp_path)))
    (page,) = pages(texts)
    assert "<script>alert(1)</script> | *甲* `乙` [丙](#丁) & _戊_" in page.text
    assert "<b>bold</b> | **two** ``x`` \\ # 1. &lt;" in page.text
    assert (
        page.elements["b"] == page.text.count("客服人员：") + page.text.count("Agent: ") + 2
    )  # the index's, once each
    for path in ("handbook.zh.md", "handbook.en.md"):
        bare = re.sub(r"\\.", "", re.sub(r'<a id="[^"]*"></a>|<br>|(?<![`\\])(`+)(?!`).*?\1', "", texts[path]))
        assert "<" not in bare
        rows = [line for line in bare.splitlines() if line.startswith("|")]
        assert {line.count("|") for line in rows} <= {4, 5}


def test_every_rule_row_name_and_clause_is_told(shipped: dict[str, str]) -> None:
    model = Library.load(SHIPPED).loaded.model
    (page,) = pages(shipped)
    for policy in model.policies.values():
        for lang in ("zh", "en"):
            told = set(_anchors(policy, lang))
            assert told <= set(page.ids)
    assert all(f"{lang}-clauses.{clause}" in page.ids for clause in model.clauses.by_id for lang in ("zh", "en"))
    for text in (page.text, shipped["handbook.zh.md"]):
        assert all(clause.text.zh in text for clause in model.clauses.by_id.values())


def _anchors(policy: Policy, lang: str) -> Iterator[str]:
    names = [*(fact.name for fact in policy.facts), *(param.name for param in policy.params)]
    yield from (f"{lang}-{policy.id}.{name}" for name in names)
    yield from (f"{lang}-{policy.id}/{rule.id}" for rule in policy.rules)
    tables = [step for step in policy.steps if isinstance(step, Table)]
    yield from (f"{lang}-{policy.id}/{table.id}.{row.id}" for table in tables for row in table.rows)
    timed = [step for step in policy.steps if isinstance(step, TimedItem)]
    yield from (f"{lang}-{policy.id}.{item.step.name}" for item in timed)
    rules = (*policy.rules, *(rung for item in timed for rung in item.rungs), *(item.step for item in timed))
    cited = {*policy.cites, *(clause for rule in rules for clause in rule.cites)}
    yield from (f"{lang}-{policy.id}:{clause}" for clause in cited)


@pytest.mark.parametrize("path", GOOD, ids=examples.name_of)
def test_everything_that_policies_can_say_reads(path: Path, tmp_path: Path) -> None:
    """The conformance examples use the whole language."""
    opened = Library.load(examples.read(path).build(tmp_path))
    if not opened.policies:
        return
    for file in handbook(opened):
        assert not re.search(
            r"\{\w*\}|\bNone\b|Decimal\(|Kind\.", re.sub(r"<style>.*</style>", "", file.text, flags=re.DOTALL)
        )
        assert file.text.endswith("\n")
        assert not [line for line in file.text.splitlines() if line != line.rstrip()]


def test_a_handbook_is_a_function_of_the_policies(shipped: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    later = time.time() + dt.timedelta(days=4000).total_seconds()
    monkeypatch.setattr("engine.instants.time.time", lambda: later)
    assert named(handbook(Library.load(SHIPPED))) == shipped


def test_the_shipped_handbook_is_current(shipped: dict[str, str]) -> None:
    folder = SHIPPED.parent / "docs" / "handbook"
    stale = [name for name, text in shipped.items() if (folder / name).read_text(encoding="utf-8") != text]
    assert not stale, "run `guiju docs`"


def test_the_rules_of_one_day(tmp_path: Path) -> None:
    opened = library("dated", tmp_path)
    then, now = (
        named(handbook(opened, policy="dated", day=day, formats=("md",)))["dated.zh.md"]
        for day in (dt.date(2024, 6, 30), dt.date(2028, 1, 1))
    )
    assert "**所列规定**：2024-06-30 当天施行的" in then
    assert "扣减比例（2019-01-01 起 0.5%）" not in then
    assert ("0.5%" in then, "0.8%" in then, "absent" in then) == (True, False, False)
    assert ("0.5%" in now, "0.8%" in now, "absent" in now) == (False, True, True)


def test_the_page_opens_in_either_language_at_any_policy(shipped: dict[str, str]) -> None:
    """Each book has its own front, contents and text, and every policy leads to its twin."""
    (page,) = pages(shipped)
    for lang, other in (("zh", "en"), ("en", "zh")):
        assert {lang, f"{lang}-contents", f"{lang}-text"} <= set(page.ids)
        twins = {f"#{other}-{policy}" for policy in Library.load(SHIPPED).policies}
        assert twins <= set(page.links)
    assert {"aria-current", "aria-label", "hreflang", "lang"} <= page.attributes


def test_narrow_screens_have_each_cells_heading(shipped: dict[str, str]) -> None:
    (page,) = pages(shipped)
    assert {"怎样填", "没有填的", "What to give", "后果", "引用它的制度"} <= page.labels


def test_the_front_says_what_the_book_is(shipped: dict[str, str]) -> None:
    model = Library.load(SHIPPED).loaded.model
    told = shipped["handbook.zh.md"].partition("## 目录")[0]
    assert f"制度 {len(model.policies)} 个" in told
    assert f"条款 {len(model.clauses.by_id)} 个" in told


def test_the_books_revision_is_that_of_all_its_policies(tmp_path: Path) -> None:
    before = named(handbook(library("dated", tmp_path), formats=("md",)))["handbook.en.md"]
    policy = tmp_path / "base/dated.yaml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("score < 60", "score < 61"), encoding="utf-8")
    after = named(handbook(Library.load(tmp_path), formats=("md",)))["handbook.en.md"]
    revisions = [re.findall(r"\*\*Revision\*\*: `(\w+)`", text) for text in (before, after)]
    assert all(one != other for one, other in zip(*revisions, strict=True))
    assert len(revisions[0]) == 2


def test_the_book_of_one_policy_lists_what_it_cites() -> None:
    text = named(handbook(Library.load(SHIPPED), policy="attendance", formats=("md",)))["attendance.zh.md"]
    assert "制度 1 个，引用条款 1 个" in text
    assert re.findall(r'<a id="clauses\.([A-Z]+-\d+)">', text) == ["MAN-32"]


def test_a_library_without_policies_has_a_book(tmp_path: Path) -> None:
    shutil.copytree(
        SHIPPED, tmp_path, ignore=shutil.ignore_patterns("base", "branches", "guardrails.yaml"), dirs_exist_ok=True
    )
    texts = named(handbook(Library.load(tmp_path)))
    assert "制度 0 个" in texts["handbook.zh.md"]
    (page,) = pages(texts)
    assert page.elements["h1"] == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_note_of_the_shipped_policies_is_told(lang: str, shipped: dict[str, str]) -> None:
    documents = [document for document in Library.load(SHIPPED).loaded.documents if document.kind == "policy"]
    notes = [note.in_language(lang) for document in documents for note in notes_of(document).values()]
    assert len(notes) > len(documents)
    (page,) = pages(shipped)
    told = re.sub(r"\s", "", page.text)
    assert not [note for note in notes if re.sub(r"[\s`]", "", note) not in told]


def test_examples_have_titles_in_both_languages(shipped: dict[str, str]) -> None:
    assert not re.findall(r"^##### Example \d+$", shipped["handbook.en.md"], re.MULTILINE)
