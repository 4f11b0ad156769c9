"""Where in a paper the characters stand that no face has, to be told before it is made.

On paper they are printed as 〓; whoever sends it out would rather ask for the right character, or
for a face that has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from boshan_desk.domain.report import Chart, Grid, Heading, Report, Words
from boshan_desk.domain.timeline import Timeline
from boshan_desk.i18n import _
from boshan_desk.reports.faces import clean, missing

_AROUND: Final = 8
"""How many characters before and after are shown."""


class MissingPlace(NamedTuple):
    """A character that no face has, and where it stands."""

    char: str
    where: str
    """第3段“……”, 表2第4行“……”."""


def missing_places(report: Report) -> tuple[MissingPlace, ...]:
    """Every place of a character that is printed as 〓, in reading order, each told once."""
    lacking = frozenset(missing([text for _where, text in _texts(report)]))
    found: dict[MissingPlace, None] = {}
    if lacking:
        for where, text in _texts(report):
            for char in sorted(lacking.intersection(text)):
                words = _("{where}“{text}”").format(where=where, text=_around(text, char))
                found[MissingPlace(char, words)] = None
    return tuple(found)


def _around(text: str, char: str) -> str:
    text = clean(text).replace("\n", " ")
    at = text.index(char)
    first, last = max(0, at - _AROUND), at + _AROUND + 1
    before, after = "…" if first else "", "…" if last < len(text) else ""
    return f"{before}{text[first:last]}{after}"


def _texts(report: Report) -> Iterator[tuple[str, str]]:
    """Where, and the text there."""
    if (head := report.head) is not None:
        about = (head.name, head.number, head.total, head.office, head.day, head.copy_number)
        for text in (*about, head.secrecy, head.urgency):
            yield _("报头"), text
    for text in report.title:
        yield _("标题"), text
    for text in (report.office, report.date, report.as_of):
        yield _("标题下方"), text
    yield _("主送机关"), report.addressed
    yield from _blocks(report)
    for text in report.attached:
        yield _("附件说明"), text
    if report.sign is not None:
        yield _("落款"), report.sign.office
        yield _("落款"), report.sign.day
    yield _("附注"), report.remark
    if (imprint := report.imprint) is not None:
        for names in imprint.lists:
            for text in names:
                yield _("版记"), text
        for text in (imprint.office, imprint.day, imprint.copies):
            yield _("版记"), text
    for text in report.mark.lines if report.mark is not None else ():
        yield _("核验码"), text
    yield _("页脚"), report.foot


def _blocks(report: Report) -> Iterator[tuple[str, str]]:
    paragraphs = tables = pictures = 0
    for block in report.blocks:
        if isinstance(block, Heading):
            yield _("小标题"), block.text
        elif isinstance(block, Words):
            paragraphs += 1
            yield _("正文第{number}段").format(number=paragraphs), block.text
        elif isinstance(block, Grid):
            tables += 1
            table = _("表{number}").format(number=tables)
            for text in (block.title, block.unit, *(column.title for column in block.columns)):
                yield _("{table}表头").format(table=table), text
            for number, row in enumerate(block.rows, 1):
                for text in row:
                    yield _("{table}第{number}行").format(table=table, number=number), text
        elif isinstance(block, Chart | Timeline):
            pictures += 1
            picture = _("图{number}").format(number=pictures)
            for text in _of_picture(block):
                yield picture, text


def _of_picture(picture: Chart | Timeline) -> Iterator[str]:
    if isinstance(picture, Timeline):
        yield from picture.texts()
    else:
        yield from (picture.title, picture.unit, *picture.labels)
        yield from (series.name for series in picture.series)
