"""What a desk knows about its own county, as it is typed: a leaf for each kind of thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QFrame, QLabel, QLineEdit, QVBoxLayout

from boshan_desk.domain.codes import CodeList, Entry
from boshan_desk.domain.county import County, Lamps, Unit
from boshan_desk.domain.reading import Unreadable, read_date, read_decimal, split_list
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.edit_rows import Column, EditRows
from boshan_desk.ui.lines import em


class NamesLeaf(QFrame):
    """What the office is called."""

    changed = Signal()

    def __init__(self, *, may_change: bool) -> None:
        super().__init__()
        self.setObjectName("county_names")
        self.lines: dict[str, QLineEdit] = {}
        form = QFormLayout(self)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, title, words in (
            ("name", _("区县名称"), ""),
            ("bureau", _("单位名称"), _("报告和封面上的落款")),
            ("office", _("办公室名称"), _("季报、督办单的编发单位")),
            ("group", _("领导小组名称"), ""),
            ("short", _("文号简称"), _("督办单等文号的第一个字，如“博知督〔2026〕1号”的“博”")),
            ("region", _("行政区划代码"), _("六位；建台账后不再更改")),
            ("within", _("所属"), _("从大到小，用顿号隔开，如：山东省、淄博市")),
        ):
            line = QLineEdit()
            line.setObjectName(f"county_{name}")
            line.setAccessibleName(title)
            line.setPlaceholderText(words)
            line.setToolTip(words)
            # Everything that is counted for the whole county is kept under its code.
            line.setReadOnly(not may_change or name == "region")
            line.textEdited.connect(lambda _text: self.changed.emit())
            form.addRow(title, line)
            self.lines[name] = line
        self.setFocusProxy(self.lines["name"])

    def show_county(self, county: County) -> None:
        """Show what it is called."""
        for name, line in self.lines.items():
            value = getattr(county, name)
            line.setText("、".join(value) if name == "within" else str(value))
            line.setCursorPosition(0)

    def put_into(self, county: County) -> County:
        """The county with what was typed."""
        typed = {name: line.text().strip() for name, line in self.lines.items()}
        return replace(
            county,
            name=typed["name"],
            bureau=typed["bureau"],
            office=typed["office"],
            group=typed["group"],
            short=typed["short"],
            within=split_list(typed["within"]),
        )


class TownsLeaf(EditRows):
    """Towns in protocol order, with other names and what became of former ones."""

    def __init__(self, *, may_change: bool) -> None:
        super().__init__(
            "county_towns",
            _("镇街"),
            (
                Column(mark("代码"), 14),
                Column(mark("名称"), 20),
                Column(mark("列入统计表"), 13, tick=True),
                Column(mark("最后一日"), 14, tip=_("撤并的镇街，写最后一日，如 2026-06-30")),
                Column(mark("由谁接续"), 20, tip=_("撤并后业务归哪个镇街，写名称")),
                Column(mark("其他叫法"), 40, tip=_("表格里见过的别名，用顿号隔开")),
            ),
            _("从上到下就是镇街表的次序。代码已有记录的，不要改。"),
            may_change=may_change,
        )

    def show_county(self, county: County) -> None:
        """Show its towns."""
        names = {entry.code: entry.label for entry in county.towns}
        self.show_rows([_town(county, entry, names) for entry in county.towns])

    def put_into(self, county: County) -> County:
        """The county with what was typed; `ValueError` in words where a day cannot be read."""
        rows = self.rows()
        codes = {name: code for code, name, *_rest in rows}
        before = {entry.code: entry.label for entry in county.towns}
        entries = tuple(
            Entry(code, name, _with_old(split_list(also), before.get(code, name), name))
            for code, name, _on, _until, _to, also in rows
        )
        moved = {
            code: (_day(until, name), codes.get(to, to))
            for code, name, _on, until, to, _also in rows
            if until
        }
        return replace(
            county,
            towns=CodeList("town", entries),
            counted=tuple(code for code, _name, on, *_rest in rows if on),
            moved=moved,
        )


def _with_old(also: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    """Other names, with the one it had before: workbooks go on using that for years."""
    return also if old == new or old in also else (*also, old)


def _town(county: County, entry: Entry, names: Mapping[str, str]) -> tuple[str, ...]:
    until, to = county.moved.get(entry.code, (None, ""))
    return (
        entry.code,
        entry.label,
        "1" if entry.code in county.counted else "",
        str(until or ""),
        names.get(to, to),
        "、".join(entry.also),
    )


class UnitsLeaf(EditRows):
    """Departments in protocol order, former ones too."""

    def __init__(self, *, may_change: bool) -> None:
        super().__init__(
            "county_units",
            _("部门"),
            (
                Column(mark("代码"), 14, tip=_("自定，字母和数字，如 czj")),
                Column(mark("名称"), 30),
                Column(mark("设立日期"), 14),
                Column(mark("最后一日"), 14, tip=_("改名、撤并的部门，写最后一日")),
                Column(mark("由谁接续"), 24, tip=_("写接续部门的名称")),
                Column(mark("其他叫法"), 40, tip=_("文件和表格里的简称，用顿号隔开")),
            ),
            _("部门改名或撤并：老的写上最后一日和接续的部门，再增加新的一行。"),
            may_change=may_change,
        )

    def show_county(self, county: County) -> None:
        """Show its departments."""
        names = {unit.code: unit.name for unit in county.units}
        self.show_rows(
            [
                (
                    unit.code,
                    unit.name,
                    str(unit.since or ""),
                    str(unit.until or ""),
                    names.get(unit.successor, unit.successor),
                    "、".join(unit.also),
                )
                for unit in county.units
            ]
        )

    def put_into(self, county: County) -> County:
        """The county with what was typed; `ValueError` in words where a day cannot be read."""
        rows = self.rows()
        codes = {name: code for code, name, *_rest in rows}
        return replace(
            county,
            units=tuple(
                Unit(
                    code=code,
                    name=name,
                    also=split_list(also),
                    since=_day(since, name) if since else None,
                    until=_day(until, name) if until else None,
                    successor=codes.get(to, to),
                )
                for code, name, since, until, to, also in rows
            ),
        )


class AreasLeaf(EditRows):
    """Areas beyond the county, to compare with."""

    def __init__(self, *, may_change: bool) -> None:
        super().__init__(
            "county_areas",
            _("比较地区"),
            (
                Column(mark("代码"), 14, tip=_("行政区划代码")),
                Column(mark("名称"), 24),
                Column(mark("其他叫法"), 40, tip=_("通报里的简称，用顿号隔开")),
            ),
            _("上级通报中同本地比较的省、市和其他区县。"),
            may_change=may_change,
        )

    def show_county(self, county: County) -> None:
        """Show them."""
        self.show_rows([(e.code, e.label, "、".join(e.also)) for e in county.areas])

    def put_into(self, county: County) -> County:
        """The county with what was typed."""
        areas = tuple(Entry(code, name, split_list(also)) for code, name, also in self.rows())
        return replace(county, areas=areas)


class LampsLeaf(QFrame):
    """When a target is said to be behind."""

    changed = Signal()

    def __init__(self, *, may_change: bool) -> None:
        super().__init__()
        self.setObjectName("county_lamps")
        whole = QVBoxLayout(self)
        words = QLabel(_("完成率与序时进度之差，按百分点计；超过哪一条界限，就显示为哪一种状态。"))
        words.setWordWrap(True)
        theme.dress(words, role="hint")
        whole.addWidget(words)
        form = QFormLayout()
        self.lines: dict[str, QLineEdit] = {}
        for name, title in (
            ("yellow", _("滞后（黄）：落后超过（百分点）")),
            ("red", _("滞后（红）：落后超过（百分点）")),
            ("ahead", _("超序时进度：超过（百分点）")),
        ):
            line = QLineEdit()
            line.setObjectName(f"lamp_{name}")
            line.setAccessibleName(title)
            line.setMaximumWidth(em(self) * 8)
            line.setReadOnly(not may_change)
            line.textEdited.connect(lambda _text: self.changed.emit())
            form.addRow(title, line)
            self.lines[name] = line
        self.by_days = QCheckBox(_("时间按日计算（不选则按月）"))
        self.by_days.setObjectName("lamp_by_days")
        self.by_days.setEnabled(may_change)
        self.by_days.clicked.connect(lambda _on: self.changed.emit())
        form.addRow("", self.by_days)
        whole.addLayout(form)
        whole.addStretch(1)
        self.setFocusProxy(self.lines["yellow"])

    def show_county(self, county: County) -> None:
        """Show its thresholds."""
        for name, line in self.lines.items():
            line.setText(str(getattr(county.lamps, name)))
        self.by_days.setChecked(county.lamps.by_days)

    def put_into(self, county: County) -> County:
        """The county with what was typed; `ValueError` in words where there is no number."""
        points: dict[str, Decimal] = {}
        for name, line in self.lines.items():
            try:
                points[name] = read_decimal(line.text())
            except Unreadable:
                title = line.accessibleName()
                raise ValueError(_("“{title}”请填一个数").format(title=title)) from None
        lamps = Lamps(
            yellow=points["yellow"],
            red=points["red"],
            ahead=points["ahead"],
            by_days=self.by_days.isChecked(),
        )
        return replace(county, lamps=lamps)


def _day(typed: str, name: str) -> date:
    try:
        return read_date(typed)
    except Unreadable:
        words = _("“{name}”的日期“{typed}”看不懂，请写成 2026-06-30")
        raise ValueError(words.format(name=name, typed=typed)) from None


Leaf = NamesLeaf | TownsLeaf | UnitsLeaf | AreasLeaf | LampsLeaf
"""One of them."""
