"""本单位资料: whose desk it is, its towns and departments, areas to compare with, thresholds."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget

from boshan_desk.domain.county import County, read_county
from boshan_desk.domain.officers import Right
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.county_leaves import AreasLeaf, LampsLeaf, Leaf, NamesLeaf, TownsLeaf, UnitsLeaf
from boshan_desk.ui.icons import icon
from boshan_desk.ui.ledger_groups import Tab, TabRow
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.pack_check import PackCheck, read_pack
from boshan_desk.ui.paper_faces import FacesLeaf
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage

if TYPE_CHECKING:
    from boshan_desk.domain.plans.checking import Finding
    from boshan_desk.store.desk import Desk

KINDS: Final = mark("资料文件 (*.toml);;所有文件 (*)")


class CountyPage(SidePage):
    """Everyone may read; a change is checked before it is saved."""

    manual = "county"
    changed = Signal()
    """Something about the office was saved."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("本单位资料"))
        self.setObjectName("county_page")
        self.shell = shell
        self.county = shell.county
        self.typed = False
        """Whether something was typed that is not saved."""
        self._text = ""
        self._typed: County | None = None
        """What is being checked: a file's text, or what was typed."""
        self._may = shell.may(Right.SETTINGS)
        self._make_head()
        self.tabs = TabRow("county_tabs")
        self.body.addWidget(self.tabs)
        self._leaves = QStackedWidget()
        self.leaves: dict[str, Leaf] = {
            "names": NamesLeaf(may_change=self._may),
            "towns": TownsLeaf(may_change=self._may),
            "units": UnitsLeaf(may_change=self._may),
            "areas": AreasLeaf(may_change=self._may),
            "lamps": LampsLeaf(may_change=self._may),
        }
        for leaf in self.leaves.values():
            leaf.changed.connect(self._note_typing)
            self._leaves.addWidget(leaf)
        self.faces = FacesLeaf(shell)
        self.check = PackCheck()
        for other in (self.faces, self.check):
            self._leaves.addWidget(other)
        self.body.addWidget(self._leaves, 1)
        self.tabs.show_tabs(
            [
                Tab("names", _("名称")),
                Tab("towns", _("镇街")),
                Tab("units", _("部门")),
                Tab("areas", _("比较地区")),
                Tab("lamps", _("滞后界限")),
                Tab("faces", _("字体"), _("报告用什么字体印")),
            ]
        )
        self.tabs.chosen.connect(self._show_leaf)
        self.check.wanted.connect(self.save)
        self.check.called_off.connect(self.call_off)
        self.setFocusProxy(self.tabs.bar)
        self.show_county(shell.county)

    def _make_head(self) -> None:
        self.state_words = QLabel()
        self.state_words.setObjectName("county_state")
        theme.dress(self.state_words, role="chip")
        self.state_words.hide()
        self.head.addWidget(self.state_words)
        self.save_button = QPushButton(icon("save", ink=theme.PALETTE.on_accent), _("检查并保存…"))
        self.save_button.setObjectName("county_save")
        theme.dress(self.save_button, role="primary")
        self.save_button.clicked.connect(self.look_at_typed)
        load = QPushButton(icon("open"), _("载入资料文件…"))
        load.setObjectName("county_load")
        load.clicked.connect(self.choose_file)
        out = QPushButton(icon("export"), _("导出…"))
        out.setObjectName("county_export")
        out.clicked.connect(self.export)
        if not self._may:
            self.save_button.hide()
            load.hide()
        for button in (load, out, self.save_button):
            self.head.addWidget(button)

    def show_county(self, county: County) -> None:
        """Show what is kept about a county; what was typed is gone."""
        self.county = county
        for leaf in self.leaves.values():
            leaf.show_county(county)
        self._note_typing(typed=False)

    def refresh(self) -> None:
        """Show again what is kept, unless something was typed."""
        if not self.typed:
            self.show_county(self.shell.county)

    def _note_typing(self, *, typed: bool = True) -> None:
        self.typed = typed
        self.state_words.setText(_("有改动还没有保存"))
        self.state_words.setVisible(typed)
        self.save_button.setEnabled(typed)

    def _show_leaf(self, key: str) -> None:
        if key == "faces":
            # What is chosen there is kept at once: it is no part of the office's file.
            self.faces.begin()
            self._leaves.setCurrentWidget(self.faces)
        else:
            self._leaves.setCurrentWidget(self.leaves[key])

    # Leaving

    def try_close(self) -> bool:
        """What was typed and not saved is not thrown away without a word."""
        if not self.typed:
            return True
        question = _("本单位资料的改动还没有保存，放弃这些改动？")
        return self.shell.ask.confirm(question, yes=_("放弃改动"), no=_("继续修改"))

    def leave(self) -> None:
        """Back from a check to what was typed, and from there to where the officer came from."""
        if self._leaves.currentWidget() is self.check:
            self.call_off()
        elif self.try_close():
            super().leave()

    # What is wanted

    def typed_county(self) -> County | None:
        """The county as it was typed; None where something in it cannot be read, which is said."""
        county = self.county
        try:
            for leaf in self.leaves.values():
                county = leaf.put_into(county)
        except ValueError as error:
            self.shell.said.emit("error", str(error))
            return None
        return county

    def look_at_typed(self) -> None:
        """Check what was typed; nothing is saved yet."""
        county = self.typed_county()
        if county is None:
            return
        from boshan_desk.domain.plans.writing import county_text

        self._look(county_text(county), _("本单位资料的改动"), county)

    def choose_file(self) -> None:
        """Ask for the file of a county, and check it."""
        path = self.shell.ask.open_file(_("选择资料文件"), _(KINDS))
        if path is None:
            return

        self.shell.do(
            lambda _desk: read_pack(path),
            while_there(self, lambda text: self._look(text, path.name)),
        )

    def _look(self, text: str, title: str, typed: County | None = None) -> None:
        def work(_desk: Desk) -> list[Finding]:
            from boshan_desk.usecases.county import check_county

            return list(check_county(text))

        def show(findings: list[Finding]) -> None:
            self._text, self._typed = text, typed
            wrong = any(each.severity == "error" for each in findings)
            what = "" if wrong else county_in_short(read_county(text, self.county.id))
            self.check.show_findings(title, what, findings, typed=typed is not None)
            self.tabs.hide()
            self._leaves.setCurrentWidget(self.check)
            self.check.setFocus()

        self.shell.do(work, while_there(self, show), words=_("正在检查"))

    def save(self) -> None:
        """Keep what was checked."""
        text, typed, before = self._text, self._typed, self.county

        def work(desk: Desk) -> None:
            from boshan_desk.usecases.county import change_county, load_county_pack

            if typed is None:
                load_county_pack(desk, text)
            elif changed := changes(before, typed):
                change_county(desk, **changed)

        def done(_done: object) -> None:
            self.call_off()
            self.changed.emit()
            self.show_county(self.shell.county)
            self.shell.said.emit("ok", _("本单位资料已保存"))

        self.shell.do(work, while_there(self, done), words=_("正在保存"))

    def call_off(self) -> None:
        """Save nothing; back to what was typed."""
        self._text, self._typed = "", None
        self.tabs.show()
        self._show_leaf(self.tabs.key)

    def export(self) -> None:
        """Write what is kept as a file, for another desk or to have it looked at."""
        name = _("{county}资料").format(county=self.shell.county.name)
        path = self.shell.ask.save_file(_("导出本单位资料"), f"{name}.toml", _(KINDS))
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Write what is kept."""

        def work(desk: Desk) -> None:
            from boshan_desk.usecases.county import county_text
            from boshan_desk.usecases.outputs import output

            text = county_text(desk)
            with output(path) as part:
                part.write_text(text, "utf-8")

        def done(_done: None) -> None:
            self.saved.emit(path, _("已导出：{name}").format(name=path.name))

        self.shell.do(work, while_there(self, done), words=_("正在导出"))


def changes(before: County, after: County) -> dict[str, Any]:
    """The parts that were changed, by name; of the list of towns its entries."""
    found = {
        each.name: getattr(after, each.name)
        for each in fields(County)
        if each.name != "towns" and getattr(after, each.name) != getattr(before, each.name)
    }
    if after.towns.entries != before.towns.entries:
        found["towns"] = after.towns.entries
    return found


def county_in_short(county: County) -> str:
    """What a file holds, in a sentence without its end."""
    return _("{name}：镇街 {towns} 个，部门 {units} 个，比较地区 {areas} 个").format(
        name=county.name,
        towns=len(county.counted),
        units=len(county.units),
        areas=len(county.areas),
    )
