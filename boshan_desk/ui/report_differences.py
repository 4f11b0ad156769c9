"""差异表: this paper against a frozen one, every unit of difference by the name of its record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _, in_chinese, mark
from boshan_desk.ui import theme
from boshan_desk.ui.audit_check import Answer
from boshan_desk.ui.icons import icon
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.kept_words import paper_words
from boshan_desk.ui.lines import em, while_there
from boshan_desk.ui.paper_out import print_paper, save_bytes
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage, make_table
from boshan_desk.ui.tall_area import TallArea

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.papers.differences import Differences, Item, Line
    from boshan_desk.usecases.papers.keeping import Kept
    from boshan_desk.usecases.quarter.request import Request

LINE_HEADS: Final = (
    mark("指标"), mark("单位"), mark("上次"), mark("新增"), mark("补录"), mark("恢复"),
    mark("更正"), mark("撤回"), mark("退出"), mark("这次"), mark("说明"),
)  # fmt: skip
LINE_WIDTHS: Final = (36, 7, 12, 12, 10, 10, 10, 10, 10, 12)
LINE_NAMES: Final = (
    "last", "new", "late", "restored", "corrected", "withdrawn", "left", "now",
)  # fmt: skip
_LINE_TIPS: Final = {
    "new": mark("上次定稿以后发生、按时登记的"),
    "late": mark("上次定稿以前就发生、以后才登记的"),
    "restored": mark("从回收站恢复的"),
    "corrected": mark("改动了日期、金额、镇街等栏目的"),
    "withdrawn": mark("移入回收站的"),
    "left": mark("现在不再计入的"),
}
ITEM_HEADS: Final = (
    mark("原因"), mark("增减"), mark("台账"), mark("流水号"), mark("名称"), mark("改动"),
    mark("经办"), mark("时间"),
)  # fmt: skip
ITEM_WIDTHS: Final = (9, 11, 16, 13, 30, 40, 11)
MOST: Final = 500
"""Records that are listed of one figure; all of them stand in the table that is saved."""
_LEAST_ROWS: Final = 5
KINDS: Final = mark("PDF 文件 (*.pdf)")
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class DifferencesPage(SidePage):
    """The figures above, and below the records that make the difference of the chosen one."""

    manual = "kept"

    def __init__(self, shell: Shell, request: Request, against: str = "") -> None:
        """`against`: the id of the frozen paper; without it the last one before this."""
        super().__init__(_("差异表"))
        self.setObjectName("differences_page")
        self.shell = shell
        self.request = request
        self.against = against
        self.found: Differences | None = None
        self.lines: list[Line] = []
        self.items: list[Item] = []
        self._make_head()
        about = QLabel(
            _("{paper}：“这次”是台账现在的数字").format(paper=paper_words(request, shell.county))
        )
        about.setObjectName("differences_about")
        theme.dress(about, role="hint")
        area = TallArea()
        column = area.column
        self.body.addWidget(area, 1)
        column.addWidget(about)
        column.addLayout(self._make_choice())
        self.answer = Answer("differences_answer")
        column.addWidget(self.answer)
        self.notes = QLabel()
        self.notes.setObjectName("differences_notes")
        self.notes.setTextFormat(Qt.TextFormat.PlainText)
        self.notes.setWordWrap(True)
        theme.dress(self.notes, role="hint")
        self.notes.hide()
        column.addWidget(self.notes)
        self.table = make_table("differences_table", LINE_HEADS, LINE_WIDTHS)
        self.table.setAccessibleName(_("有差异的指标"))
        self.table.itemSelectionChanged.connect(self._chosen)
        for at, name in enumerate(LINE_NAMES, 2):
            head = self.table.horizontalHeaderItem(at)
            if head is not None and name in _LINE_TIPS:
                head.setToolTip(_(_LINE_TIPS[name]))
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.table.setMinimumHeight(theme.row_height(self.fontMetrics()) * _LEAST_ROWS)
        self.split.addWidget(self.table)
        self.split.addWidget(self._make_items())
        column.addWidget(self.split, 1)
        # What is said stays at the top where there is no table.
        column.addStretch(0)
        self.split.hide()
        self.setFocusProxy(self.table)
        self._learn_papers()
        self.refresh()

    def _make_head(self) -> None:
        self.save_button = QPushButton(icon("save"), _("保存 PDF…"))
        self.save_button.setObjectName("differences_save")
        self.save_button.clicked.connect(self.save)
        self.print_button = QPushButton(icon("print"), _("打印…"))
        self.print_button.setObjectName("differences_print")
        self.print_button.clicked.connect(self.print_out)
        for button in (self.save_button, self.print_button):
            button.setEnabled(False)
            self.head.addWidget(button)

    def _make_choice(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(QLabel(_("和哪一份比")))
        self.papers = QComboBox()
        self.papers.setObjectName("differences_against")
        self.papers.setAccessibleName(_("和哪一份比"))
        self.papers.setMaximumWidth(em(self) * 32)
        self.papers.addItem(_("上一份同类定稿"), "")
        self.papers.activated.connect(self._choose_paper)
        row.addWidget(self.papers)
        self.all_lines = QCheckBox(_("也列出只有新增的指标"))
        self.all_lines.setObjectName("differences_all")
        self.all_lines.clicked.connect(lambda _on: self._fill())
        row.addWidget(self.all_lines)
        row.addStretch(1)
        return row

    def _make_items(self) -> QWidget:
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        self.item_title = QLabel()
        self.item_title.setObjectName("differences_item_title")
        self.item_title.setTextFormat(Qt.TextFormat.PlainText)
        theme.dress(self.item_title, role="section")
        row.addWidget(self.item_title, 1)
        self.open_button = QPushButton(icon("open"), _("打开记录"))
        self.open_button.setObjectName("differences_open")
        self.open_button.clicked.connect(self.open)
        row.addWidget(self.open_button)
        column.addLayout(row)
        self.item_table = make_table("differences_items", ITEM_HEADS, ITEM_WIDTHS)
        self.item_table.setAccessibleName(_("造成差异的记录"))
        self.item_table.itemSelectionChanged.connect(self._allow_open)
        self.item_table.itemDoubleClicked.connect(lambda _item: self.open())
        self.item_table.setMinimumHeight(self.table.minimumHeight())
        column.addWidget(self.item_table, 1)
        return below

    # Reading

    def _learn_papers(self) -> None:
        """Which papers this one may be set against."""
        kind = self.request.kind

        def read(desk: Desk) -> list[Kept]:
            from boshan_desk.usecases.papers.keeping import list_kept

            return [each for each in list_kept(desk) if not each.is_void]

        def show(kept: list[Kept]) -> None:
            # Those of the same form first; each in the order of the list.
            for each in sorted(kept, key=lambda paper: paper.request.kind != kind):
                words = paper_words(each.request, self.shell.county)
                self.papers.addItem(f"{each.number}　{words}", each.id)
            row = self.papers.findData(self.against)
            self.papers.setCurrentIndex(max(row, 0))

        self.shell.do(read, while_there(self, show))

    def _choose_paper(self, row: int) -> None:
        against = str(self.papers.itemData(row) or "")
        if against != self.against:
            self.against = against
            self.refresh()

    def refresh(self) -> None:
        """Set the papers against each other anew."""
        request, against = self.request, self.against
        self.answer.say("note", _("正在逐项比对……"))

        def work(desk: Desk, progress: Progress) -> Differences:
            from boshan_desk.usecases.papers.differences import differences

            return differences(
                desk,
                request,
                against=against,
                progress=progress,
            )

        self.shell.do_long(
            work,
            while_there(self, self._show),
            words=_("正在比对"),
            failed=while_there(self, self._failed),
        )

    def _failed(self, error: Exception) -> None:
        self.found = None
        self.split.hide()
        self.notes.hide()
        if isinstance(error, Refused):
            self.answer.say("note", error.words())
        else:
            self.answer.hide()
            self.shell.tell_failure(error)

    # What is shown

    def _show(self, found: Differences) -> None:
        self.found = found
        self.answer.say(*answer_words(found))
        self.notes.setText("\n".join(found.notes))
        self.notes.setVisible(bool(found.notes))
        self.all_lines.setChecked(self.all_lines.isChecked() or not found.changed)
        for button in (self.save_button, self.print_button):
            button.setEnabled(True)
        self.split.show()
        self._fill()

    def _fill(self) -> None:
        found = self.found
        if found is None:
            return
        chosen = self.line()
        shown = found.lines if self.all_lines.isChecked() else found.changed
        self.lines = list(shown)
        self.table.show_rows([line_row(line) for line in self.lines])
        for row in range(len(self.lines)):
            for column in range(2, 2 + len(LINE_NAMES)):
                if (item := self.table.item(row, column)) is not None:
                    item.setTextAlignment(_RIGHT)
        if self.lines:
            at = self.lines.index(chosen) if chosen in self.lines else 0
            self.table.selectRow(at)
        self._chosen()

    def line(self) -> Line | None:
        """The figure that is chosen."""
        row = self.table.currentRow()
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def item(self) -> Item | None:
        """The record that is chosen."""
        row = self.item_table.currentRow()
        return self.items[row] if 0 <= row < len(self.items) else None

    def _chosen(self) -> None:
        line, found = self.line(), self.found
        items = (
            [each for each in found.items if each.code == line.code and belongs(each, line)]
            if line is not None and found is not None
            else []
        )
        self.items = items[:MOST]
        self.item_table.show_rows([item_row(each) for each in self.items])
        for row in range(len(self.items)):
            cell: QTableWidgetItem | None = self.item_table.item(row, 1)
            if cell is not None:
                cell.setTextAlignment(_RIGHT)
        if line is None:
            words = ""
        elif len(items) > MOST:
            words = _("{title}：{count} 条记录，先列出 {most} 条，全部见保存的差异表")
        elif items:
            words = _("{title}：{count} 条记录")
        else:
            words = _("{title}：没有增减的记录")
        title = f"{line.title}{line.part}" if line is not None else ""
        self.item_title.setText(words.format(title=title, count=len(items), most=MOST))
        if self.items:
            self.item_table.selectRow(0)
        self._allow_open()

    def _allow_open(self) -> None:
        item = self.item()
        self.open_button.setEnabled(item is not None and bool(item.record_id))

    # What is wanted

    def open(self) -> None:
        """Open the chosen record."""
        item = self.item()
        if item is None or not item.record_id:
            return
        if self.shell.rows.place(item.ledger, item.record_id) is None:
            words = _("“{label}”的记录已经清除，只在审计记录里还能查到")
            self.shell.said.emit("note", words.format(label=item.label))
            return
        self.shell.open_record(item.ledger, item.record_id)

    def _draw(self, then: object) -> None:
        found = self.found
        if found is None:
            return

        def work(desk: Desk, _progress: Progress) -> Drawn:
            from boshan_desk.reports.pdf import draw
            from boshan_desk.usecases.papers.difference_sheet import differences_report
            from boshan_desk.usecases.papers.faces import office_faces

            with in_chinese(), office_faces(desk):
                return draw(differences_report(found))

        assert callable(then)
        self.shell.do_long(work, while_there(self, then), words=_("正在生成差异表"))

    def save(self) -> None:
        """Write the whole table."""
        name = _("差异表（{period}）").format(period=self.request.period.words())

        def write(drawn: Drawn) -> None:
            save_bytes(
                self.shell,
                drawn.pdf,
                title=_("保存差异表"),
                name=f"{name}.pdf",
                kinds=_(KINDS),
                then=lambda path: self.saved.emit(path, _("已保存：{name}").format(name=path.name)),
            )

        self._draw(write)

    def print_out(self) -> None:
        """Print the whole table."""
        self._draw(lambda drawn: print_paper(self.shell, drawn.pdf, drawn.pages))


def answer_words(found: Differences) -> tuple[theme.Severity, str]:
    """What came of it, in a sentence."""
    earlier = _("与{number}（{at} 定稿）相比，").format(
        number=found.earlier.number, at=found.earlier.at[:10]
    )
    if not found.closes:
        return "stop", earlier + _("有的差额没有找到来源，请把这份数据的“求助信息”交给技术人员。")
    count = len(found.changed)
    if not count and not found.items:
        return "ok", earlier + _("各项指标没有变化。")
    if not count:
        return "ok", earlier + _("各项指标只有新增，没有补录、更正和撤回。")
    return "warn", earlier + _(
        "{count} 项指标除新增外还有补录、更正、撤回等变化，每一件都列在下面。"
    ).format(count=count)


def line_row(line: Line) -> tuple[str, ...]:
    """A figure in the table."""
    title = f"　{line.title}　{line.part}" if line.part else line.title
    numbers = tuple(line.words(name) for name in LINE_NAMES)
    return (title, line.unit, *numbers, line_note(line))


def line_note(line: Line) -> str:
    """What else is to be said of it."""
    if line.rest or not line.follows:
        return _("差额没有来源")
    if line.printed is not None:
        return _("已封账，报告印 {value}").format(value=line.words("printed"))
    if line.settled:
        return _("上次印的与台账相差 {value}").format(value=line.words("settled"))
    if line.restated:
        return _("口径调整 {value}：记录没有变动").format(value=line.words("restated"))
    return ""


def item_row(item: Item) -> tuple[str, ...]:
    """A record in the table."""
    return (
        item.kind_words,
        item.amount_words,
        item.ledger_title,
        item.serial,
        item.label,
        item.what,
        item.officer,
        item.at,
    )


def belongs(item: Item, line: Line) -> bool:
    """Whether a record is of this side of a share."""
    return item.title == (f"{line.title}（{line.part}）" if line.part else line.title)
