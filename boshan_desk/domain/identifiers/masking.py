"""Identifiers and names as others may see them."""

from __future__ import annotations

import re
from datetime import date

from boshan_desk.domain.identifiers.cleaning import squeeze
from boshan_desk.domain.identifiers.digits import uscc_check_character
from boshan_desk.domain.identifiers.kinds import KINDS
from boshan_desk.domain.identifiers.people import OLD_ID_FORM, is_id_number
from boshan_desk.domain.identifiers.phones import LANDLINE, MOBILE, national, phone_text
from boshan_desk.domain.reading import tidy_text


def mask(kind: str, value: str, level: int = 1) -> str:
    """The value as others may see it.

    Level 1 is for screens and lists (370304********0012, 138****1234, 0533-***3456), level 2
    for what leaves the bureau or is published (370*************12, 138******34, 0533-*****56).
    Only personal kinds are masked, and any value that is in truth an ID number.  What has no
    known shape is masked too and shows at most half of itself.

    Raises:
        ValueError: there is no such kind or level.
    """
    if kind not in KINDS or level not in (1, 2):
        raise ValueError(f"no such kind or level: {kind!r}, {level!r}")
    if kind == "phone":
        return _mask_phone(value, level)
    if kind == "idcard" or _is_stray_id(value):
        return _mask_id(squeeze(value), level)
    return value


def _is_stray_id(value: str) -> bool:
    """An ID number in a field for something else, such as 证件号码 of a sole trader."""
    code = squeeze(value)
    return is_id_number(code, date.max) and uscc_check_character(code[:17]) != code[17]


def _mask_id(code: str, level: int) -> str:
    if len(code) >= 18 or OLD_ID_FORM.fullmatch(code):
        return _cover(code, 6, 4) if level == 1 else _cover(code, 3, 2)
    return _cover_unknown(code, level)


def _mask_phone(value: str, level: int) -> str:
    number, digits = national(phone_text(value))
    if MOBILE.fullmatch(digits):
        return _cover(digits, 3, 4 if level == 1 else 2)
    landline = LANDLINE.fullmatch(number)
    if landline is not None:
        # An extension is dropped altogether.
        return f"{landline[1]}-{_cover(landline[2], 0, 4 if level == 1 else 2)}"
    return _cover_unknown(number, level)


def _cover(text: str, head: int, tail: int) -> str:
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


def _cover_unknown(text: str, level: int) -> str:
    """At most a quarter at either end (a sixth at level 2), and of three characters nothing."""
    shown = min(3, len(text) // (4 if level == 1 else 6))
    return _cover(text, shown, shown)


_DOUBLE_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐司徒司空夏侯宇文长孙轩辕端木独孤南宫西门东郭百里"
        "呼延闻人澹台公冶宗政濮阳淳于单于太叔申屠仲孙钟离鲜于闾丘拓跋完颜纳兰赫连万俟第五左丘公羊"
        "梁丘东门段干",
    )
)


def mask_name(name: str) -> str:
    """A natural person's name in what is published: the surname and 某 (张某, 欧阳某).

    A name of one character, or of unknown make, never shows whole; 阿卜杜拉·买买提 is 阿某.
    """
    text = tidy_text(name)
    if not text:
        return ""
    if len(text) == 1:
        return "某"
    # 欧阳 alone is the surname 欧 with the name 阳.
    surname = text[:2] if len(text) > 2 and text[:2] in _DOUBLE_SURNAMES else text[0]
    return surname + "某"
