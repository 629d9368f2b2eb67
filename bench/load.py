"""Loading 1,000 policies, nothing cached, beside reading and validating their files alone; and what costs what.

The peer parses the same files with PyYAML's C parser and validates them with jsonschema by the same schema: no places
of keys and values, no meaning, no types.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from functools import cache, wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.benchmark import Benchmark, Measured
from bench.large_library import POLICIES, build, path_of, text_of
from bench.memory import peak

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
SECONDS, MEBIBYTES, RELOAD = 3.0, 300.0, 50.0
"""The aims: to load all, and one changed file (milliseconds)."""
SETTLED = 2.5
"""Seconds after which a file's time is trusted."""

STAGES = {
    "files": (("engine.document.library", "contents"), ("engine.document.library", "decode")),
    "YAML": (("engine.document.library", "compose"),),
    "shape": (("engine.document.library", "_faults"), ("engine.document.library", "_add_hints")),
    "parse": (("engine.model.reading", "parse"),),
    "types": (("engine.model.reading", "elaborate"),),
}
"""What a stage does: functions, each where it is called from. The rest is the model itself."""


class Loaded(NamedTuple):
    """Processor seconds, and the greatest resident set in MiB."""

    seconds: float
    memory: float


def ours(folder: str) -> None:
    start = time.process_time()
    library = import_module("engine.pipeline").load(Path(folder), folder)
    assert len(library.model.policies) == POLICIES  # noqa: S101  nothing is measured that didn't happen
    _tell(time.process_time() - start)


def theirs(folder: str) -> None:
    start = time.process_time()
    yaml, jsonschema = import_module("yaml"), import_module("jsonschema")
    schema = json.loads((ROOT / "schemas" / "policy.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for path in sorted(Path(folder, "base").glob("*.yaml")):
        value = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        assert not list(validator.iter_errors(value))  # noqa: S101
    _tell(time.process_time() - start)


def reloaded(folder: str) -> None:
    """One changed file after another, each told in a workspace that knows the rest."""
    workspace = import_module("engine").Workspace(folder)
    workspace.check()
    import_module("gc").freeze()
    time.sleep(SETTLED)
    times = []
    for number in range(9):
        text = text_of(number).replace("Rule 3", "Rule three")
        path_of(Path(folder), number).write_text(text, encoding="utf-8")
        start = time.process_time()
        workspace.check()
        times.append(time.process_time() - start)
        assert len(workspace.changed) == 1  # noqa: S101
    _tell(sorted(times)[len(times) // 2])


def by_stage(folder: str) -> None:
    """Seconds by stage, timers around the functions of each."""
    seconds = dict.fromkeys(STAGES, 0.0)

    def timed(stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def around(*args: Any) -> Any:
            start = time.perf_counter()
            result = work(*args)
            result = list(result) if hasattr(result, "__next__") else result
            seconds[stage] += time.perf_counter() - start
            return result

        return around

    for stage, functions in STAGES.items():
        for module, name in functions:
            home = import_module(module)
            setattr(home, name, timed(stage, getattr(home, name)))
    load = import_module("engine.pipeline").load
    start = time.perf_counter()
    load(Path(folder), folder)
    total = time.perf_counter() - start
    print(json.dumps(seconds | {"the model": total - sum(seconds.values()), "all": total}))


def _tell(seconds: float) -> None:
    print(json.dumps([seconds, peak() / 1024]))


@cache
def _library() -> Path:
    """Made once; the system clears it away."""
    return build(Path(tempfile.mkdtemp(prefix="guiju-bench-")) / "policies")


def _asked(work: Callable[[str], None], folder: Path) -> Any:
    """What a fresh process prints that does the work."""
    code = f"from bench import load; load.{work.__name__}({str(folder)!r})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@cache
def _both() -> tuple[Loaded, Loaded]:
    """The best of three of each, in turns: what disturbs only adds."""
    pairs = [(Loaded(*_asked(ours, _library())), Loaded(*_asked(theirs, _library()))) for _ in range(3)]
    mine, other = zip(*pairs, strict=True)
    return min(mine), min(other)


def loading() -> Measured:
    mine, other = _both()
    return Measured(mine.seconds, other.seconds, "s", mine.seconds / other.seconds)


def loading_in_time() -> Measured:
    mine, _ = _both()
    return Measured(mine.seconds, SECONDS, "s", mine.seconds / SECONDS)


def memory() -> Measured:
    mine, _ = _both()
    return Measured(mine.memory, MEBIBYTES, "MiB", mine.memory / MEBIBYTES)


def reloading() -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        seconds, _ = _asked(reloaded, build(Path(folder) / "policies"))
    return Measured(seconds * 1000, RELOAD, "ms", seconds * 1000 / RELOAD)


@cache
def _stages() -> dict[str, float]:
    found: dict[str, float] = _asked(by_stage, _library())
    return found


def _share(stage: str) -> Benchmark:
    def measure() -> Measured:
        seconds = _stages()
        return Measured(seconds[stage], seconds["all"], "s", seconds[stage] / seconds["all"])

    return Benchmark(f"  of which {stage}", "all of it", None, "most", measure)


BENCHMARKS = (
    Benchmark("load 1,000 policies", "yaml+jsonschema", 2, "most", loading),
    Benchmark("load 1,000 policies in time", "the aim", 1, "most", loading_in_time),
    *map(_share, (*STAGES, "the model")),
    Benchmark("memory of 1,000 policies", "the aim", 1, "most", memory),
    Benchmark("reload one changed file of 1,000", "the aim", 1, "most", reloading),
)
