"""The least work that draws a paper, by hand, for the bench to measure against.

    python -m tests.bench.floors PAPER.json FONTS OUT.pdf

draws with nothing but a reportlab canvas (performance.md 4): text is cut by its number of
characters, nothing is justified, kept together or checked for missing glyphs.  The paper comes as
JSON, so that the process imports nothing of ours.
"""

from __future__ import annotations

import json
import sys
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

LEFT, TOP, BOTTOM, AREA = 79.4, 737.0, 99.2, 442.2
FACES = {
    "title": "NotoSerifSC-Black.ttf",
    "song": "NotoSerifSC-Regular.ttf",
    "fang": "BoshanFangSong-Regular.ttf",
    "kai": "BoshanKai-Regular.ttf",
    "hei": "NotoSansSC-Medium.ttf",
}


def cut(text: str, room: float, size: float) -> list[str]:
    """Lines of as many characters as fit by their mean width; a Hanzi is twice as wide as a
    digit."""
    if not text:
        return []
    halves = len(text.encode("gb18030", "replace"))
    fit = max(1, int(2 * room / size * len(text) / halves))
    return [text[i : i + fit] for i in range(0, len(text), fit)]


class Sheet:
    """A canvas with a cursor."""

    def __init__(self, out: Path) -> None:
        self.canvas = Canvas(
            str(out),
            pageCompression=1,
            initialFontName="song",  # type: ignore[arg-type]  # the stub says float
        )
        self.y = TOP
        self.page = 1

    def turn(self) -> None:
        """Number the page and begin the next."""
        self.canvas.setFont("song", 14)
        self.canvas.drawCentredString(297, 62, f"— {self.page} —")
        self.canvas.showPage()
        self.page += 1
        self.y = TOP

    def words(self, text: str, face: str, size: float, leading: float) -> None:
        """A paragraph without justification."""
        for line in cut(text, AREA, size):
            if self.y - leading < BOTTOM:
                self.turn()
            self.canvas.setFont(face, size)
            self.canvas.drawString(LEFT, self.y - size, line)
            self.y -= leading

    def grid(self, weights: list[float], rows: list[list[str]], size: float) -> None:
        """A ruled table, one text object a page, its head repeated."""
        whole = sum(weights)
        edges = [LEFT]
        for weight in weights:
            edges.append(edges[-1] + AREA * weight / whole)
        rooms = [b - a - 7 for a, b in pairwise(edges)]
        leading = size * 1.4
        done = 0
        while done < len(rows):
            canvas, top = self.canvas, self.y
            text = canvas.beginText(0, 0)
            text.setFont("song", size)
            rules = [(LEFT, top, edges[-1], top)]
            for number in chain((0,), range(max(1, done), len(rows))):
                cells = [cut(c, room, size) for c, room in zip(rows[number], rooms, strict=True)]
                height = max(map(len, cells)) * leading + 5
                if self.y - height < BOTTOM:
                    break
                for x, lines in zip(edges, cells, strict=False):
                    for place, line in enumerate(lines):
                        text.setTextOrigin(x + 3.5, self.y - size - 2 - place * leading)
                        text.textOut(line)
                self.y -= height
                rules.append((LEFT, self.y, edges[-1], self.y))
                done = max(done, number + 1)
            canvas.drawText(text)
            canvas.setLineWidth(0.4)
            canvas.lines(rules)
            canvas.lines([(x, top, x, self.y) for x in edges])
            if done < len(rows):
                self.turn()

    def chart(self, labels: list[str], series: list[list[float]]) -> None:
        """Bars, whatever the kind: an axis, a rectangle and a number for each value."""
        if self.y - 210 < BOTTOM:
            self.turn()
        canvas, foot = self.canvas, self.y - 180
        slot = AREA / max(1, len(labels))
        most = max((value for values in series for value in values), default=1) or 1
        for index, values in enumerate(series):
            canvas.setFillGray(0.3 + 0.4 * index)
            for place, value in enumerate(values):
                width = slot * 0.7 / len(series)
                x = LEFT + slot * (place + 0.15) + width * index
                canvas.rect(x, foot, width, 150 * value / most, fill=1)
        canvas.setFillGray(0)
        canvas.setFont("song", 9)
        for step in range(5):
            canvas.line(LEFT, foot + 37.5 * step, LEFT + AREA, foot + 37.5 * step)
            canvas.drawRightString(LEFT - 3, foot + 37.5 * step, f"{most * step / 4:.0f}")
        for values in series:
            for place, value in enumerate(values):
                x = LEFT + slot * (place + 0.5)
                canvas.drawCentredString(x, foot + 150 * value / most + 3, f"{value:g}")
        for place, label in enumerate(labels):
            for number, line in enumerate(cut(label, slot, 9)):
                canvas.drawCentredString(LEFT + slot * (place + 0.5), foot - 12 - 11 * number, line)
        self.y -= 210


def draw(paper: list[list[Any]], fonts: Path, out: Path) -> int:
    """Draw the paper into a file; the number of its pages."""
    rl_config.useA85 = 0
    for face, file in FACES.items():
        pdfmetrics.registerFont(TTFont(face, str(fonts / file)))
    sheet = Sheet(out)
    for kind, *rest in paper:
        if kind == "page":
            sheet.turn()
        else:
            getattr(sheet, kind)(*rest)
    sheet.turn()
    sheet.canvas.save()
    return sheet.page - 1


def most_memory() -> int:
    """The most memory that this process held, in KiB; 0 where the system does not tell.

    What `resource` says begins with what the process that started this one held.
    """
    status = Path("/proc/self/status")
    said = status.read_text() if status.exists() else ""
    return next((int(line.split()[1]) for line in said.splitlines() if "VmHWM" in line), 0)


if __name__ == "__main__":
    given, fonts, out = map(Path, sys.argv[1:])
    print(draw(json.loads(given.read_text("utf-8")), fonts, out), most_memory())
