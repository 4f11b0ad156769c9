"""The papers of a case file (卷宗): which there are, in what order, and when each is needed.

The order of the two volumes is that of PR §78; which papers an office makes is its own custom, so
the table is a default that it may change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Final, Literal

from boshan_desk.domain.law.tables import Row, load_rules, rows_of, shipped
from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _, mark

Volume = Literal["main", "second"]
VOLUMES: Final[dict[Volume, str]] = {"main": mark("正卷"), "second": mark("副卷")}
PROCEDURES: Final = ("ordinary", "simple")

PARTS: Final[dict[Volume, tuple[str, ...]]] = {
    "main": (
        mark("立案审批表"),
        mark("行政处罚决定书及送达回证"),
        mark("对当事人制发的其他法律文书及送达回证"),
        mark("证据材料"),
        mark("听证笔录"),
        mark("财物处理单据"),
        mark("其他有关材料"),
    ),
    "second": (
        mark("案源材料"),
        mark("调查终结报告"),
        mark("审核意见"),
        mark("听证报告"),
        mark("结案审批表"),
        mark("其他有关材料"),
    ),
}
"""The parts of each volume, in order (PR §78)."""

WORDS: Final[dict[str, str]] = {
    "measure.evidence": mark("采取了先行登记保存"),
    "measure.seal": mark("采取了查封"),
    "measure.detain": mark("采取了扣押"),
    "measure.sample": mark("抽样取证"),
    "measure.dispose": mark("先行处置"),
    "lifted.evidence": mark("先行登记保存已经处理"),
    "lifted.seizure": mark("查封、扣押已经解除"),
    "extended.seizure": mark("查封、扣押已经延长"),
    "stop.test": mark("作过检测、检验、检疫、鉴定"),
    "stop.identify": mark("作过权利人辨认或鉴别"),
    "stop.suspend": mark("中止过调查"),
    "stop.refund": mark("责令过退款"),
    "step.extend_verify": mark("延长过核查期限"),
    "step.extend_review": mark("延长过审核期限"),
    "step.extend_decision": mark("延长过办案期限"),
    "step.decide_none": mark("决定不予行政处罚"),
    "step.defer": mark("批准过延期或分期缴纳"),
    "ordered": mark("责令改正"),
    "confiscated": mark("没收了物品"),
    "discussed": mark("经过集体讨论"),
}
"""What papers may depend on, besides the facts and conditions that limits use."""


@dataclass(frozen=True, kw_only=True)
class PaperKind:
    """A kind of paper."""

    code: str
    title: str
    volume: Volume
    part: int
    """Its place in the volume by PR §78, from 1."""
    procedures: tuple[str, ...]
    when: tuple[str, ...]
    """All of these; in each, words divided by `|` stand for one another, `!` turns one round."""
    many: bool
    """Whether there may be several."""
    basis: str
    source: str
    sure: int
    note: str

    def wanted(self, conditions: AbstractSet[str]) -> bool:
        """Whether a case of which these are so needs it."""
        return all(
            any(
                (word[1:] not in conditions) if word.startswith("!") else word in conditions
                for word in words.split("|")
            )
            for words in self.when
        )

    def words(self) -> Iterable[str]:
        """The words it depends on, bare."""
        return (word.lstrip("!") for words in self.when for word in words.split("|"))

    def part_title(self) -> str:
        """The part of the volume it lies in."""
        return _(PARTS[self.volume][self.part - 1])


@dataclass(frozen=True)
class Papers:
    """Every kind, in the order of the volumes."""

    kinds: Mapping[str, PaperKind] = field(default_factory=lambda: MappingProxyType({}))

    def needed(self, procedure: str, conditions: AbstractSet[str]) -> list[PaperKind]:
        """The papers that a case needs by now, the main volume first.

        `conditions`: the names of what happened (`procedure.words.FACTS`), of what is so
        (`CONDITIONS`), and those of `WORDS`.
        """
        return [
            kind
            for kind in self.kinds.values()
            if procedure in kind.procedures and kind.wanted(conditions)
        ]

    def missing(
        self, procedure: str, conditions: AbstractSet[str], there: Iterable[str]
    ) -> list[PaperKind]:
        """The papers that a case needs and has not, by the codes of those it has."""
        have = set(there)
        return [kind for kind in self.needed(procedure, conditions) if kind.code not in have]

    def place(self, code: str) -> tuple[int, int, int]:
        """Where a paper lies: volume, part, place in the table; unknown ones lie last."""
        kind = self.kinds.get(code)
        if kind is None:
            return 1, len(PARTS["second"]), len(self.kinds)
        return (0 if kind.volume == "main" else 1), kind.part, list(self.kinds).index(code)

    def replaced(self, by: Papers) -> Papers:
        """These kinds with those of a file put in the place of theirs, code by code."""
        return _ordered((*{**self.kinds, **by.kinds}.values(),))


def _ordered(kinds: Iterable[PaperKind]) -> Papers:
    """In the order of the volumes; within a part as they are written."""
    in_order = sorted(kinds, key=lambda k: (k.volume != "main", k.part))
    return Papers(MappingProxyType({kind.code: kind for kind in in_order}))


def read_papers(text: str) -> Papers:
    """The kinds of paper of a rule file.

    Raises:
        Refused: it cannot be read; the words name the paper and what is wrong with it.
    """
    kinds = [_read(row) for row in rows_of(load_rules(text), "paper", "code")]
    if not kinds:
        raise Refused("规则文件里没有文书（[[paper]]）")
    codes = [kind.code for kind in kinds]
    for code in codes:
        if codes.count(code) > 1:
            raise Refused("规则 {name} 写得不对：{why}", name=code, why=_("写了两次"))
    return _ordered(kinds)


@cache
def shipped_papers() -> Papers:
    """The kinds of paper as they are shipped."""
    return read_papers(shipped("papers"))


def _read(row: Row) -> PaperKind:
    volume, part = row.text("volume", None), row.whole("part", None)
    if volume not in VOLUMES or not 1 <= part <= len(PARTS[volume]):
        raise Refused("规则 {name} 写得不对：{why}", name=row.name, why=f"{volume} {part}")
    procedures = row.words("procedures") or ("ordinary",)
    if strangers := [word for word in procedures if word not in PROCEDURES]:
        raise Refused("规则 {name} 写得不对：{why}", name=row.name, why=strangers[0])
    kind = PaperKind(
        code=row.text("code", None),
        title=row.text("title", None),
        volume=volume,
        part=part,
        procedures=procedures,
        when=row.words("when"),
        many=row.flag("many"),
        basis=row.text("basis"),
        source=row.text("source"),
        sure=row.whole("sure", 100),
        note=row.text("note"),
    )
    row.done()
    return kind
