"""What is odd about the desk that sent something: its calendar, its program, its clock.

Nothing of it stops a package: clocks take no part, and the calendar goes down with the answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from boshan_desk import __version__
from boshan_desk.domain.wording import clauses
from boshan_desk.exchange.manifest import Calendar, Manifest
from boshan_desk.i18n import _
from boshan_desk.store.driver import SCHEMA
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.exchange.peers import DOWN, Peer

_A_DAY: Final = timedelta(days=1)
_LONG_AGO: Final = timedelta(days=366)


def calendar_of(reader: Reader) -> dict[str, Any]:
    """What a desk tells the other of its calendar: {last_year, digest}."""
    days = reader.law.days
    told = [
        [year.year, *(sorted(map(date.isoformat, named)) for named in (year.off, year.work))]
        for year in days.years.values()
    ]
    own = sorted((day.isoformat(), each.works) for day, each in days.exceptions.items())
    text = json.dumps([told, own], separators=(",", ":"))
    return {"last_year": days.known_to.year, "digest": hashlib.sha256(text.encode()).hexdigest()}


def notes_on(reader: Reader, peer: Peer, manifest: Manifest) -> list[str]:
    """What is odd about the calendar, the program and the clock of the desk that sent something."""
    return [
        *_calendar_notes(reader, peer, manifest.calendar),
        *_program_notes(peer, manifest.program, manifest.schema),
        *_clock_notes(reader, peer, manifest.made_at),
    ]


def _calendar_notes(reader: Reader, peer: Peer, theirs: Calendar) -> Iterator[str]:
    own = calendar_of(reader)
    if theirs.digest == own["digest"]:
        return
    above, behind = peer.kind != DOWN, theirs.last_year - own["last_year"]
    if above and behind >= 0:
        # What they count by comes along with what they send.
        return
    values = {"name": peer.name, "last": theirs.last_year, "own": own["last_year"]}
    if behind < 0:
        words = _("{name}电脑上的节假日安排只到{last}年，本机已到{own}年，算出的期限可能不同")
    elif behind > 0:
        words = _("{name}电脑上的节假日安排已到{last}年，本机只到{own}年，请尽快导入")
    else:
        words = _("{name}电脑上的节假日安排或本地停业日与本机不同，算出的期限可能不同")
    told = words.format(**values)
    yield told if above or behind > 0 else clauses([told, _("本机的随回执带去")])


def _program_notes(peer: Peer, program: str, store: int) -> Iterator[str]:
    theirs, ours = _version(program), _version(__version__)
    values = {"name": peer.name, "theirs": program, "ours": __version__}
    if (store, theirs) == (SCHEMA, ours) or not theirs:
        return
    if (store, theirs) < (SCHEMA, ours):
        yield _(
            "{name}电脑上的程序是 {theirs} 版，比本机（{ours} 版）旧，请更新那台电脑的程序"
        ).format(**values)
    else:
        yield _("{name}电脑上的程序是 {theirs} 版，比本机（{ours} 版）新，请更新本机的程序").format(
            **values
        )


def _version(text: str) -> tuple[int, ...]:
    words = text.split(".")
    return tuple(int(w) for w in words if w.isascii() and w.isdecimal() and len(w) < 6)


def _clock_notes(reader: Reader, peer: Peer, made_at: str) -> Iterator[str]:
    try:
        made = datetime.fromisoformat(made_at).replace(tzinfo=None)
    except ValueError:
        return
    now = reader.desk.clock.now()
    values = {"name": peer.name, "made": f"{made:%Y-%m-%d %H:%M}", "now": f"{now:%Y-%m-%d %H:%M}"}
    if made > now + _A_DAY or made < now - _LONG_AGO:
        yield _(
            "{name}制作时电脑的时间是 {made}，本机是 {now}，请核对两台电脑的日期；不影响合并"
        ).format(**values)
