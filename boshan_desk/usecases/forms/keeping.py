"""The forms of the office: those that travel with the program, and its own, kept in the store."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from boshan_desk.assets import asset
from boshan_desk.domain.forms import (
    FormMapping,
    read_json,
    read_toml,
    refuse_overlaps,
    to_json,
    to_toml,
)
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.wording import listed
from boshan_desk.excel.confined import refusals
from boshan_desk.excel.patching.outlining import SheetOutline, read_outline
from boshan_desk.i18n import _
from boshan_desk.store import schema
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.forms.checking import refuse_faults
from boshan_desk.usecases.outputs import output

FOLDER: Final = ("resources", "forms")
MOST_BYTES: Final = 4 * 2**20
"""A form is a page to be filled in, not a ledger; it is kept in the store and in every backup."""
MOST_NAME: Final = 60
_OLD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of the old office programs begin: an .xls, whatever it is called."""
_TOO_LARGE: Final = frozenset({refusals.FAR, refusals.TOO_MUCH, refusals.TOO_LONG})
_UNSAFE: Final = frozenset({refusals.STRANGE, refusals.NAMES, refusals.ENTITIES})


@dataclass(frozen=True, kw_only=True)
class Form:
    """A superior's form with what fills it."""

    name: str
    shipped: bool
    mapping: FormMapping
    content: bytes
    """The workbook."""
    at: str = ""
    officer: str = ""
    """When it was kept, and by whom; of a shipped one nobody."""

    @property
    def title(self) -> str:
        """What it is called."""
        return self.mapping.title


def list_forms(desk: Desk) -> list[Form]:
    """Every form: the shipped ones, then the office's own by name."""
    with desk.read() as reader:
        return [*shipped_forms(), *_own(reader)]


def shipped_forms() -> list[Form]:
    """The forms that travel with the program."""
    return [
        Form(
            name=file.stem,
            shipped=True,
            mapping=read_toml(file.read_text("utf-8")),
            content=file.with_suffix(".xlsx").read_bytes(),
        )
        for file in sorted(asset(*FOLDER).glob("*.toml"))
    ]


def _own(reader: Reader) -> list[Form]:
    found = [
        Form(
            name=row["name"],
            shipped=False,
            mapping=read_json(row["mapping"]),
            content=base64.b64decode(row["file"]),
            at=row["at"],
            officer=row["officer"],
        )
        for row in reader.small_rows(schema.form)
    ]
    return sorted(found, key=lambda form: form.name)


def find_form(desk: Desk, name: str) -> Form:
    """The form of this name or title.

    Raises:
        Missing: there is none, with the names there are.
    """
    forms = list_forms(desk)
    for form in forms:
        if form.name == name:
            return form
    titled = [form for form in forms if form.title == name]
    if len(titled) == 1:
        return titled[0]
    raise Missing(
        "没有表样“{name}”，可用的有：{known}", name=name, known=listed(f.name for f in forms)
    )


def read_form_file(path: Path) -> tuple[bytes, tuple[SheetOutline, ...]]:
    """A superior's workbook: its bytes, and how its sheets are laid out.

    It is parsed in a confined child only.

    Raises:
        Refused: it is no .xlsx, too big for a form, broken or dangerous.
    """
    if path.suffix.lower() != ".xlsx":
        raise Refused("表样只能是 .xlsx 文件，请用 WPS 或 Excel 打开 {file} 后另存", file=path.name)
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused("不能读取 {file}，请检查位置和权限", file=path) from error
    if len(content) > MOST_BYTES:
        raise Refused(
            "{file} 超过 {most} MB，请删去图片和已填的数据，只留空表",
            file=path.name,
            most=MOST_BYTES // 2**20,
        )
    try:
        return content, read_outline(content, path.name)
    except Refused as error:
        raise _said_of_form(error, content) from error


def _said_of_form(error: Refused, content: bytes) -> Refused:
    """Why a file is no form, with a remedy that leads to a form and not to an import."""
    if error.text == refusals.NO_START:
        return error
    file = error.values["file"]
    if error.text == refusals.PASSWORD:
        return Refused(
            "{file} 设有打开密码，请在 WPS 或 Excel 中去掉密码、另存为 .xlsx 后再新增表样",
            file=file,
        )
    if content.startswith(_OLD):
        # The same container holds what a password locks.
        return Refused(
            "{file} 实际不是 .xlsx（可能是改了扩展名的 .xls，或设有打开密码），"
            "请用 WPS 或 Excel 另存为 .xlsx 后再新增表样",
            file=file,
        )
    if error.text in _TOO_LARGE:
        return Refused(
            "{file} 的内容过多或范围过大，请删去多余的行、列和工作表，"
            "用 WPS 或 Excel 另存为 .xlsx 后再新增表样",
            file=file,
        )
    if error.text in _UNSAFE:
        return Refused(
            "{file} 的内部结构不正常（解压后过大、内容重复，或含 DOCTYPE 等外部引用），"
            "为安全起见没有打开；请用 WPS 或 Excel 打开，复制到新工作簿，另存为 .xlsx 后再新增表样",
            file=file,
        )
    return Refused(
        "{file} 不能作为表样读取（已损坏，或实际不是 .xlsx），"
        "请用 WPS 或 Excel 另存为 .xlsx 后再新增表样",
        file=file,
    )


def read_mapping_file(path: Path) -> FormMapping:
    """The mapping that a .toml holds.

    Raises:
        Refused: there is no such file, or it holds none.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise Refused("{file} 过大，不是对应文件", file=path.name)
        return read_toml(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused("{file} 不是 UTF-8 编码的文字，请另存后重试", file=path.name) from None
    except OSError as error:
        raise Refused("不能读取 {file}，请检查位置和权限", file=path) from error


def read_sheets(form: Form) -> tuple[SheetOutline, ...]:
    """How the sheets of a form are laid out."""
    return read_outline(form.content, f"{form.name}.xlsx")


def add_form(desk: Desk, path: Path, mapping: FormMapping | None = None, *, name: str = "") -> Form:
    """Keep a workbook as a form; without mapping nothing in it is tied yet.

    Raises:
        Refused: the file is no form, the mapping does not fit, or the name is taken.
    """
    name = _good_name(name or path.stem)
    content, sheets = read_form_file(path)
    mapping = mapping or FormMapping(title=name)
    refuse_faults(mapping, sheets, desk.lists)
    words = _("新增表样：{title}").format(title=mapping.title)
    with desk.work(words, needs=Right.SETTINGS, undoable=False) as work:
        _refuse_taken(work, name)
        form = Form(name=name, shipped=False, mapping=mapping, content=content)
        told = {
            "title": [None, mapping.title],
            "file": [None, _digest(content)],
            "mapping": [None, _digest(to_json(mapping).encode())],
        }
        row = _row(form, work.at.isoformat(" "), desk.officer.name)
        work.write_row("form", row, told=told, needs=Right.SETTINGS)
    return form


def copy_form(desk: Desk, name: str, new: str) -> Form:
    """Keep a shipped form as the office's own, which it may change."""
    source = find_form(desk, name)
    new = _good_name(new)
    # It is called what the officer calls it: two of one title could not be told apart.
    own = replace(source.mapping, title=new)
    form = replace(source, name=new, shipped=False, mapping=own)
    words = _("新增表样：{title}").format(title=form.title)
    with desk.work(words, needs=Right.SETTINGS, undoable=False) as work:
        _refuse_taken(work, new)
        row = _row(form, work.at.isoformat(" "), desk.officer.name)
        told = {"title": [None, form.title], "mapping": [None, _digest(row["mapping"].encode())]}
        work.write_row("form", row, told=told, needs=Right.SETTINGS)
    return form


def save_mapping(desk: Desk, name: str, mapping: FormMapping) -> Form:
    """Keep what fills a form of the office's own.

    Raises:
        Refused: it does not fit the workbook, or the form is a shipped one.
    """
    refuse_overlaps(mapping)
    form = find_form(desk, name)
    if form.shipped:
        raise Refused("“{title}”随程序提供，不能直接改；请先另存为本单位的表样", title=form.title)
    refuse_faults(mapping, read_sheets(form), desk.lists)
    words = _("修改表样：{title}").format(title=mapping.title)
    with desk.work(words, needs=Right.SETTINGS, undoable=False) as work:
        changed = replace(form, mapping=mapping)
        old, new = to_json(form.mapping), to_json(mapping)
        told = {
            "title": [form.title, mapping.title],
            "mapping": [_digest(old.encode()), _digest(new.encode())],
        }
        row = _row(changed, work.at.isoformat(" "), desk.officer.name)
        work.write_row("form", row, told=told, needs=Right.SETTINGS)
    return changed


def remove_form(desk: Desk, name: str) -> Form:
    """Take a form of the office's own away."""
    form = find_form(desk, name)
    if form.shipped:
        raise Refused("“{title}”随程序提供，不能删除", title=form.title)
    words = _("删除表样：{title}").format(title=form.title)
    with desk.work(words, needs=Right.SETTINGS, undoable=False) as work:
        told = {"title": [form.title, None], "file": [_digest(form.content), None]}
        work.remove_row("form", form.name, told=told, needs=Right.SETTINGS)
    return form


def hand_over(desk: Desk, name: str, folder: Path) -> tuple[Path, Path]:
    """Write a form for other counties: NAME.xlsx and NAME.toml in a folder."""
    form = find_form(desk, name)
    book, text = folder / f"{form.name}.xlsx", folder / f"{form.name}.toml"
    with output(book) as part:
        part.write_bytes(form.content)
    with output(text) as part:
        part.write_text(to_toml(form.mapping), "utf-8")
    return book, text


def _row(form: Form, at: str, officer: str) -> dict[str, str]:
    return {
        "name": form.name,
        "title": form.title,
        "file": base64.b64encode(form.content).decode(),
        "mapping": to_json(form.mapping),
        "at": at,
        "officer": officer,
    }


def _good_name(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= MOST_NAME or any(
        c in '/\\:*?"<>|' or not c.isprintable() for c in name
    ):
        raise Refused('表样的名称应是 1 到 {most} 字，不含 / \\ : * ? " < > |', most=MOST_NAME)
    return name


def _refuse_taken(reader: Reader, name: str) -> None:
    taken = {form.name for form in (*shipped_forms(), *_own(reader))}
    if name in taken:
        raise Refused("已经有名为“{name}”的表样，请换一个名称，或先删除原来的", name=name)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
