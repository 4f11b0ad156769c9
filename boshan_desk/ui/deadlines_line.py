"""What is due, on the first page: three numbers that lead to the list of limits."""

from __future__ import annotations

from typing import Final

from boshan_desk.i18n import _, mark
from boshan_desk.procedure.listing import SIGNS, Bucket
from boshan_desk.ui import theme
from boshan_desk.ui.deadlines_count import DueCounts
from boshan_desk.ui.strip_line import StripLine

_SHOWN: Final[tuple[tuple[Bucket, str], ...]] = (
    ("overdue", mark("{sign} 已超期 {count} 项")),
    ("today", mark("{sign} 今天到期 {count} 项")),
    ("week", mark("{sign} 本周到期（7日内）{count} 项")),
)


class DueLine(StripLine):
    """What is overdue, due today and this week; or that nothing is due today."""

    def __init__(self, due: DueCounts) -> None:
        super().__init__("due_line", "due", (key for key, _words in _SHOWN), _("期限清单"))
        self._due = due
        self.wanted.connect(due.wanted)
        due.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        due = self._due
        grade: theme.Severity = "note"
        if not due.known:
            words = _("正在查看案件期限…")
        elif due.recounting:
            words = _("正在重新计算期限…")
        elif due.pressing:
            grade = "stop" if due.counts["overdue"] else "warn"
            words = _("案件期限")
        else:
            grade = "ok"
            words = _("今日无到期事项")
        self.say(grade, words)
        for bucket, told in _SHOWN:
            count = due.counts[bucket]
            on = due.known and (count > 0 or due.pressing > 0)
            self.show_link(bucket, _(told).format(sign=SIGNS[bucket], count=count), on=on)
