"""Names that may be one firm's, and names that never are.  All of them are invented (演示)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.domain.county import load_county
from boshan_desk.domain.likeness import WORDS, Likeness, Names, compare, slip, slips

COUNTY = load_county("boshan")
NAMES = Names(
    (*COUNTY.within, COUNTY.name),
    [(e.label, *e.also) for e in COUNTY.towns if e.code in COUNTY.counted],
)

SAME, MARKS, FORM, PLACE, BOTH, SWAPPED, ONE = Likeness

NEAR = [
    # the same once it is folded
    ("演瑞和陶瓷有限公司", "演瑞和陶瓷有限公司", SAME),
    ("演瑞和陶瓷（淄博）有限公司", "演瑞和陶瓷(淄博)有限公司", SAME),
    ("演瑞和 陶瓷有限公司", "演瑞和陶瓷有限公司", SAME),
    ("演瑞和ABC陶瓷厂", "演瑞和ａｂｃ陶瓷厂", SAME),
    # marks, blanks, remarks in brackets
    ("演瑞和·陶瓷有限公司", "演瑞和陶瓷有限公司", MARKS),
    ("“演瑞和”陶瓷有限公司", "演瑞和陶瓷有限公司", MARKS),
    ("演瑞和-陶瓷厂", "演瑞和陶瓷厂", MARKS),
    ("演瑞和陶瓷有限公司（原演示陶瓷厂）", "演瑞和陶瓷有限公司", MARKS),
    ("演瑞和陶瓷有限公司（曾用名：演示窑厂）", "演瑞和陶瓷有限公司", MARKS),
    ("演瑞和陶瓷，有限公司", "演瑞和陶瓷有限公司", MARKS),
    # the form of the undertaking
    ("演瑞和陶瓷有限公司", "演瑞和陶瓷有限责任公司", FORM),
    ("演瑞和陶瓷有限公司", "演瑞和陶瓷股份有限公司", FORM),
    ("演瑞和陶瓷公司", "演瑞和陶瓷有限公司", FORM),
    ("演瑞和陶瓷有限公司", "演瑞和陶瓷", FORM),
    ("演瑞和陶瓷厂", "演瑞和陶瓷有限公司", FORM),
    ("演瑞和陶瓷总厂", "演瑞和陶瓷厂", FORM),
    ("演瑞和陶瓷集团", "演瑞和陶瓷集团公司", FORM),
    ("演瑞和陶瓷（集团）有限公司", "演瑞和陶瓷集团有限公司", MARKS),
    ("演明辉烟酒店", "演明辉烟酒商店", FORM),
    ("演明辉烟酒商行", "演明辉烟酒经营部", FORM),
    ("演明辉建材门市部", "演明辉建材经销处", FORM),
    ("演明辉建材销售部", "演明辉建材有限公司", FORM),
    ("演嘉禾果蔬专业合作社", "演嘉禾果蔬农民专业合作社", FORM),
    ("演嘉禾果蔬专业合作社", "演嘉禾果蔬有限公司", FORM),
    ("张演示", "张演示（个体工商户）", FORM),
    ("演明辉烟酒店", "演明辉烟酒店（个体工商户）", MARKS),
    ("演明辉烟酒店", "演明辉烟酒店个体工商户", MARKS),
    ("演瑞和陶瓷集团有限公司", "演瑞和陶瓷有限公司", FORM),
    ("演瑞和陶瓷有限责任公司第一分公司", "演瑞和陶瓷有限公司第一分公司", MARKS),
    # where it lies
    ("博山演瑞和陶瓷有限公司", "演瑞和陶瓷有限公司", PLACE),
    ("淄博演瑞和陶瓷有限公司", "演瑞和陶瓷有限公司", PLACE),
    ("山东演瑞和陶瓷有限公司", "淄博演瑞和陶瓷有限公司", PLACE),
    ("淄博市博山演瑞和陶瓷有限公司", "淄博博山演瑞和陶瓷有限公司", PLACE),
    ("山东省淄博市博山区演瑞和陶瓷厂", "演瑞和陶瓷厂", PLACE),
    ("博山区演瑞和陶瓷厂", "博山演瑞和陶瓷厂", PLACE),
    ("博山区山头镇演瑞和陶瓷厂", "博山演瑞和陶瓷厂", PLACE),
    ("山头演瑞和陶瓷厂", "演瑞和陶瓷厂", PLACE),
    ("山头街道演瑞和陶瓷厂", "山头镇演瑞和陶瓷厂", PLACE),
    ("域城演瑞和机电有限公司", "夏家庄镇演瑞和机电有限公司", PLACE),
    ("演瑞和陶瓷（博山）有限公司", "演瑞和陶瓷有限公司", PLACE),
    ("演瑞和陶瓷（山东）有限公司", "山东演瑞和陶瓷有限公司", MARKS),
    ("博山源泉镇演嘉禾果蔬专业合作社", "博山演嘉禾果蔬专业合作社", PLACE),
    # both
    ("博山演瑞和陶瓷有限公司", "淄博演瑞和陶瓷有限责任公司", BOTH),
    ("博山演瑞和陶瓷厂", "演瑞和陶瓷有限公司", BOTH),
    ("博山区演明辉烟酒店", "演明辉烟酒商行", BOTH),
    ("演瑞和陶瓷（淄博）股份有限公司", "演瑞和陶瓷有限公司", BOTH),
    # a slip of the pen
    ("演瑞祥陶瓷有限公司", "演瑞翔陶瓷有限公司", ONE),
    ("瑞祥陶瓷有限公司", "瑞翔陶瓷有限公司", ONE),
    ("演瑞和陶瓷有限公司", "演瑞和陶磁有限公司", ONE),
    ("演瑞和陶瓷有限公司", "演瑞陶瓷有限公司", ONE),
    ("演瑞和陶瓷有限公司", "演瑞和和陶瓷有限公司", ONE),
    ("演瑞和陶瓷有限公司", "瑞和陶瓷有限公司", ONE),
    ("演瑞和陶瓷厂", "演瑞和陶瓷品厂", ONE),
    ("博山演瑞和玻璃制品厂", "演瑞合玻璃制品厂", ONE),
    ("演明辉五金建材店", "演明晖五金建材店", ONE),
    ("演和瑞陶瓷有限公司", "演瑞和陶瓷有限公司", SWAPPED),
    ("演瑞和瓷陶有限公司", "演瑞和陶瓷有限公司", SWAPPED),
    ("瑞演和陶瓷厂", "演瑞和陶瓷厂", SWAPPED),
    # what is no firm
    ("演示知识产权宣传周启动仪式", "博山区演示知识产权宣传周启动仪式", PLACE),
    ("演示专利转化培训班", "演示专利转化训培班", SWAPPED),
]

FAR = [
    # sisters: numbers
    ("演瑞和陶瓷一厂", "演瑞和陶瓷二厂"),
    ("演瑞和陶瓷厂", "演瑞和陶瓷二厂"),
    ("演瑞和陶瓷第一厂", "演瑞和陶瓷第三厂"),
    ("演瑞和陶瓷1厂", "演瑞和陶瓷2厂"),
    ("演瑞和陶瓷厂1号店", "演瑞和陶瓷厂3号店"),
    ("演瑞和陶瓷有限公司第一分公司", "演瑞和陶瓷有限公司第二分公司"),
    ("演瑞和陶瓷有限公司", "演瑞和陶瓷有限公司分公司"),
    ("演瑞和陶瓷有限公司", "演瑞和陶瓷有限公司博山分公司"),
    ("演明辉超市12店", "演明辉超市13店"),
    ("演明辉百货十店", "演明辉百货千店"),
    # sisters: directions, letters, stems, old and new
    ("演明辉烟酒东店", "演明辉烟酒西店"),
    ("演明辉烟酒店", "演明辉烟酒南店"),
    ("演明辉烟酒（南店）", "演明辉烟酒（北店）"),
    ("演明辉超市（城东店）", "演明辉超市（城西店）"),
    ("演明辉建材甲店", "演明辉建材乙店"),
    ("演明辉建材A店", "演明辉建材B店"),
    ("演明辉建材上店", "演明辉建材下店"),
    ("演明辉酒楼新店", "演明辉酒楼老店"),
    ("演明辉酒楼总店", "演明辉酒楼分店"),
    ("演示培训班（上）", "演示培训班（下）"),
    ("演示培训班第1期", "演示培训班第2期"),
    ("演示培训班第一期", "演示培训班第二期"),
    ("演示东西酒楼", "演示西东酒楼"),
    # other towns
    ("城东演明辉烟酒店", "城西演明辉烟酒店"),
    ("山头演瑞和陶瓷厂", "八陡演瑞和陶瓷厂"),
    ("博山区域城镇演瑞和机电有限公司", "博山区白塔镇演瑞和机电有限公司"),
    ("城东街道商标品牌指导站", "城西街道商标品牌指导站"),
    ("石马镇商标品牌指导站", "源泉镇商标品牌指导站"),
    # another kind of undertaking
    ("演瑞和陶瓷厂", "演瑞和陶瓷店"),
    ("演瑞和陶瓷厂", "演瑞和陶瓷经营部"),
    ("演瑞和厂", "演瑞和商店"),
    # too little of its own
    ("博山陶瓷厂", "淄博陶瓷厂"),
    ("博山陶瓷厂", "陶瓷有限公司"),
    ("博山商店", "淄博商店"),
    ("瑞和", "瑞祥"),
    ("瑞和厂", "瑞祥厂"),
    ("演瑞店", "演瑞公司"),
    ("张小明", "张晓明"),
    ("张三", "李三"),
    ("张三", "张三商店"),
    # more than one slip
    ("演瑞和陶瓷有限公司", "演福源陶瓷有限公司"),
    ("演瑞和陶瓷有限公司", "演瑞和琉璃有限公司"),
    ("演瑞和陶瓷有限公司", "演瑞和陶瓷艺术品有限公司"),
    ("演瑞和陶瓷有限公司", "瑞和陶瓷品有限公司"),
    ("演瑞祥陶瓷有限公司", "演瑞翔陶瓷厂"),
    ("演明辉五金店", "演明辉烟酒店"),
    ("演瑞和陶瓷有限公司", ""),
]


def look(one: str, other: str) -> Likeness | None:
    return compare(NAMES.part(one), NAMES.part(other))


def test_there_are_pairs_enough_both_ways() -> None:
    assert len(NEAR) + len(FAR) >= 80
    assert min(len(NEAR), len(FAR)) >= 40


@pytest.mark.parametrize(("one", "other", "how"), NEAR)
def test_names_of_one_firm_are_near(one: str, other: str, how: Likeness) -> None:
    assert look(one, other) is how
    assert look(other, one) is how


@pytest.mark.parametrize(("one", "other"), FAR)
def test_names_of_two_firms_are_not(one: str, other: str) -> None:
    assert look(one, other) is None
    assert look(other, one) is None


@pytest.mark.parametrize(("one", "other", "how"), NEAR)
def test_near_names_meet_in_the_index(one: str, other: str, how: Likeness) -> None:
    """Nobody compares a hundred thousand names with each other: a common word must find them."""
    first, second = NAMES.part(one), NAMES.part(other)
    assert first.core == second.core or set(slips(first.core)) & set(slips(second.core)), how


def test_every_likeness_has_words() -> None:
    assert set(WORDS) == set(Likeness)
    assert all("{field}" in words for words in WORDS.values())


def test_without_a_county_places_are_part_of_the_name() -> None:
    plain = Names()
    assert compare(plain.part("博山瑞和陶瓷厂"), plain.part("瑞和陶瓷厂")) is None
    assert plain.part("博山瑞和陶瓷厂").core == "博山瑞和陶瓷"


text = st.text(alphabet="演瑞和陶瓷厂店一二东西博山公司有限()（） ·A", max_size=14)


@given(text, text)
def test_likeness_looks_the_same_from_both_sides(one: str, other: str) -> None:
    assert look(one, other) is look(other, one)


@given(text)
def test_a_name_is_the_same_as_itself(name: str) -> None:
    assert look(name, name) is SAME


def distance(one: str, other: str) -> int:
    """Damerau and Levenshtein's distance, by the book (neighbours change places once)."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(row[j - 1] + 1, rows[i - 1][j] + 1, rows[i - 1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, rows[i - 2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


core = st.text(alphabet="演瑞和陶瓷", min_size=4, max_size=7)


@given(core, core)
def test_a_slip_is_one_step_by_the_book(one: str, other: str) -> None:
    found = slip(one, other)
    assert (found is not None) == (distance(one, other) == 1)
    if found is SWAPPED:
        assert sorted(one) == sorted(other)
    if found is not None:
        assert set(slips(one)) & set(slips(other))
