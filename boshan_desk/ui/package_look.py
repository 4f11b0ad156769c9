"""A package comes in: looked at first, then taken with one button, and answered with a receipt.

Nothing is written before that button, and it says what it will do.  The seal is checked before
anything of the file is read; a package that is not what it says it is gets no further than that.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.problems import Cancelled, Damaged, Moved, Refused
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.audit_check import Answer as Said
from boshan_desk.ui.exchange_words import (
    KINDS,
    below_words,
    package_title,
)
from boshan_desk.ui.import_out import PaperPage
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.package_out import (
    ask_to_undo,
    is_stopped,
    make_slip,
    save_return,
    saved_words,
    undo_work,
    undone_words,
)
from boshan_desk.ui.package_receipt import PackageReceipt
from boshan_desk.ui.package_seen import SeenLeaf
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage
from boshan_desk.ui.town_answers import TownNext

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.exchange.looking import Look
    from boshan_desk.usecases.exchange.making import Made
    from boshan_desk.usecases.exchange.taking import Taken


class PackageLookPage(SidePage):
    """One package on its way in."""

    changed = Signal()
    """A return package was taken: names, lists and plans may be others now."""
    looking = Signal()
    """A package is looked at anew: what was said about the last one no longer holds."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("接收回执") if shell.level == "town" else _("接收数据包"))
        self.setObjectName("package_page")
        self.shell = shell
        self.manual = "town_desk" if shell.level == "town" else "towns"
        self.path: Path | None = None
        self.look: Look | None = None
        self.taken: Taken | None = None
        self._number = 0
        """Counts what was looked at, so that a late answer about another file is let go."""
        self._taking = False
        """Whether the package is being taken, or taken back."""
        self._pile = QStackedWidget()
        self.wait_leaf, self._wait = self._make_wait()
        self.refused_leaf = self._make_refused()
        self.seen = SeenLeaf(shell)
        self.receipt = PackageReceipt()
        self.next = TownNext(shell) if shell.level == "town" else None
        self.paper = PaperPage(shell, title=_("保存回执单"))
        for leaf in (self.wait_leaf, self.refused_leaf, self.seen, self.receipt, self.paper):
            self._pile.addWidget(leaf)
        self.body.addWidget(self._pile, 1)
        self.take_button = self.seen.take
        self._listen()

    # Parts

    def _make_wait(self) -> tuple[QWidget, QLabel]:
        leaf = QWidget()
        column = QVBoxLayout(leaf)
        words = QLabel()
        words.setObjectName("package_wait")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setWordWrap(True)
        theme.dress(words, role="hint")
        column.addWidget(words, 1)
        return leaf, words

    def _make_refused(self) -> QWidget:
        leaf = QWidget()
        column = QVBoxLayout(leaf)
        column.setContentsMargins(0, 0, 0, 0)
        self.refusal = Said("package_refused")
        column.addWidget(self.refusal)
        self._remedy = QLabel()
        self._remedy.setObjectName("package_remedy")
        self._remedy.setWordWrap(True)
        column.addWidget(self._remedy)
        row = QHBoxLayout()
        self._choose = QPushButton(icons.icon("open"), _("另选一个文件…"))
        self._choose.setObjectName("package_choose")
        self._choose.clicked.connect(lambda: self.choose_file())
        row.addWidget(self._choose)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        return leaf

    def _listen(self) -> None:
        if self.next is not None:
            self.receipt.add_next(self.next)
            self.next.back_wanted.connect(self.leave)
        self.take_button.clicked.connect(lambda: self.take())
        self.paper.closed.connect(self._close_paper)
        self.receipt.return_wanted.connect(self.save_return)
        self.receipt.slip_wanted.connect(self.show_slip)
        self.receipt.waiting_wanted.connect(self.show_waiting)
        self.receipt.undo_wanted.connect(self.undo)
        self.receipt.another_wanted.connect(self.choose_file)

    # Looking

    @staticmethod
    def ask_file(shell: Shell) -> Path | None:
        """Ask for a package."""
        title = _("选择回执包") if shell.level == "town" else _("选择要接收的数据包")
        return shell.ask.open_file(title, _(KINDS))

    @staticmethod
    def ask_files(shell: Shell) -> list[Path]:
        """Ask for one package, or for several at once."""
        return shell.ask.open_files(_("选择要接收的数据包，可以选几个"), _(KINDS))

    def choose_file(self) -> None:
        """Ask for a package and look at it."""
        path = self.ask_file(self.shell)
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path, *, despite: bool = False) -> None:
        """Look at this file; nothing is written.

        `despite`: although two computers seem to go under its sender's name.
        """
        if self._taking:
            return
        self._let_go()
        self.path, self.taken = path, None
        self._number += 1
        number = self._number
        self.looking.emit()
        self._wait_for(_("正在核对 {name}…").format(name=path.name))

        def work(desk: Desk, progress: Progress) -> Look:
            from boshan_desk.usecases.exchange.looking import look

            def told(done: int, total: int, words: str = "") -> None:
                if number != self._number:
                    raise Cancelled
                progress(done, total, words)

            return look(desk, path, despite=despite, progress=told)

        def came(found: Look) -> None:
            if shiboken6.isValid(self) and number == self._number:
                self.show_look(found)
            else:
                # Nobody waits for it any more: nothing of it stays on the disk.
                found.close()

        def failed(error: Exception) -> None:
            if number == self._number:
                self._look_failed(error)

        self.shell.do_long(
            work,
            came,
            words=_("正在核对 {name}").format(name=path.name),
            failed=while_there(self, failed),
        )

    def _wait_for(self, words: str) -> None:
        self._wait.setText(words)
        self._pile.setCurrentWidget(self.wait_leaf)
        # What had the keyboard is hidden now: Esc is heard here.
        self.setFocus()

    def _let_go(self) -> None:
        """Nothing of the package that was looked at stays on the disk."""
        look, self.look = self.look, None
        if look is not None:
            look.close()

    def _look_failed(self, error: Exception) -> None:
        if isinstance(error, Refused) and not isinstance(error, Damaged):
            self._refuse(error)
        else:
            self.leave()
            self.shell.tell_failure(error)

    def _refuse(self, error: Refused, remedy: str = "") -> None:
        name = self.path.name if self.path is not None else ""
        told = error.words()
        self.refusal.say("stop", told if name in told else f"{name}\n{told}")
        usual = _(
            "台账没有任何改动。请核对文件是否选错、是否完整拷贝；仍不能接收的，请对方重新制作一份。"
        )
        self._remedy.setText(remedy or usual)
        self._pile.setCurrentWidget(self.refused_leaf)
        self._choose.setFocus()

    def show_look(self, look: Look) -> None:
        """Show what taking the package would do."""
        self.look = look
        assert self.path is not None
        self.seen.show_look(look, self.path.name)
        self._pile.setCurrentWidget(self.seen)
        self.seen.take_focus()

    # Taking

    def take(self) -> None:
        """Take the package, whole or not at all."""
        look = self.look
        if look is None or self._taking:
            return
        self._taking = True
        self._wait_for(_("正在接收…"))

        def work(desk: Desk, progress: Progress) -> Taken:
            from boshan_desk.usecases.exchange.taking import take

            return take(desk, look, progress=progress)

        self.shell.do_long(
            work,
            while_there(self, self._took),
            words=_("正在接收{title}").format(title=package_title(look)),
            failed=while_there(self, self._take_failed),
        )

    def _take_failed(self, error: Exception) -> None:
        self._taking = False
        if self.look is not None and is_stopped(self.look) and type(error) is Refused:
            # That is what was wanted: it is written down that two desks go under one name.
            self._let_go()
            remedy = _(
                "已登记。台账没有任何改动，这个数据包另外保存。"
                "请打电话问清是哪一台电脑在用，查明以后在“{below}报送”里恢复接收。"
            ).format(below=below_words(self.shell.level))
            self._refuse(error, remedy)
            return
        self._pile.setCurrentWidget(self.seen)
        self.take_button.setFocus()
        if isinstance(error, Moved) and self.path is not None:
            despite = self.look is not None and self.look.despite
            self.take_file(self.path, despite=despite)
        self.shell.tell_failure(error)

    def _took(self, taken: Taken) -> None:
        self._taking = False
        self.taken = taken
        look = self.look
        assert look is not None
        look.close()
        answer = taken.answer
        told = package_title(look)
        words = _("以前已经接收过{title}") if taken.again else _("已接收{title}")
        said = words.format(title=told)
        if answer is not None:
            said = _("{said}：{told}。").format(said=said, told=answer.words())
        self.receipt.show_taken(
            said,
            taken.counts if answer is None else answer.outcomes,
            answer.notes if answer is not None else taken.notes,
            waiting=answer.count("conflict", "held") if answer is not None else 0,
            came_up=answer is not None,
            can_undo=answer is not None and not taken.again,
        )
        self._pile.setCurrentWidget(self.receipt)
        self.receipt.take_focus()
        if look.manifest.kind == "return" and not taken.again:
            self.changed.emit()
        if self.next is not None:
            self.next.refresh()
            self.next.back.setFocus()

    # Afterwards

    def save_return(self) -> None:
        """Write the return package onto a stick."""
        look = self.look
        if look is None:
            return
        save_return(self.shell, self, look.peer.site, self._returned)

    def _returned(self, made: Made) -> None:
        words = saved_words(made.path)
        self.receipt.tick("return", words)
        self.saved.emit(made.path, words)

    def show_slip(self) -> None:
        """Show the slip for the file as it will be printed."""
        look = self.look
        if look is None:
            return
        make_slip(
            self.paper,
            look.digest,
            package_title(look),
            partial(self._pile.setCurrentWidget, self.paper),
        )
        self.receipt.tick("slip")

    def show_waiting(self) -> None:
        """What waits for a decision."""
        from boshan_desk.ui.conflicts_page import ConflictsPage

        self.shell.page_wanted.emit(ConflictsPage(self.shell))

    def _close_paper(self) -> None:
        self._pile.setCurrentWidget(self.receipt)
        self.receipt.take_focus()

    def undo(self) -> None:
        """Take back what was taken, whole."""
        taken, look = self.taken, self.look
        if taken is None or look is None:
            return
        if self._taking or not ask_to_undo(self.shell, package_title(look)):
            return
        self._taking = True
        self.receipt.allow_undo(False)

        def failed(error: Exception) -> None:
            self._taking = False
            self.receipt.allow_undo(True)
            self.shell.tell_failure(error)

        def undone(_count: int) -> None:
            self._taking = False
            self.receipt.show_undone(undone_words(package_title(look)))
            self.receipt.take_focus()

        self.shell.do_long(
            partial(undo_work, taken.number),
            while_there(self, undone),
            words=_("正在撤销接收"),
            failed=while_there(self, failed),
        )

    # Leaving

    def try_close(self) -> bool:
        """Not while something is being written: it ends by itself, or is called off."""
        if self._taking:
            self.shell.said.emit("note", _("正在写入，请等它完成，或先取消"))
            return False
        self._number += 1
        self._let_go()
        return True

    def leave(self) -> None:
        """From the slip back to the receipt, and from there to where the officer was."""
        if self._pile.currentWidget() is self.paper:
            self._close_paper()
        elif self.try_close():
            super().leave()
