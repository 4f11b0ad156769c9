"""Correcting a step: taking it back, or putting other values into it; both with a reason."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton

from boshan_desk.domain.problems import Invalid, Refused
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers.case_file import CaseStep
from boshan_desk.procedure.facts import CaseFile
from boshan_desk.procedure.steps import BY_EVENT, CORRECT
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.step_fields import own_field
from boshan_desk.ui.step_form import StepLeaf, fields_of

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk


_REASON, _APPROVER = "correct_reason", "correct_approver"


class CorrectionForm(StepLeaf):
    """Says why a step was wrong, who approved the correction, and what is right."""

    def __init__(self, shell: Shell, file: CaseFile, wrong: CaseStep) -> None:
        kind = BY_EVENT[wrong.event or ""]
        title = _("更正第 {no} 步：{step}").format(no=wrong.no, step=_(kind.title))
        super().__init__(shell, "correction_form", title, _(CORRECT.basis), _("更正"))
        self.case = file.case
        self.wrong = wrong
        self.change = QRadioButton(_("内容登记错了，改为下面的内容"))
        self.change.setObjectName("correct_change")
        self.take_back = QRadioButton(_("没有这一步，整步撤回"))
        self.take_back.setObjectName("correct_take_back")
        ways = QButtonGroup(self)
        row = QHBoxLayout()
        for button in (self.change, self.take_back):
            ways.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self.above.addLayout(row)
        self.fields.add_section(
            _("更正的原因"),
            [
                own_field("note", mark("更正原因"), needed=True, key=_REASON),
                own_field("approver", mark("批准更正的负责人"), needed=True, key=_APPROVER),
            ],
        )
        self._right = _("正确的内容")
        self.fields.add_section(self._right, fields_of(kind, file, shell, wrong))
        self.change.setChecked(True)
        self.change.toggled.connect(lambda on: self.fields.show_section(self._right, on))
        self.chain()

    def save(self) -> None:
        """Correct the step, or say what stands against it."""
        if self.under_way:
            return
        values, unreadable = self.fields.read()
        odd = {problem.field for problem in unreadable}
        found = [*unreadable, *(p for p in self.fields.missing(values) if p.field not in odd)]
        if found:
            self.refuse(found)
            return
        reason, approver = str(values.pop(_REASON)), str(values.pop(_APPROVER))
        raw = {name: values[name] for name in self.fields.altered() if name in values}
        if self.change.isChecked() and not raw:
            self.fields.show_findings([])
            self.trouble.say(_("内容没有改动。要整步撤回的，请选“没有这一步，整步撤回”。"))
            return
        self.wait(True)
        self.shell.do(
            partial(
                _correct,
                case=self.case.id,
                step=self.wrong.id,
                reason=reason,
                approver=approver,
                raw=raw or None,
            ),
            while_there(self, self._corrected),
            failed=while_there(self, self._failed),
        )

    def _corrected(self, _note: CaseStep) -> None:
        self.wait(False)
        kind = BY_EVENT[self.wrong.event or ""]
        words = _("已更正：{step}；原来的登记保留备查").format(step=_(kind.title))
        self.shell.said.emit("ok", words)
        self.done.emit()

    def _failed(self, error: Exception) -> None:
        self.wait(False)
        if isinstance(error, Invalid):
            self.refuse(list(error.problems))
        elif isinstance(error, Refused):
            self.trouble.say(error.words())
        else:
            self.shell.tell_failure(error)


def _correct(
    desk: Desk, *, case: str, step: str, reason: str, approver: str, raw: dict[str, object] | None
) -> CaseStep:
    from boshan_desk.usecases.procedure import correct

    return correct(desk, case, step, reason=reason, approver=approver, raw=raw)
