"""What an office's headings meant: chosen once, known from then on.

Kept per ledger, town and set of headings, in whatever order they stand.  Headings that a field's
own title or names find are not kept, so that a later version of the program may know them better.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Final

from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.problems import Missing
from boshan_desk.excel.matching.columns import Matching
from boshan_desk.i18n import _
from boshan_desk.ledgers import TYPED
from boshan_desk.store import schema
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work

_UNSURE: Final = frozenset({"words", "content", "known", "chosen"})
"""The ways of finding a field that are worth remembering."""


@dataclass(frozen=True)
class Remembered:
    """What a set of headings means."""

    ledger: str
    town: str
    """The town's code; empty where the files were of no town in particular."""
    digest: str
    fields: Mapping[str, str]
    """Headings, folded, with their fields; "" is left out."""
    at: str
    officer: str


def known_match(reader: Reader, ledger: Ledger, town: str, digest: str) -> Mapping[str, str] | None:
    """What this set of headings means in files of a town (its code), else in files of no town.

    Fields that the ledger no longer has are left to be found anew; None where nothing is known.
    """
    for place in dict.fromkeys((town, "")):
        for each in _all(reader):
            if (each.ledger, each.town, each.digest) == (ledger.name, place, digest):
                return {
                    path: name
                    for path, name in each.fields.items()
                    if not name or name in ledger.fields
                } or None
    return None


def known_heads(reader: Reader, ledger: Ledger, town: str) -> list[Remembered]:
    """The sets of headings that are known in files of a town, then those of no town."""
    known = [each for each in _all(reader) if each.ledger == ledger.name]
    return [each for place in dict.fromkeys((town, "")) for each in known if each.town == place]


def remember(work: Work, ledger: Ledger, town: str, matching: Matching) -> None:
    """Keep what an officer chose, and what was guessed and then written.

    Nothing is written where nothing is worth keeping, or where all of it is known already.
    """
    unsure = {column.path for column in matching.columns if column.how in _UNSURE}
    fields = {path: name for path, name in sorted(matching.paths().items()) if path in unsure}
    digest = matching.digest
    if not fields or known_match(work, ledger, town, digest) == fields:
        return
    row = {
        "ledger": ledger.name,
        "town": town,
        "heads": digest,
        "fields": json.dumps(fields, ensure_ascii=False),
        **work.stamp,
    }
    # Headings are what a town printed over its columns: no personal data.
    told = {"fields": [None, row["fields"]]}
    work.write_row("matching", row, told=told, needs=ledger.writing)


def remembered(desk: Desk) -> list[Remembered]:
    """Every set of headings that is known, newest first."""
    with desk.read() as reader:
        return sorted(_all(reader), key=lambda each: each.at, reverse=True)


def forget(desk: Desk, ledger: Ledger, town: str, digest: str) -> None:
    """Let headings be found anew from the next file on.

    Raises:
        Missing: nothing is known of them.
    """
    words = _("忘记表头对应关系（{title}）").format(title=_(ledger.title))
    with desk.work(words, needs=ledger.writing, undoable=False) as work:
        if not _forget(work, {(ledger.name, town, digest)}):
            raise Missing("没有记住这组表头的对应关系")


def forget_of(work: Work, step: int) -> None:
    """Forget what an earlier import kept, in the work that takes it back."""
    keys = (key.split("/") for key in work.keys_written(step, "matching"))
    _forget(work, {(key[0], key[1], key[2]) for key in keys if len(key) == 3})


def _forget(work: Work, keys: Set[tuple[str, str, str]]) -> int:
    gone = [each for each in _all(work) if (each.ledger, each.town, each.digest) in keys]
    for each in gone:
        told = {"fields": [json.dumps(each.fields, ensure_ascii=False), None]}
        key = (each.ledger, each.town, each.digest)
        work.remove_row("matching", *key, told=told, needs=TYPED[each.ledger].writing)
    return len(gone)


def _all(reader: Reader) -> list[Remembered]:
    return [
        Remembered(
            row["ledger"],
            row["town"],
            row["heads"],
            json.loads(row["fields"]),
            row["at"],
            row["officer"],
        )
        for row in reader.small_rows(schema.matching)
        if row["ledger"] in TYPED
    ]
