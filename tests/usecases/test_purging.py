"""Personal data is cleared on a lawful request: from the record, its past, and what comes after."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.identifiers import id_check_character
from boshan_desk.domain.ledger import Record
from boshan_desk.domain.officers import NoRight, with_roles
from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.excel.grid import Book, Grid
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.attachment import Attachment
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.informant import Informant
from boshan_desk.store.backups import list_backups
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import connect
from boshan_desk.store.files import content_path
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import backups, records, sheets
from boshan_desk.usecases.attachments import attach, list_attachments
from boshan_desk.usecases.audit import verify
from boshan_desk.usecases.closing import close_period
from boshan_desk.usecases.desks import check
from boshan_desk.usecases.lists import show_record
from boshan_desk.usecases.purging import Purged, personal_fields, purge
from tests.conftest import TODAY

CASE, INFORMANT = KEPT["case"], KEPT["informant"]
WHY = "本人申请删除（演示）"

NAME, OLD_NAME, PHONE = "鹤鲸演甲", "鹤鲸演乙", "13805330001"
NUMBER, OTHER_NUMBER = (
    d + id_check_character(d) for d in ("37030419900101123", "37030419800101123")
)
PERSONAL = {"party": NAME, "id_no": NUMBER, "phone": PHONE, "legal_rep": "鹤鲸演丙"}


@pytest.fixture
def case(desk: Desk) -> Record:
    """A case against a person, with a past (演示)."""
    given = {"case_no": "博演示〔2026〕1号", "remark": "演示", **PERSONAL, "party": OLD_NAME}
    made = records.add(desk, CASE, given)
    return records.edit(desk, CASE, made.id, {"party": NAME})


def text_of(desk: Desk) -> str:
    """Everything that stands in the store, row by row."""
    with closing(connect(desk.path, key=desk.key)) as connection:
        tables = [r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE rootpage")]
        kept = [t for t in tables if not t.startswith("sqlite_") and "_" not in t[:1]]
        plain = []
        for table in kept:
            try:
                plain += [repr(tuple(r)) for r in connection.execute(f'SELECT * FROM "{table}"')]
            except connection.OperationalError:
                # An index has no rows of its own.
                continue
    return "\n".join(plain)


def in_store(desk: Desk, *words: str) -> list[str]:
    """Which of the words stand anywhere in the store."""
    text = text_of(desk)
    return [word for word in words if word in text or json.dumps(word)[1:-1] in text]


def is_sound(desk: Desk) -> bool:
    """Whether the check and the chain find nothing, and the history can still be read."""
    with desk.read() as reader:
        list(reader.steps())
        reader.works("import", "purge")
    found = check(desk.folder, key=desk.key, officer=desk.officer)
    assert found.findings == ()
    return verify(desk.folder, key=desk.key).ok


def test_what_is_cleared_is_gone_from_the_record_and_from_its_past(
    desk: Desk, case: Record
) -> None:
    assert in_store(desk, NAME, OLD_NAME, NUMBER, PHONE) == [NAME, OLD_NAME, NUMBER, PHONE]
    done = purge(desk, CASE, case.id, WHY)
    assert set(done.fields) == set(personal_fields(CASE))
    assert done.changes == 3
    assert in_store(desk, NAME, OLD_NAME, NUMBER, PHONE, "鹤鲸") == []
    with desk.read() as reader:
        kept = reader.get(Case, case.id)
    assert (kept.party, kept.id_no, kept.phone, kept.legal_rep) == (None,) * 4
    assert (kept.case_no, kept.serial_no) == ("博演示〔2026〕1号", case.serial_no)
    assert is_sound(desk)


def test_the_history_still_says_that_when_by_whom_and_why(desk: Desk, case: Record) -> None:
    purge(desk, CASE, case.id, WHY)
    history = show_record(desk, records.find_record(desk, CASE, case.id), history=True)["history"]
    assert [set(entry["fields"]) & {"party"} for entry in history] == [{"party"}] * 3
    assert all(entry["fields"]["party"] == [None, None] for entry in history)
    last = history[-1]
    assert (last["work"], last["officer"]) == ("清除执法案件的个人信息", "演示员")
    assert last["detail"]["reason"] == WHY
    assert last["detail"]["fields"]


def test_only_the_fields_asked_for_are_cleared(desk: Desk, case: Record) -> None:
    done = purge(desk, CASE, case.id, WHY, fields=["phone"])
    assert done.fields == ("phone",)
    assert in_store(desk, PHONE) == []
    assert in_store(desk, NAME, NUMBER) == [NAME, NUMBER]
    assert is_sound(desk)
    purge(desk, CASE, case.id, WHY)
    assert in_store(desk, NAME, OLD_NAME, NUMBER) == []
    assert is_sound(desk)


def test_names_that_the_record_had_before_leave_the_names_of_works_too(
    desk: Desk, case: Record
) -> None:
    other = records.add(desk, CASE, {"party": OLD_NAME})
    records.edit(desk, CASE, other.id, {"party": NAME})
    purge(desk, CASE, other.id, WHY)
    with desk.read() as reader:
        names = [step["name"] for step in reader.steps(record=other.id)]
    assert names[0] == "新增执法案件“（已清除）”"
    assert not any(NAME in name or OLD_NAME in name for name in names)


def test_free_text_of_the_record_that_names_the_person_is_cleared_of_it(
    desk: Desk, case: Record
) -> None:
    records.edit(desk, CASE, case.id, {"brief": f"{NAME}销售侵权商品，电话{PHONE}（演示）"})
    records.withdraw(desk, CASE, [case.id], f"{NAME}申请撤回")
    records.restore(desk, CASE, [case.id])
    records.withdraw(desk, CASE, [case.id], f"{NAME}再次申请")
    done = purge(desk, CASE, case.id, f"{NAME}本人申请删除")
    assert {"brief", "withdrawn_why"} <= set(done.fields)
    assert "remark" not in done.fields
    with desk.read() as reader:
        kept = reader.get(Case, case.id)
    assert kept.brief == "（已清除）销售侵权商品，电话（已清除）（演示）"
    assert kept.withdrawn_why == "（已清除）再次申请"
    assert in_store(desk, NAME, PHONE) == []
    assert is_sound(desk)


def test_of_a_record_that_an_undone_import_took_away_the_past_is_cleared(
    desk: Desk, tmp_path: Path
) -> None:
    rows = ["博演示〔2026〕3号", NAME, PHONE, f"{NAME}（演示）"]
    preview = sheets.look(desk, CASE, tmp_path / "x.xlsx", book=a_book(tmp_path, rows))
    (row,) = [each for each in preview.rows if each.id]
    sheets.undo_import(desk, sheets.take_in(desk, preview).number)
    assert in_store(desk, NAME, PHONE) == [NAME, PHONE]
    done = purge(desk, CASE, row.id, WHY)
    assert done.changes == 2
    assert in_store(desk, NAME, PHONE) == []
    assert is_sound(desk)


def test_where_a_person_lives_is_personal(desk: Desk, case: Record) -> None:
    records.edit(desk, CASE, case.id, {"address": "演示省鹤鲸路1号"})
    assert "address" in purge(desk, CASE, case.id, WHY).fields
    assert in_store(desk, "鹤鲸") == []
    assert "address" not in personal_fields(KEPT["enterprise"])


def test_what_was_typed_and_never_saved_goes_too(desk: Desk, case: Record) -> None:
    desk.keep_typed("case", case.id, {"party": NAME, "remark": "演示"})
    desk.keep_typed("case", "another", {"remark": "别的"})
    purge(desk, CASE, case.id, WHY)
    assert in_store(desk, NAME, "别的") == ["别的"]


def test_undo_and_redo_cannot_bring_it_back(desk: Desk, case: Record) -> None:
    records.edit(desk, CASE, case.id, {"phone": "13905330002"})
    records.undo(desk)
    purge(desk, CASE, case.id, WHY)
    for act in (records.undo, records.redo):
        with pytest.raises(Refused, match="没有可以"):
            act(desk)
    assert in_store(desk, NAME, NUMBER, PHONE, "13905330002") == []


def a_book(folder: Path, *rows: list[str]) -> Book:
    """A workbook of cases, as the child would have read it."""
    grid = Grid("演示", [["案号", "当事人", "联系电话", "备注"], *rows])
    return Book(folder / f"{NAME}的案件.xlsx", "ab" * 32, (grid,))


def test_an_import_that_is_undone_afterwards_does_not_bring_it_back(
    desk: Desk, case: Record, tmp_path: Path
) -> None:
    rows = [["博演示〔2026〕1号", NAME, "13905330003", "演示"], ["博演示〔2026〕2号", "", "", "新"]]
    preview = sheets.look(desk, CASE, tmp_path / "x.xlsx", book=a_book(tmp_path, *rows))
    taken = sheets.take_in(desk, preview)
    purge(desk, CASE, case.id, WHY)
    assert in_store(desk, NAME, OLD_NAME, PHONE, "13905330003") == []
    assert [each["file"] for each in sheets.imports(desk)] == ["（已清除）的案件.xlsx"]
    # Whether that is refused or done is the import's affair.
    with suppress(Refused):
        sheets.undo_import(desk, taken.number)
    assert in_store(desk, NAME, OLD_NAME, PHONE, "13905330003") == []
    assert is_sound(desk)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A file with personal content, named after the person."""
    path = tmp_path / f"{NAME}身份证.txt"
    path.write_text(f"{NAME} {NUMBER}", "utf-8")
    return path


def test_files_that_hang_on_it_go_from_the_desk_and_from_beside_the_backups(
    desk: Desk, case: Record, scan: Path
) -> None:
    hung = attach(desk, CASE, case.id, scan)
    backups.back_up(desk)
    places = [content_path(b, hung.sha256 or "") for b in (desk.folder, desk.folder / "backups")]
    assert all(place.is_file() for place in places)
    done = purge(desk, CASE, case.id, WHY, files=True)
    assert done.files == 1
    assert not any(place.exists() for place in places)
    assert list_attachments(desk, CASE, case.id) == []
    assert in_store(desk, "身份证.txt", NAME, hung.sha256 or "") == []
    assert is_sound(desk)


def test_files_stay_where_they_were_not_asked_for(desk: Desk, case: Record, scan: Path) -> None:
    hung = attach(desk, CASE, case.id, scan)
    assert purge(desk, CASE, case.id, WHY).files == 0
    assert content_path(desk.folder, hung.sha256 or "").is_file()
    assert is_sound(desk)


def test_a_file_that_another_record_names_too_stays(desk: Desk, case: Record, scan: Path) -> None:
    other = records.add(desk, CASE, {"case_no": "博演示〔2026〕9号"})
    hung = attach(desk, CASE, case.id, scan)
    same = attach(desk, CASE, other.id, scan)
    assert hung.sha256 == same.sha256
    purge(desk, CASE, case.id, WHY, files=True)
    assert content_path(desk.folder, hung.sha256 or "").is_file()
    assert [a.id for a in list_attachments(desk, CASE, other.id)] == [same.id]
    assert is_sound(desk)


def test_what_follows_holds_nothing_and_what_came_before_is_named(desk: Desk, case: Record) -> None:
    first = backups.back_up(desk)
    records.edit(desk, CASE, case.id, {"remark": "演示二"})
    done = purge(desk, CASE, case.id, WHY)
    newest, *older = list_backups(backups.place_of(desk.folder))
    assert newest.why == "purged"
    assert done.older == tuple(older)
    assert [b.why for b in older] == ["purge", "asked"]
    assert older[0].pinned
    assert older[-1].id == first.id
    assert NUMBER.encode() not in newest.path.read_bytes()
    assert NAME.encode() not in newest.path.read_bytes()
    assert all(NUMBER.encode() in backup.path.read_bytes() for backup in older)
    assert not any(backups.verify(desk).values())


def test_a_store_that_gave_way_to_a_restored_one_is_named_too(desk: Desk, case: Record) -> None:
    made, folder, officer = backups.back_up(desk), desk.folder, desk.officer
    desk.close()
    aside = backups.restore(folder, made, officer=officer)
    with open_desk(folder, clock=Clock(TODAY), officer="演示员") as again:
        done = purge(again, CASE, case.id, WHY)
    assert done.aside == (aside,)


def test_the_file_itself_holds_nothing_of_it(desk: Desk, case: Record) -> None:
    many = [
        Case(case_no=f"演示{n}", party=f"{NAME}之{n}号", brief="演" * n or None) for n in range(90)
    ]
    records.save_many(desk, "新增", [(None, each) for each in many])
    for each in many[::7]:
        records.edit(desk, CASE, each.id, {"brief": "改" * 400})
    purged = [*range(0, 90, 30), 1]
    for id in [case.id, *(many[n].id for n in purged)]:
        purge(desk, CASE, id, WHY)
    kept = f"{NAME}之2号".encode()
    files = [desk.path, desk.path.with_name("desk.db-wal")]
    raw = b"".join(path.read_bytes() for path in files if path.exists())
    assert kept in raw
    assert NUMBER.encode() not in raw
    assert [n for n in purged if f"{NAME}之{n}号".encode() in raw] == []


def test_who_may_not_is_refused_and_nothing_has_happened(desk: Desk, case: Record) -> None:
    folder = desk.folder
    desk.close()
    handler = with_roles("演示办案", ["handler"], id="h")
    with open_desk(folder, officer=handler) as theirs:
        with pytest.raises(NoRight):
            purge(theirs, CASE, case.id, WHY)
        assert NUMBER in text_of(theirs)
        assert not list(folder.glob("backups/*.json"))


@pytest.mark.parametrize(
    ("field", "why", "words"),
    [
        ("case_no", WHY, "“case_no”不是个人信息栏目"),
        ("remark", WHY, "“remark”不是个人信息栏目"),
        ("phone", "　 ", "写明依据或原因"),
    ],
)
def test_what_is_not_personal_and_what_has_no_reason_is_refused(
    desk: Desk, case: Record, field: str, why: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        purge(desk, CASE, case.id, why, fields=[field])
    assert NUMBER in text_of(desk)


def test_a_record_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(Missing):
        purge(desk, CASE, "没有", WHY)


def test_of_an_informant_everything_about_the_person_goes(desk: Desk, case: Record) -> None:
    given: dict[str, Any] = {
        "case_id": case.id,
        "reported_on": "2026-08-01",
        "name": "鹤鲸演丁",
        "id_no": OTHER_NUMBER,
        "address": "演示省鹤鲸路1号",
        "remark": "演示省鹤鲸路1号来访",
    }
    told = records.add(desk, INFORMANT, given)
    records.uncover(desk, INFORMANT, told.id, "name", "核对身份（演示）")
    purge(desk, INFORMANT, told.id, WHY)
    with desk.read() as reader:
        kept = reader.get(Informant, told.id)
    assert (kept.name, kept.id_no, kept.address, kept.reported_on) == (None,) * 4
    assert kept.case_id == case.id
    assert in_store(desk, "鹤鲸演丁", OTHER_NUMBER, "演示省鹤鲸路") == []
    assert is_sound(desk)


def reviewed(desk: Desk, id: str) -> None:
    records.move(desk, CASE, [id], "reviewed")


def archived(desk: Desk, id: str) -> None:
    reviewed(desk, id)
    records.move(desk, CASE, [id], "archived")


def closed(desk: Desk, _id: str) -> None:
    close_period(desk, read_period("2026Q3"), [])


@pytest.mark.parametrize("settle", [reviewed, archived, closed])
def test_the_law_may_ask_for_it_in_any_state_of_a_record(
    desk: Desk, settle: Callable[[Desk, str], None]
) -> None:
    given = {
        **PERSONAL,
        "case_no": "博演示〔2026〕7号",
        "clue_no": "演示线索7",
        "ip_kind": "trademark",
        "source_kind": "complaint",
        "clue_on": "2026-08-01",
    }
    with desk.read() as reader:
        for name in ("ip_kind", "source_kind"):
            given[name] = next(iter(reader.lists[name])).code
    made = records.add(desk, CASE, given)
    assert made.status == "submitted"
    settle(desk, made.id)
    before = records.find_record(desk, CASE, made.id)
    purge(desk, CASE, made.id, WHY)
    after = records.find_record(desk, CASE, made.id)
    assert after.status == before.status
    assert after.reviewed_by == before.reviewed_by
    assert in_store(desk, NAME, NUMBER, PHONE) == []
    assert is_sound(desk)


def test_clearing_twice_changes_nothing_more(desk: Desk, case: Record) -> None:
    purge(desk, CASE, case.id, WHY)
    again: Purged = purge(desk, CASE, case.id, WHY)
    assert again.files == 0
    assert is_sound(desk)


@pytest.fixture
def zipped(tmp_path: Path) -> Iterator[Path]:
    """A package as a scanner sends it."""
    path = tmp_path / "演示.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("a.txt", NAME)
    yield path
    path.unlink()


def test_a_withdrawn_file_is_not_left_behind(desk: Desk, case: Record, zipped: Path) -> None:
    hung = attach(desk, CASE, case.id, zipped)
    records.withdraw(desk, Attachment.ledger, [hung.id], "演示")
    done = purge(desk, CASE, case.id, WHY, files=True)
    assert done.files == 1
    assert not content_path(desk.folder, hung.sha256 or "").exists()


def test_a_file_that_a_withdrawn_attachment_of_another_record_names_stays(
    desk: Desk, case: Record, scan: Path
) -> None:
    other = records.add(desk, CASE, {"case_no": "博演示〔2026〕9号"})
    attach(desk, CASE, case.id, scan)
    same = attach(desk, CASE, other.id, scan)
    records.withdraw(desk, Attachment.ledger, [same.id], "演示")
    purge(desk, CASE, case.id, WHY, files=True)
    assert content_path(desk.folder, same.sha256 or "").is_file()
    records.restore(desk, Attachment.ledger, [same.id])
    assert is_sound(desk)


def test_what_officers_gave_as_a_reason_or_named_a_file_is_cleared_of_the_person(
    desk: Desk, case: Record, tmp_path: Path
) -> None:
    records.uncover(desk, CASE, case.id, "phone", f"核对{NAME}")
    rows = [["博演示〔2026〕5号", "演示公司", "", "演示"]]
    preview = sheets.look(desk, CASE, tmp_path / "x.xlsx", book=a_book(tmp_path, *rows))
    taken = sheets.take_in(desk, preview)
    sheets.undo_import(desk, taken.number)
    purge(desk, CASE, case.id, WHY)
    assert in_store(desk, NAME, PHONE) == []
    assert [each["file"] for each in sheets.imports(desk)] == ["（已清除）的案件.xlsx"]
    assert is_sound(desk)


def test_the_names_of_sheets_and_columns_of_an_import_are_cleared_of_the_person(
    desk: Desk, case: Record, tmp_path: Path
) -> None:
    rows = [["案号", "当事人", f"{NAME}的意见"], ["博演示〔2026〕5号", "演示公司", "同意"]]
    first = Grid(NAME, rows)
    others = tuple(
        Grid(f"{name}表", [["没有", "表头"], ["演示", "1"]]) for name in (NAME, OLD_NAME)
    )
    book = Book(tmp_path / "x.xlsx", "ab" * 32, (first, *others))
    sheets.take_in(desk, sheets.look(desk, CASE, tmp_path / "x.xlsx", book=book))
    assert in_store(desk, NAME) != []
    purge(desk, CASE, case.id, WHY)
    assert in_store(desk, NAME, OLD_NAME) == []
    (told,) = sheets.imports(desk)
    assert told["sheets"] == [{"sheet": "（已清除）", "header_rows": [1]}]
    assert sum(told["skipped"].values()) == told["counts"]["skipped"] == 4
    assert told["unmatched"] == ["（已清除）!C （已清除）的意见"]
    assert is_sound(desk)


def test_numbers_and_digests_of_works_are_not_taken_for_a_short_name(
    desk: Desk, tmp_path: Path
) -> None:
    rows = [[f"博演示〔2026〕{n}号", "12", "", "演示"] for n in range(12)]
    preview = sheets.look(desk, CASE, tmp_path / "x.xlsx", book=a_book(tmp_path, *rows))
    sheets.take_in(desk, preview)
    with desk.read() as reader:
        ids = [each.id for each in reader.all(Case)]
    for id in ids[:2]:
        purge(desk, CASE, id, WHY)
    (told,) = sheets.imports(desk)
    assert told["counts"]["new"] == 12
    assert is_sound(desk)
