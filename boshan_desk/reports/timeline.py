"""The course of a case drawn on paper, in black and white."""

from __future__ import annotations

from typing import Final, NamedTuple

from reportlab.pdfgen.canvas import Canvas

from boshan_desk.domain.timeline import Timeline
from boshan_desk.domain.timeline_scene import Box, Dot, Rule, Scene, Words, scene
from boshan_desk.i18n import _
from boshan_desk.reports.charts import hatching
from boshan_desk.reports.faces import Role, clean, measure
from boshan_desk.reports.paragraph import break_lines, draw_lines

_SIZE: Final = 9.0
"""Type: 小五."""
EASY: Final = 8.0
"""Type that is still easy to read; rather than smaller, a new page."""
_SMALLEST: Final = 7.0
_ROW: Final = 2.5
_LEGEND: Final = 16.0
_HAIR, _FINE, _BOLD = 0.25, 0.5, 1.1
_GREYS: Final = {"ink": 0.0, "muted": 0.35, "quiet": 0.7}
"""Other tones are black on paper."""
_SHADES: Final = {"accent": 0.6, "muted": 0.8}
_MARK: Final = 2.8
_RISE: Final = 0.36
"""From the middle of a line down to its baseline, in em."""


class Fitted(NamedTuple):
    """A picture in the type in which it fits."""

    scene: Scene
    size: float
    """Points to an em."""

    @property
    def height(self) -> float:
        """Points, with the key to its signs below."""
        return self.scene.height * self.size + _LEGEND


def fit(timeline: Timeline, width: float, most: float) -> Fitted:
    """The picture on a width in points, at most so high: rows close up, then the type shrinks."""
    tries = [(_SIZE, _ROW), (_SIZE, 2.1), (EASY, 2.1), (_SMALLEST, 2.0)]
    for size, row in tries:
        drawn = scene(timeline, width / size, _width, row=row)
        fitted = Fitted(drawn, size)
        if fitted.height <= most:
            return fitted
    # So many limits were never set going in one case; still it has to stand on the page.
    return Fitted(fitted.scene, (most - _LEGEND) / fitted.scene.height)


def _width(text: str) -> float:
    return measure(clean(text), "hei", 1.0)


def draw_timeline(canvas: Canvas, fitted: Fitted, x: float, top: float) -> None:
    """Draw the picture with its upper left corner at a place on the page."""
    _Brush(canvas, fitted.size, x, top).draw(fitted.scene)
    _legend(canvas, x, top - fitted.scene.height * fitted.size - _LEGEND * 0.55)


class _Brush:
    """Turns the shapes of a scene into marks on the page."""

    def __init__(self, canvas: Canvas, size: float, x: float, top: float) -> None:
        self._canvas, self._size, self._x, self._top = canvas, size, x, top

    def draw(self, given: Scene) -> None:
        """Everything, in its order."""
        self._canvas.saveState()
        for shape in given.shapes:
            if isinstance(shape, Words):
                self._words(shape)
            elif isinstance(shape, Rule):
                self._rule(shape)
            elif isinstance(shape, Box):
                _box(
                    self._canvas,
                    (*self._at(shape.x, shape.y + shape.height),
                     shape.width * self._size, shape.height * self._size),
                    shape,
                )  # fmt: skip
            else:
                _dot(self._canvas, *self._at(shape.x, shape.y), shape)
        self._canvas.restoreState()

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return self._x + x * self._size, self._top - y * self._size

    def _words(self, words: Words) -> None:
        text = clean(words.text)
        size = self._size * words.size
        wide = measure(text, "hei", size)
        x, y = self._at(words.x, words.y)
        x -= {"left": 0.0, "center": wide / 2, "right": wide}[words.align]
        if words.halo:
            self._canvas.setFillGray(1)
            self._canvas.rect(x - 1, y - size * 0.55, wide + 2, size * 1.1, stroke=0, fill=1)
        self._canvas.setFillGray(_GREYS.get(words.tone, 0.0))
        role: Role = "hei" if words.strong else "song"
        lines = break_lines(text, role, size, wide * 1.1 + 1, align="left")[:1]
        draw_lines(self._canvas, lines, x, y - _RISE * size, size, size)

    def _rule(self, rule: Rule) -> None:
        canvas = self._canvas
        canvas.setStrokeGray(_GREYS.get(rule.tone, 0.0))
        canvas.setLineWidth(_BOLD if rule.bold else _HAIR)
        canvas.setDash([2, 2] if rule.dashed else [])
        canvas.line(*self._at(rule.x, rule.y), *self._at(rule.to_x, rule.to_y))
        canvas.setDash([])


def _box(canvas: Canvas, at: tuple[float, float, float, float], box: Box) -> None:
    """Days of a bar: grey where they have gone by, patterned where they are of another kind."""
    x, y, wide, high = at
    canvas.saveState()
    canvas.setStrokeGray(0)
    canvas.setLineWidth(_FINE)
    canvas.setFillGray(_SHADES.get(box.tone, 0.6) if box.shaded else 1)
    canvas.rect(x, y, wide, high, stroke=0, fill=1)
    if box.pattern:
        clip = canvas.beginPath()
        clip.rect(x, y, wide, high)
        canvas.clipPath(clip, stroke=0, fill=0)
        angles = {"upright": (90,), "slanted": (45,), "crossed": (45, 135)}[box.pattern]
        for angle in angles:
            canvas.lines(hatching((x, y, x + wide, y + high), angle, 2.6))
    canvas.restoreState()
    canvas.setStrokeGray(0)
    canvas.setLineWidth(_FINE)
    canvas.setDash([1.2, 1.2] if box.dashed else [])
    canvas.rect(x, y, wide, high, stroke=1, fill=0)
    canvas.setDash([])


def _dot(canvas: Canvas, x: float, y: float, dot: Dot) -> None:
    size = _MARK
    canvas.setStrokeGray(0)
    canvas.setFillGray(1 if dot.shape == "ring" else 0)
    canvas.setLineWidth(0.8)
    path = canvas.beginPath()
    if dot.shape in ("disc", "ring"):
        canvas.circle(x, y, size * 0.85, stroke=1, fill=1)
        return
    if dot.shape == "cross":
        canvas.setLineWidth(1.6)
        canvas.line(x - size, y - size, x + size, y + size)
        canvas.line(x - size, y + size, x + size, y - size)
        return
    if dot.shape == "diamond":
        corners = [(x, y + size * 1.3), (x + size, y), (x, y - size * 1.3), (x - size, y)]
    else:
        corners = [(x - size, y + size), (x + size * 0.6, y), (x - size, y - size)]
    path.moveTo(*corners[0])
    for corner in corners[1:]:
        path.lineTo(*corner)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _legend(canvas: Canvas, x: float, y: float) -> None:
    """The key: a sample of each pattern with its name."""
    samples = (
        (Box(0, 0, 0, 0, shaded=True), _("已过")),
        (Box(0, 0, 0, 0), _("剩余")),
        (Box(0, 0, 0, 0, pattern="upright"), _("延长")),
        (Box(0, 0, 0, 0, pattern="slanted"), _("不计入")),
        (Box(0, 0, 0, 0, dashed=True), _("顺延")),
        (Box(0, 0, 0, 0, pattern="crossed"), _("超期")),
    )
    size = 8.0
    for box, text in samples:
        _box(canvas, (x, y - 3, 16, 6), box)
        x = _say(canvas, x + 19, y, text, size)
    for shape, text in (("diamond", _("按期完成")), ("cross", _("逾期完成"))):
        _dot(canvas, x + 4, y, Dot(0, 0, shape))  # type: ignore[arg-type]  # a plain word
        x = _say(canvas, x + 10, y, text, size)


def _say(canvas: Canvas, x: float, y: float, text: str, size: float) -> float:
    """Write a word of the key; where the next sample goes."""
    canvas.setFillGray(0)
    wide = measure(text, "song", size)
    lines = break_lines(text, "song", size, wide + 1, align="left")[:1]
    draw_lines(canvas, lines, x, y - _RISE * size, size, size)
    return x + wide + 10
