"""定稿: a frozen paper stays what it was, and a print of it can be checked."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.assets import asset
from boshan_desk.domain.officers import NoRight, Officer, Right
from boshan_desk.domain.period import Period, quarter
from boshan_desk.domain.problems import Cancelled, Damaged, Missing, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers import KEPT
from boshan_desk.reports.pdf import Drawn, draw
from boshan_desk.store import sealing
from boshan_desk.store.chain import verify as follow
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import connect
from boshan_desk.store.opening import make, open_desk
from boshan_desk.usecases import backups, numbering, records
from boshan_desk.usecases.desks import check
from boshan_desk.usecases.papers import remaking
from boshan_desk.usecases.papers.binding import bind
from boshan_desk.usecases.papers.codes import code_of, grouped
from boshan_desk.usecases.papers.content import content_of
from boshan_desk.usecases.papers.faces import set_face
from boshan_desk.usecases.papers.keeping import (
    Kept,
    content_kept,
    freeze,
    frozen,
    kept,
    list_kept,
    next_number,
    remake,
    verify,
    void,
    write_kept,
)
from boshan_desk.usecases.papers.kept import text_kept
from boshan_desk.usecases.papers.making import make_pdf
from boshan_desk.usecases.papers.words import edit_paragraph, list_edits
from boshan_desk.usecases.quarter.request import Request
from boshan_desk.usecases.rescue import salvage

DAY = date(2026, 10, 9)
Q3 = Request(period=quarter(2026, 3), kind="jianbao")
CASE = {
    "party": "演示公司",
    "case_no": "演示1号",
    "filed_on": "2026-08-03",
    "town_code": "370304001",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with a case and one frozen paper, made once and copied."""
    folder = tmp_path_factory.mktemp("office") / "desk"
    make(folder, county="boshan")
    with open_desk(folder, officer="演示员", clock=Clock(DAY)) as desk:
        records.add(desk, KEPT["case"], CASE, id="CASE")
        freeze(desk, Q3)
    return folder


@pytest.fixture
def desk(office: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(office, tmp_path / "desk")
    with open_desk(tmp_path / "desk", officer="演示员", clock=Clock(DAY)) as opened:
        yield opened


@pytest.fixture
def paper(desk: Desk) -> Kept:
    (found,) = list_kept(desk)
    return found


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# ---------------------------------------------------------------- what is kept


def test_a_frozen_paper_bears_number_day_and_mark(desk: Desk, paper: Kept) -> None:
    with desk.read() as reader:
        content = content_kept(reader, paper.id)
    report = content.report
    assert paper.number == "第1期"
    assert report.head is not None
    assert report.head.number == paper.number
    assert report.head.day == "2026年10月9日"
    assert report.mark is not None
    assert report.mark.code == paper.code
    told = "".join(report.mark.lines)
    for each in (paper.number, "2026年9月30日", paper.digest[:16], paper.head):
        assert each in told
    assert paper.code in report.mark.scanned
    assert "草稿" not in report.foot
    assert content.figures
    assert content.request == Q3 == paper.request
    assert (paper.state, paper.officer, paper.at[:10]) == ("final", "演示员", "2026-10-09")


def test_the_head_of_the_history_vouches_for_what_it_rests_on(desk: Desk, paper: Kept) -> None:
    assert follow(desk.path, anchor=paper.head).ok
    assert paper.head.startswith(f"{paper.step - 1}-")


def test_it_is_made_in_one_work_or_not_at_all(desk: Desk) -> None:
    def stop(done: int, total: int, words: str) -> None:
        if "排版" in words:
            raise Cancelled

    request = replace(Q3, kind="tongbao")
    with desk.read() as reader:
        before = reader.head()
    with pytest.raises(Cancelled):
        freeze(desk, request, progress=stop)
    with desk.read() as reader:
        assert reader.head() == before
        assert frozen(reader, request) is None
    made = freeze(desk, request)
    assert made.number == "博知领办〔2026〕1号"
    with desk.read() as reader:
        mark = content_kept(reader, made.id).report.mark
    assert mark is not None
    assert "数据截至 2026年9月30日" in mark.lines


def test_characters_that_no_face_has_are_told_and_do_not_stop_it(desk: Desk) -> None:
    request = replace(Q3, kind="plain")
    edit_paragraph(desk, request, "lead.lead", "演示\U000f0000字。")
    paper = freeze(desk, request)
    assert paper.missing == ("\U000f0000",)
    assert remake(desk, paper.id).same
    with desk.read() as reader:
        (step,) = reader.steps(most=1)
    assert step["detail"]["missing"] == "\U000f0000"
    assert paper.number in step["name"]


# ---------------------------------------------------------------- refused


def test_a_period_that_is_not_over_cannot_be_frozen(desk: Desk) -> None:
    for period in (quarter(2026, 4), Period(2026, 1, 12)):
        with pytest.raises(Refused, match="还没有结束"):
            freeze(desk, replace(Q3, period=period))


def test_the_last_day_of_a_period_is_part_of_it(office: Path, tmp_path: Path) -> None:
    shutil.copytree(office, tmp_path / "desk")
    for day, over in ((date(2026, 12, 31), False), (date(2027, 1, 1), True)):
        with open_desk(tmp_path / "desk", clock=Clock(day)) as desk:
            if over:
                assert freeze(desk, replace(Q3, period=quarter(2026, 4))).number == "第1期"
            else:
                with pytest.raises(Refused, match="还没有结束"):
                    freeze(desk, replace(Q3, period=quarter(2026, 4)))


def test_the_same_paper_is_frozen_once_and_anew_only_after_it_is_void(
    desk: Desk, paper: Kept
) -> None:
    with pytest.raises(Refused, match="第1期"):
        freeze(desk, Q3)
    void(desk, paper.id, "演示：数字有误")
    again = freeze(desk, Q3)
    assert again.number == "第2期"
    assert [(each.number, each.state) for each in list_kept(desk)] == [
        ("第2期", "final"),
        ("第1期", "void"),
    ]
    with pytest.raises(Refused, match="已经作废"):
        void(desk, paper.id, "演示")
    with pytest.raises(Refused, match="原因"):
        void(desk, again.id, " \n")


def test_what_was_not_seen_is_not_frozen(desk: Desk, paper: Kept) -> None:
    void(desk, paper.id, "演示")
    seen = make_pdf(desk, Q3).report
    records.add(desk, KEPT["case"], CASE | {"case_no": "演示2号"})
    with pytest.raises(Refused, match="有改动"):
        freeze(desk, Q3, seen=seen)
    assert freeze(desk, Q3, seen=make_pdf(desk, Q3).report).number == "第2期"


def test_only_who_reviews_may_freeze_and_make_void(office: Path, tmp_path: Path) -> None:
    shutil.copytree(office, tmp_path / "desk")
    for right, may in ((Right.ENTER, False), (Right.REVIEW, True)):
        officer = Officer("演示", (), frozenset({Right.READ, right}), id="")
        with open_desk(tmp_path / "desk", officer=officer, clock=Clock(DAY)) as desk:
            with nullcontext() if may else pytest.raises(NoRight):
                freeze(desk, replace(Q3, kind="plain"))
            with nullcontext() if may else pytest.raises(NoRight):
                void(desk, "第1期", "演示")


# ---------------------------------------------------------------- numbers


def test_numbers_run_on_and_one_that_is_typed_carries_them_on(desk: Desk) -> None:
    half = replace(Q3, period=Period(2026, 1, 6))
    assert next_number(desk, half) == "第2期"
    with pytest.raises(Refused, match="空号"):
        freeze(desk, half, number="第7期")
    with pytest.raises(Refused, match="已经用过"):
        freeze(desk, half, number="第1期")
    assert freeze(desk, half).number == "第2期"


def test_the_public_edition_bears_the_number_of_the_paper(desk: Desk, paper: Kept) -> None:
    public = replace(Q3, public=True)
    assert next_number(desk, public) == paper.number
    assert freeze(desk, public).number == paper.number
    assert next_number(desk, replace(Q3, period=quarter(2026, 2))) == "第2期"
    with pytest.raises(Missing, match="核验码"):
        kept(desk, paper.number)


def test_a_number_that_a_void_paper_bears_is_not_used_again(desk: Desk, paper: Kept) -> None:
    public = freeze(desk, replace(Q3, public=True), number=paper.number)
    assert public.number == paper.number
    void(desk, paper.id, "演示")
    assert next_number(desk, Q3) == "第2期"
    assert freeze(desk, Q3).number == "第2期"


def test_a_number_of_another_form_is_given_once(desk: Desk) -> None:
    half, first = (replace(Q3, period=Period(2026, 1, last)) for last in (6, 3))
    assert freeze(desk, half, number="演示增刊").number == "演示增刊"
    with pytest.raises(Refused, match="已经用过"):
        freeze(desk, first, number=" 演示增刊 ")
    assert freeze(desk, first).number == "第2期"


def test_all_issues_are_counted_through_the_years(desk: Desk) -> None:
    numbering.set_issued_before(desk, "jianbao", 40)
    with desk.read() as reader:
        assert numbering.total_of(reader, "jianbao") == 41
    desk.close()
    with open_desk(desk.folder, clock=Clock(date(2027, 1, 5))) as later:
        paper = freeze(later, replace(Q3, period=quarter(2026, 4)))
        assert paper.number == "第1期"
        with later.read() as reader:
            assert numbering.total_of(reader, "jianbao") == 42
            head = content_kept(reader, paper.id).report.head
    assert head is not None
    assert head.total == "（总第42期）"
    with pytest.raises(Refused, match="不是报告"):
        numbering.set_issued_before(desk, "filing", 1)


def test_forms_without_a_head_are_numbered_in_their_own_series(desk: Desk) -> None:
    found = freeze(desk, replace(Q3, kind="plain"))
    assert found.number == "博知参阅〔2026〕1号"


# ---------------------------------------------------------------- drawn again


def change_everything(desk: Desk) -> None:
    """What the ledgers, the county and the words say is another thing afterwards."""
    records.edit(desk, KEPT["case"], "CASE", {"filed_on": "2025-01-01", "party": "演示改名公司"})
    records.withdraw(desk, KEPT["case"], ["CASE"], "演示")
    void(desk, "第1期", "演示")
    edit_paragraph(desk, Q3, "lead.lead", "演示的话。")


def test_the_same_file_comes_of_it_after_everything_has_changed(
    desk: Desk, paper: Kept, tmp_path: Path
) -> None:
    change_everything(desk)
    again = remake(desk, paper.id)
    assert again.same
    assert sha256(again.drawn.pdf) == paper.pdf_digest
    told: list[tuple[int, int]] = []
    write_kept(
        desk,
        paper.code,
        tmp_path / "定稿.pdf",
        progress=lambda done, total, _words: told.append((done, total)),
    )
    # How many pages there will be is known.
    assert told == [(page, paper.pages + 1) for page in range(1, paper.pages + 2)]
    assert sha256((tmp_path / "定稿.pdf").read_bytes()) == paper.pdf_digest


_ELSEWHERE = """
import sys
from pathlib import Path
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases.papers.keeping import list_kept, write_kept
with open_desk(Path(sys.argv[1])) as desk:
    write_kept(desk, list_kept(desk)[0].id, Path(sys.argv[2]))
"""


def test_the_same_file_comes_of_it_in_another_process(
    desk: Desk, paper: Kept, tmp_path: Path
) -> None:
    desk.close()
    out = tmp_path / "定稿.pdf"
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", _ELSEWHERE, str(desk.folder), str(out)],
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[3])},
        )
        assert sha256(out.read_bytes()) == paper.pdf_digest


def test_the_same_file_comes_of_it_on_a_restored_backup(desk: Desk, tmp_path: Path) -> None:
    made = backups.back_up(desk)
    change_everything(desk)
    backups.restore_copy(made, tmp_path / "other", officer=desk.officer)
    with open_desk(tmp_path / "other", clock=Clock(DAY)) as other:
        (paper,) = list_kept(other)
        assert remake(other, paper.id).same
        assert verify(other, paper.code).whole


def test_another_program_or_face_is_told_where_the_file_is_another(
    desk: Desk, paper: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw_otherwise(*args: Any, **options: Any) -> Drawn:
        drawn = draw(*args, **options)
        return replace(drawn, pdf=drawn.pdf + b"\n")

    monkeypatch.setattr(remaking, "__version__", "9.9.9")
    monkeypatch.setattr(remaking, "draw", draw_otherwise)
    again = remake(desk, paper.id)
    assert not again.same
    assert "9.9.9" in again.words
    assert paper.program in again.words


def test_a_paper_is_drawn_again_with_the_faces_it_was_drawn_with(
    desk: Desk, tmp_path: Path
) -> None:
    face = tmp_path / "演示楷体.ttf"
    # A copy of ours would be known for ours.
    own = asset("resources", "fonts", "BoshanKai-Regular.ttf").read_bytes()
    face.write_bytes(own + b"\0")
    set_face(desk, "fang", str(face))
    paper = freeze(desk, replace(Q3, kind="plain"))
    with desk.read() as reader:
        faces = content_kept(reader, paper.id).faces
    assert ("fang", face.name) in [(each.role, each.file) for each in faces]
    set_face(desk, "hei", str(face))
    assert remake(desk, paper.id).same
    face.unlink()
    again = remake(desk, paper.id)
    assert not again.same
    assert "字体" in again.words
    assert "版本" not in again.words


# ---------------------------------------------------------------- a print is checked


def test_a_printed_code_is_found_however_it_is_typed(desk: Desk, paper: Kept) -> None:
    with desk.read() as reader:
        mark = content_kept(reader, paper.id).report.mark
    assert mark is not None
    line = mark.scanned.replace("\n", " ")
    for typed in (paper.code, paper.code.lower().replace("-", " "), mark.scanned, line):
        found = verify(desk, typed)
        assert (found.found, found.whole, found.kept) == (True, True, paper)
        for each in (paper.number, paper.title, "2026年三季度", "演示员"):
            assert each in found.words


def test_a_void_paper_is_found_and_told_as_void(desk: Desk, paper: Kept) -> None:
    void(desk, paper.id, "演示：重出")
    found = verify(desk, paper.code)
    assert found.whole
    assert "已作废：演示：重出" in found.words


def test_a_slip_of_the_hand_is_told_from_a_foreign_paper(desk: Desk, paper: Kept) -> None:
    slip = paper.code[:-1] + ("0" if paper.code[-1] != "0" else "1")
    misread = verify(desk, slip)
    assert not misread.readable
    assert "校验对不上" in misread.words
    assert "16 个" not in misread.words
    short = verify(desk, paper.code[:-1])
    assert "核验码有 16 个字符，这里有 15 个" in short.words
    assert len(verify(desk, "演" * 5000).words) < 200
    foreign = verify(desk, grouped(code_of("演示另一单位", paper.digest)))
    assert (foreign.readable, foreign.found) == (True, False)
    assert "没有核验码" in foreign.words


def rewrite(desk: Desk, paper: Kept, column: str, value: object, *, sealed: bool = True) -> None:
    """Change a row behind the program's back, as somebody with the file can."""
    connection = connect(desk.path, key=desk.key)
    try:
        sql = f'UPDATE paper SET "{column}" = ? WHERE id = ?'
        connection.execute(sql, (value, paper.id))
        if sealed:
            names = ", ".join(f'"{name}"' for name in sealing.sealed_columns("paper"))
            sql = f"SELECT {names} FROM paper WHERE id = ?"
            values = connection.execute(sql, (paper.id,)).fetchone()
            sql = "UPDATE paper SET seal = ? WHERE id = ?"
            connection.execute(sql, (sealing.seal(values), paper.id))
        connection.commit()
    finally:
        connection.close()


TOLD = ("number", "title", "digest", "pdf_digest", "state")
"""What the history says of a paper."""


@pytest.mark.parametrize(
    ("column", "sealed"),
    [
        *((column, sealed) for column in ("content", *TOLD) for sealed in (True, False)),
        *((column, sealed) for column in ("head", "program", "town") for sealed in (True, False)),
        *(("officer", True), ("at", True), ("reason", True), ("public", True), ("pages", False)),
    ],
)
def test_whatever_is_changed_behind_the_program_is_told_and_not_handed_out(
    desk: Desk, paper: Kept, tmp_path: Path, column: str, sealed: bool
) -> None:
    text = text_of(desk, paper)
    value = {
        "content": text.replace("知识产权", "知产", 1),
        "digest": "0" * 64,
        "pdf_digest": "0" * 64,
        "state": "void",
        "public": 1,
        "pages": 99,
    }.get(column, "演示")
    rewrite(desk, paper, column, value, sealed=sealed)
    found = verify(desk, paper.code)
    assert found.found
    assert not found.whole
    assert "但是" in found.words
    out = tmp_path / "定稿.pdf"
    for use in (
        lambda: remake(desk, paper.id),
        lambda: write_kept(desk, paper.id, out),
        lambda: write_kept(desk, paper.id, out, kind="docx"),
        lambda: write_kept(desk, paper.id, out, kind="xlsx"),
        # Registered anew, it would seem to be whole.
        lambda: void(desk, paper.id, "演示"),
    ):
        with pytest.raises(Damaged, match=r"定稿“.+”现存"):
            use()
    assert list(tmp_path.glob("定稿*")) == []
    assert not verify(desk, paper.code).whole
    if column in TOLD or not sealed:
        desk.close()
        assert check(desk.folder).findings


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", '{"form":1,"is":"Report"}', "null"])
def test_a_content_that_is_none_is_refused(desk: Desk, paper: Kept, text: str) -> None:
    rewrite(desk, paper, "content", text)
    assert not verify(desk, paper.code).whole
    with pytest.raises(Damaged):
        remake(desk, paper.id)


def test_nothing_is_made_of_what_was_changed(desk: Desk, paper: Kept) -> None:
    text = text_of(desk, paper)
    rewrite(desk, paper, "content", text.replace("知识产权", "知产", 1))
    for use in (
        lambda: bind(desk, Q3, ["targets"]),
        lambda: freeze(desk, replace(Q3, public=True)),
    ):
        with pytest.raises(Damaged, match="与定稿时不符"):
            use()


def test_a_code_moved_to_another_paper_is_told(desk: Desk, paper: Kept) -> None:
    other = freeze(desk, replace(Q3, kind="plain"))
    rewrite(desk, paper, "code", "演示")
    rewrite(desk, other, "code", paper.code)
    assert not verify(desk, paper.code).whole


# ---------------------------------------------------------------- nothing is lost


def test_restoring_an_older_backup_keeps_what_went_out_since(desk: Desk, paper: Kept) -> None:
    made = backups.back_up(desk)
    later = freeze(desk, replace(Q3, period=Period(2026, 1, 6)))
    void(desk, paper.id, "演示")
    folder, officer = desk.folder, desk.officer
    desk.close()
    backups.restore(folder, made, officer=officer)
    with open_desk(folder, clock=Clock(DAY)) as again:
        found = {each.number: each for each in list_kept(again)}
        assert found["第1期"].is_void
        assert found["第2期"].code == later.code
        assert found["第2期"].step == 0
        assert verify(again, later.code).whole
        assert remake(again, later.id).same
        assert next_number(again, replace(Q3, period=quarter(2026, 1))) == "第3期"
    assert check(folder).findings == ()


def test_a_rescued_desk_has_its_frozen_papers(desk: Desk, paper: Kept) -> None:
    edit_paragraph(desk, replace(Q3, kind="plain"), "lead.lead", "演示的话。")
    folder, officer = desk.folder, desk.officer
    desk.close()
    connection = connect(folder / "desk.db")
    connection.execute("UPDATE \"case\" SET party = '演示别的公司'")
    connection.commit()
    connection.close()
    assert salvage(folder, officer=officer, now=datetime(2026, 10, 9, 8, 30)).lost == ()
    with open_desk(folder, clock=Clock(DAY)) as again:
        (found,) = list_kept(again)
        assert found == replace(paper, step=0)
        assert verify(again, paper.code).whole
        assert remake(again, paper.id).same
        assert list_edits(again, replace(Q3, kind="plain"))
        assert next_number(again, replace(Q3, period=quarter(2026, 2))) == "第2期"
    assert check(folder).findings == ()


def test_a_paper_frozen_by_schema_6_is_read_by_every_later_program(tmp_path: Path) -> None:
    saved = Path(__file__).parents[2] / "store" / "saved" / "schema-0006.db"
    shutil.copy(saved, tmp_path / "desk.db")
    with open_desk(tmp_path, clock=Clock(DAY)) as old:
        papers = {each.number: each for each in list_kept(old)}
        assert [each.state for each in papers.values()] == ["final", "void"]
        for each in papers.values():
            assert verify(old, each.code).whole
            drawn = remake(old, each.id)
            assert drawn.drawn.pages > 1
            assert drawn.same or drawn.words
            with old.read() as reader:
                content = content_kept(reader, each.id)
            assert content_of(content) == text_of(old, each)
        (edit,) = list_edits(old, Q3)
        assert edit.key == "lead.lead"
        assert "演示改写" in edit.text
        figure = next(line for line in content.figures if line.code == "M-EN02")
        assert figure.spans.cumulative == Period(2026, 1, 9)


def text_of(desk: Desk, paper: Kept) -> str:
    with desk.read() as reader:
        return text_kept(reader, paper.id)
