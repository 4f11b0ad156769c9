"""The quarterly paper of the sample county, and an annex of 10,000 cases, as PDF.

The floor draws the same words, tables and numbers with a bare canvas (floors.py).  Every drawing is
a fresh process, measured from its start to the file on disk; floor and ours take turns.
"""

from __future__ import annotations

import json
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from boshan_desk.assets import asset
from boshan_desk.domain.period import read_period
from boshan_desk.domain.report import Chart, Grid, Heading, PageBreak, Report, Words
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases.desks import make_sample
from boshan_desk.usecases.quarter import quarterly_report
from tests.reports import papers

ROOT = Path(__file__).parents[2]
ROWS = 10_000
TURNS = 3
QUARTER = "2026Q3"
_BODY = ("fang", 16, 29)
_ANNEX_WIDTHS = (27, 65, 86, 65, 69, 60, 34, 34)
"""Points, near what ours come out as: the floor must break as many lines."""

_DRAWN = """
import pickle, sys
from pathlib import Path
from boshan_desk.reports.pdf import draw
drawn = draw(pickle.loads(Path(sys.argv[1]).read_bytes()))
Path(sys.argv[2]).write_bytes(drawn.pdf)
print(drawn.pages)
"""

_WHOLE = f"""
import sys
from pathlib import Path
from boshan_desk.domain.period import read_period
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases.papers import write_pdf
with open_desk(Path(sys.argv[1])) as desk:
    print(write_pdf(desk, read_period("{QUARTER}"), Path(sys.argv[2])).pages)
"""


def as_plain(report: Report, widths: Sequence[float] = ()) -> list[list[Any]]:
    """The report as the floor takes it; `widths` are those of its table, found by hand."""
    paper: list[list[Any]] = [["words", line, "title", 22, 36] for line in report.title]
    for line in (report.office, report.date, report.as_of):
        paper.append(["words", line, "kai", 16, 29])
    for block in report.blocks:
        match block:
            case Heading():
                paper.append(["words", block.text, "kai" if block.level == 2 else "hei", 16, 29])
            case Words():
                note = block.style == "note"
                paper.append(["words", block.text, *(("song", 10.5, 17) if note else _BODY)])
            case Grid():
                rows = [[column.title for column in block.columns], *block.rows]
                weights = widths or [column.weight for column in block.columns]
                paper.append(["words", block.title, "hei", 12, 18])
                paper.append(["grid", weights, rows, 9 if block.long else 10.5])
            case Chart():
                series = [[float(value or 0) for value in each.values] for each in block.series]
                paper.append(["chart", block.labels, series])
                paper.append(["words", block.title, "hei", 12, 18])
            case PageBreak():
                paper.append(["page"])
    return paper


def _run(*arguments: str | Path) -> tuple[float, int]:
    """Seconds of a Python process, and the pages it drew."""
    environment = dict(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return time.perf_counter() - began, int(done.stdout)


def _in_turn(
    folder: Path,
    report: Report,
    plain: list[list[Any]],
    ours: dict[str, tuple[str | Path, ...]],
    turns: int,
) -> dict[str, float]:
    """Median seconds of the floor and of each of ours, taken alternately.

    Raises:
        AssertionError: the floor drew a paper of another length, and is no measure.
    """
    given, out = folder / "paper.json", folder / "paper.pdf"
    given.write_text(json.dumps(plain, ensure_ascii=False), "utf-8")
    (folder / "paper.pickle").write_bytes(pickle.dumps(report))
    floor = ("-m", "tests.bench.floors", given, asset("resources", "fonts"), out)
    seconds: dict[str, list[float]] = {}
    pages: dict[str, int] = {}
    for _turn in range(turns + 1):
        for name, command in {"floor": floor, **ours}.items():
            taken, pages[name] = _run(*command)
            seconds.setdefault(name, []).append(taken)
    for name, count in pages.items():
        if not 0.8 <= count / pages["floor"] <= 1.25:
            raise AssertionError(f"{name} has {count} pages, the floor {pages['floor']}")
    # The first turn of each warms the disk and compiles.
    return {name: statistics.median(taken[1:]) for name, taken in seconds.items()}


def measure(rows: int = ROWS, turns: int = TURNS) -> list[tuple[str, float, float]]:
    """(what, seconds of the floor, our seconds), medians."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        make_sample(folder / "desk", county="boshan")
        with open_desk(folder / "desk") as desk:
            report = quarterly_report(desk, read_period(QUARTER))
        out = folder / "ours.pdf"
        drawn = ("-c", _DRAWN, folder / "paper.pickle", out)
        whole = ("-c", _WHOLE, folder / "desk", out)
        both: dict[str, tuple[str | Path, ...]] = {"drawn": drawn, "whole": whole}
        paper = _in_turn(folder, report, as_plain(report), both, turns)
        cases = papers.report(papers.annex(rows))
        annex = _in_turn(folder, cases, as_plain(cases, _ANNEX_WIDTHS), {"drawn": drawn}, turns)
    return [
        ("Quarterly paper, drawn", paper["floor"], paper["drawn"]),
        ("Quarterly paper, from the desk to the file", paper["floor"], paper["whole"]),
        (f"Annex of {rows:,} cases, drawn", annex["floor"], annex["drawn"]),
    ]


def main() -> None:
    """Print what was measured."""
    for what, floor, ours in measure():
        print(f"{what}: floor {floor:.2f} s, ours {ours:.2f} s, ratio {ours / floor:.2f}")


if __name__ == "__main__":
    main()
