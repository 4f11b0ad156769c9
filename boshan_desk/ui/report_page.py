"""The paper: choose which, press 生成, read it, open its numbers, edit its words, take it away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.changes import Step
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period
from boshan_desk.domain.problems import Cancelled
from boshan_desk.i18n import _, mark
from boshan_desk.ui import icons, theme
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.kept_words import file_name
from boshan_desk.ui.lines import unflagged, while_there
from boshan_desk.ui.page_view import PageView
from boshan_desk.ui.paper_out import draw_page, write_whole
from boshan_desk.ui.paper_preview import PaperPreview
from boshan_desk.ui.report_choice import FIRST_YEAR, FORMS, Choice, ReportChoice
from boshan_desk.ui.report_gaps import GapsPanel
from boshan_desk.ui.report_making import Making
from boshan_desk.ui.report_out import Paper, ReportOutputs, public_name, tell_missing
from boshan_desk.ui.report_places import Places, source_words
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.domain.report import Report
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.store.desk import Desk
    from boshan_desk.ui.paper_words import WordsPanel
    from boshan_desk.usecases.papers.keeping import Kept, Remade
    from boshan_desk.usecases.papers.making import Made
    from boshan_desk.usecases.quarter.request import Request

__all__ = ["FIRST_YEAR", "PageView", "ReportPage", "write_whole"]

WARM_AFTER: Final = 150
"""Milliseconds after the page is seen first, until it prepares for the first press."""
_SPLIT: Final = "report.split"
_RECORDS_CHANGED: Final = mark("生成之后台账有改动，预览里还是改动以前的数字")
_FORMS_CHANGED: Final = mark("生成之后报告模板或者字体有改动，预览里还是改动以前的样子")
_PAPER: Final = 1
"""Which page of the pile shows a paper."""


class ReportPage(QWidget):
    """Choose a paper, press 生成, read, edit, save, print, freeze."""

    saved = Signal(object, str)
    """A file was written: its path, and what it holds."""
    making = Signal()
    """A paper is made anew: what was said about the last one no longer holds."""
    made_anew = Signal(object)
    """A whole paper stands in view: the `Made`."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.made: Made | None = None
        """The paper of the ledgers that was made last."""
        self.made_for: Choice | None = None
        self._places = Places()
        """Where its numbers stand."""
        self._kept: tuple[Kept, Remade] | None = None
        """A frozen paper in view."""
        self._shown: Drawn | None = None
        """Whose pages are drawn."""
        self._changed_since = ""
        """What was changed after the paper was made, so that it is not what would be made now."""
        self._wanted_key = ""
        """A paragraph that is to be edited as soon as the paper is there."""
        self._keep_place = False
        self._first_in_view = False
        """Whether the first page of the paper under way is shown, of which the rest is to come."""
        self._shown_before = False
        self._warm = False
        """Whether what a paper needs is loaded: before, the window would wait for it."""
        self.words: WordsPanel | None = None
        """The panel of paragraphs, once it was wanted."""
        self.setObjectName("report_page")
        line = self.fontMetrics().height()
        self._making = Making(shell)
        self._making.first.connect(self._show_first)
        self._making.made.connect(self._show_made)
        self._making.failed.connect(self._failed)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
        whole.setSpacing(line // 3)
        whole.addLayout(self._make_top(line))
        self._preview = PaperPreview()
        self._preview.view.tip_of = lambda source: source_words(source, shell.lists)
        self._preview.view.picture_wanted.connect(self._draw_page)
        self._preview.source_wanted.connect(shell.source_wanted)
        self._preview.view.paragraph_pressed.connect(self._press_paragraph)
        self._preview.view.paragraph_wanted.connect(self.edit_paragraph)
        whole.addLayout(self._make_tools(line))
        self._kept_banner = Banner("report_kept", "note")
        self._kept_banner.add_button("report_back", _("返回草稿"), self.leave_kept)
        whole.addWidget(self._kept_banner)
        self._stale = Banner("report_stale", "warn")
        self._again = self._stale.add_button("report_again", _("重新生成"), self.remake)
        whole.addWidget(self._stale)
        whole.addWidget(self._make_room(line), 1)
        self._choice.changed.connect(self._heed_choice)
        shell.stepped.connect(self._after)
        shell.forms_changed.connect(self._heed_forms)
        self._show_standing()

    # Parts

    def _make_top(self, line: int) -> QHBoxLayout:
        """What is chosen, and at the right what becomes of it."""
        row = QHBoxLayout()
        self._choice = ReportChoice(self.shell)
        self._make = QPushButton(icons.icon("report", ink=theme.PALETTE.on_accent), _("生成"))
        self._make.setObjectName("report_make")
        self._make.setToolTip(_("按台账现在的数字生成报告"))
        theme.dress(self._make, role="primary")
        self._make.clicked.connect(lambda _on=False: self.make())
        self._choice.add(self._make)
        self._outputs = ReportOutputs(self.shell)
        self._outputs.saved.connect(self.saved)
        row.addWidget(self._choice, 1)
        row.addSpacing(line // 2)
        row.addWidget(self._outputs, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _make_tools(self, line: int) -> QHBoxLayout:
        """The row above the paper: its pages at the left, words and keeping at the right."""
        row = QHBoxLayout()
        row.addWidget(self._preview.bar)
        row.addStretch(1)
        self._gaps_button = self._side_button("report_gaps", "search", _("缺什么"))
        self._gaps_button.setToolTip(_("报告还缺哪些数据，去哪里补"))
        self._words_button = self._side_button("report_words", "edit", _("逐段修改"))
        self._words_button.setToolTip(_("一段一段地改文字，数字变了会提醒重读"))
        self._more_button = QPushButton(icons.icon("lock"), _("定稿"))
        self._more_button.setObjectName("report_more")
        self._more_button.setToolTip(_("定稿、差异表、已定稿的报告、报告模板"))
        menu = QMenu(self._more_button)
        menu.setToolTipsVisible(True)
        self._freeze_action = menu.addAction(icons.icon("lock"), _("定稿…"))
        self._freeze_action.setObjectName("report_freeze_action")
        self._freeze_action.triggered.connect(lambda _on=False: self.freeze())
        for name, icon, words, slot in (
            ("differences", "columns", _("差异表…"), self.open_differences),
            ("kept", "history", _("已定稿的报告…"), self.open_kept),
            ("templates", "template", _("报告模板…"), self.open_templates),
        ):
            action = menu.addAction(icons.icon(icon), words)
            action.setObjectName(f"report_{name}_action")
            action.triggered.connect(unflagged(slot))
        self._more_button.setMenu(menu)
        row.addWidget(self._gaps_button)
        row.addWidget(self._words_button)
        row.addWidget(self._more_button)
        row.setSpacing(line // 3)
        return row

    def _side_button(self, name: str, icon: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(words)
        button.setIcon(icons.icon(icon))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setCheckable(True)
        button.setProperty("role", "split")
        button.clicked.connect(partial(self._choose_side, name, button))
        return button

    def _make_room(self, line: int) -> QSplitter:
        """The paper, and beside it the panel that is wanted."""
        self._empty = QLabel()
        self._empty.setObjectName("report_empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        theme.dress(self._empty, role="hint")
        self._make_here = QPushButton(icons.icon("report"), _("生成报告"))
        self._make_here.setObjectName("report_make_here")
        self._make_here.clicked.connect(lambda _on=False: self.make())
        nothing = QWidget()
        column = QVBoxLayout(nothing)
        column.addStretch(2)
        column.addWidget(self._empty)
        column.addWidget(self._make_here, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        left = QWidget()
        self._pile = QStackedLayout(left)
        self._pile.addWidget(nothing)
        self._pile.addWidget(self._preview)
        self.gaps = GapsPanel(self.shell)
        self.gaps.make_wanted.connect(self.make_anyway)
        self.gaps.found.connect(self._show_gaps)
        self.gaps.words_wanted.connect(self._read_again)
        self._side = QStackedWidget()
        self._side.setObjectName("report_side")
        self._side.addWidget(self.gaps)
        self._side.setMinimumWidth(line * 14)
        self._side.hide()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setObjectName("report_split")
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(left)
        self._split.addWidget(self._side)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        self._split.splitterMoved.connect(
            lambda _at, _index: self.shell.state.set_bytes(_SPLIT, self._split.saveState())
        )
        return self._split

    # What is chosen and what is there

    @property
    def view(self) -> PageView:
        """The pages on the screen."""
        return self._preview.view

    @property
    def manual(self) -> str:
        """The page of the manual that fits."""
        return "report"

    @property
    def choice(self) -> ReportChoice:
        """What is chosen above."""
        return self._choice

    @property
    def period(self) -> Period:
        """The period that is chosen."""
        return self._choice.period

    def request(self) -> Request:
        """The paper that is chosen."""
        return self._choice.choice.request()

    @property
    def drawn(self) -> Drawn | None:
        """The pages in view: of a frozen paper, or of the one that was made."""
        return self._kept[1].drawn if self._kept else self.made

    @property
    def kept(self) -> Kept | None:
        """The frozen paper in view."""
        return self._kept[0] if self._kept else None

    @property
    def is_current(self) -> bool:
        """Whether a whole paper is in view, and the one that is chosen."""
        return self.made is not None and self.made_for == self._choice.choice

    @property
    def is_making(self) -> bool:
        """Whether a paper is on its way."""
        return self._making.under_way is not None

    # Making

    def make(self) -> None:
        """Make the chosen paper, unless something is missing that nobody has seen yet."""
        if self.is_making:
            return
        if self._warm and not self.gaps.may_make(self.request()):
            self.show_side("report_gaps")
            self.gaps.setFocus()
            return
        self._begin(keep_place=False)

    def remake(self) -> None:
        """Make the chosen paper anew; one stays where one was reading."""
        if not self.is_making:
            self._begin(keep_place=self.is_current)

    def make_anyway(self) -> None:
        """Make the chosen paper, whatever is missing."""
        if not self.is_making:
            self._begin(keep_place=False)

    def _begin(self, *, keep_place: bool) -> None:
        choice = self._choice.choice
        self._keep_place = keep_place
        self._kept = None
        self._changed_since = ""
        self._first_in_view = False
        self.making.emit()
        if self._gaps_button.isChecked() and not keep_place:
            # It was read; the button still says how much is missing.
            self.show_side("")
        self._empty.setText(_("正在生成{period}报告…").format(period=choice.period.words()))
        self._making.begin(choice)
        self._show_standing()

    def _show_first(self, choice: Choice, drawn: Drawn, places: Places) -> None:
        """The first page is there: it is read while the rest is drawn."""
        if self._keep_place or choice != self._making.under_way:
            return
        self._first_in_view = True
        self._shown = drawn
        self._preview.show_paper(drawn.pages, "", places, more=True)
        self._fit_rows()
        self._pile.setCurrentIndex(_PAPER)
        self._show_standing()
        # The keys that turn pages are heard at once.
        self.view.setFocus()

    def _show_made(self, choice: Choice, made: Made, places: Places) -> None:
        keep = self._keep_place or self._first_in_view
        self.made, self.made_for, self._places = made, choice, places
        self._first_in_view = False
        self._show_paper(made, places, keep_place=keep)
        if not self._keep_place:
            self.view.setFocus()
        tell_missing(self.shell, made.missing)
        key, self._wanted_key = self._wanted_key, ""
        if key:
            self.edit_paragraph(key)
        self.made_anew.emit(made)

    def _failed(self, _choice: Choice, error: Exception) -> None:
        """Nothing was made: what was in view before is in view again."""
        self._first_in_view = False
        if self.made is not None:
            self._show_paper(self.made, self._places, keep_place=self._keep_place)
        else:
            self._pile.setCurrentIndex(0)
            self._show_standing()
        if isinstance(error, Cancelled):
            self.shell.said.emit("note", _("已取消，没有生成报告"))
        else:
            self.shell.tell_failure(error)

    def _show_paper(self, drawn: Drawn, places: Places, *, keep_place: bool) -> None:
        self._shown = drawn
        self._pile.setCurrentIndex(_PAPER)
        self._preview.show_paper(drawn.pages, "", places, keep_place=keep_place)
        self._fit_rows()
        self._show_standing()

    def _draw_page(self, page: int, dpi: int) -> None:
        if (shown := self._shown) is None:
            return
        draw_page(self.shell, self.view, shown.pdf, page, dpi, wanted=lambda: shown is self._shown)

    # A frozen paper

    def show_kept(self, id: str) -> None:
        """Show a frozen paper as it went out; it is read, saved and printed, never changed."""

        def read(desk: Desk) -> tuple[Kept, Remade, Places]:
            from boshan_desk.usecases.papers import keeping

            remade = keeping.remake(desk, id)
            return keeping.kept(desk, id), remade, Places(remade.drawn.places)

        self.shell.do(read, while_there(self, self._show_kept), words=_("正在打开已定稿的报告"))

    def _show_kept(self, found: tuple[Kept, Remade, Places]) -> None:
        if self.is_making:
            return
        kept, remade, places = found
        self._kept = kept, remade
        if self._words_button.isChecked():
            # Its words are not to be changed any more.
            self.show_side("")
        self._kept_banner.say(
            "\n".join(filter(None, (kept.words(), "" if remade.same else remade.words)))
        )
        self._show_paper(remade.drawn, places, keep_place=False)
        self.view.setFocus()

    def leave_kept(self) -> None:
        """Back to the paper of the ledgers."""
        self._kept = None
        if self.made is not None:
            self._show_paper(self.made, self._places, keep_place=False)
        else:
            self._pile.setCurrentIndex(0)
            self._show_standing()

    # How it stands

    def _heed_choice(self) -> None:
        """The paper in view must be the one that is chosen, or nobody can take it away."""
        if self._kept is not None:
            self.leave_kept()
        self._show_standing()
        if self._warm:
            self.gaps.look(self.request())

    def _after(self, step: Step) -> None:
        """Records were changed: what was made before says what was."""
        if step.ledgers() and (self.made is not None or self.is_making):
            self._changed_since = _RECORDS_CHANGED
            self._show_standing()

    def _heed_forms(self) -> None:
        """A template or a face was changed: another paper would be made now."""
        self._read_forms()
        if self.made is not None or self.is_making:
            self._changed_since = self._changed_since or _FORMS_CHANGED
            self._show_standing()

    def _show_standing(self) -> None:
        """Say how paper and choice stand, and allow what may be done."""
        making, kept = self.is_making, self._kept is not None
        current = self.is_current and not making
        there = self._pile.currentIndex() == _PAPER
        self._make.setEnabled(not making)
        self._make_here.setVisible(not making)
        if not making:
            self._empty.setText(_("选好形式、期间和范围，点“生成”即可预览报告，再保存或打印。"))
        self._kept_banner.setVisible(kept)
        if making or kept or self.made is None:
            self._stale.hide()
        elif not self.is_current:
            self._stale.say(_("选择已改，请重新生成"))
        elif self._changed_since:
            self._stale.say(_(self._changed_since))
        else:
            self._stale.hide()
        self._preview.setEnabled(making or kept or current)
        self._preview.bar.setEnabled(there)
        self.view.editing = current and not kept and self._words_button.isChecked()
        self._words_button.setEnabled(current and not kept)
        may_freeze = self.shell.may(Right.REVIEW)
        # Whoever may not freeze learns who may: the button is called after it.
        self._freeze_action.setText(_("定稿…") if may_freeze else _("定稿（由“审批”角色办理）"))
        self._freeze_action.setEnabled(
            may_freeze and current and not kept and not self._changed_since
        )
        self._freeze_action.setToolTip(self._why_not_freeze(making=making))
        self._outputs.show_paper(self._paper())
        self._show_words_panel()

    def _why_not_freeze(self, *, making: bool) -> str:
        """Why the paper in view cannot be frozen now; "" when it can."""
        if making:
            return _("正在生成，请稍候")
        if self._kept is not None:
            return _("现在看的已经是定稿")
        if not self.is_current:
            return _("先生成这一份报告，看过再定稿")
        if self._changed_since:
            return _("生成之后有改动，请重新生成、看过再定稿")
        return ""

    def _paper(self) -> Paper | None:
        """What may be taken away."""
        if self.is_making:
            return None
        if self._kept is not None:
            kept, remade = self._kept
            return _paper_of(remade.drawn, remade.report, file_name(kept), None)
        if self.made is None or not self.is_current:
            return None
        return _paper_of(self.made, self.made.report, self.file_name(), self.made_for)

    def file_name(self) -> str:
        """What the paper is called as a file, without its ending."""
        choice = self.made_for or self._choice.choice
        place = self.shell.county.name
        if choice.town or choice.unit:
            place += self._choice.whose_words
        name = _("{place}知识产权工作{form}（{year}年{words}）").format(
            place=place,
            form=self._choice.form.currentText() if choice.kind != FORMS[0][0] else _("情况"),
            year=choice.period.year,
            # That of the third quarter is another than that of three quarters.
            words=choice.period.short_words() or choice.period.report_words(),
        )
        return public_name(name) if choice.public else name

    # Panels beside the paper

    def show_side(self, name: str) -> None:
        """Show the panel of a button, or "" for none."""
        button = {"report_gaps": self._gaps_button, "report_words": self._words_button}.get(name)
        if button is not None and not button.isEnabled():
            return
        for each in (self._gaps_button, self._words_button):
            each.setChecked(each is button)
        if name == "report_words":
            self._side.setCurrentWidget(self._words_panel())
        elif name:
            self._side.setCurrentWidget(self.gaps)
            if self._warm:
                self.gaps.look(self.request())
        if bool(name) and self._side.isHidden():
            self._side.show()
            kept = self.shell.state.bytes(_SPLIT)
            if kept.isEmpty() or not self._split.restoreState(kept):
                self._split.setSizes([self._split.width() * 3 // 5, self._split.width() * 2 // 5])
        self._side.setVisible(bool(name))
        self._show_standing()

    def _choose_side(self, name: str, button: QToolButton, _on: bool = False) -> None:
        self.show_side(name if button.isChecked() else "")

    def _words_panel(self) -> WordsPanel:
        """The panel of paragraphs, made when it is first wanted."""
        if self.words is None:
            from boshan_desk.ui.paper_words import WordsPanel

            self.words = WordsPanel(self.shell)
            self.words.place_wanted.connect(self.view.show_paragraph)
            self.words.changed.connect(self.remake)
            self._side.addWidget(self.words)
        return self.words

    def _show_words_panel(self) -> None:
        if self.words is None or not self._words_button.isChecked():
            return
        report = self.made.report if self.made and self.is_current and not self._kept else None
        if self.is_making and report is not None:
            # Until the new one is there, the old one stays.
            return
        request = self.request()
        if (self.words.request, self.words.report) != (request, report):
            self.words.show_paper(request, report)

    def _press_paragraph(self, key: str) -> None:
        if self.words is not None and self._words_button.isChecked():
            self.words.choose(key)

    def edit_paragraph(self, key: str) -> None:
        """Open a paragraph in the panel of words."""
        if self._words_button.isEnabled():
            self.show_side("report_words")
            self._words_panel().choose(key)

    def _read_again(self, key: str) -> None:
        """A paragraph is to be read again: in the paper, which may have to be made first."""
        if self.is_current and not self.is_making:
            self.edit_paragraph(key)
        else:
            self._wanted_key = key
            self.make_anyway()

    def _show_gaps(self, found: tuple[Request, tuple[object, ...]]) -> None:
        count = self.gaps.count
        self._gaps_button.setText(
            _("缺什么（{count}）").format(count=count) if count else _("缺什么")
        )
        self._fit_rows()
        nothing_yet = self.made is None and not self.is_making and self._kept is None
        if count and nothing_yet and self._side.isHidden():
            # Said before anything is made.
            self.show_side("report_gaps")

    # Keeping

    def freeze(self) -> None:
        """Ask once more, and freeze the paper in view."""
        if self.made is None or not self.is_current:
            return
        from boshan_desk.ui.paper_freeze import FreezePage

        page = FreezePage(
            self.shell, self.request(), self.made.report, self._choice.form.currentText()
        )
        self.shell.page_wanted.emit(page)

    def open_differences(self) -> None:
        """What differs from the paper before."""
        from boshan_desk.ui.report_differences import DifferencesPage

        self.shell.page_wanted.emit(DifferencesPage(self.shell, self.request()))

    def open_kept(self) -> None:
        """The papers that were frozen."""
        from boshan_desk.ui.papers_kept import KeptPage

        self.shell.page_wanted.emit(KeptPage(self.shell))

    def open_templates(self) -> None:
        """The forms as data."""
        from boshan_desk.ui.report_templates import TemplatesPage

        self.shell.page_wanted.emit(TemplatesPage(self.shell))

    def _read_forms(self) -> None:
        """The office may have forms of its own."""

        def read(_progress: object) -> list[tuple[str, str]]:
            from boshan_desk.domain.paper.reading import SECTIONS
            from boshan_desk.usecases.quarter.templates import list_templates

            rows = list_templates(self.shell.desk)
            return [(row.name, row.title) for row in rows if row.name != SECTIONS]

        self.shell.jobs.look(read, while_there(self, self._show_forms), self.shell.tell_failure)

    def _show_forms(self, forms: list[tuple[str, str]]) -> None:
        self._choice.show_forms(forms)
        self._heed_choice()

    # Coming and going

    def showEvent(self, event: QShowEvent) -> None:
        """When the page is looked at first, what the first press needs is loaded meanwhile."""
        super().showEvent(event)
        if not self._shown_before:
            self._shown_before = True
            QTimer.singleShot(WARM_AFTER, self, self._warm_up)

    def _warm_up(self) -> None:
        self._making.warm_up(self._choice.choice, self._warmed)

    def _warmed(self) -> None:
        if not shiboken6.isValid(self):
            return
        self._warm = True
        self._read_forms()
        self.gaps.look(self.request())

    def save_state(self) -> None:
        """The window closes: what was typed into a paragraph is kept."""
        if self.words is not None:
            self.words.try_close()

    def refresh(self) -> None:
        """F5: make the paper in view anew."""
        if self.made is not None and self._kept is None:
            self.remake()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where a row is too narrow for all words, its buttons show their pictures only."""
        super().resizeEvent(event)
        self._fit_rows()

    def _fit_rows(self) -> None:
        line = self.fontMetrics().height()
        room = self.width() - line * 3
        self._outputs.show_words(on=True)
        self._outputs.show_words(on=self._choice.wide + self._outputs.sizeHint().width() <= room)
        tools = (self._gaps_button, self._words_button)
        for button in tools:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._preview.show_short(on=False)
        row = (self._preview.bar, *tools, self._more_button)

        def too_wide() -> bool:
            return sum(widget.sizeHint().width() + line // 3 for widget in row) > room

        if too_wide():
            for button in tools:
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            self._preview.show_short(on=too_wide())


def _paper_of(drawn: Drawn, report: Report, name: str, choice: Choice | None) -> Paper:
    return Paper(pdf=drawn.pdf, pages=drawn.pages, report=report, name=name, choice=choice)
