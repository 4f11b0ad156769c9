"""What a package is answered with (回执): what became of every row, and what is expected next.

An answer is made once, when a package is taken, and kept with it: the same package again gets the
same answer.  It travels back in the return package, is printed as a slip (`slip`), and tells the
sender's desk what it may call handed in (`acknowledged`).

Rows that were simply taken are counted and not listed.  Nothing personal stands in an answer whole:
names are masked as on paper, and numbers in sentences are covered.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import PAPER, Link
from boshan_desk.domain.identifiers import cover_numbers
from boshan_desk.domain.ledger import Record, not_filled
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import clauses, listed
from boshan_desk.exchange import shapes
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT, ledger_title

OUTCOMES: Final[Mapping[str, str]] = {
    "new": mark("新增"),
    "changed": mark("更新"),
    "same": mark("一致"),
    "conflict": mark("两边不同"),
    "held": mark("暂存"),
    "refused": mark("未接收"),
}
"""What becomes of a row, in the order in which it is told."""

WAITING: Final = frozenset({"conflict", "held"})
"""What waits for a decision where it was taken."""

LISTED: Final = frozenset({"conflict", "held", "refused"})
"""What is listed row by row in every case."""

_NO_WHY: Final = mark("原因未说明")

WHY: Final[Mapping[str, str]] = {
    "values": mark("同一栏目两边填得不同，暂用上级单位的内容，待核定"),
    "withdrawn": mark("一边删除了这条记录，另一边又有改动，记录保留，待核定"),
    "link": mark("所属的记录还没有收到，先暂存，收到后再并入"),
    "reviewed": mark("接收单位已审核这条记录，改动先暂存，待审核人员处理"),
    "closed": mark("所属期间已封账，改动先暂存，待处理"),
    "town": mark("不是本镇街的记录"),
    "secret": mark("这类记录不随数据包报送"),
    "type": mark("内容与栏目类型不符"),
    "code": mark("代码不在可选项里"),
    "rule": mark("不符合台账的填写规则"),
    "newer": mark("含有本机程序不认识的栏目，请先更新程序"),
    "check": mark("合并后栏目之间有矛盾，请核对"),
    "double": mark("疑似与另一条记录重复，待核对"),
}
"""Why a row is listed, in words; a row's own words say more where there is more to say."""

REPORTS: Final[Mapping[str, str]] = {
    "on_time": mark("按期"),
    "late": mark("迟报"),
    "zero": mark("零报告"),
    "returned": mark("退回"),
    "partial": mark("部分报送"),
    "missing": mark("未报"),
    "unknown": mark("未登记"),
}
"""What a town's report of a period may count as, in the order in which it is told."""

_LONGEST: Final = 300
"""Letters of one sentence that are kept and believed."""
_MOST_ROWS: Final = 100_000
"""Rows of one answer that are believed: more than any town has records."""


@dataclass(frozen=True, kw_only=True)
class AnswerRow:
    """What became of one record that was not simply taken, or is to be looked at."""

    ledger: str
    id: str
    outcome: str
    why: str
    """One of `WHY`; what a newer program says beside is told by `words` alone."""
    label: str = ""
    """What the record is called, as paper may show it."""
    words: str = ""
    """What is wrong and what to do; empty where the reason says it all."""

    def said(self) -> str:
        """The reason for the officer."""
        return self.words or _(WHY.get(self.why, _NO_WHY))

    def named(self) -> str:
        """The ledger and the record, in words."""
        title = ledger_title(self.ledger)
        return f"{title}　{self.label}" if self.label else title


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What was decided about something that waited: a conflict, or a row that was held."""

    ledger: str
    id: str
    register: str
    """The field or group of fields; empty for the whole record."""
    label: str = ""
    words: str = ""
    """What was decided, such as 采用镇街内容."""

    def title(self) -> str:
        """What the register is called; empty for the whole record."""
        ledger = KEPT.get(self.ledger)
        if ledger is None or not self.register:
            return ""
        if self.register == "withdrawn":
            return _("删除")
        kinds = ledger.shown()
        columns = ledger.registers.get(self.register, ())
        return listed(_(kinds[c].title) for c in columns if c in kinds) or self.register


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to one package."""

    parcel: str
    """The digest of the package's manifest."""
    epoch: int
    seq: int
    period: str = ""
    """As the command line writes it."""
    statement: str = ""
    """"", whole, or nothing (本期无), as the package says."""
    report: str = ""
    """What the sender's report of the period counts as by now, a key of `REPORTS`."""
    at: str = ""
    """When it was taken."""
    by: str = ""
    """The officer who took it."""
    outcomes: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: MappingProxyType({}))
    """{ledger: {outcome: n}}."""
    rows: tuple[AnswerRow, ...] = ()
    notes: tuple[str, ...] = ()
    """What is to be said of the whole: calendar, program, clock."""
    have: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    """{epoch of the sender: the work up to which everything has been taken}."""
    next: int = 1
    """The number that is expected of the next package."""
    missing: tuple[int, ...] = ()
    """Numbers before it that have not come; what they held came with later packages."""
    head: str = ""
    """The link of the work that took it, as printed (128-3f9a…): known once that work is closed, so
    it is told when the answer is sent or printed (`parcels.answered`)."""

    def under(self, head: str) -> Answer:
        """The answer with the link of the work that took the package."""
        return replace(self, head=head)

    def report_words(self) -> str:
        """按期, 迟报, 零报告, 部分报送 …; "" where the package is for no period."""
        return _(REPORTS[self.report]) if self.report in REPORTS else ""

    # Counts

    def count(self, *outcomes: str, ledger: str = "") -> int:
        """How many rows had one of these outcomes."""
        chosen = [self.outcomes.get(ledger, {})] if ledger else self.outcomes.values()
        return sum(counts.get(outcome, 0) for counts in chosen for outcome in outcomes)

    @property
    def total(self) -> int:
        """How many rows came."""
        return self.count(*OUTCOMES)

    @property
    def taken(self) -> int:
        """How many were simply taken, or were there already."""
        return self.count("new", "changed", "same")

    def of(self, outcome: str) -> tuple[AnswerRow, ...]:
        """The listed rows with an outcome."""
        return tuple(row for row in self.rows if row.outcome == outcome)

    def row(self, ledger: str, id: str) -> AnswerRow | None:
        """What is said of a record; None where it was simply taken."""
        return self._by_record.get((ledger, id))

    @cached_property
    def _by_record(self) -> Mapping[tuple[str, str], AnswerRow]:
        # The first of a record counts: rows come in order, and what was refused has one alone.
        return {(row.ledger, row.id): row for row in reversed(self.rows)}

    def words(self) -> str:
        """The whole in one sentence: 共 12 条：新增 8，更新 3，未接收 1."""
        if not self.total:
            return _("本期无") if self.statement == "nothing" else _("没有记录")
        told = [
            f"{_(title)} {count:,}"
            for name, title in OUTCOMES.items()
            if (count := self.count(name))
        ]
        return _("共 {total} 条：{told}").format(total=f"{self.total:,}", told=clauses(told))

    # As it travels and is kept

    def to_json(self) -> dict[str, Any]:
        """Strings, whole numbers, lists and objects alone: it has one canonical form."""
        return {
            "parcel": self.parcel,
            "epoch": self.epoch,
            "seq": self.seq,
            "period": self.period,
            "statement": self.statement,
            "report": self.report,
            "at": self.at,
            "by": self.by,
            "outcomes": {
                ledger: {name: n for name, n in counts.items() if n}
                for ledger, counts in self.outcomes.items()
            },
            "rows": [[r.ledger, r.id, r.outcome, r.why, r.label, r.words] for r in self.rows],
            "notes": list(self.notes),
            "have": {str(epoch): n for epoch, n in sorted(self.have.items())},
            "next": self.next,
            "missing": list(self.missing),
            "head": self.head,
        }

    @classmethod
    def from_json(cls, told: object) -> Answer:
        """Read an answer that came from outside, or was kept; unknown keys are passed by.

        Raises:
            Refused: it has not this shape.
        """
        try:
            return cls._read(shapes.mapping(told))
        except ValueError:
            raise Refused(_MALFORMED) from None

    @classmethod
    def _read(cls, told: Mapping[str, object]) -> Answer:
        whole, items = shapes.whole, shapes.items
        have = shapes.mapping(told.get("have", {}))
        outcomes = shapes.mapping(told.get("outcomes", {}))
        return cls(
            parcel=_text(told.get("parcel")),
            epoch=whole(told.get("epoch")),
            seq=whole(told.get("seq")),
            period=_text(told.get("period", "")),
            statement=_text(told.get("statement", "")),
            report=_text(told.get("report", "")),
            at=_text(told.get("at", "")),
            by=_text(told.get("by", "")),
            outcomes={
                _text(ledger): {_text(name): whole(n) for name, n in shapes.mapping(counts).items()}
                for ledger, counts in outcomes.items()
            },
            rows=tuple(
                AnswerRow(ledger=ledger, id=id, outcome=outcome, why=why, label=label, words=words)
                for ledger, id, outcome, why, label, words in _texts(told.get("rows", []), 6)
            ),
            notes=tuple(_text(each) for each in items(told.get("notes", []), _MOST_ROWS)),
            have={int(shapes.text(epoch, _EPOCH)): whole(n) for epoch, n in have.items()},
            next=whole(told.get("next", 1)),
            missing=tuple(whole(each) for each in items(told.get("missing", []), _MOST_ROWS)),
            head=_text(told.get("head", "")),
        )


def make_answer(
    *,
    parcel: str,
    epoch: int,
    seq: int,
    at: str,
    by: str = "",
    outcomes: Mapping[str, Mapping[str, int]],
    rows: Iterable[AnswerRow],
    have: Mapping[int, int],
    expected: int,
    period: str = "",
    statement: str = "",
    report: str = "",
    notes: Sequence[str] = (),
    missing: Iterable[int] = (),
) -> Answer:
    """The answer to a package that was taken.

    `outcomes` counts every row that came, by ledger; of `rows` those are kept that were not simply
    taken or have a reason.  They are put in order, so that the same package has the same answer.
    """
    kept = [row for row in rows if row.outcome in LISTED or row.why or row.words]
    places = {name: place for place, name in enumerate(in_order({row.ledger for row in kept}))}
    kept.sort(key=lambda row: (places[row.ledger], row.id, row.why))
    return Answer(
        parcel=parcel,
        epoch=epoch,
        seq=seq,
        period=period,
        statement=statement,
        report=report,
        at=at,
        by=by,
        outcomes={
            name: {outcome: n for outcome in OUTCOMES if (n := outcomes[name].get(outcome, 0))}
            for name in in_order(outcomes)
            if any(outcomes[name].values())
        },
        rows=tuple(_covered(row) for row in kept),
        notes=tuple(_short(note) for note in notes),
        have=dict(sorted(have.items())),
        next=expected,
        missing=tuple(sorted(missing)),
    )


def read_decided(told: object) -> tuple[Decided, ...]:
    """Decisions as they travel: [ledger, id, register, label, words] each.

    Raises:
        Refused: they have not this shape.
    """
    try:
        return tuple(
            Decided(ledger=ledger, id=id, register=register, label=label, words=words)
            for ledger, id, register, label, words in _texts(told, 5)
        )
    except ValueError:
        raise Refused(_MALFORMED) from None


def paper_label(record: Record, lists: Lists) -> str:
    """What a record is called where persons are masked; its number where it has no name."""
    kinds = record.ledger.shown()
    for name in record.ledger.called:
        kind, value = kinds[name], getattr(record, name)
        if not isinstance(kind, Link) and not not_filled(value):
            return _short(kind.mask(value, PAPER, lists))
    return record.serial_no or ""


def ledgers_of(answer: Answer) -> Iterator[tuple[str, str, Mapping[str, int]]]:
    """The ledgers that came, each with its title and counts."""
    # What was kept or travelled as JSON has its keys by the alphabet.
    for name in in_order(answer.outcomes):
        yield name, ledger_title(name), answer.outcomes[name]


def in_order(ledgers: Collection[str]) -> list[str]:
    """Ledgers in the order of the menu, those of a newer program last."""
    known = [name for name in KEPT if name in ledgers]
    return [*known, *sorted(set(ledgers) - set(known))]


def missing_words(numbers: Sequence[int]) -> str:
    """Numbers that have not come: 缺第 3、4 包; "" for none."""
    if not numbers:
        return ""
    return _("缺第 {numbers} 包").format(numbers=listed(str(number) for number in numbers))


# ---------------------------------------------------------------- what came from outside

_MALFORMED: Final = mark("回执的内容不合规定，没有读取")
_EPOCH: Final = re.compile(r"[0-9]{1,9}")


def _covered(row: AnswerRow) -> AnswerRow:
    return replace(row, label=_short(row.label), words=_short(row.words))


def _short(text: str) -> str:
    text = cover_numbers(" ".join(text.split()))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _text(value: object) -> str:
    # Ids and codes are shorter by far; a sentence is cut before it is sent.
    return shapes.text(value, most=_LONGEST)


def _texts(value: object, length: int) -> Iterator[list[str]]:
    """Lines of so many texts each.

    Raises:
        ValueError: they are none.
    """
    for line in shapes.items(value, _MOST_ROWS):
        if len(shapes.items(line, length)) != length:
            raise ValueError("too short")
        yield [_text(each) for each in line]
