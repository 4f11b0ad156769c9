"""Several packages that were brought on one stick: what is in each, and one button for the clean.

Those in which something is for a person to see are opened one by one; so are all, if wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from boshan_desk.domain.changes import Step
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Cancelled
from boshan_desk.domain.wording import clauses, listed
from boshan_desk.i18n import _, mark
from boshan_desk.ui import icons, theme
from boshan_desk.ui.brought_words import (
    brought_title,
    contents_words,
    effect_of_all,
    state_words,
)
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.side_page import SidePage
from boshan_desk.ui.tall_table import TallTable

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.ui.jobs import Progress
    from boshan_desk.ui.shell import Shell
    from boshan_desk.usecases.exchange.batches import Brought

HEADS: Final = (mark("数据包"), mark("内容"), mark("情况"))
_SHARES: Final = (7, 6, 10)


class PackagesInPage(SidePage):
    """A line for every package that was chosen."""

    manual: Final = "towns"

    opened = Signal(object)
    """One of them is to be looked at by itself: its path."""

    def __init__(self, shell: Shell, paths: Sequence[Path]) -> None:
        super().__init__(_("接收几个数据包"))
        self.setObjectName("packages_in_page")
        self.shell = shell
        self.brought: list[Brought] = []
        self._paths = list(paths)
        self._opened: set[Path] = set()
        """Those that were looked at by themselves."""
        self._answered: set[str] = set()
        """The desks whose return packages were saved from here."""
        self._busy = False
        self._stale = True
        """Whether something was written since they were looked at."""
        self.about = QLabel()
        self.about.setObjectName("packages_in_about")
        self.about.setWordWrap(True)
        theme.dress(self.about, role="hint")
        self.body.addWidget(self.about)
        self.table = TallTable(HEADS, _SHARES)
        self.table.setObjectName("packages_in_table")
        self.table.setAccessibleName(_("选择的数据包"))
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.itemSelectionChanged.connect(self._allow)
        self.table.itemActivated.connect(lambda _item: self.open_one())
        self.body.addWidget(self.table, 1)
        foot = QHBoxLayout()
        self.look_button = QPushButton(icons.icon("preview"), _("看这个数据包…"))
        self.look_button.setObjectName("packages_in_look")
        self.look_button.clicked.connect(lambda: self.open_one())
        self.answer_button = QPushButton(icons.icon("stick"), "")
        self.answer_button.setObjectName("packages_in_answer")
        self.answer_button.clicked.connect(lambda: self.answer())
        self.take_button = QPushButton(icons.icon("import", ink=theme.PALETTE.on_accent), "")
        self.take_button.setObjectName("packages_in_take")
        theme.dress(self.take_button, role="primary")
        self.take_button.clicked.connect(lambda: self.take())
        foot.addWidget(self.look_button)
        foot.addStretch(1)
        foot.addWidget(self.answer_button)
        foot.addWidget(self.take_button)
        self.body.addLayout(foot)
        self.setFocusProxy(self.table)
        shell.stepped.connect(self._note)
        self._name_buttons()

    # Looking

    def showEvent(self, event: QShowEvent) -> None:
        """What was taken elsewhere meanwhile is looked at anew."""
        super().showEvent(event)
        if self._stale:
            self.look_again()

    def _note(self, _step: Step) -> None:
        if not self._busy:
            self._stale = True

    def look_again(self) -> None:
        """Look at all of them but those that were taken here; nothing is written."""
        done = {each.path for each in self.brought if each.state == "taken"}
        paths = [path for path in self._paths if path not in done]
        self._stale = False
        if self._busy or not paths:
            return
        self._busy = True
        self.about.setText(_("正在核对 {count} 个数据包…").format(count=len(paths)))
        self._name_buttons()

        def work(desk: Desk, progress: Progress) -> list[Brought]:
            from boshan_desk.usecases.exchange.batches import look_at_all

            return look_at_all(desk, paths, progress)

        self.shell.do_long(
            work,
            while_there(self, self._show),
            words=_("正在核对数据包"),
            failed=while_there(self, self._look_failed),
        )

    def _look_failed(self, error: Exception) -> None:
        self._busy = False
        self.shell.tell_failure(error)
        self.leave()

    def _show(self, found: list[Brought]) -> None:
        from boshan_desk.usecases.exchange.batches import in_order

        self._busy = False
        known = {each.path: each for each in self.brought}
        for each in found:
            if each.state == "again" and each.path in self._opened and each.path in known:
                # It was taken meanwhile on its own page: what it held is still told.
                if known[each.path].state != "taken":
                    # The return package on the stick does not answer it yet.
                    self._answered.discard(each.site)
                known[each.path] = replace(known[each.path], state="taken", notes=())
            else:
                known[each.path] = each
        self.brought = in_order(known.values())
        self._show_rows()
        if self._clean:
            self.take_button.setFocus()
        else:
            self.table.setFocus()

    def _show_rows(self) -> None:
        row = max(0, self.table.currentRow())
        self.table.show_rows(
            [
                (brought_title(each), contents_words(each), state_words(each))
                for each in self.brought
            ]
        )
        if self.brought:
            self.table.selectRow(min(row, len(self.brought) - 1))
        self._tell()
        self._name_buttons()

    def _tell(self) -> None:
        """Say what is left to be done."""
        counts = {
            state: sum(each.state == state for each in self.brought)
            for state in ("clean", "person", "again", "refused", "taken", "left")
        }
        told = [
            words.format(count=count)
            for words, count in (
                (_("已接收 {count} 个"), counts["taken"]),
                (_("{count} 个可以直接接收"), counts["clean"]),
                (_("{count} 个要打开逐个看"), counts["person"] + counts["left"]),
                (_("{count} 个以前接收过"), counts["again"]),
                (_("{count} 个不能接收"), counts["refused"]),
            )
            if count
        ]
        rest = _("每个数据包各自接收，接收前自动备份，以后可以各自撤销。")
        self.about.setText("\n".join((clauses(told), rest)))

    # What may be done

    @property
    def _clean(self) -> list[Brought]:
        return [each for each in self.brought if each.state == "clean"]

    def _due(self) -> dict[str, str]:
        """The desks of which something was taken here, and that have not got their answer yet."""
        return {
            each.site: each.name
            for each in self.brought
            if each.state in ("taken", "again") and each.site not in self._answered
        }

    @property
    def chosen(self) -> Brought | None:
        """The package that is chosen."""
        row = self.table.currentRow()
        return self.brought[row] if 0 <= row < len(self.brought) else None

    def _allow(self) -> None:
        chosen = self.chosen
        self.look_button.setEnabled(
            chosen is not None and chosen.state != "refused" and not self._busy
        )

    def _name_buttons(self) -> None:
        may = self.shell.may(Right.EXCHANGE) and not self._busy
        clean = self._clean
        words = _("接收这 {count} 个").format(count=len(clean))
        effect = effect_of_all(clean, [each for each in self.brought if each.state == "taken"])
        self.take_button.setText(
            _("{take}：{effect}").format(take=words, effect=effect) if effect else words
        )
        self.take_button.setVisible(bool(clean))
        self.take_button.setEnabled(may)
        due = self._due()
        self.answer_button.setText(_("保存 {count} 个回执包到 U 盘…").format(count=len(due)))
        self.answer_button.setVisible(bool(due) and not clean)
        self.answer_button.setEnabled(may)
        self._allow()

    def open_one(self) -> None:
        """Look at the chosen one by itself."""
        chosen = self.chosen
        if chosen is not None and self.look_button.isEnabled():
            self._opened.add(chosen.path)
            self.opened.emit(chosen.path)

    def take(self) -> None:
        """Take those in which nothing is for a person to see."""
        wanted = self._clean
        if self._busy or not wanted:
            return
        self._busy = True
        self._name_buttons()
        results: list[Brought] = []

        def work(desk: Desk, progress: Progress) -> None:
            from boshan_desk.usecases.exchange.batches import take_all

            take_all(desk, wanted, results.append, progress)

        def ended() -> None:
            self._busy = False
            became = {each.path: each for each in results}
            self.brought = [became.get(each.path, each) for each in self.brought]
            self._show_rows()
            taken = sum(each.state == "taken" for each in results)
            if taken:
                self.shell.said.emit("ok", _("已接收 {count} 个数据包").format(count=taken))
            (self.answer_button if self.answer_button.isVisible() else self.table).setFocus()

        def failed(error: Exception) -> None:
            ended()
            left = len(wanted) - len(results)
            if isinstance(error, Cancelled):
                words = _("已取消；没有接收的 {count} 个没有改动").format(count=left)
                self.shell.said.emit("note", words)
            else:
                self.shell.tell_failure(error)

        self.shell.do_long(
            work,
            while_there(self, lambda _none: ended()),
            words=_("正在接收数据包"),
            failed=while_there(self, failed),
        )

    def answer(self) -> None:
        """Save the return packages of all whose packages were taken."""
        due = self._due()
        if self._busy or not due:
            return
        folder = self.shell.ask.folder(_("插上 U 盘，选择保存回执包的位置"))
        if folder is None:
            return
        self._busy = True
        self._name_buttons()

        def work(desk: Desk, progress: Progress) -> list[Path]:
            from boshan_desk.usecases.exchange.batches import answer_all

            return answer_all(desk, list(due), folder, progress)

        def told(paths: list[Path]) -> None:
            self._busy = False
            self._answered |= due.keys()
            self._name_buttons()
            names = listed(due.values())
            words = _("已保存并核对 {count} 个回执包（{names}），可以拔出 U 盘")
            self.saved.emit(paths[-1], words.format(count=len(paths), names=names))
            self.table.setFocus()

        def failed(error: Exception) -> None:
            self._busy = False
            self._name_buttons()
            self.shell.tell_failure(error)

        self.shell.do_long(
            work,
            while_there(self, told),
            words=_("正在制作回执包"),
            failed=while_there(self, failed),
        )

    # Leaving

    def try_close(self) -> bool:
        """Not while something is being written: it ends by itself, or is called off."""
        if self._busy:
            self.shell.said.emit("note", _("正在写入，请等它完成，或先取消"))
        return not self._busy

    def leave(self) -> None:
        """Go back."""
        if self.try_close():
            super().leave()
