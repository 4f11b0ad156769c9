"""Words of a paper, paragraph by paragraph: what is drafted, what an officer wrote instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.officers import Right
from boshan_desk.domain.report import Heading, Report, Words
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import em, icon_size, while_there
from boshan_desk.ui.paper_paragraph import ParagraphEditor
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.papers.words import Edit
    from boshan_desk.usecases.quarter.request import Request

DRAFTED: Final = mark("草拟")
EDITED: Final = mark("已改")
STALE: Final = mark("需重读")
LEFT_OUT: Final = mark("不印")
TYPED: Final = mark("未保存")

_SIGNS: Final = {EDITED: "edit", STALE: "warning", LEFT_OUT: "eye-off", TYPED: "more"}
_TIPS: Final = {
    DRAFTED: mark("由台账数字草拟，没有改过"),
    EDITED: mark("已改写，数字没有变化"),
    STALE: mark("改写以后台账的数字变了，请重新看一遍"),
    LEFT_OUT: mark("文字已删空，报告里不印这一段"),
    TYPED: mark("改动还没有保存"),
}
_NUMBERED: Final = re.compile(r"^（[一二三四五六七八九十]+）")
"""The number that a paragraph of a row is printed with: it is counted anew for each paper."""
_KEY: Final = Qt.ItemDataRole.UserRole
_SHORT: Final = 26
"""Characters of height below which list and editor do not fit below one another."""
_KEPT_AS: Final = "paper_words"
"""Under which name typed words are kept until they are saved."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph that may be edited, as it stands in a paper."""

    key: str
    text: str
    drafted: str
    basis: str = ""
    edited: bool = False
    under: tuple[str, ...] = field(default=())
    """The headings it stands below, the highest first."""

    @property
    def stale(self) -> bool:
        """Whether the ledgers say something else than when it was written."""
        return self.edited and self.basis != self.drafted

    @property
    def gone(self) -> bool:
        """Whether nothing is drafted any more that it could stand for."""
        return self.edited and not self.drafted

    @property
    def state(self) -> str:
        """In a word."""
        if self.stale:
            return STALE
        if self.edited:
            return EDITED if self.text.strip() else LEFT_OUT
        return DRAFTED


def paragraphs_of(
    report: Report, edits: Iterable[Edit] = (), before: Sequence[Paragraph] = ()
) -> list[Paragraph]:
    """The paragraphs of a paper that may be edited, in their order.

    What was left out stands where it stood `before`, or else where the rest of its section is: one
    may want to bring it back.
    """
    found: dict[str, Paragraph] = {}
    under: list[tuple[int, str]] = []
    for block in report.blocks:
        if isinstance(block, Heading):
            under = [each for each in under if each[0] < block.level] + [(block.level, block.text)]
        elif isinstance(block, Words) and block.key:
            above = found.get(block.key)
            own = _NUMBERED.sub("", block.text) if block.style == "item" else block.text
            text = f"{above.text}\n{own}" if above else own
            found[block.key] = Paragraph(
                key=block.key,
                text=text,
                drafted=text,
                under=above.under if above else tuple(title for _level, title in under),
            )
    for edit in edits:
        shown = found.get(edit.key)
        changed = Paragraph(
            key=edit.key,
            text=edit.text,
            drafted=edit.drafted,
            basis=edit.basis,
            edited=True,
            under=shown.under if shown else (),
        )
        if shown is None:
            found = _put_back(found, changed, before)
        else:
            found[edit.key] = changed
    return list(found.values())


def _put_back(
    found: dict[str, Paragraph], left_out: Paragraph, before: Sequence[Paragraph]
) -> dict[str, Paragraph]:
    """The same with one that the paper does not print, where it belongs."""
    key = left_out.key
    earlier = [each.key for each in before]
    if key in earlier:
        stood = before[earlier.index(key)].under
        near = [each for each in earlier[: earlier.index(key)] if each in found]
    else:
        section = key.split(".")[0]
        near = [each for each in found if each.split(".")[0] == section]
        stood = found[near[-1]].under if near else ()
    moved = replace(left_out, under=stood)
    keys = list(found)
    at = keys.index(near[-1]) + 1 if near else 0 if key in earlier else len(keys)
    pairs = list(found.items())
    return dict([*pairs[:at], (key, moved), *pairs[at:]])


class WordsPanel(QWidget):
    """The paragraphs of the paper in view, and the chosen one to be read and written."""

    manual = "report"
    place_wanted = Signal(str)
    """The key of a paragraph that is to be seen in the preview."""
    changed = Signal()
    """Words were saved or taken back: the paper is to be made anew."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("words_panel")
        self.shell = shell
        self.request: Request | None = None
        self.report: Report | None = None
        self.paragraphs: list[Paragraph] = []
        self.typed: dict[str, str] = {}
        """What was typed and not saved, by paragraph."""
        self._kept: dict[str, str] = {}
        """What of it is kept in the store."""
        self._quiet = False
        self._roomy = False
        """Whether the editor was given its room."""
        self._wanted = ""
        self.items: dict[str, QTreeWidgetItem] = {}
        """The lines of the list, by the key of the paragraph."""
        self._may = shell.may(Right.ENTER)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(self._make_head())
        self.list = self._make_list()
        self.editor = ParagraphEditor(may_change=self._may)
        self.editor.save_wanted.connect(self.save)
        self.editor.take_back_wanted.connect(self.take_back)
        self.editor.keep_wanted.connect(self.keep_mine)
        self.editor.typed.connect(self._note_typing)
        self.editor.settled.connect(self._keep_typed)
        self.split = QSplitter(Qt.Orientation.Vertical)
        split = self.split
        split.setObjectName("words_split")
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(self.editor)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        whole.addWidget(split, 1)
        self.setFocusProxy(self.list)
        self.setMinimumWidth(em(self) * 18)
        self._show_paragraphs()

    def _make_head(self) -> QVBoxLayout:
        column = QVBoxLayout()
        self.count_words = QLabel()
        self.count_words.setObjectName("words_count")
        self.count_words.setWordWrap(True)
        theme.dress(self.count_words, role="hint")
        column.addWidget(self.count_words)
        row = QHBoxLayout()
        self.list_button = QPushButton(icon("page-prev"), _("段落"))
        self.list_button.setObjectName("words_back")
        self.list_button.setToolTip(_("回到段落列表"))
        self.list_button.clicked.connect(self._show_list)
        self.list_button.hide()
        self.next_button = QPushButton(icon("warning"), _("下一处需重读"))
        self.next_button.setObjectName("words_next")
        self.next_button.clicked.connect(self.go_to_next)
        row.addWidget(self.list_button)
        row.addWidget(self.next_button)
        row.addStretch(1)
        column.addLayout(row)
        return column

    def _make_list(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setObjectName("words_list")
        tree.setAccessibleName(_("报告段落"))
        tree.setColumnCount(2)
        tree.setHeaderLabels([_("段落"), _("状态")])
        tree.setIndentation(em(self))
        tree.setIconSize(icon_size(self))
        tree.setUniformRowHeights(True)
        tree.setRootIsDecorated(True)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        tree.currentItemChanged.connect(self._chosen)
        tree.itemActivated.connect(lambda _item, _column: self.editor.begin())
        # The chosen one is shown again when it is clicked.
        tree.itemClicked.connect(lambda item, _column: self._chosen(item, item))
        return tree

    # What is shown

    def show_paper(self, request: Request, report: Report | None) -> None:
        """Show the paragraphs of a paper; None: there is none in view."""
        if self.request != request:
            self.paragraphs = []
            self._keep_typed()
            self.typed = dict(self.shell.rows.typed(_KEPT_AS, request.key))
            self._kept = dict(self.typed)
            self._wanted = ""
        self.request, self.report = request, report
        if report is None:
            self.paragraphs = []
            self._show_paragraphs()
            return

        def read(desk: Desk) -> list[Edit]:
            from boshan_desk.usecases.papers.words import list_edits

            return list_edits(desk, request)

        def show(edits: list[Edit]) -> None:
            if self.report is report:
                self.paragraphs = paragraphs_of(report, edits, self.paragraphs)
                self._show_paragraphs()

        self.shell.do(read, while_there(self, show))

    def choose(self, key: str) -> None:
        """Open a paragraph in the editor, to write in it."""
        item = self.items.get(key)
        if item is None:
            # It is on its way: the list is being read.
            self._wanted = key
            return
        # It is in sight already where it was pressed: the preview stays as it is.
        self._quiet = True
        if item is self.list.currentItem():
            self._open(key)
        else:
            self.list.setCurrentItem(item)
        self._quiet = False
        self.editor.begin()

    def go_to_next(self) -> None:
        """Choose the next paragraph that is to be read again, from the chosen one on."""
        keys = [each.key for each in self.paragraphs]
        at = keys.index(self.key) if self.key in keys else -1
        for each in (*self.paragraphs[at + 1 :], *self.paragraphs[: at + 1]):
            if each.stale:
                self.choose(each.key)
                self.place_wanted.emit(each.key)
                return

    @property
    def key(self) -> str:
        """The key of the chosen paragraph; empty when none is."""
        item = self.list.currentItem()
        return str(item.data(0, _KEY) or "") if item is not None else ""

    def paragraph(self, key: str) -> Paragraph | None:
        """The paragraph of a key."""
        return next((each for each in self.paragraphs if each.key == key), None)

    def try_close(self) -> bool:
        """Whether the panel may be left: what was typed is kept, and offered again."""
        self._keep_typed()
        return True

    def _show_paragraphs(self) -> None:
        wanted = self._wanted or self.key
        self._wanted = ""
        self.list.blockSignals(True)
        self.list.clear()
        self.items = {}
        groups: dict[tuple[str, ...], QTreeWidgetItem] = {}
        for paragraph in self.paragraphs:
            self._add(paragraph, groups)
        self.list.expandAll()
        self.list.blockSignals(False)
        self._count()
        if wanted in self.items:
            self.list.setCurrentItem(self.items[wanted])
            self.list.scrollToItem(self.items[wanted])
            self._open(wanted)
        else:
            self._open("")
            self.editor.hint.setVisible(bool(self.paragraphs))

    def _add(self, paragraph: Paragraph, groups: dict[tuple[str, ...], QTreeWidgetItem]) -> None:
        parent = self.list.invisibleRootItem()
        for depth in range(1, len(paragraph.under) + 1):
            path = paragraph.under[:depth]
            if path not in groups:
                group = QTreeWidgetItem(parent, [path[-1]])
                group.setFlags(Qt.ItemFlag.ItemIsEnabled)
                group.setFirstColumnSpanned(True)
                group.setToolTip(0, path[-1])
                face = QFont(self.list.font())
                face.setWeight(QFont.Weight.Medium)
                group.setFont(0, face)
                groups[path] = group
            parent = groups[path]
        item = QTreeWidgetItem(parent)
        item.setData(0, _KEY, paragraph.key)
        self.items[paragraph.key] = item
        self._sign(paragraph)

    def _sign(self, paragraph: Paragraph) -> None:
        """Say how a paragraph stands: by a word, a picture, and how its words look."""
        item = self.items[paragraph.key]
        text = paragraph.text.strip() or paragraph.drafted.strip()
        item.setText(0, " ".join(text.split())[:80])
        item.setToolTip(0, text)
        typed = self.typed.get(paragraph.key, paragraph.text) != paragraph.text
        state = TYPED if typed and not paragraph.stale else paragraph.state
        item.setText(1, _(state))
        item.setToolTip(1, _(_TIPS[state]))
        if state in _SIGNS:
            item.setIcon(1, icon(_SIGNS[state]))
        face = QFont(self.list.font())
        face.setStrikeOut(state == LEFT_OUT)
        item.setFont(0, face)

    def _count(self) -> None:
        total = len(self.paragraphs)
        edited = sum(each.edited for each in self.paragraphs)
        stale = sum(each.stale for each in self.paragraphs)
        if not total:
            words = _("生成报告以后，在这里逐段修改文字。")
        elif stale:
            words = _("共 {total} 段，已改 {edited} 段，其中需重读 {stale} 段")
        elif edited:
            words = _("共 {total} 段，已改 {edited} 段")
        else:
            words = _("共 {total} 段，都是草拟文字")
        self.count_words.setText(words.format(total=total, edited=edited, stale=stale))
        self.next_button.setVisible(bool(stale))

    # The chosen one

    def _show_list(self) -> None:
        """Back from the editor to the list that it took the place of."""
        self._unfold()
        # The same one may be chosen again.
        self.list.setCurrentIndex(QModelIndex())
        self.list.setFocus()
        self.editor.show_nothing()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is room again, list and editor stand below one another."""
        super().resizeEvent(event)
        if self.height() >= em(self) * _SHORT and self.list.isHidden():
            self._unfold()

    def _unfold(self) -> None:
        self.list_button.hide()
        self.count_words.show()
        self.list.show()

    def _chosen(self, item: QTreeWidgetItem | None, before: QTreeWidgetItem | None) -> None:
        key = str(item.data(0, _KEY) or "") if item is not None else ""
        if key:
            if item is not before:
                self._open(key)
            if not self._quiet:
                self.place_wanted.emit(key)

    def _open(self, key: str) -> None:
        paragraph = self.paragraph(key)
        if paragraph is None:
            self.editor.show_nothing()
            return
        self.editor.show_paragraph(paragraph, self.typed.get(key))
        if self.height() < em(self) * _SHORT:
            # In a short window the editor takes the place of the list.
            self.list.hide()
            self.list_button.show()
            self.count_words.hide()
        elif not self._roomy:
            # The list is short now that one writes; after that it is as the officer moves it.
            self._roomy = True
            high = self.split.height()
            self.split.setSizes([high // 3, high - high // 3])

    def _note_typing(self, text: str) -> None:
        paragraph = self.paragraph(self.key)
        if paragraph is None:
            return
        if text == paragraph.text:
            self.typed.pop(paragraph.key, None)
        else:
            self.typed[paragraph.key] = text
        self._sign(paragraph)

    def _keep_typed(self) -> None:
        """Keep what was typed, so that neither a crash nor another page takes it."""
        self.editor.settle()
        request, typed = self.request, dict(self.typed)
        if request is None or not self._may or typed == self._kept:
            return
        self._kept = typed
        key = request.key
        self.shell.do(lambda desk: desk.keep_typed(_KEPT_AS, key, typed or None))

    # Saving

    def save(self) -> None:
        """Keep what stands in the editor as the words of the chosen paragraph."""
        self._write(self.key, self.editor.text())

    def keep_mine(self) -> None:
        """The words stay as they are although the figures changed: they were read again."""
        paragraph = self.paragraph(self.key)
        if paragraph is not None:
            self._write(paragraph.key, self.typed.get(paragraph.key, paragraph.text))

    def take_back(self) -> None:
        """Back to what is drafted."""
        request, paragraph = self.request, self.paragraph(self.key)
        if request is None or paragraph is None:
            return
        key = paragraph.key
        if not paragraph.edited:
            # Nothing was saved: only what was typed goes.
            self._forget(key)
            self._open(key)
            self._sign(paragraph)
            return

        def work(desk: Desk) -> None:
            from boshan_desk.usecases.papers.words import take_back

            take_back(desk, request, key)

        self.shell.do(
            work,
            while_there(self, lambda _done: self._written(key, None, _("已恢复草拟文字"))),
            words=_("正在保存"),
        )

    def _write(self, key: str, text: str) -> None:
        request, paragraph = self.request, self.paragraph(key)
        if request is None or paragraph is None:
            return
        # It is judged by the draft that the officer had before them.
        basis = paragraph.drafted

        def work(desk: Desk) -> None:
            from boshan_desk.usecases.papers.words import edit_paragraph

            edit_paragraph(desk, request, key, text, basis=basis)

        words = _("已保存这一段") if text.strip() else _("已保存：这一段不印")
        self.shell.do(
            work,
            while_there(self, lambda _done: self._written(key, text, words)),
            words=_("正在保存"),
        )

    def _written(self, key: str, text: str | None, words: str) -> None:
        if text is None or self.typed.get(key, text) == text:
            # What was typed after the press is not saved yet.
            self._forget(key)
        self.shell.said.emit("ok", words)
        self.changed.emit()

    def _forget(self, key: str) -> None:
        self.typed.pop(key, None)
        self._keep_typed()
