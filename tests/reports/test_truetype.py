"""Our reader of TrueType files finds what reportlab's finds, and stops where reportlab's hangs."""

from __future__ import annotations

import struct
import time
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont as ToolsFont  # type: ignore[import-untyped]  # it brings no types
from reportlab.pdfbase.ttfonts import TTFError, TTFont, TTFontFace

from boshan_desk.assets import asset
from boshan_desk.reports.truetype import Face, Font
from tests.reports.font_files import make_collection, make_font

OURS = sorted(path.name for path in asset("resources", "fonts").glob("*.ttf"))


def _same(ours: Face, theirs: TTFontFace) -> None:
    letters = {code: number for code, number in theirs.charToGlyph.items() if number}
    assert ours.charToGlyph == letters
    assert ours.charWidths == {code: theirs.charWidths[code] for code in letters}
    assert ours.defaultWidth == theirs.defaultWidth
    assert ours.glyphPos == theirs.glyphPos
    assert ours.hmetrics == theirs.hmetrics
    assert ours.name == theirs.name
    some = sorted(letters)[:200]
    assert ours.makeSubset(some) == theirs.makeSubset(some)


@pytest.mark.parametrize("file", OURS)
def test_it_reads_of_our_faces_what_reportlab_reads(file: str) -> None:
    path = str(asset("resources", "fonts", file))
    _same(Face(path), TTFontFace(path))


def test_it_reads_members_and_maps_of_the_old_form(tmp_path: Path) -> None:
    single = make_font(tmp_path / "a.ttf", composed={"鼎": "博"}, letters="博山区知识产权，。甲乙 ")
    _same(Face(str(single)), TTFontFace(str(single)))
    both = make_collection(tmp_path / "a.ttc", [("Yanshi One", "演示一"), ("Yanshi Two", "演示二")])
    _same(Face(str(both), subfontIndex=1), TTFontFace(str(both), subfontIndex=1))


def _with_map(path: Path, cmap: bytes) -> Path:
    font = ToolsFont(path)
    font["cmap"].tables = font["cmap"].tables[:1]
    font.save(path)
    data = bytearray(path.read_bytes())
    entry = next(place for place in range(12, 400, 16) if data[place : place + 4] == b"cmap")
    struct.pack_into(">LL", data, entry + 8, len(data), len(cmap))
    path.write_bytes(bytes(data) + cmap)
    return path


def _map_of(encoding: int, table: bytes) -> bytes:
    return struct.pack(">HHHHL", 0, 1, 3, encoding, 12) + table


def test_numbers_of_the_old_form_may_stand_in_a_list_of_their_own(tmp_path: Path) -> None:
    """Ranges of the old form say a number to be added, or where a list of numbers begins."""
    table = struct.pack(">HHHHHHH", 4, 0, 0, 6, 0, 0, 0)
    # Three ranges: A to C by a list with a hole, a to b by adding, and the end.
    table += struct.pack(">HHH H HHH HHH HHH HHH", 67, 98, 0xFFFF, 0, 65, 97, 0xFFFF,
                         0, 0x10000 - 96, 1, 6, 0, 0, 3, 0, 5)  # fmt: skip
    path = _with_map(make_font(tmp_path / "a.ttf"), _map_of(1, table))
    assert Face(str(path)).charToGlyph == {65: 3, 67: 5, 97: 1, 98: 2}


@pytest.mark.parametrize(
    "table",
    [
        struct.pack(">HHLLL", 12, 0, 28, 0, 1) + struct.pack(">LLL", 0, 0xFFFFFFFF, 1),
        struct.pack(">HHLLL", 12, 0, 28, 0, 0xFFFFFFFF) + struct.pack(">LLL", 0, 0x10FFFF, 1) * 9,
        struct.pack(">HHLLL", 13, 0, 28, 0, 1) + struct.pack(">LLL", 0, 0xFFFFFFFF, 1),
        struct.pack(">HHHHHHH", 4, 0, 0, 40000, 0, 0, 0) + b"\xff\xff" * 20001 + b"\0\0" * 60000,
        b"",
        b"\0\x0c",
    ],
)
def test_a_damaged_map_is_a_fault_at_once(tmp_path: Path, table: bytes) -> None:
    path = _with_map(make_font(tmp_path / "a.ttf"), _map_of(10, table))
    began = time.process_time()
    with pytest.raises(TTFError):
        Face(str(path))
    assert time.process_time() - began < 2


def test_a_face_without_a_map_from_unicode_is_refused(tmp_path: Path) -> None:
    path = make_font(tmp_path / "a.ttf")
    font = ToolsFont(path)
    font["cmap"].tables = font["cmap"].tables[:1]
    font["cmap"].tables[0].platformID, font["cmap"].tables[0].platEncID = 3, 3
    font.save(path)
    with pytest.raises(TTFError):
        Face(str(path))


def test_a_font_has_all_that_reportlab_gives_its_own(tmp_path: Path) -> None:
    path = str(make_font(tmp_path / "a.ttf"))
    ours, theirs = Font("演示", path), TTFont("演示", path)
    assert vars(ours).keys() == vars(theirs).keys()
    for name in ("fontName", "_asciiReadable"):
        assert getattr(ours, name) == getattr(theirs, name)
