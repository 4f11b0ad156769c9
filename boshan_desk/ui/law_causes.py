"""案由与处罚依据: what the law of a day says of each cause; read only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QLabel

from boshan_desk.domain.law.causes import CauseLaw
from boshan_desk.domain.wording import statements
from boshan_desk.i18n import _, mark
from boshan_desk.ui.law_leaf import LawLeaf, Part
from boshan_desk.ui.law_reading import Book
from boshan_desk.ui.law_words import certainty, in_force, scale_lines, source_words

HEADS: Final = (
    mark("编号"), mark("案由"), mark("法律"), mark("违反"), mark("处罚依据"), mark("核定"),
)  # fmt: skip
_WIDTHS: Final = (9, 26, 24, 30, 30)


class CausesLeaf(LawLeaf):
    """The causes by the law of the day of the conduct."""

    def __init__(self, today: date) -> None:
        super().__init__("law_causes", HEADS, _WIDTHS)
        self.table.setAccessibleName(_("案由与处罚依据"))
        self._book: Book | None = None
        self._causes: list[tuple[str, CauseLaw | None]] = []
        self.bar.addWidget(QLabel(_("违法行为日期")))
        self.day = QDateEdit(QDate(today.year, today.month, today.day))
        self.day.setObjectName("law_day")
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.day.setAccessibleName(_("违法行为日期"))
        self.day.dateChanged.connect(lambda _day: self._show())
        self.bar.addWidget(self.day)
        self.about = self.say("")

    @property
    def chosen_day(self) -> date:
        """The day whose law is shown."""
        return date(*self.day.date().getDate())

    def show_book(self, book: Book) -> None:
        """Show the causes of a desk."""
        self._book = book
        self._show()

    def _show(self) -> None:
        book, day = self._book, self.chosen_day
        if book is None:
            return
        self._causes = [(code, book.causes.at(code, day)) for code in book.causes.versions]
        rows = []
        for code, text in self._causes:
            if text is None:
                title = book.causes.newest(code).title
                rows.append((code, title, _("当日没有这一规定"), "", "", ""))
                continue
            rows.append(
                (
                    code,
                    text.title,
                    text.law.called(),
                    text.breach or "—",
                    text.penalty or "—",
                    certainty(text.sure),
                )
            )
        self.show_rows(rows, self._told)
        self.about.setText(
            _(
                "按违法行为发生之日的法律；从旧兼从轻的提示在案件页面。内容只供查阅，法条以原文为准。"
            )
        )

    def _told(self, row: int) -> tuple[str, Sequence[Part]]:
        code, text = self._causes[row]
        assert self._book is not None
        newest = self._book.causes.newest(code)
        parts: list[Part] = []
        if text is None:
            parts.append(
                ("", [(_("说明"), _("{day} 的法律没有这一案由").format(day=self.chosen_day))])
            )
        else:
            parts.append(("", self._lines(text)))
        for other in reversed(self._book.causes.versions[code]):
            if other is not text:
                heading = _("其他时期（{days}）").format(days=in_force(other.since, other.until))
                parts.append((heading, self._lines(other)))
        return f"{code}　{newest.title}", parts

    def _lines(self, text: CauseLaw) -> Iterator[tuple[str, str]]:
        assert self._book is not None
        yield _("法律"), text.law.called()
        yield _("施行"), in_force(text.since, text.until)
        yield _("违反"), text.breach
        yield _("处罚依据"), text.penalty
        for name in filter(None, (text.amount, *text.also)):
            rule = self._book.amounts.at(name, text.since or text.until or self.chosen_day)
            if rule is not None:
                title = _("罚款") if name == text.amount else rule.title
                yield title, statements(scale_lines(rule))
        yield _("其他措施"), text.orders
        yield _("免责"), text.relief
        yield _("管辖"), text.competence
        if text.repeat_years:
            yield (
                _("再犯"),
                _("{years}年内两次以上的，从重处罚").format(years=text.repeat_years),
            )
        yield _("新旧变化"), text.change
        yield _("出处"), source_words(text.source)
        yield _("核对程度"), _("{percent}%").format(percent=text.sure)
        yield _("说明"), text.note
