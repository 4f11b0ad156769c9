"""The faces we draw with, and which of them draws a character.

No single face has every character of a name, and reportlab draws a missing one as nothing at
all.  So each role has a chain of faces, asked one after the other; each is opened when first
asked, once in a process.  All chains hold the same faces in the end, so whether a character can
be drawn does not depend on the role.

An office may put faces of its own before ours (`using_faces`).  Which faces are in force belongs to
the thread that draws: a paper drawn at the same time in another thread keeps its own.
"""

from __future__ import annotations

import hashlib
import lzma
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from itertools import count, pairwise
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, TypeAlias, get_args

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFStream

from boshan_desk.assets import asset
from boshan_desk.i18n import mark
from boshan_desk.reports.truetype import Font

Role: TypeAlias = Literal["title", "song", "fang", "kai", "hei"]
"""小标宋, 宋体, 仿宋, 楷体, 黑体."""
ROLES: Final[tuple[Role, ...]] = get_args(Role)

FaceFile: TypeAlias = Path | tuple[Path, int]
"""A font file, or a collection and which of its members."""

MISSING: Final = "〓"
"""Printed where no face has the character (the geta mark of typesetters)."""

_SONG = "NotoSerifSC-Regular.ttf"
_REST = "NotoSerifSC-Rest.ttf"
_BLACK = "NotoSerifSC-Black.ttf"
_SANS = "NotoSansSC-Regular.ttf"
_MEDIUM = "NotoSansSC-Medium.ttf"
_FANG = "BoshanFangSong-Regular.ttf"
_KAI = "BoshanKai-Regular.ttf"
_LIGHT = "BoshanKai-Light.ttf"

_CHAINS: Final[dict[Role, tuple[str, ...]]] = {
    "title": (_BLACK, _SONG, _REST, _KAI, _SANS, _FANG),
    "song": (_SONG, _REST, _KAI, _SANS, _FANG),
    # The light Kai has the weight of our 仿宋 and the 1467 everyday Hanzi that it lacks.
    "fang": (_FANG, _LIGHT, _SONG, _REST, _KAI, _SANS),
    "kai": (_KAI, _SONG, _REST, _SANS, _FANG),
    "hei": (_MEDIUM, _SANS, _SONG, _REST, _KAI, _FANG),
}

_RARE: Final = (
    (0x20000, 0x22FFF, "BoshanHan-1.ttf.xz"),
    (0x23000, 0x25FFF, "BoshanHan-2.ttf.xz"),
    (0x26000, 0x28FFF, "BoshanHan-3.ttf.xz"),
    (0x29000, 0x2A6DF, "BoshanHan-4.ttf.xz"),
    (0x2A6E0, 0x2EBEF, "BoshanHan-5.ttf.xz"),
)
"""The last resort: 60,000 rare Hanzi (Extensions B to F), packed, opened a slice at a time."""

_FALSE: Final = {_FANG: "衹幹準餘醜鹼捨鬱鬆癥"}
"""Characters for which a face draws another one: here the simplified 只干准余丑碱舍郁松症."""

_LATIN: Final[dict[Role, str]] = {"fang": _SONG}
"""Digits and Latin of 仿宋 are set in the manner of Times (GB/T 9704 leaves it to the house)."""

OWN_NAMES: Final = frozenset(
    (
        "NotoSerifSC-Regular",
        "NotoSerifSCRest-Regular",
        "NotoSerifSC-Black",
        "NotoSansSC-Regular",
        "NotoSansSC-Medium",
        "BoshanFangSong-Regular",
        "BoshanKai-Regular",
        "BoshanKai-Light",
    )
)
"""PostScript names of ours: reportlab takes two faces of one name in a PDF for the same."""

_PROOF: Final = "博山区知识产权，。"
"""What a face for Chinese papers has at the least."""

_lock = threading.RLock()
_numbers = count(1)


class Glyph(NamedTuple):
    """How one character is drawn: the face, the character drawn, its advance in em."""

    font: str
    char: str
    advance: float


class FaceUsed(NamedTuple):
    """A face whose letters stand in a paper."""

    role: str
    """The role it stands for; "" of one that only lent what the others lack."""
    name: str
    """Its PostScript name."""
    file: str
    """Its file, without folders; which member of a collection follows after #."""
    sha256: str
    """Of the whole file."""


NO_HANZI: Final = mark("没有常用汉字")


class BadFace(Exception):
    """A file that cannot be drawn with."""


class _Chosen(NamedTuple):
    """A face that is not ours, as its file is now."""

    path: Path
    member: int
    changed: int
    """When, in nanoseconds."""
    size: int
    mark: str = ""
    """Added to its name in the PDF, where another face has the same."""


class _Face(Font):
    """A TrueType face whose rare Hanzi can be copied and searched in the PDF.

    reportlab writes five hex digits for a character beyond U+FFFF, where PDF wants its two
    UTF-16 units (ISO 32000-1, 9.10.3).
    """

    path: Path
    member = 0

    @property
    def known_as(self) -> str:
        """Its PostScript name."""
        return str(self.face.name.decode("latin-1"))

    def addObjects(self, doc: PDFDocument) -> None:
        """Add the font's objects, then mend the maps back to Unicode."""
        super().addObjects(doc)
        for key, stream in doc.idToObject.items():
            if key.startswith("toUnicodeCMap:") and isinstance(stream, PDFStream):
                stream.content = _FIVE_DIGITS.sub(_surrogates, stream.content)
        used = _used.get()
        if used is not None and self not in used:
            used.append(self)


_FIVE_DIGITS: Final = re.compile(r"<([0-9A-F]{5})>")


def _surrogates(match: re.Match[str]) -> str:
    return f"<{chr(int(match.group(1), 16)).encode('utf-16-be').hex().upper()}>"


@cache
def _open(file: str | _Chosen) -> _Face:
    """Register a face: ours under its file's stem, another under a name that nobody else has.

    Raises:
        BadFace: it is not ours, and cannot be drawn with.
    """
    if isinstance(file, _Chosen):
        font = _open_chosen(file)
    else:
        path = asset("resources", "fonts", file)
        packed = path.suffix == ".xz"
        source = BytesIO(lzma.decompress(path.read_bytes())) if packed else str(path)
        font = _Face(file.split(".")[0], source)
        font.path = path
        for char in _FALSE.get(file, ""):
            del font.face.charToGlyph[ord(char)]
    # Of two faces with one PostScript name reportlab would register the first twice.
    name, font.face.name = font.face.name, font.fontName
    pdfmetrics.registerFont(font)
    font.face.name = name
    return font


def _open_chosen(file: _Chosen) -> _Face:
    try:
        font = _Face(f"chosen{next(_numbers)}", str(file.path), member=file.member)
        _check(font.face)
    except BadFace:
        raise
    # In a damaged file the reader may stumble in any way.
    except Exception as error:
        raise BadFace(f"{type(error).__name__}: {error}") from error
    font.path = file.path
    font.member = file.member
    font.face.subfontNameX = file.mark.encode("ascii")
    return font


def _check(face: Any) -> None:
    """See that every letter of a face can be taken out of it.

    Raises:
        BadFace: it has no Hanzi, or its outlines are not whole.
    """
    known, places = face.charToGlyph, face.glyphPos
    if not all(known.get(ord(char)) for char in _PROOF):
        raise BadFace(NO_HANZI)
    start, length = face.get_table_pos("glyf")
    data = face._ttf_data  # noqa: SLF001  # reportlab gives no other way to the bytes
    last = len(places) - 2
    whole = start + length <= len(data) and places[-1] <= length
    if not whole or any(after < before for before, after in pairwise(places)):
        raise BadFace("its outlines are not whole")
    if max(known.values()) > last or len(face.hmetrics) <= last:
        raise BadFace("it lacks outlines or widths")
    # Letters put together from others, which say so by a negative number of contours: whether
    # these others are there shows when they are taken out.
    composed = {
        number
        for number, (here, after) in enumerate(pairwise(places))
        if after > here and data[start + here] & 0x80
    }
    letters = [code for code, number in known.items() if number in composed]
    for first in range(0, len(letters), 1000):
        face.makeSubset(letters[first : first + 1000])


def _is_blank(font: _Face, char: str) -> bool:
    """Whether a face has an empty outline for a character that has a shape, as some do."""
    face: Any = font.face
    number = face.charToGlyph[ord(char)]
    empty = face.glyphPos[number + 1] == face.glyphPos[number]
    return empty and unicodedata.category(char)[0] in "LNPS"


class Faces:
    """The faces in force: our own, and before them those that the office chose."""

    def __init__(self, chosen: Mapping[Role, str | _Chosen]) -> None:
        others = tuple(chosen.values())
        self._chains: dict[Role, tuple[str | _Chosen, ...]] = {
            # Every chain ends with the faces of the others, so that all have the same characters.
            role: tuple(dict.fromkeys((chosen.get(role, own[0]), *own, *others)))
            for role, own in _CHAINS.items()
        }

    def glyph(self, char: str, role: Role) -> Glyph:
        """How `char` is drawn in `role`; 〓 when no face has it."""
        return _glyph(char, role, self)

    def first(self, role: Role) -> _Face:
        """The face that stands for a role."""
        with _lock:
            return _open(self._chains[role][0])

    def files(self, char: str, role: Role) -> Iterator[str | _Chosen]:
        """The faces to ask for a character, in order."""
        code = ord(char)
        if code < 0x250 and role in _LATIN:
            yield _LATIN[role]
        yield from self._chains[role]
        for first, last, file in _RARE:
            if first <= code <= last:
                yield file


_OURS: Final = Faces({})
_now: ContextVar[Faces] = ContextVar("now", default=_OURS)
_used: ContextVar[list[_Face] | None] = ContextVar("used", default=None)


def faces_now() -> Faces:
    """The faces in force in this thread; whatever keeps measures of letters keeps them by it."""
    return _now.get()


@contextmanager
def using_faces(chosen: Mapping[Role, FaceFile]) -> Iterator[None]:
    """Within, a role begins with the face chosen for it; our own lend what it lacks.

    A file that is gone or cannot be drawn with is passed over; `why_not` tells why.
    """
    found: dict[Role, str | _Chosen] = {}
    for role in ROLES:
        if role in chosen and (face := _usable(chosen[role])) is not None:
            found[role] = _named_apart(face, found.values())
    before, used = _now.set(_faces(tuple(found.items()))), _used.set([])
    try:
        yield
    finally:
        _now.reset(before)
        _used.reset(used)


def why_not(file: FaceFile) -> str:
    """Why a file cannot be drawn with; "" when it can."""
    face = _at_present(file)
    return "it is gone" if face is None else _trial(face)


def _at_present(file: FaceFile) -> _Chosen | None:
    path, member = file if isinstance(file, tuple) else (file, 0)
    try:
        about = path.stat()
    except (OSError, ValueError):
        return None
    return _Chosen(path, member, about.st_mtime_ns, about.st_size)


@cache
def _trial(face: _Chosen) -> str:
    try:
        with _lock:
            _open(face)
    except BadFace as error:
        return str(error)
    return ""


def _usable(file: FaceFile) -> str | _Chosen | None:
    """The face of a file; the name of ours when it is the same, None when it cannot be used."""
    face = _at_present(file)
    if face is None or _trial(face):
        return None
    if _open(face).known_as in OWN_NAMES:
        digest = digest_of(face.path)
        for own in dict.fromkeys(file for chain in _CHAINS.values() for file in chain):
            if digest_of(asset("resources", "fonts", own)) == digest:
                return own
    return face


def _named_apart(face: str | _Chosen, others: Iterable[str | _Chosen]) -> str | _Chosen:
    """The face with a mark when one of ours, or another in the same paper, has its name."""
    if isinstance(face, str):
        return face
    name = _open(face).known_as
    known = {other for other in others if not isinstance(other, str)}
    same = {other for other in known if _open(other).known_as == name}
    for other in same:
        if other._replace(mark="") == face:
            return other
    if same or name in OWN_NAMES:
        return face._replace(mark=f"-{len(same) + 1}")
    return face


@cache
def _faces(chosen: tuple[tuple[Role, str | _Chosen], ...]) -> Faces:
    """One and the same for one choice, so that what was measured with it stays known."""
    return Faces(dict(chosen)) if chosen else _OURS


def faces_used() -> tuple[FaceUsed, ...]:
    """The faces in the papers finished within the innermost `using_faces`; outside of it, none."""
    first = {role: _now.get().first(role) for role in ROLES}
    found: list[FaceUsed] = []
    for font in _used.get() or ():
        file = f"{font.path.name}#{font.member}" if font.member else font.path.name
        roles = [role for role in ROLES if first[role] is font]
        for role in roles or ("",):
            found.append(FaceUsed(role, font.known_as, file, digest_of(font.path)))
    return tuple(sorted(found))


def own_file(name: str) -> Path | None:
    """Where our face with this file name lies; None when it is none of ours."""
    ours = {file for chain in _CHAINS.values() for file in chain}
    ours.update(file for _first, _last, file in _RARE)
    return asset("resources", "fonts", name) if name in ours else None


def own_face(role: Role) -> str:
    """The file name of our face for a role."""
    return _CHAINS[role][0]


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, kept until it changes."""
    about = path.stat()
    return _digest(path, about.st_mtime_ns, about.st_size)


@cache
def _digest(path: Path, _changed: int, _size: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def _find(char: str, role: Role, faces: Faces) -> Glyph | None:
    """The first face with the character.

    A private-use code has no agreed shape, so no face is trusted with it.
    """
    kind = unicodedata.category(char)
    if kind == "Co":
        return None
    with _lock:
        for file in faces.files(char, role):
            font = _open(file)
            # Glyph 0 is .notdef: a mapping to it is none.
            if not font.face.charToGlyph.get(ord(char), 0):
                continue
            if isinstance(file, str) or not _is_blank(font, char):
                return Glyph(font.fontName, char, font.stringWidth(char, 1000) / 1000)
    # A blank of a width that no face knows is a blank.
    return _find(" ", role, faces) if kind == "Zs" and char != " " else None


@cache
def _glyph(char: str, role: Role, faces: Faces) -> Glyph:
    found = _find(char, role, faces) or _find(MISSING, role, faces)
    if found is None:
        raise FileNotFoundError(f"no face has {MISSING}; the fonts are not whole")
    return found


def glyph(char: str, role: Role) -> Glyph:
    """How `char` is drawn in `role`; 〓 when no face has it."""
    return _glyph(char, role, _now.get())


def font_name(role: Role) -> str:
    """The first face of a role, registered."""
    return str(_now.get().first(role).fontName)


_DROPPED = frozenset(("Cc", "Cf", "Cs"))
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


@cache
def _is_dropped(char: str) -> bool:
    return unicodedata.category(char) in _DROPPED or _VARIATION.match(char) is not None


def clean(text: str) -> str:
    """Text as it can be printed: no control, direction, joining or variation characters.

    Line ends of every kind become ``\\n`` and tabs become spaces; the rest is kept literally.
    """
    if text.isprintable() and _VARIATION.search(text) is None:
        return text
    text = "\n".join(text.replace("\t", " ").splitlines())
    return "".join([char for char in text if char == "\n" or not _is_dropped(char)])


def split_runs(text: str, role: Role) -> list[tuple[str, str]]:
    """Cut text into pieces that one face draws, as (font name, what to draw)."""
    runs: list[tuple[str, str]] = []
    for char in clean(text):
        font, drawn, _ = glyph(char, role) if char != "\n" else glyph(" ", role)
        if runs and runs[-1][0] == font:
            runs[-1] = (font, runs[-1][1] + drawn)
        else:
            runs.append((font, drawn))
    return runs


def measure(text: str, role: Role, size: float) -> float:
    """The width of clean one-line text in points."""
    faces = _now.get()
    return sum([_glyph(char, role, faces).advance for char in text]) * size


def missing(texts: Iterable[str]) -> tuple[str, ...]:
    """The characters that no face has, each once, in order of code point."""
    faces = _now.get()
    characters: set[str] = set()
    for text in texts:
        characters.update(text)
    return tuple(
        sorted(
            char
            for char in characters
            if char not in "\n\r\t\v\f\x85\u2028\u2029"
            and not _is_dropped(char)
            and _find(char, "song", faces) is None
        )
    )
