"""What was typed and never saved: kept as one types, offered again when the form is opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.form import Form
from boshan_desk.ui.record_access import reading_only
from boshan_desk.ui.shell import Shell

KEEP_AFTER = 1500
"""Milliseconds after the first unsaved key until what was typed is kept."""


class Drafts(QObject):
    """Keeps what is typed into one form, so that a crash does not take it."""

    taken = Signal(str)
    """What was kept stands in the form again; the id under which it was kept."""

    def __init__(self, shell: Shell, ledger: Ledger, form: Form, id: Callable[[], str]) -> None:
        """`id` tells the record's id, which a new record may take over from a lost one."""
        super().__init__(form)
        self._shell = shell
        self._ledger = ledger
        self._form = form
        self._id = id
        self._kept: dict[str, str] = {}
        self._kept_id = ""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(KEEP_AFTER)
        self._soon.timeout.connect(self.keep)
        self.banner = Banner("kept_banner", "note")
        self.banner.add_button("take_kept", _("恢复上次未保存的内容"), self._take)
        self.banner.add_button("drop_kept", _("不要了"), self._drop)

    def soon(self) -> None:
        """Keep what is typed before long, however fast one goes on typing."""
        if not self._soon.isActive():
            self._soon.start()

    def wait(self) -> None:
        """Keep nothing while the record is being saved."""
        self._soon.stop()

    def keep(self) -> None:
        """Keep what is typed now."""
        typed = self._form.typed()
        name, id = self._ledger.name, self._id()
        self._shell.do(lambda desk: desk.keep_typed(name, id, typed or None))

    def forget(self) -> None:
        """What was typed is saved, or not wanted."""
        self._soon.stop()
        if reading_only(self._shell, self._ledger):
            return
        name, id = self._ledger.name, self._id()
        self._shell.do(lambda desk: desk.keep_typed(name, id, None))

    def offer(self, id: str | None) -> None:
        """Offer what was kept of a record, or of a new one that was lost; to who may write it."""
        if reading_only(self._shell, self._ledger):
            return
        self._kept_id = id or self._lost_new_record()
        rows = self._shell.rows
        self._kept = rows.typed(self._ledger.name, self._kept_id) if self._kept_id else {}
        if self._kept:
            at = next((at for _l, i, at in rows.unsaved() if i == self._kept_id), "")
            words = _("上次在 {at} 填写的内容没有保存（{count} 项）。")
            self.banner.say(words.format(at=at[:16], count=len(self._kept)))

    def _lost_new_record(self) -> str:
        """The id under which a new record of this ledger was typed and never saved."""
        rows = self._shell.rows
        for ledger, id, _at in reversed(rows.unsaved()):
            if ledger == self._ledger.name and rows.place(ledger, id) is None:
                return id
        return ""

    def _take(self) -> None:
        editors = self._form.editors
        kept = {name: text for name, text in self._kept.items() if name in editors}
        typed = self._form.typed()
        if clashing := [name for name in kept if typed.get(name, kept[name]) != kept[name]]:
            question = _(
                "有 {count} 个栏目您刚才又填了别的内容：{titles}。要用上次的内容盖过去吗？"
            ).format(
                count=len(clashing),
                titles=listed(_(editors[name].kind.title) for name in clashing),
            )
            ways = (_("只填没有动过的栏目"), _("全部恢复"))
            chosen = self._shell.ask.choose(question, ways)
            if chosen is None:
                return
            if chosen == 0:
                kept = {name: text for name, text in kept.items() if name not in typed}
        for name, text in kept.items():
            editors[name].show_typed(text)
        self.banner.hide()
        self.taken.emit(self._kept_id)

    def _drop(self) -> None:
        name, id = self._ledger.name, self._kept_id
        self.banner.hide()
        self._shell.do(lambda desk: desk.keep_typed(name, id, None))
