"""字体: the faces papers are drawn with, chosen for the office, and a sample drawn in them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QImage, QPixmap, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.report import Column, Grid, Heading, Report, Words
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.audit_check import Answer
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import em, icon_size, while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.tall_area import TallArea

if TYPE_CHECKING:
    from boshan_desk.reports.faces import Role
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.papers.faces import Choice, FaceNow

KINDS: Final = mark("字体文件 (*.ttf *.ttc);;所有文件 (*)")
_DPI: Final = 80
_SHOWN: Final = 0.6
"""How much of the sample's page is seen: what stands below it is empty."""
_MARGIN: Final = 0.08
_FIRST: Final = 2
"""Choices that are no face: ours, and looking for what is usual."""


class Looked(NamedTuple):
    """What was learnt about the faces."""

    now: list[FaceNow]
    choices: list[Choice]
    sample: QImage


class FacesLeaf(QFrame):
    """A line for each role; a choice is kept at once, and refused in words where it cannot be."""

    changed = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("county_faces")
        self.shell = shell
        self.boxes: dict[str, QComboBox] = {}
        self.files: dict[str, QPushButton] = {}
        self.words: dict[str, QLabel] = {}
        self._may = shell.may(Right.SETTINGS)
        self._begun = False
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        area = TallArea()
        around.addWidget(area)
        whole = area.column
        hint = QLabel(
            _(
                "程序自带的字体可以随处打印、写进 PDF。单位电脑上装有公文常用字体"
                "（方正小标宋、仿宋_GB2312、楷体_GB2312 等）的，也可以选用。"
            )
        )
        hint.setWordWrap(True)
        theme.dress(hint, role="hint")
        whole.addWidget(hint)
        self.answer = Answer("faces_answer")
        whole.addWidget(self.answer)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(3, 1)
        whole.addLayout(self._grid)
        self.sample = QLabel()
        self.sample.setObjectName("faces_sample")
        self.sample.setAccessibleName(_("样张"))
        self.sample.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        whole.addWidget(self.sample, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addStretch(1)

    def begin(self) -> None:
        """Look at the faces, once the leaf is looked at."""
        if not self._begun:
            self._begun = True
            self.answer.say("note", _("正在查找本机的字体…"))
            self.refresh()

    def refresh(self) -> None:
        """Look at the faces again."""
        self.shell.do(look_at_faces, while_there(self, self._show), words=_("正在查找字体"))

    # What is shown

    def _show(self, found: Looked) -> None:
        if not self.boxes:
            self._make_lines(found.now)
        for face in found.now:
            self._fill(self.boxes[face.role], found.choices, face)
            label = self.words[face.role]
            whose = _("用的是自带字体 {name}") if face.own else _("用的是 {name}（{file}）")
            words = whose.format(name=face.name, file=face.file)
            label.setText(f"▲ {face.finding}" if face.finding else words)
            theme.dress(label, role="" if face.finding else "hint")
            theme.dress(label, severity="warn" if face.finding else "")
        self.answer.hide()
        picture = QPixmap.fromImage(found.sample)
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        self.sample.setPixmap(picture)

    def _make_lines(self, now: list[FaceNow]) -> None:
        for row, face in enumerate(now):
            box = QComboBox()
            box.setObjectName(f"face_{face.role}")
            box.setAccessibleName(face.title)
            box.setEnabled(self._may)
            box.setMinimumWidth(em(self) * 12)
            box.setMaximumWidth(em(self) * 20)
            box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            box.activated.connect(partial(self._choose, face.role))
            file = QPushButton(icon("open"), "")
            file.setObjectName(f"face_file_{face.role}")
            file.setToolTip(_("选择字体文件…"))
            file.setAccessibleName(_("选择字体文件：{title}").format(title=face.title))
            file.setVisible(self._may)
            file.clicked.connect(partial(self._choose_file, face.role, face.title))
            words = QLabel()
            words.setObjectName(f"face_words_{face.role}")
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setWordWrap(True)
            title = QLabel(face.title)
            title.setBuddy(box)
            parts: tuple[QWidget, ...] = (title, box, file, words)
            for column, widget in enumerate(parts):
                self._grid.addWidget(widget, row, column)
            self.boxes[face.role], self.files[face.role] = box, file
            self.words[face.role] = words
        self.setFocusProxy(self.boxes[now[0].role])

    def _fill(self, box: QComboBox, choices: list[Choice], face: FaceNow) -> None:
        box.clear()
        rows = cast(QStandardItemModel, box.model())
        for choice in choices:
            box.addItem(choice.title, choice.value)
            item = rows.item(box.count() - 1)
            if choice.why_not:
                item.setEnabled(False)
                item.setForeground(QColor(theme.PALETTE.faint))
                item.setText(_("{name}（不能用）").format(name=choice.title))
                item.setToolTip(choice.why_not)
            else:
                item.setToolTip(choice.file)
        if len(choices) > _FIRST:
            box.insertSeparator(_FIRST)
        at = box.findData(face.value)
        if at < 0:
            # A file somewhere, or a face of another computer.
            box.addItem(face.value.replace("\\", "/").rsplit("/", 1)[-1], face.value)
            at = box.count() - 1
        box.setCurrentIndex(at)
        box.setProperty("kept", at)
        box.setIconSize(icon_size(self))

    # Choosing

    def _choose(self, role: Role, row: int) -> None:
        box = self.boxes[role]
        if row != box.property("kept"):
            self._set(role, str(box.itemData(row) or ""))

    def _choose_file(self, role: Role, title: str, _checked: bool = False) -> None:
        path = self.shell.ask.open_file(_("选择字体文件：{title}").format(title=title), _(KINDS))
        if path is not None:
            self._set(role, str(path))

    def _set(self, role: Role, value: str) -> None:
        def work(desk: Desk) -> Looked:
            from boshan_desk.usecases.papers.faces import set_face

            set_face(desk, role, value)
            return look_at_faces(desk)

        def done(found: Looked) -> None:
            self._show(found)
            face = next(each for each in found.now if each.role == role)
            self.shell.said.emit("ok", _("已选用 {words}").format(words=face.words))
            self.changed.emit()
            self.shell.forms_changed.emit()

        def failed(error: Exception) -> None:
            box = self.boxes[role]
            box.setCurrentIndex(int(box.property("kept")))
            if isinstance(error, Refused):
                self.answer.say("stop", error.words())
            else:
                self.shell.tell_failure(error)

        self.shell.do(
            work,
            while_there(self, done),
            words=_("正在查看字体"),
            failed=while_there(self, failed),
        )


def look_at_faces(desk: Desk) -> Looked:
    """Which faces stand for which, what may be chosen, and a page drawn in them."""
    from boshan_desk.usecases.papers.faces import face_choices, faces_now

    with desk.read() as reader:
        now = faces_now(reader)
    return Looked(now, face_choices(), draw_sample(desk))


def draw_sample(desk: Desk) -> QImage:
    """A page with every role in its place, drawn as papers are."""
    from boshan_desk.reports import preview
    from boshan_desk.reports.pdf import draw
    from boshan_desk.ui.printing import image_of
    from boshan_desk.usecases.papers.faces import office_faces

    with office_faces(desk):
        drawn = draw(sample_paper())
    image = image_of(preview.render(drawn.pdf, 0, dpi=_DPI))
    top, left = int(image.height() * _MARGIN), int(image.width() * _MARGIN)
    height = int(image.height() * _SHOWN) - top
    return image.copy(left, top, image.width() - 2 * left, height)


def sample_paper() -> Report:
    """What the sample says; a paper is Chinese in every window."""
    words = "2026年三季度立案12件、办结9件，罚没28.5万元；生僻字：镕堃鬱龘。"
    return Report(
        title=("标题用小标宋：知识产权工作简报",),
        office="",
        date="",
        period="",
        as_of="",
        blocks=(
            Heading(level=1, text="一、一级标题用黑体"),
            Words(text=f"正文用仿宋。{words}"),
            Heading(level=2, text="（一）二级标题用楷体"),
            Words(text=f"正文用仿宋。{words}"),
            Grid(
                title="表格用宋体",
                columns=(
                    Column(title="项目"),
                    Column(title="数量", align="right"),
                    Column(title="同比", align="right"),
                ),
                rows=(("立案", "12", "+20.0%"), ("办结", "9", "—")),
                unit="件",
            ),
        ),
    )
