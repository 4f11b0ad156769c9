"""The room of the window: the page of a place, and forms and imports that lie over it."""

from __future__ import annotations

from typing import Protocol, cast

from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget


class Over(Protocol):
    """A page that lies over a place; it may hold typing that is not saved."""

    def try_close(self) -> bool:
        """Whether the page may be left; asks the officer where that is in doubt."""


class Stage(QStackedWidget):
    """Shows one page of a place, or the last of those that lie over it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("stack")
        self._below: QWidget | None = None
        self._over: list[QWidget] = []
        # No page may push the window over the edge of a small screen: pages make do with the room.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setMinimumSize(1, 1)

    @property
    def top_over(self) -> QWidget | None:
        """The page on top of those that lie over the place."""
        return self._over[-1] if self._over else None

    def show_below(self, page: QWidget) -> None:
        """Show the page of a place; nothing may lie over it."""
        self._below = page
        self.setCurrentWidget(page)

    def lay_over(self, page: QWidget) -> None:
        """Lay a page over what is seen; it has a `try_close` (see `Over`)."""
        self._over.append(page)
        self.addWidget(page)
        self.setCurrentWidget(page)
        page.setFocus()

    def leave(self, page: QWidget) -> None:
        """Take a page away, and go back to what lies below it."""
        if page not in self._over:
            return
        self._over.remove(page)
        self.removeWidget(page)
        page.deleteLater()
        below = self.top_over or self._below
        if below is not None:
            self.setCurrentWidget(below)
            # Back to the very row or field, so that the keyboard goes on where it was.
            (below.focusWidget() or below).setFocus()

    def clear_over(self) -> bool:
        """Leave every page that lies over the place; False when one is to stay."""
        while self._over:
            page = self._over[-1]
            if not cast(Over, page).try_close():
                return False
            self.leave(page)
        return True
