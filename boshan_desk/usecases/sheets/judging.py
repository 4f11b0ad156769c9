"""What becomes of a row: new, changed, the same, left out or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from boshan_desk.domain.changes import Change
from boshan_desk.domain.fields import SCREEN
from boshan_desk.domain.ledger import Ledger, Record, copy_with, new_id, not_filled
from boshan_desk.domain.problems import Problem, Refused, note, stop, warn
from boshan_desk.excel.rows.taking import Issue
from boshan_desk.i18n import _
from boshan_desk.store.permits import Permits
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.sheets.alike import look_alike
from boshan_desk.usecases.sheets.candidates import Candidate, titles
from boshan_desk.usecases.sheets.doubles import Doubles
from boshan_desk.usecases.sheets.identical import Identical
from boshan_desk.usecases.sheets.matching import (
    LinkFinder,
    LinkWords,
    match_ids,
    match_keys,
    match_settled,
    settle_unread,
)
from boshan_desk.usecases.sheets.preview import NOTHING, Outcome, Row, Values

Settled = Mapping[tuple[str, int], str]
"""What an officer decided about rows, by sheet and number: "new", "skip", or a record's id."""


Lacks = dict[tuple[str, ...], Issue]
"""What is said of drafts that lack these fields; many rows lack the same."""


class Judging:
    """Says what becomes of rows, some after some."""

    def __init__(
        self,
        ledger: Ledger,
        reader: Reader,
        settled: Settled,
        keys: Sequence[tuple[str, ...]] | None = None,
    ) -> None:
        """`keys`: by which of the ledger's keys records are found again; all of them where None."""
        self.rows: list[Row] = []
        self.places: list[int] = []
        """The places of the sheets that the rows stand in."""
        self._ledger = ledger
        self._reader = reader
        self._settled = settled
        self._links = LinkWords(ledger, reader)
        self._keys = ledger.key if keys is None else keys
        self._doubles = Doubles(ledger)
        self._identical = Identical(ledger, reader)
        self._lacks: Lacks = {}
        self._blank = ledger.record(source="sheet")
        """What new records are copied from."""
        self._own = ("id", "status", *ledger.linking)
        """What a new record may have besides what its row says."""
        self._names: dict[tuple[str, ...], Mapping[str, int]] = {}
        # Who may not write in this ledger at all is told so when it comes to writing.
        self._permits = Permits(reader) if reader.desk.officer.may(ledger.writing) else None

    def judge(self, candidates: list[Candidate]) -> None:
        """Say what becomes of these rows, seen together: keys and links are asked for in bulk."""
        ledger, reader = self._ledger, self._reader
        match_settled(candidates, ledger, reader, self._settled)
        match_ids(candidates, ledger, reader)
        self._links.resolve(candidates)
        match_keys(candidates, ledger, reader, self._keys)
        self._match_identical(candidates)
        finder = LinkFinder(candidates, ledger, reader)
        for candidate in candidates:
            if candidate.line.unread or candidate.line.covered:
                settle_unread(candidate, ledger, reader)
            decided = self._settled.get((candidate.grid.name, candidate.number))
            if decided == "new" and candidate.before is not None:
                self._refuse_new(candidate, candidate.before)
            if decided != "skip":
                self._doubles.add(len(self.rows), candidate)
            self.rows.append(self._judge(candidate, decided, finder))

    def _refuse_new(self, candidate: Candidate, before: Record) -> None:
        """What the ledger has already does not come in as new, nor as a change nobody asked for."""
        by = () if candidate.matched == "id" else candidate.matched.split()
        candidate.say(
            stop(
                "",
                "按选择应新增，但台账里已有{key}相同的记录（流水号 {number}），请改为更新或跳过",
                "exists",
                key=titles(self._ledger, by) or _("记录标识"),
                number=before.serial_no,
            )
        )

    def _match_identical(self, candidates: list[Candidate]) -> None:
        """A row without a key that says what a record says already is that record's.

        Else a file that comes again would bring every such row in twice.
        """
        keyless = [
            (place, c.line.values)
            for place, c in enumerate(candidates)
            if c.before is None
            and not c.key
            and not c.line.unread
            and self._settled.get((c.grid.name, c.number)) != "new"
        ]
        found = self._identical.find(keyless) if keyless else {}
        records = self._reader.find_many(self._ledger.record, list(found.values()))
        for place, id in found.items():
            if record := records.get(id):
                candidates[place].before, candidates[place].matched = record, "all"

    def finish(self, heard: Callable[[], object]) -> list[tuple[int, Row]]:
        """All rows with the places of their sheets, once every one has been judged."""
        several = len({row.sheet for row in self.rows}) > 1
        for place, issue in self._doubles.find(self.rows, several):
            row = self.rows[place]
            self.rows[place] = replace(
                row, outcome="refused", base=None, follows=NOTHING, issues=(*row.issues, issue)
            )
        heard()
        _name_alike(self.rows, self._ledger, self._reader, self._settled)
        return list(zip(self.places, self.rows, strict=True))

    def _judge(self, candidate: Candidate, settled: str | None, finder: LinkFinder) -> Row:
        """What becomes of a row."""
        line, before = candidate.line, candidate.before
        after: Record | None = None
        outcome: Outcome = "refused"
        candidate.lost |= any(issue.severity == "error" for issue in line.issues)
        if settled == "skip":
            outcome = "skipped"
            candidate.say_first(note("", "按选择不导入", "left-out"))
        elif not candidate.lost:
            if before is None:
                if any(not not_filled(value) for value in line.values.values()):
                    outcome = "new"
                    after = copy_with(self._blank, id=new_id(), **line.values)
                else:
                    outcome = "skipped"
                    candidate.say_first(note("", "认得的栏目都是空的，未导入", "blank"))
            else:
                changed = {n: v for n, v in line.values.items() if getattr(before, n) != v}
                outcome = "changed" if changed else "same"
                if changed:
                    if before.status == "submitted":
                        # It is judged anew: what the file leaves incomplete is a draft again.
                        changed["status"] = "draft"
                    after = copy_with(before, **changed).following(before)
        if after is not None:
            after = _settle(candidate, finder.fill(after), self._reader, self._lacks)
            if after != before and not candidate.lost:
                self._refuse_forbidden(candidate, after)
            if candidate.lost:
                outcome, after = "refused", None
            elif after == before:
                outcome, after = "same", None
        return self._row(candidate, outcome, after)

    def _refuse_forbidden(self, candidate: Candidate, after: Record) -> None:
        """What the procedure, a review or a closed period forbids is said before anybody writes."""
        if self._permits is None:
            return
        try:
            self._permits.check(self._ledger, [Change(candidate.before, after)])
        except Refused as error:
            candidate.say(stop("", error.text, "forbidden", **error.values))

    def _row(self, candidate: Candidate, outcome: Outcome, after: Record | None) -> Row:
        line, before = candidate.line, candidate.before
        base: Record | None = None
        follows: dict[str, Any] = {}
        if after is not None:
            base = before or self._blank
            plain, values, now = base.__dict__, line.values, after.__dict__
            # Of sixty fields a new record has three that its row does not name.
            names = self._own if before is None else now
            follows = {
                name: now[name] for name in names if now[name] is not values.get(name, plain[name])
            }
        return Row(
            candidate.grid.name,
            candidate.number,
            outcome,
            before,
            base,
            self._packed(follows),
            candidate.matched,
            self._packed(line.values),
            tuple(line.issues),
            self._name(candidate),
            extra=candidate.extra or NOTHING,
        )

    def _packed(self, values: dict[str, Any]) -> Mapping[str, Any]:
        """The same in a third of the room: rows with the same fields share their names."""
        if not values:
            return NOTHING
        names = tuple(values)
        places = self._names.get(names)
        if places is None:
            places = self._names[names] = {name: place for place, name in enumerate(names)}
        return Values(places, tuple(values.values()))

    def _name(self, candidate: Candidate) -> str:
        """What the row calls its record; a person's name is masked."""
        for name in self._ledger.called:
            value = candidate.line.values.get(name)
            if value is None and candidate.before is not None:
                value = getattr(candidate.before, name)
            if not not_filled(value):
                kind, lists = self._ledger.fields[name], self._reader.lists
                if kind.personal:
                    return kind.mask(value, SCREEN, lists)
                return value if isinstance(value, str) else kind.show(value, lists)
        return ""


def _name_alike(rows: list[Row], ledger: Ledger, reader: Reader, settled: Settled) -> None:
    """Give new rows the stored records that they may be about under another spelling."""
    new = [
        (place, row.values)
        for place, row in enumerate(rows)
        if row.outcome == "new" and (row.sheet, row.number) not in settled
    ]
    stored, among = look_alike(new, ledger, reader)
    several = len({row.sheet for row in rows}) > 1
    for place, alike in stored.items():
        _warn(
            rows,
            place,
            warn(
                "",
                "台账里已有“{name}”（{why}），可能是同一条，请核对",
                "alike",
                name=alike[0].label,
                why=alike[0].why,
            ),
        )
        rows[place] = replace(rows[place], alike=alike)
    for place, others in among.items():
        other, why = others[0]
        number = rows[other].number
        shown = f"{rows[other].sheet}!{number}" if several else str(number)
        _warn(
            rows,
            place,
            warn("", "与第 {row} 行可能是同一条（{why}），请核对", "alike-row", row=shown, why=why),
        )


def _warn(rows: list[Row], place: int, problem: Problem) -> None:
    row = rows[place]
    issue = Issue("", "", problem.severity, problem.code, problem.words())
    rows[place] = replace(row, issues=(*row.issues, issue))


def _settle(candidate: Candidate, record: Record, reader: Reader, lacks: Lacks) -> Record:
    """Hand in what lacks nothing (已提交), say what a draft still lacks, refuse what breaks rules.

    Single cells were judged when they were read; here the record is judged as a whole.
    """
    if record.status == "draft":
        handed_in = copy_with(record, status="submitted")
        lacking = handed_in.missing(handed_in.stages())
        if not lacking:
            found = list(handed_in.check(reader))
            if not any(p.severity == "error" for p in found):
                _say_all(candidate, found)
                return handed_in
        else:
            key = tuple(lacking)
            if key not in lacks:
                problem = note(
                    "",
                    "还须补齐：{fields}；先按草稿存入",
                    "required",
                    fields=titles(record.ledger, lacking),
                )
                lacks[key] = Issue("", "", problem.severity, problem.code, problem.words())
            candidate.add(lacks[key])
    else:
        for name in record.missing(record.stages()):
            candidate.say(stop(name, "必须填写", "required"), name)
    _say_all(candidate, record.check(reader))
    return record


def _say_all(candidate: Candidate, problems: Iterator[Problem] | Sequence[Problem]) -> None:
    for problem in problems:
        value = candidate.line.values.get(problem.field, "")
        shown = value if isinstance(value, str) else ""
        candidate.say(problem, problem.field, shown)
