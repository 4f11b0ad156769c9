"""Comments beside cells: put to those that are there, or made where there are none.

A comment stands in two parts: its text in one, its yellow box in a drawing (VML), which is often
no clean markup and is therefore only searched.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Final

from boshan_desk.excel.letters import column_letter
from boshan_desk.excel.patching.parts import LOOSE, STRICT, Package
from boshan_desk.excel.patching.places import MOST_COLUMNS, read_box
from boshan_desk.excel.patching.sheet_edges import put_in_order
from boshan_desk.excel.patching.sheet_markup import Sheet
from boshan_desk.excel.patching.tokens import (
    Edits,
    Element,
    Strange,
    as_utf8,
    cell_text,
    escape,
    read_elements,
    unescape,
)
from boshan_desk.excel.reading.beside import OWN_AUTHOR, OWN_RULE

_SPACE: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_SPACE: Final = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SPACES = (
    b'xmlns:v="urn:schemas-microsoft-com:vml"',
    b'xmlns:o="urn:schemas-microsoft-com:office:office"',
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"',
)
_DRAWING = (
    b'<xml %b %b %b><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/></o:shapelayout>'
    b"</xml>" % _SPACES
)
_SHAPE_TYPE = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
    b' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    b'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    b'<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;visibility:hidden"'
    b' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    b'<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    b'<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    b'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    b"<x:Anchor>%d, 15, %d, 10, %d, 15, %d, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    b"<x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"
)
_CLUSTER: Final = 1024
"""Shapes have numbers in blocks of so many, and a drawing says which blocks are its own."""
_LINE: Final = 22
"""Characters of Chinese in a line of the box."""

# Any writer has names of its own for what we call v, o and x.
_ANY_SHAPE = re.compile(rb"<((?:\w+:)?)shape\s.*?</\1shape\s*>", re.DOTALL)
_SHAPE_ROW = re.compile(rb"<(?:\w+:)?Row>\s*([0-9]{1,7})\s*<")
_SHAPE_COLUMN = re.compile(rb"<(?:\w+:)?Column>\s*([0-9]{1,5})\s*<")
_SHAPE_NUMBER = re.compile(rb"_x0000_s([0-9]{1,9})")
_BLOCKS = re.compile(rb"""(<(?:\w+:)?idmap\b[^>]*?\bdata=["'])([0-9, ]*)""")

Place = tuple[int, int]
"""A row from 1, a column from 0."""


def patch_comments(
    package: Package,
    part: str,
    sheet: Sheet,
    edits: Edits,
    comments: Mapping[Place, str],
    *,
    renew: bool,
) -> None:
    """Put comments to a sheet; with `renew` those of ours from an earlier time go first.

    A comment with answers (a thread) keeps its text: programs show the thread, and call a text
    that is not of it damaged.

    Raises:
        Strange: the comments that are there are not as they should be.
    """
    texts, drawing = package.linked(part, "comments"), package.linked(part, "vmlDrawing")
    strict = _STRICT_SPACE.decode() in sheet.root.attributes.values()
    space, base = (_STRICT_SPACE, STRICT) if strict else (_SPACE, LOOSE)
    if not comments and not (renew and texts and package.has(texts)):
        return
    threads = _threads(package, part)
    wanted = {place: text for place, text in comments.items() if place not in threads and text}
    if not texts or not package.has(texts):
        if not wanted:
            return
        texts = _new_part(package, posixpath.join("xl", "comments{}.xml"))
        package.write(texts, [b'<comments xmlns="%b"><authors/><commentList/></comments>' % space])
        package.declare(texts, _COMMENTS_TYPE)
        package.link(part, "comments", texts, base)
    made, gone = _patch_texts(package, texts, wanted, renew=renew)
    if not made and not gone:
        return
    if not drawing or not package.has(drawing):
        drawing = _new_part(package, posixpath.join("xl", "drawings", "vmlDrawing{}.vml"))
        package.write(drawing, [_DRAWING])
        package.declare_ending("vml", _DRAWING_TYPE)
        id_ = package.link(part, "vmlDrawing", drawing, base)
        if sheet.root.first("legacyDrawing") is not None:
            raise Strange("comments")
        new = b'<%blegacyDrawing xmlns:r="%b" r:id="%b"/>'
        told = new % (sheet.prefix, base.encode(), id_.encode())
        put_in_order(sheet, edits, "legacyDrawing", told)
    _patch_drawing(package, drawing, {place: wanted[place] for place in made}, gone)


def _threads(package: Package, part: str) -> set[Place]:
    places: set[Place] = set()
    for link in package.links(part):
        if link.kind == "threadedComment" and link.target and package.has(link.target):
            root = read_elements(as_utf8(package.read(link.target)), 1)
            places |= {place for each in root.children if (place := _place(each))}
    return places


def _place(comment: Element) -> Place | None:
    box = read_box(comment.attributes.get("ref", ""))
    return (box[0], box[1]) if box else None


def _new_part(package: Package, name: str) -> str:
    number = 1
    while package.has(name.format(number)):
        number += 1
    return name.format(number)


# ---------------------------------------------------------------- the texts


def _patch_texts(
    package: Package, part: str, wanted: Mapping[Place, str], *, renew: bool
) -> tuple[list[Place], set[Place]]:
    """Where comments were made that were not there, and where ours were taken away."""
    text = as_utf8(package.read(part))
    root = read_elements(text, 3)
    authors, listed = root.first("authors"), root.first("commentList")
    if authors is None or listed is None:
        raise Strange("comments")
    names = [unescape(text[each.inner : each.close]).strip() for each in authors.children]
    edits = Edits(text)
    p = root.prefix
    if OWN_AUTHOR in names:
        author = names.index(OWN_AUTHOR)
    else:
        author = len(names)
        if wanted:
            edits.append(authors, b"<%bauthor>%b</%bauthor>" % (p, OWN_AUTHOR.encode(), p))
    known: dict[Place, Element] = {}
    gone: set[Place] = set()
    for comment in listed.children:
        place = _place(comment)
        if place is None:
            continue
        if comment.attributes.get("authorId") == str(author) and (renew or place in wanted):
            gone.add(place)
            edits.replace(comment.start, comment.end, b"")
        else:
            known[place] = comment
            if renew or place in wanted:
                _change(text, edits, comment, wanted.get(place, ""), p)
    # Rows downwards and columns to the right, as programs write them.
    made = sorted(place for place in wanted if place not in known)
    new = b"".join(
        b'<%bcomment ref="%b" authorId="%d"><%btext>%b</%btext></%bcomment>'
        % (p, f"{column_letter(column)}{row}".encode(), author, p, _run(said, p), p, p)
        for (row, column), said in ((place, wanted[place]) for place in made)
    )
    if new:
        edits.append(listed, new)
    if edits:
        package.write(part, [edits.whole()])
    return made, gone


def _change(text: bytes, edits: Edits, comment: Element, said: str, p: bytes) -> None:
    """Put our words behind somebody's, in the place of those that we put there before."""
    body = comment.first("text")
    if body is None:
        raise Strange("comments")
    rule = escape(OWN_RULE)
    for each in body.children:
        start = text.find(rule, each.inner, each.close)
        if start >= 0 and each.name == "r":
            edits.replace(each.start, each.end, b"")
    if not said:
        return
    plain = body.first("t")
    if plain is not None:
        # A text without runs becomes the first run.
        old = plain.raw(text)
        edits.replace(plain.start, plain.end, b"<%br>%b</%br>" % (p, old, p))
    edits.append(body, _run(f"\n{OWN_RULE}\n{said}", p))


def _run(said: str, p: bytes) -> bytes:
    return (
        b'<%br><%brPr><%bsz val="9"/><%brFont val="%b"/><%bcharset val="134"/></%brPr>'
        b'<%bt xml:space="preserve">%b</%bt></%br>'
        % (p, p, p, p, "宋体".encode(), p, p, p, cell_text(said), p, p)
    )


# ---------------------------------------------------------------- the boxes


def _patch_drawing(
    package: Package, part: str, made: Mapping[Place, str], gone: set[Place]
) -> None:
    text = as_utf8(package.read(part))
    pieces: list[bytes] = []
    place = 0
    for shape in _ANY_SHAPE.finditer(text):
        at, beside = _SHAPE_ROW.search(shape[0]), _SHAPE_COLUMN.search(shape[0])
        is_note = b'"Note"' in shape[0]
        if is_note and at and beside and (int(at[1]) + 1, int(beside[1])) in gone:
            pieces.append(text[place : shape.start()])
            place = shape.end()
    text = b"".join((*pieces, text[place:]))
    end = text.rfind(b"</xml>")
    if end < 0:
        raise Strange("drawing")
    if made:
        block = _free_block(package)
        number = block * _CLUSTER
        shapes = [] if b'id="_x0000_t202"' in text else [_SHAPE_TYPE]
        for count, ((row, column), said) in enumerate(sorted(made.items()), 1):
            shapes.append(_shape(number + count, row, column, said))
        if not all(space in text for space in _SPACES):
            # Whoever wrote it calls these by other names.
            named = b"<v:%%b %b %b %b " % _SPACES
            shapes = [re.sub(rb"^<v:(\w+) ", lambda m: named % m[1], each) for each in shapes]
        text = text[:end] + b"".join(shapes) + text[end:]
        blocks = b",".join(b"%d" % n for n in range(block, block + (len(made) // _CLUSTER) + 1))
        found = _BLOCKS.search(text)
        if found:
            both = b",".join(each for each in (found[2].strip(), blocks) if each)
            text = text[: found.start()] + found[1] + both + text[found.end() :]
    package.write(part, [text])


def _shape(number: int, row: int, column: int, said: str) -> bytes:
    lines = sum(1 + len(line) // _LINE for line in said.split("\n"))
    left = min(column + 1, MOST_COLUMNS - 4)
    top = max(row - 2, 0)
    sides = (left, top, left + 3, top + max(3, min(lines, 14) + 1))
    return _SHAPE % (number, *sides, row - 1, column)


def _free_block(package: Package) -> int:
    """The first block of numbers that no drawing of the workbook has."""
    highest = 0
    for name in package.names():
        if not name.endswith(".vml"):
            continue
        text = package.read(name)
        for found in _BLOCKS.finditer(text):
            highest = max([highest, *(int(n) for n in found[2].split(b",") if n.strip().isdigit())])
        for number in _SHAPE_NUMBER.findall(text):
            highest = max(highest, int(number) // _CLUSTER)
    return highest + 1
