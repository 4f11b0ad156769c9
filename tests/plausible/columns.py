"""Which columns a sheet has, how they are headed, and the head in one, two or three rows."""

from __future__ import annotations

from boshan_desk.ledgers import LEDGERS as DECLARED
from tests.plausible.draft import Column, Draft
from tests.plausible.keys import Raw, Sheet
from tests.plausible.words import GROUPS, LEDGERS, ROW_WORDS, STRANGERS, Field


def pick_fields(draft: Draft) -> tuple[Field, ...]:
    dice, fields = draft.dice, LEDGERS[draft.ledger]
    share = 0.25 if draft.has("missing-columns") else dice.choice((0.4, 0.6, 0.85))
    picked = [f for f in fields if f.core or dice.random() < share]
    if draft.has("moved-columns"):
        first, rest = picked[0], picked[1:]
        dice.shuffle(rest)
        picked = [first, *rest] if dice.random() < 0.5 else [*rest, first]
    return tuple(picked)


def head_columns(draft: Draft) -> list[Column]:
    dice = draft.dice
    grouped = draft.has("head-two-rows") or draft.has("head-three-rows")
    fields = list(draft.fields)
    named: dict[str, str] = {}
    if grouped:
        fields, named = gather(draft, fields)
    wan = draft.has("money-wan-head")
    if draft.has("unit-row"):
        draft.unit_row = "万元" if wan and dice.random() < 0.5 else "元"
    taken: set[str] = set()
    columns = []
    for each in fields:
        group = named.get(each.group, "")
        column = make_head(draft, each, group, taken)
        if each.sort == "money":
            if wan and draft.unit_row == "万元" and dice.random() < 0.7:
                column.unit = "万元"
            else:
                column.unit = (
                    "万元" if wan and draft.unit_row != "元" and dice.random() < 0.7 else "元"
                )
                shown = column.unit == "万元" or draft.unit_row == "万元" or dice.random() < 0.5
                if shown and draft.unit_row != column.unit:
                    column.heading += dice.choice(
                        ("（{}）", "({})", "（单位：{}）", "\n({})")
                    ).format(column.unit)
                elif shown and not group:
                    column.heading += f"（{column.unit}）"
        columns.append(column)
    if draft.has("extra-columns"):
        for word in dice.sample(STRANGERS, dice.choice((1, 2))):
            columns.insert(dice.randrange(1, len(columns) + 1), Column(word))
    if draft.has("blank-columns"):
        columns.insert(dice.randrange(1, len(columns) + 1), Column(""))
    if draft.has("serial") or draft.has("serial-unnamed"):
        word = dice.choice(ROW_WORDS) if draft.has("serial") else ""
        columns.insert(0, Column(word, serial=True))
    return columns


def gather(draft: Draft, fields: list[Field]) -> tuple[list[Field], dict[str, str]]:
    """The fields of a group side by side, and what each group of two or more is called."""
    members: dict[str, list[Field]] = {}
    for each in fields:
        if each.group:
            members.setdefault(each.group, []).append(each)
    named = {
        group: draft.dice.choice(GROUPS[group])
        for group, some in members.items()
        if len(some) > 1 and draft.dice.random() < 0.85
    }
    gathered: list[Field] = []
    for each in fields:
        if each.group not in named:
            gathered.append(each)
        elif each not in gathered:
            gathered += members[each.group]
    return gathered, named


def make_head(draft: Draft, each: Field, group: str, taken: set[str]) -> Column:
    kind = DECLARED[draft.ledger].fields[each.name]
    declared = (kind.title, *kind.also)
    for _try in range(30):
        if group:
            word = draft.dice.choice(each.sub)
        elif draft.dice.random() < 0.4:
            word = draft.dice.choice(declared)
        else:
            word = draft.dice.choice(each.own)
        if (group, word) not in {(group, t) for t in taken}:
            break
    taken.add(word)
    return Column(decorate(draft, word), each, group)


def decorate(draft: Draft, word: str) -> str:
    dice = draft.dice
    if draft.has("head-decorated") and dice.random() < 0.4:
        if len(word) == 2:
            word = f"{word[0]}{dice.choice((' ', '　', '  '))}{word[1]}"
        word = (
            dice.choice(("*{}", "{}*", "{}（必填）", " {} ", "{}：", "{}（√选）", "★{}")).format(
                word
            )
            if not word.endswith("）")
            else word
        )
        if "√选" in word:
            word = word.replace("（√选）", "")
    if draft.has("head-broken-lines") and len(word) > 3 and dice.random() < 0.5:
        half = len(word) // 2
        word = f"{word[:half]}\n{word[half:]}"
    return word


def top_words(draft: Draft) -> list[tuple[int, int, str]]:
    """Two or three parts of a head in three rows, divided where no group is cut."""
    columns, dice = draft.columns, draft.dice
    cuts = [
        p
        for p in range(1, len(columns))
        if not columns[p].group or columns[p].group != columns[p - 1].group
    ]
    if len(cuts) < 3 or dice.random() < 0.5:
        return []
    first = 1 if columns[0].serial else 0
    inner = sorted(dice.sample([cut for cut in cuts if cut > first], dice.choice((1, 2))))
    ends = [*inner, len(columns)]
    words = dice.sample(("基本信息", "登记情况", "办理情况", "其他情况", "主要内容"), len(ends))
    return [
        (start, end - 1, word)
        for start, end, word in zip([first, *inner], ends, words, strict=True)
    ]


def lay_heads(draft: Draft, sheet: Sheet, row: int, columns: list[Column] | None = None) -> int:
    """The head, in one, two or three rows."""
    columns = columns or draft.columns
    grouped = draft.has("head-two-rows") or draft.has("head-three-rows")
    depth = 3 if draft.has("head-three-rows") else 2 if grouped else 1
    last = row + depth - 1
    topped: set[int] = set()
    for start, end, word in draft.tops:
        sheet.put(row, sheet.left + start, word)
        if end > start:
            sheet.merged.append((row, sheet.left + start, row, sheet.left + end))
        topped |= set(range(start, end + 1))
    place = 0
    while place < len(columns):
        column = columns[place]
        end = place
        while column.group and end + 1 < len(columns) and columns[end + 1].group == column.group:
            end += 1
        at, top = sheet.left + place, row + (place in topped)
        if column.group:
            sheet.put(top, at, column.group)
            if end > place or last - 1 > top:
                sheet.merged.append((top, at, last - 1, sheet.left + end))
            for each in range(place, end + 1):
                sheet.put(last, sheet.left + each, columns[each].heading)
        else:
            sheet.put(top, at, column.heading)
            if last > top and column.heading:
                sheet.merged.append((top, at, last, at))
        place = end + 1
    row += depth
    if draft.has("head-numbered") and columns is draft.columns:
        first = draft.dice.choice((1, 0))
        for place in range(len(columns)):
            mark: Raw = place + first
            if draft.text_only or draft.dice.random() < 0.1:
                mark = str(place + first)
            sheet.put(row, sheet.left + place, "栏次" if place == 0 and first == 0 else mark)
        row += 1
    return row
