"""Every fault that a plan's file can have, planted once in one that has none."""

from __future__ import annotations

import pytest

from boshan_desk.domain.county import load_county
from boshan_desk.domain.plans.checking import Finding, check_plan, errors_of

METRICS = frozenset({"M-TR01", "M-BR01", "M-AP01"})

GOOD = """
code = "demo-2026"
prefix = "DM"
title = "演示计划"
short = "演示"
start = 2026-01-01
end = 2028-12-31
region = "370304"
status = "active"

[[project]]
code = "P1"
title = "演示工程"
lead = "区市场监督管理局"
join = ["区财政局", "各镇、街道"]

[[task]]
no = "1"
title = "演示任务一"
project = "P1"
milestones = [{ on = 2026-06-30, words = "半年小结" }]

[[task]]
no = "2"
title = "演示任务二"
project = "P1"
due = 2027-12-31

[[indicator]]
code = "T01"
title = "培训场次"
unit = "场"
kind = "flow"
basis = "cumulative_from_start"
comparator = ">="
tasks = ["1"]
target = { 2026 = 10, 2027 = 20, 2028 = 30 }
evidence = "签到"
metrics = ["M-TR01"]

[[indicator]]
code = "T02"
title = "每万人专利"
unit = "件/万人"
kind = "ratio"
basis = "year_end_level"
comparator = ">="
target = { 2028 = 9 }
numerator = "专利"
denominator = "常住人口"
denominator_source = "统计局"
evidence = "通报"

[[indicator]]
code = "T03"
title = "贯标单位"
unit = "家"
kind = "flow"
basis = "open"
comparator = ">="
target = { 2026 = 30, 2027 = 30, 2028 = 100 }
evidence = "证书"
metrics = ["M-BR01"]

[[question]]
code = "basis"
indicator = "T03"
asks = "basis"
words = "累计还是当年？"
choices = [["levels", "累计"], ["increments", "当年"]]
likely = "increments"
"""


def check(text: str) -> list[Finding]:
    return check_plan(text, load_county("boshan"), METRICS)


def test_a_good_file_has_nothing_to_tell() -> None:
    assert check(GOOD) == []


FAULTS = [
    ("[[task]]\nno = \"1\"", "[[task]\nno = \"1\"", "", "格式不对"),
    ('short = "演示"', 'shrot = "演示"', "shrot", "是不是“short”"),
    ('title = "演示计划"\n', "", "title", "没有写"),
    ("start = 2026-01-01", 'start = "2026-01-01"', "start", "日期"),
    ('code = "demo-2026"', 'code = "Demo 2026"', "code", "小写字母"),
    ('status = "active"', 'status = "now"', "status", "active"),
    ("end = 2028-12-31", "end = 2025-12-31", "end", "早于"),
    ('title = "演示任务一"', 'titel = "演示任务一"', "task 1 / titel", "是不是“title”"),
    ('no = "2"\ntitle = "演示任务二"', 'no = "2"', "task 2 / title", "没有写"),
    ('no = "2"', 'no = "1"', "task 1", "写了2次"),
    ('no = "2"', 'no = "3"', "task", "缺 2"),
    ('project = "P1"\ndue', 'project = "P9"\ndue', "task 2 / project", "P9"),
    ("due = 2027-12-31", "due = 2030-12-31", "task 2 / due", "不在计划期内"),
    ("on = 2026-06-30", "on = 2025-06-30", "task 1 / milestones", "不在计划期内"),
    ('on = 2026-06-30, words = "半年小结"', "on = 2026-06-30", "task 1 / milestones / words",
     "没有写"),
    ('lead = "区市场监督管理局"\n', "", "task / lead", "2项任务没有写牵头单位"),
    ('"区财政局"', '"区财局"', "project P1 / join", "是不是“区财政局”"),
    ('"区财政局"', '"演示无此单位"', "project P1 / join", "资料里没有“演示无此单位”"),
    ('code = "T02"', 'code = "T01"', "indicator T01", "写了2次"),
    ('kind = "ratio"', 'kind = "rate"', "indicator T02 / kind", "ratio"),
    ('tasks = ["1"]', 'tasks = ["7"]', "indicator T01 / tasks", "7"),
    ("2027 = 20", "2027 = 5", "indicator T01 / target", "2027年的目标值小于2026年"),
    ("2027 = 20", "2031 = 20", "indicator T01 / target", "2031年不在计划期内"),
    ("2027 = 20", "2027 = -1", "indicator T01 / target", "负数"),
    ("2027 = 20", '2027 = "20"', "indicator T01 / target", "各年度的数"),
    ("2027 = 30, 2028 = 100", "2027 = 20, 2028 = 40", "indicator T03 / target", "合计小于各年之和"),
    ('unit = "场"', 'unit = ""', "indicator T01 / unit", "计量单位"),
    ('basis = "cumulative_from_start"', 'basis = "cagr"', "indicator T01 / basis", "口径只能是"),
    ('comparator = ">="\ntasks', 'comparator = "no_number"\ntasks', "indicator T01 / target",
     "不应有"),
    ("target = { 2028 = 9 }\n", "", "indicator T02 / target", "没有目标值"),
    ('denominator_source = "统计局"\n', "", "indicator T02 / denominator_source", "来源"),
    ('denominator_source = "统计局"', 'denominator_source = "统计局"\ndecomposable = "town"',
     "indicator T02 / decomposable", "不能按数额分解"),
    ('numerator = "专利"', 'numerator = "专利"\nbaseline = 3', "indicator T02 / baseline_on",
     "基期日期"),
    ('evidence = "通报"\n', "", "indicator T02 / evidence", "至少写一项"),
    ('evidence = "签到"\n', "", "indicator T01 / evidence", "佐证"),
    ('metrics = ["M-TR01"]', 'metrics = ["M-XX99"]', "indicator T01 / metrics", "M-XX99"),
    ('asks = "basis"', 'asks = "other"', "indicator T03 / basis", "open"),
    ('indicator = "T03"', 'indicator = "T09"', "question T09/basis / indicator", "T09"),
    ('likely = "increments"', 'likely = "both"', "question T03/basis / likely", "不在可选"),
    ('["levels", "累计"]', '["sums", "累计"]', "question T03/basis / choices", "代码只能是"),
    ('likely = "increments"', 'likely = "increments"\nseries = "M-AP01"',
     "question T03/basis / series", "metrics"),
    ('asks = "basis"\nwords = "累计还是当年？"'
     '\nchoices = [["levels", "累计"], ["increments", "当年"]]'
     '\nlikely = "increments"', 'asks = "baseline"\nwords = "多少？"', "question T03/basis / as_of",
     "as_of"),
]  # fmt: skip
"""What stands in the good file, what is put there, where it is found, what is said."""

ODD = {"task", "task / lead", "project P1 / join"}
"""What is odd and stops nobody."""


@pytest.mark.parametrize(("good", "bad", "place", "words"), FAULTS)
def test_a_fault_is_found_where_it_is(good: str, bad: str, place: str, words: str) -> None:
    assert GOOD.count(good) >= 1
    found = check(GOOD.replace(good, bad, 1))
    assert any(each.place == place and words in each.words for each in found), found
    told_only = place in ODD or "佐证" in words
    at_place = [each for each in found if each.place == place and words in each.words]
    assert {each.severity for each in at_place} == {"warn" if told_only else "error"}


def test_a_town_or_all_of_them_are_units_too() -> None:
    text = GOOD.replace('"各镇、街道"', '"八陡镇", "各镇（街道）"')
    assert check(text) == []


def test_without_a_county_units_are_not_looked_at() -> None:
    text = GOOD.replace('"区财政局"', '"别处的局"')
    assert check_plan(text) == []


def test_numbers_that_no_field_can_hold_are_refused() -> None:
    for number in ("inf", "nan", "1e30"):
        found = check(GOOD.replace("2028 = 9", f"2028 = {number}"))
        assert [each.place for each in errors_of(found)] == ["indicator T02 / target"]


@pytest.mark.parametrize(
    "text", ["", "x", "[[task]]", "task = 3", "[task]\na = 1", "goal = [1, 2]", "code = 1"]
)
def test_no_file_makes_the_check_fail(text: str) -> None:
    assert errors_of(check(text))
