"""A list with the paper of one of its lines behind it."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from boshan_desk.ui.import_out import PaperPage
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage


class PaperedPage(SidePage):
    """From the paper one goes back to the list, from the list to where the officer came from."""

    def __init__(self, shell: Shell, title: str, *, saving: str = "") -> None:
        """`saving`: what the question says where the paper is to be saved."""
        super().__init__(title)
        self.paper = PaperPage(shell, title=saving)
        self.paper.closed.connect(self.show_list)
        self._pile = QStackedWidget()

    def lay_list(self, leaf: QWidget) -> None:
        """Put the list in, of which `setFocusProxy` says what has the keyboard."""
        self._pile.addWidget(leaf)
        self._pile.addWidget(self.paper)
        self.body.addWidget(self._pile, 1)

    def show_list(self) -> None:
        """Go back to the list."""
        self._pile.setCurrentIndex(0)
        self.setFocus()

    def show_paper(self) -> None:
        """Show the paper that was made."""
        self._pile.setCurrentWidget(self.paper)

    def leave(self) -> None:
        """One step back."""
        if self._pile.currentWidget() is self.paper:
            self.show_list()
        else:
            super().leave()
