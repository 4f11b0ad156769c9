"""The first run: an empty desk for the office, or the sample county to look around in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.county import USUAL, County, counties, load_county, read_county
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.today import Clock
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.entry import Entry
from boshan_desk.ui.first_restore import FirstRestore
from boshan_desk.ui.gate import Gate
from boshan_desk.ui.jobs import Jobs
from boshan_desk.ui.pack_check import read_pack
from boshan_desk.ui.recovery import RecoveryPage
from boshan_desk.ui.set_up import (
    FirstAccount,
    Made,
    ignore,
    load_accounts,
    make_first,
    may_leave,
)
from boshan_desk.ui.start_page import LinkButton

if TYPE_CHECKING:
    from boshan_desk.store.keys import Cost


@dataclass(frozen=True)
class Office:
    """Whose desk it is to be."""

    county: str | Path
    """One of the program's county packs, or the file of another."""
    name: str
    bureau: str
    towns: tuple[tuple[str, str], ...] = ()
    """Code and name of each of its towns, in the protocol order."""
    town: str = ""
    """The code of the town whose desk it is to be; "" for the county's own."""

    @property
    def who(self) -> str:
        """What the one whose desk it is to be is called."""
        return dict(self.towns)[self.town] if self.town else self.bureau


def shipped_offices() -> list[Office]:
    """Those whose pack comes with the program."""
    return [_office(id, load_county(id)) for id in counties()]


def _office(county: str | Path, pack: County) -> Office:
    towns = tuple((code, pack.towns.label(code)) for code in pack.counted)
    return Office(county, pack.name, pack.bureau, towns)


def read_office(path: Path) -> Office:
    """The one that a file is about; refused in words when it is not coherent."""
    from boshan_desk.usecases.county import check_county, refuse_faults

    text = read_pack(path)
    refuse_faults(check_county(text))
    pack = read_county(text, path.stem)
    return _office(path, pack)


def make_empty(folder: Path, county: str | Path, town: str = "") -> None:
    """Make an empty desk for a county's office, or for one of its towns."""
    from boshan_desk.usecases.desks import make_desk

    make_desk(folder, county=county, town=town)


def make_sample(folder: Path, county: str = USUAL) -> None:
    """Make a desk with the sample county's records."""
    from boshan_desk.usecases import desks

    desks.make_sample(folder, county=county)


class FirstWindow(Gate):
    """Asks once, on a computer that has no desk yet."""

    WIDTH = 110

    def __init__(
        self,
        folder: Path,
        ask: Ask,
        jobs: Jobs | None = None,
        *,
        cost: Cost | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        """`cost` is that of a guess at a password, the usual one if None."""
        super().__init__(ask, jobs or Jobs())
        self._folder = folder
        self._cost = cost
        self._offices = shipped_offices()
        self._office = self._offices[0]
        self.entry = Entry()
        """With what the desk is opened: the sample needs nothing."""
        self.setObjectName("first_window")
        self._restoring = FirstRestore(self, folder, ask, self._jobs, now or Clock().now)
        self._restoring.done.connect(self._restored)
        self._restoring.left.connect(self._choose)
        self._choose()

    @property
    def made(self) -> bool:
        """Whether there is a desk now."""
        return self.done

    def warm_up(self) -> None:
        """What making a desk needs."""
        self._jobs.look(lambda _progress: load_accounts(), ignore, ignore)

    def may_close(self) -> bool:
        """Once there is a code, only when it is on paper, or after a word."""
        return may_leave(self.page, self._ask)

    def _choose(self) -> None:
        page = Choice(self._folder, self._offices, self._office)
        page.file_wanted.connect(partial(self._ask_for_file, page))
        page.empty_wanted.connect(self._ask_for_account)
        page.sample_wanted.connect(self._make_sample)
        page.restore_wanted.connect(self._restoring.begin)
        self.show_page(page)

    def _ask_for_file(self, page: Choice) -> None:
        """Offer the office that a file is about; it is checked before."""
        path = self._ask.open_file(_("选择资料文件"), _("资料文件 (*.toml);;所有文件 (*)"))
        if path is None:
            page.offer(self._offices, self._office)
            return

        def take(office: Office) -> None:
            self._offices = [each for each in self._offices if each.county != path] + [office]
            self._office = office
            page.offer(self._offices, office)

        def refuse(error: Refused) -> None:
            self.tell(error)
            page.offer(self._offices, self._office)

        self.do(partial(read_office, path), take, words=_("正在检查资料文件"), failed=refuse)

    def _restored(self, entry: Entry) -> None:
        self.entry = entry
        self.finish()

    def _make_sample(self) -> None:
        self.do(
            partial(make_sample, self._folder, USUAL),
            lambda _done: self.finish(),
            words=_("正在准备示例数据，约需几秒…"),
        )

    def _ask_for_account(self, office: Office) -> None:
        self._office = office
        page = FirstAccount(
            go=_("建立台账"),
            back=_("返回"),
            about=_(
                "打开台账要输入密码，数据加密保存。没有默认密码，也没有后门："
                "密码请记牢，下一步会给出应急用的恢复码。"
            ),
            alone=bool(office.town),
        )
        page.wanted.connect(self._make_empty)
        page.back_wanted.connect(self._choose)
        self.show_page(page)

    def _make_empty(self, name: str, password: str, roles: tuple[str, ...]) -> None:
        office = self._office
        make = partial(
            make_first,
            self._folder,
            name,
            password,
            roles,
            office=office.who,
            cost=self._cost,
            make=partial(make_empty, self._folder, office.county, office.town),
        )
        self.do(make, self._show_code, words=_("正在建立台账并加密…"))

    def _show_code(self, made: Made) -> None:
        self.entry = made.entry
        page = RecoveryPage(made.sealed, self._ask, self._jobs, done=_("完成，打开台账"))
        page.finished.connect(self.finish)
        self.show_page(page)


class Choice(QWidget):
    """The ways to begin: anew, with the sample, or with what another computer had."""

    empty_wanted = Signal(object)
    """The `Office` that is chosen."""
    sample_wanted = Signal()
    file_wanted = Signal()
    """That of another county is to be read from a file."""
    restore_wanted = Signal()

    def __init__(self, folder: Path, offices: Sequence[Office], chosen: Office) -> None:
        super().__init__()
        self.setObjectName("first_choice")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(line)
        choices = QHBoxLayout()
        choices.setSpacing(line)
        choices.addWidget(self._make_empty_card(line), 1)
        choices.addWidget(self._make_sample_card(line), 1)
        whole.addLayout(choices, 1)
        restore = LinkButton(_("从备份恢复…（换了电脑，或数据丢失）"))
        restore.setObjectName("first_restore")
        restore.clicked.connect(self.restore_wanted)
        whole.addWidget(restore, 0, Qt.AlignmentFlag.AlignLeft)
        place = QLabel(_("数据保存在：{folder}").format(folder=folder))
        theme.dress(place, role="hint")
        place.setWordWrap(True)
        whole.addWidget(place)
        self.setFocusProxy(self._empty)
        self.offer(offices, chosen)

    @property
    def office(self) -> Office:
        """The office that is chosen."""
        office = self._offices[self._county.currentIndex()]
        return replace(office, town=self._town.currentData() or "") if self.for_town else office

    @property
    def for_town(self) -> bool:
        """Whether it is to be the desk of a town."""
        return self._kinds.checkedButton() is self._of_town

    def offer(self, offices: Sequence[Office], chosen: Office) -> None:
        """Offer these offices, and to read another from a file."""
        self._offices = list(offices)
        self._county.clear()
        for each in self._offices:
            self._county.addItem(each.name, str(each.county))
        self._county.insertSeparator(len(self._offices))
        self._county.addItem(_("从资料文件…"))
        bare = replace(chosen, town="")
        self._county.setCurrentIndex(self._offices.index(bare))
        if chosen.town:
            self._of_town.setChecked(True)
        self._offer_towns(chosen.town)

    def _choose(self, row: int) -> None:
        if row >= len(self._offices):
            self.file_wanted.emit()
        else:
            self._offer_towns()

    def _offer_towns(self, chosen: str = "") -> None:
        """Offer the towns of the county that is chosen; one's own is picked, never guessed."""
        self._town.clear()
        self._town.addItem(_("请选择本镇街"), "")
        for code, name in self._offices[self._county.currentIndex()].towns:
            self._town.addItem(name, code)
        self._town.setCurrentIndex(max(0, self._town.findData(chosen)))
        self._show_kind()

    def _show_kind(self) -> None:
        """Ask for the town where it is to be that of a town, and for nothing more else."""
        town = self.for_town
        self._about.setText(
            _("登记本镇街的记录，按期存到 U 盘报送区县局，全程不需要网络。")
            if town
            else _("为本单位建立空的台账，从登记或导入现有表格开始。")
        )
        for part in (self._town, self._town_title):
            part.setVisible(town)
        self._empty.setEnabled(not town or bool(self._town.currentData()))

    def _make_empty_card(self, line: int) -> QFrame:
        self._about = QLabel()
        card, layout = _card(line, _("新建台账"), self._about)
        self._of_county, self._of_town = QRadioButton(_("区县局")), QRadioButton(_("镇街"))
        self._of_county.setObjectName("first_of_county")
        self._of_town.setObjectName("first_of_town")
        self._of_county.setChecked(True)
        self._kinds = QButtonGroup(self)
        kinds = QHBoxLayout()
        kinds.setSpacing(line)
        for button in (self._of_county, self._of_town):
            self._kinds.addButton(button)
            kinds.addWidget(button)
        kinds.addStretch(1)
        self._kinds.buttonToggled.connect(lambda _button, _on: self._show_kind())
        self._county = QComboBox()
        self._county.setObjectName("first_county")
        self._county.setToolTip(_("其他区县：从资料文件读取名称、镇街和部门"))
        # By hand only: while it is filled, nobody wants a file.
        self._county.activated.connect(self._choose)
        self._town = QComboBox()
        self._town.setObjectName("first_town")
        self._town.currentIndexChanged.connect(lambda _row: self._show_kind())
        self._town_title = QLabel(_("镇街"))
        form = QFormLayout()
        form.addRow(_("本单位是"), kinds)
        form.addRow(_("区县"), self._county)
        form.addRow(self._town_title, self._town)
        for part in (self._town_title, self._town):
            # Its room stays, so that nothing jumps.
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            part.setSizePolicy(policy)
        layout.addLayout(form)
        layout.addStretch(1)
        self._empty = QPushButton(icons.icon("add", ink=theme.PALETTE.on_accent), _("新建台账…"))
        theme.dress(self._empty, role="primary")
        self._empty.setObjectName("first_empty")
        self._empty.setDefault(True)
        self._empty.clicked.connect(lambda: self.empty_wanted.emit(self.office))
        layout.addWidget(self._empty, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _make_sample_card(self, line: int) -> QFrame:
        card, layout = _card(
            line,
            _("打开示例（演示）"),
            QLabel(_("示例区县的记录全部是虚构的，适合熟悉操作和培训；不要在示例里登记真实业务。")),
        )
        layout.addStretch(1)
        sample = QPushButton(icons.icon("open"), _("打开示例（演示）"))
        sample.setObjectName("first_sample")
        sample.clicked.connect(lambda: self.sample_wanted.emit())
        layout.addWidget(sample, 0, Qt.AlignmentFlag.AlignLeft)
        return card


def _card(line: int, title: str, about: QLabel) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    theme.dress(card, role="card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(line, line, line, line)
    head = QLabel(title)
    theme.dress(head, role="section")
    about.setWordWrap(True)
    layout.addWidget(head)
    layout.addWidget(about)
    return card, layout
