"""The five steps of an import one over the other, with the receipt and a word of patience."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from boshan_desk.ui.import_check import CheckStep
from boshan_desk.ui.import_choose import ChooseStep, scrolled
from boshan_desk.ui.import_done import Done
from boshan_desk.ui.import_match import MatchStep
from boshan_desk.ui.import_plan import CHECK, CHOOSE, MATCH, PREVIEW, WRITE, Plan
from boshan_desk.ui.import_preview import PreviewStep
from boshan_desk.ui.import_sight import Sight
from boshan_desk.ui.import_write import WriteStep
from boshan_desk.ui.shell import Shell


class StepPile(QStackedWidget):
    """Shows one of them."""

    def __init__(self, shell: Shell, plan: Plan) -> None:
        super().__init__()
        self.choose = ChooseStep(shell, plan)
        self.match = MatchStep(plan)
        self.check = CheckStep(plan)
        self.preview = PreviewStep(shell.lists, plan)
        self.write = WriteStep(plan)
        self.done = Done(shell)
        self._wait = QLabel()
        self._wait.setObjectName("import_wait")
        self._wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._wait.setWordWrap(True)
        for page in (
            scrolled(self.choose),
            self.match,
            scrolled(self.check),
            self.preview,
            self.write,
            self.done,
            self._wait,
        ):
            self.addWidget(page)

    def show_step(self, step: int, why: str, sight: Sight | None) -> None:
        """Show a step with what was chosen so far; `why`: why it is this ledger."""
        if step == CHOOSE:
            self.choose.show_plan(why)
        elif step == MATCH:
            self.match.show_plan()
        elif step == CHECK:
            self.check.show_plan()
        elif step == WRITE and sight is not None:
            self.write.show_sight(sight)
        self.setCurrentIndex(step)

    def take_focus(self, step: int, on: QWidget) -> None:
        """The keyboard begins at what is wanted next: often the button that leads `on`."""
        if step in (CHOOSE, MATCH):
            first = self.choose.choose if step == CHOOSE else self.match.head
            (on if on.isEnabled() else first).setFocus()
        elif step == CHECK:
            self.check.take_focus()
        elif step == PREVIEW:
            self.preview.take_focus()
        else:
            self.write.take_focus()

    def show_done(self) -> None:
        """Show the receipt."""
        self.setCurrentWidget(self.done)
        self.done.take_focus()

    def show_wait(self, words: str) -> None:
        """Say what is being found out."""
        self._wait.setText(words)
        self.setCurrentWidget(self._wait)

    @property
    def waiting(self) -> bool:
        """Whether something is being found out."""
        return self.currentWidget() is self._wait
