"""What stands above and below the text: the head, the title, to whom, who signs, the imprint.

Measures: GB/T 9704-2012, 7.2 to 7.4.  There is never a seal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from boshan_desk.domain.report import Head, Heading, Imprint, Report, Sign
from boshan_desk.reports.faces import clean
from boshan_desk.reports.pages import AREA
from boshan_desk.reports.sense import sense_lines
from boshan_desk.reports.word.marks import NAMES, paragraph, run, tab, twips
from boshan_desk.reports.word.styles import BODY, LINE, PITCH, RED

_CHAR: Final = BODY + PITCH
_ABOVE: Final = {"red": 35 / 25.4 * 72, "brief": 25 / 25.4 * 72}
"""From the top of the type area to the red name, as the PDF has it."""
_RULE: Final = 11
"""Points from the number to the red rule: 4 mm."""
_LARGEST, _SMALLEST = 58.0, 36.0
_NARROWEST: Final = 0.6
_SPREAD: Final = 0.35
_IMPRINT: Final = 14.0
_ANNEX: Final = re.compile(r"(附件[0-9]*)(?:[\s　：:]+(.*))?", re.DOTALL)


def head_pieces(head: Head) -> Iterator[str]:
    """The red name, the number, and the red rule."""
    above = [
        (style, text)
        for style, text in (
            ("Addressed" if head.style == "red" else "Sign", head.copy_number),
            ("Secrecy", head.secrecy),
            ("Secrecy", head.urgency),
        )
        if text
    ]
    for style, text in above:
        yield paragraph(style, run(text))
    depth = max(0.0, _ABOVE[head.style] - len(above) * LINE)
    yield _name(head.name, depth)
    number = "".join(part for part in (head.number, head.total) if part)
    if head.style == "brief":
        yield paragraph("Office", run(number))
        stop = f'<w:tabs><w:tab w:val="right" w:pos="{twips(AREA)}"/></w:tabs>'
        props = f'{_rule()}{stop}<w:jc w:val="left"/>'
        room = AREA / _CHAR - _em(head.day) - 2
        part = min(1.0, room / max(1.0, _em(head.office)))
        narrow = f'<w:w w:val="{max(1, int(part * 100))}"/>' if part < 1 else ""
        yield paragraph("Top", run(head.office, narrow), tab(), run(head.day), props=props)
    else:
        yield paragraph("Top", run(number), props=_rule())
    yield paragraph("Top")


def _name(name: str, depth: float) -> str:
    """The issuer's name: as large as the line holds, then narrowed, then in two lines."""
    rows = [clean(name).replace("\n", "")]
    # A hair narrower than the line, since programs differ in the widths of faces.
    size = min(_LARGEST, AREA * 0.98 / max(1.0, _em(rows[0])))
    part = 1.0
    if size < _SMALLEST:
        size, part = _SMALLEST, size / _SMALLEST
        if part < _NARROWEST:
            rows = sense_lines(rows[0], "title", _SMALLEST * _NARROWEST, AREA)
            part = min(1.0, AREA * 0.98 / (_SMALLEST * max(_em(row) for row in rows)))
    wide = _em(rows[0])
    gap = min(_SPREAD * size, max(0.0, AREA * 0.86 - wide * size) / max(1.0, wide - 1))
    half = round(size * 2)
    own = f'<w:spacing w:val="{twips(gap)}"/>' if gap and len(rows) == 1 else ""
    own += f'<w:w w:val="{int(part * 100)}"/>' if part < 1 else ""
    own += f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
    space = f'<w:spacing w:before="{twips(depth)}" w:after="{twips(LINE * 0.6)}"/>'
    return paragraph("Issuer", run("\n".join(rows), own), props=space)


def _rule() -> str:
    return (
        f'<w:pBdr><w:bottom w:val="single" w:sz="11" w:space="{_RULE}" w:color="{RED}"/></w:pBdr>'
    )


def title_pieces(report: Report) -> Iterator[str]:
    """The title as one paragraph of several lines, and what is said of the paper below it."""
    lines = [part for line in report.title for part in sense_lines(line, "title", 22, AREA)]
    yield paragraph("Title", run("\n".join(lines)))
    if report.head is None and report.sign is None:
        for text in (report.office, report.date):
            if text:
                yield paragraph("Office", run(text))
    if report.as_of:
        yield paragraph("AsOf", run(report.as_of))
    yield paragraph("Normal")
    if report.addressed:
        yield paragraph("Addressed", run(report.addressed.rstrip("：:") + "："))


def heading_pieces(heading: Heading, turn: str) -> Iterator[str]:
    """A heading; that of an annex at the left edge, with its title below in the middle.

    `turn` makes it begin a page.
    """
    annex = _ANNEX.fullmatch(heading.text.strip())
    if heading.level != 1 or annex is None:
        yield paragraph(f"Heading{heading.level}", run(heading.text), props=turn)
        return
    edge = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
    yield paragraph("Heading1", run(annex[1]), props=turn + edge)
    if annex[2]:
        yield paragraph("AnnexTitle", run("\n".join(sense_lines(annex[2], "title", 22, AREA))))


def closing_pieces(report: Report) -> Iterator[str]:
    """附件说明, who signs, and 附注."""
    if report.attached:
        # Who signs does not stand on a page alone.
        keep = "<w:keepNext/>" if report.sign else ""
        yield paragraph("Normal", props=keep)
        yield from _attached(report.attached, keep)
    if report.sign:
        yield paragraph("Normal", props="<w:keepNext/>")
        yield from _sign(report.sign)
    if report.remark:
        yield paragraph("Remark", run(f"（{report.remark.strip('（）()')}）"))


def _attached(titles: tuple[str, ...], keep: str) -> Iterator[str]:
    """附件：1. … with the titles below one another."""
    numbered = len(titles) > 1
    inset = 6 if numbered else 5
    for place, title in enumerate(titles):
        hang = (4 if numbered else 3) if place == 0 else 1 if numbered else 0
        words = f"{place + 1}.{title}" if numbered else title
        if place == 0:
            words = f"附件：{words}"
        yield paragraph(
            "Attached",
            run(words),
            props=f'{keep}<w:ind w:leftChars="{inset * 100}" w:left="{twips(inset * _CHAR)}" '
            f'w:hangingChars="{hang * 100}" w:hanging="{twips(hang * _CHAR)}"/>',
        )


def _sign(sign: Sign) -> Iterator[str]:
    """The office two characters from the right; the day begins two after it does, or ends so."""
    office, day = _em(sign.office), _em(sign.day)
    after_day = max(2.0, office - day)
    after_office = max(2.0, after_day + day + 2 - office)
    for text, after, keep in (
        (sign.office, after_office, "<w:keepNext/>"),
        (sign.day, after_day, ""),
    ):
        edge = f'<w:ind w:rightChars="{round(after * 100)}" w:right="{twips(after * _CHAR)}"/>'
        yield paragraph("Sign", run(text), props=keep + edge)


def _em(text: str) -> float:
    """How wide a text is, in characters."""
    return sum(0.5 if char.isascii() else 1.0 for char in clean(text))


def imprint_piece(imprint: Imprint) -> str:
    """版记: a table without sides that Word keeps at the foot of the last page."""
    wide = twips(AREA)
    blank = twips(_IMPRINT)
    stop = f'<w:tabs><w:tab w:val="right" w:pos="{wide - blank}"/></w:tabs>'
    lists = ""
    for label, names in imprint.lists:
        hang = round(blank * _em(f"{label}："))
        edge = f'<w:ind w:left="{blank + hang}" w:right="{blank}" w:hanging="{hang}"/>'
        text = f"{label}：{names.rstrip('。；;')}。"
        lists += paragraph("Imprint", run(text), props=edge, declare=False)
    edge = f'{stop}<w:ind w:left="{blank}"/>'
    room = AREA / _IMPRINT - 3 - _em(imprint.day)
    part = min(1.0, room / max(1.0, _em(imprint.office)))
    narrow = f'<w:w w:val="{max(1, int(part * 100))}"/>' if part < 1 else ""
    issued = paragraph(
        "Imprint", run(imprint.office, narrow), tab(), run(imprint.day), props=edge, declare=False
    )
    if imprint.copies:
        issued += paragraph("Imprint", tab(), run(imprint.copies), props=edge, declare=False)
    rows = [row for row in (lists, issued) if row]
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{width}" w:space="0" w:color="000000"/>'
        for side, width in (("top", 8), ("bottom", 8), ("insideH", 6))
    )
    inner = "".join(
        f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>'
        f"</w:tcPr>{row}</w:tc></w:tr>"
        for row in rows
    )
    return (
        f'<w:tbl {NAMES}><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" '
        'w:topFromText="240" w:bottomFromText="0" w:vertAnchor="margin" w:horzAnchor="margin" '
        'w:tblpXSpec="left" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/>'
        f'<w:tblW w:w="{wide}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        f'<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol '
        f'w:w="{wide}"/></w:tblGrid>{inner}</w:tbl>'
    )
