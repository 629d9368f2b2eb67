"""Drafts of policies and branches, as files for a library: none of them is there yet."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from engine.diagnostics import did_you_mean
from engine.late import room
from engine.workshop.file import File
from engine.workshop.formatting import formatted_text
from engine.workshop.scaffold.ids import refusal, require_id
from engine.workshop.scaffold.texts import filled, in_flow, one_line, title

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.model.vocabulary import ConsequenceKind, Vocabulary
    from engine.pipeline import Loaded

_OF_EVENTS = ("clock", "ladder", "schedule")
"""What goes by two events: one that begins it, one that ends or fulfils it."""
SHAPES = ("rule", "table", "targets", "evidence", *_OF_EVENTS)
"""What a policy may start from; the first is the ordinary one."""
_PLAIN = re.compile(r"[\w.%+-]+( [\w.%+-]+)*")
_BASE = "base"
_VOCABULARY = "vocabulary.yaml"
_FIRST_FILES = ("library.yaml", _VOCABULARY)
_FIRST_CONSEQUENCE = "do: warning, to: staff"
_FIRST_EVENTS = ("request.received", "request.settled")
"""By the words of our own `library/vocabulary.yaml`."""
_TAKEN = frozenset({"due", "reached", "count", "key"})
"""Names of data that clocks and ladders add to an event."""
_OWNER = "# owner: 负责的部门"


class Draft(NamedTuple):
    """What is known of a policy before it is written; texts may be empty."""

    id: str
    shape: str = SHAPES[0]
    zh: str = ""
    en: str = ""
    owner: str = ""


def new_policy(folder: Path, draft: Draft) -> tuple[File, ...]:
    """The files of a new policy and its cases, in the words of the library in `folder`, and what that library lacks.

    Raises `PolicyError`: GJ731 and GJ732 for its id, GJ733 where there is such a policy or file already, GJ734 where
    the vocabulary has no consequence, GJ738 where it has too few events.
    """
    require_id(draft.id)
    path = f"{_BASE}/{draft.id}"
    loaded: Loaded = room("pipeline").load(folder, folder.as_posix())
    if draft.id in loaded.model.policies:
        raise refusal("GJ733", name=draft.id, path=loaded.model.policies[draft.id].span.path)
    first = {name: filled(f"library/{name}") for name in _FIRST_FILES if not (folder / name).exists()}
    consequence = _FIRST_CONSEQUENCE if _VOCABULARY in first else _consequence(loaded.model.vocabulary)
    fields = {"policy": draft.id, "title": title(draft.zh, draft.en, draft.id), "consequence": consequence}
    if draft.shape in _OF_EVENTS:
        events = _FIRST_EVENTS if _VOCABULARY in first else _events(loaded.model.vocabulary)
        fields["begins"], fields["ends"] = events
    fields["owner"] = f"owner: {in_flow(owner)}" if (owner := one_line(draft.owner)) else _OWNER
    own = {f"{path}{end}": filled(f"shapes/{draft.shape}{end}", **fields) for end in (".yaml", ".cases.yaml")}
    return tuple(_files(first | own, folder))


def new_branch(folder: Path, name: str, zh: str = "", en: str = "") -> tuple[File, ...]:
    """The file of a new branch of the library in `folder`. Raises `PolicyError`: GJ731 to GJ733."""
    require_id(name)
    if name == _BASE:
        raise refusal("GJ733", name=name, path=(folder / _BASE).as_posix())
    text = filled("library/branch.yaml", branch=name, title=title(zh, en, name))
    return tuple(_files({f"branches/{name}/branch.yaml": text}, folder))


def new_overlay(folder: Path, branch: str, policy: str) -> tuple[File, ...]:
    """The file of what a branch changes of a policy, which lists the parameters that there are.

    Raises `PolicyError`: GJ360 and GJ361 where there is no such branch or policy to change, GJ733 where there is one.
    """
    model = room("pipeline").load(folder, folder.as_posix()).model
    branches = [known.id for known in model.branches if known.id != _BASE]
    if branch not in branches:
        raise refusal("GJ360", name=branch, near=did_you_mean(branch, branches), known=", ".join(branches))
    policies = model.of(branch)
    if policy not in policies:
        raise refusal("GJ361", name=policy, near=did_you_mean(policy, policies), known=", ".join(policies))
    params = policies[policy].latest.params
    lines = [f"#   {param.name}: {{value: {_scalar(param.values[-1].text)}}}" for param in params if param.values]
    text = filled("library/overlay.yaml", policy=policy, params="\n".join(["# params:", *lines] if lines else ""))
    return tuple(_files({f"branches/{branch}/{policy}.yaml": text}, folder))


def _scalar(text: str) -> str:
    """A value as its owner wrote it; quoted only where YAML would cut it."""
    return text if _PLAIN.fullmatch(text) else in_flow(text)


def _consequence(vocabulary: Vocabulary) -> str:
    """The mildest kind of consequence that needs no attributes, and the first subject."""
    kinds = sorted(vocabulary.kinds.values(), key=_weight)
    if not kinds:
        raise refusal("GJ734", path=_VOCABULARY)
    subject = next(iter(vocabulary.subjects), "")
    return f"do: {kinds[0].id}, to: {subject}" if subject else f"do: {kinds[0].id}"


def _events(vocabulary: Vocabulary) -> tuple[str, str]:
    """Two events about the same thing, else the first two."""
    names = [name for name, event in vocabulary.events.items() if not _TAKEN.intersection(dict(event.fields))]
    pairs = tuple(combinations(names, 2))
    if not pairs:
        raise refusal("GJ738", path=_VOCABULARY)
    return next((pair for pair in pairs if _about(pair[0]) == _about(pair[1])), pairs[0])


def _about(event: str) -> str:
    return event.partition(".")[0]


def _weight(kind: ConsequenceKind) -> tuple[bool, bool, int]:
    return bool(kind.attributes), kind.severity is None, kind.severity or 0


def _files(texts: dict[str, str], folder: Path) -> Iterator[File]:
    """The files, laid out as `guiju fmt` does, each naming its schema where the library has schemas."""
    for path, text in texts.items():
        place = folder / path
        if place.exists():
            raise refusal("GJ733", name=place.stem, path=place.as_posix())
        laid_out, _ = formatted_text(text.encode(), place)
        yield File(path, laid_out.decode())
