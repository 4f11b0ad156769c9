"""The manual, page by page, as it lies in `resources/manual`; Chinese, for it is for officers."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.assets import asset
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme

PAGES: Final = (
    ("start", mark("开始")),
    ("records", mark("录入")),
    ("ledgers", mark("台账栏目")),
    ("review", mark("审核与归档")),
    ("cases", mark("办案程序与期限")),
    ("find", mark("查找与筛选")),
    ("sheets", mark("导入导出")),
    ("towns", mark("镇街报送")),
    ("town_desk", mark("报送（镇街）")),
    ("report", mark("季报")),
    ("kept", mark("定稿与核验")),
    ("template_words", mark("改报告模板")),
    ("forms", mark("上级报表")),
    ("bin", mark("回收站与撤销")),
    ("backups", mark("备份与恢复")),
    ("accounts", mark("账户与密码")),
    ("audit", mark("审计与校验码")),
    ("deadlines", mark("案件期限")),
    ("law", mark("规则与日历")),
    ("plans", mark("目标任务")),
    ("figures", mark("指标")),
    ("slips", mark("任务与督办")),
    ("plan_files", mark("计划文件")),
    ("papers", mark("从文件生成计划")),
    ("county", mark("本单位资料")),
    ("city", mark("市里汇总区县")),
    ("messages", mark("常见提示")),
    ("changes", mark("更新内容")),
)
"""Name of the file and title, in the order in which one would read them."""


def page_file(name: str) -> Path:
    """Where a page of the manual lies."""
    return asset("resources", "manual", f"{name}.md")


class ManualWindow(QWidget):
    """A window of its own, so that it can lie beside the work."""

    def __init__(self, owner: QWidget | None = None) -> None:
        super().__init__(owner, Qt.WindowType.Window)
        self.setObjectName("manual_window")
        self.setWindowTitle(_("使用说明"))
        self._list = QListWidget()
        self._list.setObjectName("manual_pages")
        self._list.setAccessibleName(_("目录"))
        self._list.setItemDelegate(theme.BoldWhenSelected(self._list))
        for name, title in PAGES:
            item = QListWidgetItem(_(title))
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setSizeHint(QSize(0, theme.row_height(self.fontMetrics())))
            self._list.addItem(item)
        self._text = QTextBrowser()
        self._text.setObjectName("manual_text")
        self._text.setOpenLinks(False)
        self._text.anchorClicked.connect(self._follow)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._list)
        split.addWidget(self._text)
        split.setStretchFactor(1, 1)
        em = self.fontMetrics().horizontalAdvance("国")
        split.setSizes([em * 10, em * 48])
        row = QHBoxLayout()
        row.addWidget(split)
        whole = QVBoxLayout(self)
        whole.addLayout(row)
        self.resize(em * 60, self.fontMetrics().height() * 30)
        self._list.currentRowChanged.connect(self._show_row)

    def show_page(self, name: str) -> None:
        """Turn to a page."""
        row = next((n for n, (page, _title) in enumerate(PAGES) if page == name), 0)
        if self._list.currentRow() == row:
            self._show_row(row)
        else:
            self._list.setCurrentRow(row)

    @property
    def words(self) -> str:
        """What the page says."""
        return self._text.toPlainText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _show_row(self, row: int) -> None:
        if row >= 0:
            self._text.setMarkdown(page_file(PAGES[row][0]).read_text("utf-8"))

    def _follow(self, link: QUrl) -> None:
        """Links lead to other pages of the manual and nowhere else."""
        self.show_page(link.path().removesuffix(".md"))
