"""The office's own law: rule files and calendars that it loads, and days of its own.

Nothing is saved before it was looked at: a change is read, checked, compared with the law in force,
and says which open cases it touches (`look_at`); then it is loaded (`load`), and the limits are
counted anew (`recount`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from boshan_desk.domain.explaining import length_words
from boshan_desk.domain.law.amounts import read_amounts
from boshan_desk.domain.law.book import Law
from boshan_desk.domain.law.calendar import check_year
from boshan_desk.domain.law.causes import read_causes
from boshan_desk.domain.law.checking import Words, check_rules
from boshan_desk.domain.law.crime import read_crime
from boshan_desk.domain.law.limits import Extension, Limit
from boshan_desk.domain.law.papers import read_papers
from boshan_desk.domain.law.reading import (
    KINDS,
    kind_of,
    shipped_amounts,
    shipped_causes,
    shipped_crime,
    shipped_papers,
)
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Missing, Moved, Refused
from boshan_desk.domain.wording import explained, listed, statements, with_more
from boshan_desk.domain.workdays import FIRST, LAST, OwnDay, Workdays, read_year
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers.case import Case
from boshan_desk.procedure.clocks import Clock, clocks_of
from boshan_desk.procedure.words import CONDITIONS, FACTS, STOPS, SUBJECTS
from boshan_desk.store import due, schema, touched
from boshan_desk.store.checking import told_digest
from boshan_desk.store.desk import Desk
from boshan_desk.store.law import make_law
from boshan_desk.store.reader import Reader

CALENDAR: Final = "calendar"
LAW_KINDS: Final[dict[str, str]] = {CALENDAR: mark("节假日安排"), **KINDS}
"""What an office may load, and what each is called."""

WORDS: Final = Words(frozenset(FACTS), frozenset(CONDITIONS), frozenset(SUBJECTS), frozenset(STOPS))
"""The names that rule files may use."""

_MOST: Final = 1_000_000
"""Bytes of a rule file at most: the shipped ones have a twentieth of it."""
_CHUNK: Final = 500
"""Cases that are counted between two words of progress."""

Heard = Callable[[int, int], object]
"""Hears how many of how many cases are done; raises `Cancelled` to call the work off."""


@dataclass(frozen=True)
class RuleChange:
    """A rule that another stands in the place of."""

    id: str
    title: str
    what: tuple[str, ...]
    """What is different, in words."""


@dataclass(frozen=True)
class DayTurn:
    """A day that becomes a working day, or stops being one."""

    day: date
    works: bool
    """Whether one works on it from now on."""
    name: str
    """The holiday or the reason."""


@dataclass(frozen=True)
class TouchedLimit:
    """A limit of a case whose end changes."""

    rule: str
    title: str
    subject: str
    """The measure it belongs to; empty for the case itself."""
    before: date | None
    """The last day as it was; None where it did not run, or stands still."""
    after: date | None
    before_words: str
    after_words: str


@dataclass(frozen=True)
class TouchedCase:
    """An open case with the limits that change."""

    id: str
    label: str
    """Its number; never the party."""
    officers: tuple[str, ...]
    limits: tuple[TouchedLimit, ...]


@dataclass(frozen=True)
class LawChange:
    """A change of the office's law, looked at and not yet saved."""

    kind: str
    """A key of `LAW_KINDS`, or `own_day`."""
    name: str
    """Which of its kind: a year, a day, or the kind itself."""
    title: str
    text: str
    """The file; empty where one is dropped."""
    file: str
    digest: str
    """SHA-256 of the text; empty where one is dropped."""
    old_digest: str
    """That of the file the office had loaded before; empty for the shipped one."""
    warnings: tuple[str, ...]
    """What looks odd and is no reason to refuse it."""
    rules: tuple[RuleChange, ...]
    days: tuple[DayTurn, ...]
    touched: tuple[TouchedCase, ...]
    settled: int
    """Open cases with dates that stay and are no longer provisional."""
    untouched: int
    """Open cases in which nothing changes."""
    law: str
    """The digest of the law that it was compared with."""


@dataclass(frozen=True)
class LoadedFile:
    """A file that the office loaded."""

    kind: str
    name: str
    title: str
    at: str
    officer: str
    digest: str


@dataclass(frozen=True)
class KeptDay:
    """A day of the office's own."""

    day: date
    works: bool
    reason: str
    at: str
    officer: str


# What there is


def loaded_files(reader: Reader) -> list[LoadedFile]:
    """The files that the office has loaded, in order of kind and name."""
    rows = sorted(reader.small_rows(schema.lawfile), key=lambda row: (row["kind"], row["name"]))
    return [
        LoadedFile(
            row["kind"],
            row["name"],
            title_of(row["kind"], row["name"]),
            row["at"],
            row["officer"],
            told_digest(row["text"]),
        )
        for row in rows
    ]


def own_days(reader: Reader) -> list[KeptDay]:
    """The days that this office alone treats otherwise, in order."""
    return [
        KeptDay(
            date.fromisoformat(row["day"]),
            bool(row["works"]),
            row["reason"],
            row["at"],
            row["officer"],
        )
        for row in sorted(reader.small_rows(schema.own_day), key=lambda row: row["day"])
    ]


def title_of(kind: str, name: str) -> str:
    """What a file is called: 2027年节假日安排; 法定期限."""
    if kind == CALENDAR:
        return _("{year}年节假日安排").format(year=name)
    return _(LAW_KINDS.get(kind, kind))


# Looking


def read_source(source: Path | str) -> str:
    """The text of a rule file, or the text itself.

    Raises:
        Refused: the file is too big, or is no text.
    """
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    with source.open("rb") as file:
        given = file.read(_MOST + 1)
    if len(given) > _MOST:
        raise Refused("{path} 太大，不是规则文件；规则文件是几十 KB 的文本", path=source)
    try:
        return given.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(
            "{path} 不是 UTF-8 编码的文本，请用记事本另存为 UTF-8 编码再选", path=source
        ) from None


def find_kind(text: str) -> str:
    """What kind of file a text is; refused when it does not say."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(
            "规则文件的格式不对：{why}；请按出错的行改正后重试", why=str(error)
        ) from error
    if "year" in given and "off" in given:
        return CALENDAR
    if kind := kind_of(text):
        return kind
    raise Refused(
        "看不出这是哪种规则文件：开头须有 [file] 和 kind（{kinds}），节假日安排须有 year 和 off",
        kinds=listed(KINDS),
    )


def check(source: Path | str, kind: str | None = None) -> tuple[str, str, list[str], list[str]]:
    """Kind and name of a file, what is wrong with it, and what only looks odd."""
    text = read_source(source)
    found = find_kind(text)
    if kind is not None and found != kind:
        raise Refused(
            "这是“{found}”文件，不是“{wanted}”",
            found=_(LAW_KINDS[found]),
            wanted=_(LAW_KINDS[kind]),
        )
    if found != CALENDAR:
        return found, found, check_rules(text, found, WORDS), []
    try:
        year = read_year(text)
    except Refused as refused:
        return found, "", [refused.words()], []
    return found, str(year.year), [], check_year(year)


def look_at(
    desk: Desk, source: Path | str, kind: str | None = None, *, heard: Heard | None = None
) -> LawChange:
    """What a rule file or a calendar would change, and which open cases it touches.

    `source` is a file (`Path`) or its text.  Long over many cases: to be called off the window's
    thread.

    Raises:
        Refused: it cannot be read, or is not coherent; the words say where.
    """
    found, name, wrong, odd = check(source, kind)
    if wrong:
        more = _("等{count}处").format(count=len(wrong)) if len(wrong) > 3 else ""
        raise Refused(
            "{title}文件有问题，没有载入：{why}{more}；请改正后重试",
            title=title_of(found, name),
            why=statements(wrong[:3]),
            more=more,
        )
    file = source.name if isinstance(source, Path) else ""
    return _look(desk, found, name, read_source(source), file, tuple(odd), heard)


def look_at_drop(desk: Desk, kind: str, name: str = "", *, heard: Heard | None = None) -> LawChange:
    """What going back to the shipped file would change; refused when none was loaded."""
    return _look(desk, kind, _known_name(kind, name), "", "", (), heard)


def look_at_day(
    desk: Desk, day: date, works: bool | None, *, reason: str = "", heard: Heard | None = None
) -> LawChange:
    """What a day of the office's own would change; `works` None looks at forgetting it."""
    with desk.read() as reader:
        law, files, own = reader.law, _files(reader), _own(reader)
    rest = [each for each in own if each.day != day]
    new = rest if works is None else [*rest, OwnDay(day, works, reason or _("本地安排"))]
    return _compare(
        desk,
        law,
        make_law(files, new),
        heard,
        kind="own_day",
        name=day.isoformat(),
        title=_("{day}本地安排").format(day=day),
    )


def _look(
    desk: Desk,
    kind: str,
    name: str,
    text: str,
    file: str,
    odd: tuple[str, ...],
    heard: Heard | None,
) -> LawChange:
    with desk.read() as reader:
        law, files, own = reader.law, _files(reader), _own(reader)
    old = files.get(kind, {}).get(name, "")
    if not text and not old:
        raise Missing("没有载入过“{title}”，现用的就是内置的", title=title_of(kind, name))
    kept = {k: v for k, v in files.get(kind, {}).items() if k != name}
    new = {**files, kind: {**kept, name: text} if text else kept}
    return _compare(
        desk,
        law,
        make_law(new, own),
        heard,
        kind=kind,
        name=name,
        title=title_of(kind, name),
        text=text,
        file=file,
        digest=told_digest(text),
        old_digest=told_digest(old),
        warnings=odd,
        rules=tuple(_rule_changes(kind, old, text, law, make_law(new, own))),
    )


def _compare(
    desk: Desk,
    law: Law,
    new: Law,
    heard: Heard | None,
    *,
    kind: str,
    name: str,
    title: str,
    text: str = "",
    file: str = "",
    digest: str = "",
    old_digest: str = "",
    warnings: tuple[str, ...] = (),
    rules: tuple[RuleChange, ...] = (),
) -> LawChange:
    cases, settled, untouched = _touched(desk, law, new, heard)
    return LawChange(
        kind=kind,
        name=name,
        title=title,
        text=text,
        file=file,
        digest=digest,
        old_digest=old_digest,
        warnings=warnings,
        rules=rules,
        days=tuple(_turns(law.days, new.days)),
        touched=cases,
        settled=settled,
        untouched=untouched,
        law=law.digest,
    )


# Saving


def load(desk: Desk, change: LawChange) -> None:
    """Save what was looked at; the limits are to be counted anew then (`recount`).

    Raises:
        NoRight: the officer may not change the office's settings.
        Moved: the law was changed since it was looked at.
    """
    if not change.text:
        _drop(desk, change)
        return
    name = _("载入{title}").format(title=change.title)
    with desk.work(name, needs=Right.SETTINGS, undoable=False) as work:
        _still(work, change)
        row = {
            "kind": change.kind,
            "name": change.name,
            "text": change.text,
            **work.stamp,
        }
        told = {"text": [change.old_digest or None, change.digest]}
        work.write_row("lawfile", row, told=told, needs=Right.SETTINGS)
        work.detail |= {"kind": "law", "sha256": change.digest, "touched": len(change.touched)}
        if change.file:
            work.detail["file"] = change.file


def drop(desk: Desk, kind: str, name: str = "") -> None:
    """Go back to the shipped file; refused when none was loaded."""
    _drop(desk, look_at_drop(desk, kind, name))


def _drop(desk: Desk, change: LawChange) -> None:
    name = _("恢复内置的{title}").format(title=change.title)
    with desk.work(name, needs=Right.SETTINGS, undoable=False) as work:
        _still(work, change)
        told: dict[str, list[Any]] = {"text": [change.old_digest, None]}
        work.remove_row("lawfile", change.kind, change.name, told=told, needs=Right.SETTINGS)
        work.detail |= {"kind": "law", "touched": len(change.touched)}


def _still(work: Reader, change: LawChange) -> None:
    if work.law.digest != change.law:
        raise Moved("规则或日历在核对之后又有改动，请重新核对后再载入")


def add_own_day(desk: Desk, day: date, works: bool, reason: str) -> None:
    """Let the office be closed on a working day, or work on a day of rest; the reason is kept.

    Raises:
        Refused: no reason was given, the day is that already, or lies outside the calendar.
    """
    if not reason.strip():
        raise Refused("请写明本地停业或上班的原因（如：因暴雨停止办公的通知文号）")
    if not FIRST <= day <= LAST:
        raise Refused("日期超出可计算的范围（{first}至{last}）", first=FIRST, last=LAST)
    words = _("{day}照常上班") if works else _("{day}停止办公")
    with desk.work(words.format(day=day), needs=Right.SETTINGS, undoable=False) as work:
        kept = {each.day: each for each in own_days(work)}
        days = Workdays(work.law.days.years.values())
        if day not in kept and days.is_workday(day) == works:
            raise Refused(
                "{day}本来就是{what}，不用登记", day=day, what=_("工作日") if works else _("休息日")
            )
        row = {
            "day": day.isoformat(),
            "works": int(works),
            "reason": reason.strip(),
            **work.stamp,
        }
        old = kept.get(day)
        told: dict[str, list[Any]] = {
            "works": [int(old.works) if old else None, int(works)],
            "reason": [old.reason if old else None, reason.strip()],
        }
        work.write_row("own_day", row, told=told, needs=Right.SETTINGS)
        work.detail["kind"] = "law"


def remove_own_day(desk: Desk, day: date) -> None:
    """Treat a day as everybody does again; refused when it was none of the office's own."""
    name = _("取消{day}的本地安排").format(day=day)
    with desk.work(name, needs=Right.SETTINGS, undoable=False) as work:
        old = next((each for each in own_days(work) if each.day == day), None)
        if old is None:
            raise Missing("{day}没有登记过本地安排", day=day)
        told: dict[str, list[Any]] = {"works": [int(old.works), None], "reason": [old.reason, None]}
        work.remove_row("own_day", day.isoformat(), told=told, needs=Right.SETTINGS)
        work.detail["kind"] = "law"


def is_current(reader: Reader) -> bool:
    """Whether the limits were counted with the law as it is now."""
    return due.is_current(reader)


def recount(desk: Desk, heard: Heard | None = None) -> int:
    """Count the limits of all cases anew if the law has changed; how many limits were counted."""
    with desk.read() as reader:
        if due.is_current(reader):
            return 0
    return due.rebuild(desk, heard)


# The calendar's end


def calendar_ends(reader: Reader) -> date:
    """The last day of the last year whose notice is at hand."""
    return reader.law.days.known_to


def calendar_warning(reader: Reader) -> str:
    """That the next year's notice is missing, from 1 October on; empty before.

    The State Council's notice usually comes out in November of the year before (domain.md 3.8).
    """
    return warning_on(calendar_ends(reader), reader.today)


def warning_on(end: date, today: date) -> str:
    """The same for a calendar that ends on a day."""
    values = {"end": _day_words(end), "year": end.year + 1}
    if today > end:
        return _(
            "节假日数据到{end}止，现在起算的日期都是暂定的，请尽快导入{year}年节假日安排"
        ).format(**values)
    if today >= date(end.year, 10, 1):
        return _(
            "节假日数据到{end}止，算到{year}年的日期是暂定的；{year}年节假日安排一般在11月发布，发布后请导入"
        ).format(**values)
    return ""


# What changes


def _rule_changes(kind: str, old: str, new: str, law: Law, then: Law) -> Iterator[RuleChange]:
    if kind == "limits":
        before, after = law.limits.versions, then.limits.versions
        for id in dict.fromkeys((*before, *after)):
            if before.get(id) != after.get(id):
                what = _limit_words(before.get(id, ()), after.get(id, ()))
                title = (after.get(id) or before[id])[-1].title
                yield RuleChange(id, title, tuple(what))
    elif kind != CALENDAR:
        was, now = _entries(kind, old), _entries(kind, new)
        for id in dict.fromkeys((*was, *now)):
            if was.get(id) != now.get(id):
                word = _("新增") if id not in was else _("删去") if id not in now else _("改动")
                yield RuleChange(id, _entry_title(now.get(id) or was[id]), (word,))


def _entries(kind: str, text: str) -> dict[str, Any]:
    """The rules of a kind by their own names, with an office's text over the shipped one."""
    match kind:
        case "causes":
            causes = shipped_causes()
            if text:
                causes = causes.replaced(read_causes(text, causes.amounts, causes.laws))
            return dict(causes.versions)
        case "crime":
            crime = shipped_crime()
            return dict((crime.replaced(read_crime(text)) if text else crime).versions)
        case "papers":
            papers = shipped_papers()
            return dict((papers.replaced(read_papers(text)) if text else papers).kinds)
    amounts = shipped_amounts()
    if text:
        amounts = amounts.replaced(read_amounts(text))
    return {**amounts.rules, **amounts.settings, **{m.code: m for m in amounts.methods}}


def _entry_title(entry: Any) -> str:
    newest = entry[-1] if isinstance(entry, tuple) else entry
    return str(getattr(newest, "title", "") or getattr(newest, "crime", ""))


_SAID: Final[dict[str, str]] = {
    "title": mark("名称"),
    "form": mark("种类"),
    "binds": mark("约束对象"),
    "length": mark("期限"),
    "start": mark("起算"),
    "met": mark("完成"),
    "when": mark("条件"),
    "of": mark("属于"),
    "extension": mark("延长"),
    "stops": mark("停止计算的事由"),
    "rolls": mark("休息日顺延"),
    "lapses": mark("届满自行结束"),
    "basis": mark("依据"),
    "source": mark("出处"),
    "sure": mark("把握"),
    "since": mark("施行"),
    "until": mark("废止"),
    "note": mark("说明"),
    "rate": mark("比例"),
    "cap": mark("上限"),
}
"""What the parts of a limit are called."""


def _limit_words(before: Sequence[Limit], after: Sequence[Limit]) -> Iterator[str]:
    if not before:
        yield _("新增：{length}").format(length=limit_length(after[-1]))
        return
    if not after:
        yield _("删去")
        return
    if len(before) != len(after):
        yield _("版本：{before}个 → {after}个").format(before=len(before), after=len(after))
    for old, new in zip(reversed(before), reversed(after), strict=False):
        if limit_length(old) != limit_length(new):
            yield _turned("length", limit_length(old), limit_length(new))
        for name in _SAID:
            was, now = getattr(old, name), getattr(new, name)
            if was != now and name != "length":
                yield _turned(name, _part_words(name, was), _part_words(name, now))


def _turned(name: str, was: str, now: str) -> str:
    return explained(_(_SAID[name]), f"{was or '—'} → {now or '—'}")


def _part_words(name: str, value: object) -> str:
    known: Mapping[str, str] = {
        "start": FACTS, "met": FACTS, "when": CONDITIONS, "of": SUBJECTS, "stops": STOPS,
    }.get(name, {})  # fmt: skip
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Extension):
        return with_more(value.by, str(value.length))
    if isinstance(value, tuple):
        return listed(
            _("非{what}").format(what=_(known.get(word[1:], word[1:])))
            if word.startswith("!")
            else _(known.get(word, word))
            for word in value
        )
    return _(known[value]) if isinstance(value, str) and value in known else str(value or "")


def limit_length(limit: Limit) -> str:
    """How long a limit is, in words: 15个工作日; of a surcharge its rate."""
    if limit.form == "surcharge":
        return _("每日{rate}%，最多{cap}%").format(rate=limit.rate, cap=limit.cap)
    return length_words(limit.length, limit.unit)


def _turns(before: Workdays, after: Workdays) -> Iterator[DayTurn]:
    for day in _named_days(before, after):
        works = after.is_workday(day)
        if works != before.is_workday(day):
            yield DayTurn(day, works, after.name(day) or before.name(day))


def _named_days(*calendars: Workdays) -> list[date]:
    """The days that either calendar says something about."""
    found: set[date] = set()
    for days in calendars:
        found |= set(days.exceptions) | set(days.assumed)
        for year in days.years.values():
            found |= {*year.off, *year.work}
    return sorted(day for day in found if FIRST <= day <= LAST)


# Which cases


def _touched(
    desk: Desk, law: Law, new: Law, heard: Heard | None
) -> tuple[tuple[TouchedCase, ...], int, int]:
    """The open cases that change, how many only become certain, how many stay as they are."""
    with desk.read() as reader:
        chosen = _chosen(reader, law, new)
        total = len(touched.open_cases(reader))
    found: list[TouchedCase] = []
    settled = 0
    for start in range(0, len(chosen), _CHUNK):
        if heard:
            heard(start, len(chosen))
        with desk.read() as reader:
            for file in due.read_files(reader, chosen[start : start + _CHUNK]):
                was, now = _running(clocks_of(file, law)), _running(clocks_of(file, new))
                limits = tuple(_limit_changes(was, now))
                if limits:
                    case = file.case
                    found.append(TouchedCase(case.id, label_of(case), case.officers, limits))
                elif any(c.counted.certain != was[k].counted.certain for k, c in now.items()):
                    settled += 1
    if heard:
        heard(len(chosen), len(chosen))
    return tuple(found), settled, total - len(found) - settled


def _chosen(reader: Reader, law: Law, new: Law) -> list[str]:
    """The open cases that may be touched."""
    ids: dict[str, None] = {}
    rules = [
        id
        for id in dict.fromkeys((*law.limits.versions, *new.limits.versions))
        if law.limits.versions.get(id) != new.limits.versions.get(id)
    ]
    wide = law.amounts.get("small_fine") != new.amounts.get("small_fine")
    wide |= any(
        _reaches_further(law.limits.versions.get(id, ()), new.limits.versions.get(id, ()))
        for id in rules
    )
    span = _affected(law.days, new.days)
    if wide or ((rules or span) and not due.is_current(reader)):
        return touched.open_cases(reader)
    if rules:
        ids |= dict.fromkeys(touched.with_limits(reader, rules))
    if span:
        ids |= dict.fromkeys(touched.over_days(reader, *span))
    return list(ids)


_WITHIN: Final = frozenset(_SAID) - {"start", "met", "when", "of", "since", "until"}
"""What may differ in a limit without setting it going, or ending it, in other cases than before."""


def _reaches_further(before: Sequence[Limit], after: Sequence[Limit]) -> bool:
    if len(before) != len(after):
        return True
    outside = [name for name in _SAID if name not in _WITHIN]
    return any(
        getattr(old, name) != getattr(new, name)
        for old, new in zip(before, after, strict=True)
        for name in outside
    )


def _affected(before: Workdays, after: Workdays) -> tuple[date, date] | None:
    """From the first to the last day on which two calendars differ, in fact or in certainty."""
    days = [
        day
        for day in _named_days(before, after)
        if before.is_workday(day) != after.is_workday(day)
        or before.for_party.is_workday(day) != after.for_party.is_workday(day)
    ]
    for year in set(before.years) ^ set(after.years):
        days += [date(year, 1, 1), date(year, 12, 31)]
    return (min(days), max(days)) if days else None


def _running(clocks: Iterable[Clock]) -> dict[tuple[str, str], Clock]:
    return {(c.limit.id, c.subject): c for c in clocks if c.met_on is None}


def _limit_changes(
    was: dict[tuple[str, str], Clock], now: dict[tuple[str, str], Clock]
) -> Iterator[TouchedLimit]:
    for key in dict.fromkeys((*was, *now)):
        old, new = was.get(key), now.get(key)
        if _ends(old) == _ends(new):
            continue
        clock = new or old
        assert clock is not None
        yield TouchedLimit(
            key[0],
            clock.limit.called,
            key[1],
            old.last if old else None,
            new.last if new else None,
            _end_words(old),
            _end_words(new),
        )


def _ends(clock: Clock | None) -> object:
    return None if clock is None else (clock.due, clock.last, clock.counted.left)


def _end_words(clock: Clock | None) -> str:
    if clock is None:
        return _("不适用")
    if clock.last is None:
        left = length_words(clock.counted.left, clock.limit.unit)
        return _("暂停中，恢复后还有{left}").format(left=left)
    last = _moment_words(clock.last)
    if clock.due != clock.last and clock.due is not None:
        last = _("{due}（最晚{last}）").format(due=clock.due.isoformat(), last=last)
    return last if clock.counted.certain else _("{day}（暂定）").format(day=last)


def _moment_words(moment: date) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else moment.isoformat()


def label_of(case: Case) -> str:
    """A case by its number: never by its party."""
    numbers = (case.file_no, case.case_no, case.decision_no, case.clue_no, case.serial_no)
    return next((number for number in numbers if number), case.id)


# Small things


def _files(reader: Reader) -> dict[str, dict[str, str]]:
    files: dict[str, dict[str, str]] = {}
    for row in reader.small_rows(schema.lawfile):
        files.setdefault(row["kind"], {})[row["name"]] = row["text"]
    return files


def _own(reader: Reader) -> list[OwnDay]:
    return [OwnDay(each.day, each.works, each.reason) for each in own_days(reader)]


def _known_name(kind: str, name: str) -> str:
    if kind not in LAW_KINDS:
        raise Missing("没有规则“{kind}”，可用的有：{known}", kind=kind, known=listed(LAW_KINDS))
    if kind == CALENDAR and not name:
        raise Refused("请写明年份，如 calendar 2027")
    return name or kind


def _day_words(day: date) -> str:
    return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)
