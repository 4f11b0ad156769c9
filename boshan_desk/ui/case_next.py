"""Where a case stands, in words, and what may be done next, as buttons."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from boshan_desk.domain.wording import statements, with_more
from boshan_desk.i18n import _, mark
from boshan_desk.procedure.performing import Offer
from boshan_desk.procedure.steps import kind_of
from boshan_desk.ui import icons, theme
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.case_reading import Sight
from boshan_desk.ui.case_words import short_day
from boshan_desk.ui.lines import em, icon_size, put_away
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.step_words import people_of

_USUAL: Final = (
    "verify", "file", "conclude", "send_review", "agree", "serve_notice", "fix_hearing",
    "hear_review", "hear_done", "finish_notice", "decide_penalty", "serve", "pay", "perform",
    "close", "educate", "dun", "apply_court", "archive", "resume",
)  # fmt: skip
"""The steps of the usual way, in its order: the first that may be taken is put forward."""

_BESIDE: Final = {"main", "money", "hearing"}
"""Tracks whose steps stand as buttons; the others are in the menu."""

_QUIET: Final = {"decide_crime"}
"""Steps that are not mentioned before they may be taken."""

TRACKS: Final = {
    "publicity": mark("公示"),
    "remedies": mark("复议、诉讼"),
    "police": mark("移送公安机关"),
    "clue": mark("投诉、管辖与协查"),
    "measures": mark("措施"),
}
"""The side tracks, as the menu calls them."""


class NextSteps(QWidget):
    """The state, what led to it, and the buttons of what may be done now."""

    step_wanted = Signal(str)
    """The event of a step."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("case_next")
        self._shell = shell
        self.buttons: dict[str, QPushButton] = {}
        """The steps that stand as buttons, by event."""
        size = em(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(size // 2, size // 4, size // 2, size // 4)
        whole.setSpacing(size // 3)
        self.state = QLabel()
        self.state.setObjectName("case_state")
        theme.dress(self.state, role="title")
        self.since = QLabel()
        self.since.setObjectName("case_since")
        self.since.setWordWrap(True)
        self.since.setTextFormat(Qt.TextFormat.PlainText)
        theme.dress(self.since, role="hint")
        whole.addWidget(self.state)
        whole.addWidget(self.since)
        self.heading = QLabel(_("现在可以办"))
        theme.dress(self.heading, role="section")
        whole.addWidget(self.heading)
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder, gap=size // 3)
        whole.addWidget(self._holder)
        self.more = QToolButton()
        self.more.setObjectName("case_more_steps")
        self.more.setText(_("更多步骤"))
        self.more.setIcon(icons.icon("more"))
        self.more.setIconSize(icon_size(self))
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.setToolTip(_("公示、移送公安、复议诉讼、协查等"))
        self.menu = QMenu(self)
        self.menu.setObjectName("case_steps_menu")
        self.menu.setToolTipsVisible(True)
        self.more.setMenu(self.menu)
        self.waits = QLabel()
        self.waits.setObjectName("case_waits")
        self.waits.setWordWrap(True)
        self.waits.setTextFormat(Qt.TextFormat.PlainText)
        theme.dress(self.waits, role="hint")
        whole.addWidget(self.waits)
        whole.addStretch(1)

    def show_sight(self, sight: Sight, *, barred: str = "") -> None:
        """Show where a case stands; `barred` says why nothing may be done."""
        lists = self._shell.lists
        label = lists["case_state"].label(sight.view.state)
        self.state.setText(_("当前状态：{state}").format(state=label))
        self.since.setText(since_words(sight))
        offers = [] if barred else list(sight.view.offers)
        beside = [o for o in offers if o.step.track in _BESIDE]
        shown = [o for o in beside if self._is_open(o, sight) or o.step.event not in _QUIET]
        self._fill_buttons(shown, sight)
        self._fill_menu([o for o in offers if o.step.track not in _BESIDE])
        waits = [
            _("“{step}”还不能：{why}").format(
                step=_(o.step.title), why=statements(sight.why_not[o.step.event])
            )
            for o in shown
            if o.step.event in sight.why_not
        ]
        self.waits.setText("\n".join(waits) or (barred or self._nothing(shown)))
        self.waits.setVisible(bool(self.waits.text()))

    @staticmethod
    def _is_open(offer: Offer, sight: Sight) -> bool:
        return offer.step.event not in sight.why_not

    @staticmethod
    def _nothing(shown: list[Offer]) -> str:
        return "" if shown else _("本案的主要程序已经走完。")

    def first_button(self) -> QWidget:
        """Where the keyboard begins."""
        usable: list[QWidget] = [b for b in self.buttons.values() if b.isEnabled()]
        chief = [b for b in usable if b.property("role") == "primary"]
        return (chief or usable or [self.more])[0]

    def _fill_buttons(self, offers: list[Offer], sight: Sight) -> None:
        for button in self.buttons.values():
            self._flow.removeWidget(button)
            put_away(button)
        self._flow.removeWidget(self.more)
        self.buttons = {}
        chief = usual_step(offers, sight)
        rank = {event: place for place, event in enumerate((chief, *_USUAL))}
        for offer in sorted(
            offers, key=lambda o: (not self._is_open(o, sight), rank.get(o.step.event, 99))
        ):
            event = offer.step.event
            is_chief = event == chief
            words = _("当场处罚") if event == "simple" else _(offer.step.title)
            button = QPushButton(words)
            button.setObjectName(f"step_{event}")
            button.setAutoDefault(False)
            why = sight.why_not.get(event)
            button.setEnabled(not why)
            button.setToolTip(statements(why) if why else _(offer.step.basis))
            if is_chief:
                theme.dress(button, role="primary")
            button.clicked.connect(lambda _on=False, event=event: self.step_wanted.emit(event))
            self._flow.addWidget(button)
            # It may be given the cursor at once; a layout shows it only a moment later.
            button.show()
            self.buttons[event] = button
        self._flow.addWidget(self.more)
        self._holder.updateGeometry()

    def _fill_menu(self, offers: list[Offer]) -> None:
        self.menu.clear()
        for track, title in TRACKS.items():
            own = [offer for offer in offers if offer.step.track == track]
            if not own:
                continue
            self.menu.addSection(_(title))
            for offer in own:
                action = self.menu.addAction(_(offer.step.title))
                action.setObjectName(f"menu_{offer.step.event}")
                action.setToolTip(_(offer.step.basis))
                event = offer.step.event
                action.triggered.connect(
                    lambda _on=False, event=event: self.step_wanted.emit(event)
                )
        self.more.setVisible(not self.menu.isEmpty())


def usual_step(offers: list[Offer], sight: Sight) -> str:
    """The step of the usual way that comes next; "" when none may be taken."""
    events = {o.step.event for o in offers if o.step.event not in sight.why_not}
    served = _since_move(sight, "serve_notice")
    for event in _USUAL:
        if event in events and not (event == "serve_notice" and served):
            return event
    return ""


def _since_move(sight: Sight, event: str) -> bool:
    """Whether a step was taken since the case came into its state."""
    for step in reversed(sight.view.file.standing):
        if step.event == event:
            return True
        if kind_of(step).moves:
            return False
    return False


def since_words(sight: Sight) -> str:
    """The last step that counts, when it was and who did it."""
    moves = [s for s in sight.view.file.standing if kind_of(s).moves]
    case = sight.view.file.case
    if not moves:
        if case.clue_on:
            return _("线索发现或收到：{day}").format(day=short_day(case.clue_on))
        return _("还没有登记办案步骤；请先在“案件信息”里填线索发现或收到日期。")
    last = moves[-1]
    words = _("{day}　{step}").format(day=short_day(last.moment), step=_(kind_of(last).title))
    people = people_of(last) or last.approver or ""
    if people:
        words = with_more(words, people)
    if case.filed_on and case.decided_on is None:
        days = (sight.on - case.filed_on).days
        words = _("{words}　立案第 {days} 天").format(words=words, days=days)
    return words
