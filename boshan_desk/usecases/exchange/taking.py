"""Taking a package in: all of it in one work, after a restore point; and taking that back.

What the look showed is weighed again in the transaction, some rows after some, so that nothing that
came between is overlooked and nothing large is held.  The answer stands in the same transaction.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from boshan_desk.domain.changes import Change
from boshan_desk.domain.ledger import Record
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Missing, Moved, Refused
from boshan_desk.domain.registers import order, read_marks
from boshan_desk.exchange.manifest import Manifest
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT, SECRET
from boshan_desk.store import schema
from boshan_desk.store.backups import sync_file
from boshan_desk.store.codec import codec, told_fields
from boshan_desk.store.desk import Desk
from boshan_desk.store.files import content_path, keep_blocks
from boshan_desk.store.lock import sync_folder
from boshan_desk.store.reader import State
from boshan_desk.store.work import Laid, Work
from boshan_desk.usecases.backups import back_up
from boshan_desk.usecases.exchange import doubles_found
from boshan_desk.usecases.exchange.answers import (
    Answer,
    AnswerRow,
    make_answer,
    paper_label,
    read_decided,
)
from boshan_desk.usecases.exchange.carried import take_carried
from boshan_desk.usecases.exchange.looking import Look, dot_apart, have_of, weigh_all, weigher_of
from boshan_desk.usecases.exchange.making import ACKNOWLEDGED, local_path
from boshan_desk.usecases.exchange.parcels import OTHER_LIFE, Parcel, newest_of, parcels
from boshan_desk.usecases.exchange.peers import DOWN, Peer, keep_peer, peer_of, peers
from boshan_desk.usecases.exchange.retrying import REFUSED, laid_of, retry
from boshan_desk.usecases.exchange.statements import note_package, report_state
from boshan_desk.usecases.exchange.weighing import (
    SOME,
    Weighed,
    Weigher,
    read_states,
    write_states,
)
from boshan_desk.usecases.lawfiles import recount
from boshan_desk.usecases.sheets.preview import Progress, no_collecting, tell_nobody

KIND: Final = "take"
"""What the history calls the work."""

_NUMBER: Final = re.compile(r"([0-9]{4})-([0-9]{4,})")
"""A serial number without its prefix."""
_NEAR_AT_MOST: Final = 5000
"""Of so many new records those with like names are looked for; of more, equal keys alone."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A package that was taken in."""

    number: int
    """The number of the work, by which it can be taken back."""
    counts: Mapping[str, Mapping[str, int]]
    answer: Answer | None
    """The answer to its sender; of a return package there is none."""
    notes: tuple[str, ...] = ()
    again: bool = False
    """Whether it had been taken before: then nothing was changed."""


def take(
    desk: Desk, look: Look, *, restore_point: bool = True, progress: Progress | None = None
) -> Taken:
    """Take a package in that was looked at.

    A restore point is made first; of several packages in a row the first needs one.

    Raises:
        NoRight: the officer may not exchange packages.
        Moved: the desk has changed since the look.
        Refused: two desks go under the sender's name; that is written down, the package is kept.
    """
    desk.officer.demand(Right.EXCHANGE)
    tell = progress or tell_nobody
    if look.again is not None:
        return Taken(
            number=look.again.step,
            counts=look.again.counts,
            answer=look.again.answer,
            again=True,
        )
    if look.fork and not look.despite:
        _put_by(desk, look)
        raise Refused(look.fork)
    if restore_point:
        # It goes with the rotation: a package is taken back by itself (`take_undo`).
        back_up(desk, why="merge")
    name = _("接收{name}第{seq}包") if look.peer.kind == DOWN else _("接收{name}回执第{seq}号")
    words = name.format(name=look.peer.name, seq=f"{look.manifest.seq:02d}")
    with ExitStack() as undo, no_collecting():
        with desk.work(words, needs=Right.EXCHANGE, undoable=False) as work:
            if work.last_change() != look.seen:
                raise Moved("查看之后台账又有改动，没有接收任何内容；请重新查看数据包")
            work.merging = True
            taking = _Taking(work, look, tell)
            undo.callback(taking.remove_files)
            taking.run()
            work.detail = taking.detail
            number, answer, notes = work.number, taking.answer, tuple(taking.notes)
        # Only what is durable keeps its files.
        undo.pop_all()
    if taking.carried:
        desk.look_again()
        recount(desk)
    return Taken(number=number, counts=taking.counts, answer=answer, notes=notes)


class _Taking:
    """One package on its way in."""

    def __init__(self, work: Work, look: Look, tell: Progress) -> None:
        self.work = work
        self.look = look
        self.tell = tell
        self.counts: dict[str, Counter[str]] = {}
        self.rows: list[AnswerRow] = []
        self.notes: list[str] = list(look.notes)
        self.answer: Answer | None = None
        self.carried = False
        self.files: list[Path] = []
        self._mixed: dict[str, list[str]] = {}
        self._from_held: list[list[str]] = []
        self._held: list[list[str]] = []
        self._decided: list[Any] = []
        self._new: dict[str, list[str]] = {}
        self._to_compare: dict[str, list[str]] = {}
        self._dots: set[str] = set()
        self._done = 0
        self._total = max(1, look.total())

    def run(self) -> None:
        """Take everything, in the order in which it leans on each other."""
        self._keep_files()
        weigher = weigher_of(self.work, self.look)
        for some in self._weighed(weigher):
            self._lay(some)
        if weigher.forked and not self.look.despite:
            # The look has seen it too; between the two nothing may have changed.
            raise Moved("查看之后台账又有改动，没有接收任何内容；请重新查看数据包")
        self._retry()
        self._note_doubles()
        self._keep_origins()
        peer = self._know_sender()
        if peer.kind == DOWN:
            self._answer(peer)
        else:
            self._take_answers(peer)
        self._keep_parcel(peer)

    @property
    def detail(self) -> dict[str, Any]:
        """What the history keeps of it: ids and numbers."""
        return {
            "kind": KIND,
            "parcel": self.look.digest,
            "site": self.look.peer.site,
            "mixed": self._mixed,
            "from_held": self._from_held,
            "held": self._held,
        }

    # The records

    def _weighed(self, weigher: Weigher) -> Iterator[list[Weighed]]:
        """What the look found, for nothing has changed since; of many records it was not kept."""
        kept = self.look.weighed
        if kept is None:
            yield from weigh_all(weigher, self.look)
        else:
            for start in range(0, len(kept), SOME):
                yield kept[start : start + SOME]

    def _lay(self, some: list[Weighed]) -> None:
        laid: dict[str, list[Laid]] = {}
        held = []
        for each in some:
            name = each.ledger.name
            self.counts.setdefault(name, Counter())[each.outcome] += 1
            if each.after is not None:
                laid.setdefault(name, []).append(laid_of(each))
                self._dots |= read_marks(each.after.marks).dots()
                if each.mixed:
                    self._mixed.setdefault(name, []).append(each.id)
                if each.outcome == "new":
                    self._new.setdefault(name, []).append(each.id)
                if each.outcome == "new" or _named_anew(each):
                    self._to_compare.setdefault(name, []).append(each.id)
            elif each.outcome == "held":
                held.append(each)
                self._dots |= read_marks(each.coming.marks).dots()
            self._tell_of(each)
        for name, states in laid.items():
            self.work.lay(KEPT[name], states)
        if held:
            self._hold(held)
        self._done += len(some)
        self.tell(min(self._done, self._total), self._total)

    def _tell_of(self, each: Weighed) -> None:
        if each.outcome in ("conflict", "held", "refused") or each.why:
            label = paper_label(each.record, self.work.lists) if each.record else ""
            self.rows.append(
                AnswerRow(
                    ledger=each.ledger.name,
                    id=each.id,
                    outcome=each.outcome,
                    why=each.why,
                    label=label,
                    words=each.words,
                )
            )

    def _hold(self, held: Iterable[Weighed]) -> None:
        rows = []
        for each in held:
            key = (each.ledger.name, each.id, self.look.peer.site)
            kept = self._held_row(*key)
            states = read_states(kept["row"]) if kept and kept["why"] != REFUSED else []
            if all(state.marks != each.coming.marks for state in states):
                states.append(each.coming)
                self._held.append([*key, _digest(each.coming)])
            rows.append(
                {
                    "ledger": key[0],
                    "record_id": key[1],
                    "site": key[2],
                    "why": each.why,
                    "row": write_states(sorted(states, key=lambda state: state.marks)),
                    "aside": kept["aside"] if kept else 0,
                    "step": kept["step"] if kept else self.work.number,
                    "at": kept["at"] if kept else self.work.at.isoformat(" "),
                }
            )
        self.work.keep_rows("held", rows)

    def _held_row(self, ledger: str, id: str, site: str) -> dict[str, Any] | None:
        sql = 'SELECT why, "row", aside, step, at FROM held WHERE ledger = ? AND record_id = ?'
        sql += " AND site = ?"
        row = self.work.connection.exec_driver_sql(sql, (ledger, id, site)).mappings().first()
        return dict(row) if row else None

    def _retry(self) -> None:
        """Take what waited for something that is here now."""
        retried = retry(self.work)
        self._from_held = [list(key) for key in retried.taken]
        for each in retried.refused:
            self._tell_of(each)

    def _note_doubles(self) -> None:
        """Note which of the records that came may be ones that are here."""
        if self.look.peer.kind != DOWN or not self._to_compare:
            return
        near = sum(map(len, self._to_compare.values())) <= _NEAR_AT_MOST
        doubles_found.note(self.work, self._to_compare, near=near)

    # Who wrote what

    def _keep_origins(self) -> None:
        """Note who wrote what was taken, of works that are not this desk's own.

        Of a desk that is known here only itself is believed.
        """
        sender, below = self.look.peer.site, self.look.peer.kind == DOWN
        known = {peer.site for peer in peers(self.work)} - {sender}
        rows: list[dict[str, Any]] = []
        for line in self.look.container.lines("steps.jsonl"):
            dot = dot_apart(self.look, line["dot"])
            n, epoch, site = order(dot)
            if f"{site}.{epoch}" == self.work.desk.site or dot not in self._dots:
                continue
            if below and site in known:
                continue
            rows.append(
                {
                    "site": site,
                    "epoch": epoch,
                    "n": n,
                    "at": line["at"],
                    "officer": line["officer"],
                    "reason": line["reason"],
                    "parcel": self.look.digest,
                }
            )
        if rows:
            self.work.keep_origins(rows)

    def _know_sender(self) -> Peer:
        """The sender, with what is known of it now."""
        manifest = self.look.manifest
        peer = peer_of(self.work, self.look.peer.site) or self.look.peer
        taken = [
            each
            for each in parcels(self.work, site=peer.site, way="in", kind="package")
            if each.state == "taken"
        ]
        have = peer.have
        if peer.kind == DOWN and not self.look.despite:
            have = have_of([*taken, manifest])
        epoch = max(peer.epoch, manifest.epoch)
        alarm = "" if self.look.despite else peer.alarm
        known = replace(peer, have=have, epoch=epoch, alarm=alarm)
        if known != peer:
            keep_peer(self.work, known, needs=Right.EXCHANGE)
        return known

    # The answer

    def _answer(self, peer: Peer) -> None:
        manifest = self.look.manifest
        known = {
            each.seq
            for each in parcels(self.work, site=peer.site, way="in", kind="package")
            if each.epoch == manifest.epoch and each.state == "taken"
        } | {manifest.seq}
        self.notes += note_package(
            self.work,
            towns=peer.towns,
            period=manifest.period,
            statement=manifest.statement,
        )
        self.answer = make_answer(
            parcel=self.look.digest,
            epoch=manifest.epoch,
            seq=manifest.seq,
            at=self.work.at.isoformat(" ", "seconds"),
            by=self.work.desk.officer.name,
            period=manifest.period,
            statement=manifest.statement,
            report=report_state(self.work, peer.towns, manifest.period),
            outcomes=self.counts,
            rows=self.rows,
            notes=self.notes,
            have=peer.have,
            expected=max(known) + 1,
            missing=set(range(1, max(known))) - known,
        )

    def _take_answers(self, peer: Peer) -> None:
        """At the desk below: what the office above said of the packages it got."""
        container, manifest = self.look.container, self.look.manifest
        sent = {p.digest: p for p in parcels(self.work, site=peer.site, way="out")}
        have: dict[int, int] | None = None
        rows = {row["digest"]: row for row in self.work.small_rows(schema.parcel)}
        for line in container.lines("answers.jsonl"):
            if "have" in line and "parcel" not in line:
                have = {int(epoch): int(n) for epoch, n in line["have"].items()}
            elif "decided" in line and "parcel" not in line:
                read_decided(line["decided"])
                self._decided += line["decided"]
            elif "parcel" in line:
                answer = Answer.from_json(line)
                if answer.parcel in sent:
                    row = {n: v for n, v in rows[answer.parcel].items() if n != "seal"}
                    text = json.dumps(answer.to_json(), ensure_ascii=False, sort_keys=True)
                    new = {**row, "state": "acknowledged", "answer": text}
                    told = {"state": [row["state"], "acknowledged"]}
                    self.work.write_row("parcel", new, told=told, needs=Right.EXCHANGE)
        came = parcels(self.work, site=peer.site, way="in", kind="return")
        newest = newest_of(each for each in came if each.state == "taken")
        late = newest and (newest.epoch, newest.seq) > (manifest.epoch, manifest.seq)
        if have is not None and not late:
            self._acknowledge(have)
        lines = container.lines("carried.jsonl")
        if not late:
            self.notes += take_carried(self.work, lines)
            self.carried = True
        _lift_serials(self.work, self._new)

    def _acknowledge(self, have: Mapping[int, int]) -> None:
        """Note up to which of its works the office above has everything: it may be less than
        before, where that office lost something.
        """
        epoch = int(self.work.desk.site.partition(".")[2])
        before = int(self.work.setting(ACKNOWLEDGED, "0"))
        after = have.get(epoch, min(before, max(have.values(), default=0)))
        if after != before:
            self.work.set(ACKNOWLEDGED, str(after), needs=Right.EXCHANGE)

    def _keep_parcel(self, peer: Peer) -> None:
        answer: dict[str, Any] = {"decided": self._decided} if self._decided else {}
        if self.answer is not None:
            answer = self.answer.to_json()
        _write_parcel(self.work, self.look, "taken", self.counts, answer)

    # Files

    def _keep_files(self) -> None:
        """Files before the rows that name them, the sealed package among them: durable."""
        desk, container = self.work.desk, self.look.container
        if (kept := _keep_file(desk, self.look)) is not None:
            self.files.append(kept)
        for name in container.names():
            path = content_path(desk.folder, name.removeprefix("blobs/"))
            if name.startswith("blobs/") and not path.is_file():
                self.files.append(path)
                keep_blocks(desk.folder, container.blob(name), desk.key)

    def remove_files(self) -> None:
        """Take the files away again that came with what is not taken."""
        for path in self.files:
            path.unlink(missing_ok=True)


def _named_anew(each: Weighed) -> bool:
    """Whether a record has another number or name now by which its ledger tells records apart."""
    if each.before is None or each.after is None:
        return False
    before, after = each.before.row, each.after.row
    return any(before.get(n) != after.get(n) for key in each.ledger.key for n in key)


def _write_parcel(
    work: Work,
    look: Look,
    state: str,
    counts: Mapping[str, Mapping[str, int]],
    answer: Mapping[str, Any],
) -> None:
    manifest, at = look.manifest, work.at.isoformat(" ")
    # What was taken beside counts under the life that it was told apart by.
    life = OTHER_LIFE if look.despite and state == "taken" else 0
    row = {
        "digest": look.digest,
        "way": "in",
        "site": look.peer.site,
        "kind": manifest.kind,
        "epoch": manifest.epoch + life,
        "seq": manifest.seq,
        "from_n": manifest.from_n,
        "upto_n": manifest.upto_n,
        "period": manifest.period,
        "statement": manifest.statement,
        "made_at": manifest.made_at,
        "at": at,
        "officer": work.desk.officer.name,
        "step": work.number,
        "state": state,
        "file": look.path.name,
        "counts": json.dumps(counts),
        "answer": json.dumps(answer, ensure_ascii=False, sort_keys=True),
        "manifest": json.dumps(_told(manifest), ensure_ascii=False, sort_keys=True),
    }
    told: dict[str, list[Any]] = {"seq": [None, manifest.seq], "state": [None, state]}
    work.write_row("parcel", row, told=told, needs=Right.EXCHANGE)


def _told(manifest: Manifest) -> dict[str, Any]:
    """What is remembered of a manifest."""
    return {
        "program": manifest.program,
        "schema": manifest.schema,
        "made_at": manifest.made_at,
        "base": manifest.base.__dict__ if manifest.base else None,
        "trail": [[s.seq, s.digest, s.number, s.link] for s in manifest.trail],
        "head": {"n": manifest.head.number, "link": manifest.head.link},
        "holds": dict(manifest.holds),
        "calendar": manifest.calendar.__dict__,
    }


def _put_by(desk: Desk, look: Look) -> None:
    """Write down that two desks go under one name, and keep what came."""
    with desk.work(_("暂停接收{name}").format(name=look.peer.name), undoable=False) as work:
        peer = peer_of(work, look.peer.site)
        if peer is not None and not peer.alarm:
            keep_peer(work, replace(peer, alarm="fork"), needs=Right.EXCHANGE)
        _write_parcel(work, look, "forked", {}, {})
        work.detail = {"kind": "fork", "parcel": look.digest, "site": look.peer.site}
        _keep_file(desk, look)


def settle_fork(desk: Desk, site: str, reason: str) -> None:
    """Note that a person has found out which desk is the right one; its packages are taken again.

    What was put by stays; it can be taken with `look(despite=True)`, beside what is here.
    """
    if not reason.strip():
        raise Refused("请写明核实的情况和处理的理由")
    with desk.work(_("恢复接收"), needs=Right.REVIEW, undoable=False, reason=reason) as work:
        peer = peer_of(work, site)
        if peer is None or not peer.alarm:
            raise Missing("没有暂停接收的单位 {site}", site=site)
        # The life of what was put by is vouched for, too: of desks that were restored one after
        # another from one backup the next may have drawn a smaller number.
        put_by = newest_of(p for p in parcels(work, site=site, way="in") if p.state == "forked")
        life = min(peer.epoch, put_by.epoch) if put_by else peer.epoch
        keep_peer(work, replace(peer, alarm="", epoch=life), needs=Right.EXCHANGE)
        work.detail = {"kind": "fork-settled", "site": site}


def _keep_file(desk: Desk, look: Look) -> Path | None:
    """Keep the package as it was sealed: it proves what came.  Its place, where it is new there.

    Called by who has the right to write: halves that lie there are of programs that were killed.
    """
    final = local_path(desk, look.digest)
    if final.exists() or not look.local.is_file():
        return None
    for half in final.parent.glob("*.part"):
        half.unlink(missing_ok=True)
    part = final.with_suffix(".part")
    shutil.copyfile(look.local, part)
    sync_file(part)
    part.replace(final)
    sync_folder(final.parent)
    return final


def _lift_serials(work: Work, new: Mapping[str, Iterable[str]]) -> None:
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


# Taking it back


def take_undo(desk: Desk, number: int, *, progress: Progress | None = None) -> int:
    """Take a package back that was taken in by this work; how many records that was.

    Each stands as before, with what is known of its writes; the package can be taken again.  The
    newest package of a sender comes first, and what was worked on since stays in the way.

    Raises:
        Missing: no package was taken by this work.
        Moved: one of the records has been changed since, or something hangs on it.
    """
    tell = progress or tell_nobody
    with desk.work(_("撤销接收"), needs=Right.EXCHANGE, undoable=False) as work:
        found = [p for p in parcels(work, way="in") if p.step == number and p.state == "taken"]
        if not found:
            raise Missing("没有编号为 {number} 的接收记录，或者已经撤销", number=number)
        parcel = found[0]
        _refuse_older(work, parcel)
        work.merging = True
        count = _lay_back(work, number, tell)
        _let_go(work, parcel)
        work.detail = {"kind": "take-undo", "undoes": number, "parcel": parcel.digest}
    return count


def _refuse_older(work: Work, parcel: Parcel) -> None:
    if parcel.kind == "return":
        raise Refused("回执是上级单位的答复，不能撤销接收")
    later = [
        each
        for each in parcels(work, site=parcel.site, way="in")
        if each.state == "taken" and each.step > parcel.step
    ]
    if later:
        seq = f"{max(later, key=lambda each: each.step).seq:02d}"
        raise Moved("这之后又接收过第{seq}包，请先撤销后面的", seq=seq)


def _lay_back(work: Work, number: int, tell: Progress) -> int:
    sql = "SELECT ledger, record_id, fields FROM change WHERE step = ? ORDER BY n DESC"
    rows = list(work.connection.exec_driver_sql(sql, (number,)))
    own: list[tuple[str, str]] = []
    merged: dict[str, list[tuple[str, dict[str, list[Any]]]]] = {}
    for ledger, id, text in rows:
        if ledger not in KEPT:
            continue
        fields = json.loads(text)
        if "dots" in fields:
            merged.setdefault(ledger, []).append((id, fields))
        else:
            own.append((ledger, id))
    total = sum(map(len, merged.values()))
    gone = {(name, id) for name, each in merged.items() for id, f in each if f["dots"][0] is None}
    _refuse_hanging(work, gone)
    done = 0
    for name in sorted(merged, key=lambda name: name != "attachment"):
        for start in range(0, len(merged[name]), 500):
            some = merged[name][start : start + 500]
            for id, fields in some:
                _lay_one_back(work, name, id, fields)
            done += len(some)
            tell(done, total)
    _lay_own_back(work, number, {id for _name, id in own})
    return total


def _lay_one_back(work: Work, name: str, id: str, fields: dict[str, list[Any]]) -> None:
    ledger = KEPT[name]
    coder = codec(ledger)
    state = work.states(ledger, [id]).get(id)
    was, marks = fields["dots"]
    if state is None or read_marks(state.marks).text() != marks:
        record = coder.to_record(state.row) if state else None
        raise Moved(
            "“{name}”在接收之后又有改动，不能整包撤销；请先处理这条记录",
            name=record.label(work.lists) if record else id,
        )
    row = dict(state.row)
    row |= {field: pair[0] for field, pair in fields.items() if field != "dots"}
    before = coder.to_record(state.row)
    after = coder.to_record(row) if was is not None else None
    work.lay(ledger, [Laid(before, after, marks, was or "")])


def _refuse_hanging(work: Work, gone: set[tuple[str, str]]) -> None:
    """Refuse to take records away on which others hang that stay."""
    for name, ledger in KEPT.items():
        if name in SECRET:
            continue
        for field, link in ledger.linking.items():
            ids = [id for to, id in gone if to == link.to]
            for start in range(0, len(ids), 500):
                some = tuple(ids[start : start + 500])
                marks = ", ".join("?" * len(some))
                sql = f'SELECT id FROM "{name}" WHERE "{field}" IN ({marks})'
                for id in work.connection.exec_driver_sql(sql, some).scalars():
                    if (name, id) not in gone:
                        record = work.find(ledger.record, id)
                        raise Moved(
                            "“{name}”与这个包带来的记录相连，不能整包撤销；请先处理这条记录",
                            name=record.label(work.lists) if record else id,
                        )
    for name, id in gone:
        sql = "SELECT id FROM attachment WHERE of_ledger = ? AND of_id = ?"
        for found in work.connection.exec_driver_sql(sql, (name, id)).scalars():
            if ("attachment", found) not in gone:
                raise Moved("有附件挂在这个包带来的记录上，不能整包撤销；请先处理附件")


def _lay_own_back(work: Work, number: int, ids: set[str]) -> None:
    """Take back what this office wrote with it (镇街报送), where nobody went on with it."""
    if not ids:
        return
    for changes in work.changes_of(number):
        for change in changes:
            if change.record.id not in ids:
                continue
            now: Record | None = work.find(type(change.record), change.record.id)
            if now is not None and now == change.after:
                work.apply([Change(now, change.before)], judged=True)


def _let_go(work: Work, parcel: Parcel) -> None:
    """Let what the taking knew besides be as before: who waits, what came, what is counted."""
    step = work.connection.exec_driver_sql(
        "SELECT detail FROM step WHERE n = ?", (parcel.step,)
    ).scalar_one()
    sql = "SELECT ledger, one, other FROM double WHERE step = ? AND state = 'open'"
    for found in list(work.connection.exec_driver_sql(sql, (parcel.step,))):
        work.drop_row("double", *found)
    for ledger, id, site, digest in json.loads(step).get("held", []):
        _hold_no_more(work, (ledger, id, site), digest)
    # What had waited before and came in with this one waits again, as it came in.
    sql = "SELECT fields FROM change WHERE step = ? AND ledger = ? AND record_id = ?"
    for name, id, site in json.loads(step).get("from_held", []):
        for text in work.connection.exec_driver_sql(sql, (parcel.step, name, id)).scalars():
            fields = json.loads(text)
            if fields.get("dots", [None, None])[1]:
                _hold_again(work, name, id, site, fields, text)
    row = next(r for r in work.small_rows(schema.parcel) if r["digest"] == parcel.digest)
    kept = {n: v for n, v in row.items() if n != "seal"} | {"state": "undone"}
    told = {"state": ["taken", "undone"]}
    work.write_row("parcel", kept, told=told, needs=Right.EXCHANGE)
    peer = peer_of(work, parcel.site)
    if peer is not None:
        rest = [p for p in parcels(work, site=parcel.site, way="in") if p.state == "taken"]
        keep_peer(work, replace(peer, have=have_of(rest)), needs=Right.EXCHANGE)


def _digest(state: State) -> str:
    """Names a state that waits, in the history."""
    return hashlib.blake2b(state.marks.encode(), digest_size=8).hexdigest()


def _hold_no_more(work: Work, key: tuple[str, str, str], digest: str) -> None:
    """Take a state out of those that wait."""
    for row in work.small_rows(schema.held):
        if (row["ledger"], row["record_id"], row["site"]) == key:
            left = [state for state in read_states(row["row"]) if _digest(state) != digest]
            if left:
                kept = {name: value for name, value in row.items() if name != "seal"}
                work.keep_rows("held", [{**kept, "row": write_states(left)}])
            else:
                work.drop_row("held", *key)


def _hold_again(
    work: Work, name: str, id: str, site: str, fields: dict[str, list[Any]], text: str
) -> None:
    ledger = KEPT[name]
    now = work.states(ledger, [id]).get(id)
    row = {**(now.row if now else {}), "id": id}
    row |= {field: pair[1] for field, pair in told_fields(text).items()}
    state = State(row, fields["dots"][1])
    kept = {
        "ledger": name,
        "record_id": id,
        "site": site,
        "why": "link",
        "row": write_states([state]),
        "aside": 0,
        "step": work.number,
        "at": work.at.isoformat(" "),
    }
    work.keep_rows("held", [kept])


def kept_file(desk: Desk, parcel: Parcel) -> Path:
    """Where the sealed package lies that came in.

    Raises:
        Missing: it is there no more.
    """
    path = local_path(desk, parcel.digest)
    if not path.is_file():
        raise Missing("第{seq}包的文件不在本机了", seq=f"{parcel.seq:02d}")
    return path
