"""Every kind of identifier, and the one way to have one judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from boshan_desk.domain.identifiers.cleaning import compatible
from boshan_desk.domain.identifiers.credit import check_orgcode, check_uscc
from boshan_desk.domain.identifiers.papers import check_decisionno, check_docno
from boshan_desk.domain.identifiers.people import check_idcard
from boshan_desk.domain.identifiers.phones import check_phone
from boshan_desk.domain.identifiers.rights import (
    check_agi,
    check_gino,
    check_patent,
    check_trademark,
)
from boshan_desk.domain.identifiers.verdict import Finding, Verdict, stop

_LONGEST = 100
"""Characters; no identifier comes near it."""

_CHECKS: dict[str, Callable[[str, date], Finding]] = {
    "uscc": check_uscc,
    "idcard": check_idcard,
    "orgcode": check_orgcode,
    "patent": check_patent,
    "trademark": check_trademark,
    "docno": check_docno,
    "decisionno": check_decisionno,
    "phone": check_phone,
    "agi": check_agi,
    "gino": check_gino,
}

KINDS: tuple[str, ...] = tuple(_CHECKS)


def identify(kind: str, value: str, *, today: date) -> Verdict:
    """Judge one identifier; `today` bounds the dates and years inside it.

    Raises:
        ValueError: there is no such kind.
    """
    check = _CHECKS.get(kind)
    if check is None:
        raise ValueError(f"no such kind of identifier: {kind!r}")
    if len(value) > _LONGEST:
        finding = stop(compatible(value), "内容太长，不是一个号码，请只填一个号码，其余写入备注")
    else:
        finding = check(value, today)
    normalised, severity, why, values = finding
    return Verdict(kind, severity != "error", severity, normalised, why, values)
