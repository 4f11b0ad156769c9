"""What stands in a column: a look at some of its values, to bear out or refute its heading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import (
    Code,
    Codes,
    Day,
    Flag,
    Identifier,
    IdNumber,
    Kind,
    Link,
    Money,
    Names,
    Note,
    Number,
    Papers,
    Percent,
    Person,
    Phone,
    Text,
    Whole,
)
from boshan_desk.domain.identifiers import identify, lost_digits
from boshan_desk.domain.reading import (
    Unreadable,
    clean,
    is_blank,
    read_bool,
    read_date,
    read_decimal,
    read_fen,
    split_list,
)
from boshan_desk.excel.grid import Grid

SAMPLED: Final = 60
"""So many values of a column are looked at."""

_SOUGHT: Final = 400
"""In so many rows they are looked for, half of them the first, half from all over the sheet."""

_CODE_FORM = re.compile(r"[0-9A-Z]{15}|[0-9A-Z]{17,19}")
_PHONE_FORM = re.compile(
    r"(?:\+?86-?)?(?:1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8}|[2-9][0-9]{6,7}|\(0[0-9]{2,3}\)-?[0-9]{7,8})(?:-[0-9]{1,5})?"
)
_DATE_LIKE = re.compile(
    r"['’]?(?:[0-9]{4}|[0-9]{2})(?:[-/.年])[0-9]{1,2}(?:[-/.月][0-9]{1,2}日?|月)?(?:[T ].*)?"
    r"|[0-9]{1,2}(?:月|[-/.])[0-9]{1,2}日?|[〇零○一二三四五六七八九十]{2,4}年.{1,8}|(?:19|20)[0-9]{2}年?|(?:19|20)[0-9]{6}"
)
_DOCUMENT = re.compile(r".*(?:\([0-9]{4}\)|[0-9]{4}年?).*[0-9]+号|.+第?[0-9]+号")
_NUMBERED = re.compile(r"(?=.*[0-9]{2})[0-9A-Za-z\u4e00-\u9fff()\[\]\-_/.]{4,40}")
_TOWN = re.compile(
    r"[\u4e00-\u9fff]{1,8}(?:镇|街道|乡|街道办|办事处|开发区|街道办事处|镇政府|镇人民政府)"
)
_FIRM = re.compile(
    r".{2,}(?:公司|厂|店|合作社|经营部|中心|商行|超市|协会|学校|学院|医院|大学|集团|事务所|研究院|研究所|工作室|饭店|酒店|馆|部|坊|行|堂|铺|场|社|户\)|合伙\)|企业|委员会|局|政府|所)(?:\([^()]*\))?[0-9]*"
)
_HAN_NAME = re.compile(
    r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}|[\u4e00-\u9fff]{1,12}(?:[·•.][\u4e00-\u9fff]{1,12})+"
)
_SURNAMES: Final = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦昌马苗凤方俞任袁柳鲍史唐费岑薛雷贺倪汤滕殷罗毕郝安常"
    "乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计成戴宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田"
    "樊胡凌霍虞万支柯管卢莫房干解应宗丁宣邓单杭洪包左石崔吉龚程邢滑裴陆荣翁荀羊甄曲封芮储靳段富巫焦巴牧车侯全班仇伊宁厉祖武符刘景詹束龙叶司郜黎白蒲邰从赖卓"
    "蔺屠蒙池乔闻翟谭姬申冉桑桂牛边尚温柴瞿阎连茹习艾容向古易慎廖衡步耿满匡文寇广欧利师巩聂晁勾敖冷辛阚简饶空曾关红游权盖益桓公付肖闫代涂岳司马欧阳上官诸葛东方皇甫尉迟令狐"
)
_SEX: Final = frozenset({"男", "女"})
_LONG: Final = 25

# What a value may be; one value may be several things.
USCC, IDCARD, CODE, PHONE, DATE, DATELIKE, NUMBER, WHOLE, MONEY, YESNO = (
    "uscc",
    "idcard",
    "code",
    "phone",
    "date",
    "datelike",
    "number",
    "whole",
    "money",
    "yesno",
)
DOCUMENT, NUMBERED, TOWN, FIRM, PERSON, PERSONS, LONG, MASKED, WORDS = (
    "document",
    "numbered",
    "town",
    "firm",
    "person",
    "persons",
    "long",
    "masked",
    "words",
)
SEX = "sex"


@lru_cache(maxsize=16384, typed=True)
def traits(value: Any) -> frozenset[str]:
    """What a value may be."""
    if isinstance(value, bool):
        return frozenset({YESNO})
    if isinstance(value, date):
        return frozenset({DATE})
    if isinstance(value, int | float):
        return _number_traits(value)
    if not isinstance(value, str):
        return frozenset({WORDS})
    return frozenset(_text_traits(clean(value)))


def _number_traits(value: float) -> frozenset[str]:
    found = {NUMBER}
    if value == int(value):
        found.add(WHOLE)
        digits = str(int(value))
        if _readable_date(int(value)):
            found.add(DATE)
        elif 1990 <= value <= 2100:
            found.add(DATELIKE)
        if len(digits) == 11 and digits[0] == "1":
            found.add(PHONE)
        if lost_digits(value) or len(digits) in (15, 17, 18):
            found |= {CODE, IDCARD}
        if value in (0, 1):
            found.add(YESNO)
        if 30_000 <= value <= 60_000:
            # A day as Excel counts it, in a cell that lost its format.
            found.add(DATELIKE)
    return frozenset(found)


def _text_traits(text: str) -> set[str]:
    found: set[str] = set()
    squeezed = "".join(text.split()).upper()
    if "**" in text:
        return {MASKED}
    if any(c.isdigit() for c in text):
        found |= _digit_traits(text, squeezed)
    elif "年" in text and _readable_date(text):
        found.add(DATE)
    if _is_answer(text):
        found.add(YESNO)
    if squeezed in _SEX:
        found.add(SEX)
    if _TOWN.fullmatch(squeezed):
        found.add(TOWN)
    if _FIRM.fullmatch(squeezed) and not found & {DATE, PHONE, DOCUMENT}:
        found.add(FIRM)
    elif TOWN not in found and _is_person(squeezed):
        found.add(PERSON)
    if found & {FIRM, PERSON}:
        pass
    elif (parts := split_list(text)) and len(parts) > 1 and all(_is_person(p) for p in parts):
        found.add(PERSONS)
    if len(text) >= _LONG and not found & {DOCUMENT, FIRM}:
        found.add(LONG)
    return found or {WORDS}


def _digit_traits(text: str, squeezed: str) -> set[str]:
    found: set[str] = set()
    bare = squeezed.replace("-", "").lstrip("'")
    if _CODE_FORM.fullmatch(bare):
        found.add(CODE)
        if len(bare) == 18 and identify("uscc", bare, today=date.max).ok:
            found.add(USCC)
        if bare[:-1].isdigit() and len(bare) in (15, 18):
            found.add(IDCARD)
    if _PHONE_FORM.fullmatch(squeezed.removesuffix(".0")):
        found.add(PHONE)
    if _readable_date(text):
        found.add(DATE)
    elif _DATE_LIKE.fullmatch(text):
        found.add(DATELIKE)
    try:
        number = read_decimal(text)
    except Unreadable:
        try:
            read_fen(text)
            found.add(MONEY)
        except Unreadable:
            pass
    else:
        found.add(NUMBER)
        if number == int(number):
            found.add(WHOLE)
            if 30_000 <= number <= 60_000:
                found.add(DATELIKE)
    if not found & {DATE, DATELIKE, PHONE}:
        if _DOCUMENT.fullmatch(squeezed):
            found.add(DOCUMENT)
        if not found & {NUMBER, CODE} and _NUMBERED.fullmatch(squeezed):
            found.add(NUMBERED)
    return found


def _readable_date(value: Any) -> bool:
    try:
        return 1950 <= read_date(value).year <= 2060
    except Unreadable:
        return False


def _is_answer(text: str) -> bool:
    if len(text) > 6:
        return False
    try:
        read_bool(text)
    except Unreadable:
        return False
    return True


def _is_person(text: str) -> bool:
    if not _HAN_NAME.fullmatch(text):
        return False
    return text[0] in _SURNAMES or "·" in text or "•" in text


@dataclass(frozen=True)
class Profile:
    """The values of a column that were looked at."""

    values: tuple[Any, ...]
    counts: Counter[str] = field(default_factory=Counter)

    def share(self, *wanted: str) -> float:
        """The share of values that may be one of these."""
        if not self.values:
            return 0.0
        if len(wanted) == 1:
            return self.counts[wanted[0]] / len(self.values)
        these = frozenset(wanted)
        return sum(1 for value in self.values if traits(value) & these) / len(self.values)

    @property
    def counts_rows(self) -> bool:
        """Whether the values go 1, 2, 3."""
        numbers = [int(n) for v in self.values if (n := _as_whole(v)) is not None]
        if len(numbers) < max(1, len(self.values) * 0.8):
            return False
        if len(numbers) < 2:
            return False
        rising = sum(1 for a, b in pairwise(numbers) if b in (a + 1, 1))
        return numbers[0] in (1, 2) and rising >= (len(numbers) - 1) * 0.8


def _as_whole(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if value == int(value) else None
    text = str(value).strip().rstrip(".、")
    return int(text) if text.isdecimal() and len(text) < 7 else None


class Profiles:
    """The columns of a sheet under its head, looked at when they are asked for."""

    def __init__(self, grid: Grid, first: int) -> None:
        self._grid = grid
        self._rows = _spread(range(first, len(grid.rows)))
        self._found: dict[int, Profile] = {}

    def __getitem__(self, column: int) -> Profile:
        """The profile of a column."""
        profile = self._found.get(column)
        if profile is None:
            profile = self._found[column] = self._look(column)
        return profile

    def _look(self, column: int) -> Profile:
        values: list[Any] = []
        rows = self._grid.rows
        for place in self._rows:
            value = rows[place][column]
            if value != "" and not is_blank(value):
                values.append(value)
                if len(values) == SAMPLED:
                    break
        counts: Counter[str] = Counter()
        for value in values:
            counts.update(traits(value))
        return Profile(tuple(values), counts)


def _spread(rows: range) -> Sequence[int]:
    if len(rows) <= _SOUGHT:
        return rows
    half = _SOUGHT // 2
    step = max(1, (len(rows) - half) // half)
    return [*rows[:half], *rows[half::step]]


CONTRADICTED: Final = -1.0
"""What is in the column cannot be what the field holds."""

_MOST: Final = 0.7
_FEW: Final = 0.3


def fit(kind: Kind, profile: Profile, lists: Lists) -> float:
    """How far the values bear out that they are of this kind: 1 they do, 0 they may be, -1 they
    are plainly something else."""
    if not profile.values:
        return 0.0
    if profile.share(MASKED) > 0.5:
        return 0.0
    if isinstance(kind, Codes | Code):
        return _fit_code(kind, profile, lists)
    if (
        isinstance(kind, Day)
        and profile.share(DATE) >= _FEW
        and profile.share(DATE, DATELIKE) > 0.8
    ):
        return 1.0
    for known, expected, allowed in _EXPECTED:
        if isinstance(kind, known):
            share = profile.share(*expected)
            if share >= _MOST:
                return 1.0
            return CONTRADICTED if profile.share(*expected, *allowed) <= _FEW else 0.0
    if isinstance(kind, Identifier):
        return _fit_identifier(kind, profile)
    if isinstance(kind, Person | Names):
        return _fit_names(profile)
    if isinstance(kind, Link | Text):
        return _fit_text(kind, profile)
    return 0.0


_EXPECTED: Final[tuple[tuple[type[Kind], tuple[str, ...], tuple[str, ...]], ...]] = (
    (Day, (DATE,), (DATELIKE,)),
    (Phone, (PHONE,), ()),
    (IdNumber, (IDCARD,), (CODE,)),
    (Papers, (IDCARD, USCC), (CODE, NUMBERED)),
    (Flag, (YESNO,), ()),
    (Money, (MONEY, NUMBER), ()),
    (Whole, (WHOLE,), (NUMBER, MONEY, NUMBERED)),
    (Number, (NUMBER, MONEY, WHOLE), ()),
    (Percent, (NUMBER,), (WORDS, NUMBERED)),
)
"""For each kind: what bears it out, and what it may be besides."""


def _fit_code(kind: Code | Codes, profile: Profile, lists: Lists) -> float:
    listed = lists.get(kind.list)
    if listed is None:
        return 1.0 if kind.list == "town" and profile.share(TOWN) >= _MOST else 0.0
    share = share_listed(kind, profile, lists)
    if kind.list == "town":
        share = max(share, profile.share(TOWN))
    if share >= 0.6:
        return 1.0
    if profile.share(DATE, PHONE, IDCARD, USCC, NUMBER, DOCUMENT, FIRM, LONG) >= _MOST:
        return CONTRADICTED
    # Words, but hardly one of the list's: another way of sorting.
    return CONTRADICTED if share < 0.1 and len(profile.values) >= 4 else 0.0


def share_listed(kind: Code | Codes, profile: Profile, lists: Lists) -> float:
    """The share of values that are words of a field's list."""
    if kind.list not in lists or not profile.values:
        return 0.0
    hits = sum(1 for value in profile.values if _is_listed(value, kind, lists))
    return hits / len(profile.values)


def _is_listed(value: Any, kind: Code | Codes, lists: Lists) -> bool:
    if not isinstance(value, str) or len(value) > 60:
        return False
    known = lists[kind.list]
    if known.find(value.strip()) is not None:
        return True
    if isinstance(kind, Codes):
        parts = split_list(value)
        return bool(parts) and all(known.find(part) is not None for part in parts)
    return False


def _fit_identifier(kind: Identifier, profile: Profile) -> float:
    if kind.scheme == "uscc":
        if profile.share(USCC) >= 0.5 or profile.share(CODE) >= _MOST > profile.share(IDCARD) + 0.4:
            return 1.0
        if profile.share(IDCARD) > _MOST and profile.share(USCC) < _FEW:
            return CONTRADICTED
        return CONTRADICTED if profile.share(CODE, IDCARD) <= _FEW else 0.0
    if kind.scheme in ("decisionno", "docno") and profile.share(DOCUMENT) >= _MOST:
        return 1.0
    return _fit_text(kind, profile)


def _fit_names(profile: Profile) -> float:
    if profile.share(PERSON, PERSONS, FIRM) >= 0.6:
        return 1.0
    plain = profile.share(DATE, PHONE, IDCARD, USCC, NUMBER, DOCUMENT, TOWN, YESNO, SEX)
    return CONTRADICTED if plain >= _MOST else 0.0


def _fit_text(kind: Kind, profile: Profile) -> float:
    if profile.share(DATE, PHONE, USCC, IDCARD) >= 0.8 or profile.share(USCC) >= _FEW:
        return CONTRADICTED
    if isinstance(kind, Note):
        return 1.0 if profile.share(LONG) >= 0.5 else 0.0
    return 0.0


def holds_people(profile: Profile) -> bool:
    """Whether most of a column are names of persons."""
    return profile.share(PERSON, PERSONS) >= 0.6


def holds_firms(profile: Profile) -> bool:
    """Whether most of a column are names of firms."""
    return profile.share(FIRM) >= 0.6


def distinct(values: Iterable[Any]) -> int:
    """How many different values there are."""
    return len(set(values))
