"""The rows of the national form, and which row a case belongs to (domain.md 2.3)."""

from __future__ import annotations

from typing import Final

from boshan_desk.i18n import mark

FORM_ROWS: Final = (
    ("tm_infringe", mark("商标侵权")),
    ("gi", mark("地理标志")),
    ("special", mark("官方标志、特殊标志和奥林匹克标志")),
    ("tm_agency", mark("商标代理")),
    ("tm_other", mark("其他商标")),
    ("pt_passing", mark("假冒专利")),
    ("pt_agency", mark("专利代理")),
    ("pt_other", mark("其他专利")),
    ("other", mark("其他")),
)
"""The rows of the national form (domain.md 2.3), and one for what it has no row for."""

BY_CAUSE: Final = {
    **{f"TM0{n}": "tm_infringe" for n in range(1, 8)},
    **{f"TM1{n}": "tm_other" for n in range(1, 9)},
    "TM21": "tm_agency",
    "TM22": "tm_agency",
    "PT01": "pt_passing",
    "GI01": "gi",
    "GI02": "gi",
    "OS01": "special",
    "OS02": "special",
    "PA01": "pt_agency",
}

BY_TYPE: Final = {
    "tm_infringe": "tm_infringe",
    "tm_other": "tm_other",
    "pt_passing": "pt_passing",
    "pt_dispute": "pt_other",
    "gi": "gi",
    "special": "special",
    "agency": "tm_agency",
}

BY_RIGHT: Final = {
    "trademark": "tm_other",
    "patent": "pt_other",
    "gi": "gi",
    "special": "special",
    "tm_agency": "tm_agency",
    "pt_agency": "pt_agency",
}
