"""A paper from outside becomes text, or a refusal: .docx in the child, plain text here."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from boshan_desk.domain.problems import Refused
from boshan_desk.excel.confined import process, refusals, wire
from boshan_desk.excel.reading.book import read_bytes
from boshan_desk.i18n import _

_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
MOST_TEXT_BYTES: Final = 5 * 2**20


@dataclass(frozen=True)
class Words:
    """What a document says: its text, paragraph by paragraph, and its tables."""

    text: str
    tables: tuple[tuple[tuple[str, ...], ...], ...] = ()


def read_document(path: Path, *, heard: Callable[[], object] = lambda: None) -> Words:
    """The words of a .docx or a text file.

    Raises:
        Refused: another kind of file, too big, damaged, or not there; with what to do.
    """
    content = read_bytes(path)
    kind = path.suffix.lower()
    if kind in (".doc", ".wps", ".wpt", ".rtf"):
        raise Refused(refusals.OLD_DOCUMENT, file=path.name)
    if kind in (".pdf", ".ofd", ".ceb", ".jpg", ".png", ".tif"):
        raise Refused(refusals.PICTURE, file=path.name)
    if kind == ".docx" or content.startswith(b"PK\x03\x04"):
        return _from_child(content, path.name, heard)
    return Words(_text(content, path.name))


def _text(content: bytes, name: str) -> str:
    if len(content) > MOST_TEXT_BYTES:
        raise Refused(refusals.TOO_MUCH, file=name)
    if content.startswith(_UTF16):
        return content.decode("utf-16", "replace")
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused(refusals.NO_DOCUMENT, file=name)


def _from_child(content: bytes, name: str, heard: Callable[[], object]) -> Words:
    try:
        told = json.loads(process.ask("words", content, None, heard=heard))
    except process.NoStart as error:
        raise Refused(refusals.NO_START) from error
    except process.TooLong as error:
        seconds = round(process.LONGEST)
        raise Refused(refusals.TOO_LONG, file=name, seconds=seconds) from error
    except wire.TooMuch as error:
        raise Refused(refusals.TOO_MUCH, file=name) from error
    except (process.Declined, wire.Fault, process.Died, wire.Garbled, ValueError) as error:
        raise Refused(refusals.NO_DOCUMENT, file=name) from error
    if refused := told.get("refused"):
        raise Refused(refused[0], file=name, **dict(refused[1]))
    tables = tuple(tuple(tuple(map(str, row)) for row in table) for table in told["tables"])
    text = "\n".join(map(str, told["paragraphs"]))
    if not text.strip() and not tables:
        raise Refused(_("{file} 里没有文字").format(file=name))
    return Words(text, tables)
