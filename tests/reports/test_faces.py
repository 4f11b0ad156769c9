"""Every character is drawn by a face that has it, or is reported."""

from __future__ import annotations

from typing import get_args

import pytest
from reportlab.pdfbase import pdfmetrics

from boshan_desk.reports.faces import MISSING, Role, clean, glyph, measure, missing, split_runs

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
