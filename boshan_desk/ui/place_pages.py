"""Makes the page of each place, when it is first looked at: the first paint waits for one only."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from boshan_desk.domain.figures import Where
from boshan_desk.domain.view import View
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ui.places import find_place
from boshan_desk.ui.town_places import place_at

if TYPE_CHECKING:
    from boshan_desk.ui.exchange_page import ExchangePage
    from boshan_desk.ui.ledger_page import LedgerPage
    from boshan_desk.ui.main_window import MainWindow
    from boshan_desk.ui.town_desk_page import TownDeskPage


class Lists(Protocol):
    """The page of a place that has lists."""

    def show_view(self, ledger_name: str, view: View | None) -> None:
        """Go to the list of a ledger, narrowed if a view is given."""


def make_page(window: MainWindow, key: str) -> QWidget:
    """The page of a place, tied to its window."""
    match key:
        case "start":
            return _make_start(window)
        case "plan":
            return _make_plan(window)
        case "case":
            return _make_cases(window)
        case "exchange":
            return _make_exchange(window)
        case "report":
            return _make_report(window)
        case _:
            return _make_lists(window, key)


def _make_start(window: MainWindow) -> QWidget:
    from boshan_desk.ui.start_page import StartPage

    page = StartPage(window.shell)
    page.import_wanted.connect(window.open_import)
    page.report_wanted.connect(lambda: window.show_place("report"))
    page.show_backups(window.keeping)
    page.show_due(window.due)
    page.calendar_wanted.connect(lambda: window.open_law(calendar=True))
    page.set_up_wanted.connect(window.signed_in.set_up)
    page.plan_line.wanted.connect(partial(_show_plan_matter, window))
    page.exchange_line.wanted.connect(partial(_show_exchange_matter, window))
    return page


def _show_exchange_matter(window: MainWindow, matter: str) -> None:
    """Go to what the first page says of what towns hand in."""
    if window.show_place("exchange") and matter == "matters":
        window.over.open_waiting()


def _show_plan_matter(window: MainWindow, matter: str) -> None:
    """Go to what the first page says of the plans."""
    if matter == "questions":
        window.over.open_plans(questions=True)
    elif matter == "slips":
        issued = (Where("state", "=", "issued"),)
        window.show_list("supervision", View(ledger="supervision", where=issued))
    else:
        window.show_targets()


def _make_plan(window: MainWindow) -> QWidget:
    from boshan_desk.ui.plan_page import PlanPage

    page = PlanPage(window.shell)
    _tie_lists(window, page.ledgers)
    page.files_wanted.connect(window.over.open_plans)
    page.page_wanted.connect(window.over.lay_page)
    page.saved.connect(window.tell_written)
    return page


def _make_cases(window: MainWindow) -> QWidget:
    from boshan_desk.ui.deadlines_page import DeadlinesPage
    from boshan_desk.ui.ledger_page import Leaf, LedgerPage

    def make_deadlines() -> QWidget:
        deadlines = DeadlinesPage(window.shell, window.due)
        deadlines.written.connect(window.tell_written)
        return deadlines

    page = LedgerPage(
        window.shell,
        [LEDGERS[name] for name in find_place("case").ledgers],
        first=Leaf("deadlines", mark("案件期限"), make_deadlines, "deadlines"),
    )

    def name_leaf() -> None:
        page.name_leaf(*window.due.mark(_("案件期限")))

    window.due.changed.connect(name_leaf)
    name_leaf()
    _tie_lists(window, page)
    return page


def _make_exchange(window: MainWindow) -> QWidget:
    """At a town's desk what is to be handed in; above it what comes in."""
    page: ExchangePage | TownDeskPage
    if window.shell.level == "town":
        from boshan_desk.ui.town_desk_page import TownDeskPage

        page = TownDeskPage(window.shell, window.keeping)
        page.office_changed.connect(partial(_remake, window))
    else:
        from boshan_desk.ui.exchange_page import ExchangePage

        page = ExchangePage(window.shell)
        page.upwards_wanted.connect(window.over.open_upwards)
    page.saved.connect(window.tell_written)
    return page


def _remake(window: MainWindow) -> None:
    """Names, towns and lists are others now: every page is made anew."""
    window.shell.read_office()
    # Not from within a page that will be gone then.
    QTimer.singleShot(0, window, window.remake_wanted.emit)


def _make_report(window: MainWindow) -> QWidget:
    from boshan_desk.ui.report_page import ReportPage

    page = ReportPage(window.shell)
    page.making.connect(window.messages.leave_page)
    page.saved.connect(window.tell_written)
    return page


def _make_lists(window: MainWindow, key: str) -> QWidget:
    from boshan_desk.ui.ledger_page import LedgerPage

    place = place_at(key, window.shell.level)
    ledgers = [LEDGERS[name] for name in place.ledgers]
    name = key if place.groups else ""
    page = LedgerPage(window.shell, ledgers, groups=place.groups, name=name)
    _tie_lists(window, page)
    return page


def _tie_lists(window: MainWindow, page: LedgerPage) -> None:
    page.import_wanted.connect(window.open_import)
    page.export_wanted.connect(window.export)
    page.full_export_wanted.connect(lambda name, view: window.export(name, view, full=True))
    page.book_wanted.connect(window.over.open_export_book)
    page.template_wanted.connect(window.write_template)
