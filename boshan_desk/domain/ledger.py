"""How a ledger is declared: a frozen record whose fields carry their kinds."""

from __future__ import annotations

import dataclasses
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from operator import itemgetter
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Protocol,
    Self,
    TypeVar,
    dataclass_transform,
    get_type_hints,
)

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import Code, Kind, Link, Note, Text
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Problem, note, stop, warn
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark

if TYPE_CHECKING:
    from boshan_desk.domain.figures import Figure

SUBMIT = "submit"
"""The stage that every record reaches when it is handed in (已提交)."""

UNFINISHED = ("draft", "returned")
"""States in which a record may lack something: it is to be handed in (again)."""

UNLISTED = "unlisted"
"""A code that its list no longer has: an old record keeps it, nothing may take it on."""


STATUS = "status"
WITHDRAWN = "withdrawn"
KEPT_TOGETHER: Mapping[str, tuple[str, ...]] = {
    STATUS: ("status", "reviewed_by", "reviewed_at"),
    WITHDRAWN: ("withdrawn_by", "withdrawn_at", "withdrawn_why"),
    "serial_no": ("serial_no",),
    "source": ("source",),
}
"""The registers that every record has besides its fields (`registers`)."""


def new_id() -> str:
    """A new record's id, made without asking anyone (RFC 9562 version 7: sorted by time)."""
    stamp = time.time_ns() // 1_000_000
    value = (stamp << 80) | (0x7 << 76) | (secrets.randbits(12) << 64)
    value |= (0b10 << 62) | secrets.randbits(62)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class Context(Protocol):
    """What a rule may look at besides the record itself."""

    @property
    def today(self) -> date:
        """The day it is."""

    @property
    def lists(self) -> Lists:
        """The code lists of this desk."""

    def linked(self, ledger: str, id: str | None) -> Record | None:
        """The record a link points to; None when there is none."""


R = TypeVar("R", bound="Record")


def not_filled(value: object) -> bool:
    """Whether a field's value stands for nothing."""
    return value is None or value == ()


def copy_with(record: R, **values: Any) -> R:
    """The record with other values; `dataclasses.replace` takes ten times as long."""
    copy = object.__new__(type(record))
    copy.__dict__.update(record.__dict__, **values)
    return copy


def made_of(kind: type[R], values: Mapping[str, Any]) -> R:
    """A record of values for every field; the constructor of a frozen class sets them one by one,
    and takes three times as long.
    """
    record = object.__new__(kind)
    record.__dict__.update(values)
    return record


@dataclass(frozen=True, kw_only=True)
class Record:
    """What every record of every ledger has (domain.md 2.0)."""

    ledger: ClassVar[Ledger]

    id: str = field(default_factory=new_id)
    serial_no: Annotated[str | None, Text(mark("流水号"), max=40)] = None
    status: Annotated[str, Code(mark("状态"), list="record_status")] = "draft"
    source: Annotated[str, Code(mark("录入方式"), list="record_source")] = "typed"
    remark: Annotated[str | None, Note(mark("备注"), also=("说明", "备　注"))] = None
    entered_by: str | None = None
    entered_at: datetime | None = None
    changed_by: str | None = None
    changed_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None
    withdrawn_why: str | None = None
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None

    def check(self, around: Context) -> Iterator[Problem]:
        """The rules across fields; a ledger with rules of its own overrides this."""
        return iter(())

    def beside(self, others: Iterable[Self]) -> Iterator[Problem]:
        """What is to be said of it beside other live records that agree with it (`Ledger.beside`).

        Warnings only: an import does not ask.
        """
        return iter(())

    def following(self, before: Self) -> Self:
        """This record with what follows of itself from replacing `before`."""
        return self

    def stages(self) -> set[str]:
        """The stages whose fields must be filled in by now."""
        return set() if self.status in UNFINISHED else {SUBMIT}

    def could_be(self) -> set[str]:
        """The stages to ask for if it were handed in as it stands."""
        return copy_with(self, status="submitted").stages()

    @property
    def withdrawn(self) -> bool:
        """Whether it lies in the recycle bin."""
        return self.withdrawn_at is not None

    def label(self, lists: Lists) -> str:
        """The record's own name, as people call it."""
        ledger = self.ledger
        for name in ledger.called:
            if (value := getattr(self, name)) not in (None, ()):
                return (ledger.fields.get(name) or BASE[name]).show(value, lists)
        return self.serial_no or _(ledger.title)

    def missing(self, stages: set[str]) -> list[str]:
        """The fields that these stages ask for and that are empty."""
        values = self.__dict__
        return [name for name in self.ledger.asked(frozenset(stages)) if not_filled(values[name])]

    def problems(self, around: Context) -> Iterator[Problem]:
        """Everything that can be said against the record as it stands."""
        fields, values, coded = self.ledger.fields, self.__dict__, self.ledger.coded
        for name, kind in fields.items():
            value = values[name]
            if value is None and not kind.many:
                continue
            if not kind.holds(value):
                yield stop(name, "内容与栏目类型不符", "type")
            elif value != ():
                if name in coded and (gone := kind.unlisted(value, around.lists)):
                    codes = listed(gone)
                    yield warn(name, "“{code}”已不在可选项里，请改选", UNLISTED, code=codes)
                for problem in kind.check(value, around.today):
                    yield dataclasses.replace(problem, field=name)
        for name in self.missing(self.stages()):
            yield stop(name, "必须填写", "required")
        if self.status in UNFINISHED:
            for name in self.missing(self.could_be()):
                yield note(name, "尚未填写，补齐后保存即为正式记录", "required")
        yield from self.check(around)


BASE: Mapping[str, Kind] = {}
"""The fields of `Record` that an officer sees; filled in below, once."""


@dataclass(frozen=True)
class Section:
    """A group of fields on the form."""

    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """The declaration of a ledger, complete."""

    name: str
    title: str
    record: type[Record]
    fields: Mapping[str, Kind]
    """Every field an officer fills in, by name, in declared order; `remark` last."""
    table: tuple[str, ...]
    """The columns of the list."""
    form: tuple[Section, ...]
    called: tuple[str, ...]
    """The fields that name a record, the first filled one wins."""
    key: tuple[tuple[str, ...], ...]
    """Sets of fields that tell records apart in a workbook; the first wholly filled one is used."""
    parent: str
    """The link to the record it belongs to; "" for a ledger that stands alone."""
    town: str
    """The field that says which town it counts for; "" when there is none."""
    day: str
    """The field that places it in a period; "" when there is none."""
    carry: tuple[str, ...]
    """What 保存并新增 keeps for the next record."""
    linking: Mapping[str, Link]
    """The fields that point to other records."""
    needed: tuple[tuple[str, str], ...]
    """The fields that some stage asks for, with the stage."""
    measure: str
    """The measure word: 件, 家, 场次."""
    figures: tuple[Figure, ...]
    writing: Right
    """What an officer must be allowed to write its records."""
    reading: Right
    """What an officer must be allowed to see them."""
    sought: tuple[str, ...] = ()
    """Other fields by which its records are looked up."""
    alike: tuple[str, ...] = ()
    """How two records that may be one are told without a key: the first field is near; of the
    others names hold what else it was called, identifiers settle it alone, and the rest are equal.
    """
    beside: tuple[tuple[str, ...], ...] = ()
    """Sets of fields: a record is judged beside the others that agree with it in one of them."""
    typed: bool = True
    """Whether officers fill in its records themselves; else a use case of its own writes them."""
    together: tuple[tuple[str, ...], ...] = ()
    """Sets of fields that are one statement (an amount and its unit, an event with its date and
    paper number): when two offices write one record, such a set is taken from one of them whole.
    """

    @cached_property
    def _asked(self) -> dict[frozenset[str], tuple[str, ...]]:
        return {}

    def asked(self, stages: frozenset[str]) -> tuple[str, ...]:
        """The fields that one of these stages asks for."""
        found = self._asked.get(stages)
        if found is None:
            found = tuple(name for name, need in self.needed if need in stages)
            self._asked[stages] = found
        return found

    @cached_property
    def registers(self) -> Mapping[str, tuple[str, ...]]:
        """What is merged as one, with its columns (`domain.registers`): a field, or a group of
        them, which bears the name of its first.
        """
        grouped = {name: group for group in self.together for name in group}
        found = {grouped.get(name, (name,))[0]: grouped.get(name, (name,)) for name in self.fields}
        return {**found, **KEPT_TOGETHER}

    @cached_property
    def register_of(self) -> Mapping[str, str]:
        """The register to which each column belongs."""
        return {column: name for name, columns in self.registers.items() for column in columns}

    @cached_property
    def coded(self) -> frozenset[str]:
        """The fields whose values are codes of lists."""
        found = self.fields.items()
        return frozenset(n for n, kind in found if type(kind).unlisted is not Kind.unlisted)

    @cached_property
    def _blank(self) -> Mapping[str, None]:
        return dict.fromkeys(self.register_of)

    @cached_property
    def _said(self) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
        return itemgetter(*self.register_of)

    def said(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        """What a row says in the columns that are merged, in their order; one may be lacking."""
        try:
            return self._said(row)
        except KeyError:
            return self._said({**self._blank, **row})

    def differing(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
        """The columns that are merged in which two rows differ."""
        a, b = self.said(one), self.said(other)
        if a == b:
            return []
        return [name for name, x, y in zip(self.register_of, a, b, strict=True) if x != y]

    @property
    def secret(self) -> bool:
        """Whether it stays out of every export, package and report."""
        return self.reading is not Right.READ

    @property
    def parent_ledger(self) -> str:
        """The name of the ledger it belongs to."""
        kind = self.fields.get(self.parent)
        return kind.to if isinstance(kind, Link) else ""

    def shown(self) -> Mapping[str, Kind]:
        """The declared fields and those that the program keeps itself."""
        return self._shown

    @cached_property
    def _shown(self) -> Mapping[str, Kind]:
        return {**self.fields, **{name: BASE[name] for name in ("serial_no", "status", "source")}}

    def titles(self) -> Mapping[str, str]:
        """Every field's title."""
        return {name: kind.title for name, kind in self._shown.items()}


def _kinds(record: type[Record]) -> dict[str, Kind]:
    hints = get_type_hints(record, include_extras=True)
    kinds = {}
    for spec in dataclasses.fields(record):
        for extra in getattr(hints[spec.name], "__metadata__", ()):
            if isinstance(extra, Kind):
                kinds[spec.name] = extra
    return kinds


BASE = _kinds(Record)


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split())


@dataclass_transform(kw_only_default=True, frozen_default=True)
def ledger(
    name: str,
    *,
    title: str,
    table: str,
    form: list[tuple[str, str]],
    called: str,
    key: tuple[str, ...] = (),
    parent: str = "",
    town: str = "town_code",
    day: str = "",
    carry: str = "",
    measure: str = mark("条"),
    figures: tuple[Figure, ...] = (),
    writing: Right = Right.ENTER,
    reading: Right = Right.READ,
    sought: str = "",
    alike: str = "",
    beside: tuple[str, ...] = (),
    typed: bool = True,
    together: tuple[str, ...] = (),
) -> Callable[[type[R]], type[R]]:
    """Declare a ledger: the class becomes a frozen record, its declaration its `ledger`.

    Lists of fields are written as words with blanks between them.  A name that is no field, or a
    field that stands on no section of the form, is a `TypeError` when the module is imported.
    """

    def declare(cls: type[R]) -> type[R]:
        made = dataclass(frozen=True, kw_only=True)(cls)
        kinds = _kinds(made)
        own = {n: kinds[n] for n in kinds if n not in BASE} | {"remark": BASE["remark"]}
        sections = tuple(Section(heading, _split(words)) for heading, words in form)
        on_form = [n for s in sections for n in s.fields]
        declared = Ledger(
            name=name,
            title=title,
            record=made,
            fields=own,
            table=_split(table),
            form=sections,
            called=_split(called),
            key=tuple(_split(words) for words in key),
            parent=parent,
            town=town if town in own else "",
            day=day,
            carry=_split(carry),
            linking={n: kind for n, kind in own.items() if isinstance(kind, Link)},
            needed=tuple((n, kind.need) for n, kind in own.items() if kind.need),
            measure=measure,
            figures=figures,
            writing=writing,
            reading=reading,
            sought=_split(sought),
            alike=_split(alike),
            beside=tuple(_split(words) for words in beside),
            typed=typed,
            together=tuple(_split(words) for words in together),
        )
        known = set(own) | set(BASE)
        named = [
            *declared.table,
            *on_form,
            *declared.called,
            *declared.carry,
            *declared.sought,
            *declared.alike,
            *(n for k in (*declared.key, *declared.beside, *declared.together) for n in k),
            *filter(None, (parent, day)),
            *(n for f in figures for n in f.names()),
        ]
        if strangers := [n for n in named if n not in known]:
            raise TypeError(f"{name}: no such field: {', '.join(strangers)}")
        if lost := [n for n in own if n not in on_form]:
            raise TypeError(f"{name}: on no section of the form: {', '.join(lost)}")
        grouped = [n for group in declared.together for n in group]
        if len(grouped) != len(set(grouped)) or set(grouped) - set(own):
            raise TypeError(f"{name}: a field stands in two groups, or is none of its own")
        if len(on_form) != len(set(on_form)):
            raise TypeError(f"{name}: a field stands twice on the form")
        made.ledger = declared
        return made

    return declare
