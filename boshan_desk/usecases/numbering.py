"""Numbers of papers: a series for each kind and year, without holes.

A number is given out in the transaction of its step; one that was spoilt by a wrong step stays with
the step that was corrected, so that every number of a series can be accounted for.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, TypeVar

from boshan_desk.domain.figures import Where
from boshan_desk.domain.ledger import Record, copy_with
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.mediation import Aid, Mediation
from boshan_desk.ledgers.plan import Supervision
from boshan_desk.store import schema
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work

R = TypeVar("R", bound=Record)

SERIES: Final[dict[str, tuple[str, str]]] = {
    "clue": (mark("线索编号"), "{short}市监线索〔{year}〕{n}号"),
    "filing": (mark("立案号"), "{short}市监立案〔{year}〕{n}号"),
    "not_filed": (mark("不予立案审批号"), "{short}市监不立〔{year}〕{n}号"),
    "notice": (mark("行政处罚告知书"), "{short}市监罚告〔{year}〕{n}号"),
    "decision": (mark("行政处罚决定书"), "{short}市监处罚〔{year}〕{n}号"),
    "simple_decision": (mark("当场行政处罚决定书"), "{short}市监当罚〔{year}〕{n}号"),
    "decision_none": (mark("不予行政处罚决定书"), "{short}市监不罚〔{year}〕{n}号"),
    "dunning": (mark("催告书"), "{short}市监催告〔{year}〕{n}号"),
    "slip": (mark("督办单编号"), "{short}知督〔{year}〕{n}号"),
    "mediation": (mark("纠纷调解编号"), "{short}知调〔{year}〕{n}号"),
    "aid": (mark("维权援助编号"), "{short}知援〔{year}〕{n}号"),
    "jianbao": (mark("简报期号"), "第{n}期"),
    "tongbao": (mark("情况通报编号"), "{short}知领办〔{year}〕{n}号"),
    "plain": (mark("领导参阅编号"), "{short}知参阅〔{year}〕{n}号"),
}
"""The series there are: what each is called, and its form unless the office set another."""

PAPERS: Final = ("jianbao", "tongbao", "plain")
"""The series of frozen papers."""


_ON_ROW: Final[dict[str, tuple[type[Record], str]]] = {
    "filing": (Case, "file_no"),
    "decision": (Case, "decision_no"),
    "simple_decision": (Case, "decision_no"),
    "slip": (Supervision, "no"),
    "mediation": (Mediation, "no"),
    "aid": (Aid, "no"),
}
"""The series that the rows of a book bear: of which ledger, and in which field."""


def form_of(reader: Reader, series: str) -> str:
    """How a number of the series is written: {year} and {n} stand for the year and the number."""
    usual = SERIES[series][1].replace("{short}", reader.desk.county.short)
    return reader.setting(f"number_{series}") or usual


def give(work: Work, series: str, day: date, typed: str | None) -> str:
    """The number of a paper of this day: the next of its series, or the one that was typed.

    A typed number in the series' form carries the series on.

    Raises:
        Refused: it was given out before, or would leave a hole.
    """
    form = form_of(work, series)
    last = max(work.last_number(f"no:{series}", day.year), _last_in_book(work, series, day.year))
    if not typed:
        work.give_number(f"no:{series}", day.year, last + 1)
        return form.format(year=day.year, n=last + 1)
    own = _number_in(form, day.year, typed)
    if own is None:
        return typed
    if last and own <= last:
        raise Refused(
            "{title}“{number}”已经用过，下一个是“{next}”",
            title=_(SERIES[series][0]),
            number=typed,
            next=form.format(year=day.year, n=last + 1),
        )
    if last and own > last + 1:
        raise Refused(
            "{title}“{number}”会留下空号，下一个是“{next}”",
            title=_(SERIES[series][0]),
            number=typed,
            next=form.format(year=day.year, n=last + 1),
        )
    work.give_number(f"no:{series}", day.year, own)
    return typed


def next_of(reader: Reader, series: str, day: date) -> str:
    """The number that the next paper of this day would be given."""
    last = max(_last_given(reader, series, day.year), _last_in_book(reader, series, day.year))
    return form_of(reader, series).format(year=day.year, n=last + 1)


def _last_given(reader: Reader, series: str, year: int) -> int:
    rows = reader.small_rows(schema.serial)
    key = (f"no:{series}", year)
    return next((int(row["last"]) for row in rows if (row["ledger"], row["year"]) == key), 0)


def _last_in_book(reader: Reader, series: str, year: int) -> int:
    """The last number of the series that a row bears: it may have come by an import."""
    if series not in _ON_ROW:
        return 0
    kind, field = _ON_ROW[series]
    form = form_of(reader, series)
    begins = form.split("{n}")[0].format(year=year)
    rows = reader.columns(kind.ledger, (field,), [Where(field, "contains", begins)])
    return max((_number_in(form, year, number) or 0 for (number,) in rows), default=0)


_BY_DAY: Final[dict[str, tuple[str, str]]] = {
    "mediation": ("mediation", "received_on"),
    "aid": ("aid", "asked_on"),
}
"""The ledgers whose records get a number when they are kept: its series and the day it is of."""


def numbered(work: Work, record: R) -> R:
    """The record with the next number of its series, where it has none and its day is known."""
    series, on = _BY_DAY.get(record.ledger.name, ("", ""))
    if not series:
        return record
    day, field = getattr(record, on), _ON_ROW[series][1]
    if day is None or getattr(record, field):
        return record
    return copy_with(record, **{field: give(work, series, day, None)})


def total_of(reader: Reader, series: str) -> int:
    """How many numbers of a series were given in all its years (总第几期).

    What the office issued before it had this desk stands in a setting.
    """
    rows = reader.small_rows(schema.serial)
    given = sum(int(row["last"]) for row in rows if row["ledger"] == f"no:{series}")
    return given + int(reader.setting(f"before_{series}", "0"))


def set_issued_before(desk: Desk, series: str, count: int) -> None:
    """Say how many papers of a series the office issued before it had this desk.

    Raises:
        NoRight: the officer may not change the office's settings.
        Refused: papers of that series are not counted through the years.
    """
    if series not in PAPERS:
        raise Refused(
            "“{series}”不是报告的编号，可以是：{names}", series=series, names=listed(PAPERS)
        )
    words = _("{title}：启用以前已出 {count} 期").format(title=_(SERIES[series][0]), count=count)
    with desk.work(words, needs=Right.SETTINGS, undoable=False) as work:
        work.set(f"before_{series}", str(count))


def is_own(reader: Reader, series: str, day: date, number: str | None) -> bool:
    """Whether a number is one of the series in the year of the day."""
    return bool(number) and _number_in(form_of(reader, series), day.year, number or "") is not None


def _number_in(form: str, year: int, typed: str) -> int | None:
    """The serial number in a typed number of this form and year; None for another form."""
    pattern = re.escape(form).replace(r"\{year\}", str(year)).replace(r"\{n\}", r"(\d+)")
    found = re.fullmatch(pattern, typed.strip())
    return int(found[1]) if found else None
