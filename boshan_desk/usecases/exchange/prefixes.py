"""What the serial numbers of a desk begin with: given once, and never to another desk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.liaison import Liaison
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work
from boshan_desk.usecases.exchange.certificates import PREFIX
from boshan_desk.usecases.exchange.peers import Peer, peers

_LETTERS: Final = "BCDEFGHJKLMNPQRSTUVWXYZ"
"""For a second desk of the same town; not those that are read as digits."""
_NUMBER: Final = re.compile(r"([0-9]{4})-([0-9]{4,})")
"""A serial number without its prefix."""


def offered_prefix(reader: Reader, towns: Sequence[str]) -> str:
    """The prefix that a new desk of these towns would be given."""
    return _free(reader, towns[0])[0] if towns else ""


def prefix_for(
    reader: Reader, towns: Sequence[str], known: Peer | None, wanted: str, words: list[str]
) -> tuple[str, str]:
    """The prefix of a desk, and the liaison officer whose it is (id; empty)."""
    if known is not None:
        # What was given once stays: its serial numbers begin with it.
        if wanted and wanted != known.prefix:
            raise Refused(
                "{name}的编号前缀是 {prefix}，不能改", name=known.name, prefix=known.prefix
            )
        return known.prefix, _officer_with(reader, known.prefix, towns)
    if wanted:
        if not PREFIX.fullmatch(wanted):
            raise Refused("数据包前缀用 2 到 12 位大写字母和数字")
        own = _officer_with(reader, wanted, towns)
        if wanted in _given(reader) or (not own and wanted in _of_officers(reader)):
            raise Refused("前缀 {prefix} 已经用过，不能再给；请换一个", prefix=wanted)
        return wanted, own
    free, own = _free(reader, towns[0])
    if own:
        words.append(_("编号前缀用联络员台账里的 {prefix}").format(prefix=free))
    return free, own


def _free(reader: Reader, town: str) -> tuple[str, str]:
    """A prefix that was never given: the town's liaison officer's, else from the town's code."""
    given = _given(reader)
    theirs = [
        officer
        for officer in reader.having(Liaison, "town_code", [town])
        if officer.state == "active" and officer.prefix and PREFIX.fullmatch(officer.prefix)
    ]
    for officer in sorted(theirs, key=lambda each: (each.role or "", each.id)):
        assert officer.prefix is not None
        if officer.prefix not in given:
            return officer.prefix, officer.id
    # The digits of a town within its county; of a county within its city.
    base = re.sub(r"[^A-Z0-9]", "", town[6:9] if len(town) >= 9 else town[-2:]) or "00"
    taken = given | _of_officers(reader)
    for end in ("", *_LETTERS, *(a + b for a in _LETTERS for b in _LETTERS)):
        if base + end not in taken:
            return base + end, ""
    raise Refused("编号前缀 {base} 开头的都用过了，请自己写一个（--prefix）", base=base)


def _given(reader: Reader) -> set[str]:
    """Every prefix that was ever given out, and this desk's own."""
    own = reader.desk.serial_prefix.rstrip("-")
    return {peer.prefix for peer in peers(reader)} | ({own} if own else set())


def _of_officers(reader: Reader) -> set[str]:
    """Every prefix in the ledger of liaison officers, of those who left and were removed too."""
    return {each.prefix for each in reader.all(Liaison) if each.prefix}


def _officer_with(reader: Reader, prefix: str, towns: Sequence[str]) -> str:
    for officer in reader.having(Liaison, "prefix", [prefix]):
        if officer.state == "active" and officer.town_code in towns:
            return officer.id
    return ""


def lift_serials(work: Work, new: Mapping[str, Iterable[str]]) -> None:
    """Give no number again that a record bears which came back after a loss."""
    prefix = work.desk.serial_prefix
    highest: dict[tuple[str, int], int] = {}
    for name, ids in new.items():
        for record in work.find_many(KEPT[name].record, list(ids)).values():
            serial = record.serial_no or ""
            found = _NUMBER.fullmatch(serial.removeprefix(prefix))
            if found and serial.startswith(prefix):
                key = (name, int(found[1]))
                highest[key] = max(highest.get(key, 0), int(found[2]))
    for (name, year_number), last_number in highest.items():
        if last_number > work.last_number(name, year_number):
            work.give_number(name, year_number, last_number)
