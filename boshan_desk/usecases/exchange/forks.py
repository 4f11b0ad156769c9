"""Two desks under one name: how that is seen, and how what both wrote is told apart.

A desk that was copied, or restored while the old one went on, writes under numbers that are taken.
Nothing of it is merged before a person has found out; then each stands beside the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.registers import Marks, Seen, epoch_of, marks_of, split
from boshan_desk.exchange.container import Container
from boshan_desk.exchange.manifest import Manifest
from boshan_desk.i18n import _, mark
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.exchange.parcels import OTHER_LIFE, Parcel, newest_of, parcels
from boshan_desk.usecases.exchange.peers import Peer, keep_peer, peer_of

FORK: Final = mark(
    "{name}有两份不同的第{seq}包：可能有两台电脑用着同一份数据。没有接收任何内容，"
    "请与{name}核实哪台电脑在用，再决定怎样处理"
)
OLD_LIFE: Final = mark(
    "这是{name}恢复备份以前做的包，这里没有见过：可能旧电脑还在使用。没有接收任何内容，请与{name}核实"
)
NOT_OURS: Final = mark(
    "回执里答复的第{numbers}包不是这台电脑制作的：可能还有一台电脑用着同一份数据，请先与{name}联系"
)
ANSWERS: Final = "answers.jsonl"
ALARMED: Final = mark("{name}可能有两台电脑用着同一份数据，查明以前暂停接收；请先处理上次的提示")


def find_fork(peer: Peer, manifest: Manifest, digest: str, known: Sequence[Parcel]) -> str:
    """Why a package cannot come from the one desk that is known; "" where it can.

    Every package names the earlier ones that were not acknowledged, with the state of the history
    at each: a copy of a desk that went on by itself tells another story, or uses a number again.
    """
    if peer.alarm:
        return _(ALARMED).format(name=peer.name)
    words = _(FORK).format(name=peer.name, seq=f"{manifest.seq:02d}")
    # What was put by, or taken beside as another desk's, is no part of this one's story.
    own = [e for e in known if e.epoch == manifest.epoch and e.state in ("taken", "undone")]
    trail = {sent.seq: sent for sent in manifest.trail}
    for each in own:
        if each.digest == digest:
            continue
        if each.seq == manifest.seq:
            return words
        told = trail.get(each.seq)
        if told is not None:
            link = str(each.manifest["head"]["link"])
            if (told.digest, told.number, told.link) != (each.digest, each.upto_n, link):
                return words
        elif trail and min(trail) <= each.seq < manifest.seq:
            return words
        theirs = {seq: own_digest for seq, own_digest, *_rest in each.manifest["trail"]}
        later = each.seq > manifest.seq and theirs and min(theirs) <= manifest.seq
        if later and theirs.get(manifest.seq) != digest:
            return words
    if any(each.digest == digest and each.state == "forked" for each in known):
        return words
    if manifest.epoch < peer.epoch and all(each.digest != digest for each in known):
        return _(OLD_LIFE).format(name=peer.name)
    return ""


def answered_to_another(reader: Reader, container: Container) -> list[int]:
    """The numbers of packages that a return answers and this desk never made, though they bear its
    name and its life: another desk goes under them.
    """
    own = epoch_of(reader.desk.site)
    sent = {each.digest for each in parcels(reader, way="out")}
    answers = [line for line in container.lines(ANSWERS) if "parcel" in line]
    strange = {
        answer["seq"]
        for answer in answers
        if answer.get("epoch") == own and answer["parcel"] not in sent
    }
    return sorted(seq for seq in strange if isinstance(seq, int))


def parted_after(manifest: Manifest, known: Iterable[Parcel]) -> int:
    """Up to which work the sender tells the same story as the packages that are here."""
    digests = {each.digest for each in known}
    agreed = [sent.number for sent in manifest.trail if sent.digest in digests]
    return max([manifest.from_n, *agreed])


@dataclass(frozen=True)
class Apart:
    """How the other of two desks is told: what it wrote after they parted, under another life.

    They parted after the last package that both tell of, or what was acknowledged: that far they
    are one.
    """

    site: str
    epoch: int
    parted: int
    """The last work of which it is known that both did it."""

    @property
    def _own(self) -> str:
        return f"{self.site}.{self.epoch}"

    @property
    def _other(self) -> str:
        return f"{self.site}.{self.epoch + OTHER_LIFE}"

    def dot(self, dot: str) -> str:
        """A write of the sender as it is told here."""
        if not dot:
            return dot
        place, number = split(dot)
        own = place != self._own or number <= self.parted
        return dot if own else f"{self._other}.{number}"

    def rows(self, lines: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The rows of its package as they are told here."""
        for line in lines:
            if "d" not in line:
                yield line
                continue
            marks = marks_of(line["d"])
            apart = Marks(
                self.dot(marks.whole),
                {name: self.dot(each) for name, each in marks.fields.items()},
                self._seen({self._own: self.parted, **marks.seen}),
                {
                    name: {self.dot(d): v for d, v in rest.items()}
                    for name, rest in marks.others.items()
                },
                {self.dot(d): self._seen(each) for d, each in marks.gone.items()},
            )
            yield {**line, "d": json.loads(apart.text())}

    def _seen(self, told: Seen) -> Seen:
        apart = {place: n for place, n in told.items() if place != self._own}
        if self._own in told:
            apart[self._own] = min(told[self._own], self.parted)
            apart[self._other] = told[self._own]
        return apart


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
