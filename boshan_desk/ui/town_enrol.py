"""开户: a town's computer is made known here, led by the hand, and by telephone.

What came on the stick proves nothing by itself: whoever carries it could have changed it.  So the
two offices read eight groups of digits to each other before anything is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Damaged, Refused
from boshan_desk.i18n import _, mark
from boshan_desk.ui import icons, theme
from boshan_desk.ui.audit_check import Answer
from boshan_desk.ui.exchange_words import below_words
from boshan_desk.ui.fingerprint import Groups
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.numbered import Numbered, State
from boshan_desk.ui.record_access import who_may
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage
from boshan_desk.ui.tall_area import TallArea

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.exchange.enrolling import Enrolled
    from boshan_desk.usecases.exchange.peers import Peer
    from boshan_desk.usecases.exchange.requests import Request

KINDS: Final = mark("申请文件 (*.bsq);;所有文件 (*)")

Found = tuple["Request", str, list["Peer"]]
"""A request, the code of the town it speaks of or "", and the desks that are known below."""


class EnrolPage(SidePage):
    """Three steps: the request, the telephone, the certificate."""

    manual: Final = "towns"

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("{below}开户").format(below=below_words(shell.level)))
        self.setObjectName("enrol_page")
        self.shell = shell
        self.asked: Request | None = None
        self.path: Path | None = None
        self._peers: list[Peer] = []
        self._done = False
        self._under_way = False
        self._open: Numbered | None = None
        """The step that was brought into sight last."""
        self._area = area = TallArea()
        self.body.addWidget(area, 1)
        area.column.setSpacing(self.fontMetrics().height() // 2)
        self.own_button = QPushButton(icons.icon("phone"), _("本单位的核对码"))
        self.own_button.setObjectName("enrol_own")
        self.own_button.setToolTip(_("对方接收开户文件时打来电话核对，从这里念"))
        self.own_button.clicked.connect(lambda: self.show_own())
        self.head.addWidget(self.own_button)
        area.column.addWidget(self._make_own())
        area.column.addWidget(self._make_choice())
        area.column.addWidget(self._make_call())
        area.column.addWidget(self._make_issue())
        area.column.addStretch(1)
        self.setFocusProxy(self.choose)
        self._show_steps()

    # Parts

    def _make_own(self) -> QFrame:
        self._own_card = QFrame()
        self._own_card.setObjectName("enrol_own_card")
        theme.dress(self._own_card, role="card")
        line = self.fontMetrics().height()
        column = QVBoxLayout(self._own_card)
        column.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
        about = QLabel(_("本单位的核对码。对方接收开户文件时打来电话，逐组念给对方听："))
        about.setWordWrap(True)
        self._own_digits = Groups(ticking=False)
        column.addWidget(about)
        column.addWidget(self._own_digits)
        self._own_card.hide()
        return self._own_card

    def show_own(self) -> None:
        """Show the digits of this office, to be read out; once more puts them away."""
        if self._own_card.isVisible():
            self._own_card.hide()
            return

        def work(desk: Desk) -> str:
            from boshan_desk.usecases.exchange.own_keys import keys_of

            with desk.read() as reader:
                own = keys_of(reader).own
            return own.public.fingerprint() if own else ""

        def show(fingerprint: str) -> None:
            if not fingerprint:
                # Nobody has been given anything yet that could be compared.
                self.shell.said.emit("note", _("第一次开户时才有本单位的核对码，办完以后再念"))
                return
            self._own_digits.show_groups(fingerprint.split())
            self._own_card.show()
            self._area.verticalScrollBar().setValue(0)

        self.shell.do(work, while_there(self, show))

    def _make_choice(self) -> Numbered:
        self.first = Numbered(1, _("选择申请文件"), "enrol_request")
        below = below_words(self.shell.level)
        about = QLabel(
            _(
                "请{below}在自己的电脑上打开程序，在“报送”里点“生成申请文件到 U 盘”，把 U 盘送来。"
                "申请文件以“.bsq”结尾。"
            ).format(below=below)
        )
        about.setWordWrap(True)
        theme.dress(about, role="hint")
        self.first.body.addWidget(about)
        row = QHBoxLayout()
        ink = theme.PALETTE.on_accent
        self.choose = QPushButton(icons.icon("open", ink=ink), _("选择申请文件…"))
        self.choose.setObjectName("enrol_choose")
        theme.dress(self.choose, role="primary")
        self.choose.clicked.connect(lambda: self.choose_file())
        self._file = QLabel()
        self._file.setObjectName("enrol_file")
        self._file.setWordWrap(True)
        self._file.setTextFormat(Qt.TextFormat.PlainText)
        row.addWidget(self.choose)
        row.addWidget(self._file, 1)
        self.first.body.addLayout(row)
        self.answer = Answer("enrol_answer")
        self.first.body.addWidget(self.answer)
        self._form = QWidget()
        self._form.setMaximumWidth(self.fontMetrics().horizontalAdvance("国") * 36)
        form = QFormLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        self.town = QComboBox()
        self.town.setObjectName("enrol_town")
        self.town.addItem(_("请选择"), "")
        for code in self.shell.county.counted:
            self.town.addItem(self.shell.lists["town"].label(code), code)
        self.town.activated.connect(lambda _row: self._town_chosen())
        self.place = QComboBox()
        self.place.setObjectName("enrol_place")
        self.place.activated.connect(lambda _row: self._show_steps())
        form.addRow(below, self.town)
        form.addRow(_("这台电脑"), self.place)
        self.first.body.addWidget(self._form)
        self._form.hide()
        return self.first

    def _make_call(self) -> Numbered:
        self.second = Numbered(2, _("打电话核对"), "enrol_call")
        self._call = QLabel()
        self._call.setObjectName("enrol_call_words")
        self._call.setWordWrap(True)
        self.second.body.addWidget(self._call)
        self.groups = Groups()
        self.groups.moved.connect(self._show_steps)
        self.second.body.addWidget(self.groups)
        row = QHBoxLayout()
        self._left = QLabel()
        self._left.setObjectName("enrol_left")
        theme.dress(self._left, role="hint")
        self.differs = QPushButton(icons.icon("stop"), _("有一组不一样"))
        self.differs.setObjectName("enrol_differs")
        self.differs.clicked.connect(lambda: self.stop())
        row.addWidget(self._left, 1)
        row.addWidget(self.differs)
        self.second.body.addLayout(row)
        return self.second

    def _make_issue(self) -> Numbered:
        self.third = Numbered(3, _("把开户文件存到 U 盘"), "enrol_issue")
        row = QHBoxLayout()
        ink = theme.PALETTE.on_accent
        self.issue = QPushButton(icons.icon("stick", ink=ink), _("保存开户文件…"))
        self.issue.setObjectName("enrol_save")
        theme.dress(self.issue, role="primary")
        self.issue.clicked.connect(lambda: self.enrol())
        self._then = QLabel(_("开户文件带回去，请对方在“报送”的“接收开户文件”里选择它。"))
        self._then.setObjectName("enrol_then")
        self._then.setWordWrap(True)
        row.addWidget(self.issue)
        row.addWidget(self._then, 1)
        self.third.body.addLayout(row)
        self.told = Answer("enrol_told")
        self.third.body.addWidget(self.told)
        self._own = QLabel(
            _("对方接收时也会显示八组数字，那是本单位的核对码。对方打来电话时，逐组念给对方听：")
        )
        self._own.setWordWrap(True)
        self.own_groups = Groups(ticking=False)
        for widget in (self._own, self.own_groups):
            self.third.body.addWidget(widget)
            widget.hide()
        return self.third

    # The request

    def choose_file(self) -> None:
        """Ask for a request, and read it."""
        path = self.shell.ask.open_file(_("选择申请文件"), _(KINDS))
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Read this request; nothing is written."""
        if self._under_way:
            return
        self._under_way = True
        self.path, self.asked, self._done = path, None, False
        self._show_steps()

        def work(desk: Desk) -> Found:
            from boshan_desk.usecases.exchange.peers import DOWN, peers
            from boshan_desk.usecases.exchange.requests import find_town, read_request

            asked = read_request(desk, path)
            with desk.read() as reader:
                return asked, find_town(reader, asked) or "", peers(reader, DOWN)

        self.shell.do(
            work,
            while_there(self, self._read),
            words=_("正在读取申请文件"),
            failed=while_there(self, self._not_read),
        )

    def _not_read(self, error: Exception) -> None:
        self._under_way = False
        if isinstance(error, Refused) and not isinstance(error, Damaged):
            self.answer.say("stop", error.words())
            self._file.setText(self.path.name if self.path else "")
        else:
            self.shell.tell_failure(error)
        self._show_steps()

    def _read(self, found: Found) -> None:
        self._under_way = False
        self.asked, town, self._peers = found
        asked = self.asked
        self._file.setText(
            _("{name}　{officer}　{at}").format(
                name=asked.name, officer=asked.officer, at=f"{asked.made_at:%Y-%m-%d %H:%M}"
            )
        )
        if asked.words:
            self.answer.say("warn", "\n".join(asked.words))
        else:
            self.answer.hide()
        self.town.setCurrentIndex(max(0, self.town.findData(town)))
        self.groups.show_groups(asked.fingerprint.split())
        self._call.setText(
            _(
                "请拨打{name}平时就在用的电话（不要用申请文件里写的号码），请对方打开“报送”，"
                "从第 1 组念起。听到一组、看着一样，点一下那一组；全部点过才能往下。"
            ).format(name=asked.name)
        )
        self._town_chosen()
        if self.groups.buttons:
            self.groups.buttons[0].setFocus()

    def _town_chosen(self) -> None:
        """Offer whose place the computer may take."""
        self.place.clear()
        for words, site in self._places():
            self.place.addItem(words, site)
        self._show_steps()

    def _places(self) -> Sequence[tuple[str, str]]:
        """What the computer may be, in words, and whose place it takes then."""
        asked, town = self.asked, str(self.town.currentData() or "")
        if asked is None:
            return ()
        known = asked.known
        if known is not None:
            if known.public == asked.public and known.active:
                return ((_("已经开过户，再发一次开户文件"), ""),)
            if known.active and asked.vouched_by == known.public.id:
                return ((_("已经开过户，更换核对码"), ""),)
            return ((_("已经开过户，重装或停用以后重新开户"), known.site),)
        there = [peer for peer in self._peers if town in peer.towns and peer.state != "replaced"]
        if not there:
            return ((_("第一次开户"), ""),)
        found = [
            (
                _("接替原来的电脑（编号前缀 {prefix}），原来的停用").format(prefix=peer.prefix),
                peer.site,
            )
            for peer in there
        ]
        return (*found, (_("增加一台，原来的继续用"), ""))

    # Where one is

    def _show_steps(self) -> None:
        asked = self.asked
        self.choose.setEnabled(not self._under_way)
        # One button leads at a time.
        self._lead(self.choose, "open", on=asked is None)
        self._form.setVisible(asked is not None)
        self.place.setEnabled(self.place.count() > 1)
        known_town = bool(self.town.currentData())
        may = self.shell.may(Right.SETTINGS)
        if not may:
            self._then.setText(_("开户由{roles}人员办理").format(roles=who_may(Right.SETTINGS)))
        left = self.groups.left
        self._left.setText(
            _("还有 {count} 组没有核对").format(count=left) if left else _("八组都一样")
        )
        self.town.setEnabled(not self._done)
        self.differs.setVisible(not self._done)
        states: tuple[State, State, State]
        if self._done:
            states = ("done", "done", "done")
        elif asked is None or not known_town:
            states = ("now", "later", "later")
        elif left:
            states = ("done", "now", "later")
        else:
            states = ("done", "done", "now")
        self.first.show_state(states[0])
        self.second.show_state(states[1])
        self.third.show_state(states[2])
        self.issue.setEnabled(may and not self._under_way and not self._done)
        step = (self.first, self.second, self.third)[2 if self._done else states.index("now")]
        if step is not self._open:
            # What is to be done next comes into sight, on a small screen, too.
            self._open = step
            QTimer.singleShot(0, step, partial(self._bring, step))

    def _bring(self, step: Numbered) -> None:
        self._area.ensureWidgetVisible(step)
        if step is self.third and self.issue.isEnabled():
            self.issue.setFocus()

    @staticmethod
    def _lead(button: QPushButton, picture: str, *, on: bool) -> None:
        ink = theme.PALETTE.on_accent if on else ""
        button.setIcon(icons.icon(picture, ink=ink))
        theme.dress(button, role="primary" if on else "")

    def stop(self) -> None:
        """The digits differ: nothing is written, and the request is put away."""
        asked = self.asked
        self.asked = None
        self.groups.show_groups(())
        self._file.clear()
        self.answer.say(
            "stop",
            _(
                "核对码不一样：这份申请文件不是对方电脑上的那一份，或者在路上被换过。没有开户。"
                "请对方重新制作申请文件，另换一个 U 盘送来；{name}的这份申请文件请不要再用。"
            ).format(name=asked.name if asked else ""),
        )
        self._show_steps()
        self.choose.setFocus()

    # The certificate

    def enrol(self) -> None:
        """Write the certificate onto the stick."""
        asked = self.asked
        if asked is None or self.groups.left or self._under_way:
            return
        folder = self.shell.ask.folder(_("插上 U 盘，选择保存开户文件的位置"))
        if folder is None:
            return
        towns = (str(self.town.currentData()),)
        replaces = str(self.place.currentData() or "")
        self._under_way = True
        self._show_steps()

        def work(desk: Desk) -> Enrolled:
            from boshan_desk.usecases.exchange.enrolling import enrol

            if not folder.is_dir():
                # A name that leads nowhere would be taken for the name of the file.
                raise Refused("找不到文件夹 {path}，请插好U盘后重选", path=folder)
            return enrol(desk, asked, folder, towns=towns, replaces=replaces)

        self.shell.do(
            work,
            while_there(self, self._enrolled),
            words=_("正在开户"),
            failed=while_there(self, self._not_enrolled),
        )

    def _not_enrolled(self, error: Exception) -> None:
        self._under_way = False
        self._show_steps()
        if isinstance(error, Refused) and not isinstance(error, Damaged):
            self.told.say("stop", error.words())
        else:
            self.shell.tell_failure(error)

    def _enrolled(self, made: Enrolled) -> None:
        self._under_way, self._done = False, True
        words = _("已为{name}开户，开户文件已保存并核对：{file}，可以拔出 U 盘。").format(
            name=made.peer.name, file=made.path.name
        )
        self.told.say("ok", "\n".join((words, *made.words)))
        self.own_groups.show_groups(made.fingerprint.split())
        for widget in (self._own, self.own_groups):
            widget.show()
        self._open = None
        self._show_steps()
        self.saved.emit(made.path, words)
