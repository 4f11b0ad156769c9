"""The faces of the office's choice: which stands for 小标宋, 仿宋, 楷体, 黑体 and 宋体.

Each role has a setting: "" for the face that travels with the program, "installed" to look for what
offices usually have (domain.md 5.5), or a family name or a font file.  A setting holds for every
computer on which the desk is opened; where the face is not there, ours stands in and that is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.i18n import _, in_chinese, mark
from boshan_desk.reports.faces import (
    NO_HANZI,
    ROLES,
    FaceFile,
    FaceUsed,
    Role,
    digest_of,
    own_face,
    own_file,
    using_faces,
    why_not,
)
from boshan_desk.reports.installed import (
    DAMAGED,
    ORDER,
    Installed,
    find_face,
    installed_faces,
    read_faces,
)
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader

TITLES: Final[Mapping[Role, str]] = {
    "title": mark("小标宋（标题）"),
    "fang": mark("仿宋（正文）"),
    "kai": mark("楷体（二级标题）"),
    "hei": mark("黑体（一级标题）"),
    "song": mark("宋体（页码、表格）"),
}
INSTALLED: Final = "installed"
"""The setting that looks for what is installed."""

_FILES: Final = (".ttf", ".ttc", ".otf", ".otc")
_REMEDY: Final = mark("请换用 TrueType 格式（.ttf、.ttc）的中文字体，或改回自带字体")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A face that may be chosen for a role."""

    value: str
    """What the setting becomes."""
    title: str
    file: str
    """Its file without folders; "" of the two choices that are no file."""
    why_not: str = ""
    """Why it cannot be used, to be shown; "" when it can."""


@dataclass(frozen=True, kw_only=True)
class FaceNow:
    """Which face stands for a role on this computer."""

    role: Role
    title: str
    """小标宋（标题）."""
    value: str
    """The setting."""
    name: str
    """The name of the face."""
    file: str
    """Its file without folders."""
    own: bool
    """Whether it travels with the program."""
    finding: str
    """Why it is not the one that was chosen; "" when it is."""

    @property
    def words(self) -> str:
        """In one line: 小标宋（标题）：方正小标宋简体（FZXBSJW.TTF）."""
        whose = _("自带字体 {name}（{file}）") if self.own else _("{name}（{file}）")
        return f"{self.title}：{whose.format(name=self.name, file=self.file)}"


def setting_of(role: Role) -> str:
    """The name of a role's setting."""
    return f"face_{role}"


def chosen_faces(reader: Reader) -> Mapping[Role, FaceFile]:
    """The files to draw with on this computer; a role without one is drawn with ours."""
    return _usable(_resolve(reader))


def _usable(found: _Found) -> dict[Role, FaceFile]:
    return {role: face.file for role, (_value, face, why) in found.items() if face and not why}


@contextmanager
def office_faces(desk: Desk) -> Iterator[None]:
    """Draw with the faces of the office's choice within, and say in the log which they are."""
    with desk.read() as reader:
        found = _resolve(reader)
    with in_chinese():
        _log(desk.folder, _now(found))
    with using_faces(_usable(found)):
        yield


def faces_now(reader: Reader) -> list[FaceNow]:
    """Which face stands for each role on this computer."""
    return _now(_resolve(reader))


def face_findings(reader: Reader) -> list[str]:
    """What is to be said before a paper is made: chosen faces that this computer does not have."""
    return [now.finding for now in faces_now(reader) if now.finding]


def face_choices() -> list[Choice]:
    """What a role may be set to: ours, what is found, and the Chinese faces of this computer."""
    choices = [
        Choice(value="", title=_("自带字体"), file=""),
        Choice(value=INSTALLED, title=_("按公文习惯查找本机已安装的字体"), file=""),
    ]
    seen: set[str] = set()
    for face in installed_faces():
        if face.chinese and face.full not in seen:
            seen.add(face.full)
            choices.append(
                Choice(
                    value=face.full,
                    title=face.full,
                    file=face.shown_file,
                    why_not=_(face.why_not) if face.why_not else "",
                )
            )
    return choices


def set_face(desk: Desk, role: Role, value: str) -> None:
    """Choose the face of a role: "" for ours, "installed", a family name or a font file.

    Raises:
        NoRight: the officer may not change the office's settings.
        Missing: no such face is installed, or no such file is there.
        Refused: it cannot be drawn with.
    """
    value = value.strip()
    desk.officer.demand(Right.SETTINGS)
    if value not in ("", INSTALLED):
        face = _look_for(role, value, None)
        if face is None:
            raise Missing(
                "本机没有字体“{value}”；请填写已安装的字体名称，或选择一个 .ttf、.ttc 字体文件",
                value=value,
            )
        if why := _refusal(face):
            raise Refused(
                "字体“{name}”（{file}）不能使用：{why}。{remedy}",
                name=face.full,
                file=face.shown_file,
                why=why,
                remedy=_(_REMEDY),
            )
    with desk.work(_("选用公文字体"), needs=Right.SETTINGS) as work:
        work.set(setting_of(role), value)


def same_faces(
    reader: Reader, used: Iterable[FaceUsed]
) -> tuple[Mapping[Role, FaceFile], tuple[FaceUsed, ...]]:
    """The files to choose to draw a paper with what it was drawn with, found by their digests.

    Also the faces that are not to be found: no longer on this computer, or ours in another version
    of the program.
    """
    chosen: dict[Role, FaceFile] = {}
    gone: list[FaceUsed] = []
    known: tuple[FaceFile, ...] | None = None
    for face in used:
        ours = own_file(face.file)
        if ours is not None and digest_of(ours) == face.sha256:
            found: FaceFile | None = ours
        else:
            if known is None:
                known = (*chosen_faces(reader).values(), *[face.file for face in installed_faces()])
            found = next((file for file in known if _is(file, face)), None)
        if found is None:
            gone.append(face)
        for role in ROLES:
            if role == face.role and found is not None and own_face(role) != face.file:
                chosen[role] = found
    return chosen, tuple(gone)


def _is(file: FaceFile, used: FaceUsed) -> bool:
    path, member = file if isinstance(file, tuple) else (file, 0)
    name = f"{path.name}#{member}" if member else path.name
    # Only a file that bears the name is read through.
    return name == used.file and path.is_file() and digest_of(path) == used.sha256


_Found = Mapping[Role, tuple[str, Installed | None, str]]
"""Of each role its setting, the face it stands for on this computer, and why it cannot be used."""


def _resolve(reader: Reader) -> _Found:
    settings = {role: reader.setting(setting_of(role)) for role in ROLES}
    # Looking through the fonts of a computer takes time: only when a name is to be found.
    named = [value for value in settings.values() if value and not _is_path(value)]
    faces = installed_faces() if named else ()
    found: dict[Role, tuple[str, Installed | None, str]] = {}
    for role, value in settings.items():
        face = _look_for(role, value, faces)
        found[role] = (value, face, _refusal(face) if face else "")
    return found


def _is_path(value: str) -> bool:
    return value.partition("#")[0].lower().endswith(_FILES) and Path(value).is_absolute()


def _look_for(role: Role, value: str, faces: Sequence[Installed] | None) -> Installed | None:
    """The face that a setting stands for; None of "" and where it is not to be found."""
    if not value:
        return None
    if value == INSTALLED:
        return find_face(ORDER[role], faces)
    if _is_path(value):
        path, _mark, member = value.partition("#")
        index = int(member) if member.isdecimal() else 0
        return next((face for face in read_faces(Path(path)) if face.index == index), None)
    return find_face([value], faces, usable=False)


def _refusal(face: Installed) -> str:
    """Why a face cannot be used, in the language of the window; "" when it can."""
    if face.why_not:
        return _(face.why_not)
    why = why_not(face.file)
    return _(NO_HANZI if why == NO_HANZI else DAMAGED) if why else ""


def _now(found: _Found) -> list[FaceNow]:
    faces: list[FaceNow] = []
    for role in ROLES:
        value, face, why = found[role]
        title = _(TITLES[role])
        finding = ""
        if value == INSTALLED and face is None:
            finding = _("{title}：本机没有公文常用的字体，用自带字体").format(title=title)
        elif value and face is None:
            finding = _("{title}：本机没有选定的字体“{value}”，用自带字体").format(
                title=title, value=_shown(value)
            )
        elif face and why:
            finding = _("{title}：字体“{name}”不能使用（{why}），用自带字体").format(
                title=title, name=face.full, why=why
            )
        own = face is None or bool(why)
        file = own_face(role) if own or face is None else face.shown_file
        name = Path(own_face(role)).stem if own or face is None else face.full
        faces.append(
            FaceNow(
                role=role, title=title, value=value, name=name, file=file, own=own, finding=finding
            )
        )
    return faces


def _shown(value: str) -> str:
    """A setting without its folders, which may tell a person's name."""
    return value.replace("\\", "/").rsplit("/", 1)[-1]


def _log(folder: Path, faces: Sequence[FaceNow]) -> None:
    """Write down which face stands for which, when that is other than last time."""
    words = "；".join([now.words for now in faces])
    path = folder / "logs" / "faces.log"
    try:
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        if lines and lines[-1].partition("  ")[2] == words:
            return
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now():%Y-%m-%d %H:%M:%S}  {words}\n")
    except (OSError, ValueError):
        # A desk that cannot be written to is drawn all the same.
        return
