"""The articles that the cases of the sample county rest on."""

from __future__ import annotations

from datetime import date
from typing import Final

_TRADEMARK = "《中华人民共和国商标法》（2019年修正）"

_BASES: Final = {
    "TM01": ("第五十七条第（一）项", "第六十条第二款"),
    "TM02": ("第五十七条第（二）项", "第六十条第二款"),
    "TM03": ("第五十七条第（三）项", "第六十条第二款"),
    "TM04": ("第五十七条第（四）项", "第六十条第二款"),
    "TM07": ("第五十七条第（七）项", "第六十条第二款"),
    "TM11": ("第五十二条", "第五十二条"),
    "TM12": ("第十条", "第五十二条"),
    "TM13": ("第六条", "第五十一条"),
    "TM14": ("第四十九条第一款", "第四十九条第一款"),
    "TM15": ("第十四条第五款", "第五十三条"),
    "TM21": ("第六十八条", "第六十八条"),
    "GI01": ("第五十七条第（二）项", "第六十条第二款"),
    "GI02": ("第五十七条第（七）项", "第六十条第二款"),
}


def articles_of(cause: str, filed_on: date) -> tuple[str, str]:
    """What a case of this cause breaks and what it is punished by, as the law stood then."""
    if cause in _BASES:
        breach, penalty = _BASES[cause]
        return f"{_TRADEMARK}{breach}", f"{_TRADEMARK}{penalty}"
    if cause == "PT01":
        # The rules of 2023 came into force on 2024-01-20 and moved §84 to §101.
        rule = "第八十四条" if filed_on < date(2024, 1, 20) else "第一百零一条"
        law = "《中华人民共和国专利法》第六十八条"
        return f"《中华人民共和国专利法实施细则》{rule}", law
    if cause == "OS01":
        law = "《奥林匹克标志保护条例》"
        return f"{law}第四条", f"{law}第十二条"
    if cause == "OS02":
        law = "《特殊标志管理条例》"
        return f"{law}第十六条", f"{law}第十六条"
    # The law against unfair competition was renumbered on 2025-10-15.
    new = filed_on >= date(2025, 10, 15)
    edition = "2025年修订" if new else "2019年修正"
    law = f"《中华人民共和国反不正当竞争法》（{edition}）"
    old_articles = {"UC01": ("第六条", "第十八条"), "UC02": ("第九条", "第二十一条")}
    new_articles = {"UC01": ("第七条", "第二十三条"), "UC02": ("第十条", "第二十六条")}
    breach, penalty = (new_articles if new else old_articles)[cause]
    return f"{law}{breach}", f"{law}{penalty}"
