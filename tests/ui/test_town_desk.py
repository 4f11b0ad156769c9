"""A town's desk in the window: from the first start to the receipt, few fields, one town."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QRadioButton,
)
from pytestqt.qtbot import QtBot

from boshan_desk.domain.codes import common_lists
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import quarter
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.event import Event
from boshan_desk.ledgers.station import Station
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.ui.exchange_page import ExchangePage
from boshan_desk.ui.first_page import FirstWindow
from boshan_desk.ui.form import Form
from boshan_desk.ui.jobs import InlineJobs
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.package_look import PackageLookPage
from boshan_desk.ui.record_access import access_to, possible_moves
from boshan_desk.ui.record_page import RecordPage
from boshan_desk.ui.recovery import RecoveryPage
from boshan_desk.ui.role_boxes import RoleBoxes
from boshan_desk.ui.set_up import FirstAccount
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.state import State
from boshan_desk.ui.town_account import AccountPage
from boshan_desk.ui.town_answers import AnswerLine
from boshan_desk.ui.town_desk_page import TownDeskPage
from boshan_desk.ui.town_places import HIDDEN, few_fields, places_of
from boshan_desk.ui.town_reading import read_entered
from boshan_desk.usecases.desks import make_desk
from boshan_desk.usecases.exchange.accepting import accept
from boshan_desk.usecases.exchange.asking import request
from boshan_desk.usecases.exchange.conflicts import resolve
from boshan_desk.usecases.exchange.enrolling import enrol
from boshan_desk.usecases.exchange.looking import look
from boshan_desk.usecases.exchange.making import make_package, make_return
from boshan_desk.usecases.exchange.peers import DOWN, REVOKED, keep_peer, peers, up
from boshan_desk.usecases.exchange.provenance import sources
from boshan_desk.usecases.exchange.requests import read_request
from boshan_desk.usecases.exchange.taking import take
from boshan_desk.usecases.exchange.waiting import waiting
from boshan_desk.usecases.records import add, edit, move, save_many
from boshan_desk.usecases.sheets import look as look_into
from boshan_desk.usecases.sheets import take_in
from tests.conftest import TODAY
from tests.ui.conftest import CHEAP, PASSWORD, Officer

YUCHENG = "370304102"


@pytest.fixture
def county(folder: Path) -> Iterator[Desk]:
    """The desk of the county."""
    with open_desk(folder, clock=Clock(TODAY), officer="演示县甲") as desk:
        yield desk


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A stick."""
    place = tmp_path / "U盘"
    place.mkdir()
    return place


@pytest.fixture
def town(qapp: QApplication, tmp_path: Path, officer: Officer, state: State) -> Iterator[Shell]:
    """The window's side of the desk of 域城镇, that nobody knows yet."""
    make_desk(tmp_path / "town", county="boshan", town=YUCHENG, bare=True)
    jobs = InlineJobs()
    made = Shell(tmp_path / "town", jobs=jobs, ask=officer, state=state, clock=Clock(TODAY))
    faults: list[Exception] = []
    made.broke.connect(faults.append)
    yield made
    made.close()
    assert not faults, f"the program failed: {faults!r}"


def enrol_town(town: Shell, county: Desk, stick: Path) -> None:
    """Both offices know each other."""
    asked = request(town.desk, stick)
    accept(town.desk, enrol(county, read_request(county, asked.path), stick).path)
    town.read_office()


def open_window(qtbot: QtBot, shell: Shell) -> MainWindow:
    made = MainWindow(shell)
    qtbot.addWidget(made)
    made.resize(1366, 740)
    made.show()
    made.warm_up()
    return made


def open_page(window: MainWindow) -> TownDeskPage:
    page = window.page_on_top()
    assert isinstance(page, TownDeskPage)
    return page


def button(page: Any, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert isinstance(found, QPushButton), f"no {name}"
    return found


def words(page: Any, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert isinstance(found, QLabel), f"no {name}"
    return found.text()


def up_site(county: Desk) -> str:
    """The one desk below the county."""
    with county.read() as reader:
        return next(each.site for each in peers(reader) if each.kind == DOWN)


def radio(page: TownDeskPage, statement: str) -> QRadioButton:
    found = page.findChild(QRadioButton, f"town_statement_{statement}")
    assert isinstance(found, QRadioButton)
    return found


def states(page: TownDeskPage) -> list[str]:
    """How the three steps that need the county stand."""
    return [step.state for step in (page.ask_step, page.accept_step, page.send_step)]


def answers(page: TownDeskPage) -> str:
    box = page.findChild(QFrame, "town_answers")
    assert box is not None
    QApplication.processEvents()
    labels = box.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if not label.isHidden())


def event(**values: Any) -> dict[str, Any]:
    given = {"title": "演示宣传周活动", "kind": "publicity", "starts_on": "2026-08-01"}
    return {**given, "ends_on": "2026-08-01", **values}


def kind_of_event() -> str:
    return next(iter(common_lists()["event_kind"])).code


# The first start


def test_the_first_start_asks_whose_desk_it_is(
    qtbot: QtBot, officer: Officer, tmp_path: Path
) -> None:
    folder = tmp_path / "new"
    first = FirstWindow(folder, officer, InlineJobs(), cost=CHEAP)
    qtbot.addWidget(first)
    first.show()
    go = button(first, "first_empty")
    towns = first.findChild(QComboBox, "first_town")
    of_town = first.findChild(QRadioButton, "first_of_town")
    assert towns is not None
    assert of_town is not None
    assert not towns.isVisible()
    assert go.isEnabled()
    of_town.click()
    assert towns.isVisible()
    # The town is chosen, never guessed.
    assert not go.isEnabled()
    towns.setCurrentIndex(towns.findData(YUCHENG))
    go.click()
    page = first.page
    assert isinstance(page, FirstAccount)
    # One person does everything there: nothing is asked about roles.
    assert not any(box.isVisible() for box in page.findChildren(RoleBoxes))
    for name, text in (
        ("account_name", "演示镇乙"),
        ("account_password", PASSWORD),
        ("account_again", PASSWORD),
    ):
        line = page.findChild(QLineEdit, name)
        assert line is not None, name
        line.setText(text)
    button(page, "account_go").click()
    assert isinstance(first.page, RecoveryPage)
    # The code is not on paper: closing asks.
    officer.will_answer(True)
    first.close()
    session = first.entry
    with open_desk(folder, key=session.key, officer=session.officer or "") as desk:
        assert desk.level == "town"
        assert desk.own_towns == (YUCHENG,)


def test_going_back_keeps_what_was_chosen(qtbot: QtBot, officer: Officer, tmp_path: Path) -> None:
    first = FirstWindow(tmp_path / "new", officer, InlineJobs(), cost=CHEAP)
    qtbot.addWidget(first)
    first.show()
    of_town = first.findChild(QRadioButton, "first_of_town")
    towns = first.findChild(QComboBox, "first_town")
    assert of_town is not None
    assert towns is not None
    of_town.click()
    towns.setCurrentIndex(towns.findData(YUCHENG))
    button(first, "first_empty").click()
    button(first.page, "account_back").click()
    again = first.findChild(QComboBox, "first_town")
    assert again is not None
    assert again.isVisible()
    assert again.currentData() == YUCHENG


# What a town sees


def test_a_town_opens_with_what_is_to_be_handed_in(qtbot: QtBot, town: Shell) -> None:
    window = open_window(qtbot, town)
    assert window.place == "exchange"
    assert isinstance(window.page_on_top(), TownDeskPage)
    assert "域城镇" in window.windowTitle()


def test_a_county_has_its_own_page_there(qtbot: QtBot, shell: Shell) -> None:
    window = open_window(qtbot, shell)
    assert window.place == "start"
    window.show_place("exchange")
    assert isinstance(window.page_on_top(), ExchangePage)


def test_a_town_sees_nothing_that_is_the_countys_alone(qtbot: QtBot, town: Shell) -> None:
    window = open_window(qtbot, town)
    nav = window.findChild(QListWidget, "nav")
    assert nav is not None
    titles = [nav.item(row).text() for row in range(nav.count())]
    assert titles == ["报送", "商标品牌指导站", "地理标志", "培训宣传", "其他台账"]
    for name in ("closing", "plans", "forms", "papers", "templates", "law", "county"):
        action = window.actions_by_id[name]
        assert not action.isVisible()
        assert not action.isEnabled()
    shown = {name for place in places_of("town") for name in place.ledgers}
    assert not shown & HIDDEN
    assert "case" not in shown
    assert {"station", "station_service", "event", "gi_user", "enterprise"} <= shown


def test_the_own_town_stands_in_no_list_and_is_no_choice(qtbot: QtBot, town: Shell) -> None:
    window = open_window(qtbot, town)
    window.show_place("station")
    found = window.ledger_page("station").list_of("station")
    assert "town_code" not in found.model.columns
    choice = found.findChild(QComboBox, "town_choice")
    assert choice is not None
    assert not choice.isVisible()


def test_a_county_still_sees_the_town_of_every_record(qtbot: QtBot, shell: Shell) -> None:
    window = open_window(qtbot, shell)
    window.show_place("station")
    found = window.ledger_page("station").list_of("station")
    assert "town_code" in found.model.columns
    choice = found.findChild(QComboBox, "town_choice")
    assert choice is not None
    assert choice.isVisible()


def test_a_form_begins_with_the_own_town_and_keeps_it(qtbot: QtBot, town: Shell) -> None:
    page = RecordPage(town, Station.ledger, None)
    qtbot.addWidget(page)
    page.show()
    assert page.editor("town_code").text() == "域城镇"
    assert page.editor("town_code").locked
    page.editor("name").show_typed("演示指导站")
    page.save()
    with town.desk.read() as reader:
        (one,) = reader.all(Station)
    assert one.town_code == YUCHENG


def visible(form: Form) -> set[str]:
    editors = form.editors
    QApplication.processEvents()
    return {name for name, editor in editors.items() if editor.isVisible()}


def test_a_form_asks_for_few_fields_first(qtbot: QtBot, town: Shell) -> None:
    page = RecordPage(town, Event.ledger, None)
    qtbot.addWidget(page)
    page.show()
    shown = visible(page.form)
    assert shown == few_fields(Event.ledger) & set(page.form.kinds)
    assert len(shown) < len(page.form.kinds)
    more = button(page, "more_fields")
    assert str(len(page.form.kinds) - len(shown)) in more.text()
    more.click()
    assert visible(page.form) == set(page.form.kinds)
    more.click()
    assert visible(page.form) == shown


def test_what_is_filled_in_or_asked_for_is_shown_too(qtbot: QtBot, town: Shell) -> None:
    made = add(town.desk, Event.ledger, {"title": "演示讲座", "satisfied": "95"})
    page = RecordPage(town, Event.ledger, made.id)
    qtbot.addWidget(page)
    page.show()
    assert "satisfied" in visible(page.form)
    assert "cost" not in visible(page.form)
    # Led to a field by what was found there, one sees it.
    page.form.go_to("cost")
    assert "cost" in visible(page.form)


def test_enter_goes_over_fields_that_are_not_shown(
    qtbot: QtBot, town: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = RecordPage(town, Event.ledger, None)
    qtbot.addWidget(page)
    page.show()
    led: list[str] = []
    monkeypatch.setattr(page.form, "go_to", led.append)
    names = [name for name in page.form.kinds if name in visible(page.form)]
    for name in names[:-1]:
        page.form.go_on(name)
    assert led == names[1:]


def test_a_county_has_every_field_at_once(qtbot: QtBot, shell: Shell) -> None:
    page = RecordPage(shell, Event.ledger, None)
    qtbot.addWidget(page)
    page.show()
    assert visible(page.form) == set(page.form.kinds)
    assert page.findChild(QPushButton, "more_fields") is None


def test_the_county_decides_about_records_not_the_town(town: Shell, shell: Shell) -> None:
    record = Station(name="演示站", status="submitted")
    assert [m.after for m in possible_moves(town, Station.ledger, ["draft"])] == ["submitted"]
    assert possible_moves(town, Station.ledger, ["submitted"]) == []
    assert possible_moves(shell, Station.ledger, ["submitted"])
    reviewed = Station(name="演示站", status="reviewed")
    assert "区县局" in access_to(town, Station.ledger, reviewed).words
    assert not access_to(town, Station.ledger, reviewed).removable
    assert access_to(town, Station.ledger, record).writable


# Opening the account


def test_a_town_is_led_from_the_request_to_the_account(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path, officer: Officer
) -> None:
    window = open_window(qtbot, town)
    page = open_page(window)
    assert states(page) == ["now", "later", "later"]
    officer.will_answer(stick)
    page.ask_step.button.click()
    (asked,) = stick.glob("*.bsq")
    assert states(page)[:2] == ["done", "now"]
    read = read_request(county, asked)
    told = [label.text() for label in page.ask_step.groups.findChildren(QLabel)]
    assert [each for each in told if each.isdecimal()] == read.fingerprint.split()
    made = enrol(county, read, stick)
    officer.will_answer(made.path)
    page.accept_step.choose.click()
    go = page.accept_step.go
    assert [each.text() for each in page.accept_step.groups.buttons] == made.fingerprint.split()
    assert not go.isEnabled()
    assert "8 组" in go.text()
    for each in page.accept_step.groups.buttons:
        each.click()
    assert go.isEnabled()
    with qtbot.waitSignal(window.remake_wanted):
        go.click()
    with town.desk.read() as reader:
        assert up(reader) is not None
    page.refresh()
    assert page.ask_step.isHidden()
    assert states(page)[2] == "now"


def test_a_file_that_is_no_answer_to_the_request_is_refused_in_words(
    qtbot: QtBot, town: Shell, stick: Path, officer: Officer
) -> None:
    page = open_page(open_window(qtbot, town))
    officer.will_answer(stick)
    page.ask_step.button.click()
    (asked,) = stick.glob("*.bsq")
    officer.will_answer(asked)
    page.accept_step.choose.click()
    assert "不是开户文件" in words(page, "town_accept_said_words")
    assert not page.accept_step.go.isVisible()


def test_the_digits_are_changed_from_the_account_page(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path, officer: Officer
) -> None:
    enrol_town(town, county, stick)
    window = open_window(qtbot, town)
    button(open_page(window), "town_account").click()
    page = window.page_on_top()
    assert isinstance(page, AccountPage)
    with town.desk.read() as reader:
        (before,) = [each.public for each in peers(reader)]
    with county.read() as reader:
        (known,) = peers(reader, DOWN)
    officer.will_answer(stick)
    page.ask_step.button.click()
    newest = max(stick.glob("*.bsq"), key=lambda path: path.stat().st_mtime_ns)
    read = read_request(county, newest)
    assert read.vouched_by == known.public.id
    assert read.public.id != known.public.id
    assert before is not None


# Handing in, and what comes back


def test_a_package_goes_to_the_stick_and_the_receipt_comes_back(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path, officer: Officer
) -> None:
    enrol_town(town, county, stick)
    window = open_window(qtbot, town)
    page = open_page(window)
    add(town.desk, Event.ledger, event(kind=kind_of_event()))
    page.refresh()
    assert "培训宣传活动 1" in words(page, "town_entered")
    assert "1 条" in page.send_step.button.text()
    officer.will_answer(stick)
    page.send_step.button.click()
    (sent,) = stick.glob("*第01包.bsx")
    assert "核对无误" in words(page, "town_send_said_words")
    assert page.table.words()[0][0] == "第01包"
    assert "等回执" in page.table.words()[0][2]
    with look(county, sent) as found:
        take(county, found)
        site = found.peer.site
    back = make_return(county, site, stick)
    officer.will_answer(back.path)
    button(page, "town_take").click()
    taking = window.page_on_top()
    assert isinstance(taking, PackageLookPage)
    taking.take_button.click()
    taking.leave()
    assert "已回执" in page.table.words()[0][2]
    with town.desk.read() as reader:
        (one,) = reader.all(Event)
    town.open_record("event", one.id)
    form = window.page_on_top()
    assert isinstance(form, RecordPage)
    assert "已回执" in form.status_chip.text()


def test_nothing_to_report_is_said_only_where_there_is_nothing(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path, officer: Officer
) -> None:
    enrol_town(town, county, stick)
    page = open_page(open_window(qtbot, town))
    nothing = page.findChild(QRadioButton, "town_statement_nothing")
    assert nothing is not None
    assert nothing.isEnabled()
    nothing.click()
    assert "本期无" in page.send_step.button.text()
    add(town.desk, Event.ledger, event(kind=kind_of_event()))
    page.refresh()
    assert not nothing.isEnabled()
    assert page.send_step.statement == "whole"


def test_nothing_is_never_said_to_be_all_of_a_period(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path
) -> None:
    enrol_town(town, county, stick)
    page = open_page(open_window(qtbot, town))
    assert page.send_step.statement == "whole"
    assert not page.send_step.button.isEnabled()
    assert "选“本期无”" in words(page, "town_send_told")
    radio(page, "nothing").click()
    assert page.send_step.button.isEnabled()
    radio(page, "whole").click()
    assert not page.send_step.button.isEnabled()
    add(town.desk, Event.ledger, event(kind=kind_of_event()))
    page.refresh()
    assert page.send_step.button.isEnabled()
    assert "选“本期无”" not in words(page, "town_send_told")


def test_a_part_is_not_ticked_off_until_the_rest_is_said_to_be_there(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path, officer: Officer
) -> None:
    enrol_town(town, county, stick)
    add(town.desk, Event.ledger, event(kind=kind_of_event()))
    page = open_page(open_window(qtbot, town))
    radio(page, "part").click()
    officer.will_answer(stick)
    page.send_step.button.click()
    assert states(page)[2] == "now"
    assert "第01包只报了一部分" in words(page, "town_send_told")
    radio(page, "whole").click()
    officer.will_answer(stick)
    page.send_step.button.click()
    assert states(page)[2] == "done"
    assert "只报了一部分" not in words(page, "town_send_told")


def test_a_lost_package_waits_for_no_receipt_once_a_later_one_is_answered(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path
) -> None:
    enrol_town(town, county, stick)
    add(town.desk, Event.ledger, event(kind=kind_of_event()))
    make_package(town.desk, stick, period=quarter(2026, 3))
    second = make_package(town.desk, stick, period=quarter(2026, 3), statement="whole")
    page = open_page(open_window(qtbot, town))
    assert "第01包" in words(page, "town_receipt_words")
    with look(county, second.path) as found:
        take(county, found)
    with look(town.desk, make_return(county, up_site(county), stick).path) as found:
        assert found.manifest.kind == "return"
        take(town.desk, found)
    page.refresh()
    assert "都已回执" in words(page, "town_receipt_words")
    assert [line[2] for line in page.table.words()][1] == "没有送到，已随后面的包接收"


def test_a_stick_without_room_for_the_cover_still_has_the_package(
    qtbot: QtBot,
    town: Shell,
    county: Desk,
    stick: Path,
    officer: Officer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    enrol_town(town, county, stick)
    add(town.desk, Event.ledger, event(kind=kind_of_event()))
    page = open_page(open_window(qtbot, town))

    def fail(*_given: object) -> Path:
        raise Refused("演示：没有空间")

    monkeypatch.setattr("boshan_desk.usecases.exchange.making.write_cover", fail)
    officer.will_answer(stick)
    page.send_step.button.click()
    assert "封面页没有存下" in words(page, "town_send_said_words")
    with look(county, *stick.glob("*第01包.bsx")) as found:
        assert found.counts


def test_the_few_fields_hold_what_the_figures_add_up() -> None:
    assert {"people", "views", "firms"} <= few_fields(KEPT["event"])


def test_a_zero_report_arrives_as_one(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path, officer: Officer
) -> None:
    enrol_town(town, county, stick)
    page = open_page(open_window(qtbot, town))
    nothing = page.findChild(QRadioButton, "town_statement_nothing")
    assert nothing is not None
    nothing.click()
    officer.will_answer(stick)
    page.send_step.button.click()
    (sent,) = stick.glob("*第01包.bsx")
    with look(county, sent) as found:
        assert found.manifest.statement == "nothing"


def test_a_lost_stick_is_made_good_with_the_same_package(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path, tmp_path: Path, officer: Officer
) -> None:
    enrol_town(town, county, stick)
    page = open_page(open_window(qtbot, town))
    assert not button(page, "town_send_again").isVisible()
    add(town.desk, Event.ledger, event(kind=kind_of_event()))
    page.refresh()
    officer.will_answer(stick)
    page.send_step.button.click()
    (sent,) = stick.glob("*第01包.bsx")
    other = tmp_path / "另一个U盘"
    other.mkdir()
    officer.will_answer(other)
    button(page, "town_send_again").click()
    assert (other / sent.name).read_bytes() == sent.read_bytes()


def test_a_stick_that_is_not_there_is_told_and_nothing_is_sent(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path, officer: Officer
) -> None:
    enrol_town(town, county, stick)
    page = open_page(open_window(qtbot, town))
    said: list[tuple[str, str]] = []
    town.said.connect(lambda severity, told: said.append((severity, told)))
    add(town.desk, Event.ledger, event(kind=kind_of_event()))
    page.refresh()
    officer.will_answer(stick / "没有这个盘")
    page.send_step.button.click()
    assert said[-1][0] == "error"
    assert page.send_step.button.isEnabled()
    assert page.table.rowCount() == 0


def test_what_the_county_returned_says_why_in_list_and_form(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path
) -> None:
    enrol_town(town, county, stick)
    whole = event(kind=kind_of_event(), form="offline", host="演示镇政府", audience="managers")
    whole |= {"place": "演示会议室", "people": "30"}
    made = add(town.desk, Event.ledger, whole)

    sent = make_package(town.desk, stick, period=quarter(2026, 3))
    with look(county, sent.path) as found:
        take(county, found)
        site = found.peer.site
    move(county, Event.ledger, [made.id], "returned", reason="人数与签到表不符（演示）")
    back = make_return(county, site, stick)
    with look(town.desk, back.path) as found:
        take(town.desk, found)
    window = open_window(qtbot, town)
    page = open_page(window)
    assert "退回" in answers(page)
    assert "演示宣传周活动" in answers(page)
    town.open_record("event", made.id)
    form = window.page_on_top()
    assert isinstance(form, RecordPage)
    told = form.standing.returned_banner.words.text()
    assert "人数与签到表不符（演示）" in told
    assert "博山区" in told


def test_what_was_not_taken_is_listed_with_the_reason(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path
) -> None:
    enrol_town(town, county, stick)
    shared = add(county, KEPT["enterprise"], {"name": "演示企业", "town_code": YUCHENG})

    with county.read() as reader:
        (peer,) = peers(reader, DOWN)
    back = make_return(county, peer.site, stick)
    with look(town.desk, back.path) as found:
        take(town.desk, found)
    edit(county, KEPT["enterprise"], shared.id, {"uscc": "91370304MA3TETT09E"})
    move(county, KEPT["enterprise"], [shared.id], "reviewed")
    edit(town.desk, KEPT["enterprise"], shared.id, {"remark": "镇里更新（演示）"})
    sent = make_package(town.desk, stick, period=quarter(2026, 3))
    with look(county, sent.path) as found:
        take(county, found)
    back = make_return(county, peer.site, stick)
    with look(town.desk, back.path) as found:
        take(town.desk, found)
    window = open_window(qtbot, town)
    told = answers(open_page(window))
    assert "演示企业" in told
    assert "已审核" in told
    town.open_record("enterprise", shared.id)
    form = window.page_on_top()
    assert isinstance(form, RecordPage)
    assert form.standing.answered.line.isVisible()
    assert "已审核" in form.standing.answered.line.words


def whole_event() -> dict[str, Any]:
    """An event in which nothing is missing."""
    given = event(kind=kind_of_event(), form="offline", host="演示镇政府", audience="managers")
    return given | {"place": "演示会议室", "people": "30"}


def send_up(town: Shell, county: Desk, stick: Path, statement: str = "") -> str:
    """Send what there is, and let the county take it; the town's site."""
    sent = make_package(town.desk, stick, period=quarter(2026, 3), statement=statement)
    with look(county, sent.path) as found:
        take(county, found)
        return found.peer.site


def take_back(window: MainWindow, officer: Officer, path: Path) -> PackageLookPage:
    """Take a receipt in, press by press."""
    officer.will_answer(path)
    button(window.page_on_top(), "town_take").click()
    page = window.page_on_top()
    assert isinstance(page, PackageLookPage)
    page.take_button.click()
    return page


def told_lines(page: Any) -> list[AnswerLine]:
    QApplication.processEvents()
    return [line for line in page.findChildren(AnswerLine) if line.isVisible()]


def test_a_receipt_leads_to_what_was_returned_until_the_county_has_it(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path, officer: Officer
) -> None:
    enrol_town(town, county, stick)
    made = add(town.desk, Event.ledger, whole_event())
    site = send_up(town, county, stick, "whole")
    move(county, Event.ledger, [made.id], "returned", reason="人数与签到表不符（演示）")
    window = open_window(qtbot, town)
    page = take_back(window, officer, make_return(county, site, stick).path)
    assert page.manual == "town_desk"
    # The history panel names what brought it as the file is named.
    assert sources(town.desk, Event.ledger, made.id)["status"].package == "回执第01号"
    assert "要改的 1 条" in words(page, "town_next_words")
    (line,) = told_lines(page)
    assert "演示宣传周活动" in line.text()
    line.linkActivated.emit("open")
    form = window.page_on_top()
    assert isinstance(form, RecordPage)
    said: list[str] = []
    town.said.connect(lambda _severity, told: said.append(told))
    people = form.findChild(QLineEdit, "people_input")
    assert people is not None
    people.selectAll()
    QTest.keyClicks(people, "28")
    form.save()
    assert "重新提交" in said[-1]
    (again,) = form.header.moves
    assert again.isEnabled()
    again.click()
    form.close_page()
    button(page, "town_next_back").click()
    desk_page = open_page(window)
    assert [line.text() for line in told_lines(desk_page)] == []
    officer.will_answer(stick)
    desk_page.send_step.button.click()
    (sent,) = stick.glob("*第02包.bsx")
    with look(county, sent) as found:
        take(county, found)
    with county.read() as reader:
        (there,) = reader.all(Event)
    assert (there.status, there.people) == ("submitted", 28)
    page = take_back(window, officer, make_return(county, site, stick).path)
    assert "已报送完毕" in words(page, "town_next_words")
    assert not told_lines(page)
    assert page.next is not None
    assert page.next.back.isVisible()


def test_a_record_that_waits_at_the_county_asks_for_nothing_here(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path, officer: Officer
) -> None:
    enrol_town(town, county, stick)
    made = add(town.desk, Event.ledger, whole_event())
    site = send_up(town, county, stick)
    move(county, Event.ledger, [made.id], "reviewed")
    edit(town.desk, Event.ledger, made.id, {"people": "31"})
    send_up(town, county, stick, "whole")
    window = open_window(qtbot, town)
    page = take_back(window, officer, make_return(county, site, stick).path)
    told = words(page, "town_next_words")
    assert "不用重报" in told
    assert "点一下打开" not in told
    assert len(told_lines(page)) == 1


def test_a_decision_of_the_county_is_said_on_the_receipt(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path, officer: Officer
) -> None:
    enrol_town(town, county, stick)
    made = add(town.desk, Event.ledger, whole_event())
    site = send_up(town, county, stick)
    edit(county, Event.ledger, made.id, {"people": "32"})
    edit(town.desk, Event.ledger, made.id, {"people": "33"})
    send_up(town, county, stick, "whole")
    (matter,) = waiting(county)
    resolve(county, [(matter.ledger, matter.id, matter.register, "theirs")])
    window = open_window(qtbot, town)
    page = take_back(window, officer, make_return(county, site, stick).path)
    assert any("线下人数" in line.text() for line in told_lines(page))


def test_a_package_that_did_not_get_to_its_stick_is_not_ticked_off(
    qtbot: QtBot,
    town: Shell,
    county: Desk,
    stick: Path,
    officer: Officer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    enrol_town(town, county, stick)
    page = open_page(open_window(qtbot, town))
    add(town.desk, Event.ledger, whole_event())
    page.refresh()

    def full(*_given: object, **_more: object) -> Path:
        raise Refused("演示：U 盘满了")

    with monkeypatch.context() as patch:
        patch.setattr("boshan_desk.exchange.media.carry", full)
        patch.setattr("boshan_desk.usecases.exchange.making.carry", full, raising=False)
        officer.will_answer(stick)
        page.send_step.button.click()
    assert page.table.words()[0][0] == "第01包"
    assert states(page)[2] == "now"
    assert "第01包没有存到 U 盘上" in words(page, "town_send_said_words")
    page.refresh()
    assert "没有存到" in words(page, "town_send_said_words")
    officer.will_answer(stick)
    page.send_step.again.click()
    assert list(stick.glob("*第01包.bsx"))
    assert "核对无误" in words(page, "town_send_said_words")
    assert states(page)[2] == "done"


def test_rows_of_a_workbook_are_those_of_the_one_town(town: Shell, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["活动名称", "类别", "开始日期"])
    sheet.append(["演示进村讲座", "讲座", "2026-08-10"])
    path = tmp_path / "演示.xlsx"
    book.save(path)
    take_in(town.desk, look_into(town.desk, Event.ledger, path))
    with town.desk.read() as reader:
        (made,) = reader.all(Event)
    assert made.town_code == YUCHENG


def test_what_another_town_held_is_not_counted_as_the_own(
    town: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_other = replace(Event(), title="演示邻镇培训", starts_on=TODAY, town_code="370304113")
    # As it comes down when a firm of the own town was there.
    monkeypatch.setattr(town.desk, "own_towns", (YUCHENG, "370304113"))
    save_many(town.desk, "演示", [(None, with_other)])
    period = quarter(2026, 4)
    assert read_entered(town.rows, period, YUCHENG).in_period == {}
    assert read_entered(town.rows, period).in_period == {"event": 1}


def test_a_restored_desk_is_told_to_send_first(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path
) -> None:
    enrol_town(town, county, stick)
    send_up(town, county, stick, "nothing")
    page = open_page(open_window(qtbot, town))
    assert page.now is not None
    assert page.entered is not None
    assert not page.now.restored
    assert "从备份恢复" not in words(page, "town_send_told")
    page.send_step.show_now(replace(page.now, restored=True), page.entered)
    assert "从备份恢复" in words(page, "town_send_told")


# Room


@pytest.mark.parametrize("size", [(1366, 728), (911, 485), (780, 485)])
def test_nothing_is_beyond_the_right_edge(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path, size: tuple[int, int]
) -> None:
    enrol_town(town, county, stick)
    window = open_window(qtbot, town)
    window.resize(*size)
    page = open_page(window)
    QApplication.processEvents()
    assert page.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    assert page.widget().width() <= page.viewport().width()
    assert page.widget().minimumSizeHint().width() <= page.viewport().width()


def test_the_targets_that_the_county_set_for_the_town_are_seen(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path
) -> None:
    enrol_town(town, county, stick)
    given = {"indicator": "BS-T02", "year": "2026", "role": "town", "value": "1361"}
    given |= {"town_code": YUCHENG, "doc_no": "演示发〔2026〕1号", "approver": "演示局长"}
    add(county, KEPT["target"], given)
    with county.read() as reader:
        (peer,) = peers(reader, DOWN)
    back = make_return(county, peer.site, stick)
    with look(town.desk, back.path) as found:
        take(town.desk, found)
    page = open_page(open_window(qtbot, town))
    box = page.findChild(QFrame, "town_targets")
    assert box is not None
    assert box.isVisible()
    told = "\n".join(label.text() for label in box.findChildren(QLabel))
    assert "有效商标注册量" in told
    assert "1361" in told


def test_a_desk_that_was_switched_off_says_so_and_why(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path
) -> None:
    enrol_town(town, county, stick)
    with town.desk.work("演示") as work:
        top = up(work)
        assert top is not None
        told = {**top.certificate, "why": "电脑丢失（演示）"}
        off = replace(top, state=REVOKED, certificate=told)
        keep_peer(work, off, needs=Right.SETTINGS)
    page = open_page(open_window(qtbot, town))
    assert page.stopped.isVisible()
    assert "电脑丢失（演示）" in page.stopped.words


def test_what_the_county_wrote_down_of_the_report_is_seen(
    qtbot: QtBot, town: Shell, county: Desk, stick: Path
) -> None:
    enrol_town(town, county, stick)
    sent = make_package(town.desk, stick, period=quarter(2026, 3), statement="nothing")
    with look(county, sent.path) as found:
        take(county, found)
        site = found.peer.site
    back = make_return(county, site, stick)
    with look(town.desk, back.path) as found:
        take(town.desk, found)
    page = open_page(open_window(qtbot, town))
    assert "区县局登记为：零报告" in words(page, "town_send_told")
