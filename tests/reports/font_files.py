"""Font files made for tests: every letter a black square of its own width, under invented names."""

# fontTools brings no types: hence the remarks at its imports.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.pens.t2CharStringPen import T2CharStringPen  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-untyped]

PLAIN = "博山区知识产权，。一二三演示㛃abc123 —"


def make_font(
    path: Path,
    family: str = "Yanshi Song",
    *,
    chinese: str = "演示宋体",
    postscript: str = "",
    letters: str = PLAIN,
    wide: int = 1000,
    cff: bool = False,
    rights: int = 0,
    blank: str = "",
    composed: Mapping[str, str] | None = None,
    old_name: tuple[str, int, int, int] | None = None,
) -> Path:
    """Write a font of squares; `blank` letters have an empty outline, `composed` ones borrow.

    `old_name` is a family name in a code of old: (name, platform, encoding, language).
    """
    postscript = postscript or family.replace(" ", "") + "-Regular"
    given = (family, chinese, postscript, letters, wide, cff, rights, blank, composed or {})
    font = _build(*given)
    if old_name is not None:
        name, *where = old_name
        font["name"].setName(name, 1, *where)
    font.save(path)
    return path


def make_collection(path: Path, families: Sequence[tuple[str, str]]) -> Path:
    """Write a collection with a face for each (family, Chinese family)."""
    collection: Any = TTCollection()
    for number, (family, chinese) in enumerate(families):
        postscript = family.replace(" ", "") + "-Regular"
        font = _build(family, chinese, postscript, PLAIN, 1000 - 100 * number, False, 0, "", {})
        collection.fonts.append(font)
    collection.save(path)
    return path


def _build(
    family: str,
    chinese: str,
    postscript: str,
    letters: str,
    wide: int,
    cff: bool,
    rights: int,
    blank: str,
    composed: Mapping[str, str],
) -> TTFont:
    known = dict.fromkeys([*letters, *blank, *composed])
    names = {char: f"u{ord(char):05X}" for char in known}
    builder = FontBuilder(1000, isTTF=not cff)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap({ord(char): name for char, name in names.items()})
    shapes: dict[str, Any] = {}
    for char, name in [("", ".notdef"), *names.items()]:
        pen: Any = T2CharStringPen(wide, None) if cff else TTGlyphPen(shapes)
        if char in composed:
            pen.addComponent(names[composed[char]], (1, 0, 0, 1, 0, 0))
        elif char not in (*blank, " "):
            pen.moveTo((50, 0))
            for corner in ((50, 800), (wide - 50, 800), (wide - 50, 0)):
                pen.lineTo(corner)
            pen.closePath()
        shapes[name] = pen.getCharString() if cff else pen.glyph()
    if cff:
        builder.setupCFF(postscript, {}, shapes, {})
    else:
        builder.setupGlyf(shapes)
    builder.setupHorizontalMetrics({name: (wide, 50) for name in shapes})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable(
        {
            "familyName": {"en": family, "zh": chinese} if chinese else family,
            "styleName": "Regular",
            "fullName": {"en": family, "zh": chinese} if chinese else family,
            "psName": postscript,
        }
    )
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, fsType=rights, ulUnicodeRange2=1 << 27)
    builder.setupPost(keepGlyphNames=False)
    return builder.font
