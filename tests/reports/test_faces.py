"""Every character is drawn by a face that has it, or is reported."""

from __future__ import annotations

import hashlib
import random
import shutil
import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import get_args

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from boshan_desk.assets import asset
from boshan_desk.domain.report import Heading, Words
from boshan_desk.reports.faces import (
    MISSING,
    OWN_NAMES,
    ROLES,
    Role,
    clean,
    faces_used,
    glyph,
    measure,
    missing,
    split_runs,
    using_faces,
    why_not,
)
from boshan_desk.reports.paragraph import Paragraph, Style, wrap
from boshan_desk.reports.pdf import draw
from tests.reports import papers
from tests.reports.font_files import PLAIN, make_collection, make_font
from tests.reports.reading import fonts, whole_text

STYLE = Style(role="fang", size=10, leading=15)

RARE = "㛃䶮𬭎𠮷𠅤喆堃玥镕淏㙓𫖯𪩘𬱖龑㻽𬍛𣲘𬬭𬣙䂮㴔"


@pytest.mark.parametrize("role", get_args(Role))
def test_rare_characters_of_names_have_a_glyph_in_every_role(role: Role) -> None:
    for char in RARE:
        found = glyph(char, role)
        font = pdfmetrics.getFont(found.font)
        assert found.char == char
        assert font.face.charToGlyph[ord(char)] > 0  # type: ignore[attr-defined]  # stub: base Font


@pytest.mark.parametrize("role", get_args(Role))
def test_the_characters_of_gb2312_have_a_glyph_in_every_role(role: Role) -> None:
    hanzi = [
        bytes((row, cell)).decode("gb2312")
        for row in range(0xB0, 0xD7)
        for cell in range(0xA1, 0xFF)
    ]
    assert not [char for char in hanzi if glyph(char, role).char != char]


def test_the_full_width_yuan_sign_is_not_a_dollar_in_fangsong() -> None:
    font = pdfmetrics.getFont(glyph("￥", "fang").font)
    table = font.face.charToGlyph  # type: ignore[attr-defined]  # stub: base Font
    assert table[0xFFE5] == table[0xA5] != table[0x24]


def test_no_face_draws_a_simplified_character_for_a_traditional_one() -> None:
    """The outlines of ten in our 仿宋 are false, which no reading of the text would show."""
    for char in "衹幹準餘醜鹼捨鬱鬆癥":
        for role in ROLES:
            found = glyph(char, role)
            assert found.char == char
            assert found.font != "BoshanFangSong-Regular"
    assert glyph("郁", "fang").font == "BoshanFangSong-Regular"


def test_a_name_is_cut_where_the_face_changes() -> None:
    runs = split_runs("张𠮷", "fang")
    assert [text for _font, text in runs] == ["张", "𠮷"]
    assert runs[0][0] != runs[1][0]


def test_what_no_face_has_is_marked_and_reported_once() -> None:
    assert split_runs("\ue123", "song")[0][1] == MISSING
    assert missing(["甲\ue123乙", "\ue123😀\x00"]) == ("\ue123", "😀")


def test_control_direction_and_variation_characters_are_dropped() -> None:
    assert clean("甲\x00\u202e乙\ufeff丙\ufe00\U000e0100\ud800丁\t戊") == "甲乙丙丁 戊"
    assert clean("一\r\n二\u2028三") == "一\n二\n三"
    assert missing(["甲\x00\u202e\ufe00\ud800\n\t"]) == ()


def test_full_width_characters_are_one_em_wide() -> None:
    assert measure("博山，", "fang", 16) == pytest.approx(48)


# Faces of the office's choice


def _draw() -> bytes:
    return draw(papers.report(Words(text="博山区知识产权，㛃。"), papers.towns())).pdf


def _base_fonts(pdf: bytes) -> set[str]:
    return {str(font["/BaseFont"]).partition("+")[2] for font in fonts(pdf)}


def test_a_role_begins_with_the_face_chosen_and_ours_lend_what_it_lacks(tmp_path: Path) -> None:
    path = make_font(tmp_path / "a.ttf", wide=900)
    before = glyph("博", "fang")
    with using_faces({"fang": path}):
        assert glyph("博", "fang").advance == 0.9
        assert measure("博山", "fang", 10) == pytest.approx(18)
        assert glyph("陶", "fang").font == "BoshanFangSong-Regular"
        assert glyph("𠮷", "fang").char == "𠮷"
        assert glyph("博", "kai").font == "BoshanKai-Regular"
    assert glyph("博", "fang") == before


def test_widths_of_one_choice_never_mix_with_those_of_another(tmp_path: Path) -> None:
    narrow = make_font(tmp_path / "a.ttf", wide=500, letters=PLAIN + "字")
    line = "字" * 200
    ours = Paragraph(line, STYLE, 400).lines
    with using_faces({"fang": narrow}):
        chosen = Paragraph(line, STYLE, 400).lines
        assert wrap(line, "fang", 10, 400) == ["字" * 80, "字" * 80, "字" * 40]
    assert len(chosen[0].text) == 2 * len(ours[0].text)
    assert Paragraph(line, STYLE, 400).lines == ours
    assert wrap(line, "fang", 10, 400) == ["字" * 40] * 5


def test_without_a_choice_the_bytes_are_the_same_before_within_and_after(tmp_path: Path) -> None:
    before = _draw()
    with using_faces({}):
        assert _draw() == before
    with using_faces({"fang": make_font(tmp_path / "a.ttf")}):
        assert _draw() != before
    assert _draw() == before


def test_a_paper_drawn_meanwhile_in_another_thread_keeps_its_own_faces(tmp_path: Path) -> None:
    before = _draw()
    with using_faces({"fang": make_font(tmp_path / "a.ttf")}), ThreadPoolExecutor(1) as pool:
        assert pool.submit(_draw).result() == before


def test_a_choice_within_a_choice_ends_where_it_ends(tmp_path: Path) -> None:
    one = make_font(tmp_path / "a.ttf", wide=900)
    two = make_font(tmp_path / "b.ttf", "Yanshi Two", wide=800)
    with using_faces({"fang": one}):
        with using_faces({"fang": two}):
            assert glyph("博", "fang").advance == 0.8
        assert glyph("博", "fang").advance == 0.9


def test_a_member_of_a_collection_can_be_chosen(tmp_path: Path) -> None:
    path = make_collection(tmp_path / "a.ttc", [("Yanshi One", "演示一"), ("Yanshi Two", "演示二")])
    with using_faces({"fang": (path, 1)}):
        assert glyph("博", "fang").advance == 0.9
        said = _draw()
    assert "YanshiTwo-Regular" in _base_fonts(said)
    assert why_not((path, 7))


def test_what_was_drawn_with_is_told_with_the_digest_of_its_file(tmp_path: Path) -> None:
    path = make_font(tmp_path / "yanshi.ttf")
    with using_faces({"fang": path, "kai": path}):
        assert faces_used() == ()
        _draw()
        used = faces_used()
    told = {(face.role, face.file): face for face in used}
    assert told["fang", "yanshi.ttf"].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert told["fang", "yanshi.ttf"].name == "YanshiSong-Regular"
    assert told["kai", "yanshi.ttf"].sha256 == told["fang", "yanshi.ttf"].sha256
    assert ("title", "NotoSerifSC-Black.ttf") in told
    # 仿宋 lacks nothing but what our faces lend, which stand for no role.
    assert ("", "BoshanFangSong-Regular.ttf") in told
    assert faces_used() == ()


def test_equal_files_give_equal_bytes_wherever_they_lie(tmp_path: Path) -> None:
    here = make_font(tmp_path / "a.ttf")
    there = tmp_path / "there" / "b.ttf"
    there.parent.mkdir()
    shutil.copy(here, there)
    papers_drawn = []
    for path in (here, there):
        with using_faces({"fang": path}):
            papers_drawn.append(_draw())
    assert papers_drawn[0] == papers_drawn[1]


def test_a_chosen_face_with_the_name_of_ours_is_kept_apart(tmp_path: Path) -> None:
    """reportlab would write one of the two and use it for both."""
    path = make_font(tmp_path / "a.ttf", "Boshan FangSong", postscript="BoshanFangSong-Regular")
    with using_faces({"fang": path}):
        pdf = draw(papers.report(Words(text="博山陶瓷"))).pdf
    assert {"BoshanFangSong-Regular", "BoshanFangSong-Regular-1"} <= _base_fonts(pdf)
    assert "博山陶瓷" in whole_text(pdf)


def test_two_chosen_faces_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    one = make_font(tmp_path / "a.ttf", wide=900)
    two = make_font(tmp_path / "b.ttf", wide=800)
    with using_faces({"fang": one, "hei": two, "kai": one}):
        pdf = draw(papers.report(Heading(level=1, text="一博山"), Words(text="博山"))).pdf
        assert glyph("博", "fang").font == glyph("博", "kai").font != glyph("博", "hei").font
    assert {"YanshiSong-Regular", "YanshiSong-Regular-2"} <= _base_fonts(pdf)


def test_choosing_a_copy_of_ours_is_choosing_ours(tmp_path: Path) -> None:
    ours = asset("resources", "fonts", "BoshanKai-Regular.ttf")
    copy = tmp_path / "copied.ttf"
    shutil.copy(ours, copy)
    with using_faces({"fang": copy}):
        assert glyph("博", "fang").font == "BoshanKai-Regular"


def test_all_roles_have_the_same_characters_whichever_face_brings_one(tmp_path: Path) -> None:
    path = make_font(tmp_path / "a.ttf", letters=PLAIN + "😀")
    with using_faces({"fang": path}):
        assert missing(["😀"]) == ()
        assert {glyph("😀", role).char for role in ROLES} == {"😀"}
    assert missing(["😀"]) == ("😀",)


def test_an_empty_outline_is_no_letter(tmp_path: Path) -> None:
    """Some fonts map a character that they lack to nothing, so that a name loses it."""
    path = make_font(tmp_path / "a.ttf", blank="堃")
    with using_faces({"fang": path}):
        assert glyph("堃", "fang").font == "BoshanKai-Light"
        assert glyph(" ", "kai").char == " "


def test_files_that_cannot_be_drawn_with_are_passed_over(tmp_path: Path) -> None:
    composed = make_font(tmp_path / "whole.ttf", composed={"鼎": "博"})
    assert why_not(composed) == ""
    data = bytearray(composed.read_bytes())
    table = next(i for i in range(12, 400, 16) if data[i : i + 4] == b"glyf")
    start, length = struct.unpack_from(">LL", data, table + 8)
    component = data.rindex(b"\xff\xff", start, start + length) + 12
    struct.pack_into(">H", data, component, 60000)
    bad = {
        "gone": tmp_path / "gone.ttf",
        "no hanzi": make_font(tmp_path / "latin.ttf", letters="abc"),
        "cff": make_font(tmp_path / "a.otf", cff=True),
        "cut": tmp_path / "cut.ttf",
        "component": tmp_path / "component.ttf",
    }
    bad["cut"].write_bytes(composed.read_bytes()[:-400])
    bad["component"].write_bytes(data)
    ours = _draw()
    for what, path in bad.items():
        assert why_not(path), what
        with using_faces({"fang": path}):
            assert _draw() == ours, what


def test_a_font_damaged_anywhere_never_breaks_a_paper(tmp_path: Path) -> None:
    whole = make_font(tmp_path / "whole.ttf", composed={"鼎": "博"}).read_bytes()
    chance = random.Random(11)
    for turn in range(150):
        data = bytearray(whole)
        for _byte in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path = tmp_path / f"{turn}.ttf"
        path.write_bytes(data)
        with using_faces({"fang": path}):
            paper = draw(papers.report(Words(text=PLAIN + "鼎")))
        assert paper.pages == 1


def test_the_names_of_ours_are_known() -> None:
    files = asset("resources", "fonts").glob("*.ttf")
    names = {TTFont("演示", str(file)).face.name.decode() for file in files}
    assert names == OWN_NAMES
