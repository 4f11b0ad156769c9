"""What a matter is that waits for a person, and the contents that compete in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from boshan_desk.domain.officers import Right
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark
from boshan_desk.usecases.exchange.provenance import Source

WaitingKind = Literal["values", "withdrawn", "reviewed", "closed", "link", "double"]

KINDS: Final[Mapping[str, str]] = {
    "values": mark("两边填得不同"),
    "withdrawn": mark("一边删除、一边改动"),
    "reviewed": mark("改动了已审核的记录"),
    "closed": mark("改动了已封账期间的记录"),
    "link": mark("所属的记录还没有收到"),
    "double": mark("疑似重复"),
}
"""What waits, in the order in which it is told, and what each is called."""

HELD: Final = ("reviewed", "closed", "link")
"""The kinds whose rows have not been joined yet."""

KEEP, WITHDRAW = "keep", "withdraw"
TAKE, AGAIN, REFUSE = "take", "again", "refuse"
JOIN, APART = "join", "apart"
COMPARE: Final = "compare"
"""What the history calls it where two that were found to be two are to be looked at again."""

_CHOICES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "values": (),
    "withdrawn": ((KEEP, mark("保留")), (WITHDRAW, mark("仍然删除"))),
    "reviewed": ((TAKE, mark("采用{office}的改动")), (KEEP, mark("保持已审核内容"))),
    "closed": ((TAKE, mark("采用{office}的改动")), (KEEP, mark("保持原内容"))),
    "link": ((AGAIN, mark("再试一次")), (REFUSE, mark("不接收"))),
    "double": ((JOIN, mark("合为一条")), (APART, mark("不是同一条"))),
}
"""What may be decided about each; between contents the candidates themselves are the choices."""


@dataclass(frozen=True)
class Candidate:
    """One content of a field, or of a group of fields, that competes with others."""

    choice: str
    """What `resolve` takes for it: the write's dot, or a word."""
    cells: tuple[str, ...]
    """Each field in words, personal ones masked, in the order of the titles."""
    source: Source
    shown: bool = False
    """Whether the record shows it meanwhile."""
    covered: bool = False
    """Whether something in it is masked: two that look alike may differ where they are."""

    @property
    def words(self) -> str:
        """All fields in one line."""
        return listed(cell for cell in self.cells if cell) or _("（空）")

    @property
    def ours(self) -> bool:
        """Whether this office wrote it."""
        return self.source.own

    @property
    def who(self) -> str:
        """The officer who wrote it."""
        return self.source.officer

    @property
    def at(self) -> str:
        """When, by the clock of that desk."""
        return self.source.at

    @property
    def office(self) -> str:
        """Which desk it was written at."""
        return self.source.office or _("来源不明")

    @property
    def package(self) -> str:
        """The package that brought it, in words."""
        return self.source.package

    @property
    def dot(self) -> str:
        """The write."""
        return self.source.dot


@dataclass(frozen=True)
class Line:
    """One register of a record: its fields, what both sides had before, and what competes."""

    register: str
    columns: tuple[str, ...]
    titles: tuple[str, ...]
    before: tuple[str, ...] | None
    """What both had seen, in words; None where the history does not say."""
    candidates: tuple[Candidate, ...]

    @property
    def title(self) -> str:
        """All titles in one line."""
        return listed(self.titles)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One matter for a person."""

    kind: WaitingKind
    ledger: str
    id: str
    register: str
    """Of different contents the register; of a held row the desk it came from; of a likely
    duplicate the other record."""
    label: str
    number: str
    """The record's serial number; empty where it is not here yet."""
    town: str
    """The code of the town it counts for."""
    sites: tuple[str, ...]
    """The desks that disagree, sorted: by which matters are alike."""
    lines: tuple[Line, ...]
    """What differs; of a held row every register that would change."""
    aside: bool
    at: str
    """Since when it waits."""
    needs: Right
    may: bool
    """Whether this officer may decide it."""
    office: str = ""
    """The other office's name."""
    why: str = ""
    """What else is to be said of it."""
    other_label: str = ""
    """Of a likely duplicate what the other record is called."""
    other_number: str = ""
    """Of a likely duplicate the other's serial number."""

    @property
    def key(self) -> str:
        """By which the command line names it."""
        return f"{self.ledger}/{self.id}{self._sign}{self.register}"

    @property
    def short(self) -> str:
        """The same by serial numbers, for people."""
        other = self.other_number or self.register
        return f"{self.ledger}/{self.number or self.id}{self._sign}{other}"

    @property
    def _sign(self) -> str:
        if self.kind == "double":
            return "+"
        return "@" if self.kind in HELD else "/"

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the fields it is about."""
        return tuple(title for line in self.lines for title in line.titles)

    @property
    def before(self) -> tuple[str, ...] | None:
        """Of one register, what both sides had before."""
        return self.lines[0].before if self.lines else None

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Of one register, what competes."""
        return self.lines[0].candidates if self.lines else ()

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What may be decided as a whole, each with the words on its button."""
        office = self.office or _("对方")
        return tuple((code, _(words).format(office=office)) for code, words in _CHOICES[self.kind])

    def item(self, choice: Any) -> tuple[str, str, str, Any]:
        """What `resolve` takes for deciding it so."""
        return self.ledger, self.id, self.register, choice
