"""Hold what the importer says of a file against the file's key."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from boshan_desk.domain.fields import Identifier, Kind, Money, Phone, Text
from boshan_desk.domain.ledger import Ledger
from tests.plausible.keys import Made, RowKey, Sheet, Want
from tests.plausible.xlsx import letters

_INVISIBLE: Final = re.compile("[\u200b-\u200f\u2060\ufeff\u202a-\u202e\xad]")
_BRACKETS: Final = str.maketrans("〔【[﹝（〕】]﹞）", "(((((" + ")))))")
_SAYS_NOTHING: Final = frozenset({"required", "blank"})
"""Codes of words that say nothing of what stands in the cells."""


@dataclass
class Tally:
    """What came of many files."""

    files: int = 0
    records: int = 0
    cells: int = 0
    right: int = 0
    exact: int = 0
    exact_right: int = 0
    wrong: int = 0
    lost: int = 0
    strangers: int = 0
    """Rows that are no records and came in."""
    unsaid: int = 0
    """Rows that must have a word said about them and have none."""
    needless: int = 0
    """Rows that were refused without a cause."""
    by_hand: int = 0
    """Files with a column or a sheet that somebody must match."""
    unaccounted: int = 0
    crashed: int = 0
    taken: int = 0
    faults: list[str] = field(default_factory=list)
    softer: list[str] = field(default_factory=list)
    """What is no fault, but could be better: unmatched headings, needless refusals, questions."""
    per_kind: Counter[str] = field(default_factory=Counter)
    bad_kind: Counter[str] = field(default_factory=Counter)
    hand_kind: Counter[str] = field(default_factory=Counter)

    @property
    def is_good(self) -> bool:
        """Whether nothing was wrong, lost or imported that is no record."""
        return not (self.wrong or self.lost or self.strangers or self.unaccounted or self.crashed)

    def add(self, other: Tally) -> None:
        """Count another's files too."""
        for name, value in vars(other).items():
            mine = getattr(self, name)
            if isinstance(mine, Counter):
                mine.update(value)
            elif isinstance(mine, list):
                mine += value
            else:
                setattr(self, name, mine + value)

    def lines(self) -> list[str]:
        """The table."""
        share = 100 * self.exact_right / max(1, self.exact)
        hand = 100 * self.by_hand / max(1, self.files)
        return [
            f"files               {self.files:>8}  (taken in and compared: {self.taken})",
            f"records             {self.records:>8}",
            f"cells               {self.cells:>8}  right {self.right}",
            f"exact cells right   {share:>8.3f} %  of {self.exact} in columns that matched",
            f"silent wrong values {self.wrong:>8}",
            f"silently lost rows  {self.lost:>8}",
            f"non-records taken   {self.strangers:>8}",
            f"rows not accounted  {self.unaccounted:>8}",
            f"crashes             {self.crashed:>8}",
            f"must be told, isn't {self.unsaid:>8}  rows",
            f"needless refusals   {self.needless:>8}  rows",
            f"files by hand       {self.by_hand:>8}  {hand:.1f} %; without help {100 - hand:.1f} %",
        ]


class Judge:
    """Judges one file."""

    def __init__(self, made: Made, ledger: Ledger, told: Mapping[str, Any]) -> None:
        self.made = made
        self.ledger = ledger
        self.told = told
        self.tally = Tally(files=1)
        self.by_hand = False
        several = len({row.get("sheet") for row in told["rows"]}) > 1
        one = told["sheet"] if not several else ""
        if made.container == "html-xls":
            # A page has no sheets: what its one is called is left to the program.
            made.sheets[0].name = one
        self.rows: dict[tuple[str, int], Mapping[str, Any]] = {}
        for row in told["rows"]:
            place = (str(row.get("sheet", one)), int(row["row"]))
            if place in self.rows:
                self._fault("unaccounted", place[0], place[1], "stands twice in the report")
            self.rows[place] = row
        self.heads = {head["sheet"]: head["columns"] for head in told["sheets"]}
        self.head_rows = {(h["sheet"], row) for h in told["sheets"] for row in h["header_rows"]}

    def judge(self, stored: Mapping[str, Mapping[str, Any]] | None = None) -> Tally:
        """The tally; `stored` is what the store keeps, by record id, where it was taken in."""
        counts = self.told["counts"]
        outcomes = sum(n for name, n in counts.items() if name != "rows_in_file")
        if counts["rows_in_file"] != outcomes:
            self._fault("unaccounted", "", 0, f"counts do not sum up: {counts}")
        for sheet in self.made.sheets:
            self._account(sheet)
            unmatched = self._columns(sheet) if sheet.ours else set()
            self.by_hand |= bool(unmatched)
            for row in range(sheet.height):
                self._row(sheet, row, sheet.keys.get(row), unmatched, stored)
        self.tally.by_hand = self.by_hand
        self.tally.taken = stored is not None
        for kind in (*self.made.kinds, self.made.container):
            self.tally.per_kind[kind] += 1
            self.tally.hand_kind[kind] += self.by_hand
            self.tally.bad_kind[kind] += not self.tally.is_good
        return self.tally

    # ------------------------------------------------------------ sheets and columns

    def _account(self, sheet: Sheet) -> None:
        filled = {row + 1 for (row, _c), raw in sheet.cells.items() if str(raw).strip(" 　\xa0")}
        for number in sorted(filled):
            if (sheet.name, number) not in self.rows:
                key = sheet.keys.get(number - 1)
                if (sheet.name, number) in self.head_rows and not (key and key.record):
                    continue
                self._fault(
                    "lost" if key and key.record else "unaccounted",
                    sheet.name,
                    number,
                    "not in the report",
                )

    def _columns(self, sheet: Sheet) -> set[int]:
        """Columns that hold a field and were not matched; all of them where the sheet was not."""
        columns = self.heads.get(sheet.name)
        if columns is None:
            self.tally.softer.append(f"{sheet.name}: no head found: {self._heading_row(sheet)}")
            return set(sheet.fields)
        found = {c["column"]: c["field"] for c in columns}
        unmatched = set()
        for column, accepted in sheet.fields.items():
            name = found.get(letters(column))
            if accepted and name is None:
                if any(self._holds(sheet, row, column) for row in sheet.keys):
                    unmatched.add(column)
                    heading = next(
                        (c["heading"] for c in columns if c["column"] == letters(column)), ""
                    )
                    self.tally.softer.append(
                        f"{self.ledger.name}.{min(accepted)}: not matched: {heading!r}"
                    )
            elif name is not None and name not in accepted:
                heading = next(c["heading"] for c in columns if c["column"] == letters(column))
                wanted = min(accepted) if accepted else "nothing"
                self.tally.softer.append(
                    f"{self.ledger.name}.{wanted}: MATCHED AS {name}: {heading!r}"
                )
        for column in sheet.aside:
            named = any(c["column"] == letters(column) for c in columns)
            if not named and letters(column) not in found:
                self._fault(
                    "lost",
                    sheet.name,
                    0,
                    f"column {letters(column)} of a second table is not named",
                )
                break
        return unmatched

    def _holds(self, sheet: Sheet, row: int, column: int) -> bool:
        want = sheet.keys[row].wants.get(column)
        return want is not None and want.policy != "empty"

    def _heading_row(self, sheet: Sheet) -> list[str]:
        first = min((r for r, k in sheet.keys.items() if k.record), default=0)
        return [
            str(raw)
            for (row, _c), raw in sorted(sheet.cells.items(), key=lambda p: p[0])
            if row < first
        ][-30:]

    # ------------------------------------------------------------ rows

    def _row(
        self,
        sheet: Sheet,
        row: int,
        key: RowKey | None,
        unmatched: set[int],
        stored: Mapping[str, Mapping[str, Any]] | None,
    ) -> None:
        told = self.rows.get((sheet.name, row + 1))
        if told is None:
            return
        came_in = told["outcome"] in ("new", "changed", "same")
        if key is None or not key.record:
            if came_in:
                what = key.what if key else "no record"
                self._fault(
                    "strangers", sheet.name, row + 1, f"{what} came in: {self._shown(sheet, row)}"
                )
            elif told["outcome"] == "refused" and not (key and key.may_refuse):
                self.tally.softer.append(
                    f"no record, refused ({key.what if key else ''}): {self._shown(sheet, row)}"
                )
            return
        self.tally.records += 1
        issues = [i for i in told["issues"] if i["code"] not in _SAYS_NOTHING]
        if told["outcome"] == "skipped":
            self._skipped(sheet, row, key, unmatched, told)
            return
        told_by_key = "double" not in key.must_say or not unmatched
        if key.must_say and told_by_key and not issues:
            self.tally.unsaid += 1
            self.tally.softer.append(f"nothing said of {key.must_say}: {sheet.name}!{row + 1}")
        values: Mapping[str, Any] = told["values"]
        if stored is not None and came_in:
            values = stored.get(told.get("id", ""), {})
            if not values:
                self._fault("lost", sheet.name, row + 1, "said to come in, is not stored")
        if told["outcome"] == "refused" and key.what == "second table":
            return
        needless = told["outcome"] == "refused" and not key.may_refuse
        wanted = set()
        for column, want in key.wants.items():
            wanted.add(want.field)
            if column in unmatched:
                value = values.get(want.field)
                kind = self.ledger.fields[want.field]
                if value not in (None, [], "") and not same(kind, value, want.value):
                    words = f"{want.field} = {value!r} comes from another column"
                    self._fault("wrong", sheet.name, row + 1, words)
                continue
            about = [
                i
                for i in issues
                if i["field"] == want.field or (column >= 0 and i["column"] == letters(column))
            ]
            needless &= not (about and want.policy != "exact")
            self._cell(sheet, row, column, want, values.get(want.field), about)
        for name, value in values.items():
            if name not in wanted and name in told["values"] and value not in (None, [], ""):
                fields = [c for c, accepted in sheet.fields.items() if name in accepted]
                if not fields:
                    self._fault(
                        "wrong",
                        sheet.name,
                        row + 1,
                        f"{name} = {value!r} comes from no column of its own",
                    )
        if needless:
            self.tally.needless += 1
            said = "; ".join(
                f"{i['field']}: {i['message']} [{i['value']}]"
                for i in told["issues"]
                if i["severity"] == "error"
            )
            self.tally.softer.append(
                f"needlessly refused {self.ledger.name} {sheet.name}!{row + 1}: {said}"
            )

    def _skipped(
        self, sheet: Sheet, row: int, key: RowKey, unmatched: set[int], told: Mapping[str, Any]
    ) -> None:
        """A record that was left out: lost, unless the officer is warned or it is right so."""
        issues = [i for i in told["issues"] if i["code"] not in _SAYS_NOTHING]
        if any(issue["severity"] != "note" for issue in issues):
            self.by_hand |= sheet.ours and key.what != "second table"
        elif not issues:
            self._fault("lost", sheet.name, row + 1, "skipped without a word")
        elif not key.may_refuse and sheet.name in self.heads:
            reasons = [(issue["code"], issue["message"]) for issue in issues]
            if any(w.policy != "empty" and c not in unmatched for c, w in key.wants.items()):
                words = f"skipped {reasons}: {self._shown(sheet, row)}"
                self._fault("lost", sheet.name, row + 1, words)

    def _cell(
        self, sheet: Sheet, row: int, column: int, want: Want, value: Any, about: list[Any]
    ) -> None:
        tally = self.tally
        tally.cells += 1
        tally.exact += want.policy == "exact"
        kind = self.ledger.fields[want.field]
        blank = value in (None, [], "")
        raw = sheet.cells.get((row, column))
        where = f"{letters(column)}{row + 1}" if column >= 0 else str(row + 1)
        what = f"{want.field} {where} {raw!r} ({want.why or want.policy})"
        if want.policy == "empty":
            if blank:
                tally.right += 1
            else:
                self._fault(
                    "wrong", sheet.name, row + 1, f"{what}: nothing was to come, came {value!r}"
                )
            return
        right = not blank and same(kind, value, want.value)
        if right and (want.policy != "told" or about):
            tally.right += 1
            tally.exact_right += want.policy == "exact"
        elif want.policy in ("told", "either") and blank and about:
            tally.right += 1
        elif want.policy == "told" and right:
            tally.unsaid += 1
            tally.softer.append(f"not told: {self.ledger.name}.{what}")
        elif blank and about:
            tally.softer.append(
                f"asked needlessly: {self.ledger.name}.{what}: {about[0]['message']}"
            )
        elif blank and not about:
            self._fault(
                "wrong",
                sheet.name,
                row + 1,
                f"{what}: wanted {want.value!r}, came nothing, nothing said",
            )
        elif about:
            self._fault(
                "wrong",
                sheet.name,
                row + 1,
                f"{what}: wanted {want.value!r}, came {value!r}, said: {about[0]['message']}",
            )
        else:
            self._fault(
                "wrong", sheet.name, row + 1, f"{what}: wanted {want.value!r}, came {value!r}"
            )

    def _shown(self, sheet: Sheet, row: int) -> str:
        return " | ".join(
            str(raw) for (r, _c), raw in sorted(sheet.cells.items(), key=lambda p: p[0]) if r == row
        )[:200]

    def _fault(self, sort: str, sheet: str, row: int, words: str) -> None:
        setattr(self.tally, sort, getattr(self.tally, sort) + 1)
        self.tally.faults.append(f"{sort}: {self.ledger.name} {sheet}!{row}: {words}")


def plain(text: object) -> str:
    """A text as it is compared: widths, blanks, brackets and invisible characters do not count."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", str(text))).translate(_BRACKETS)
    return "".join(folded.split())


def same(kind: Kind, value: Any, wanted: object) -> bool:
    """Whether a value is the one that was meant."""
    if isinstance(kind, Phone):
        return re.sub(r"\D", "", str(value)) == re.sub(r"\D", "", str(wanted))
    if isinstance(kind, Money):
        try:
            return Decimal(str(value)) == Decimal(str(wanted))
        except InvalidOperation:
            return False
    if isinstance(kind, Identifier):
        return plain(value).upper() == plain(wanted).upper()
    if isinstance(kind, Text):
        return plain(value) == plain(wanted)
    if isinstance(value, list | tuple) and isinstance(wanted, list | tuple):
        one, other = [plain(v) for v in value], [plain(w) for w in wanted]
        return sorted(one) == sorted(other)
    return type(value) is type(wanted) and value == wanted
