"""Numbers that name things and persons: checked, brought into one form, masked.

A value is normalised before it is judged.  `error` keeps a record from being submitted, `warn`
does not, because old data is dirty; `note` only says what was put right.  Sentences name no
part of a personal number: they may end in a log or on paper.
"""

from __future__ import annotations

from boshan_desk.domain.identifiers.covering import cover_numbers, person_numbers
from boshan_desk.domain.identifiers.digits import (
    USCC_ALPHABET,
    id_check_character,
    lost_digits,
    org_check_character,
    patent_check_character,
    uscc_check_character,
)
from boshan_desk.domain.identifiers.kinds import KINDS, identify
from boshan_desk.domain.identifiers.masking import mask, mask_name
from boshan_desk.domain.identifiers.verdict import Severity, Verdict

__all__ = [
    "KINDS",
    "USCC_ALPHABET",
    "Severity",
    "Verdict",
    "cover_numbers",
    "id_check_character",
    "identify",
    "lost_digits",
    "mask",
    "mask_name",
    "org_check_character",
    "patent_check_character",
    "person_numbers",
    "uscc_check_character",
]
