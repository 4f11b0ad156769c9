"""What signing in asks: who is there, a password of one's own, or the recovery code."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.passwords import NewPassword
from boshan_desk.ui.start_page import LinkButton
from boshan_desk.ui.try_password import TryPassword


class WhoPage(QWidget):
    """Name and password."""

    tried = Signal(str, str)
    forgotten = Signal(str)
    name_changed = Signal(str)

    def __init__(self, names: list[str], last: str) -> None:
        super().__init__()
        self.setObjectName("who_page")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(line // 2)
        head = QLabel(_("登录"))
        theme.dress(head, role="section")
        whole.addWidget(head)
        form = QFormLayout()
        form.setVerticalSpacing(line // 2)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._who = QComboBox()
        self._who.setObjectName("sign_in_name")
        self._who.setAccessibleName(_("姓名"))
        self._who.addItems(names)
        self._who.setCurrentIndex(max(0, self._who.findText(last)))
        self._who.currentTextChanged.connect(self._another)
        form.addRow(_("姓名"), self._who)
        self.trying = TryPassword("sign_in", _("进入"), self)
        self.trying.wanted.connect(lambda password: self.tried.emit(self.name, password))
        form.addRow(_("密码"), self.trying.line)
        form.addRow("", self.trying.words)
        whole.addLayout(form)
        whole.addStretch(1)
        row = QHBoxLayout()
        self._forgot = LinkButton(_("忘记密码"))
        self._forgot.setObjectName("sign_in_forgot")
        self._forgot.clicked.connect(lambda: self.forgotten.emit(self.name))
        row.addWidget(self._forgot)
        row.addStretch(1)
        row.addWidget(self.trying.button)
        whole.addLayout(row)
        self.setFocusProxy(self.trying.line)
        tab_order(self._who, self.trying.line, self.trying.button, self._forgot)

    @property
    def name(self) -> str:
        """Who is chosen."""
        return self._who.currentText()

    def still(self, trying: bool) -> None:
        """While a password is tried, nobody else can be chosen."""
        self._who.setEnabled(not trying)
        self._forgot.setEnabled(not trying)

    def _another(self, name: str) -> None:
        self.trying.clear()
        self.name_changed.emit(name)


class ChangeFirst(QWidget):
    """Asks for a password of one's own before anything is shown."""

    wanted = Signal(str)
    back_wanted = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("change_first")
        whole = _column(
            self,
            _("设置本人的密码"),
            _("“{name}”现在的密码由管理员设定，只能用这一次。请换成只有本人知道的密码。").format(
                name=name
            ),
        )
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._new = NewPassword("change", _("新密码"))
        self._new.fill(form)
        whole.addLayout(form)
        whole.addStretch(1)
        self._go = _buttons(self, whole, _("保存并进入"), "change")
        self._go.clicked.connect(self._say)
        self._new.changed.connect(lambda: self._go.setEnabled(self._new.whole))
        for line in (self._new.first, self._new.second):
            line.returnPressed.connect(self._say)
        self.setFocusProxy(self._new.first)

    def _say(self) -> None:
        if self._new.whole:
            self.wanted.emit(self._new.text)


class ForgottenPage(QWidget):
    """What to do without the password: an administrator, or the code from the sealed envelope."""

    wanted = Signal(str, str, str)
    """(recovery code, name, new password)."""
    back_wanted = Signal()

    def __init__(self, names: list[str], name: str) -> None:
        super().__init__()
        self.setObjectName("forgotten_page")
        whole = _column(
            self,
            _("忘记密码"),
            _(
                "请先找管理员，在“账户管理”里重设密码。没有管理员能登录时，由单位负责人拆封恢复码，"
                "在这里输入；所填的人员即可进入并管理账户，旧恢复码同时作废。"
            ),
        )
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._code = QLineEdit()
        self._code.setObjectName("recovery_code_line")
        self._code.setPlaceholderText(_("八组字符，不分大小写，空格和横线可不输"))
        self._code.setMaxLength(120)
        form.addRow(_("恢复码"), self._code)
        self._who = QComboBox()
        self._who.setObjectName("recovery_name")
        self._who.setEditable(True)
        self._who.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._who.addItems(names)
        self._who.setCurrentText(name)
        form.addRow(_("姓名"), self._who)
        self._new = NewPassword("recovery", _("新密码"))
        self._new.fill(form)
        whole.addLayout(form)
        whole.addStretch(1)
        self._go = _buttons(self, whole, _("进入"), "recovery_go")
        self._go.clicked.connect(self._say)
        self._code.textChanged.connect(self._check)
        self._who.editTextChanged.connect(self._check)
        self._new.changed.connect(self._check)
        for line in (self._code, self._new.first, self._new.second):
            line.returnPressed.connect(self._say)
        self.setFocusProxy(self._code)

    def _check(self, _text: str = "") -> None:
        typed = bool(self._code.text().strip()) and bool(self._who.currentText().strip())
        self._go.setEnabled(typed and self._new.whole)

    def _say(self) -> None:
        if self._go.isEnabled():
            self.wanted.emit(self._code.text(), self._who.currentText().strip(), self._new.text)


def _column(page: QWidget, title: str, about: str) -> QVBoxLayout:
    line = page.fontMetrics().height()
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(line // 2)
    head = QLabel(title)
    theme.dress(head, role="section")
    words = QLabel(about)
    words.setWordWrap(True)
    whole.addWidget(head)
    whole.addWidget(words)
    return whole


def _buttons(
    page: ChangeFirst | ForgottenPage, whole: QVBoxLayout, go: str, name: str
) -> QPushButton:
    row = QHBoxLayout()
    back = QPushButton(icons.icon("page-prev"), _("返回登录"))
    back.setObjectName(f"{name}_back")
    back.clicked.connect(page.back_wanted)
    made = QPushButton(go)
    made.setObjectName(name if name.endswith("_go") else f"{name}_go")
    theme.dress(made, role="primary")
    made.setEnabled(False)
    row.addWidget(back)
    row.addStretch(1)
    row.addWidget(made)
    whole.addLayout(row)
    return made


def tab_order(*widgets: QWidget) -> None:
    """Let the Tab key go from one to the next."""
    for first, second in pairwise(widgets):
        QWidget.setTabOrder(first, second)
