"""Where the data lies, where the officer should know it: on a disk that can be pulled out."""

from __future__ import annotations

from typing import Final

from boshan_desk.i18n import _
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

_KNOWN: Final = "place_warning_known"
"""Said once to whoever sits there: kept with the shell, which the next officer has not."""


_NAME = "place_warning"


class PlaceBanner(Banner):
    """Warns calmly, until the officer says that they know."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_NAME, "warn")
        self._shell = shell
        self.add_button("place_known", _("知道了"), self._know)

    def look(self) -> None:
        """Ask the system what kind of disk the data lies on; that may take its time."""
        shell = self._shell
        if shell.property(_KNOWN):
            return

        def work(_progress: object) -> str:
            from boshan_desk.store.place import look_at

            return look_at(shell.folder).warning

        shell.jobs.look(work, while_there(self, self._tell), shell.tell_failure)

    def _tell(self, warning: str) -> None:
        if warning and not self._shell.property(_KNOWN):
            self.say(_("{words}。").format(words=warning))

    def _know(self) -> None:
        self._shell.setProperty(_KNOWN, True)
        self.hide()
