"""Causes: their articles by the day of conduct, and which of two laws is the lighter."""

from __future__ import annotations

from datetime import date

import pytest

from boshan_desk.domain.codes import common_lists
from boshan_desk.domain.law.causes import read_causes
from boshan_desk.domain.law.reading import shipped_amounts, shipped_causes
from boshan_desk.domain.problems import Missing, Refused

OLD, NEW = date(2026, 12, 31), date(2027, 1, 1)
CHANGED = date(2025, 10, 15)


def test_the_causes_are_those_of_the_code_list_by_the_same_names() -> None:
    entries = {e.code: e.label for e in common_lists()["cause"].entries}
    assert {code: v[-1].title for code, v in shipped_causes().versions.items()} == entries


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("TM01", "第五十七条第一项/第六十条第二款", "第七十二条第一项/第七十四条第二款"),
        ("TM07", "第五十七条第七项/第六十条第二款", "第七十二条第七项/第七十四条第二款"),
        ("TM11", "第五十二条/第五十二条", "第六十二条/第六十二条"),
        ("TM13", "第六条/第五十一条", "第八条/第六十一条"),
        ("TM14", "第四十九条第一款/第四十九条第一款", "第五十七条第一款/第五十七条第一款"),
        ("TM15", "第十四条第五款/第五十三条", "第六十四条第一款/第六十四条第二款"),
        ("TM17", "第六十八条第四款/第六十八条第四款", "第五十四条/第五十四条"),
        ("TM21", "第六十八条第一款/第六十八条第一款", "第六十七条第一款/第六十七条第一款"),
    ],
)
def test_the_trademark_law_is_renumbered_on_new_years_day_of_2027(
    code: str, old: str, new: str
) -> None:
    for day, articles in ((OLD, old), (NEW, new)):
        text = shipped_causes().at(code, day)
        assert text is not None
        cited = tuple(f"《中华人民共和国商标法》{part}" for part in articles.split("/"))
        assert (text.breach, text.penalty) == cited


@pytest.mark.parametrize(
    ("code", "day", "breach", "penalty"),
    [
        ("UC01", date(2025, 10, 14), "第六条", "第十八条第一款"),
        ("UC01", CHANGED, "第七条", "第二十三条"),
        ("UC02", date(2025, 10, 14), "第九条", "第二十一条"),
        ("UC02", CHANGED, "第十条", "第二十六条"),
    ],
)
def test_the_unfair_competition_law_changes_on_15_october_2025(
    code: str, day: date, breach: str, penalty: str
) -> None:
    text = shipped_causes().at(code, day)
    assert text is not None
    title = "《中华人民共和国反不正当竞争法》"
    assert (text.breach, text.penalty) == (title + breach, title + penalty)


@pytest.mark.parametrize("code", ["TM16", "TM22"])
def test_a_cause_of_the_new_law_does_not_exist_before_it(code: str) -> None:
    assert shipped_causes().at(code, OLD) is None
    assert shipped_causes().at(code, NEW) is not None


def test_what_a_county_does_not_decide_says_so() -> None:
    causes = shipped_causes()
    assert "移送" in causes.newest("CR01").competence
    assert "上报" in causes.newest("PA01").competence
    assert not causes.newest("TM01").competence


def test_a_second_infringement_weighs_for_five_years_and_only_there() -> None:
    years = {code: v[-1].repeat_years for code, v in shipped_causes().versions.items()}
    assert {code for code, n in years.items() if n == 5} == {f"TM0{n}" for n in range(1, 8)}
    assert set(years.values()) == {0, 5}


def test_causes_are_counted_in_the_rows_of_the_national_form() -> None:
    causes = shipped_causes()
    assert list(causes.groups.values()) == [
        *("商标侵权", "地理标志", "官方标志、特殊标志和奥林匹克标志", "商标代理", "其他商标"),
        *("假冒专利", "专利代理", "其他专利"),
    ]
    assert causes.of_group("tm_infringe") == tuple(f"TM0{n}" for n in range(1, 8))
    assert causes.group_of("PT01") == "pt_passing"
    assert causes.group_of("UC01") == ""


def test_articles_that_nobody_read_are_empty_and_say_why() -> None:
    for versions in shipped_causes().versions.values():
        for text in versions:
            if not text.breach or not text.penalty:
                assert text.sure < 80
                assert "未见原文" in text.note


@pytest.mark.parametrize(
    ("code", "conduct", "decided", "says"),
    [
        ("TM15", OLD, NEW, "较轻"),
        ("TM21", OLD, NEW, "较重"),
        ("TM14", OLD, NEW, "较重"),
        ("TM01", OLD, NEW, "罚款幅度相同"),
        ("TM17", OLD, NEW, "不能直接比较"),
        ("TM16", OLD, NEW, "法律尚未规定"),
        ("UC02", date(2025, 10, 14), CHANGED, "较重"),
        ("UC01", date(2025, 10, 14), CHANGED, "罚款幅度相同"),
    ],
)
def test_a_law_that_changed_before_the_decision_is_weighed(
    code: str, conduct: date, decided: date, says: str
) -> None:
    note = shipped_causes().lighter_note(code, conduct, decided)
    assert says in note
    assert "第三十七条" in note


def test_both_laws_are_named_and_other_changes_told() -> None:
    note = shipped_causes().lighter_note("TM01", OLD, NEW)
    assert "2019年修正" in note
    assert "2026年修订" in note
    assert "销毁" in note


@pytest.mark.parametrize(
    ("code", "conduct", "decided"),
    [
        ("TM01", date(2026, 1, 1), OLD),
        ("TM01", NEW, date(2027, 5, 1)),
        ("PT01", date(2024, 1, 19), date(2024, 1, 20)),
        ("TM16", date(2026, 1, 1), OLD),
    ],
)
def test_the_same_law_needs_no_note(code: str, conduct: date, decided: date) -> None:
    assert shipped_causes().lighter_note(code, conduct, decided) == ""


LAW = '[[law]]\nkey = "A"\nname = "演示法"\nuntil = 2026-12-31\n'
CAUSE = '[[cause]]\ncode = "X1"\ntitle = "演示"\n[[cause.text]]\nlaw = "A"\nbreach = "第一条"\n'


def test_an_offence_that_the_new_law_no_longer_knows_is_told() -> None:
    causes = read_causes(LAW + CAUSE)
    assert "已不适用" in causes.lighter_note("X1", OLD, NEW)


def test_a_part_file_may_name_laws_that_it_does_not_describe() -> None:
    known = shipped_causes()
    text = CAUSE.replace('law = "A"', 'law = "TM26"').replace("X1", "TM16")
    changed = known.replaced(read_causes(text, shipped_amounts(), known.laws))
    assert changed.newest("TM16").breach == "《中华人民共和国商标法》第一条"
    assert changed.newest("TM16").since == NEW
    assert changed.newest("TM15") == known.newest("TM15")


def test_an_unknown_cause_is_refused_with_those_that_exist() -> None:
    with pytest.raises(Missing, match="TM01"):
        shipped_causes().newest("XX99")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (LAW + CAUSE + CAUSE, "写了两次"),
        (CAUSE, "law = A"),
        (LAW + CAUSE + 'colour = "red"\n', "colour"),
        (LAW + '[[cause]]\ncode = "X1"\ntitle = "演示"\n', "cause.text"),
        (LAW, "没有案由"),
        (LAW + CAUSE + 'from = "2026"\n', "from"),
        ("[[cause", "格式"),
    ],
)
def test_causes_written_wrongly_are_refused(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_causes(text)
