"""知识产权执法数据统计表, the quarterly form of the national administration: counted.

Its words, rows and columns are those of the form.  Filings and the thematic columns count by the
day of filing, closures by the day of closing, transfers by the day of the transfer, money by the
day of the decision; one case may stand in several thematic columns.  A case stands in the row of
its cause; without one, of its type in the case book, then of its right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from boshan_desk.domain.figures import Figure, Where
from boshan_desk.domain.law.reading import shipped_causes
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import Period, quarter
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import half_up
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enforcement_action import EnforcementAction
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader

OUTSIDE: Final = ""
"""Instead of a row: what the form has no row for, such as 不正当竞争."""
SUM: Final = "sum"

ROWS: Final = (
    ("tm_infringe", mark("商标侵权案件")),
    ("gi", mark("地理标志案件")),
    ("special", mark("官方标志、特殊标志和奥林匹克标志案件")),
    ("tm_agency", mark("商标代理案件")),
    ("tm_other", mark("其他商标案件")),
    ("pt_passing", mark("假冒专利案件")),
    ("pt_agency", mark("专利代理案件")),
    ("pt_other", mark("其他专利案件")),
)
"""The rows, by the group that the rule file of causes names."""

ACTIONS: Final = (
    ("M-EN01", mark("开展执法行动（次）")),
    ("M-EN01b", mark("出动执法人员（人次）")),
    ("M-EN01c", mark("实体市场执法行动（次）")),
    ("M-EN01d", mark("实体市场出动执法人员（人次）")),
    ("M-EN01f", mark("辖区重点实体市场数量（个）")),
)
"""The action block: figures of enforcement actions."""

COLUMNS: Final = (
    ("M-EN02", mark("立案（件）")),
    ("M-EN03", mark("结案（件）")),
    ("M-EN04c", mark("涉案金额（万元）")),
    ("M-EN05", mark("罚没款金额（万元）")),
    ("M-EN05b", mark("挽回经济损失（万元）")),
    ("M-EN06", mark("移送司法机关案件（件）")),
    ("M-EN07", mark("电商领域案件（件）")),
    ("M-EN07b", mark("重点实体市场案件（件）")),
    ("M-EN07c", mark("农村市场案件（件）")),
    ("M-EN07d", mark("外商投资企业被侵权案件（件）")),
    ("M-EN05c", mark("挽回外商投资企业经济损失（万元）")),
)
"""The case block: figures of cases."""

_BY_TYPE: Final = {
    "tm_infringe": "tm_infringe",
    "tm_other": "tm_other",
    "pt_passing": "pt_passing",
    "pt_dispute": "pt_other",
    "gi": "gi",
    "special": "special",
    "agency": "tm_agency",
}
"""The row of a case without cause, by the type that the case book gives it."""

_BY_RIGHT: Final = {
    "trademark": "tm_other",
    "patent": "pt_other",
    "gi": "gi",
    "special": "special",
    "tm_agency": "tm_agency",
    "pt_agency": "pt_agency",
}
"""The row of a case that has neither, by the right concerned."""

_SORTED_BY: Final = ("cause", "case_type", "ip_kind")


@dataclass(frozen=True, kw_only=True)
class NationalForm:
    """What stands in the form for a period.  Money is in 分."""

    period: Period
    actions: Mapping[str, int]
    """By the code of the figure."""
    cases: Mapping[tuple[str, str], int]
    """By row and the code of the figure; `OUTSIDE` the rows, and `SUM` of the rows."""
    drafts: int
    """How many cases that were counted are still drafts."""

    def of_row(self, row: str) -> tuple[int, ...]:
        """The cells of a row, in the order of the columns."""
        return tuple(self.cases[row, code] for code, _title in COLUMNS)


def row_of(cause: str, case_type: str, ip_kind: str) -> str:
    """The row in which a case stands; `OUTSIDE` when the form has none for it."""
    if cause:
        causes = shipped_causes()
        return causes.group_of(cause) if cause in causes.versions else OUTSIDE
    if case_type:
        return _BY_TYPE.get(case_type, OUTSIDE)
    return _BY_RIGHT.get(ip_kind, OUTSIDE)


def figure_of(code: str) -> Figure:
    """The declared figure that a column counts."""
    ledgers = (Case.ledger, EnforcementAction.ledger)
    return next(f for ledger in ledgers for f in ledger.figures if f.code == code)


def behind(row: str, code: str) -> tuple[Figure, ...]:
    """Figures that count the cases of one cell apart from each other: together they are the cell.

    Each can be listed as it is (`View.counted`).
    """
    figure = figure_of(code)
    if row == SUM:
        return tuple(part for each, _title in ROWS for part in behind(each, code))
    no_cause, no_type = Where("cause", "blank"), Where("case_type", "blank")
    parts = (
        ((), "cause", shipped_causes().of_group(row)),
        ((no_cause,), "case_type", tuple(k for k, v in _BY_TYPE.items() if v == row)),
        ((no_cause, no_type), "ip_kind", tuple(k for k, v in _BY_RIGHT.items() if v == row)),
    )
    return tuple(
        replace(figure, where=(*figure.where, *first, Where(name, "in", values)))
        for first, name, values in parts
        if values
    )


def count_form(reader: Reader, period: Period) -> NationalForm:
    """The numbers of the form for a period."""
    acted = _together(reader, EnforcementAction.ledger, [code for code, _title in ACTIONS], period)
    found = _together(reader, Case.ledger, [code for code, _title in COLUMNS], period, _SORTED_BY)
    cases = dict.fromkeys(
        ((row, code) for row in (*dict(ROWS), OUTSIDE, SUM) for code, _title in COLUMNS), 0
    )
    for code, by_kind in found.items():
        for kind, value in by_kind.items():
            row = row_of(*kind)
            cases[row, code] += value
            if row != OUTSIDE:
                cases[SUM, code] += value
    draft = replace(figure_of("M-EN02"), where=(Where("status", "=", "draft"),))
    return NationalForm(
        period=period,
        actions={code: by.get((), 0) for code, by in acted.items()},
        cases=cases,
        drafts=int(reader.figure(Case.ledger, draft, period) or 0),
    )


def _together(
    reader: Reader, ledger: Ledger, codes: list[str], period: Period, by: tuple[str, ...] = ()
) -> dict[str, dict[tuple[str, ...], int]]:
    figures = [figure_of(code) for code in codes]
    found = reader.figures_together(ledger, figures, period, by)
    return {
        code: {key: int(value or 0) for key, value in values.items()}
        for code, values in zip(codes, found, strict=True)
    }


def national_forms(desk: Desk, period: Period) -> tuple[NationalForm, ...]:
    """The form of a quarter, with that of the year behind the fourth; or of a year alone.

    Refuses another period, and one that has not begun.
    """
    is_quarter = period.months == 3 and period.first % 3 == 1
    if not is_quarter and period.months != 12:
        raise Refused(
            "统计表按季度或者全年填报，“{period}”不是一个季度，请写成 2026Q3 或 2026", period=period
        )
    with desk.read() as reader:
        if period.start > reader.today:
            raise Refused("{period}还没有开始，不能填报", period=period.words())
        periods = [period]
        if period == quarter(period.year, 4):
            periods.append(period.cumulative())
        return tuple(count_form(reader, each) for each in periods)


def shown(code: str, value: int) -> int | Decimal:
    """A number as the form has it: money in 万元 with two decimals."""
    return half_up(Decimal(value) / 1_000_000, 2) if figure_of(code).money else value


def form_json(form: NationalForm) -> dict[str, Any]:
    """The form as the command line writes it: every number with the figure it is; money in 元."""
    return {
        "period": str(form.period),
        "actions": [
            {"figure": code, "title": _(title), "value": form.actions[code]}
            for code, title in ACTIONS
        ],
        "columns": [{"figure": code, "title": _(title)} for code, title in COLUMNS],
        "rows": [
            {
                "row": key or "outside",
                "title": _(title),
                "values": [_json(code, form.cases[key, code]) for code, _head in COLUMNS],
            }
            for key, title in (*ROWS, (SUM, mark("合计")), (OUTSIDE, mark("未列入本表")))
        ],
        "drafts": form.drafts,
    }


def _json(code: str, value: int) -> int | str:
    return f"{value // 100}.{value % 100:02d}" if figure_of(code).money else value
