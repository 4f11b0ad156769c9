"""Targets in sentences: a number, its measure word, and what it is a number of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from boshan_desk.domain.plans.pack import Basis, Comparator, Kind
from boshan_desk.domain.plans.papers.chinese import MEASURE_WORDS, in_digits

_NUM: Final = (
    r"(?<![\d.])(?P<value>\d{1,9}(?:\.\d{1,4})?)(?!\d)"
    r"(?:(?P<low>[万亿])?[-—–~～至](?P<upto>\d{1,9}(?:\.\d{1,4})?))?(?P<scale>[万亿])?"
)
_UNIT: Final = rf"(?P<unit>{MEASURE_WORDS})"
_MORE: Final = r"(?P<more>以上|左右|余|多)?"
_REACH: Final = (
    r"(?:累计|均|分别)?(?:将|要|力争|确保)?"
    r"(?:达到?|达至|提高[至到]|提升[至到]|增[长加]?[至到]|上?升[至到]|扩[大展]?[至到]|突破|超过|不低于|不少于|保持在"
    r"|实现|稳定在|为|≥|>=)"
)
_DOING: Final = (
    r"打造|培育引进|培育|培养|建设|建成|建立|引进|引育|新增|新建|组织|开展|完成|支持|扶持|实施|设立"
    r"|形成|举办|发展|创建|认定|推动|推进|获得|获批|争取|出台|服务|帮助|指导(?!站)|遴选|布局|挖掘|办理|查办"
    r"|审结|发行|走访|检查|查处|征集|评选|选树|编制|发布|制作|调解|聘请|组建|储备|帮扶|列支|安排|拨付|筹集|将(?=[0-9])|覆盖|招引|孵化|为|达成|联合|成立|制定|签订|入选|涉及|惠及"
)
_WORD: Final = "[^，,。；;：:、0-9（）()]"
_BEFORE: Final = re.compile(
    rf"(?P<subject>{_WORD}{{2,60}}?)"
    rf"(?P<verb>{_REACH})(?:了|约|近)?{_NUM}(?P<more1>余|多)?{_UNIT}{_MORE}+(?!的)"
)
_AFTER: Final = re.compile(
    rf"(?P<verb>{_DOING})(?P<between>[^，,。；;0-9]{{0,14}}?)"
    rf"(?P<pre>不少于|至少|超过|不低于|近|约|≥)?{_NUM}(?P<more1>余|多)?{_UNIT}{_MORE}"
    r"(?:的)?(?P<object>(?!、)[^，,。；;0-9]{0,36}|)"
)
_GROWTH: Final = re.compile(
    r"(?P<subject>[^，,。；;：:0-9]{2,36}?)(?:的)?(?P<each>年均|每年|逐年|年)?(?:同比)?"
    r"(?:增长率|增幅|增速|增长|提升|提高)(?:幅度)?"
    rf"(?:达到?|不低于|不少于|超过|保持在?|≥)?{_NUM}%(?P<more>以上|左右)?"
)
_KEPT_GROWING: Final = re.compile(
    rf"(?P<subject>[^，,。；;：:0-9]{{2,36}}?)(?:保持|实现|达到){_NUM}%(?P<more>以上|左右)?的?"
    r"(?P<each>年均|同比)?(?:增速|增长|增幅)"
)
_FROM: Final = re.compile(
    rf"[由从]\d{{1,9}}(?:\.\d{{1,4}})?[万亿]?(?:{MEASURE_WORDS})?(?:左右)?"
    r"(?=(?:提升|提高|增[长加]|上升|扩大|压减|压缩|降|下降|缩短)[至到])"
)
"""Where it comes from, before where it is to go."""
_BELOW: Final = re.compile(
    rf"(?P<subject>{_WORD}{{2,40}}?)(?P<grow>(?:不超过|不高于|不多于|(?<!不)低于"
    r"|(?:控制|压缩|压减|缩短|缩减|减少|下?降低?)[在至到])"
    rf"{_NUM}(?:个?工作日|个?小时|个月|天|日|{MEASURE_WORDS})(?:以内|以下|之内|内)?)"
)
"""What is to stay below: no target that a figure is to reach."""
_WITH: Final = re.compile(
    rf"[与和同](?:[^，,。；;、0-9]{{0,6}}?){_NUM}(?P<more1>余|多)?{_UNIT}(?P<more>以上)?"
    r"[^，,。；;、0-9]{1,14}?(?P<object>(?:签订|签署|建立|达成|开展)[^，,。；;、0-9]{2,20})"
)
_MONEY: Final = re.compile(
    rf"(?P<subject>{_WORD}{{0,24}}(?:经费|资金|投入|金额|产值|贷款|基金))(?:达|共|约|近)?{_NUM}"
    r"(?P<more1>余|多)?(?P<unit>元)(?P<more>以上|左右)?"
)
_SHARE: Final = re.compile(
    rf"占(?P<whole>{_WORD}{{1,8}}?)(?:的)?(?:比重)?(?:达到?)?{_NUM}(?P<unit>%)"
)
_BARE: Final = re.compile(
    rf"(?<![0-9.第]){_NUM}(?P<more1>余|多)?(?P<unit>个单位|万家|[家起项件人])(?P<more>)"
    r"(?P<object>[^，,。；;0-9]{2,30})?"
)
_DIRECT: Final = re.compile(
    rf"(?P<subject>{_WORD}{{2,30}}?)(?P<verb>新建|新增|共|各)?{_NUM}(?P<more1>余|多)?{_UNIT}{_MORE}"
    r"(?=[，,。；;、）)]|$)"
)
_LISTED: Final = re.compile(
    rf"(?<=、){_NUM}(?P<more1>余|多)?{_UNIT}(?P<object>[^，,。；;、0-9]{{2,30}})(?=[，,。；;、]|$)"
)
_LOOSE: Final = re.compile(rf"(?:^|[，,])(?P<verb>{_REACH}){_NUM}(?P<more1>余|多)?{_UNIT}{_MORE}")
_STEADY: Final = re.compile(
    r"(?P<subject>[^，,。；;：:0-9]{2,40}?)"
    r"(?P<grow>(?:每年|逐年|持续|显著|明显|大幅|较大|稳步|平稳|较快){1,3}+(?:增长|提升|提高|增加|上升))"
    r"(?![^，,。；;]{0,5}[0-9])"
)
_COUNTABLE: Final = re.compile(
    r"量|数|额|率|融资|登记|专利|商标|版权|著作权|满意度|知晓度|占比|比重|指数|指标|产值|规模"
)
_YEAR: Final = re.compile(
    r"(?<![较比])(?:到|至|截至)?(?<![较比])(20\d\d)年(?:底|末|年底)?(?!的?基础|的?水平)"
)
_NOISE: Final = re.compile(
    r"〔\d{4}〕\d+号|\[\d{4}\]\d+号|第\d+[号条批届]|\d+部门|\d{4}[-—–]\d{4}年?|\d+[·.]\d+(?=知识产权|宣传|世界)"
)
_FILLERS: Final = re.compile(
    r"^(?:到|至|力争|确保|努力|争取|实现|使|其中|全区|全市|全县|全省|我区|我市|本区|区内|市内|各类|建设期内|期内|期间|同时|并|和|及|的|将|了|年底|年|底|末)+"
)
_TAILS: Final = re.compile(r"(?:等|的|以上|左右)+$")


_MONEY_UNITS: Final = ("元", "美元", "欧元")
_SUBSIDY: Final = re.compile(
    r"给予|一次性|最高|封顶|罚款|每[件家项个人户次名]|单[个家件项]"
    r"|(?:奖励|补助|补贴|资助|奖补)(?!资金|经费|政策|办法)"
)
_PAID_SHARE: Final = re.compile(r"给予|罚款|(?:奖励|补助|补贴|资助|奖补)(?!资金|经费|政策|办法)")
"""What is paid for each is no target."""
_RANKED: Final = re.compile(
    rf"(?P<subject>{_WORD}{{2,40}}?)(?:力争|继续|努力|均)?(?P<grow>"
    r"(?:进入|位居|居于|位列|保持|稳居|跻身|走在|排名|排位|居)[^，,。；;、0-9]{0,8}?"
    r"(?:前列|前[一二三四五六七八九十0-9]{1,3}[位名强]?|第[一二]方阵|先进行列)"
    r"|(?:不低于|高于|达到|超过|不少于|优于)[^，,。；;、0-9]{0,8}(?:平均水平|平均值|平均数))"
)
_DOUBLED: Final = re.compile(r"(?:实现)?翻(?:[一两二123])?番(?![，,]?(?:达|超|突破|增))")
_THAN: Final = re.compile(r"(?:在[^在]{0,12}基础上|[较比][^较比]{1,12})$")
_COMPARED: Final = ("较", "比上", "比去", "比20")
_LONGEST_SENTENCE: Final = 400
"""No sentence is longer; what has no points is no sentence, and is read in pieces."""
_VAGUE: Final = re.compile(r"(?:每年|每月|全年|年均|期间|三年|五年|累计|力争|年内|同比|均|各)*")
_HANGING: Final = (
    "第",
    "约",
    "近",
    "每",
    "前",
    "后",
    "一",
    "的",
    "等",
    "为",
    "至",
    "到",
    "达",
    "于",
)
_ONLY_DOING: Final = re.compile(_DOING)


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number in a paragraph that may be a target."""

    title: str
    value: Decimal | None
    """None where the paper only says that it is to grow."""
    unit: str
    kind: Kind
    basis: Basis
    comparator: Comparator
    year: int | None = None
    qualifier: str
    """余, 近, 约, 以上: as the paper says it."""
    place: tuple[int, int]
    """Where it stands in the paragraph."""


def find_numbers(text: str, year: int | None = None, *, telling: bool = False) -> list[Number]:
    """The numbers of a paragraph that may be targets, as they stand.

    `year`: the one that holds where the paragraph names none.  `telling`: the paper tells what was
    done instead of asking for it, so that a number needs no verb.
    """
    plain = _NOISE.sub(lambda found: "　" * len(found[0]), in_digits(text))
    found: list[Number] = []
    named = [(each.start(), int(each[1])) for each in _YEAR.finditer(plain)]
    for start, sentence in _sentences(plain):
        taken: list[tuple[int, int]] = []
        for number in _in_sentence(sentence, telling):
            place = (start + number.place[0], start + number.place[1])
            if number.title.startswith(_COMPARED) or _is_paid(sentence, number):
                continue
            if all(place[1] <= a or place[0] >= b for a, b in taken):
                taken.append(place)
                found.append(replace(number, place=place, year=_year(named, place[0]) or year))
    return sorted(found, key=lambda number: number.place)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for end in (*(m.end() for m in re.finditer(r"[。；;！!?？\n]", text)), len(text)):
        for piece in range(start, end, _LONGEST_SENTENCE):
            part = text[piece : min(end, piece + _LONGEST_SENTENCE)]
            if part.strip():
                yield piece, part
        start = end


def _year(named: Sequence[tuple[int, int]], before: int) -> int | None:
    """The year that was named last."""
    place = bisect_left(named, (before, 0))
    return named[place - 1][1] if place else None


def _in_sentence(text: str, telling: bool) -> Iterator[Number]:
    # Years are no amounts; their place is kept.
    bare = re.sub(r"20\d\d年", lambda found: "　" * len(found[0]), text)
    bare = _FROM.sub(lambda found: "　" * len(found[0]), bare)
    for found in _BELOW.finditer(bare):
        title = clean_title(found["subject"])
        # A ceiling in money is one of what is paid.
        if title and "元" not in found["grow"]:
            yield _wish(title, found["grow"], found.span("grow"))
    for found in (*_GROWTH.finditer(bare), *_KEPT_GROWING.finditer(bare)):
        title = _thing(bare, found)
        if title:
            yield Number(
                title=title + "增幅",
                value=Decimal(found["value"]),
                unit="%",
                kind="growth_rate",
                basis="yoy_growth",
                comparator=">=",
                qualifier=found["more"] or "",
                place=found.span("value"),
            )
    for found in _BEFORE.finditer(bare):
        title = _thing(bare, found)
        if title and not title.endswith(("第", "约", "近")) and not _ONLY_DOING.fullmatch(title):
            yield _number(found, title, found["verb"])
    for found in _AFTER.finditer(bare):
        thing = clean_title(found["object"]) or clean_title(found["between"])
        if thing:
            yield _number(found, thing, (found["pre"] or "") + (found["more"] or ""))
    for found in _MONEY.finditer(bare):
        if title := _thing(bare, found):
            yield _number(found, title, "")
    for found in _SHARE.finditer(bare):
        # Of what: that of the clause before it.
        before = re.split("[，,、]", bare[: found.start()].rstrip("，,、 "))[-1]
        thing = clean_title(re.split(_REACH, before)[0]) if before else ""
        yield _number(found, f"{thing}占{found['whole']}比重", "")
    for found in _LOOSE.finditer(bare):
        # What it is a number of stands in the clause before: 比上年翻一番，达到320件.
        before = re.split("[，,]", bare[: found.start()])[-1]
        if title := clean_title(re.split("较|比", before)[0]):
            yield _number(found, title, found["verb"])
    for found in _DIRECT.finditer(bare):
        title = clean_title(found["subject"] + (found["verb"] or ""))
        if _VAGUE.fullmatch(title):
            title = _thing(bare, found)
        if title and not _ONLY_DOING.fullmatch(title) and not title.endswith(_HANGING):
            yield _number(found, title, "")
    for found in _WITH.finditer(bare):
        yield _number(found, found["object"], "")
    for found in _LISTED.finditer(bare):
        if title := clean_title(found["object"]):
            yield _number(found, title, "")
    for found in _BARE.finditer(bare) if telling else ():
        title = clean_title(found["object"] or "") or clean_title(
            re.split("[，,、]", bare[: found.start()])[-1][-16:]
        )
        if title:
            yield _number(found, title, "")
    for found in _STEADY.finditer(bare):
        title = clean_title(found["subject"])
        if title and _COUNTABLE.search(title[-8:]):
            yield _wish(title, found["grow"], found.span("grow"))
    for found in _RANKED.finditer(bare):
        title = clean_title(found["subject"])
        if title and not telling and _COUNTABLE.search(title[-8:]):
            yield _wish(title, found["grow"], found.span("grow"))
    for found in _DOUBLED.finditer(bare):
        clause = re.split("[，,、：:]", bare[: found.start()])[-1]
        if title := clean_title(_THAN.sub("", clean_title(clause))):
            yield _wish(title, found[0], found.span())


def _thing(text: str, found: re.Match[str]) -> str:
    """What a number is one of: the words before it, or the clause before, if they say only when."""
    title = clean_title(found["subject"])
    if not _VAGUE.fullmatch(title):
        return title
    before = re.split("[，,；;：:]", text[: found.start("subject")].rstrip("，, 　"))[-1]
    return clean_title(re.split(_REACH, before)[0])


def _wish(title: str, words: str, place: tuple[int, int]) -> Number:
    return Number(
        title=title,
        value=None,
        unit="",
        kind="qualitative",
        basis="once",
        comparator="no_number",
        qualifier=words,
        place=place,
    )


def _is_paid(text: str, number: Number) -> bool:
    """Whether the number is what is paid for each, or a share of a cost."""
    if number.value is None or not number.unit.endswith(("元", "%")):
        return False
    start = max(text.rfind(mark, 0, number.place[0]) for mark in "，,。；;：:") + 1
    end = re.search("[，,。；;]|$", text[number.place[1] :])
    clause = text[start : number.place[1] + (end.start() if end else 0)]
    return bool((_SUBSIDY if number.unit.endswith("元") else _PAID_SHARE).search(clause))


def _number(found: re.Match[str], title: str, words: str) -> Number:
    value = Decimal(found["value"])
    said = found.groupdict()
    scale, unit = said.get("scale") or said.get("low") or "", found["unit"]
    if scale == "万" and unit not in _MONEY_UNITS:
        value = (value * 10_000).quantize(Decimal(1))
    else:
        unit = scale + unit
    kind, basis = _meaning(title, unit, words)
    strict = any(word in words for word in ("突破", "超过"))
    upto = f"{found['value']}—{said['upto']}" if said.get("upto") else ""
    qualifier = upto or said.get("more1") or said.get("more") or ("近" if "近" in words else "")
    return Number(
        title=title,
        value=value,
        unit=_ratio_unit(title, unit),
        kind=kind,
        basis=basis,
        comparator=">" if strict else ">=",
        qualifier=qualifier,
        place=found.span("value"),
    )


def _ratio_unit(title: str, unit: str) -> str:
    return f"{unit}/万人" if "每万人" in title and "/" not in unit else unit


def _meaning(title: str, unit: str, words: str) -> tuple[Kind, Basis]:
    if "每万" in title or "率" in title[-3:] or "占比" in title or unit == "%":
        return "ratio", "year_end_level"
    if any(word in title for word in ("有效", "拥有量", "保有", "总量", "存量", "累计")):
        return "stock", "year_end_level"
    if "每年" in words or "每年" in title or "年度" in title:
        return "flow", "annual_flow"
    return "flow", "cumulative_from_start"


def clean_title(text: str) -> str:
    """What is counted, without the words that lead up to it; "" where nothing is left."""
    plain = text.strip(" 　,，、—-")
    while True:
        shorter = _TAILS.sub("", _FILLERS.sub("", plain)).strip(" 　,，、—-“”")
        if shorter == plain:
            break
        plain = shorter
    return plain if len(plain) >= 2 else ""
