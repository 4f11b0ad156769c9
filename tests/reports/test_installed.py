"""Faces that are installed are found by whatever name an office calls them; damage is no fault."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from boshan_desk.reports.installed import (
    NO_OUTLINES,
    NOT_EMBEDDED,
    ORDER,
    find_face,
    fold,
    font_folders,
    installed_faces,
    read_faces,
)
from tests.reports.font_files import make_collection, make_font


@pytest.mark.parametrize(
    "name",
    ["方正小标宋简体", "FZXiaoBiaoSong-B05S", "fzxiaobiaosong b05s", "FZXBSJW.TTF", "FZXBSJW",
     "FZXBSJW--GB1-0"],
)  # fmt: skip
def test_a_face_is_found_by_family_in_any_language_postscript_or_file_name(
    tmp_path: Path, name: str
) -> None:
    path = make_font(
        tmp_path / "FZXBSJW.ttf",
        "FZXiaoBiaoSong-B05S",
        chinese="方正小标宋简体",
        postscript="FZXBSJW--GB1-0",
    )
    found = find_face([name], installed_faces([tmp_path]))
    assert found is not None
    assert found.file == (path, 0)
    assert found.family == "方正小标宋简体"
    assert found.chinese
    assert find_face(["方正大标宋"], installed_faces([tmp_path])) is None


def test_the_first_name_in_the_order_wins_whatever_the_order_of_files(tmp_path: Path) -> None:
    make_font(tmp_path / "a.ttf", "STZhongsong", chinese="华文中宋")
    make_font(tmp_path / "b.ttf", "FZXiaoBiaoSong-B05S", chinese="方正小标宋简体")
    found = find_face(ORDER["title"], installed_faces([tmp_path]))
    assert found is not None
    assert found.path.name == "b.ttf"
    (tmp_path / "b.ttf").unlink()
    found = find_face(ORDER["title"], installed_faces([tmp_path]))
    assert found is not None
    assert found.path.name == "a.ttf"


def test_the_order_names_what_the_domain_names_first() -> None:
    assert ORDER["title"][0] == "方正小标宋简体"
    assert ORDER["fang"][0] == "仿宋_GB2312"
    assert ORDER["kai"][0] == "楷体_GB2312"
    assert ORDER["title"].index("华文中宋") < ORDER["title"].index("思源宋体 Bold")


def test_each_member_of_a_collection_is_a_face(tmp_path: Path) -> None:
    path = make_collection(
        tmp_path / "yanshi.ttc", [("Yanshi Song", "演示宋体"), ("Yanshi Fang", "演示仿宋")]
    )
    found = find_face(["演示仿宋"], installed_faces([tmp_path]))
    assert found is not None
    assert found.file == (path, 1)
    assert found.shown_file == "yanshi.ttc#1"


def test_postscript_outlines_are_found_but_not_usable(tmp_path: Path) -> None:
    make_font(tmp_path / "a.otf", "Yanshi Hei", chinese="演示黑体", cff=True)
    faces = installed_faces([tmp_path])
    assert [face.why_not for face in faces] == [NO_OUTLINES]
    assert find_face(["演示黑体"], faces) is None
    assert find_face(["演示黑体"], faces, usable=False) is not None
    make_font(tmp_path / "b.ttf", "Yanshi Hei", chinese="演示黑体")
    found = find_face(["演示黑体"], installed_faces([tmp_path]), usable=False)
    assert found is not None
    assert found.path.name == "b.ttf"


@pytest.mark.parametrize("rights", [0x0002, 0x0100, 0x0200])
def test_a_face_whose_licence_forbids_embedding_is_not_usable(tmp_path: Path, rights: int) -> None:
    [face] = read_faces(make_font(tmp_path / "a.ttf", rights=rights))
    assert face.why_not == NOT_EMBEDDED


@pytest.mark.parametrize("rights", [0, 4, 8])
def test_printing_and_editing_rights_are_enough(tmp_path: Path, rights: int) -> None:
    [face] = read_faces(make_font(tmp_path / "a.ttf", rights=rights))
    assert face.why_not == ""


def test_names_are_compared_without_blanks_case_and_width() -> None:
    assert fold("FangSong_GB2312") == fold("fangsong gb2312") == fold("ＦａｎｇＳｏｎｇ－GB2312")
    assert fold("仿宋_GB2312") != fold("仿宋")


@pytest.mark.parametrize(
    "old_name",
    [("仿宋_GB2312", 3, 3, 0x0804), ("標楷體", 3, 4, 0x0404), ("仿宋_GB2312", 1, 25, 33)],
)
def test_names_in_the_codes_of_old_fonts_are_read(
    tmp_path: Path, old_name: tuple[str, int, int, int]
) -> None:
    make_font(tmp_path / "a.ttf", chinese="", old_name=old_name)
    assert find_face([old_name[0]], installed_faces([tmp_path])) is not None


def test_what_is_no_font_or_damaged_is_no_face_and_no_fault(tmp_path: Path) -> None:
    whole = make_font(tmp_path / "whole.ttf").read_bytes()
    (tmp_path / "whole.ttf").unlink()
    (tmp_path / "empty.ttf").write_bytes(b"")
    (tmp_path / "text.ttf").write_text("这不是字体")
    (tmp_path / "head.ttf").write_bytes(whole[:40])
    (tmp_path / "many.ttc").write_bytes(b"ttcf\0\1\0\0\xff\xff\xff\xff")
    (tmp_path / "half.ttf").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "note.txt").write_text("不是字体文件")
    (tmp_path / "folder.ttf").mkdir()
    (tmp_path / "gone.ttf").symlink_to(tmp_path / "nowhere")
    assert not [face for face in installed_faces([tmp_path]) if not face.why_not]
    assert installed_faces([tmp_path / "nowhere"]) == ()
    chance = random.Random(7)
    path = tmp_path / "chance.ttf"
    for _turn in range(300):
        data = bytearray(whole)
        for _byte in range(chance.randrange(1, 30)):
            data[chance.randrange(min(len(data), 700))] = chance.randrange(256)
        path.write_bytes(data[: chance.randrange(len(data)) or 1])
        read_faces(path)


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    path = make_font(tmp_path / "a.ttf", chinese="演示宋体")
    assert read_faces(path)[0].family == "演示宋体"
    make_font(path, "Yanshi Kai Two", chinese="演示楷体")
    assert read_faces(path)[0].family == "演示楷体"


def test_folders_of_windows_are_those_of_all_users_and_of_this_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("WINDIR", "/c/Windows")
    monkeypatch.setenv("LOCALAPPDATA", "/c/Users/yanshi/AppData/Local")
    assert [folder.as_posix() for folder in font_folders()] == [
        "/c/Windows/Fonts",
        "/c/Users/yanshi/AppData/Local/Microsoft/Windows/Fonts",
    ]


def test_folders_of_linux_are_those_of_all_users_and_of_this_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("HOME", "/home/yanshi")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert [str(folder) for folder in font_folders()] == [
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "/home/yanshi/.local/share/fonts",
        "/home/yanshi/.fonts",
    ]
