"""A frozen paper drawn again from what was kept of it alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from boshan_desk import __version__
from boshan_desk.domain.report import Report
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, in_chinese
from boshan_desk.reports.faces import FaceFile, FaceUsed, Role, faces_used, using_faces
from boshan_desk.reports.pdf import Drawn, draw
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.papers.content import Content, KeptFace
from boshan_desk.usecases.papers.faces import same_faces
from boshan_desk.usecases.papers.kept import find_kept
from boshan_desk.usecases.papers.making import Progress, Telling, write_report
from boshan_desk.usecases.papers.wholeness import content_kept
from boshan_desk.usecases.papers.written import Written


@dataclass(frozen=True, kw_only=True)
class Remade:
    """A frozen paper drawn again."""

    drawn: Drawn
    report: Report
    same: bool
    """Whether it is the file that went out, byte for byte."""
    words: str


def remake(desk: Desk, id: str, *, progress: Progress | None = None) -> Remade:
    """Draw a frozen paper from what was kept of it alone.

    Raises:
        Damaged: what is kept is not what was frozen.
    """
    with desk.read() as reader:
        found = find_kept(reader, id)
        content = content_kept(reader, found.id)
        chosen, gone = same_faces(reader, [FaceUsed(**vars(face)) for face in content.faces])
    telling = Telling(progress, pages=found.pages)
    drawn, _used = draw_final(content.report, chosen, telling.page)
    telling.end(drawn.pages)
    same = sha256(drawn.pdf) == found.pdf_digest
    words = _("与定稿时的文件逐字节相同") if same else _why_other(content, gone)
    return Remade(drawn=drawn, report=content.report, same=same, words=words)


def _why_other(content: Content, gone: Sequence[FaceUsed]) -> str:
    """Why the file is another one, though it says the same."""
    reasons = []
    if content.program != __version__:
        reasons.append(
            _("定稿时程序版本为 {then}，现在是 {now}").format(then=content.program, now=__version__)
        )
    if gone:
        reasons.append(
            _("定稿时所用的字体现在没有，或已不是原来的：{names}").format(
                names=listed(dict.fromkeys(face.name for face in gone))
            )
        )
    if not reasons:
        reasons.append(_("程序文件或排版部件与定稿时不同"))
    words = _("内容与定稿时一致，但文件不完全相同：{reasons}")
    return words.format(reasons="；".join(reasons))


def write_kept(
    desk: Desk,
    id: str,
    path: Path,
    *,
    kind: str = "",
    again: Remade | None = None,
    progress: Progress | None = None,
) -> Written:
    """Write a frozen paper anew; `kind` is pdf, docx or xlsx, else as the name of the file ends.

    `again` is the paper when it was just drawn.
    """
    kind = kind or path.suffix.lower().removeprefix(".")
    if kind in ("docx", "xlsx"):
        with desk.read() as reader:
            report = content_kept(reader, id).report
        return write_report(desk, report, path, kind=kind)
    with output(path) as part:
        drawn = (again or remake(desk, id, progress=progress)).drawn
        part.write_bytes(drawn.pdf)
    return Written(path=path, pages=drawn.pages, missing=drawn.missing)


def draw_final(
    report: Report, chosen: Mapping[Role, FaceFile], on_page: Callable[[int], None] | None = None
) -> tuple[Drawn, tuple[KeptFace, ...]]:
    """A paper with these faces, and all that it took."""
    with in_chinese(), using_faces(chosen):
        drawn = draw(report, on_page=on_page)
        return drawn, tuple(_kept_face(face) for face in faces_used())


def _kept_face(face: FaceUsed) -> KeptFace:
    return KeptFace(role=face.role, name=face.name, file=face.file, sha256=face.sha256)


def sha256(content: bytes) -> str:
    """The digest by which a file is known."""
    return hashlib.sha256(content).hexdigest()
