"""TrueType files read fast, and safely where they are damaged.

reportlab reads the maps, widths and places of the letters number by number, which takes a third of
the time of a paper, and counts for hours when a damaged map says that it has four billion letters.
Here whole tables are taken at once; all else stays reportlab's.  (It also writes false widths into
the fonts of a PDF where their em is not 1000 units, which matter to whoever checks the file.)
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Any, Final
from weakref import WeakKeyDictionary

from reportlab.pdfbase.ttfonts import TTEncoding, TTFError, TTFont, TTFontFace

_MOST_LETTERS: Final = 0x110000
_KINDS: Final = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
"""The maps from Unicode as (platform, encoding), the widest first."""


class Face(TTFontFace):
    """A face whose letters are read by whole tables.

    Raises:
        TTFError: it has no map from Unicode, or a table is not whole.
    """

    def extractInfo(self, charInfo: int = 1) -> None:
        """Names and measures as reportlab reads them, letters by ourselves."""
        super().extractInfo(0)
        if charInfo:
            try:
                self._read_letters()
            except (struct.error, IndexError, ValueError, KeyError) as error:
                raise TTFError(f"{self.filename}: a table is not whole: {error}") from error

    def _table(self, tag: str) -> bytes:
        # The stubs of reportlab know nothing of what reads the file.
        reader: Any = self
        return bytes(reader.get_table(tag))

    def _read_letters(self) -> None:
        head, hhea, hmtx, loca, cmap = (
            self._table(tag) for tag in ("head", "hhea", "hmtx", "loca", "cmap")
        )
        kind, outlines = struct.unpack_from(">HH", head, 50)
        (measured,) = struct.unpack_from(">H", hhea, 34)
        count = self.numGlyphs
        if outlines or kind > 1 or not 0 < measured <= count:
            raise ValueError("a form of tables that is not known")
        pairs = _numbers(hmtx[: 4 * measured], "H")
        sides = _numbers(hmtx[4 * measured : 2 * (measured + count)], "H")
        metrics = list(zip(pairs[::2], pairs[1::2], strict=True))
        metrics += [(metrics[-1][0], side) for side in sides]
        places = _numbers(loca, "L" if kind else "H")
        if len(metrics) != count or len(places) <= count:
            raise ValueError("too few widths or places of letters")
        self.hmetrics = metrics
        places = places[: count + 1]
        self.glyphPos = places if kind else [2 * place for place in places]
        letters = _letters(cmap)
        if 0x20 in letters:
            letters[0xA0] = letters[0x20]
        elif 0xA0 in letters:
            letters[0x20] = letters[0xA0]
        scale = 1000 / self.unitsPerEm
        whole = self.unitsPerEm == 1000
        widths = [width if whole else width * scale for width, _side in metrics]
        self.charToGlyph = letters
        self.charWidths = {code: widths[number] for code, number in letters.items()}
        self.defaultWidth = widths[0]
        # Only for shaping, which our drawing does not use.
        self.glyphToChar: dict[int, list[int]] = {}


class Font(TTFont):
    """A font that is opened with our reader of faces."""

    def __init__(self, name: str, source: Any, *, member: int = 0) -> None:
        # As TTFont does, but for the face: it has no way to be given one.
        self.fontName = name
        self.face = Face(source, subfontIndex=member)
        self.encoding = TTEncoding()
        self.state: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
        self._asciiReadable = 1
        self.shapable = False


def _numbers(data: bytes, kind: str) -> list[int]:
    """Unsigned numbers of two bytes (H) or four (L), the highest first."""
    size = 2 if kind == "H" else 4
    return list(struct.unpack(f">{len(data) // size}{kind}", data[: len(data) // size * size]))


def _letters(cmap: bytes) -> dict[int, int]:
    """Code to number of the outline, of the widest map from Unicode; none to outline 0."""
    count = struct.unpack_from(">H", cmap, 2)[0]
    places = {
        (platform, encoding): offset
        for platform, encoding, offset in struct.iter_unpack(">HHL", cmap[4 : 4 + 8 * count])
    }
    place = next((places[kind] for kind in _KINDS if kind in places), None)
    if place is None:
        raise TTFError("no map from Unicode")
    (form,) = struct.unpack_from(">H", cmap, place)
    if form == 12:
        runs = _runs_of_12(cmap, place)
    elif form == 4:
        runs = _runs_of_4(cmap, place)
    else:
        raise TTFError(f"a map of form {form}")
    letters: dict[int, int] = {}
    seen = 0
    for first, last, numbers in runs:
        seen += last - first + 1
        if last >= _MOST_LETTERS or seen > _MOST_LETTERS:
            raise ValueError("more letters than there are")
        letters.update(zip(range(first, last + 1), numbers, strict=False))
    return {code: number for code, number in letters.items() if number}


_Run = tuple[int, int, Sequence[int]]
"""First code, last code, numbers of their outlines."""


def _runs_of_12(cmap: bytes, place: int) -> Iterator[_Run]:
    (count,) = struct.unpack_from(">L", cmap, place + 12)
    for first, last, number in struct.iter_unpack(
        ">LLL", cmap[place + 16 : place + 16 + 12 * min(count, len(cmap))]
    ):
        yield first, last, range(number, number + last - first + 1)


def _runs_of_4(cmap: bytes, place: int) -> Iterator[_Run]:
    count = struct.unpack_from(">H", cmap, place + 6)[0] // 2
    numbers = _numbers(cmap[place + 14 :], "H")
    ends, starts = numbers[:count], numbers[count + 1 : 2 * count + 1]
    deltas, offsets = numbers[2 * count + 1 : 3 * count + 1], numbers[3 * count + 1 :]
    for index, (first, last, delta) in enumerate(zip(starts, ends, deltas, strict=True)):
        if not offsets[index]:
            yield first, last, [(code + delta) & 0xFFFF for code in range(first, last + 1)]
        else:
            begin = index + offsets[index] // 2
            found = offsets[begin : begin + last - first + 1]
            yield first, last, [(number + delta) & 0xFFFF if number else 0 for number in found]
