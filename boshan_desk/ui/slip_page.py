"""A supervision slip: the draft that was filled in from a lamp, its issue, its answer, its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.changes import Step
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period, read_period
from boshan_desk.domain.problems import Invalid, Problem, Refused
from boshan_desk.i18n import _
from boshan_desk.ledgers.plan import Supervision
from boshan_desk.ui import slip_steps as steps
from boshan_desk.ui import slip_words as words
from boshan_desk.ui import theme
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import em, put_away, while_there
from boshan_desk.ui.paper_out import draw_page, print_paper
from boshan_desk.ui.paper_preview import PaperPreview
from boshan_desk.ui.report_page import write_whole
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage
from boshan_desk.ui.slip_steps import Values
from boshan_desk.ui.step_fields import StepFields

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.store.desk import Desk


_SETTLED: Final = 60
"""Milliseconds in which a form has found its heights."""


class SlipPage(SidePage):
    """One slip, with what its next step asks for."""

    manual = "slips"

    def __init__(
        self, shell: Shell, item: str = "", period: Period | None = None, *, slip_id: str = ""
    ) -> None:
        """About an indicator or task and a period, or a slip that is kept."""
        super().__init__(_("督办单"))
        self.setObjectName("slip_page")
        self.shell = shell
        self._item = item
        self._period = period
        self._slip_id = slip_id
        self.slip: Supervision | None = None
        """As it is kept or proposed."""
        self.kept = False
        """Whether it is in the books."""
        self.approver = ""
        self.under_way = False
        self.fields: StepFields | None = None
        self._drawn: Drawn | None = None
        size = em(self)
        self.way = QLabel()
        self.way.setObjectName("slip_way")
        self.way.setWordWrap(True)
        self.way.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.head.insertWidget(self.head.count() - 1, self.way, 1)
        self.head.setSpacing(size // 2)
        self.state = QLabel()
        self.state.setObjectName("slip_state")
        self.state.setWordWrap(True)
        theme.dress(self.state, role="section")
        self.trouble = Banner("slip_trouble", "error")
        self.offer = Banner("slip_offer", "note")
        self.offer.add_button("slip_remind", _("改为蓝色提醒"), self._remind)
        self.body.addWidget(self.state)
        self.body.addWidget(self.trouble)
        self.body.addWidget(self.offer)
        self.pile = QStackedWidget()
        self._form = QWidget()
        self._rows = QVBoxLayout(self._form)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self.told = QLabel()
        self.told.setObjectName("slip_told")
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._roll = QScrollArea()
        self._roll.setObjectName("slip_told_roll")
        self._roll.setWidgetResizable(True)
        self._roll.setWidget(self.told)
        self.told.setMargin(size // 2)
        self._rows.addWidget(self._roll, 1)
        self.preview = PaperPreview()
        self.preview.view.picture_wanted.connect(self._draw_page)
        self.pile.addWidget(self._form)
        self.pile.addWidget(self.preview)
        self.body.addWidget(self.pile, 1)
        self.body.addLayout(self._make_buttons())
        self._name_buttons()
        shell.stepped.connect(self._after)
        self.read()

    def _make_buttons(self) -> FlowLayout:
        row = FlowLayout(gap=self.fontMetrics().height() // 2)
        self.do_button = self._button("slip_do", "", "ok", self.take_step, primary=True)
        self.do_button.setToolTip("Ctrl+Enter")
        self.keep_button = self._button("slip_keep", _("保存草稿"), "save", self.keep)
        self.keep_button.setToolTip("Ctrl+S")
        self.look_button = self._button("slip_look", _("打印预览"), "preview", self.look)
        self.print_button = self._button("slip_print", _("打印…"), "print", self.print_out)
        self.print_button.setToolTip("Ctrl+P")
        self.more_button = QPushButton(icon("more"), _("更多"))
        self.more_button.setObjectName("slip_more")
        menu = QMenu(self.more_button)
        self.issue_action = menu.addAction(icon("ok"), _("只印发，不打印"))
        self.issue_action.setObjectName("slip_issue")
        self.issue_action.triggered.connect(self.issue)
        self.save_action = menu.addAction(icon("report"), _("保存 PDF…"))
        self.save_action.setObjectName("slip_save")
        self.save_action.triggered.connect(self.save_paper)
        self.void_action = menu.addAction(icon("withdraw"), _("作废…"))
        self.void_action.setObjectName("slip_void")
        self.void_action.triggered.connect(self.void)
        self.more_button.setMenu(menu)
        for button in (
            *(self.do_button, self.keep_button, self.look_button),
            *(self.print_button, self.more_button),
        ):
            row.addWidget(button)
        return row

    def _button(
        self, name: str, title: str, sign: str, slot: Callable[[], object], *, primary: bool = False
    ) -> QPushButton:
        ink = theme.PALETTE.on_accent if primary else None
        button = QPushButton(icon(sign, ink=ink) if ink else icon(sign), title)
        button.setObjectName(name)
        if primary:
            theme.dress(button, role="primary")
        button.clicked.connect(lambda _on=False: slot())
        return button

    # -- reading and showing

    def read(self, level: str = "") -> None:
        """Read the slip that is kept, or propose one."""
        item, period, id = self._item, self._period, self._slip_id

        self.shell.do(
            lambda desk: steps.read_slip(desk, item, period, id, level),
            while_there(self, self._show),
            failed=while_there(self, self._unread),
        )

    def _show(self, found: tuple[Supervision, bool, str]) -> None:
        self.slip, self.kept, self.approver = found
        slip = self.slip
        if slip.period:
            self._period = read_period(slip.period)
        self._item = slip.indicator or slip.task or self._item
        if self.kept:
            self._slip_id = slip.id
        self.offer.hide()
        self.trouble.hide()
        self.under_way = False
        self._lay_fields(slip)
        self.state.setText(words.standing_words(slip, self.shell.today))
        self.way.setText(words.way_words(slip))
        self.pile.setCurrentWidget(self._form)
        self._name_buttons()
        self.begin()
        # Only once the boxes have grown to their texts can the page roll to where one begins.
        QTimer.singleShot(_SETTLED, self, self._roll_to_focus)

    def _after(self, step: Step) -> None:
        """Undone, redone or written elsewhere: what is shown would no longer be so."""
        if not self.kept or self.under_way or not self._slip_id:
            return
        key = ("supervision", self._slip_id)
        change = next((each for each in step.changes if each.key == key), None)
        if change is None:
            return
        if change.after is None:
            self.closed.emit()
        elif not self.typed or getattr(change.after, "state", "") != getattr(
            self.slip, "state", ""
        ):
            self.read()

    def _roll_to_focus(self) -> None:
        focused = self.focusWidget()
        if self.fields is not None and focused is not None and self.fields.isAncestorOf(focused):
            self.fields.ensureWidgetVisible(focused, 0, em(self) * 3)

    def _lay_fields(self, slip: Supervision) -> None:
        """The fields of the next step, and what was said before to be read."""
        if self.fields is not None:
            put_away(self.fields)
            self.fields = None
        self.told.setText(words.told_of(slip, self.shell.lists))
        self._roll.setVisible(slip.state != "draft")
        sections = words.sections_of(slip, self.shell.today, self.approver)
        if not sections or not self.shell.may(Right.ENTER):
            self._roll.show()
            return
        fields = StepFields(self.shell)
        for heading, asked in sections:
            fields.add_section(heading, asked)
        fields.ended.connect(self.do_button.setFocus)
        self._rows.addWidget(fields, 1)
        self.fields = fields
        if last := fields.last_stop():
            QWidget.setTabOrder(last, self.do_button)

    def _unread(self, error: Exception) -> None:
        if isinstance(error, Refused) and self._period is not None and not self._slip_id:
            # Nothing is behind: the officer may remind all the same.
            self.offer.say(error.words())
            self._name_buttons()
            return
        self.shell.tell_failure(error)

    def _remind(self) -> None:
        self.read("blue")

    def _name_buttons(self) -> None:
        state = str(self.slip.state) if self.slip else ""
        may = self.shell.may(Right.ENTER) and bool(state)
        title = {
            "draft": _("印发并打印"),
            "issued": _("登记回复"),
            "answered": _("销号"),
        }.get(state, "")
        self.do_button.setText(title)
        self.do_button.setVisible(may and bool(title))
        draft = state == "draft"
        self.keep_button.setVisible(may and draft)
        self.issue_action.setVisible(may and draft)
        self.void_action.setVisible(may and self.kept and state in ("draft", "issued", "answered"))
        looking = self.pile.currentWidget() is self.preview
        self.look_button.setText(_("返回填写") if looking else _("打印预览"))
        for button in (self.look_button, self.print_button, self.more_button):
            button.setVisible(bool(state))
        for button in (self.do_button, self.keep_button, self.more_button):
            button.setEnabled(not self.under_way)

    def begin(self) -> None:
        """Put the cursor where one begins: to what is lacking, else to the step itself."""
        fields = self.fields
        if fields is None:
            self.look_button.setFocus()
            return
        values, _unread = fields.read()
        if fields.missing(values):
            fields.begin()
        else:
            self.do_button.setFocus()

    # -- what is typed

    def raw(self) -> dict[str, object] | None:
        """What stands in the fields; None, with the reason beside them, where it cannot be."""
        fields = self.fields
        if fields is None:
            return {}
        values, unreadable = fields.read()
        if unreadable:
            self._refuse(unreadable)
            return None
        return values

    def _whole(self) -> dict[str, object] | None:
        """The same, refused where something that is needed is missing."""
        values = self.raw()
        if values is None or self.fields is None:
            return values
        if missing := self.fields.missing(values):
            self._refuse(missing)
            return None
        return values

    def _refuse(self, problems: list[Problem]) -> None:
        assert self.fields is not None
        rest = self.fields.show_findings(problems)
        told = list(dict.fromkeys(problem.words() for problem in rest))
        if told:
            self.trouble.say("\n".join(told))
        else:
            self.trouble.hide()
        self.pile.setCurrentWidget(self._form)
        self._name_buttons()

    @property
    def typed(self) -> bool:
        """Whether anything would be lost by leaving."""
        return self.fields is not None and self.fields.typed

    def try_close(self) -> bool:
        """Whether the page may be left: asks when something typed would be lost."""
        if self.under_way:
            return False
        if not self.typed:
            return True
        question = _("督办单填写的内容还没有保存，放弃吗？")
        return self.shell.ask.confirm(question, yes=_("放弃"), no=_("继续填写"))

    def leave(self) -> None:
        """Go back, unless something typed is to stay."""
        if self.pile.currentWidget() is self.preview:
            self.look()
        elif self.try_close():
            self.closed.emit()

    # -- the steps

    def keep(self) -> None:
        """Keep the draft as it stands."""
        values = self.raw()
        if values is not None:
            self._keep(values, lambda slip: self._kept(slip, _("督办单草稿已保存")))

    def _keep(self, values: dict[str, object], then: Callable[[Supervision], object]) -> None:
        item, period, id = self._item, self._period, self._slip_id if self.kept else ""
        self._do(lambda desk: steps.keep_draft(desk, item, period, id, values), then)

    def _kept(self, slip: Supervision, said: str) -> None:
        self.shell.said.emit("ok", said)
        self._show((slip, True, slip.approver or self.approver))

    def take_step(self) -> None:
        """Do what the state asks for: issue and print, register the answer, strike off."""
        state = str(self.slip.state) if self.slip else ""
        if state == "draft":
            self._issue(printing=True)
        elif state == "issued":
            self._go_on(steps.answer, _("已登记回复"))
        elif state == "answered":
            self._go_on(steps.close, _("督办单已销号"))

    def issue(self) -> None:
        """Issue without printing."""
        self._issue(printing=False)

    def _issue(self, *, printing: bool) -> None:
        values = self._whole()
        if values is None or self.under_way:
            return

        def issue(draft: Supervision) -> None:
            # It is in the books now, whatever becomes of its issue.
            self.slip, self.kept, self._slip_id = draft, True, draft.id

            self._do(lambda desk: steps.issue(desk, draft.id, values), issued)

        def issued(slip: Supervision) -> None:
            self._kept(slip, _("已印发：{number}").format(number=slip.no))
            if printing:
                self.print_out()

        self._keep(values, issue)

    def _go_on(self, step: Callable[[Desk, str, Values], Supervision], said: str) -> None:
        values, id = self._whole(), self._slip_id
        if values is not None and not self.under_way:
            self._do(lambda desk: step(desk, id, values), lambda slip: self._kept(slip, said))

    def void(self) -> None:
        """Make the slip void, with the reason."""
        slip, id = self.slip, self._slip_id
        if slip is None or not self.kept:
            return
        question = _("作废后编号“{number}”不再使用，不能恢复。请写明作废的原因：")
        if not slip.no:
            question = _("这份草稿作废后不再办理。请写明作废的原因：")
        reason = self.shell.ask.reason(question.format(number=slip.no), yes=_("作废"))
        if reason is None:
            return

        self._do(
            lambda desk: steps.void(desk, id, reason),
            lambda slip: self._kept(slip, _("督办单已作废")),
        )

    def _do(
        self, work: Callable[[Desk], Supervision], then: Callable[[Supervision], object]
    ) -> None:
        self.under_way = True
        self._name_buttons()

        def done(slip: Supervision) -> None:
            self.under_way = False
            then(slip)

        self.shell.do(work, while_there(self, done), failed=while_there(self, self._failed))

    def _failed(self, error: Exception) -> None:
        self.under_way = False
        self._name_buttons()
        if isinstance(error, Invalid) and self.fields is not None:
            self._refuse(list(error.problems))
        elif isinstance(error, Refused):
            self.trouble.say(error.words())
        else:
            self.shell.tell_failure(error)

    # -- on paper

    def look(self) -> None:
        """Show the paper as it would be printed, or go back to the form."""
        if self.pile.currentWidget() is self.preview:
            self.pile.setCurrentWidget(self._form)
            self._name_buttons()
            self.begin()
            return
        self._make(self._show_paper)

    def _make(self, then: Callable[[Drawn], object]) -> None:
        """Draw the slip with what stands in the form."""
        slip, values = self.slip, self.raw()
        if slip is None or values is None:
            return

        def made(drawn: Drawn) -> None:
            self._drawn = drawn
            if drawn.missing:
                told = _("有 {count} 个字没有可用的字形，印成“〓”：{characters}")
                self.shell.said.emit(
                    "warn",
                    told.format(count=len(drawn.missing), characters="".join(drawn.missing)),
                )
            then(drawn)

        self.shell.do(
            lambda desk: steps.draw(desk, slip, values),
            while_there(self, made),
            words=_("正在生成督办单"),
            failed=while_there(self, self._failed),
        )

    def _show_paper(self, drawn: Drawn) -> None:
        self.pile.setCurrentWidget(self.preview)
        self.preview.show_paper(drawn.pages, _("共 {pages} 页").format(pages=drawn.pages))
        self.preview.view.setFocus()
        self._name_buttons()

    def _draw_page(self, page: int, dpi: int) -> None:
        drawn = self._drawn
        if drawn is not None:
            draw_page(
                self.shell,
                self.preview.view,
                drawn.pdf,
                page,
                dpi,
                wanted=lambda: drawn is self._drawn,
            )

    def print_out(self) -> None:
        """Print the slip."""
        self._make(lambda drawn: print_paper(self.shell, drawn.pdf, drawn.pages))

    def save_paper(self) -> None:
        """Write the slip as PDF."""
        slip = self.slip
        if slip is None:
            return
        name = words.paper_name(slip, self.shell.county.name)
        path = self.shell.ask.save_file(_("保存督办单"), name, _("PDF 文件 (*.pdf)"))
        if path is None:
            return
        said = _("督办单已保存：{name}").format(name=path.name)

        def save(drawn: Drawn) -> None:
            self.shell.jobs.run(
                lambda _progress: write_whole(path, drawn.pdf),
                while_there(self, lambda _none: self.saved.emit(path, said)),
                self.shell.tell_failure,
            )

        self._make(save)

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        focused = self.focusWidget()
        if enter and control:
            if self.do_button.isVisible():
                self.take_step()
        elif control and event.key() == Qt.Key.Key_P:
            self.print_out()
        elif control and event.key() == Qt.Key.Key_S and self.keep_button.isVisible():
            self.keep()
        elif enter and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)
