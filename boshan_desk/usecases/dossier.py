"""The file of a case (卷宗): what lies in its two volumes, page by page, and what is missing.

The order is that of PR §78 (`resources/rules/papers.toml`, or the office's own file); a paper that
the officer puts into another volume lies there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from boshan_desk.domain.law.papers import VOLUMES, PaperKind, Papers, Volume, read_papers
from boshan_desk.domain.law.reading import shipped_papers
from boshan_desk.i18n import _
from boshan_desk.ledgers.attachment import Attachment
from boshan_desk.ledgers.case_file import CasePaper
from boshan_desk.procedure.facts import CaseFile, conditions_of, facts_of
from boshan_desk.store import schema
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.procedure import read_file


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """A paper in its place."""

    id: str
    """Of the `case_paper`."""
    volume: Volume
    no: int
    """Its number in the volume, from 1."""
    code: str
    title: str
    paper_no: str
    made_on: date | None
    pages: int | None
    first: int | None
    """Its first page; None from the first paper on whose pages nobody counted."""
    last: int | None
    scans: int
    """How many files hang on it."""
    note: str

    @property
    def page_words(self) -> str:
        """From which page to which: 3-5."""
        if self.first is None:
            return ""
        if self.last is None or self.last == self.first:
            return str(self.first)
        return f"{self.first}-{self.last}"


@dataclass(frozen=True)
class Dossier:
    """The file as it is."""

    leaves: tuple[Leaf, ...]
    missing: tuple[PaperKind, ...]
    """What the case needs by now and has not."""

    @property
    def complete(self) -> bool:
        """Whether nothing that is needed is missing, and every page is counted."""
        return not self.missing and not self.uncounted

    @property
    def uncounted(self) -> int:
        """How many papers have no number of pages."""
        return sum(1 for leaf in self.leaves if not leaf.pages)

    def of(self, volume: Volume) -> tuple[Leaf, ...]:
        """What lies in a volume."""
        return tuple(leaf for leaf in self.leaves if leaf.volume == volume)

    def pages(self, volume: Volume) -> int:
        """The pages that were counted in a volume."""
        return sum(leaf.pages or 0 for leaf in self.of(volume))


def dossier(desk: Desk, case_id: str) -> Dossier:
    """The file of a case.

    Raises:
        Missing: there is no such case.
    """
    with desk.read() as reader:
        return dossier_in(reader, read_file(reader, case_id))


def dossier_in(reader: Reader, file: CaseFile) -> Dossier:
    """The same within a reading; `file` was read whole."""
    papers = papers_in(reader)
    so = conditions(file, reader.law.amounts.get("small_fine", 0))
    procedure = "simple" if "simple" in so else "ordinary"
    there = [paper.kind for paper in file.papers if paper.kind]
    missing = papers.missing(procedure, so, there)
    return Dossier(tuple(_leaves(reader, file.papers, papers)), tuple(missing))


def papers_in(reader: Reader) -> Papers:
    """The kinds of paper as this office has them."""
    papers = shipped_papers()
    for row in reader.small_rows(schema.lawfile):
        if row["kind"] == "papers":
            papers = papers.replaced(read_papers(row["text"]))
    return papers


def conditions(file: CaseFile, small_fine: int = 0) -> set[str]:
    """Everything that papers may depend on and is so of a case, by name."""
    found = facts_of(file)
    so = set(found) | conditions_of(file, found, small_fine)
    so |= {f"step.{step.event}" for step in file.standing}
    so |= {f"stop.{stop.kind}" for stop in file.stops}
    for measure in file.measures:
        so.add(f"measure.{measure.kind}")
        seized = measure.kind in ("seal", "detain")
        if measure.lifted_on:
            so.add("lifted.seizure" if seized else f"lifted.{measure.kind}")
        if measure.extended_on and seized:
            so.add("extended.seizure")
    case = file.case
    if case.ordered:
        so.add("ordered")
    if case.confiscate_goods or "goods" in case.penalties:
        so.add("confiscated")
    if case.discussed_on:
        so.add("discussed")
    return so


def _leaves(reader: Reader, given: Sequence[CasePaper], papers: Papers) -> Iterator[Leaf]:
    """The papers in their order, pages running through each volume."""
    scans: Counter[str] = Counter()
    if given:
        for attachment in reader.having(Attachment, "of_id", [paper.id for paper in given]):
            scans[attachment.of_id or ""] += 1

    def place(paper: CasePaper) -> tuple[int, ...]:
        _volume, part, order = papers.place(paper.kind or "")
        made = (paper.made_on or date.max).toordinal()
        return part, order, made

    for volume in VOLUMES:
        own = [p for p in given if _volume_of(p, papers) == volume]
        page: int | None = 1
        for number, paper in enumerate(sorted(own, key=place), 1):
            first = page
            page = None if page is None or not paper.pages else page + paper.pages
            kind = papers.kinds.get(paper.kind or "")
            usual = kind.title if kind else reader.lists["case_paper"].label(paper.kind or "")
            yield Leaf(
                id=paper.id,
                volume=volume,
                no=number,
                code=paper.kind or "",
                title=paper.title or usual,
                paper_no=paper.paper_no or "",
                made_on=paper.made_on,
                pages=paper.pages,
                first=first,
                last=None if page is None else page - 1,
                scans=scans[paper.id],
                note=_note(paper, scans[paper.id]),
            )


def _volume_of(paper: CasePaper, papers: Papers) -> Volume:
    if paper.volume == "main":
        return "main"
    if paper.volume == "second":
        return "second"
    kind = papers.kinds.get(paper.kind or "")
    return kind.volume if kind else "second"


def _note(paper: CasePaper, scans: int) -> str:
    words = [paper.remark or ""]
    if not paper.pages:
        words.append(_("页数未填"))
    if scans:
        words.append(_("有扫描件"))
    return _("；").join(word for word in words if word)
