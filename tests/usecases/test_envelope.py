"""The page for the sealed envelope: one page, the code whole and legible, the way back in words."""

from __future__ import annotations

import os
import stat
import sys
from datetime import date
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader

from boshan_desk.domain.problems import NoRoom
from boshan_desk.reports.pages import HEIGHT
from boshan_desk.store import keys
from boshan_desk.usecases import envelope
from boshan_desk.usecases.papers import Written
from tests.reports.reading import bare, page_texts

CODE = "7KQ2M-XW9RD-4HTBN-C8VYP-3GJZF-A6UES-QN5TK-RX2WH"


def _write(path: Path, **changes: str) -> Written:
    given = {"county": "演示区", "name": "张演示", "code": CODE, "desk_id": "7f3a9c"} | changes
    return envelope.write(path, made_on=date(2026, 11, 22), **given)


@pytest.fixture
def page(tmp_path: Path) -> str:
    """The bare text of the page."""
    _write(tmp_path / "a.pdf")
    [text] = page_texts((tmp_path / "a.pdf").read_bytes())
    return text


def test_the_page_says_whose_code_it_is_and_who_made_it_when(page: str) -> None:
    assert page.startswith("恢复码（密封保存）所属单位演示区制作人张演示制作日期2026年11月22日")
    assert "台账库编号7f3a9c" in page


def test_the_code_stands_there_whole_in_its_order(page: str) -> None:
    rows = CODE.split("-")
    captions = [f"第{number}组{group}" for number, group in enumerate(rows, 1)]
    assert "".join(captions) in page


def test_the_page_says_how_the_code_is_used_and_kept(page: str) -> None:
    for words in (
        "登录窗口",
        "忘记密码",
        "忘记密码",
        "依次输入8组字符",
        "不拍照、不复印、不抄录",
        "删除电脑中的本文件",
        "旧页当面销毁",
        "封存人监封人封存日期",
        "拆封日期拆封人在场人拆封原因",
    ):
        assert words in page
    assert "不可篡改" not in page


def test_the_code_lies_above_the_fold_and_the_record_of_opening_below(tmp_path: Path) -> None:
    _write(tmp_path / "a.pdf")
    words = pdfium.PdfDocument(tmp_path / "a.pdf")[0].get_textpage()
    lowest: dict[str, float] = {}
    highest: dict[str, float] = {}
    for place, letter in enumerate(words.get_text_range()):
        _left, bottom, _right, top = words.get_charbox(place)
        lowest[letter] = min(bottom, lowest.get(letter, HEIGHT))
        highest[letter] = max(top, highest.get(letter, 0.0))
    letters = [letter for letter in CODE if letter.isalpha()]
    assert min(lowest[letter] for letter in letters) > HEIGHT / 2 + 50
    assert highest["因"] < HEIGHT / 2


@pytest.mark.parametrize("code", [CODE, CODE.replace("-", ""), CODE.replace("-", " ")])
def test_a_code_is_printed_in_groups_however_it_is_handed_over(code: str) -> None:
    assert envelope.split_code(code) == tuple(CODE.split("-"))


def test_the_codes_that_the_program_makes_are_printed_as_they_are(tmp_path: Path) -> None:
    code = keys.new_code()
    _write(tmp_path / "a.pdf", code=code)
    [text] = page_texts((tmp_path / "a.pdf").read_bytes())
    assert all(group in text for group in code.split("-"))
    assert "".join(envelope.split_code(code)) == keys.tidy_code(code)
    assert bare("没有数字 0、1 和字母 I、L、O") in text


def test_what_cannot_be_misread_is_promised_only_where_it_is_true(
    tmp_path: Path, page: str
) -> None:
    promise = bare("恢复码中没有数字 0、1 和字母 I、L、O")
    assert promise in page
    _write(tmp_path / "b.pdf", code=CODE.replace("7", "0"))
    assert promise not in page_texts((tmp_path / "b.pdf").read_bytes())[0]


def test_long_names_shrink_the_words_and_stay_on_one_page(tmp_path: Path) -> None:
    office = "演示市演示区市场监督管理局" * 8
    written = _write(tmp_path / "a.pdf", county=office, name="演示" * 15)
    [text] = page_texts((tmp_path / "a.pdf").read_bytes())
    assert written.pages == 1
    assert office in text
    assert "拆封原因" in text


def test_a_name_that_no_face_can_draw_is_told(tmp_path: Path) -> None:
    assert _write(tmp_path / "a.pdf").missing == ()
    assert _write(tmp_path / "b.pdf", name="演\ue000示").missing == ("\ue000",)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such mode")
def test_nobody_else_on_the_machine_may_read_the_file(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        _write(tmp_path / "a.pdf")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.pdf").stat().st_mode) == 0o600


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoRoom, match="不能写入"):
        _write(tmp_path / "nowhere" / "a.pdf")


def test_the_code_stands_in_no_property_of_the_file(tmp_path: Path) -> None:
    _write(tmp_path / "a.pdf")
    told = str(PdfReader(tmp_path / "a.pdf").metadata)
    assert "恢复码" in told
    assert not any(group in told for group in CODE.split("-"))
