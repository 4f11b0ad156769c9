"""What is said of matters that wait for a decision: as JSON, and in words for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from boshan_desk.cli.options import Common, WrongUse
from boshan_desk.cli.output import one_line, write_document, write_line
from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.exchange.matters import Candidate, Line, Waiting

# The use cases load SQLAlchemy (a third of a second), so each function imports its own.


def tell_waiting(common: Common, found: Iterable[Waiting]) -> int:
    """List matters."""
    from boshan_desk.usecases.exchange.matters import KINDS

    if common.json:
        for each in found:
            write_line(matter_json(each))
        return 0
    for each in found:
        aside = _("（暂放）") if each.aside else ""
        told = (each.short, _(KINDS[each.kind]) + aside, called(each), _titles(each), each.office)
        print(one_line("　".join(filter(None, told))))
    return 0


def called(matter: Waiting) -> str:
    """The record, or the two."""
    return " / ".join(filter(None, (matter.label, matter.other_label)))


def _titles(matter: Waiting) -> str:
    return "、".join(matter.titles) if matter.kind != "link" else matter.why


def matter_json(matter: Waiting) -> dict[str, Any]:
    """A matter as the command line writes it."""
    return {
        "conflict": matter.key,
        "kind": matter.kind,
        "ledger": matter.ledger,
        "id": matter.id,
        "serial_no": matter.number or None,
        "name": matter.label,
        "register": matter.register,
        "town": matter.town or None,
        "office": matter.office,
        "why": matter.why,
        "since": matter.at,
        "aside": matter.aside,
        "needs": str(matter.needs),
        "may": matter.may,
        "lines": [line_json(line) for line in matter.lines],
        "choices": dict(matter.choices),
    }


def line_json(line: Line) -> dict[str, Any]:
    """One register of it."""
    return {
        "register": line.register,
        "fields": dict(zip(line.columns, line.titles, strict=False)),
        "before": list(line.before) if line.before is not None else None,
        "candidates": [_candidate(each) for each in line.candidates],
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "take": candidate.choice,
        "words": list(candidate.cells),
        "shown": candidate.shown,
        "ours": candidate.ours,
        "office": candidate.office,
        "officer": candidate.who,
        "at": candidate.at,
        "package": candidate.package,
        "covered": candidate.covered,
    }


def find_id(desk: Desk, ledger: str, word: str) -> str:
    """The id of a record that an id or a serial number stands for."""
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.records import find_record

    return find_record(desk, find_ledger(ledger), word).id


def read_choice(
    take: str, columns: Sequence[str], known: Sequence[str]
) -> str | Mapping[str, object]:
    """What `--take` means for a register."""
    from boshan_desk.usecases.desks import read_json

    if take in ("ours", "theirs", "keep", "withdraw", *known):
        return take
    if take.startswith("{"):
        try:
            given = read_json(take)
        except Refused as error:
            raise WrongUse("--take：{why}", why=error.words()) from None
        if isinstance(given, dict):
            return given
    if len(columns) > 1:
        raise WrongUse(
            "这几栏要一起填，请写 JSON 对象，如 {example}",
            example="{" + ", ".join(f'"{name}": …' for name in columns) + "}",
        )
    return {columns[0]: take}


def say(common: Common, told: Mapping[str, Any], words: str) -> None:
    """What was done, as JSON or in words."""
    if common.json:
        write_document(told)
    else:
        print(one_line(words))
