"""What is wrong with a record, by how grave it is; a click goes to the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from boshan_desk.domain.problems import Problem, Severity
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.lines import icon_size, sign_of

GROUPS: tuple[tuple[Severity, str], ...] = (
    ("error", mark("必须改正（{count}）")),
    ("warn", mark("请核对（{count}）")),
    ("note", mark("提示（{count}）")),
)
_FIELD = Qt.ItemDataRole.UserRole


class ProblemsPanel(QWidget):
    """The list of findings beside a form."""

    field_wanted = Signal(str)

    def __init__(self, titles: Mapping[str, str]) -> None:
        super().__init__()
        self.setObjectName("problems")
        self._titles = titles
        self._shown: tuple[Problem, ...] | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.heading = QLabel(_("检查结果"))
        theme.dress(self.heading, role="section")
        self.nothing = QLabel(_("没有发现问题"))
        self.nothing.setObjectName("no_problems")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        theme.dress(self.nothing, role="hint")
        self.list = _Sentences()
        self.list.setObjectName("problem_list")
        self.list.setAccessibleName(_("检查结果"))
        self.list.chosen.connect(self.field_wanted)
        layout.addWidget(self.heading)
        layout.addWidget(self.nothing, 1)
        layout.addWidget(self.list, 1)
        self.show_problems(())

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show these findings in place of the earlier ones."""
        if self._shown == tuple(problems):
            return
        self._shown = tuple(problems)
        self.list.clear()
        for severity, title in GROUPS:
            found = [p for p in problems if p.severity == severity and not is_missing(p)]
            if found:
                self.list.add_heading(severity, _(title).format(count=len(found)))
            for problem in found:
                words = problem.words()
                if title_of := self._titles.get(problem.field, ""):
                    words = _("{field}：{problem}").format(field=_(title_of), problem=words)
                self.list.add_sentence(problem.field, words)
        if missing := [p for p in problems if is_missing(p)]:
            self.list.add_heading("note", _("待补齐（{count}）").format(count=len(missing)))
            self.list.add_sentence("", _("补齐后保存即为正式记录："))
            for problem in missing:
                self.list.add_sentence(problem.field, _(self._titles[problem.field]))
        self.list.fit()
        self.nothing.setVisible(not problems)
        self.list.setVisible(bool(problems))

    @property
    def any(self) -> bool:
        """Whether anything was found."""
        return bool(self._shown)

    def rows(self) -> list[str]:
        """What stands in the list, line by line."""
        return [self.list.item(place).text() for place in range(self.list.count())]


def is_missing(problem: Problem) -> bool:
    """Whether it only says that a draft is not complete: the mark at the title says so already."""
    return problem.code == "required" and problem.severity == "note"


def gravest(problems: Iterable[Problem]) -> Problem:
    """The gravest of some findings, of equals the first."""
    order = [severity for severity, _title in GROUPS]
    return min(problems, key=lambda problem: order.index(problem.severity))


class _Sentences(QListWidget):
    """The list itself: sentences that wrap, under headings that cannot be chosen."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setIconSize(icon_size(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._choose)

    def add_heading(self, severity: Severity, words: str) -> None:
        """Begin a group."""
        item = QListWidgetItem(sign_of(severity), words)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = self.font()
        font.setBold(True)
        item.setFont(font)
        self.addItem(item)

    def add_sentence(self, field: str, words: str) -> None:
        """Add a finding to the group."""
        item = QListWidgetItem(words)
        item.setData(_FIELD, field)
        self.addItem(item)

    def fit(self) -> None:
        """Give every sentence the height it needs at this width: Qt does not do it by itself."""
        metrics = self.fontMetrics()
        frame = 2 * self.frameWidth() + self.verticalScrollBar().sizeHint().width() + 12
        room = QRect(0, 0, max(self.width() - frame, 1), 10_000)
        for place in range(self.count()):
            item = self.item(place)
            used = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, item.text())
            item.setSizeHint(QSize(0, used.height() + metrics.height() // 3))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self._choose(item)
            event.accept()
            return
        super().keyPressEvent(event)

    def _choose(self, item: QListWidgetItem) -> None:
        if field := item.data(_FIELD):
            self.chosen.emit(str(field))
