"""Chinese paragraphs: line breaking, justification and drawing.

reportlab's own CJK wrapping lets ， and ” begin a line, never justifies, and reads its text as
markup.  Here text is literal.  The rules are those of GB/T 15834-2011 (no closing mark begins a
line, no opening mark ends one, —— and …… are not divided) with the habits of typesetters: a
line is filled by squeezing its full-width marks, or else the last characters go to the next
line and the gaps are widened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias

from reportlab.pdfgen.canvas import Canvas

from boshan_desk.reports.faces import Faces, Role, clean, faces_now, glyph
from boshan_desk.reports.ink import Ink

Align: TypeAlias = Literal["justify", "left", "center", "right"]

NEVER_FIRST: Final = frozenset("，。、；：？！”’）》〉】〕］｝」』〗…—～·％‰℃°′″!),.:;?]}%")
"""Marks that never begin a line."""
NEVER_LAST: Final = frozenset("“‘（《〈【〔［｛「『〖￥＄№([{$¥")
"""Marks that never end a line."""

_OPENING = frozenset("“‘（《〈【〔［｛「『〖")
_CLOSING = frozenset("，。、；：”’）》〉】〕］｝」』〗")
_SQUEEZE = 0.4
"""How much of a full-width mark, in em, may be taken away."""
_WIDE = 0.9
"""From this advance on, in em, a character counts as full-width."""
_WIDEST_GAP = 0.5
"""A line whose gaps would have to grow more than this, in em, stays ragged."""

_TOKEN = re.compile(
    r"—{2,}|…{2,}"
    # A number of a date stays with its word: 2026年/10月/9日.
    r"|[0-9]+[年月日]"
    # Latin words and numbers with the marks inside them: 28.5%, GB/T, a@b.cn, 2026-10-09.
    r"|[A-Za-z0-9\u00c0-\u024f](?:[A-Za-z0-9\u00c0-\u024f.,:/\\_+#&@%()'\"<>=*-]*"
    r"[A-Za-z0-9\u00c0-\u024f%‰℃°])?"
    r"|\n|.",
    re.DOTALL,
)


class Token(NamedTuple):
    """The smallest piece a line is made of: a character, a word, a number, or a dash of two."""

    text: str
    width: float
    """In em."""
    slack: float
    """How much can be squeezed out of it, in em."""


class Run(NamedTuple):
    """Text drawn in one stroke: where it begins, in which face, with how much between letters."""

    x: float
    font: str
    text: str
    spacing: float


class Line(NamedTuple):
    """One finished line; x of its runs counts from the left edge of the paragraph."""

    text: str
    runs: tuple[Run, ...]
    width: float


@lru_cache(maxsize=16384)
def _token(piece: str, role: Role, tracking: float, faces: Faces) -> Token:
    if piece == "\n":
        return Token(piece, 0.0, 0.0)
    if len(piece) > 1:
        return Token(piece, sum([faces.glyph(char, role).advance for char in piece]), 0.0)
    width = faces.glyph(piece, role).advance
    if width < _WIDE:
        return Token(piece, width, 0.0)
    slack = _SQUEEZE if piece in _CLOSING or piece in _OPENING else 0.0
    return Token(piece, width + tracking, slack)


def tokens(text: str, role: Role, tracking: float = 0.0) -> list[Token]:
    """Cut clean text into what may not be divided; full-width pieces grow by `tracking` em."""
    faces = faces_now()
    return [_token(piece, role, tracking, faces) for piece in _TOKEN.findall(text)]


def _divide(token: Token, room: float, role: Role) -> tuple[Token, Token]:
    """Cut a token that is longer than a whole line, such as a web address."""
    used = 0.0
    cut = 0
    for char in token.text:
        width = glyph(char, role).advance
        if cut and used + width > room:
            break
        used += width
        cut += 1
    head, tail = token.text[:cut], token.text[cut:]
    return Token(head, used, 0.0), Token(tail, token.width - used, 0.0)


def _parts(before: Token, after: Token) -> bool:
    """Whether a line may end between these two."""
    return after.text[0] not in NEVER_FIRST and before.text[-1] not in NEVER_LAST


def _end_of_line(found: list[Token], start: int, room: float) -> int:
    """Where the line beginning at `start` ends, or `start` when its first token is too wide."""
    count = len(found)
    used = slack = 0.0
    end = start
    while end < count and found[end].text != "\n" and used + found[end].width <= room + 1e-6:
        used += found[end].width
        slack += found[end].slack
        end += 1
    if end == count or found[end].text == "\n" or found[end].text == " ":
        return end
    # Push in: the marks that may not begin the next line, if squeezing makes room for them.
    further, width, give = end, used, slack
    while further < count and further < end + 3:
        token = found[further]
        if token.text == "\n" or width + token.width > room + give + token.slack + 1e-6:
            break
        width += token.width
        give += token.slack
        further += 1
        if token.text[0] not in NEVER_FIRST:
            further -= 1
            break
        if further == count or found[further].text == "\n":
            return further
        if _parts(found[further - 1], found[further]):
            return further
    # Push out: give up characters until the line may end here.
    back = end
    while back > start and not _parts(found[back - 1], found[back]):
        back -= 1
    if back > start:
        return back
    # Nothing but marks: break where it is full rather than never.
    return end


def _place(
    line: Sequence[Token],
    role: Role,
    size: float,
    left: float,
    width: float,
    align: Align,
    tracking: float,
) -> Line:
    """Set the tokens of one line between `left` and `width`."""
    text = "".join([token.text for token in line])
    shown = list(line)
    while shown and shown[-1].text == " ":
        shown.pop()
    natural = sum([token.width for token in shown]) * size
    over = natural - (width - left)
    squeezed = 0.0
    gap = 0.0
    if over > 1e-6:
        slack = sum([token.slack for token in shown]) * size
        squeezed = min(1.0, over / slack) if slack else 0.0
        natural -= squeezed * slack
    elif align == "justify" and len(shown) > 1:
        wanted = -over / (len(shown) - 1)
        gap = wanted if wanted <= _WIDEST_GAP * size else 0.0
    x = left
    if align == "center":
        x = left + (width - left - natural) / 2
    elif align == "right":
        x = width - natural

    runs: list[Run] = []
    font = ""
    letters: list[str] = []
    begin = follow = x
    spacing = 0.0
    for token in shown:
        loss = squeezed * token.slack * size
        # An opening mark is blank on its left, a closing one on its right.
        pen = x - loss if token.text in _OPENING else x
        alone = len(token.text) == 1
        for char in token.text:
            face, drawn, advance = glyph(char, role)
            inner = 0.0
            if alone:
                inner = gap + tracking * size if advance >= _WIDE else gap
            if face == font and inner == spacing and abs(pen - follow) < 1e-4:
                letters.append(drawn)
            else:
                if letters:
                    runs.append(Run(begin, font, "".join(letters), spacing))
                font, letters, begin, spacing = face, [drawn], pen, inner
            pen += advance * size + inner
            follow = pen
        x += token.width * size - loss + gap
    if letters:
        runs.append(Run(begin, font, "".join(letters), spacing))
    return Line(text, tuple(runs), natural + gap * max(len(shown) - 1, 0))


def break_lines(
    text: str,
    role: Role,
    size: float,
    width: float,
    *,
    indent: float = 0.0,
    align: Align = "justify",
    tracking: float = 0.0,
) -> list[Line]:
    """Break and set text within `width` points; the first line begins `indent` points in.

    `tracking` is added to every full-width character, in em.
    The texts of the lines joined are the clean text but for its line ends.
    """
    found = tokens(clean(text), role, tracking)
    lines: list[Line] = []
    start = 0
    left = indent
    while start < len(found):
        room = (width - left) / size
        end = _end_of_line(found, start, room)
        if end == start and found[start].text != "\n":
            if len(found[start].text) > 1:
                found[start : start + 1] = _divide(found[start], room, role)
            end = start + 1
        last = end == len(found) or found[end].text == "\n"
        how: Align = "left" if last and align == "justify" else align
        lines.append(_place(found[start:end], role, size, left, width, how, tracking))
        start = end
        if start < len(found) and found[start].text == "\n":
            start += 1
            left = indent
        else:
            left = 0.0
            # A blank between two words is not carried to the next line's beginning.
            while start < len(found) and found[start].text == " ":
                lines[-1] = lines[-1]._replace(text=lines[-1].text + " ")
                start += 1
    return lines


def wrap(text: str, role: Role, size: float, width: float) -> list[str]:
    """The lines of clean text for a narrow cell: same rules, nothing squeezed or widened."""
    found = tokens(text, role)
    room = width / size
    lines: list[str] = []
    start = 0
    while start < len(found):
        used = 0.0
        end = start
        while end < len(found) and found[end].text != "\n":
            used += found[end].width
            if used > room + 1e-6:
                break
            end += 1
        if end < len(found) and found[end].text != "\n":
            back = end
            while back > start and not _parts(found[back - 1], found[back]):
                back -= 1
            end = back if back > start else end
            if end == start:
                if len(found[start].text) > 1:
                    found[start : start + 1] = _divide(found[start], room, role)
                end = start + 1
        lines.append("".join([token.text for token in found[start:end]]).strip(" "))
        start = end + 1 if end < len(found) and found[end].text == "\n" else end
    return lines


def balance_lines(text: str, role: Role, size: float, width: float) -> list[Line]:
    """Break a label into centred lines of about one length: 序时/进度, not 序时进/度."""
    lines = break_lines(text, role, size, width, align="center")
    word = max([token.width for token in tokens(clean(text), role)], default=0.0) * size
    narrow = max(word + 0.01, sum(line.width for line in lines) / max(1, len(lines)))
    while len(lines) > 1 and narrow < width:
        closer = break_lines(text, role, size, narrow, align="center")
        if len(closer) == len(lines):
            whole = (break_lines(line.text, role, size, width, align="center") for line in closer)
            return [line for broken in whole for line in broken]
        narrow += size / 4
    return lines


def draw_lines(
    canvas: Canvas, lines: Sequence[Line], x: float, y: float, size: float, leading: float
) -> None:
    """Draw lines; `y` is the first baseline, each next one is `leading` lower."""
    ink = Ink(canvas)
    for line in lines:
        for run in line.runs:
            ink.write(x + run.x, y, run.font, size, run.text, run.spacing)
        y -= leading
    ink.end()
    canvas.drawText(ink)


def draw_condensed(
    canvas: Canvas,
    text: str,
    role: Role,
    size: float,
    x: float,
    y: float,
    room: float,
    align: Align = "left",
) -> float:
    """One line that is never broken: letters too wide for the room are narrowed; the width drawn.

    `y` is the baseline.  Typists narrow the long name of an office in the same way.
    """
    [line] = break_lines(clean(text).replace("\n", " "), role, size, 1e6, align="left") or [
        Line("", (), 0)
    ]
    narrow = min(1.0, room / line.width) if line.width else 1.0
    wide = line.width * narrow
    if align == "center":
        x += (room - wide) / 2
    elif align == "right":
        x += room - wide
    canvas.saveState()
    canvas.transform(narrow, 0, 0, 1, x, y)
    draw_lines(canvas, [line], 0, 0, size, size)
    canvas.restoreState()
    return wide


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a paragraph looks; lengths in points."""

    role: Role
    size: float
    leading: float
    indent: float = 0.0
    """First-line indent in characters."""
    align: Align = "justify"
    tracking: float = 0.0
    """Added to every full-width character, in em."""


class Paragraph:
    """Text set once for a width, then drawn in one piece or cut over pages."""

    def __init__(self, text: str, style: Style, width: float) -> None:
        self.text = text
        self.style = style
        self.lines = break_lines(
            text,
            style.role,
            style.size,
            width,
            indent=style.indent * style.size,
            align=style.align,
            tracking=style.tracking,
        )

    @property
    def height(self) -> float:
        """In points."""
        return len(self.lines) * self.style.leading

    def lines_within(self, height: float) -> int:
        """How many lines fit into `height` points."""
        return max(0, int((height + 1e-6) // self.style.leading))

    def find(self, start: int, end: int) -> Iterator[tuple[int, float, float]]:
        """Where characters `start` up to `end` of the text stand: (line, from x, to x)."""
        text = clean(self.text)
        if text != self.text:
            start, end = (len(clean(self.text[:place] + "|")) - 1 for place in (start, end))
        begun = 0
        for number, line in enumerate(self.lines):
            shown = len(line.text.rstrip(" "))
            first, last = max(start - begun, 0), min(end - begun, shown)
            if first < last:
                edges = self._edges(line)
                yield number, edges[first][0], edges[last - 1][1]
            begun += len(line.text)
            if begun >= end:
                return
            if text[begun : begun + 1] == "\n":
                begun += 1

    def _edges(self, line: Line) -> list[tuple[float, float]]:
        """Left and right of every character of a line."""
        found: list[tuple[float, float]] = []
        role, size = self.style.role, self.style.size
        for run in line.runs:
            x = run.x
            for _drawn in run.text:
                wide = glyph(line.text[len(found)], role).advance * size
                found.append((x, x + wide))
                x += wide + run.spacing
        return found

    def draw(
        self, canvas: Canvas, x: float, top: float, first: int = 0, last: int | None = None
    ) -> None:
        """Draw lines `first` up to `last`; `top` is the upper edge of the first one drawn."""
        style = self.style
        # A Han glyph stands from 0.12 em under the baseline to 0.88 em above it.
        baseline = top - (style.leading - style.size) / 2 - 0.88 * style.size
        draw_lines(canvas, self.lines[first:last], x, baseline, style.size, style.leading)
