"""Printing: A4 to the millimetre, even pages moved for the bound edge, and what is asked before."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage, QPageSize
from PySide6.QtPrintSupport import QPrinter

from boshan_desk.domain.problems import Refused
from boshan_desk.reports import preview
from boshan_desk.reports.preview import Picture
from boshan_desk.ui import printing
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.paper_out import SHIFTED, print_paper
from boshan_desk.ui.shell import Shell
from tests.ui.conftest import Officer

DPI = 100
MARK = 40.0
"""Millimetres from the left and upper edge to the corner of the mark on the test sheet."""


def sheet(_page: int, *, lying: bool = False) -> Picture:
    """A page with a black square of 20 mm."""
    wide, high = (297, 210) if lying else (210, 297)
    dot = DPI / 25.4
    width, height = round(wide * dot), round(high * dot)
    rows = bytearray(b"\xff" * (width * height * 3))
    first, last = round(MARK * dot), round((MARK + 20) * dot)
    for y in range(first, last):
        start = (y * width + first) * 3
        rows[start : start + (last - first) * 3] = b"\0" * ((last - first) * 3)
    return Picture(width=width, height=height, stride=width * 3, pixels=bytes(rows))


@pytest.fixture
def printer(tmp_path: Path) -> QPrinter:
    """A printer that writes a PDF."""
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(tmp_path / "printed.pdf"))
    return made


def printed(printer: QPrinter) -> list[tuple[tuple[int, int], QImage]]:
    """The size of each sheet in points, and what is on it."""
    path = Path(printer.outputFileName())
    document = pypdfium2.PdfDocument(path)
    try:
        sizes = [(round(page.get_width()), round(page.get_height())) for page in document]
    finally:
        document.close()
    data = path.read_bytes()
    return [
        (size, printing.image_of(preview.render(data, n, dpi=DPI))) for n, size in enumerate(sizes)
    ]


def left_edge(image: QImage) -> float:
    """Where the mark begins, in millimetres from the left edge."""
    y = round((MARK + 10) * DPI / 25.4)
    found = next(x for x in range(image.width()) if image.pixelColor(x, y).lightness() < 128)
    return found * 25.4 / DPI


def top_edge(image: QImage) -> float:
    """Where the mark begins, in millimetres from the upper edge."""
    x = round((MARK + 10) * DPI / 25.4)
    found = next(y for y in range(image.height()) if image.pixelColor(x, y).lightness() < 128)
    return found * 25.4 / DPI


def test_a_page_is_printed_at_its_real_size(printer: QPrinter) -> None:
    told: list[tuple[int, int]] = []
    count = printing.print_pages(printer, sheet, [0, 1], lambda *far: told.append(far))
    assert count == 2
    assert told[-1] == (2, 2)
    sheets = printed(printer)
    assert [size for size, _image in sheets] == [(595, 842)] * 2
    for _size, image in sheets:
        assert left_edge(image) == pytest.approx(MARK, abs=0.4)
        assert top_edge(image) == pytest.approx(MARK, abs=0.4)


def test_even_pages_move_two_millimetres_to_the_left(printer: QPrinter) -> None:
    # Pages 2 to 4 of the paper: what is even does not depend on where printing begins.
    printing.print_pages(printer, sheet, [1, 2, 3], shifted=True)
    edges = [left_edge(image) for _size, image in printed(printer)]
    assert edges == pytest.approx([MARK - 2, MARK, MARK - 2], abs=0.4)


def test_a_lying_page_lies_on_its_sheet(printer: QPrinter) -> None:
    printing.print_pages(printer, lambda page: sheet(page, lying=page == 0), [0, 1])
    sizes = [size for size, _image in printed(printer)]
    assert sizes == [(842, 595), (595, 842)]


def test_a_printer_set_to_other_paper_prints_a4_all_the_same(printer: QPrinter) -> None:
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    assert "Letter" in printing.other_paper(printer)
    printing.print_pages(printer, sheet, [0])
    size, image = printed(printer)[0]
    assert size == (595, 842)
    assert left_edge(image) == pytest.approx(MARK, abs=0.4)


def test_a_printer_that_takes_no_a4_is_refused(
    printer: QPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "other_paper", lambda _printer: "Letter")
    with pytest.raises(Refused, match="A4"):
        printing.print_pages(printer, sheet, [0])


def test_only_the_chosen_pages_are_printed(printer: QPrinter) -> None:
    assert printing.pages_wanted(printer, 5) == [0, 1, 2, 3, 4]
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 3)
    assert printing.pages_wanted(printer, 5) == [1, 2]
    printer.setFromTo(4, 9)
    assert printing.pages_wanted(printer, 5) == [3, 4]


def test_a4_by_its_measures_is_a4(printer: QPrinter) -> None:
    """A driver may have a name of its own for it."""
    size = QPageSize(QSizeF(210, 297), QPageSize.Unit.Millimeter, "纸盒 2")
    printer.setPageSize(size)
    assert printing.other_paper(printer) == ""


@pytest.fixture
def paper() -> bytes:
    """A PDF of two pages."""
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(595.276, 841.89))
    for _page in range(2):
        canvas.rect(113.4, 600, 100, 100, fill=1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_other_paper_is_asked_about_and_nothing_is_printed_on_no(
    shell: Shell,
    officer: Officer,
    printer: QPrinter,
    paper: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Ask, "printer", lambda _self: printer)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A3))
    officer.will_answer(False)
    print_paper(shell, paper, 2)
    assert "不是 A4" in officer.asked[-1]
    assert not Path(printer.outputFileName()).exists()
    officer.will_answer(True)
    print_paper(shell, paper, 2)
    assert [size for size, _image in printed(printer)] == [(595, 842)] * 2


def test_the_choice_to_move_even_pages_is_remembered(
    shell: Shell, printer: QPrinter, paper: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ask, "printer", lambda _self: printer)
    shell.state.set(SHIFTED, True)
    said: list[tuple[str, str]] = []
    shell.said.connect(lambda *words: said.append(words))
    print_paper(shell, paper, 2)
    assert said[-1] == ("ok", "已送打印机 2 页")
    first, second = (image for _size, image in printed(printer))

    def edge(image: QImage) -> float:
        y = round((841.89 - 650) / 72 * DPI)
        found = next(x for x in range(image.width()) if image.pixelColor(x, y).lightness() < 128)
        return found * 25.4 / DPI

    assert edge(first) - edge(second) == pytest.approx(2, abs=0.4)
