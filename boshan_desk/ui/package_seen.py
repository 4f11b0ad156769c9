"""A package that was looked at: whose it is, what is in it; the button that names its effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from boshan_desk.domain.officers import Right
from boshan_desk.domain.wording import statements
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.audit_check import Answer
from boshan_desk.ui.exchange_words import (
    effect_words,
    moment_words,
    package_title,
    statement_words,
    sum_counts,
)
from boshan_desk.ui.package_lines import PackageLines
from boshan_desk.ui.package_out import is_stopped
from boshan_desk.ui.package_sums import PackageSums
from boshan_desk.ui.record_access import who_may
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.tall_area import TallArea

if TYPE_CHECKING:
    from boshan_desk.usecases.exchange.looking import Look


class SeenLeaf(QWidget):
    """What taking the package would do; nothing has been written yet."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(line // 2)
        # On a small screen what has no room is reached by scrolling; the button stays in sight.
        area = TallArea()
        whole.addWidget(area, 1)
        column = area.column
        column.setSpacing(line // 2)
        card = QFrame()
        theme.dress(card, role="card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(line, line // 2, line, line // 2)
        inner.setSpacing(line // 4)
        self._whose = QLabel()
        self._whose.setObjectName("package_whose")
        self._whose.setStyleSheet("font-weight: 500;")
        self._about = QLabel()
        self._about.setObjectName("package_about")
        theme.dress(self._about, role="hint")
        for label in (self._whose, self._about):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            inner.addWidget(label)
        column.addWidget(card)
        self.note = Answer("package_note")
        column.addWidget(self.note)
        self.sums = PackageSums("package_sums")
        column.addWidget(self.sums)
        self.lines = PackageLines(shell)
        column.addWidget(self.lines, 1)
        # Where there are no records, what is said stays at the top.
        column.addStretch(0)
        foot = QHBoxLayout()
        self._hint = QLabel()
        self._hint.setObjectName("package_hint")
        self._hint.setWordWrap(True)
        theme.dress(self._hint, role="hint")
        self.take = QPushButton(icons.icon("import", ink=theme.PALETTE.on_accent), "")
        self.take.setObjectName("package_take")
        theme.dress(self.take, role="primary")
        foot.addWidget(self._hint, 1)
        foot.addWidget(self.take)
        whole.addLayout(foot)
        self.sums.wanted.connect(lambda ledger: self.lines.show_only("all", ledger))

    def show_look(self, look: Look, file: str) -> None:
        """Show a package that came in a file of this name."""
        counts = sum_counts(look.counts)
        self._whose.setText(package_title(look, "　"))
        self._about.setText(self._about_words(look, file))
        self._tell_notes(look)
        # Beside what an office above sends down its own counts would be those of all its towns.
        theirs = look.their_counts if look.manifest.kind == "package" else None
        self.sums.show_counts(look.counts, theirs)
        self.sums.setVisible(bool(sum(counts.values())))
        self.lines.setVisible(bool(look.lines))
        self.lines.show_look(look, counts)
        self._tell_way(look)

    def take_focus(self) -> None:
        """The keyboard goes on at the button, or at the records where it may not be pressed."""
        (self.take if self.take.isEnabled() else self.lines).setFocus()

    def _about_words(self, look: Look, file: str) -> str:
        manifest = look.manifest
        told = [_("制作于 {at}").format(at=moment_words(manifest.made_at))]
        if manifest.kind == "package":
            words = _("报送说明：{statement}")
            told.insert(0, words.format(statement=statement_words(manifest.statement)))
        if not look.despite:
            # What was put by lies under another name than it came with.
            told.append(_("文件 {name}").format(name=file))
        return statements(told)

    def _tell_notes(self, look: Look) -> None:
        """What is to be known of the whole, the gravest first."""
        if is_stopped(look):
            self.note.say("stop", look.fork)
        elif look.despite:
            words = _(
                "这是与已接收的数据包编号相同、内容不同的那一个。接收以后，两台电脑写得不同的栏目"
                "都留着，放进“待处理”。"
            )
            self.note.say("warn", "\n".join((words, *look.notes)))
        elif look.again:
            words = _(
                "这个数据包已由{officer}在 {at} 接收过。再次接收不会改变台账，回执与上次相同。"
            )
            before = look.again
            said = words.format(officer=before.officer, at=moment_words(before.at))
            self.note.say("note", "\n".join((said, *look.notes)))
        elif look.notes:
            self.note.say("warn", "\n".join(look.notes))
        else:
            self.note.hide()

    def _tell_way(self, look: Look) -> None:
        """What the button does, and why it may not be pressed."""
        counts = sum_counts(look.counts)
        effect = effect_words(counts)
        refused = counts.get("refused", 0)
        may = self._shell.may(Right.EXCHANGE)
        if look.again:
            words = _("取回执") if self._shell.level != "town" else _("看上次的结果")
        elif effect:
            words = _("接收：{effect}").format(effect=effect)
        elif look.manifest.statement == "nothing":
            words = _("接收：登记“本期无”")
        else:
            words = _("接收：登记收到，台账不变")
        if is_stopped(look):
            words = _("登记下来，暂停接收{name}").format(name=look.peer.name)
        self.take.setText(words)
        self.take.setEnabled(may)
        # What is known already need not be written down again.
        self.take.setVisible(not (is_stopped(look) and look.peer.alarm))
        if not may:
            hint = _("接收数据包由{roles}人员办理").format(roles=who_may(Right.EXCHANGE))
        elif is_stopped(look):
            hint = _("没有接收，台账没有任何改动。这个数据包会另外保存，查明以后再决定。")
        elif refused:
            hint = _(
                "其中 {count} 条未接收，原因写进回执退给对方。接收前自动备份，接收后可以整包撤销。"
            ).format(count=f"{refused:,}")
        elif look.again:
            hint = _("台账不会有任何改动。")
        elif look.manifest.kind == "return":
            hint = _("接收前自动备份。")
        else:
            hint = _("接收前自动备份，接收后可以整包撤销。")
        self._hint.setText(hint)
