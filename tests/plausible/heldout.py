"""How well headings are understood that nobody has seen.

    python -m tests.plausible.heldout [--half learning|test] [--show] [--files N]

`headings/*.json` are the wordings of authors who knew nothing of the matcher.  Each field's list is
divided by a fixed seed into a half to learn from and a half that nobody looks at: to change the
thesaurus, read the learning half (`--show`) and then measure on the other.  A heading is right,
asked (left to the officer) or wrong; a file of eight to fourteen columns needs no help when all of
them are right.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from boshan_desk.domain.county import lists_of, load_county
from boshan_desk.domain.fields import (
    Code,
    Codes,
    Day,
    Flag,
    IdNumber,
    Kind,
    Link,
    Money,
    Names,
    Note,
    Papers,
    Percent,
    Person,
    Phone,
    Whole,
)
from boshan_desk.domain.reading import fold
from boshan_desk.excel.grid import Grid
from boshan_desk.excel.matching.heads import match_heads
from boshan_desk.ledgers import LEDGERS
from tests.plausible import inventing, writing

WORDINGS: Final = Path(__file__).parent / "headings"
AUTHORS: Final = ("officers", "clerks")
SEED: Final = "演示五"
NONE: Final = ""
"""The field of a heading that means none."""
_ROWS: Final = 12
_LISTS: Final = lists_of(load_county("boshan"))
_OFFICES: Final = ("城东市场监管所", "综合执法大队", "知识产权科", "区司法局", "区工商联")
_NAMED: Final[Mapping[str, str]] = {
    "case_no": "博市监案〔2025〕{}号",
    "file_no": "博市监立〔2025〕{}号",
    "clue_no": "XS2025{:04d}",
    "source_ref": "12315-2025{:06d}",
    "decision_no": "博市监处罚〔2025〕{}号",
    "police_no": "博市监移〔2025〕{}号",
    "right_no": "{:08d}",
    "volume_no": "2025-{:03d}",
    "cards": "3703040{:04d}",
    "licence_name": "营业执照",
    "platform": "演示商城{}店",
    "country": "中国",
    "goods": "演示茶具{}",
    "qty_unit": "件",
    "breach_basis": "《中华人民共和国商标法》第五十七条第（{}）项",
    "penalty_basis": "《中华人民共和国商标法》第六十条第{}款",
    "confiscate_goods": "侵权演示商品{}件",
    "pub_where": "演示公示系统{}",
    "title": "2025年演示知识产权培训班第{}期",
    "place": "演示商贸城{}号",
    "legacy_licence_no": "3703042{:06d}",
    "station_no": "ZD-{:05d}",
    "approval_no": "博市监发〔2025〕{}号",
    "grant_no": "演示2025第{}号",
    "notice_no": "第{}号",
    "notice_org": "国家知识产权局",
    "tm_no": "{:08d}",
    "rule_ver": "2024年第{}版",
    "std_no": "GB/T {:05d}-2008",
    "std_name": "地理标志产品 演示{}",
    "lab": "演示检测{}中心",
    "sample_no": "CY2025{:03d}",
    "product_name": "演示琉璃{}",
    "right_id": "演示山楂",
    "station_id": "演示陶瓷商标品牌指导站",
    "event_id": "2025年演示知识产权培训班",
    "why_jump": "市场行情变化，订单减少{}%",
    "server": "王演示",
    "refer_to": "区司法局",
    "former_names": "原演示{}厂",
}
_FIRMS: Final = (
    "party",
    "owner",
    "name",
    "unit",
    "host_name",
    "client",
    "target",
    "holder",
    "user_id",
)


@dataclass
class Score:
    """What came of some headings, or files."""

    right: int = 0
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.right + len(self.asked) + len(self.wrong)

    def line(self, title: str) -> str:
        whole = max(1, self.count)
        return (
            f"{title:<22}{self.count:>6}{100 * self.right / whole:>9.1f} %"
            f"{100 * len(self.asked) / whole:>8.1f} %{100 * len(self.wrong) / whole:>8.2f} %"
        )


def read_wordings(half: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """By ledger and field the headings of one half; those of two fields are nobody's."""
    chosen: dict[str, dict[str, dict[str, str]]] = {}
    fields_of: dict[tuple[str, str], set[str]] = {}
    for author in AUTHORS:
        read = json.loads((WORDINGS / f"{author}.json").read_text("utf-8"))
        none = read.pop("none", {})
        for ledger in LEDGERS:
            listed = {**read.get(ledger, {}), NONE: none.get(ledger, [])}
            fields = {n: {fold(h): h for h in reversed(each)} for n, each in listed.items()}
            often = Counter(key for each in fields.values() for key in each)
            for name, each in fields.items():
                plain = sorted(k for k in each if often[k] == 1 and (ledger, k) not in fields_of)
                Random(f"{SEED}-{ledger}-{name}").shuffle(plain)
                middle = len(plain) // 2
                part = plain[:middle] if half == "learning" else plain[middle:]
                if name == NONE or name in LEDGERS[ledger].fields:
                    mine = chosen.setdefault(ledger, {}).setdefault(name, {})
                    mine.update({key: each[key] for key in part})
            for name, each in fields.items():
                for key in each:
                    fields_of.setdefault((ledger, key), set()).add(name)
    return {
        ledger: {
            name: kept
            for name, each in fields.items()
            if (kept := tuple(h for k, h in each.items() if len(fields_of[ledger, k]) == 1))
        }
        for ledger, fields in chosen.items()
        if any(fields.values())
    }


def invent(ledger: str, name: str, dice: Random) -> list[Any]:
    """What may stand under a heading."""
    kind = LEDGERS[ledger].fields.get(name)
    spelling = dice.randrange(3)
    return [_value(name, kind, dice, number, spelling) for number in range(1, _ROWS + 1)]


def _value(name: str, kind: Kind | None, dice: Random, number: int, spelling: int) -> Any:
    if kind is None:
        return dice.choice(("已阅", "见附件", 3, 12.5, "李明", "2025.3.1", "合格"))
    if name in _NAMED and not isinstance(kind, Code | Codes):
        return _NAMED[name].format(number + 100)
    if isinstance(kind, Code | Codes) and kind.list == "town":
        return writing.TOWNS.label(dice.choice([entry.code for entry in writing.TOWNS][:11]))
    if isinstance(kind, Code):
        return dice.choice([entry.label for entry in _LISTS[kind.list]])
    if isinstance(kind, Codes):
        labels = [entry.label for entry in _LISTS[kind.list]]
        return "、".join(dice.sample(labels, min(len(labels), dice.choice((1, 1, 2)))))
    if isinstance(kind, Day):
        day = inventing.day(dice) + timedelta(days=number)
        return (day, f"{day:%Y.%m.%d}", f"{day.year}年{day.month}月{day.day}日")[spelling]
    if isinstance(kind, Flag):
        return dice.choice("是否")
    if isinstance(kind, Money):
        return dice.choice((dice.randrange(1, 900) * 100, dice.randrange(1, 9000) / 10))
    if isinstance(kind, Whole):
        if "year" in name:
            return dice.randrange(2020, 2026)
        return dice.randrange(1, 30) if "class" in name else dice.randrange(1, 400)
    if isinstance(kind, Percent):
        return dice.choice(("95%", "98%", "100%"))
    if isinstance(kind, Phone):
        return inventing.phone(dice)
    if isinstance(kind, IdNumber | Papers):
        return inventing.id_card(dice)
    if name.endswith("uscc"):
        return inventing.uscc(dice)
    if name in _FIRMS and not (name == "name" and isinstance(kind, Person)):
        return inventing.firm(dice, number) + (str(number) if isinstance(kind, Link) else "")
    if name in ("host", "organiser", "co") or name == "unit":
        return dice.choice(_OFFICES)
    if isinstance(kind, Person):
        return inventing.person(dice)
    if isinstance(kind, Names):
        return "、".join(inventing.person(dice) for _ in range(2))
    if name in ("address", "site"):
        return f"演示镇演示路{number}号"
    if isinstance(kind, Note):
        return f"在店内销售标有演示商标的产品，涉嫌侵犯注册商标专用权（{number}）"
    return f"演示{number}"


def lay(ledger: str, columns: Sequence[tuple[str, str]], dice: Random) -> Grid:
    """A sheet of (heading, field) columns; 组/列 stands below its group."""
    parts = [_part(heading) for heading, _name in columns]
    values = [invent(ledger, name, dice) for _heading, name in columns]
    rows: list[list[Any]] = [[group or heading for group, heading in parts]]
    if any(group for group, _heading in parts):
        rows.append([heading if group else "" for group, heading in parts])
        last = ""
        for at, (group, _heading) in enumerate(parts):
            if group and group == last:
                rows[0][at] = ""
            last = group
    rows += [list(row) for row in zip(*values, strict=True)]
    return Grid("表", rows)


def _part(heading: str) -> tuple[str, str]:
    group, slash, own = heading.partition("/")
    # 电话/手机 and 组/列 are written alike; a blank or bracket around the stroke is no group.
    return (
        (group, own)
        if slash and own and group and "(" not in group and "（" not in group
        else ("", heading)
    )


ANCHORS: Final[Mapping[str, Sequence[str]]] = {
    "case": ("case_no", "party", "filed_on", "remark"),
    "attendee": ("name", "id_no", "unit", "remark"),
    "event": ("title", "starts_on", "place", "remark"),
    "enterprise": ("name", "uscc", "phone", "remark"),
    "station": ("name", "station_no", "head", "remark"),
    "station_service": ("client", "served_on", "server", "remark"),
    "gi_right": ("product_name", "holder", "category", "remark"),
    "gi_user": ("name", "uscc", "labels", "remark"),
    "gi_year": ("year", "right_id", "output", "remark"),
    "gi_check": ("target", "checked_on", "officers", "remark"),
    "enforcement_action": ("place", "acted_on", "people", "remark"),
}
"""The fields whose titles stand around the heading that is looked at."""


def try_heading(ledger: str, heading: str, name: str) -> str:
    """The field found for a heading between plain ones; "" for none."""
    dice = Random(f"{ledger}-{name}-{heading}")
    fields = LEDGERS[ledger].fields
    around = [(fields[n].title, n) for n in ANCHORS[ledger] if n != name][:3]
    columns = [around[0], (heading, name), *around[1:]]
    found = match_heads(lay(ledger, columns, dice), LEDGERS[ledger], _LISTS)
    if found is None:
        return NONE
    return next((c.field or NONE for c in found.columns if c.index == 1), NONE)


def score_headings(wordings: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, Score]:
    """By ledger; those that mean none under "none"."""
    scores: dict[str, Score] = {}
    for ledger, fields in wordings.items():
        for name, headings in fields.items():
            score = scores.setdefault(ledger if name else "none", Score())
            for heading in headings:
                _count(score, try_heading(ledger, heading, name), name, f"{ledger}: {heading!r}")
    return scores


def _count(score: Score, found: str, name: str, words: str) -> None:
    if found == name:
        score.right += 1
    elif found == NONE:
        score.asked.append(f"{words} {name}")
    else:
        score.wrong.append(f"{words} {name} -> {found}")


def score_files(
    wordings: Mapping[str, Mapping[str, Sequence[str]]], files: int, declared: float
) -> tuple[dict[str, Score], Score]:
    """By ledger how many sheets need no help, and what became of their columns."""
    scores: dict[str, Score] = {}
    columns = Score()
    for number in range(files):
        dice = Random(f"{SEED}-{number}")
        ledger = dice.choice(sorted(wordings))
        laid = draw(ledger, wordings[ledger], dice, declared)
        found = match_heads(lay(ledger, laid, dice), LEDGERS[ledger], _LISTS)
        got = {c.index: c.field or NONE for c in found.columns} if found else {}
        score = scores.setdefault(ledger, Score())
        asked = wrong = False
        for at, (heading, name) in enumerate(laid):
            one = got.get(at, NONE)
            _count(columns, one, name, f"[{number}] {ledger}: {heading!r}")
            wrong |= one not in (name, NONE)
            asked |= one != name
        if wrong:
            score.wrong.append(str(number))
        elif asked:
            score.asked.append(str(number))
        else:
            score.right += 1
    return scores, columns


def draw(
    ledger: str, fields: Mapping[str, Sequence[str]], dice: Random, declared: float
) -> list[tuple[str, str]]:
    """(heading, field) of a sheet: what names a record, and others, the common ones oftener.

    `declared` is the share of headings that are a field's title or another name of it.
    """
    wanted = dice.randrange(8, 15)
    names = [name for name in fields if name]
    picked = [name for name in LEDGERS[ledger].called if name in fields][:1]
    # The authors wrote more wordings for what stands in most ledgers.
    pool = [name for name in names if name not in picked]
    while pool and len(picked) < wanted:
        name = dice.choices(pool, [len(fields[n]) for n in pool])[0]
        pool.remove(name)
        picked.append(name)
    strange = dice.sample(fields[NONE], 1) if fields.get(NONE) and dice.random() < 0.3 else ()
    laid = []
    for name in picked:
        kind = LEDGERS[ledger].fields[name]
        known = dice.random() < declared
        laid.append((dice.choice((kind.title, *kind.also) if known else fields[name]), name))
    for heading in strange:
        laid.insert(dice.randrange(1, len(laid)), (heading, NONE))
    return laid


def lines(half: str, files: int, *, show: bool) -> Iterator[str]:
    """The table."""
    wordings = read_wordings(half)
    yield f"{half} half              n      right   asked    wrong"
    total = Score()
    for ledger, score in sorted(score_headings(wordings).items()):
        yield score.line(ledger)
        if show:
            yield from (f"    asked {each}" for each in score.asked)
            yield from (f"    WRONG {each}" for each in score.wrong)
        if ledger != "none":
            total.right += score.right
            total.asked += score.asked
            total.wrong += score.wrong
    yield total.line("all headings")
    for declared in (0.0, 0.4):
        sheets, columns = score_files(wordings, files, declared)
        every = Score()
        yield f"-- files with {declared:.0%} of their headings as declared"
        for ledger, score in sorted(sheets.items()):
            yield score.line(ledger)
            every.right += score.right
            every.asked += score.asked
            every.wrong += score.wrong
        yield columns.line("columns in files")
        yield every.line("all files")
        if show:
            yield from (f"    WRONG {each}" for each in columns.wrong)


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.plausible.heldout", description=__doc__)
    parser.add_argument("--half", choices=("learning", "test"), default="test")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--files", type=int, default=1000)
    given = parser.parse_args()
    print(*lines(given.half, given.files, show=given.show), sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
