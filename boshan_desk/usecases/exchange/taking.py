"""Taking a package in: all of it in one work, after a restore point; and taking that back.

What the look showed is weighed again in the transaction, some rows after some, so that nothing that
came between is overlooked and nothing large is held.  The answer stands in the same transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Moved, Refused
from boshan_desk.domain.registers import epoch_of, order
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.store.files import content_path, keep_blocks
from boshan_desk.store.work import Laid, Work
from boshan_desk.usecases.backups import back_up
from boshan_desk.usecases.exchange import doubles_found, former
from boshan_desk.usecases.exchange.answers import (
    Answer,
    AnswerRow,
    make_answer,
    paper_label,
    read_decided,
)
from boshan_desk.usecases.exchange.arrived import have_of, whole
from boshan_desk.usecases.exchange.carried import take_carried
from boshan_desk.usecases.exchange.claims import last_restore
from boshan_desk.usecases.exchange.forks import ANSWERS, answered_to_another
from boshan_desk.usecases.exchange.held_rows import digest_of, row_with
from boshan_desk.usecases.exchange.looking import Look, weigh_all, weigher_of
from boshan_desk.usecases.exchange.making import ACKNOWLEDGED
from boshan_desk.usecases.exchange.noting import note_parcel, put_by
from boshan_desk.usecases.exchange.parcel_files import keep_file
from boshan_desk.usecases.exchange.parcels import (
    change_parcel,
    newest_of,
    parcels,
)
from boshan_desk.usecases.exchange.peers import DOWN, Peer, keep_peer, peer_of, peers
from boshan_desk.usecases.exchange.prefixes import lift_serials
from boshan_desk.usecases.exchange.retrying import laid_of, retry
from boshan_desk.usecases.exchange.statements import note_package, report_state
from boshan_desk.usecases.exchange.weighed import Weighed
from boshan_desk.usecases.exchange.weighing import SOME, Weigher
from boshan_desk.usecases.lawfiles import recount
from boshan_desk.usecases.sheets.preview import Progress, no_collecting, tell_nobody

KIND: Final = "take"
"""What the history calls the work."""

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
        put_by(desk, look)
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
        self._former: dict[str, Any] = {}
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
        found = former.find(self.work, self.look.peer.site)
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
            # A return package is not taken back.
            self._former = former.keep(self.work, found, self._held)
        else:
            self._take_answers(peer)
        self._keep_parcel()

    @property
    def detail(self) -> dict[str, Any]:
        """What the history keeps of it: ids and numbers."""
        return {
            "kind": KIND,
            "parcel": self.look.digest,
            "site": self.look.peer.site,
            "held": self._held,
            **self._former,
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
                self._dots |= each.after.known.dots
                if each.outcome == "new":
                    self._new.setdefault(name, []).append(each.id)
                if each.outcome == "new" or _named_anew(each):
                    self._to_compare.setdefault(name, []).append(each.id)
            elif each.outcome == "held":
                held.append(each)
                self._dots |= each.coming.known.dots
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
            row, new = row_with(self.work, key, each.why, each.coming)
            rows.append(row)
            if new:
                self._held.append([*key, digest_of(each.coming)])
        self.work.keep_rows("held", rows)

    def _retry(self) -> None:
        """Take what waited for something that is here now."""
        for each in retry(self.work).refused:
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
        apart = self.look.apart
        sender, below = self.look.peer.site, self.look.peer.kind == DOWN
        known = {peer.site for peer in peers(self.work)} - {sender}
        rows: list[dict[str, Any]] = []
        for line in self.look.container.lines("steps.jsonl"):
            dot = apart.dot(line["dot"]) if apart else line["dot"]
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
            have = have_of(whole(self.work, peer.site, [*taken, manifest]))
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
        sent = {p.digest for p in parcels(self.work, site=peer.site, way="out")}
        have: dict[int, int] | None = None
        for line in container.lines(ANSWERS):
            if "have" in line and "parcel" not in line:
                have = {int(epoch): int(n) for epoch, n in line["have"].items()}
            elif "decided" in line and "parcel" not in line:
                read_decided(line["decided"])
                self._decided += line["decided"]
            elif "parcel" in line:
                answer = Answer.from_json(line)
                if answer.parcel in sent:
                    change_parcel(self.work, answer.parcel, "acknowledged", answer.to_json())
        came = parcels(self.work, site=peer.site, way="in", kind="return")
        newest = newest_of(each for each in came if each.state == "taken")
        late = newest and (newest.epoch, newest.seq) > (manifest.epoch, manifest.seq)
        if answered_to_another(self.work, container):
            # How far another desk under this name has come says nothing of this one.
            have = None
        if have is not None and not late:
            self._acknowledge(have)
        lines = container.lines("carried.jsonl")
        if not late:
            self.notes += take_carried(self.work, lines)
            self.carried = True
        lift_serials(self.work, self._new)

    def _acknowledge(self, have: Mapping[int, int]) -> None:
        """Note up to which of its works the office above has everything: it may be less than
        before, where that office lost something.
        """
        epoch = epoch_of(self.work.desk.site)
        before = int(self.work.setting(ACKNOWLEDGED, "0"))
        if (after := have.get(epoch)) is None:
            # Nothing of this life is there: what is, is from before it began.
            after = min(before, max(have.values(), default=0))
            if born := last_restore(self.work):
                after = min(after, born - 1)
        if after != before:
            self.work.set(ACKNOWLEDGED, str(after), needs=Right.EXCHANGE)

    def _keep_parcel(self) -> None:
        answer: dict[str, Any] = {"decided": self._decided} if self._decided else {}
        if self.answer is not None:
            answer = self.answer.to_json()
        note_parcel(self.work, self.look, "taken", self.counts, answer)

    # Files

    def _keep_files(self) -> None:
        """Files before the rows that name them, the sealed package among them: durable."""
        desk, container = self.work.desk, self.look.container
        if (kept := keep_file(desk, self.look.local, self.look.digest)) is not None:
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
