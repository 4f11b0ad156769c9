"""The form of one step of a case: exactly what the step asks for, and what the case still lacks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from boshan_desk.domain.problems import Invalid, Problem
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseStep
from boshan_desk.procedure.facts import CaseFile
from boshan_desk.procedure.steps import BY_EVENT, Step
from boshan_desk.ui import icons, step_words, theme
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.lines import em, while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.step_fields import Asked, StepFields, case_field, own_field

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.dossier import Dossier

CASE_LACKS: Final = mark("案件还须补齐")
"""The heading of what is filled in on the case together with a step."""

_ENDS: Final = frozenset(("close", "archive"))
"""Steps before which one looks at what the file lacks."""

_NAMED: Final = 4
"""So many missing papers are named; the rest is counted."""


class StepLeaf(QWidget):
    """A leaf with fields, a button that does it, and one that goes back."""

    done = Signal()
    """It was registered."""
    left = Signal()
    """The officer goes back without it."""

    def __init__(self, shell: Shell, name: str, title: str, hint: str, yes: str) -> None:
        super().__init__()
        self.shell = shell
        self.setObjectName(name)
        self.under_way = False
        size = em(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, size // 4, 0, 0)
        whole.setSpacing(size // 2)
        head = QHBoxLayout()
        self.title = QLabel(title)
        self.title.setObjectName("step_title")
        theme.dress(self.title, role="title")
        head.addWidget(self.title)
        self.basis = QLabel(hint)
        self.basis.setObjectName("step_basis")
        self.basis.setWordWrap(True)
        theme.dress(self.basis, role="hint")
        head.addSpacing(size)
        head.addWidget(self.basis, 1)
        whole.addLayout(head)
        self.trouble = Banner("step_trouble", "error")
        whole.addWidget(self.trouble)
        self.above = QVBoxLayout()
        whole.addLayout(self.above)
        self.fields = StepFields(shell)
        self.fields.ended.connect(self.save)
        whole.addWidget(self.fields, 1)
        row = QHBoxLayout()
        keys = QLabel(_("Ctrl+Enter 登记，Esc 取消"))
        theme.dress(keys, role="hint")
        row.addWidget(keys)
        row.addStretch(1)
        self.save_button = QPushButton(icons.icon("ok", ink=theme.PALETTE.on_accent), yes)
        self.save_button.setObjectName("step_save")
        theme.dress(self.save_button, role="primary")
        self.save_button.clicked.connect(lambda _on=False: self.save())
        self.cancel_button = QPushButton(icons.icon("cancel"), _("取消"))
        self.cancel_button.setObjectName("step_cancel")
        self.cancel_button.clicked.connect(lambda _on=False: self.cancel())
        row.addWidget(self.save_button)
        row.addWidget(self.cancel_button)
        whole.addLayout(row)

    def chain(self) -> None:
        """Let the Tab key go from the last field to the buttons."""
        last = self.fields.last_stop()
        if last is not None:
            QWidget.setTabOrder(last, self.save_button)
        QWidget.setTabOrder(self.save_button, self.cancel_button)

    def begin(self) -> None:
        """Put the cursor where one begins."""
        self.fields.begin()

    @property
    def typed(self) -> bool:
        """Whether anything would be lost by leaving."""
        return self.fields.typed

    def save(self) -> None:
        """Do what the leaf is for."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Go back, unless something typed is to stay."""
        if self.try_leave():
            self.left.emit()

    def try_leave(self) -> bool:
        """Whether the leaf may be left: asks when something typed would be lost."""
        if self.under_way:
            return False
        if not self.typed:
            return True
        question = _("“{title}”还没有登记，放弃填写的内容吗？").format(title=self.title.text())
        return self.shell.ask.confirm(question, yes=_("放弃"), no=_("继续填写"))

    def refuse(self, problems: list[Problem]) -> None:
        """Say what stands against it, beside the fields and above them."""
        rest = self.fields.show_findings(problems)
        words = list(dict.fromkeys(problem.words() for problem in rest))
        if words:
            self.trouble.say("\n".join(words))
        else:
            self.trouble.hide()
        count = len(problems)
        self.shell.said.emit("error", _("没有登记：有 {count} 处须改正").format(count=count))

    def wait(self, on: bool) -> None:
        """Work began or ended."""
        self.under_way = on
        self.save_button.setEnabled(not on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save()
        elif enter and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)


class StepForm(StepLeaf):
    """Registers one step."""

    def __init__(self, shell: Shell, file: CaseFile, step: Step) -> None:
        super().__init__(shell, "step_form", _(step.title), _(step.basis), _("登记"))
        self.file = file
        self.case = case = file.case
        self.step = step
        self.fields.add_section(_("步骤内容"), self._own_fields())
        lacking = [case_field(n, needed=True) for n in step_words.lacking(step, case)]
        more = [case_field(n) for n in step_words.offered(step, case)]
        self.fields.add_section(_(CASE_LACKS), [*lacking, *more])
        self.chain()
        if step.event in _ENDS:
            self._look_for_papers()

    def _look_for_papers(self) -> None:
        """Say which papers the file still lacks; it stands in nobody's way."""
        lacks = Banner("step_papers", "warn")
        self.above.addWidget(lacks)

        def read(desk: Desk) -> Dossier:
            from boshan_desk.usecases.dossier import dossier

            return dossier(desk, self.case.id)

        def show(found: Dossier) -> None:
            titles = [paper.title for paper in found.missing]
            if not titles:
                return
            words = _("卷内还缺 {count} 件文书：{titles}。可在“卷宗”里登记").format(
                count=len(titles), titles=listed(titles[:_NAMED])
            )
            if len(titles) > _NAMED:
                words = _("卷内还缺 {count} 件文书：{titles}等。可在“卷宗”里登记").format(
                    count=len(titles), titles=listed(titles[:_NAMED])
                )
            lacks.say(words)

        self.shell.do(read, while_there(self, show))

    def _own_fields(self) -> list[Asked]:
        made = fields_of(self.step, self.file, self.shell)
        if self.step.event == "simple":
            # Decided and served on the spot: both are registered here.
            serve = BY_EVENT["serve"]
            title = step_words.title_of(serve, "service_mode")
            made.append(own_field("service_mode", title, needed=True, value="direct"))
        return made

    def save(self) -> None:
        """Register the step, or say what stands against it."""
        if self.under_way:
            return
        values, unreadable = self.fields.read()
        odd = {problem.field for problem in unreadable}
        found = [*unreadable, *(p for p in self.fields.missing(values) if p.field not in odd)]
        if found:
            self.refuse(found)
            return
        reason = self._why_changed()
        if reason is None:
            return
        self.wait(True)
        raw = {name: value for name, value in values.items() if value not in (None, "", [])}
        self.shell.do(
            partial(register, id=self.case.id, event=self.step.event, raw=raw, reason=reason),
            while_there(self, self._registered),
            failed=while_there(self, self._failed),
        )

    def _why_changed(self) -> str | None:
        """Why a reviewed case goes on; "" for any other, None when it is not to."""
        if self.case.status != "reviewed":
            return ""
        question = _("本案已审核，登记步骤后须重新审核。请写明原因：")
        return self.shell.ask.reason(question, yes=_("登记"))

    def _registered(self, step: CaseStep) -> None:
        self.wait(False)
        words = _("已登记：{step}").format(step=_(self.step.title))
        if step.paper_no:
            words = _("已登记：{step}（{number}）").format(
                step=_(self.step.title), number=step.paper_no
            )
        self.shell.said.emit("ok", words)
        self.done.emit()

    def _failed(self, error: Exception) -> None:
        self.wait(False)
        if not isinstance(error, Invalid):
            self.trouble.hide()
            self.shell.tell_failure(error)
            return
        # What the case lacks besides can be filled in at once.
        fields = Case.ledger.fields
        wanted = dict.fromkeys(p.field for p in error.problems if p.field in fields)
        known = self.fields.editors
        more = [case_field(n, value=getattr(self.case, n)) for n in wanted if n not in known]
        self.fields.add_section(_(CASE_LACKS), more)
        self.chain()
        self.refuse(list(error.problems))


def fields_of(
    step: Step, file: CaseFile, shell: Shell, stored: CaseStep | None = None
) -> list[Asked]:
    """What a step's own form asks for; `stored` is the step as it was registered before."""
    made = []
    for name in step_words.asked_of(step):
        title = step_words.title_of(step, name)
        value = getattr(stored, name) if stored else _begun(step, name, file, shell)
        lacks = name in step.case and getattr(file.case, name, None) in (None, ())
        needed = lacks or name in ("on", *step.need)
        how: dict[str, Any] = {"needed": needed, "value": value}
        simple_service = step.event == "serve" and file.state == "SIMPLE"
        if name == "told" and step.event in step_words.TICKED and not simple_service:
            how["tick"] = step_words.TICKED[step.event]
            title = mark("核对")
        elif name == "ground":
            how["fits"] = partial(_begins, step.grounds)
        elif name == "outcome":
            how["fits"] = step.outcomes.__contains__
        elif name == "paper_no" and numbered(step):
            how["hint"] = mark("留空自动取号")
            how["needed"] = False
        elif name == "days" and "days" in step.may:
            how["hint"] = mark("留空按规定的日数")
        elif name == "at":
            how["hint"] = mark("24 小时制，如 09:30")
        made.append(own_field(name, title, **how))
    return made


def numbered(step: Step) -> bool:
    """Whether the program gives its paper a number."""
    from boshan_desk.usecases.numbering import SERIES

    return step.paper in SERIES


def register(
    desk: Desk, *, id: str, event: str, raw: Mapping[str, object], reason: str = ""
) -> CaseStep:
    """Record a step; a penalty on the spot is served with it."""
    from boshan_desk.usecases.procedure import take_step

    if event != "simple":
        return take_step(desk, id, event, raw, reason=reason)
    mode = raw.get("service_mode")
    own = {name: value for name, value in raw.items() if name != "service_mode"}
    step = take_step(desk, id, event, own, reason=reason)
    # Its publication is not told: such penalties are not published (公示规定第二条).
    take_step(desk, id, "serve", {"on": raw["on"], "service_mode": mode, "told": False})
    return step


def _begins(prefix: str, code: str) -> bool:
    return code.startswith(prefix)


def _begun(step: Step, name: str, file: CaseFile, shell: Shell) -> Any:
    """What a field begins with."""
    case = file.case
    if name == "on":
        return shell.today
    if name == "officers":
        own = (shell.officer.name,) if shell.officer.name else ()
        earlier = next((s.officers for s in reversed(file.standing) if s.officers), own)
        return case.officers or earlier
    if name == "person" and step.event in step_words.REVIEWS:
        return next((s.person for s in reversed(file.standing) if s.event == "send_review"), None)
    if name == "review_kind" and case.legal_grounds:
        return "legal"
    if name == "close_kind":
        return {"TERMINATED": "ended", "MOVED_ADMIN": "moved", "MOVED_CRIME": "moved"}.get(
            file.state, "performed"
        )
    return None
