"""`guiju new`: what it makes is complete, in the library's own words, and harms nothing that is there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.cli.files import differing
from adapters.cli.main import guiju
from engine import Library, PolicyError
from engine.document.format import schema_of
from engine.workshop.file import File
from engine.workshop.formatting import formatted
from engine.workshop.scaffold import SHAPES, Draft, new_branch, new_overlay, new_policy
from engine.workshop.schemas import schemas
from tests.conformance.examples import SHARED

ROOT = Path(__file__).parents[2]
ENDS = (".yaml", ".cases.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "policies"


def call(*arguments: str, lang: str = "en") -> Result:
    return CliRunner(env={"GUIJU_CACHE": "off"}).invoke(guiju, ["new", *arguments, "--lang", lang])


def write(files: tuple[File, ...], folder: Path) -> None:
    for path, text in files:
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


def library(folder: Path, **changed: str) -> Path:
    """The library of the conformance examples."""
    write(tuple(File(name, text) for name, text in (SHARED | changed).items()), folder)
    return folder


def assert_complete(folder: Path) -> None:
    """No finding; every case passes, every rule fires, every boundary is hit from both sides; laid out."""
    assert Library.check(folder) == ()
    report = Library.load(folder).test()
    assert report.cases
    assert report.diagnostics == ()
    layouts, _ = formatted(folder)
    assert not [layout.place for layout in layouts if layout.changes and layout.place.name not in SHARED]


@pytest.mark.parametrize("shape", SHAPES)
def test_in_an_empty_folder_there_is_a_whole_library(shape: str, folder: Path) -> None:
    write(new_policy(folder, Draft("drawing-review", shape)), folder)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml")}
    own = {f"base/drawing-review{end}" for end in ENDS}
    assert names == own | {"library.yaml", "vocabulary.yaml"}
    assert_complete(folder)


@pytest.mark.parametrize("shape", SHAPES)
def test_in_a_library_it_speaks_the_librarys_words(shape: str, folder: Path) -> None:
    files = new_policy(library(folder), Draft("drawing-review", shape))
    assert {file.path for file in files} == {f"base/drawing-review{end}" for end in ENDS}
    assert "do: warning, to: agent" in files[0].text
    write(files, folder)
    assert_complete(folder)


def test_every_shape_beside_the_others_and_the_shipped_policies(folder: Path) -> None:
    shutil.copytree(ROOT / "policies", folder)
    before = {found.code for found in Library.check(folder)}
    named = [schema_of((folder / f"base/drawing-review{end}").read_text(encoding="utf-8")) for end in ENDS]
    for shape in SHAPES:
        files = new_policy(folder, Draft(f"new-{shape}", shape))
        assert [schema_of(file.text) for file in files] == named
        write(files, folder)
    assert {found.code for found in Library.check(folder)} == before


VOCABULARIES = {
    "no subjects": ("consequences:\n  warning: {title: Warning}\n", "{do: warning}"),
    "the mildest": (
        "subjects: {a: A}\nconsequences: {worse: {title: W}, mild: {title: M}}\nseverity: [mild, worse]\n",
        "{do: mild, to: a}",
    ),
    "attributes only": (
        "subjects: {a: A}\nconsequences: {fine: {title: Fine, attributes: {amount: money}}}\n",
        "{do: fine, to: a}",
    ),
}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_the_consequence_is_one_that_there_is(name: str, folder: Path) -> None:
    vocabulary, consequence = VOCABULARIES[name]
    library(folder, **{"vocabulary.yaml": vocabulary})
    files = new_policy(folder, Draft("review"))
    assert consequence in files[0].text
    write(files, folder)
    assert_complete(folder)


def test_a_broken_policy_is_no_obstacle(folder: Path) -> None:
    library(folder, **{"base/other.yaml": "policy: other\ntitle: Other\nfacts: {score: [}\n"})
    assert new_policy(folder, Draft("review"))


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cn", "Co", "Cs"]), max_size=20)


@settings(max_examples=40, deadline=None)
@given(zh=texts, en=texts, owner=texts)
def test_names_come_back_as_they_were_written(zh: str, en: str, owner: str) -> None:
    with TemporaryDirectory() as name:
        files = new_policy(Path(name), Draft("review", "rule", zh, en, owner))
        write(files, Path(name))
        assert Library.check(name) == ()
    read = yaml.safe_load(next(file.text for file in files if file.path == "base/review.yaml"))
    zh, en, owner = (" ".join(text.split()) for text in (zh, en, owner))
    assert read["title"] == ({"zh": zh, "en": en} if zh and en else zh or en or "Review")
    assert read.get("owner", "") == owner


REFUSED = {
    "Chinese": ("图纸审核", "GJ731", ""),
    "spaces": ("drawing review", "GJ731", "`drawing-review`"),
    "capitals": ("DrawingReview", "GJ731", "`drawing-review`"),
    "underscores": ("drawing_review", "GJ731", "`drawing-review`"),
    "a digit first": ("2nd-review", "GJ731", ""),
    "nothing but hyphens": ("--", "GJ731", ""),
    "a folder": ("base/sub/policy", "GJ732", "`policy`"),
    "a path upwards": ("../policy", "GJ732", "`policy`"),
    "there already": ("review", "GJ733", "another id"),
    "in another folder": ("moved", "GJ733", "another id"),
    "a file that can't be read": ("broken", "GJ733", "another id"),
    "cases without a policy": ("orphan", "GJ733", "another id"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_made_is_refused_with_the_remedy(name: str, folder: Path) -> None:
    there = {
        "base/review.yaml": "policy: review\ntitle: Review\nfacts: {}\n",
        "base/sub/moved.yaml": "policy: moved\ntitle: Moved\nfacts: {}\n",
        "base/broken.yaml": "policy: [\n",
        "base/orphan.cases.yaml": "# nothing yet\n",
    }
    library(folder, **there)
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    policy, code, remedy = REFUSED[name]
    with pytest.raises(PolicyError) as error:
        new_policy(folder, Draft(policy))
    (found,) = error.value.diagnostics
    assert found.code == code
    assert remedy in found.hint("en")
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before


def test_a_vocabulary_without_consequences_has_nothing_to_do(folder: Path) -> None:
    library(folder, **{"vocabulary.yaml": "subjects: {a: A}\n"})
    with pytest.raises(PolicyError, match="GJ734"):
        new_policy(folder, Draft("review"))


EVENTS = {
    "about the same thing": ("a.one: {title: A}\n  b.one: {title: B}\n  b.two: {title: C}", "starts: b.one"),
    "the first two": ("a.one: {title: A}\n  b.one: {title: B}\n  c.two: {title: C}", "stops: b.one"),
    "none whose data a rung names": (
        "a.one: {title: A, data: {due: date}}\n  a.two: {title: B}\n  a.three: {title: C}",
        "starts: a.two",
    ),
}


@pytest.mark.parametrize("name", EVENTS)
def test_the_events_are_two_that_there_are(name: str, folder: Path) -> None:
    events, said = EVENTS[name]
    library(folder, **{"vocabulary.yaml": f"events:\n  {events}\nconsequences: {{warning: {{title: W}}}}\n"})
    files = new_policy(folder, Draft("review", "clock"))
    assert said in files[0].text
    write(files, folder)
    assert_complete(folder)


@pytest.mark.parametrize("shape", ["clock", "ladder", "schedule"])
def test_a_vocabulary_without_events_has_nothing_to_wait_for(shape: str, folder: Path) -> None:
    library(folder, **{"vocabulary.yaml": "events: {a.one: {title: A}}\nconsequences: {warning: {title: W}}\n"})
    with pytest.raises(PolicyError, match="GJ738"):
        new_policy(folder, Draft("review", shape))


def test_a_branch(folder: Path) -> None:
    write(new_policy(folder, Draft("review")), folder)
    write(new_branch(folder, "chengdu", "成都分公司"), folder)
    assert_complete(folder)
    assert Library.load(folder).branches == ("base", "chengdu")
    assert new_branch(folder, "xian")[0].text.endswith("branch: xian\ntitle: Xian\nextends: base\n")
    for name, code in {"chengdu": "GJ733", "base": "GJ733", "成都": "GJ731", "a/b": "GJ732"}.items():
        with pytest.raises(PolicyError, match=code):
            new_branch(folder, name)


def test_the_command_writes_and_says_what_next(folder: Path) -> None:
    result = call("drawing-review", "--title", "图纸审核", "--title-en", "Drawing review", "--policies", str(folder))
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "Made:",
        f"  {folder}/library.yaml",
        f"  {folder}/vocabulary.yaml",
        f"  {folder}/base/drawing-review.yaml",
        f"  {folder}/base/drawing-review.cases.yaml",
        "What next:",
        "  1. open them in an editor and make the example yours",
        *_aligned(f"2. guiju check {folder}", "whether all is written right", folder),
        *_aligned(
            f"3. guiju test {folder} --policy drawing-review", "whether every case comes out as expected", folder
        ),
    ]
    text = (folder / "base/drawing-review.yaml").read_text(encoding="utf-8")
    assert "title: {zh: 图纸审核, en: Drawing review}" in text
    assert schema_of(text) == "../.schemas/policy.schema.json"
    assert_complete(folder)


def test_the_schemas_of_a_library_know_what_is_new(folder: Path) -> None:
    call("drawing-review", "--policies", str(folder))
    call("second-review", "--policies", str(folder))
    call("--branch", "chengdu", "--policies", str(folder))
    assert not differing(schemas(folder), folder)
    assert {schema_of(path.read_text(encoding="utf-8")).rpartition("/")[2] for path in folder.rglob("*.yaml")} == {
        f"{kind}.schema.json" for kind in ("library", "vocabulary", "policy", "cases", "branch")
    }


def test_a_library_without_schemas_gets_none(folder: Path) -> None:
    call("drawing-review", "--policies", str(library(folder)))
    assert not (folder / ".schemas").exists()


def _aligned(step: str, words: str, folder: Path) -> list[str]:
    longest = f"3. guiju test {folder} --policy drawing-review"
    return [f"  {step.ljust(len(longest))}  {words}"]


def test_the_command_makes_a_branch(folder: Path) -> None:
    result = call("--branch", "chengdu", "--title", "成都分公司", "--policies", str(library(folder)), lang="zh")
    assert result.stdout == f"已新建：\n  {folder}/branches/chengdu/branch.yaml\n"


def test_what_a_branch_changes(folder: Path) -> None:
    """The draft passes every check, and works once the # is taken away."""
    write(new_policy(folder, Draft("review")), folder)
    write(new_branch(folder, "xian"), folder)
    call("review", "--branch", "xian", "--policies", str(folder))
    path = folder / "branches" / "xian" / "review.yaml"
    assert [str(found) for found in Library.check(folder)] == []
    text = path.read_text(encoding="utf-8")
    name, value = re.findall(r"^#   (\w+): {value: (\d+)}$", text, re.MULTILINE)[0]
    path.write_text(
        text.replace("# params:", "params:").replace(f"#   {name}: {{value: {value}}}", f"  {name}: {{value: 7}}")
    )
    params = Library.load(folder).branch("xian").policy("review").timeline.programs[0].params
    assert {param.name: param.text for param in params}[name] == "7"
    for branch, policy, code in (("xina", "review", "GJ360"), ("xian", "reveiw", "GJ361"), ("xian", "review", "GJ733")):
        with pytest.raises(PolicyError) as refused:
            new_overlay(folder, branch, policy)
        assert [found.code for found in refused.value.diagnostics] == [code]


@pytest.mark.parametrize(
    ("arguments", "code"), [([], "GJ703"), (["review", "--branch", "xian"], "GJ360"), (["审核"], "GJ731")]
)
def test_a_call_that_makes_nothing(arguments: list[str], code: str, folder: Path) -> None:
    result = call(*arguments, "--policies", str(folder))
    assert (result.exit_code, result.stdout) == (2, "")
    assert code in result.stderr
    assert not folder.exists()
