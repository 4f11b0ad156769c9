"""What happened to a record, in words: when, by whom, whence and why, which field, what to what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from boshan_desk.domain.fields import SCREEN, Kind, Link
from boshan_desk.domain.ledger import Ledger, not_filled
from boshan_desk.domain.officers import Right
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark
from boshan_desk.ui.icons import icon
from boshan_desk.ui.importings import Importing, list_imports, take_back
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.record_access import reading_only
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.store.reader import Reader

_OTHERS: Final = {
    "withdrawn_at": mark("移入回收站的时间"),
    "withdrawn_by": mark("移入回收站的人"),
    "withdrawn_why": mark("移入回收站的原因"),
    "reviewed_at": mark("审核时间"),
    "reviewed_by": mark("审核人"),
}

_SOURCES: Final = {
    "import": mark("表格导入“{file}”"),
    "import-undo": mark("撤销导入“{file}”"),
    "undo": mark("撤销"),
    "redo": mark("重做"),
    "purge": mark("清除个人信息"),
    "sample": mark("示例数据"),
    "take": mark("接收数据包"),
    "take-undo": mark("撤销接收"),
    "resolve": mark("核定两边不同的内容"),
    "held": mark("处理暂存的改动"),
    "doubles": mark("合并重复记录"),
    "doubles-undo": mark("撤销合并"),
}
"""Whence a change came, by the kind of the work; any other was made by hand."""


@dataclass
class Told:
    """A history in words, and the imports in it that can be taken back."""

    lines: list[str] = field(default_factory=list)
    imports: list[Importing] = field(default_factory=list)
    extras: bool = False
    """Whether the files it came from said more than there are fields for."""


class HistoryPanel(QWidget):
    """A button, and below it the history once it was asked for."""

    LEAST, MOST = 4, 14

    def __init__(self, shell: Shell, ledger: Ledger, id: str) -> None:
        super().__init__()
        self.setObjectName("history")
        self._shell = shell
        self._ledger = ledger
        self._id = id
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.show_button = QPushButton(_("显示修改记录"))
        self.show_button.setObjectName("show_history")
        self.show_button.setIcon(icon("history"))
        self.show_button.clicked.connect(self.load)
        self.text = QPlainTextEdit()
        self.text.setObjectName("history_text")
        self.text.setAccessibleName(_("修改记录"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.hide()
        self.undo_buttons: list[QPushButton] = []
        """One for each import in the history that can be taken back."""
        self.extra_button = QPushButton(icon("eye"), _("查看原表中没有对应栏目的内容…"))
        self.extra_button.setObjectName("show_extra")
        self.extra_button.clicked.connect(self.show_extra)
        self.extra_button.hide()
        self._layout.addWidget(self.show_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout.addWidget(self.text)
        self._layout.addWidget(self.extra_button, 0, Qt.AlignmentFlag.AlignLeft)

    def load(self) -> None:
        """Read the history and show it."""
        ledger, id = self._ledger, self._id
        self._shell.do(lambda desk: tell_history(desk, ledger, id), while_there(self, self._show))

    def refresh(self) -> None:
        """Read it anew if it is shown."""
        if not self.text.isHidden():
            self.load()

    def show_extra(self) -> None:
        """Show what stood in other columns of the file, to who says why; that is logged."""
        question = _("原表的其他列可能含有个人信息，请写明查看原因：")
        reason = self._shell.ask.reason(question, yes=_("查看"))
        if reason is None:
            return
        ledger, id = self._ledger, self._id

        def look(desk: Desk) -> str:
            from boshan_desk.usecases.lists import extra_in_full

            return "\n".join(
                f"{extra['sheet']}!{extra['row']}　{heading}：{' '.join(text.split())}"
                for extra in extra_in_full(desk, ledger, id, reason)
                for heading, text in extra["cells"].items()
            )

        self._shell.do(look, while_there(self, self._tell_extra))

    def _tell_extra(self, words: str) -> None:
        self._shell.ask.tell(words, title=_("原表中没有对应栏目的内容"))

    def _show(self, told: Told) -> None:
        self.show_button.setText(_("刷新修改记录"))
        self.text.setPlainText("\n".join(told.lines))
        shown = min(max(len(told.lines), self.LEAST), self.MOST) + 1
        self.text.setFixedHeight(shown * self.text.fontMetrics().lineSpacing())
        self.text.show()
        for button in self.undo_buttons:
            button.hide()
            button.deleteLater()
        self.undo_buttons = []
        self.extra_button.setVisible(told.extras and self._shell.may(Right.UNCOVER))
        if reading_only(self._shell, self._ledger):
            return
        for importing in told.imports:
            words = _("撤销本次导入（{file}）…").format(file=importing.file)
            button = QPushButton(icon("undo"), words.replace("&", "&&"))
            button.setObjectName(f"undo_import_{importing.number}")
            button.clicked.connect(lambda _on=False, one=importing: take_back(self._shell, one))
            self._layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self.undo_buttons.append(button)


def tell_history(desk: Desk, ledger: Ledger, id: str) -> Told:
    """The history of a record, newest work first; personal values are masked."""
    told = Told()
    told.lines += tell_sources(desk, ledger, id)
    with desk.read() as reader:
        entries = reader.history(ledger, id)
        extras = {extra["step"]: extra for extra in reader.extras(id)}
        for entry in reversed(entries):
            told.lines += _tell_entry(reader, ledger, entry)
            if extra := extras.get(entry["n"]):
                told.extras = True
                told.lines.append("　　" + _tell_extra(extra))
    numbers = {entry["n"] for entry in entries if entry["detail"].get("kind") == "import"}
    if numbers:
        told.imports = [i for i in list_imports(desk) if i.number in numbers and not i.undone]
    told.lines = told.lines or [_("还没有修改记录")]
    return told


def tell_sources(desk: Desk, ledger: Ledger, id: str) -> list[str]:
    """Which fields came in packages: office, officer, day and package, with what each brought.

    Nothing where all of it was written here.
    """
    from boshan_desk.usecases.exchange.provenance import sources

    shown = ledger.shown()
    fields: dict[str, list[str]] = {}
    with desk.read() as reader:
        record = reader.get(ledger.record, id)
    for name, source in sources(desk, ledger, id).items():
        if name and not source.own and source.dot and not not_filled(getattr(record, name)):
            fields.setdefault(source.words(), []).append(_(shown[name].title))
    if not fields:
        return []
    lines = [_("各栏来源（其余为本机填写）：")]
    lines += [f"　　{words}：{listed(titles)}" for words, titles in fields.items()]
    return [*lines, ""]


def _tell_entry(reader: Reader, ledger: Ledger, entry: dict[str, Any]) -> list[str]:
    head = _("{at}　{officer}　{work}（{source}）").format(
        at=str(entry["at"])[:16],
        officer=entry["officer"],
        work=entry["work"],
        source=_source(entry["detail"]),
    )
    lines = [head]
    if reason := entry["detail"].get("reason"):
        lines.append("　　" + _("原因：{reason}").format(reason=" ".join(reason.split())))
    for name, (old, new) in entry["fields"].items():
        lines.append("　　" + _tell_field(reader, ledger, name, old, new))
    return lines


def _tell_extra(extra: dict[str, Any]) -> str:
    """Which columns of the file had no field; what stood in them may be anybody's name."""
    return _("原表“{sheet}”第 {row} 行还有没有对应栏目的列：{headings}").format(
        sheet=extra["sheet"], row=extra["row"], headings=listed(extra["cells"])
    )


def _source(detail: dict[str, Any]) -> str:
    """Whence a work came."""
    words = _SOURCES.get(detail.get("kind", ""))
    return _(words).format(file=detail.get("file", "")) if words else _("手工")


def _tell_field(reader: Reader, ledger: Ledger, name: str, old: Any, new: Any) -> str:
    kind = ledger.shown().get(name)
    title = _(kind.title) if kind else _(_OTHERS.get(name, name))
    if old is None and new is None:
        # What stood here was cleared on a lawful request.
        return _("{field}：已清除").format(field=title)
    before, after = _tell(reader, kind, old), _tell(reader, kind, new)
    if old is None:
        return _("{field}：{new}").format(field=title, new=after)
    return _("{field}：{old} → {new}").format(field=title, old=before, new=after)


def _tell(reader: Reader, kind: Kind | None, stored: Any) -> str:
    if stored is None:
        return _("（空）")
    if kind is None:
        return str(stored)
    value = kind.from_store(stored)
    if isinstance(kind, Link):
        other = reader.linked(kind.to, value)
        return other.label(reader.lists) if other else str(value)
    words = kind.mask(value, SCREEN, reader.lists)
    # A line is one fact, however many lines the text has.
    return " ".join(words.split()) or _("（空）")
