"""A preview made ready to be seen: rows by outcome and by finding, counted once, off the thread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from boshan_desk.domain.problems import Severity
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ui.import_sums import Sums

if TYPE_CHECKING:
    from boshan_desk.excel.rows.taking import Issue
    from boshan_desk.store.desk import Desk
    from boshan_desk.ui.import_plan import Place
    from boshan_desk.usecases.sheets import Preview, Row

OUTCOMES: Final = (
    ("all", mark("全部")),
    ("new", mark("＋ 新增")),
    ("changed", mark("～ 更新")),
    ("same", mark("＝ 相同")),
    ("skipped", mark("－ 跳过")),
    ("refused", mark("✕ 不能导入")),
    ("alike", mark("？ 重复嫌疑")),
)
"""Each has a sign of its own, for colour may not be seen."""

_GRAVEST: Final[Mapping[Severity, int]] = {"error": 0, "warn": 1, "note": 2}


@dataclass(frozen=True)
class Kind:
    """Findings of one kind over the whole file: the same thing said of the same column."""

    severity: Severity
    column: str
    title: str
    """What the column is called; empty for findings on whole rows."""
    words: str
    """What is said, of the first row."""
    several: bool
    """Whether it is said in other words of other rows."""
    places: Sequence[int]
    """The rows, by their place in the preview."""


@dataclass(frozen=True)
class Sight:
    """A preview with everything that its picture needs."""

    preview: Preview
    links: Mapping[str, str]
    """The names of the records that rows point to, by id."""
    letters: Mapping[str, str]
    """The column of each field as Excel shows it, in the file's order."""
    headings: Mapping[str, str]
    """What the file calls each field."""
    moved: Collection[str]
    """The fields that change somewhere, or are wrong somewhere."""
    places: Mapping[str, Sequence[int]]
    """The rows of each outcome, by their place in the preview."""
    kinds: tuple[Kind, ...]
    several: bool
    """Whether rows of more than one sheet are seen."""
    sums: Sums
    """How the rows of the file add up."""
    drafts: bool
    """Whether all that would be written lacks something yet."""
    fitting: tuple[int, int]
    """How many columns mean something, and how many there are that could."""

    def count(self, outcome: str) -> int:
        """How many rows have this outcome."""
        return len(self.places[outcome])


def gravest_first(issues: Sequence[Issue]) -> list[Issue]:
    """Findings of a row in the order they are told: what keeps it out comes first."""
    return sorted(issues, key=lambda issue: _GRAVEST[issue.severity])


def see(desk: Desk, preview: Preview, alike: Collection[Place]) -> Sight:
    """Make a preview ready to be seen; `alike`: the rows that once resembled a stored record."""
    letters, headings = _columns_of(preview)
    moved: set[str] = set()
    places: dict[str, list[int]] = {name: [] for name, _words in OUTCOMES}
    said: dict[tuple[str, str, str, str], list[int]] = defaultdict(list)
    first: dict[tuple[str, str, str, str], Issue] = {}
    several_words = set()
    for place, row in enumerate(preview.rows):
        places[row.outcome].append(place)
        if row.alike or (row.sheet, row.number) in alike:
            places["alike"].append(place)
        for issue in row.issues:
            key = (issue.severity, issue.code, issue.column, issue.field)
            if first.setdefault(key, issue).message != issue.message:
                several_words.add(key)
            rows = said[key]
            if not rows or rows[-1] != place:
                rows.append(place)
            if issue.severity == "error":
                moved.add(issue.field)
        if row.outcome == "changed" and row.before is not None and (after := row.after) is not None:
            now, then = after.__dict__, row.before.__dict__
            moved.update(name for name in letters if now[name] != then[name])
    kinds = [
        Kind(
            issue.severity,
            issue.column,
            _title(preview, issue.field, headings),
            issue.message,
            key in several_words,
            said[key],
        )
        for key, issue in first.items()
    ]
    kinds.sort(key=lambda kind: (_GRAVEST[kind.severity], -len(kind.places)))
    return Sight(
        preview,
        link_names(desk, preview),
        letters,
        headings,
        moved,
        {**places, "all": range(len(preview.rows))},
        tuple(kinds),
        len({row.sheet for row in preview.rows}) > 1,
        Sums.of(preview, written=False),
        all(row.status == "draft" for row in preview.rows if row.base is not None),
        _fitting(preview),
    )


def _fitting(preview: Preview) -> tuple[int, int]:
    from boshan_desk.usecases.sheets.likely import known_columns

    each = [known_columns(matching) for _sheet, matching in preview.matchings]
    return sum(known for known, _all in each), sum(columns for _known, columns in each)


def _columns_of(preview: Preview) -> tuple[dict[str, str], dict[str, str]]:
    letters: dict[str, str] = {}
    headings: dict[str, str] = {}
    for _sheet, matching in preview.matchings:
        for column in matching.columns:
            if column.field and column.field not in letters:
                letters[column.field] = column.letter
                headings[column.field] = full_heading(column.group, column.heading)
    return letters, headings


def full_heading(group: str, heading: str) -> str:
    """A heading with the group it stands under, on one line."""
    parts = (" ".join(part.split()) for part in (group, heading))
    return "／".join(part for part in parts if part)


def _title(preview: Preview, name: str, headings: Mapping[str, str]) -> str:
    """What a column is called in the file, and in the ledger where it has another name there."""
    kind = preview.ledger.shown().get(name)
    if kind is None:
        return ""
    return headings.get(name) or _(kind.title)


def link_names(desk: Desk, preview: Preview) -> dict[str, str]:
    """The names of the records that the rows point to, by id."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for name, link in preview.ledger.linking.items():
        for row in preview.rows:
            for id in (_linked(row, name), getattr(row.before, name, None)):
                if id:
                    wanted[link.to].add(id)
    names: dict[str, str] = {}
    if not wanted:
        return names
    with desk.read() as reader:
        for ledger_name, ids in wanted.items():
            kind = LEDGERS[ledger_name].record if ledger_name in LEDGERS else None
            if kind is not None:
                found = reader.find_many(kind, sorted(ids))
                names |= {id: record.label(reader.lists) for id, record in found.items()}
    return names


def _linked(row: Row, name: str) -> str | None:
    """What the record to be points to, without making it."""
    for values in (row.follows, row.values):
        if name in values:
            found: str | None = values[name]
            return found
    return getattr(row.base, name, None)


def why_same(row: Row, preview: Preview) -> str:
    """Why nothing is done with a row that is in the ledger already."""
    fields = preview.ledger.shown()
    if row.matched == "id":
        return _("与台账一致（按记录标识认出）")
    if row.matched == "all":
        return _("与台账里的一条记录完全一致")
    if row.matched == "chosen":
        return _("与选定的记录一致")
    titles = [_(fields[name].title) for name in row.matched.split() if name in fields]
    if not titles:
        return _("与台账一致")
    return _("与台账一致（按“{key}”认出）").format(key=listed(titles))
