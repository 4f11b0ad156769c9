"""The first page: what the office stands at, what waits, and the ways in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.changes import Step
from boshan_desk.domain.figures import Figure, Where
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period, last_full_quarter, quarter_of
from boshan_desk.domain.view import View
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.store.rows import Recent, Rows
from boshan_desk.ui import icons, theme
from boshan_desk.ui.backup_line import BackupLine, SecondCopyBanner
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.deadlines_count import DueCounts
from boshan_desk.ui.deadlines_line import DueLine
from boshan_desk.ui.exchange_line import ExchangeLine
from boshan_desk.ui.keeping import Keeping
from boshan_desk.ui.law_line import CalendarLine
from boshan_desk.ui.lines import unflagged, while_there
from boshan_desk.ui.place_banner import PlaceBanner
from boshan_desk.ui.plan_line import PlanLine
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.signed_in import should_set_up

if TYPE_CHECKING:
    from boshan_desk.usecases.figures import FigureLine

CARDS: Final = (
    (mark("商标品牌指导站"), "station", ("M-BR01", "M-BR02", "M-BR02b")),
    (mark("地理标志"), "gi", ("M-GI01", "M-GI02", "M-GI05")),
    (mark("执法案件"), "case", ("M-EN02", "M-EN03", "M-EN04", "M-EN05")),
    (mark("培训宣传"), "event", ("M-TR01", "M-TR01b", "M-TR02")),
)
"""The main figures of the four jobs of the office, as the quarterly paper leads with them."""

_WEEKDAYS: Final = (
    mark("星期一"),
    mark("星期二"),
    mark("星期三"),
    mark("星期四"),
    mark("星期五"),
    mark("星期六"),
    mark("星期日"),
)


@dataclass(frozen=True)
class Waiting:
    """What the store says waits and happened, read in one go off the window's thread."""

    drafts: tuple[tuple[str, int], ...]
    unsaved: tuple[tuple[str, str, str], ...]
    recent: tuple[tuple[Recent, str], ...]


def look_what_waits(rows: Rows) -> Waiting:
    """Drafts by ledger, forms never saved, and the newest steps with the names of their records."""
    drafts = []
    for ledger in LEDGERS.values():
        count = rows.count(View(ledger=ledger.name, where=(Where("status", "=", "draft"),)))
        if count:
            drafts.append((ledger.name, count))
    # What names an informant stands in no list.
    recent = [
        (step, rows.label(step.ledger, step.record_id) if _named(step.ledger) else "")
        for step in rows.recent(most=7)
    ]
    return Waiting(tuple(drafts), tuple(rows.unsaved()), tuple(recent))


def _named(ledger_name: str) -> bool:
    """Whether the records of a ledger may be called by name."""
    return ledger_name in KEPT and not KEPT[ledger_name].secret


def declared(code: str) -> tuple[Ledger, Figure]:
    """Where a figure is declared."""
    return next(
        (ledger, figure)
        for ledger in LEDGERS.values()
        for figure in ledger.figures
        if figure.code == code
    )


class LinkButton(QPushButton):
    """Words that lead somewhere: underlined, so that colour is not the only sign."""

    def __init__(self, words: str = "") -> None:
        super().__init__(words)
        theme.dress(self, role="link")
        self.setStyleSheet("QPushButton { padding: 0 3px; }")
        self.setCursor(Qt.CursorShape.PointingHandCursor)


class Card(QFrame):
    """The figures of one job of the office."""

    figure_wanted = Signal(str)

    def __init__(self, title: str, icon: str, codes: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName(f"card_{icon}")
        theme.dress(self, role="card")
        self.codes = tuple(codes)
        self._values: dict[str, LinkButton] = {}
        self._notes: dict[str, QLabel] = {}
        line = self.fontMetrics().height()
        grid = QGridLayout(self)
        grid.setContentsMargins(line * 2 // 3, line // 2, line * 2 // 3, line // 2)
        grid.setHorizontalSpacing(line // 3)
        grid.setVerticalSpacing(line // 4)
        head = QHBoxLayout()
        sign = QLabel()
        sign.setPixmap(icons.icon(icon).pixmap(QSize(line, line), self.devicePixelRatioF()))
        name = QLabel(title)
        name.setStyleSheet("font-weight: 500;")
        head.setSpacing(line // 3)
        head.addWidget(sign)
        head.addWidget(name, 1)
        grid.addLayout(head, 0, 0, 1, 3)
        for row, code in enumerate(codes):
            _ledger, figure = declared(code)
            label = QLabel(_(figure.title))
            label.setToolTip(_(figure.basis))
            value = LinkButton("…")
            value.setObjectName(f"figure_{code}")
            value.setAccessibleName(_(figure.title))
            value.clicked.connect(partial(self.figure_wanted.emit, code))
            note = QLabel()
            note.setObjectName(f"change_{code}")
            theme.dress(note, role="hint")
            grid.addWidget(label, 1 + row, 0)
            grid.addWidget(value, 1 + row, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(note, 1 + row, 2)
            self._values[code], self._notes[code] = value, note
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(2, note.fontMetrics().horizontalAdvance(_("同比下降100.0%")))
        grid.setRowStretch(1 + len(codes), 1)

    def show_figure(self, code: str, value: str, change: str) -> None:
        """Write a number and its change over the year into the card."""
        self._values[code].setText(value)
        self._notes[code].setText(change)


class StartPage(QScrollArea):
    """The page the window opens with."""

    import_wanted = Signal()
    report_wanted = Signal()
    calendar_wanted = Signal()
    set_up_wanted = Signal()
    """The desk is to have accounts."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self._warm = False
        self._columns = 0
        self.setObjectName("start_page")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        body = QWidget()
        body.setObjectName("start_body")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(body)
        whole.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
        whole.setSpacing(line // 2)
        whole.addWidget(secrecy_notice())
        if should_set_up(shell):
            whole.addWidget(self._make_offer())
        self._place_warning = PlaceBanner(shell)
        whole.addWidget(self._place_warning)
        self._keeping_room = QVBoxLayout()
        whole.addLayout(self._keeping_room)
        whole.addLayout(self._make_head())
        self._due_room = QVBoxLayout()
        whole.addLayout(self._due_room)
        self._calendar_line = CalendarLine(shell)
        self._calendar_line.wanted.connect(self.calendar_wanted)
        whole.addWidget(self._calendar_line)
        self.plan_line = PlanLine(shell)
        whole.addWidget(self.plan_line)
        self.exchange_line = ExchangeLine(shell)
        whole.addWidget(self.exchange_line)
        self._backups_room = QVBoxLayout()
        whole.addLayout(self._backups_room)
        whole.addLayout(self._make_ways_in())
        whole.addLayout(self._make_periods())
        self._cards = [Card(_(title), icon, codes) for title, icon, codes in CARDS]
        for card in self._cards:
            card.figure_wanted.connect(self._open_figure)
        self._grid = QGridLayout()
        self._grid.setSpacing(line * 3 // 4)
        whole.addLayout(self._grid)
        below = QHBoxLayout()
        below.setSpacing(line * 3 // 4)
        self._waiting = _Box(_("待办"), "waiting")
        self._recent = _Box(_("最近改动"), "recent")
        below.addWidget(self._waiting, 2)
        below.addWidget(self._recent, 3)
        whole.addLayout(below)
        whole.addStretch(1)
        self.setWidget(body)
        shell.stepped.connect(self._after)

    # Parts

    def _make_offer(self) -> Banner:
        offer = Banner("no_accounts", "note")
        offer.add_button("offer_accounts", _("设立账户…"), self.set_up_wanted.emit)
        offer.say(_("数据尚未设密码、未加密：能打开这台电脑的人都能看到台账。"))
        return offer

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        bureau = QLabel(self.shell.county.bureau)
        bureau.setObjectName("bureau")
        theme.dress(bureau, role="title")
        self._day = QLabel(day_words(self.shell.today))
        self._day.setObjectName("today")
        theme.dress(self._day, role="hint")
        row.addWidget(bureau)
        row.addStretch(1)
        row.addWidget(self._day)
        return row

    def _make_ways_in(self) -> QHBoxLayout:
        row = QHBoxLayout()
        open_record, read, enter = self.shell.open_record, Right.READ, Right.ENTER
        case, service = KEPT["case"].writing, KEPT["station_service"].writing
        ways = (
            ("quick_case", _("登记案件"), "case", case, lambda: open_record("case")),
            (
                "quick_service",
                _("登记服务记录"),
                "station",
                service,
                lambda: open_record("station_service"),
            ),
            ("quick_import", _("导入表格"), "import", enter, self.import_wanted.emit),
            ("quick_report", _("生成季报"), "report", read, self.report_wanted.emit),
        )
        for name, words, icon, right, slot in ways:
            button = QPushButton(icons.icon(icon), words)
            button.setObjectName(name)
            button.clicked.connect(unflagged(slot))
            if not self.shell.may(right):
                button.hide()
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _make_periods(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._heading = QLabel()
        self._heading.setObjectName("figures_heading")
        self._heading.setStyleSheet("font-weight: 500;")
        row.addWidget(self._heading)
        row.addStretch(1)
        self._choice = QButtonGroup(self)
        chosen = str(self.shell.state.get("start.period", "last"))
        for key, words in (
            ("last", _("上季度")),
            ("now", _("本季度")),
            ("year", _("本年累计")),
        ):
            button = QToolButton()
            button.setText(words)
            button.setObjectName(f"period_{key}")
            button.setCheckable(True)
            button.setChecked(key == chosen)
            button.clicked.connect(partial(self._choose_period, key))
            self._choice.addButton(button)
            row.addWidget(button)
        if self._choice.checkedButton() is None:
            self._choice.buttons()[0].setChecked(True)
        self._name_period()
        return row

    def show_backups(self, keeping: Keeping) -> None:
        """Say here how backups stand."""
        self._keeping_room.addWidget(SecondCopyBanner(keeping))
        self._backups_room.addWidget(BackupLine(keeping))

    def show_due(self, due: DueCounts) -> None:
        """Say here what is due, with the way to the list."""
        self._due_room.addWidget(DueLine(due))

    # Figures

    @property
    def period(self) -> Period:
        """The period whose figures are shown."""
        today = self.shell.today
        match self._choice.checkedButton().objectName():
            case "period_now":
                return quarter_of(today)
            case "period_year":
                return quarter_of(today).cumulative()
            case _:
                return last_full_quarter(today)

    def _choose_period(self, key: str) -> None:
        self.shell.state.set("start.period", key)
        self._name_period()
        self.refresh()

    def _name_period(self) -> None:
        name = self._choice.checkedButton().text()
        self._heading.setText(
            _("{name}（{period}）主要数字").format(name=name, period=self.period.words())
        )

    def begin(self) -> None:
        """The desk is open: from now on figures can be counted without keeping anyone waiting."""
        self._warm = True
        self._place_warning.look()
        self._calendar_line.look()
        self.refresh()

    def refresh(self) -> None:
        """Read everything anew."""
        if not self._warm:
            return
        self._day.setText(day_words(self.shell.today))
        self._name_period()
        self._count()
        self.plan_line.look()
        self.exchange_line.look()
        self.shell.look(look_what_waits, while_there(self, self._show_waiting))

    def _after(self, _step: Step) -> None:
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Nothing is counted for a page nobody looks at, so it is when it is looked at again."""
        super().showEvent(event)
        self.refresh()

    def _count(self) -> None:
        period = self.period

        def work(_progress: object) -> list[FigureLine]:
            from boshan_desk.usecases.figures import collect_one

            wanted = [code for _title, _icon, codes in CARDS for code in codes]
            with self.shell.desk.read() as reader:
                return [collect_one(reader, code, period) for code in wanted]

        self.shell.jobs.look(
            work,
            while_there(self, partial(self._show_figures, period)),
            self.shell.tell_failure,
        )

    def _show_figures(self, period: Period, lines: Sequence[FigureLine]) -> None:
        if period != self.period:
            return
        found = {line.code: line for line in lines}
        for card in self._cards:
            for code in card.codes:
                line = found[code]
                number = f"{line.show(line.value)} {_(line.unit)}"
                card.show_figure(code, number, line.change_words())

    def _open_figure(self, code: str) -> None:
        ledger, figure = declared(code)
        view = View(ledger=ledger.name, counted=(figure, self.period))
        self.shell.list_wanted.emit(ledger.name, view)

    # What waits and what happened

    def _show_waiting(self, found: Waiting) -> None:
        self._waiting.clear()
        for ledger_name, id, at in found.unsaved:
            ledger = KEPT[ledger_name]
            words = _("{title}：{at} 填写的内容还没有保存，继续填写").format(
                title=_(ledger.title), at=at[5:16]
            )
            self._waiting.add(words, partial(self._go_on, ledger_name, id), name="unsaved")
        for ledger_name, count in found.drafts:
            ledger = LEDGERS[ledger_name]
            words = _("{title}：草稿 {count} {measure}").format(
                title=_(ledger.title), count=count, measure=_(ledger.measure)
            )
            view = View(ledger=ledger_name, where=(Where("status", "=", "draft"),))
            self._waiting.add(
                words,
                partial(self.shell.list_wanted.emit, ledger_name, view),
                name=f"drafts_{ledger_name}",
            )
        if self._waiting.empty:
            self._waiting.say(_("没有等待处理的内容。"))
        self._recent.clear()
        for step, label in found.recent:
            self._add_recent(step, label)
        if self._recent.empty:
            self._recent.say(_("还没有记录。可先登记一件案件，或导入已有的表格。"))

    def _add_recent(self, step: Recent, label: str) -> None:
        if step.count == 1:
            what = f"{step.name}　{label}" if label else step.name
        else:
            what = _("{name}　共 {count} 条").format(name=step.name, count=step.count)
        words = f"{step.at[5:16]}　{what}"
        slot = None
        if step.count == 1 and step.live and step.ledger in LEDGERS:
            slot = partial(self.shell.open_record, step.ledger, step.record_id)
        elif step.count > 1 and step.ledger in LEDGERS:
            slot = partial(self.shell.list_wanted.emit, step.ledger, None)
        self._recent.add(words, slot, name="recent_step", tip=step.officer)

    def _go_on(self, ledger_name: str, id: str) -> None:
        """Open the form again in which something was typed; a new record has its id only there."""
        stored = self.shell.rows.place(ledger_name, id) is not None
        self.shell.open_record(ledger_name, id if stored else None, None)

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Four cards in a row where there is room, else two, else one."""
        super().resizeEvent(event)
        least = self.fontMetrics().horizontalAdvance("0") * 43
        room = max(1, self.viewport().width() // max(1, least))
        columns = 4 if room >= 4 else 2 if room >= 2 else 1
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // columns, place % columns)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


class _Box(QFrame):
    """A titled list of links."""

    def __init__(self, title: str, name: str) -> None:
        super().__init__()
        self.setObjectName(f"box_{name}")
        theme.dress(self, role="card")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
        head = QLabel(title)
        head.setStyleSheet("font-weight: 500;")
        whole.addWidget(head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(line // 6)
        whole.addLayout(self._rows)
        whole.addStretch(1)
        self.say(_("正在读取…"))

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return self._rows.count() == 0

    def clear(self) -> None:
        """Take every line away."""
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def say(self, words: str) -> None:
        """A sentence in place of lines."""
        label = QLabel(words)
        label.setWordWrap(True)
        theme.dress(label, role="hint")
        self._rows.addWidget(label)

    def add(
        self, words: str, slot: Callable[[], object] | None, *, name: str, tip: str = ""
    ) -> None:
        """A line, which leads somewhere where `slot` is given."""
        line: LinkButton | QLabel
        if slot is None:
            line = QLabel(words)
            line.setTextFormat(Qt.TextFormat.PlainText)
        else:
            # An ampersand in a name is a character, not a shortcut.
            line = LinkButton(words.replace("&", "&&"))
            line.clicked.connect(unflagged(slot))
        line.setObjectName(name)
        line.setToolTip(f"{words}\n{tip}" if tip else words)
        line.setMinimumWidth(1)
        line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._rows.addWidget(line)


def secrecy_notice() -> QFrame:
    """What every computer of the office must say (保密法: no state secrets on it)."""
    frame = QFrame()
    frame.setObjectName("secrecy_notice")
    theme.dress(frame, role="strip", severity="stop")
    line = frame.fontMetrics().height()
    row = QHBoxLayout(frame)
    row.setContentsMargins(line * 2 // 3, line // 4, line, line // 4)
    row.setSpacing(line // 2)
    sign = QLabel()
    side = round(line * 1.2)
    sign.setPixmap(icons.icon("stop").pixmap(QSize(side, side), frame.devicePixelRatioF()))
    first = QLabel(_("本机禁止处理涉密信息"))
    first.setObjectName("secrecy_words")
    theme.dress(first, role="title", severity="stop")
    second = QLabel(_("不得录入、导入、保存、打印国家秘密和工作秘密"))
    second.setWordWrap(True)
    row.addWidget(sign)
    row.addWidget(first)
    row.addWidget(second, 1)
    return frame


def day_words(day: date) -> str:
    """A day as an office writes it, with its weekday."""
    return _("{year}年{month}月{day}日　{weekday}").format(
        year=day.year, month=day.month, day=day.day, weekday=_(_WEEKDAYS[day.weekday()])
    )
