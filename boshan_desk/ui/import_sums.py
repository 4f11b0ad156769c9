"""The reckoning of an import: every row of the file is accounted for, and once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from boshan_desk.domain.wording import clauses, listed, with_more
from boshan_desk.i18n import _
from boshan_desk.ui import theme

if TYPE_CHECKING:
    from boshan_desk.usecases.sheets import Preview

Line = tuple[str, str, str]
"""What is counted, how many, and why or which."""


@dataclass(frozen=True)
class Sums:
    """What an import did, or would do, in numbers."""

    file: str
    sha256: str
    sheets: str
    counts: Mapping[str, int]
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Reasons, in words, with how many rows."""
    unmatched: Sequence[str] = ()
    """The columns that did not come in: letter and heading."""
    written: bool = True
    """Whether it has been done."""

    @classmethod
    def of(cls, preview: Preview, *, written: bool) -> Sums:
        """Of a preview."""
        several = len(preview.matchings) > 1
        return cls(
            preview.path.name,
            preview.sha256,
            preview.sheet,
            preview.counts,
            preview.skipped,
            [
                " ".join(filter(None, (sheet if several else "", column.letter, column.heading)))
                for sheet, column in preview.unmatched
            ],
            written,
        )

    @classmethod
    def kept(cls, detail: Mapping[str, Any]) -> Sums:
        """Of what the history keeps of an import."""
        return cls(
            str(detail.get("file", "")),
            str(detail.get("sha256", "")),
            str(detail.get("sheet", "")),
            {str(k): int(n) for k, n in dict(detail.get("counts", {})).items()},
            {str(k): int(n) for k, n in dict(detail.get("skipped", {})).items()},
            [str(each) for each in detail.get("unmatched", ())],
        )

    @property
    def accounted(self) -> int:
        """The rows that became something."""
        names = ("new", "changed", "same", "skipped", "refused")
        return sum(self.counts.get(name, 0) for name in names)

    def balance(self) -> str:
        """The rows of the file as the sum of what they became."""
        counts = self.counts
        return _(
            "文件 {rows} 行 ＝ 新增 {new} ＋ 更新 {changed} ＋ 相同 {same}"
            " ＋ 跳过 {skipped} ＋ 不能导入 {refused}"
        ).format(
            rows=f"{counts.get('rows_in_file', self.accounted):,}",
            **{
                name: f"{counts.get(name, 0):,}"
                for name in ("new", "changed", "same", "skipped", "refused")
            },
        )

    def lines(self) -> list[Line]:
        """What became of the rows, line by line."""
        counts, done = self.counts, self.written
        told: list[Line] = [
            (_("新增") if done else _("将新增"), _rows(counts, "new"), ""),
            (_("更新") if done else _("将更新"), _rows(counts, "changed"), ""),
            (
                _("相同"),
                _rows(counts, "same"),
                _("与台账一致，未动") if done else _("与台账一致，不动"),
            ),
            (_("跳过"), _rows(counts, "skipped"), _reasons(self.skipped)),
            (
                _("不能导入"),
                _rows(counts, "refused"),
                _("未写入，请退回改正后再次导入") if counts.get("refused") else "",
            ),
        ]
        if self.unmatched:
            words = _("{count} 列").format(count=len(self.unmatched))
            told.append((_("未对上的列"), words, listed(self.unmatched)))
        return told


def _rows(counts: Mapping[str, int], name: str) -> str:
    return _("{count} 行").format(count=f"{counts.get(name, 0):,}")


def _reasons(skipped: Mapping[str, int]) -> str:
    return clauses(
        with_more(why, _("{count} 行").format(count=f"{count:,}"))
        for why, count in sorted(skipped.items(), key=lambda pair: -pair[1])
    )


class SumsTable(QWidget):
    """The reckoning as a small table of words."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(self.fontMetrics().height())
        self._grid.setVerticalSpacing(self.fontMetrics().height() // 5)
        self._grid.setColumnStretch(2, 1)
        self._told: list[str] = []

    def show_sums(self, sums: Sums) -> None:
        """Show a reckoning."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._told = []
        lines = [*sums.lines()]
        for row, cells in enumerate(lines):
            for column, words in enumerate(cells):
                label = _label(words, wide=column == 2)
                if column == 1:
                    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
                elif column == 2:
                    theme.dress(label, role="hint")
                self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)
            self._told.append(" ".join(filter(None, cells)))
        row = len(lines)
        balance = _label(sums.balance(), wide=True)
        balance.setObjectName("import_balance")
        theme.dress(balance, role="section")
        self._grid.addWidget(balance, row, 0, 1, 3)
        source = [_("文件：{file}").format(file=sums.file)]
        if sums.sheets:
            source.append(_("工作表：{sheets}").format(sheets=sums.sheets))
        source.append(_("校验码（SHA-256）：{digest}").format(digest=sums.sha256))
        for place, words in enumerate(source):
            label = _label(words, wide=True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            theme.dress(label, role="hint")
            self._grid.addWidget(label, row + 1 + place, 0, 1, 3)
        self._told += [sums.balance(), *source]

    def words(self) -> str:
        """Everything that is said."""
        return "\n".join(self._told)


def _label(words: str, *, wide: bool) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wide)
    if wide:
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        label.setMinimumWidth(1)
    return label
