"""Tables analysed and compared: each work beside what it may take, and beside the peers, asked the same in this run.

The tables are those of `proof_tables`. Their laying out as boxes is a part of every time of ours, making them is not;
each is the median of three tables, by this process's own time. The peers are z3, asked directly, and the published
sweep over columns, which gets through 1,500 x 7 in
half a minute; both are held to the same answers.
"""

from __future__ import annotations

import random
import time
from fractions import Fraction
from functools import cache, partial
from itertools import chain, starmap
from math import prod
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from bench.benchmark import Benchmark, Measured
from bench.memory import peak_of
from bench.proof_solver import Asked
from bench.proof_sweep import Sweep, pairs
from bench.proof_tables import LOAN, Column, Laid, Table, changed, compared, lay, rewritten, table
from engine.backends.proof.boxes.differing import differing
from engine.backends.proof.boxes.falling import falling
from engine.backends.proof.boxes.gaps import uncovered
from engine.backends.proof.boxes.pairs import meeting, sharing
from engine.backends.proof.coordinates.samples import sample
from engine.backends.proof.theory.linear.comparison import Comparison
from engine.backends.proof.theory.linear.prober import Prober

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bench.proof_sweep import Ranges
    from engine.backends.proof.boxes.found import Answer
    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.coordinates.axis import Axis
    from engine.feel.values import Value

SEEDS = (1, 2, 3)
COARSE = 20
AMPLE = 10**7
"""Nodes enough for what these tables take."""


class Analysis(NamedTuple):
    """All gaps, all pairs that overlap; an example of each."""

    laid: Laid
    gaps: Sequence[Box]
    overlaps: Sequence[tuple[int, int]]
    witnesses: Sequence[tuple[Value, ...]]


def analysis(of: Table) -> Analysis:
    laid = lay([of])
    found = uncovered(laid.grid, 0, budget=AMPLE)
    _require(not found.stopped)
    gaps = [box for box, _ in found.boxes]
    overlaps = [*meeting(laid.grid, 0)]
    together = chain.from_iterable(starmap(sharing(laid.grid, 0), overlaps))
    return Analysis(laid, gaps, overlaps, witnesses(laid.axes, chain(gaps, together)))


def witnesses(axes: Sequence[Axis], boxes: Iterable[Box]) -> list[tuple[Value, ...]]:
    """The plainest case of each box."""
    plainest = [cache(partial(sample, axis)) for axis in axes]
    lowest = (((mask & -mask).bit_length() - 1 for mask in box) for box in boxes)
    return [tuple(value(atom) for value, atom in zip(plainest, box, strict=True)) for box in lowest]


def _require(happened: bool) -> None:
    """Nothing is measured that didn't happen."""
    if not happened:
        raise AssertionError


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _allowed(seconds: float, work: Callable[[int], Callable[[], object]], seeds: Sequence[int] = SEEDS) -> Measured:
    """Milliseconds beside what is allowed. `work`: what is timed, by seed."""
    ours = 1000 * median(_seconds(work(seed)) for seed in seeds)
    return Measured(ours, 1000 * seconds, "ms", ours / (1000 * seconds))


def _beside(ours: float, theirs: float) -> Measured:
    return Measured(1000 * ours, 1000 * theirs, "ms", theirs / ours)


def analysed(seconds: float, rows: int, columns: int, thresholds: int | None, seeds: Sequence[int] = SEEDS) -> Measured:
    return _allowed(seconds, lambda seed: partial(analysis, table(rows, columns, seed, thresholds=thresholds)), seeds)


def resident() -> Measured:
    code = "from bench import proof; from bench.proof_tables import table; proof.analysis(table(10_000, 13, 1))"
    ours = peak_of(code)
    return Measured(ours, 500, "MiB", ours / 500)


def _version(seed: int) -> tuple[Table, Table]:
    old = table(1_500, 10, seed, noise=0)
    return old, changed(old, 0.01, seed)


def _reworded(seed: int) -> tuple[Table, Table]:
    old = table(1_500, 10, seed, noise=0)
    return old, rewritten(old, 0.1, seed)


def differences(of: Sequence[Table], *, some: bool) -> None:
    found = differing(lay(of).grid, budget=AMPLE)
    _require(not found.stopped and bool(found.boxes) == some)


def every_difference() -> Measured:
    return _allowed(0.5, lambda seed: partial(differences, _version(seed), some=True))


def equivalence() -> Measured:
    return _allowed(0.6, lambda seed: partial(differences, _reworded(seed), some=False))


def monotone(noise: float) -> Measured:
    """Every pair of loans that differ in amount only, of which the larger has the lower outcome."""
    return _allowed(2.5, lambda seed: partial(_falls, table(1_500, 10, seed, noise=noise)))


def _falls(of: Table) -> None:
    found = falling(lay([of]).grid, 0, upwards=True, milder=_lower, budget=AMPLE)
    _require(not found.stopped and bool(found.boxes))


def _lower(one: Answer, other: Answer) -> bool:
    return bool(one.labels and other.labels) and one.labels < other.labels


ORDERED = [number for number, column in enumerate(LOAN[:7]) if column.quantity]


def with_comparisons(seed: int) -> tuple[Table, list[Comparison]]:
    """Some 1,900 rows; three in ten of the 1,500 first ones split by one of twelve comparisons of two columns."""
    chance = random.Random(seed)  # noqa: S311
    plain = table(1_500, 7, seed)
    truths = [Column(f"comparison {n}", 2, choices=(False, True)) for n in range(12)]
    comparisons = [_comparison(7 + n, chance) for n in range(12)]
    return compared(plain, truths, 0.3, seed), comparisons


def _comparison(column: int, chance: random.Random) -> Comparison:
    """Of how far two columns are along their own ranges, one of them stretched."""
    one, other = chance.sample(ORDERED, 2)
    wide = [LOAN[number].size * LOAN[number].step for number in (one, other)]
    terms = ((one, 1 / wide[0]), (other, -Fraction(chance.randint(5, 20), 10) / wide[1]))
    constant = -sum((LOAN[number].first * by for number, by in terms), Fraction(0))
    return Comparison(column, terms, constant, "<=")


def compared_facts(of: Table, comparisons: Sequence[Comparison]) -> int:
    """All gaps and all overlaps that can exist; how many overlaps."""
    laid = lay([of])
    possible = Prober(laid.axes, comparisons).possible
    _require(not uncovered(laid.grid, 0, possible=possible, budget=AMPLE).stopped)
    together = starmap(sharing(laid.grid, 0), meeting(laid.grid, 0))
    return sum(any(map(possible, boxes)) for boxes in together)


def comparisons_allowed() -> Measured:
    return _allowed(1.5, lambda seed: partial(compared_facts, *with_comparisons(seed)))


def comparisons_by_solver() -> Measured:
    of, comparisons = with_comparisons(1)
    theirs = Asked([of], comparisons).seconds_of_all_pairs(500)
    return _beside(_seconds(partial(compared_facts, of, comparisons)), theirs)


def beside_sweep(columns: int) -> Measured:
    of = table(1_500, columns, 1, thresholds=COARSE)
    found = analysis(of)
    sweep = Sweep(found.laid.grid)
    start = time.process_time()
    overlapping, missing = sweep.overlapping(), sweep.missing()
    theirs = time.process_time() - start
    _require({*found.overlaps} == {*pairs(overlapping)})
    _require(sum(map(_size, missing)) == sum(prod(mask.bit_count() for mask in box) for box in found.gaps))
    return _beside(_seconds(partial(analysis, of)), theirs)


def _size(box: Ranges) -> int:
    return prod(high - low for low, high in box)


def gaps_by_solver() -> Measured:
    """Ours: all gaps and overlaps; theirs: whether there is a gap."""
    of = table(1_500, 7, 1, thresholds=COARSE)
    asked = Asked([of])
    _require(asked.gap())
    return _beside(_seconds(partial(analysis, of)), _seconds(asked.gap))


def pairs_by_solver() -> Measured:
    of = table(1_500, 7, 1, thresholds=COARSE)
    return _beside(_seconds(partial(analysis, of)), Asked([of]).seconds_of_all_pairs(500))


def equivalence_by_solver() -> Measured:
    of = _reworded(1)
    asked = Asked(of)
    theirs = _seconds(lambda: _require(not asked.differs()))
    return _beside(_seconds(partial(differences, of, some=False)), theirs)


SWEEP, SOLVER, EXTRAPOLATED = "published sweep", "z3", "z3, by 500 pairs"
BENCHMARKS = (
    Benchmark("1,500 x 7: overlaps, gaps, witnesses", "0.25 s", 1, "most", partial(analysed, 0.25, 1_500, 7, COARSE)),
    Benchmark("the same, any thresholds", "0.25 s", 1, "most", partial(analysed, 0.25, 1_500, 7, None)),
    Benchmark("10,000 x 13: the same", "12 s", 1, "most", partial(analysed, 12, 10_000, 13, None, (1,))),
    Benchmark("memory of that process", "500 MiB", 1, "most", resident),
    Benchmark("1,500 x 10: a 1% change, every region", "0.5 s", 1, "most", every_difference),
    Benchmark("1,500 x 10: equal, reworded", "0.6 s", 1, "most", equivalence),
    Benchmark("1,500 x 10: more amount, lower outcome", "2.5 s", 1, "most", partial(monotone, 0)),
    Benchmark("the same, where a tenth of rows are noised", "2.5 s", 1, "most", partial(monotone, 0.1)),
    Benchmark("1,900 x 7 with 12 linear comparisons", "1.5 s", 1, "most", comparisons_allowed),
    Benchmark("1,500 x 5: overlaps, gaps, witnesses", SWEEP, 3, "least", partial(beside_sweep, 5)),
    Benchmark("1,500 x 7: the same, beside", SWEEP, 100, "least", partial(beside_sweep, 7)),
    Benchmark("1,500 x 7: all of it; z3: one gap", SOLVER, None, "least", gaps_by_solver),
    Benchmark("1,500 x 7: all of it; z3: all pairs", EXTRAPOLATED, 100, "least", pairs_by_solver),
    Benchmark("1,500 x 10: equal, reworded, beside", SOLVER, None, "least", equivalence_by_solver),
    Benchmark("1,900 x 7 with comparisons, all pairs", EXTRAPOLATED, 50, "least", comparisons_by_solver),
)
