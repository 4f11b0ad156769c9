"""An office's own faces: chosen once, used where they are, and told where they are not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from boshan_desk.assets import asset
from boshan_desk.domain.officers import NoRight, Officer
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.report import Words
from boshan_desk.reports.faces import faces_used, glyph, using_faces
from boshan_desk.reports.pdf import draw
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.papers.faces import (
    INSTALLED,
    chosen_faces,
    face_choices,
    face_findings,
    faces_now,
    office_faces,
    same_faces,
    set_face,
    setting_of,
)
from tests.reports import papers
from tests.reports.font_files import make_collection, make_font


@pytest.fixture
def fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fonts folder of a computer on which nothing is installed yet."""
    folder = tmp_path / "张三" / "fonts"
    folder.mkdir(parents=True)
    monkeypatch.setattr("boshan_desk.reports.installed.font_folders", lambda: (folder,))
    return folder


def test_without_a_choice_ours_stand_for_every_role(desk: Desk, fonts: Path) -> None:
    make_font(fonts / "simfang.ttf", "FangSong", chinese="仿宋")
    with desk.read() as reader:
        assert chosen_faces(reader) == {}
        assert face_findings(reader) == []
        assert all(now.own for now in faces_now(reader))


def test_installed_faces_are_taken_in_the_usual_order(desk: Desk, fonts: Path) -> None:
    for role in ("title", "fang"):
        set_face(desk, role, INSTALLED)
    make_font(fonts / "a.ttf", "STZhongsong", chinese="华文中宋")
    make_font(fonts / "b.ttf", "FZXiaoBiaoSong-B05S", chinese="方正小标宋简体")
    with desk.read() as reader:
        assert chosen_faces(reader) == {"title": (fonts / "b.ttf", 0)}
        [finding] = face_findings(reader)
        assert finding == "仿宋（正文）：本机没有公文常用的字体，用自带字体"
        title = faces_now(reader)[0]
        assert title.words == "小标宋（标题）：方正小标宋简体（b.ttf）"
        assert not title.own


@pytest.mark.parametrize("named", ["name", "path"])
def test_a_face_is_chosen_by_name_or_by_file(desk: Desk, fonts: Path, named: str) -> None:
    path = make_collection(fonts / "a.ttc", [("Yanshi One", "演示一"), ("Yanshi Two", "演示二")])
    set_face(desk, "kai", "演示二" if named == "name" else f"{path}#1")
    with desk.read() as reader:
        assert chosen_faces(reader) == {"kai": (path, 1)}
    with office_faces(desk):
        assert glyph("博", "kai").advance == 0.9
    assert glyph("博", "kai").advance == 1.0


def test_a_choice_that_is_gone_is_told_and_ours_stands_in(desk: Desk, fonts: Path) -> None:
    by_name = make_font(fonts / "a.ttf", "Yanshi One", chinese="演示一")
    by_path = make_font(fonts / "b.ttf", "Yanshi Two", chinese="演示二")
    set_face(desk, "fang", "演示一")
    set_face(desk, "hei", str(by_path))
    by_name.unlink()
    by_path.unlink()
    with desk.read() as reader:
        assert chosen_faces(reader) == {}
        assert face_findings(reader) == [
            "仿宋（正文）：本机没有选定的字体“演示一”，用自带字体",
            "黑体（一级标题）：本机没有选定的字体“b.ttf”，用自带字体",
        ]
    with office_faces(desk):
        assert draw(papers.report(Words(text="博山"))).pages == 1


def test_a_choice_that_is_damaged_later_is_told_and_ours_stands_in(desk: Desk, fonts: Path) -> None:
    path = make_font(fonts / "a.ttf", "Yanshi One", chinese="演示一")
    set_face(desk, "fang", str(path))
    path.write_bytes(path.read_bytes()[:-300])
    with desk.read() as reader:
        assert chosen_faces(reader) == {}
        [finding] = face_findings(reader)
    assert "字体“a”不能使用（文件已损坏" in finding


@pytest.mark.parametrize(
    ("what", "why"),
    [("cff", "PostScript 轮廓"), ("forbidden", "不允许嵌入"), ("latin", "没有常用汉字")],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_remedy(
    desk: Desk, fonts: Path, what: str, why: str
) -> None:
    path = make_font(
        fonts / "a.ttf",
        cff=what == "cff",
        rights=2 if what == "forbidden" else 0,
        letters="abc" if what == "latin" else "博山区知识产权，。",
    )
    for value in (str(path), "演示宋体"):
        with pytest.raises(Refused) as refused:
            set_face(desk, "song", value)
        assert why in refused.value.words()
        assert "请换用 TrueType" in refused.value.words()
    with desk.read() as reader:
        assert reader.setting(setting_of("song")) == ""


def test_a_face_that_is_not_installed_is_refused(desk: Desk, fonts: Path) -> None:
    (fonts / "damaged.ttf").write_bytes(b"\0\1\0\0")
    for value in ("方正大标宋", str(fonts / "gone.ttf"), str(fonts / "damaged.ttf")):
        with pytest.raises(Missing, match="请填写已安装的字体名称"):
            set_face(desk, "title", value)


def test_only_who_may_change_settings_chooses(desk: Desk, fonts: Path) -> None:
    desk.officer = Officer("演示录入员", ("entry",))
    with pytest.raises(NoRight):
        set_face(desk, "title", INSTALLED)


def test_the_choices_are_ours_those_found_and_the_chinese_faces_here(fonts: Path) -> None:
    make_font(fonts / "a.ttf", "Yanshi One", chinese="演示一")
    make_font(fonts / "b.otf", "Yanshi Two", chinese="演示二", cff=True)
    choices = face_choices()
    assert [choice.value for choice in choices] == ["", INSTALLED, "演示一", "演示二"]
    assert [bool(choice.why_not) for choice in choices] == [False, False, False, True]


def test_the_log_says_once_which_face_stands_for_which(desk: Desk, fonts: Path) -> None:
    set_face(desk, "fang", str(make_font(fonts / "a.ttf", "Yanshi One", chinese="演示一")))
    for _turn in range(2):
        with office_faces(desk):
            pass
    log = desk.folder / "logs" / "faces.log"
    [line] = log.read_text("utf-8").splitlines()
    assert "仿宋（正文）：演示一（a.ttf）" in line
    assert "小标宋（标题）：自带字体 NotoSerifSC-Black（NotoSerifSC-Black.ttf）" in line
    # A folder may bear a person's name.
    assert "张三" not in line
    set_face(desk, "fang", "")
    with office_faces(desk):
        pass
    assert len(log.read_text("utf-8").splitlines()) == 2


def test_a_log_that_cannot_be_written_stops_no_paper(desk: Desk, fonts: Path) -> None:
    (desk.folder / "logs").write_text("一个文件")
    with office_faces(desk):
        assert draw(papers.report(Words(text="博山"))).pages == 1


def test_a_paper_is_drawn_again_with_what_it_was_drawn_with(desk: Desk, fonts: Path) -> None:
    path = make_font(fonts / "a.ttf", "Yanshi One", chinese="演示一")
    set_face(desk, "fang", str(path))
    set_face(desk, "title", str(make_font(fonts / "t.ttf", "Yanshi Two", wide=800)))
    report = papers.report(Words(text="博山陶瓷㛃"))
    with office_faces(desk):
        first, used = draw(report).pdf, faces_used()
    # Chosen anew in the settings, but still installed.
    set_face(desk, "fang", "")
    set_face(desk, "title", INSTALLED)
    with desk.read() as reader:
        chosen, gone = same_faces(reader, used)
    assert gone == ()
    with using_faces(chosen):
        assert draw(report).pdf == first
    make_font(path, "Yanshi One", chinese="演示一", wide=900)
    with desk.read() as reader:
        chosen, gone = same_faces(reader, used)
    assert [face.file for face in gone] == ["a.ttf"]
    assert list(chosen) == ["title"]


def test_a_paper_drawn_with_ours_needs_no_file(desk: Desk, fonts: Path) -> None:
    with office_faces(desk):
        draw(papers.report(Words(text="博山陶瓷𠮷")))
        used = faces_used()
    set_face(desk, "fang", str(make_font(fonts / "a.ttf")))
    with desk.read() as reader:
        assert same_faces(reader, used) == ({}, ())
        other = [face._replace(sha256="0" * 64) for face in used if face.role == "fang"]
        assert same_faces(reader, other) == ({}, tuple(other))


def test_a_face_of_ours_in_another_role_is_found_again(desk: Desk, fonts: Path) -> None:
    shutil.copy(asset("resources", "fonts", "BoshanKai-Regular.ttf"), fonts / "copy.ttf")
    report = papers.report(Words(text="博山陶瓷"))
    with using_faces({"fang": fonts / "copy.ttf"}):
        first, used = draw(report).pdf, faces_used()
    (fonts / "copy.ttf").unlink()
    with desk.read() as reader:
        chosen, gone = same_faces(reader, used)
    assert gone == ()
    with using_faces(chosen):
        assert draw(report).pdf == first
