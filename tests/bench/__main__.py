"""Every bench in one table: our seconds, and those of the floor measured in the same run.

    python -m tests.bench            all of it, some minutes
    python -m tests.bench --quick    fewer rows and turns, to see that everything still runs

The goals are ratios to the floor, but for those that say seconds.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from tests.bench import (
    alike,
    figures,
    first_paint,
    import_rows,
    limits,
    packages,
    quarter_pdf,
)

Measured = list[tuple[str, float, float]]

BENCHES: tuple[tuple[Callable[[], Measured], Callable[[], Measured], tuple[str, ...]], ...] = (
    (
        first_paint.measure,
        lambda: first_paint.measure(first_paint.ROWS[:1], 1),
        ("≤ 2", "≤ 2"),
    ),
    # A workbook out must be done before XlsxWriter's plain one, which takes 6.7 floors.
    (import_rows.measure, lambda: import_rows.measure(1_000), ("≤ 3", "≤ 6.7")),
    (alike.measure, lambda: alike.measure(2_000), ("≤ 1.5 s", "≤ 1.5 s")),
    (
        quarter_pdf.measure,
        lambda: quarter_pdf.measure(1_000, 1),
        ("≤ 1.5", "—", "≤ 0.5 s", "≤ 1.5", "≤ 1 MB", "≤ 1.5", "≤ 150 MiB"),
    ),
    (
        limits.measure,
        lambda: limits.measure(5_000, 5),
        ("—", "≤ 60 s", "≤ 0.005 s", "≤ 0.1 s"),
    ),
    (figures.measure, lambda: figures.measure(10_000, 1), ("≤ 1.5", "≤ 1.5", "≤ 0.3 s")),
    (
        packages.measure,
        lambda: packages.measure(2, 200, 2_000),
        ("≤ 2.5", "—", "—", "—", "≤ 250 MiB"),
    ),
)
"""Whole, quick, and the goals of its rows (the quick run may have fewer)."""


def _misses(goal: str, floor: float, ours: float) -> bool:
    if goal == "—":
        return False
    number, _, unit = goal.removeprefix("≤ ").partition(" ")
    return (ours if unit else ours / floor) > float(number)


def table(*, quick: bool) -> Iterator[str]:
    """The lines of the table, each as soon as it is measured."""
    yield f"{'what':<46}{'floor s':>9}{'ours s':>9}{'ratio':>7}  goal"
    for whole, small, goals in BENCHES:
        for (what, floor, ours), goal in zip(small() if quick else whole(), goals, strict=False):
            missed = "  missed" if _misses(goal, floor, ours) else ""
            yield f"{what:<46}{floor:>9.3f}{ours:>9.3f}{ours / floor:>7.2f}  {goal}{missed}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rows and turns")
    for line in table(quick=parser.parse_args().quick):
        print(line, flush=True)


if __name__ == "__main__":
    main()
