"""What people call packages and the files that they carry: plain, in order, safe on any stick."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from boshan_desk.domain.period import Period
from boshan_desk.i18n import _, in_chinese

PACKAGE: Final = ".bsx"
REQUEST: Final = ".bsq"
CERTIFICATE: Final = ".bsc"

_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*\s]+')
"""What FAT, exFAT or NTFS do not take in a name; blanks are only a nuisance."""
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_MOST: Final = 60


def package_number(seq: int) -> str:
    """第05包: as people say it."""
    return _("第{number}包").format(number=f"{seq:02d}")


def return_number(seq: int) -> str:
    """第05号: of a return package."""
    return _("第{number}号").format(number=f"{seq:02d}")


def package_name(desk: str, period: Period | None, seq: int) -> str:
    """Of a package upwards: 博山镇_2026三季度_第05包.bsx."""
    with in_chinese():
        words = period.short_words() if period else ""
        when = f"{period.year}{'' if words[:1].isalpha() else '年'}{words}" if period else ""
    return _joined((desk, when, f"第{seq:02}包"), PACKAGE)


def return_name(desk: str, seq: int) -> str:
    """Of a return package to a desk: 博山镇_回执_第05号.bsx."""
    return _joined((desk, "回执", f"第{seq:02}号"), PACKAGE)


def request_name(desk: str) -> str:
    """Of a request for enrolment: 博山镇_申请文件.bsq."""
    return _joined((desk, "申请文件"), REQUEST)


def certificate_name(desk: str) -> str:
    """Of a certificate: 博山镇_开户文件.bsc."""
    return _joined((desk, "开户文件"), CERTIFICATE)


def safe(text: str) -> str:
    """A part of a file's name that any stick takes and that reads as it is."""
    plain = unicodedata.normalize("NFC", text)
    # Controls, marks that turn the direction of writing, private and unassigned characters.
    plain = "".join(each for each in plain if unicodedata.category(each)[0] != "C")
    plain = _FORBIDDEN.sub("", plain).strip(".")[:_MOST].strip(".")
    return f"{plain}_" if _DEVICES.fullmatch(plain) else plain


def _joined(parts: tuple[str, ...], ending: str) -> str:
    return "_".join(filter(None, map(safe, parts))) + ending
