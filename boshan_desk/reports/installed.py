"""The typefaces installed on this computer: which there are, and what they are called.

Only the tables that hold names and permissions are read, by a reader of our own: it takes part of
a millisecond a file, and a damaged file is no face rather than a fault.
"""

from __future__ import annotations

import os
import struct
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Final

from boshan_desk.i18n import mark
from boshan_desk.reports.faces import Role

ORDER: Final[Mapping[Role, tuple[str, ...]]] = {
    "title": (
        "方正小标宋简体",
        "FZXBSJW--GB1-0",
        "FZXiaoBiaoSong-B05S",
        "方正小标宋_GBK",
        "FZXBSK--GBK1-0",
        "FZXiaoBiaoSong-B05",
        "小标宋体",
        "华文中宋",
        "STZhongsong",
        "思源宋体 Bold",
        "Source Han Serif SC Bold",
        "Noto Serif CJK SC Bold",
    ),
    "fang": (
        "仿宋_GB2312",
        "FangSong_GB2312",
        "仿宋",
        "FangSong",
        "simfang.ttf",
        "华文仿宋",
        "STFangsong",
        "方正仿宋简体",
        "方正仿宋_GBK",
        "朱雀仿宋",
        "Zhuque Fangsong",
    ),
    "kai": (
        "楷体_GB2312",
        "KaiTi_GB2312",
        "楷体",
        "KaiTi",
        "simkai.ttf",
        "华文楷体",
        "STKaiti",
        "方正楷体简体",
        "方正楷体_GBK",
        "霞鹜文楷",
        "LXGW WenKai",
    ),
    "hei": ("黑体", "SimHei", "simhei.ttf", "方正黑体简体", "方正黑体_GBK", "华文黑体", "STHeiti"),
    "song": ("宋体", "SimSun", "simsun.ttc", "华文宋体", "STSong", "方正书宋简体", "方正书宋_GBK"),
}
"""What offices know as 小标宋, 仿宋, 楷体, 黑体 and 宋体, the wanted one first (domain.md 5.5)."""

_SUFFIXES: Final = frozenset((".ttf", ".ttc", ".otf", ".otc"))
_FAMILY, _FULL, _POSTSCRIPT, _WIDER_FAMILY = 1, 4, 6, 16
_NAMES: Final = frozenset((_FAMILY, _FULL, _POSTSCRIPT, _WIDER_FAMILY))
_CHINESE: Final = frozenset(((3, 0x0804), (1, 33)))
"""(platform, language) of a name in simplified Chinese."""
_MOST_MEMBERS, _MOST_TABLES, _MOST_NAMES, _MOST_BYTES = 64, 256, 4096, 1 << 20
_MOST_FILES: Final = 20_000

NO_OUTLINES: Final = mark("字形为 PostScript 轮廓（CFF），不能写入 PDF")
NOT_EMBEDDED: Final = mark("字体的许可不允许嵌入文件")
DAMAGED: Final = mark("文件已损坏或不是 TrueType 字体")


@dataclass(frozen=True, kw_only=True)
class Installed:
    """A face in a file: the only one, or a member of a collection."""

    path: Path
    index: int
    """Which member of a collection; 0 of a file with one face."""
    family: str
    """As it is shown: in Chinese where it has a Chinese name."""
    full: str
    postscript: str
    names: frozenset[str]
    """Everything it goes by, folded: families, full names and PostScript name."""
    regular: bool
    """Neither bold nor slanted."""
    chinese: bool
    """Whether it says that it has Hanzi."""
    why_not: str
    """Why it cannot be used, in Chinese; "" when it can."""

    @property
    def file(self) -> tuple[Path, int]:
        """As `using_faces` takes it."""
        return self.path, self.index

    @property
    def shown_file(self) -> str:
        """Its file without folders, which may tell a person's name; then which member it is."""
        return f"{self.path.name}#{self.index}" if self.index else self.path.name


def fold(name: str) -> str:
    """A name as it is compared: FangSong_GB2312, "fangsong gb2312" and Fang-Song GB2312 are one."""
    name = unicodedata.normalize("NFKC", name).casefold()
    return "".join([char for char in name if char not in " _-\u3000"])


def font_folders() -> tuple[Path, ...]:
    """Where this computer keeps its fonts: of all users and of this one."""
    home = Path.home()
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", "C:/Windows"))
        local = os.environ.get("LOCALAPPDATA")
        own = Path(local) if local else home / "AppData" / "Local"
        return windows / "Fonts", own / "Microsoft" / "Windows" / "Fonts"
    data = os.environ.get("XDG_DATA_HOME")
    return (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        (Path(data) if data else home / ".local" / "share") / "fonts",
        home / ".fonts",
    )


def installed_faces(folders: Iterable[Path] | None = None) -> tuple[Installed, ...]:
    """Every face in the folders, those that cannot be used too, in order of folder and file."""
    found: list[Installed] = []
    for path in _files(font_folders() if folders is None else folders):
        found += read_faces(path)
    return tuple(found)


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    count = 0
    for top in folders:
        for folder, inner, names in os.walk(top):
            inner.sort()
            for name in sorted(names):
                if Path(name).suffix.lower() in _SUFFIXES:
                    count += 1
                    if count > _MOST_FILES:
                        return
                    yield Path(folder, name)


def find_face(
    names: Sequence[str], faces: Iterable[Installed] | None = None, *, usable: bool = True
) -> Installed | None:
    """The first of the names that is installed: family in any language, full, PostScript or file.

    Among faces of one name an upright one of usual weight is taken; unless `usable`, one that
    cannot be used is found too when there is no other.
    """
    known = tuple(installed_faces() if faces is None else faces)
    for name in names:
        wanted = fold(name)
        found = [
            face
            for face in known
            if wanted in face.names or wanted in (fold(face.path.name), fold(face.path.stem))
        ]
        found = [face for face in found if not face.why_not] or ([] if usable else found)
        if found:
            return min(found, key=lambda face: (face.why_not != "", not face.regular))
    return None


def read_faces(path: Path) -> tuple[Installed, ...]:
    """The faces in a file; none when it cannot be read or is not a font."""
    try:
        about = path.stat()
    except (OSError, ValueError):
        return ()
    return _read(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=8192)
def _read(path: Path, _changed: int, size: int) -> tuple[Installed, ...]:
    try:
        with path.open("rb") as file:
            return tuple(_members(file, path, size))
    except (OSError, ValueError, struct.error):
        return ()


def _members(file: IO[bytes], path: Path, size: int) -> Iterator[Installed]:
    if file.read(4) != b"ttcf":
        yield _member(file, path, 0, 0, size)
        return
    _version, count = struct.unpack(">LL", file.read(8))
    if not 0 < count <= _MOST_MEMBERS:
        raise ValueError("no collection has so many faces")
    starts = struct.unpack(f">{count}L", file.read(4 * count))
    for index, start in enumerate(starts):
        yield _member(file, path, index, start, size)


def _member(file: IO[bytes], path: Path, index: int, start: int, size: int) -> Installed:
    file.seek(start)
    kind, count = struct.unpack(">4sH6x", file.read(12))
    if kind not in (b"\0\1\0\0", b"true", b"OTTO") or count > _MOST_TABLES:
        raise ValueError("not a font")
    tables: dict[bytes, tuple[int, int]] = {}
    for tag, offset, length in struct.iter_unpack(">4s4xLL", file.read(16 * count)):
        tables[tag] = (offset, length)
    names = _names(_table(file, tables, b"name"))
    rights, look, hanzi = _traits(_table(file, tables, b"OS/2"))
    why_not = ""
    if any(offset + length > size for offset, length in tables.values()):
        why_not = DAMAGED
    elif kind == b"OTTO" or b"glyf" not in tables:
        why_not = NO_OUTLINES if {b"CFF ", b"CFF2"} & tables.keys() else DAMAGED
    elif rights == 0x0002 or rights & 0x0300:
        why_not = NOT_EMBEDDED
    shown = _shown(names, _WIDER_FAMILY, _FAMILY)
    postscript = _shown(names, _POSTSCRIPT)
    return Installed(
        path=path,
        index=index,
        family=shown or postscript or path.stem,
        full=_shown(names, _FULL) or shown or path.stem,
        postscript=postscript,
        names=frozenset([fold(name) for _kind, _where, name in names]),
        # Bits of fsSelection: 0 slanted, 5 bold.
        regular=not look & 0b100001,
        chinese=hanzi or any(where in _CHINESE for _kind, where, _name in names),
        why_not=why_not,
    )


def _table(file: IO[bytes], tables: Mapping[bytes, tuple[int, int]], tag: bytes) -> bytes:
    offset, length = tables.get(tag, (0, 0))
    file.seek(offset)
    return file.read(min(length, _MOST_BYTES))


def _traits(table: bytes) -> tuple[int, int, bool]:
    """fsType and fsSelection of the table OS/2, and whether it says that the face has Hanzi.

    Where there is no table nothing is forbidden.
    """
    if len(table) < 64:
        return 0, 0, False
    (rights,) = struct.unpack_from(">H", table, 8)
    (look,) = struct.unpack_from(">H", table, 62)
    # Bit 59 of the four ulUnicodeRange, which is bit 27 of the second.
    (ranges,) = struct.unpack_from(">L", table, 46)
    return rights, look, bool(ranges >> 27 & 1)


_Name = tuple[int, tuple[int, int], str]
"""Kind of name, (platform, language), the name."""


def _names(table: bytes) -> list[_Name]:
    if len(table) < 6:
        return []
    _format, count, start = struct.unpack_from(">HHH", table)
    found: list[_Name] = []
    for index in range(min(count, _MOST_NAMES)):
        record = table[6 + 12 * index : 18 + 12 * index]
        if len(record) < 12:
            break
        platform, encoding, language, kind, length, offset = struct.unpack(">6H", record)
        if kind in _NAMES:
            raw = table[start + offset : start + offset + length]
            name = _decode(raw, platform, encoding).strip()
            if name:
                found.append((kind, (platform, language), name))
    return found


def _decode(raw: bytes, platform: int, encoding: int) -> str:
    """A name as text; a PRC or Big5 name on Windows may have a zero before each Latin letter."""
    if platform == 1:
        code = "gb18030" if encoding == 25 else "mac_roman"
    elif platform == 3 and encoding in (3, 4):
        code = "gb18030" if encoding == 3 else "big5"
        raw = raw.replace(b"\0", b"")
    else:
        code = "utf-16-be"
    return raw.decode(code, "ignore").replace("\0", "")


def _shown(names: Iterable[_Name], *kinds: int) -> str:
    """The name to show: Chinese before others, the first kind before the next."""
    found = [
        (where not in _CHINESE, kinds.index(kind), name)
        for kind, where, name in names
        if kind in kinds
    ]
    return min(found)[2] if found else ""
