"""What a frozen paper says, as canonical JSON: equal papers give equal text, and it reads back.

Every part is an object that says what it is (``"is"``) and what differs from its defaults, so that
a part that gains a field later is still written, and still read, as it was.  Names are sorted,
there is no white space, and numbers with decimals are texts.

The digest is over that text without the mark, which is printed from the digest, and without the
faces, which are known when it has been drawn.  It is always taken from the text that is stored:
whether that is whole never depends on what a later program makes of it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from boshan_desk.domain import figures as catalogue
from boshan_desk.domain import period as periods
from boshan_desk.domain import report as blocks
from boshan_desk.domain import timeline as courses
from boshan_desk.domain.problems import Damaged
from boshan_desk.domain.report import Report
from boshan_desk.usecases import figures as lines
from boshan_desk.usecases.figures import FigureLine
from boshan_desk.usecases.quarter.request import Request

_FORM: Final = 1
"""Of the whole; a program that writes another one reads this one too."""


@dataclass(frozen=True, kw_only=True)
class KeptFace:
    """A face that the paper was drawn with."""

    role: str
    """"" of one that only lent what others lack."""
    name: str
    file: str
    """Its file, without folders; which member of a collection follows after #."""
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that is kept of a paper: enough to draw it again, and to compare others with it."""

    report: Report
    figures: tuple[FigureLine, ...]
    """The figures that it printed, with all their values."""
    request: Request
    head: str
    """The newest link of the history when it was composed, as it is printed."""
    program: str
    """The version of the program that drew it."""
    faces: tuple[KeptFace, ...] = ()


_PARTS: Final[Mapping[str, type]] = {
    kind.__name__: kind
    for kind in (
        *(Content, KeptFace, Request, Report, blocks.Source, blocks.Link, blocks.Heading),
        *(blocks.Words, blocks.Column, blocks.Grid, blocks.Series, blocks.Chart),
        *(blocks.PageBreak, blocks.Head, blocks.Imprint, blocks.Sign, blocks.Mark),
        *(courses.Timeline, courses.Event, courses.Bar, courses.Piece),
        *(periods.Period, periods.Stretch, catalogue.Where, FigureLine, lines.Spans),
    )
}
"""What may stand in it; the names are part of what is kept and never change."""


def content_of(content: Content) -> str:
    """The canonical text."""
    return _canonical({"form": _FORM, **_write(content)})


def read_content(text: str) -> Content:
    """What the text says.

    Raises:
        Damaged: it is none.
    """
    try:
        told = json.loads(text)
        told.pop("form")
        content = _read(told)
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError) as error:
        raise Damaged("定稿的内容读不出来，请从备份恢复") from error
    if not isinstance(content, Content):
        raise Damaged("定稿的内容读不出来，请从备份恢复")
    return content


def report_of(text: str) -> Report:
    """The paper itself."""
    return read_content(text).report


def figures_of(text: str) -> tuple[FigureLine, ...]:
    """The figures that it printed."""
    return read_content(text).figures


def digest_of(text: str) -> str:
    """SHA-256 of what the stored text says, without mark and faces; "" of what is no such text."""
    try:
        told = json.loads(text)
        told.pop("faces", None)
        told["report"].pop("mark", None)
    except (ValueError, TypeError, KeyError, AttributeError):
        return ""
    return hashlib.sha256(_canonical(told).encode()).hexdigest()


def as_json(value: Any) -> Any:
    """A part as it is kept, for the command line: an object that says what it is."""
    return _write(value)


def _canonical(told: Any) -> str:
    return json.dumps(
        told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


# ---------------------------------------------------------------- to JSON


def _write(value: Any) -> Any:
    if value is None or type(value) in (str, int, bool, float):
        return value
    if type(value) is Decimal:
        return {"is": "decimal", "value": str(value)}
    if type(value) is date:
        return {"is": "day", "value": value.isoformat()}
    if type(value) is frozenset:
        return {"is": "set", "value": sorted(value)}
    kind: Any = type(value)
    name = kind.__name__
    if _PARTS.get(name) is kind:
        told = {"is": name}
        for field, usual in _fields(kind):
            part = getattr(value, field)
            if not _same(part, usual):
                told[field] = _write(part)
        return told
    if type(value) is tuple:
        return [_write(each) for each in value]
    raise TypeError(f"a paper cannot keep {type(value).__name__}")


_NONE: Final = object()
"""Of a field without a default."""


def _same(part: Any, usual: Any) -> bool:
    return type(part) is type(usual) and bool(part == usual)


@cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    """The fields of a part and their defaults."""
    if dataclasses.is_dataclass(kind):
        return tuple(
            (f.name, _NONE if f.default is dataclasses.MISSING else f.default)
            for f in dataclasses.fields(kind)
        )
    usual: Mapping[str, Any] = kind._field_defaults  # type: ignore[attr-defined]
    names: Iterable[str] = kind._fields  # type: ignore[attr-defined]
    return tuple((name, usual.get(name, _NONE)) for name in names)


# ---------------------------------------------------------------- from JSON


def _read(told: Any) -> Any:
    if isinstance(told, list):
        return tuple(_read(each) for each in told)
    if not isinstance(told, dict):
        return told
    name = told["is"]
    if name == "decimal":
        return Decimal(told["value"])
    if name == "day":
        return date.fromisoformat(told["value"])
    if name == "set":
        return frozenset(told["value"])
    return _PARTS[name](**{key: _read(part) for key, part in told.items() if key != "is"})
