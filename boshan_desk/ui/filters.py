"""Filters of a list: chosen by column as its kind allows, told in words, taken off singly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from html import escape
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import SCREEN, BadValue, Code, Codes, Flag, Kind, Link, Person
from boshan_desk.domain.figures import UNASSIGNED, Figure, Where
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import Period, quarter, quarter_of, read_period
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.view import View
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.ui.icons import icon
from boshan_desk.ui.shell import Shell

Wheres = tuple[Where, ...]
LabelOf = Callable[[str, str], str]
"""The name of a record: (ledger name, id)."""

RANGED: Final = frozenset({"day", "money", "number", "percent", "whole"})
_SHOWN_AT_MOST: Final = 6
"""Values named one by one in a sentence before it only counts them."""
_YEARS: Final = 4
"""Years offered among the periods, this one included."""


# In words


def covered(kind: Kind) -> bool:
    """Whether lists mask the kind's values: such a column is searched by whole values only."""
    return kind.personal and not isinstance(kind, Person)


def sentence(kind: Kind, wheres: Iterable[Where], lists: Lists, label_of: LabelOf) -> str:
    """The conditions on one field, as a person says them."""
    title = _(kind.title)
    first = last = ""
    for where in wheres:
        match where.op:
            case "blank":
                return _("{title}：空白").format(title=title)
            case "filled":
                return _("{title}：非空").format(title=title)
            case "contains":
                return _("{title}含“{text}”").format(title=title, text=where.value)
            case ">=":
                first = kind.show(where.value, lists)
            case "<=":
                last = kind.show(where.value, lists)
            case "not in" | "!=":
                values = _values(kind, where, lists, label_of)
                return _("{title}不是：{values}").format(title=title, values=values)
            case _:
                values = _values(kind, where, lists, label_of)
                return _("{title}：{values}").format(title=title, values=values)
    if first and last:
        return _("{title}：{first} 至 {last}").format(title=title, first=first, last=last)
    if first:
        return _("{title}：{first} 起").format(title=title, first=first)
    return _("{title}：{last} 止").format(title=title, last=last)


def _values(kind: Kind, where: Where, lists: Lists, label_of: LabelOf) -> str:
    values = where.value if isinstance(where.value, tuple) else (where.value,)
    if isinstance(kind, Link):
        words = [label_of(kind.to, str(value)) for value in values]
    elif isinstance(kind, Codes):
        words = [kind.show((value,), lists) for value in values]
    else:
        words = [kind.mask(value, SCREEN, lists) for value in values]
    if len(words) > _SHOWN_AT_MOST:
        named = listed(words[:_SHOWN_AT_MOST])
        return _("{named}等 {count} 项").format(named=named, count=len(words))
    return listed(words)


def parts(view: View, ledger: Ledger, lists: Lists, label_of: LabelOf) -> list[tuple[str, str]]:
    """What narrows a view: (what `without` takes, words)."""
    kinds = ledger.shown()
    told = []
    if view.text:
        told.append(("text", _("查找“{text}”").format(text=view.text)))
    if view.town:
        told.append(("town", _("镇街：{town}").format(town=_town_words(view.town, lists))))
    if view.period and ledger.day:
        title = _(kinds[ledger.day].title)
        told.append(
            ("period", _("{title}：{period}").format(title=title, period=view.period.words()))
        )
    if view.counted:
        figure, period = view.counted
        words = _("计入“{figure}”（{period}）的记录")
        told.append(("counted", words.format(figure=_(figure.title), period=period.words())))
    if view.ids is not None:
        told.append(("ids", _("指定的 {count} 条记录").format(count=len(view.ids))))
    for name in dict.fromkeys(where.field for where in view.where):
        own = [where for where in view.where if where.field == name]
        told.append((f"field:{name}", sentence(kinds[name], own, lists, label_of)))
    return told


def _town_words(town: str, lists: Lists) -> str:
    return _("未归属") if town == UNASSIGNED else lists["town"].label(town)


def without(view: View, part: str) -> View:
    """The view with one of its `parts` taken off."""
    match part:
        case "text":
            return replace(view, text="")
        case "town":
            return replace(view, town="")
        case "period":
            return replace(view, period=None)
        case "counted":
            return replace(view, counted=None)
        case "ids":
            return replace(view, ids=None)
    return with_column(view, part.removeprefix("field:"), ())


def with_column(view: View, name: str, wheres: Wheres) -> View:
    """The view with other conditions on one field."""
    return replace(view, where=(*(w for w in view.where if w.field != name), *wheres))


def cleared(view: View) -> View:
    """The view with nothing left out, in the same order."""
    return View(ledger=view.ledger, order=view.order, down=view.down, withdrawn=view.withdrawn)


def beginnings(view: View, ledger: Ledger) -> dict[str, Any]:
    """What a new record begins with so that it stands in the list it was added to."""
    values: dict[str, Any] = {}
    for where in view.where:
        kind = ledger.fields.get(where.field)
        given = where.value
        if isinstance(given, tuple) and where.op in ("in", "has") and len(given) == 1:
            given = given[0]
        if where.op not in ("=", "in", "has") or isinstance(given, tuple):
            continue
        if isinstance(kind, Codes):
            values[where.field] = (given,)
        elif isinstance(kind, Code | Flag | Link):
            values[where.field] = given
    if view.town and ledger.town:
        values[ledger.town] = view.town
    return values


# Remembered between sittings


def remembered(view: View, ledger: Ledger) -> dict[str, Any]:
    """A view as JSON can hold it; searched words and personal values are not kept in a file."""
    kinds = ledger.shown()
    wheres = []
    for where in view.where:
        if not (kinds[where.field].personal and where.value is not None):
            value: Any = where.value
            if isinstance(value, date):
                value = {"day": value.isoformat()}
            wheres.append([where.field, where.op, value])
    return {
        "where": wheres,
        "town": view.town,
        "period": str(view.period) if view.period else "",
        "counted": [view.counted[0].code, str(view.counted[1])] if view.counted else [],
        "order": view.order,
        "down": view.down,
    }


def recalled(kept: dict[str, Any], ledger: Ledger, lists: Lists) -> View:
    """The view that was remembered, less what the ledger no longer has."""
    kinds = ledger.shown()
    wheres = []
    for name, op, value in kept.get("where", ()):
        if isinstance(value, dict):
            value = date.fromisoformat(value["day"])
        elif isinstance(value, list):
            value = tuple(value)
        if name in kinds:
            wheres.append(Where(name, op, value))
    town, order = kept.get("town", ""), kept.get("order", "")
    counted: tuple[Figure, Period] | None = None
    try:
        period = read_period(kept["period"]) if kept.get("period") else None
        for figure in ledger.figures:
            if kept.get("counted") and figure.code == kept["counted"][0]:
                counted = (figure, read_period(kept["counted"][1]))
    except Refused:
        period = None
    return View(
        ledger=ledger.name,
        where=tuple(wheres),
        town=town if town in lists["town"] else "",
        period=period,
        counted=counted,
        order=order if order in kinds else "",
        down=bool(kept.get("down", True)),
    )


def period_choices(today: date) -> list[Period]:
    """Periods an officer looks at: this year and the years before, with their quarters."""
    now = quarter_of(today)
    offered = []
    for year in range(today.year, today.year - _YEARS, -1):
        offered.append(Period(year, 1, 12))
        offered += [q for q in (quarter(year, number) for number in (4, 3, 2, 1)) if q <= now]
    return offered


# Widgets


class FilterBar(QWidget):
    """The filters of a list in words, each with a way to take it off, and one to clear all."""

    removed = Signal(str)
    """One of the `parts`."""
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLabel()
        self.words.setObjectName("filter_words")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.words.linkActivated.connect(self.removed)
        self.clear_button = QPushButton(icon("filter-clear"), _("清除筛选"))
        self.clear_button.setObjectName("clear_filters")
        self.clear_button.clicked.connect(self.cleared)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.clear_button, 0, Qt.AlignmentFlag.AlignTop)

    def show_parts(self, told: Sequence[tuple[str, str]]) -> None:
        """Show these filters; nothing is shown when there are none."""
        remove = escape(_("移除"))
        self.words.setText(
            escape(_("已筛选："))
            + " &nbsp;&nbsp; ".join(
                f'<b>{escape(words)}</b>&nbsp;<a href="{escape(part)}">{remove}</a>'
                for part, words in told
            )
        )
        self.setVisible(bool(told))


class ColumnFilter(QDialog):
    """Asks what a column must hold.  It is not modal: the list behind stays in use."""

    chosen = Signal(str, object)
    """(field, conditions); no conditions take the filter off."""

    def __init__(
        self, shell: Shell, ledger: Ledger, name: str, wheres: Wheres, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shell = shell
        self._name = name
        self._kind = ledger.shown()[name]
        self._read: Callable[[], Wheres] = tuple
        self.setObjectName("column_filter")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("筛选：{title}").format(title=_(self._kind.title)))
        self.how = QComboBox()
        self.how.setObjectName("filter_how")
        for words, how in ((_("按内容"), "value"), (_("空白"), "blank"), (_("非空"), "filled")):
            self.how.addItem(words, how)
        self.content = QWidget()
        self._fill_content(wheres)
        self.trouble = QLabel()
        self.trouble.setObjectName("filter_trouble")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        buttons = QDialogButtonBox()
        accept = buttons.addButton(_("筛选"), QDialogButtonBox.ButtonRole.AcceptRole)
        accept.setObjectName("filter_apply")
        accept.setDefault(True)
        clear = buttons.addButton(_("清除此列筛选"), QDialogButtonBox.ButtonRole.ResetRole)
        clear.setObjectName("filter_clear_column")
        buttons.addButton(_("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        clear.clicked.connect(self._clear)
        layout = QVBoxLayout(self)
        for widget in (self.how, self.content, self.trouble, buttons):
            layout.addWidget(widget)
        if wheres and wheres[0].op in ("blank", "filled"):
            self.how.setCurrentIndex(self.how.findData(wheres[0].op))
        self.how.currentIndexChanged.connect(self._enable_content)
        self._enable_content()
        # What is typed or ticked comes first; 按内容 is rarely changed.
        first = self.content.findChild(QLineEdit) or self.content.findChild(QListWidget)
        if isinstance(first, QWidget) and self.content.isEnabled():
            first.setFocus()

    def accept(self) -> None:
        """Filter, unless what was typed cannot be read: then say so and stay."""
        how = self.how.currentData()
        try:
            wheres = self._read() if how == "value" else (Where(self._name, how),)
        except BadValue as error:
            self.trouble.setText(error.words())
            self.trouble.show()
            return
        self.chosen.emit(self._name, wheres)
        super().accept()

    def _clear(self) -> None:
        self.chosen.emit(self._name, ())
        super().reject()

    def _enable_content(self) -> None:
        self.content.setEnabled(self.how.currentData() == "value")

    def _fill_content(self, wheres: Wheres) -> None:
        kind = self._kind
        if isinstance(kind, Code | Codes):
            entries = [(e.code, _(e.label)) for e in self._shell.lists[kind.list]]
            self._offer_ticks(entries, wheres, op="has" if isinstance(kind, Codes) else "in")
        elif isinstance(kind, Flag):
            self._offer_ticks([(True, _("是")), (False, _("否"))], wheres, op="=")
        elif isinstance(kind, Link):
            self._offer_records(kind, wheres)
        elif kind.name in RANGED:
            self._offer_range(wheres)
        else:
            self._offer_text(wheres)

    def _offer_ticks(self, entries: Sequence[tuple[Any, str]], wheres: Wheres, *, op: str) -> None:
        ticked: set[Any] = set()
        for where in wheres:
            ticked |= set(where.value) if isinstance(where.value, tuple) else {where.value}
        ticks = QListWidget()
        ticks.setObjectName("filter_ticks")
        for value, words in entries:
            item = QListWidgetItem(words, ticks)
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = value in ticked
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        ticks.setCurrentRow(0)
        layout = QVBoxLayout(self.content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(ticks)

        def read() -> Wheres:
            items = [ticks.item(row) for row in range(ticks.count())]
            values = tuple(
                item.data(Qt.ItemDataRole.UserRole)
                for item in items
                if item.checkState() == Qt.CheckState.Checked
            )
            if not values or len(values) == len(items):
                return ()
            return (
                (Where(self._name, "=", values[0]),)
                if op == "="
                else (Where(self._name, "has" if op == "has" else "in", values),)
            )

        self._read = read

    def _offer_range(self, wheres: Wheres) -> None:
        kind, lists = self._kind, self._shell.lists
        ends = {where.op: kind.show(where.value, lists) for where in wheres}
        first, last = QLineEdit(ends.get(">=", "")), QLineEdit(ends.get("<=", ""))
        first.setObjectName("filter_first")
        last.setObjectName("filter_last")
        form = QFormLayout(self.content)
        form.setContentsMargins(0, 0, 0, 0)
        if kind.name == "day":
            periods = QComboBox()
            periods.setObjectName("filter_period")
            periods.addItem(_("自定起止"), None)
            for period in period_choices(self._shell.today):
                periods.addItem(period.words(), period)

            def take(_place: int) -> None:
                if (chosen := periods.currentData()) is not None:
                    first.setText(chosen.start.isoformat())
                    last.setText(chosen.end.isoformat())

            periods.activated.connect(take)
            form.addRow(_("期间"), periods)
        form.addRow(_("从"), first)
        form.addRow(_("到"), last)

        def read() -> Wheres:
            low, high = (kind.parse(line.text(), lists) for line in (first, last))
            if low is not None and high is not None and low > high:
                raise BadValue("“从”不能大于“到”")
            found = []
            if low is not None:
                found.append(Where(self._name, ">=", low))
            if high is not None:
                found.append(Where(self._name, "<=", high))
            return tuple(found)

        self._read = read

    def _offer_text(self, wheres: Wheres) -> None:
        kind, lists = self._kind, self._shell.lists
        line = QLineEdit(str(wheres[0].value or "") if wheres else "")
        line.setObjectName("filter_text")
        form = QFormLayout(self.content)
        form.setContentsMargins(0, 0, 0, 0)
        whole = covered(kind)
        form.addRow(_("等于（完整号码）") if whole else _("包含"), line)

        def read() -> Wheres:
            if not line.text().strip():
                return ()
            if whole:
                return (Where(self._name, "=", kind.parse(line.text(), lists)),)
            return (Where(self._name, "contains", line.text().strip()),)

        self._read = read

    def _offer_records(self, kind: Link, wheres: Wheres) -> None:
        rows = self._shell.rows
        line, found = QLineEdit(), QListWidget()
        line.setObjectName("filter_text")
        line.setPlaceholderText(_("输入名称查找"))
        found.setObjectName("filter_ticks")
        layout = QVBoxLayout(self.content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(line)
        layout.addWidget(found)
        chosen = str(wheres[0].value) if wheres and wheres[0].op == "=" else ""

        def look_up() -> None:
            offered = rows.choices(kind, line.text())
            if chosen and not line.text() and chosen not in (id for id, _name in offered):
                offered.insert(0, (chosen, rows.label(kind.to, chosen)))
            found.clear()
            for id, name in offered:
                item = QListWidgetItem(name, found)
                item.setData(Qt.ItemDataRole.UserRole, id)
                if id == chosen or (line.text() and found.count() == 1):
                    found.setCurrentItem(item)

        line.textChanged.connect(look_up)
        look_up()

        def read() -> Wheres:
            item = found.currentItem()
            if item is None:
                return ()
            return (Where(self._name, "=", item.data(Qt.ItemDataRole.UserRole)),)

        self._read = read
