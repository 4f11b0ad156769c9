"""How a paper names the parties of cases: firms, persons covered, and nobody at all."""

from __future__ import annotations

import re
from typing import Final

from boshan_desk.domain.fields import natural_name
from boshan_desk.domain.identifiers import mask_name
from boshan_desk.domain.wording import NOTHING
from boshan_desk.ledgers.case import Case

_FIRM_WORDS: Final = re.compile("公司|厂|店|行|部|社|院|校|中心|协会|集团|超市|企业|馆|场|所|室")

ENDS: Final = (
    *("有限责任公司", "股份有限公司", "有限公司", "分公司", "公司", "合作社", "经营部", "服务部"),
    *("门市部", "销售部", "便利店", "专卖店", "超市", "商行", "商店", "商场", "加工厂", "工作室"),
    *("烟酒店", "名酒店", "烟酒行"),
    *("协会", "商会", "中心", "集团", "医院", "学校", "市场", "药房", "药店", "酒店", "饭店"),
    *("餐馆", "厂", "店", "馆", "坊", "行", "社", "院", "所", "铺", "部", "企业"),
)
"""What a name may end in and tell nobody by it; the longest first among those that share an end."""

KINDS_OF: Final = {
    "firm": "某企业",
    "trader": "某个体工商户",
    "farm_coop": "某农民专业合作社",
    "society": "某社会组织",
    "institution": "某事业单位",
    "person": "某个人",
}

KINDS: Final = (*KINDS_OF.values(), "某当事人", "某单位")
"""What stands for a party whose name ends in nothing known."""

_SHORT: Final = {
    "有限责任公司": "公司",
    "股份有限公司": "公司",
    "有限公司": "公司",
    "分公司": "公司",
    "名酒店": "烟酒店",
}


def is_person(case: Case) -> bool:
    """Whether a party is a natural person, or may be one: in doubt it is."""
    name = case.party or ""
    if case.party_kind == "person":
        return True
    known = case.party_kind is not None or bool(case.party_uscc)
    if not known and not _FIRM_WORDS.search(name):
        return True
    # A sole trader without a trade name is entered under the trader's own.
    return natural_name(name) and not _FIRM_WORDS.search(name)


def anonymous(case: Case) -> str:
    """某公司, 某超市, 李某: what kind of party it is, and nobody's name."""
    name = (case.party or "").strip()
    if not name:
        return KINDS_OF.get(case.party_kind or "", "某当事人")
    if is_person(case):
        return mask_name(name)
    # What stands in brackets at the end is a place or a branch.
    bare = re.sub(r"[（(][^（）()]*[）)]$", "", name)
    for end in ENDS:
        if bare.endswith(end):
            return "某" + _SHORT.get(end, end)
    return KINDS_OF.get(case.party_kind or "", "某单位")


def named(case: Case) -> str:
    """As the list of cases names a party: a firm whole, of a person no more than 李某."""
    if not (case.party or "").strip():
        return NOTHING
    return anonymous(case) if is_person(case) else case.party or NOTHING
