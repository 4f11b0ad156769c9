"""Looking at a package before anything is taken: whose it is, and what would become of each record.

Nothing is written.  The plain content lies in memory, a large one in a nameless file of the desk's
own folder, until the look is closed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from boshan_desk.domain.fields import Kind
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Refused, TooNew
from boshan_desk.domain.wording import listed
from boshan_desk.exchange import streams
from boshan_desk.exchange.container import Container, open_container
from boshan_desk.exchange.envelope import open_file, read_header
from boshan_desk.exchange.manifest import Manifest
from boshan_desk.exchange.media import fetch
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT, SECRET
from boshan_desk.store.codec import STAMPS, codec
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import SCHEMA
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.exchange.answers import paper_label
from boshan_desk.usecases.exchange.arrived import is_joined, whole
from boshan_desk.usecases.exchange.forks import (
    FORK,
    NOT_OURS,
    Apart,
    answered_to_another,
    find_fork,
    parted_after,
)
from boshan_desk.usecases.exchange.oddities import notes_on
from boshan_desk.usecases.exchange.own_keys import allowed_suites, secret_with
from boshan_desk.usecases.exchange.parcel_files import parcel_folder, remove_empty
from boshan_desk.usecases.exchange.parcels import Parcel, newest_of, parcels
from boshan_desk.usecases.exchange.peers import DOWN, Peer, sender_of
from boshan_desk.usecases.exchange.side_by_side import shown_words
from boshan_desk.usecases.exchange.weighed import Weighed
from boshan_desk.usecases.exchange.weighing import Weigher
from boshan_desk.usecases.sheets.preview import Progress, no_collecting, tell_nobody

_KEPT: Final = 5000
"""Of so many records what the look found is kept; of more it is found again in the taking."""
_BROKEN: Final = mark("{file} 里的内容与它的清单不符，没有接收任何内容；请对方重新制作数据包")


@dataclass(frozen=True, kw_only=True)
class FieldLine:
    """One field that differs, as the officer sees it."""

    register: str
    title: str
    ours: str
    theirs: str


@dataclass(frozen=True, kw_only=True)
class LookLine:
    """What would become of one record."""

    ledger: Ledger
    id: str
    label: str
    outcome: str
    why: str
    words: str
    differing: tuple[tuple[str, Any, Any], ...] = ()
    """Columns with what is stored here and what came; shown through `fields`."""
    fresh: tuple[str, ...] = ()
    """The registers in which values would compete."""

    def fields(self, reader: Reader, *, mask: int = 1) -> tuple[FieldLine, ...]:
        """What differs, in words; personal data covered."""
        found = []
        kinds = self.ledger.shown()
        for column, ours, theirs in self.differing:
            if column not in kinds:
                continue
            kind = kinds[column]
            found.append(
                FieldLine(
                    register=self.ledger.register_of[column],
                    title=_(kind.title),
                    ours=_shown(reader, kind, ours, mask),
                    theirs=_shown(reader, kind, theirs, mask),
                )
            )
        return tuple(found)


def _shown(reader: Reader, kind: Kind, stored: Any, mask: int) -> str:
    """A value in words; of a refused row it may be of another kind than its field."""
    try:
        return shown_words(reader, kind, stored, mask)
    except (ValueError, ArithmeticError, TypeError):
        return _("（读不出来）")


@dataclass(kw_only=True)
class Look:
    """A package that is open, and what would become of what it holds."""

    path: Path
    local: Path
    """A copy of it in the desk's own folder, as it was sealed."""
    peer: Peer
    manifest: Manifest
    digest: str
    container: Container
    seen: int
    """The newest change of this desk when it was looked at."""
    again: Parcel | None
    """The package as it was taken before; then nothing of it is new."""
    lines: tuple[LookLine, ...] = ()
    """Every record that is not simply the same."""
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    fork: str = ""
    """Why it must not be merged before a person has looked into it."""
    despite: bool = False
    """Whether a person has: then what two desks wrote under one name is told apart."""
    weighed: list[Weighed] | None = None
    """What becomes of each record, as far as that is kept for the taking."""
    parted: int = 0
    """The last work of which it is known that both did it."""
    opened: ExitStack = field(default_factory=ExitStack, repr=False)
    """What is let go when it is closed."""

    @property
    def their_counts(self) -> Mapping[str, int]:
        """By ledger, how many live records the sender has."""
        return self.manifest.holds

    @property
    def apart(self) -> Apart | None:
        """How it is told which of two desks wrote what; None where there is one, or none is asked
        about.

        What a desk wrote in a life before its restore is its own.
        """
        manifest = self.manifest
        if not self.despite or manifest.epoch < self.peer.epoch:
            return None
        return Apart(manifest.site, manifest.epoch, self.parted)

    def total(self, *outcomes: str) -> int:
        """How many records have one of these outcomes; all without one."""
        return sum(
            n
            for counts in self.counts.values()
            for outcome, n in counts.items()
            if not outcomes or outcome in outcomes
        )

    def close(self) -> None:
        """Let the plain content go."""
        self.opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def look(
    desk: Desk, path: Path, *, despite: bool = False, progress: Progress | None = None
) -> Look:
    """Open a package and weigh what is in it.

    `despite`: although two desks seem to go under the sender's name.

    Raises:
        NoRight: the officer may not exchange packages.
        Refused: whose it is, its seal, or what is in it is not right; nothing is left.
        TooNew: it comes from a newer program.
    """
    desk.officer.demand(Right.EXCHANGE)
    tell = progress or tell_nobody
    with ExitStack() as stack:
        # A desk that takes nothing is left as it was.
        stack.callback(remove_empty, desk)
        found = _open(desk, path, stack)
        found.despite = despite
        if (found.again is None and not found.fork) or despite:
            with desk.read() as reader, no_collecting():
                _weigh(reader, found, tell)
        found.opened = stack.pop_all()
    return found


def _open(desk: Desk, path: Path, stack: ExitStack) -> Look:
    folder = parcel_folder(desk)
    local = fetch(path, folder)
    stack.callback(local.unlink, missing_ok=True)
    with desk.read() as reader:
        header = read_header(local, name=path.name)
        peer = sender_of(reader, header.sender)
        secret = secret_with(reader, header.recipient)
        plain = stack.enter_context(streams.spool(folder))
        open_file(
            local,
            plain,
            secret=secret,
            sender=peer.public,
            allowed_suites=allowed_suites(reader),
            name=path.name,
            whose=peer.name,
        )
        container = stack.enter_context(open_container(plain, name=path.name))
        manifest = container.manifest
        manifest.refuse_other(header, path.name)
        _refuse_strange(peer, container, path.name)
        known = parcels(reader, site=peer.site, way="in")
        again = next((p for p in known if p.digest == container.digest), None)
        taken = again if again and again.state == "taken" else None
        return Look(
            path=path,
            local=local,
            peer=peer,
            manifest=manifest,
            digest=container.digest,
            container=container,
            seen=reader.last_change(),
            again=taken,
            notes=tuple(_notes(reader, peer, container, known)) if taken is None else (),
            fork="" if taken else find_fork(peer, manifest, container.digest, known),
            parted=parted_after(manifest, known),
        )


def _refuse_strange(peer: Peer, container: Container, file: str) -> None:
    """Refuse a package whose seal is right and whose claims are not."""
    manifest = container.manifest
    if manifest.schema > SCHEMA:
        raise TooNew("{file} 由更新版本的程序制作，没有接收任何内容；请先升级本程序", file=file)
    if manifest.site != peer.site or (manifest.kind == "package") != (peer.kind == DOWN):
        raise Refused(_BROKEN, file=file)
    if manifest.head.number != manifest.upto_n:
        raise Refused(_BROKEN, file=file)
    known = set(KEPT) - set(SECRET)
    for name in ledgers_in(container):
        if name not in known:
            raise Refused(_BROKEN, file=file)


def ledgers_in(container: Container) -> list[str]:
    """The ledgers of which a package carries records, those first that others link to."""
    found = [
        name.removeprefix("records/").removesuffix(".jsonl")
        for name in container.names()
        if name.startswith("records/")
    ]
    order = {name: place for place, name in enumerate(linked_first())}
    return sorted(found, key=lambda name: (order.get(name, len(order)), name))


def linked_first() -> list[str]:
    """Every ledger, after those that its records link to as far as that goes; attachments last."""
    order: list[str] = []
    on_the_way: set[str] = set()

    def visit(name: str) -> None:
        if name in order or name in on_the_way:
            return
        on_the_way.add(name)
        for link in KEPT[name].linking.values():
            visit(link.to)
        order.append(name)

    for name in KEPT:
        if name != "attachment":
            visit(name)
    return [*order, "attachment"]


# What is odd


def _notes(
    reader: Reader, peer: Peer, container: Container, known: Sequence[Parcel]
) -> Iterator[str]:
    manifest = container.manifest
    yield from notes_on(reader, peer, manifest)
    if peer.kind != DOWN and (strange := answered_to_another(reader, container)):
        numbers = listed(f"{seq:02d}" for seq in strange)
        yield _(NOT_OURS).format(numbers=numbers, name=peer.name)
    taken = [each for each in known if each.state == "taken" and each.kind == manifest.kind]
    newest = newest_of(taken)
    if newest and (newest.epoch, newest.seq) > (manifest.epoch, manifest.seq):
        yield _("这是较早的第{seq}包，后面的包已经接收过").format(seq=f"{manifest.seq:02d}")
    if manifest.epoch > peer.epoch > 0:
        yield _("{name}的电脑恢复过备份；恢复以前报送过的内容会随回执带回去").format(name=peer.name)
    if peer.kind == DOWN and not is_joined(whole(reader, peer.site, taken), manifest):
        yield _("在这个包之前还有内容没有收到；回执会请{name}从缺的地方重新报送").format(
            name=peer.name
        )


# What becomes of the records


def _weigh(reader: Reader, found: Look, tell: Progress) -> None:
    counts: dict[str, Counter[str]] = {}
    lines: list[LookLine] = []
    total, done = sum(found.manifest.files[n].size for n in _parts(found.container)), 0
    weigher = weigher_of(reader, found)
    found.weighed = []
    for some in weigh_all(weigher, found):
        if found.weighed is not None:
            found.weighed += some
            if len(found.weighed) > _KEPT:
                found.weighed = None
        for each in some:
            counts.setdefault(each.ledger.name, Counter())[each.outcome] += 1
            if each.outcome != "same":
                lines.append(_line(reader, each))
            done += 300
        tell(min(done, total), total)
    if weigher.forked and not found.despite:
        seq = f"{found.manifest.seq:02d}"
        found.fork = _(FORK).format(name=found.peer.name, seq=seq)
    found.lines, found.counts = tuple(lines), counts


def weigher_of(reader: Reader, found: Look) -> Weigher:
    """Weighs what this package holds against the desk as the reader sees it."""
    manifest = found.manifest
    blobs = {n.removeprefix("blobs/") for n in found.container.names() if n.startswith("blobs/")}
    return Weigher(reader, found.peer, manifest.epoch, manifest.upto_n, blobs)


def weigh_all(weigher: Weigher, found: Look) -> Iterator[list[Weighed]]:
    """What becomes of every record of a package, some after some."""
    for name in ledgers_in(found.container):
        lines: Iterable[dict[str, Any]] = found.container.lines(f"records/{name}.jsonl")
        if found.apart is not None:
            lines = found.apart.rows(lines)
        yield from weigher.weigh(name, lines)
    yield from weigher.rest()


def _parts(container: Container) -> list[str]:
    return [name for name in container.names() if name.startswith("records/")]


def _line(reader: Reader, each: Weighed) -> LookLine:
    record = each.record
    if record is None and each.before is not None:
        record = codec(each.ledger).to_record(each.before.row)
    coming = each.coming.row
    if each.before is not None:
        here = each.before.row
        differing = tuple(
            (column, here.get(column), coming.get(column))
            for column in each.ledger.differing(here, coming)
        )
    else:
        shown = codec(each.ledger).columns
        filled = (c for c in shown if c not in STAMPS and coming.get(c) is not None and c != "id")
        differing = tuple((column, None, coming[column]) for column in filled)
    return LookLine(
        ledger=each.ledger,
        id=each.id,
        label=paper_label(record, reader.lists) if record else "",
        outcome=each.outcome,
        why=each.why,
        words=each.words,
        differing=differing,
        fresh=each.fresh,
    )
