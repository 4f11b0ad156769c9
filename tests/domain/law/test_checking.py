"""The checker of rule files: content with what is shipped, and every planted fault is found."""

from __future__ import annotations

import re

import pytest

from boshan_desk.domain.law.checking import Words, check_rules
from boshan_desk.domain.law.reading import KINDS, shipped
from boshan_desk.procedure import words

KNOWN = Words(
    words.FACTS.keys(), words.CONDITIONS.keys(), words.SUBJECTS.keys(), words.STOPS.keys()
)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wrong_with_what_is_shipped(kind: str) -> None:
    assert check_rules(shipped(kind), kind, KNOWN) == []


def block(kind: str, name: str) -> str:
    """The tables of one rule in a shipped file, with every version of it."""
    table = {"limits": "limit", "amounts": "rule", "crime": "hint", "papers": "paper"}[kind]
    parts = re.split(r"(?m)^(?=\[\[)|^# ----.*\n", shipped(kind))
    found = [p for p in parts if re.match(rf'\[\[{table}\]\]\n\w+ = "{name}"\n', p)]
    assert found, name
    return "".join(found)


def head(kind: str) -> str:
    return f'[file]\nkind = "{kind}"\npart = true\n'


FAULTS = [
    # What is planted, in which limit, and what the checker says.
    ("L22", 'start = "decided_on"', 'start = "decided"', "不认识的事实：decided"),
    ("L22", r'met = \["published_on"\]', 'met = ["printed_on"]', "不认识的事实：printed_on"),
    ("L22", '"!elsewhere"', '"!abroad"', "不认识的条件：abroad"),
    ("L06", 'of = "evidence"', 'of = "goods"', "不认识的对象：goods"),
    ("L08", r'stops = \["test"\]', 'stops = ["lunch"]', "不认识的停止计时的事由：lunch"),
    ("L22", "basis = .*", 'basis = " "', "没有依据条款"),
    ("L22", "source = .*", 'source = ""', "没有出处"),
    ("L22", "title = .*", 'title = ""', "没有名称"),
    ("L22", "source = .*", 'source = "x"\nsure = 101', "把握应为0到100"),
    ("L22", "note = .*", "sure = 70", "不清楚的是什么"),
    ("L18", "lapses = true", 'lapses = true\nstops = ["test"]', "不能停止计时"),
    ("L07", "rolls = false", 'rolls = false\nstops = ["test"]', "不能停止计时"),
    ("L07", "rolls = false", "rolls = true", "不因休息日顺延"),
    ("L07", 'start = "taken_at"', 'start = "taken_on"', "要从时刻起算"),
    ("L22", "length = 20", "length = 0", "没有长度"),
    ("L11", 'unit = "workday"', 'unit = "day"', "只能按工作日计"),
    ("L11", "source = .*", 'source = "x"\nstops = ["test"]', "不能停止计时"),
    ("L11", "source = .*", 'source = "x"\nextension = { length = 3, by = "x" }', "不能延长"),
    ("L07", "rolls = false", 'rolls = false\nextension = { length = 3, by = "x" }', "不能延长"),
    ("L01", "times = 1", "times = 0", "至少一次"),
    ("L01", "length = 15, by", "length = -1, by", "不能是负数"),
    ("L01", 'by = "本机关负责人批准"', 'by = ""', "由谁批准"),
    ("L16", "rate = 3", "rate = 0", "比例和上限"),
    ("L22", "source = .*", 'source = "x"\nrate = 3', "只有加处罚款"),
    ("L22", r"met = .*\n", "", "怎样算完成"),
    ("L14", "rolls = false", "rolls = false\nlapses = true", "届满自行结束"),
    ("L14", "from = 2022-09-29", "from = 2022-09-28", "重叠"),
    ("L14", "until = 2022-09-28", "source = 'x'", "格式"),
    ("L14", "from = 2022-09-29", "from = 2022-10-01", "之间没有规定"),
    ("L14", "until = 2022-09-28", "from = 2022-09-30\nuntil = 2022-09-28", "终止日期早于"),
    (
        "L14",
        "until = 2022-09-28",
        "from = 2021-07-15\nuntil = 2022-09-28",
        "2021-07-15之前没有规定",
    ),
    ("L02", "start = .*", 'start = "filed_on"', "必须相同"),
]


@pytest.mark.parametrize(("id", "old", "new", "says"), FAULTS)
def test_a_fault_planted_in_a_limit_is_found(id: str, old: str, new: str, says: str) -> None:
    text = head("limits") + block("limits", id)
    assert check_rules(text, "limits", KNOWN) == []
    count = 1 if says in ("必须相同", "终止日期早于") else 0
    broken = re.sub(old, new, text, count=count)
    assert broken != text
    assert says in "\n".join(check_rules(broken, "limits", KNOWN))


AMOUNT_FAULTS = [
    ("tm_infringe", "{ high = 250_000 }", "{ high = 250_000, times = 5 }", "只能写"),
    ("tm_infringe", "{ high = 250_000 }", "{ low = 3 }", "只能写"),
    ("tm_agency", "low = 10_000", "low = 1_000_000", "下限高于上限"),
    ("copyright", "times_low = 1", "times_low = 9", "下限高于上限"),
    ("tm_agency", "{ low = 10_000, high = 100_000 }", "{ times = 5 }", "固定数额不能"),
    ("tm_infringe", ", { high = 250_000 }", "", "最后一档不能有界限"),
    ("tm_infringe", "at_least = 50_000, ", "", "只有最后一档"),
    (
        "tm_infringe",
        r"\{ at_least = 50_000, times = 5 \}",
        "{ at_least = 50_000, times = 5 }, { at_least = 90_000, times = 6 }",
        "从高到低",
    ),
    ("tm_badfaith", "note = .*", "", "要写明原因"),
    ("tm_infringe", "basis = .*", "", "没有依据条款"),
    ("tm_infringe", "until = 2026-12-31", "until = 2027-12-31", "重叠"),
    ("tm_infringe", "until = 2026-12-31", "until = 2026-12-30", "之间没有规定"),
]


@pytest.mark.parametrize(("name", "old", "new", "says"), AMOUNT_FAULTS)
def test_a_fault_planted_in_a_scale_is_found(name: str, old: str, new: str, says: str) -> None:
    text = head("amounts") + block("amounts", name)
    assert check_rules(text, "amounts", KNOWN) == []
    broken = re.sub(old, new, text)
    assert broken != text
    assert says in "\n".join(check_rules(broken, "amounts", KNOWN))


def test_faults_of_sums_and_methods_are_found() -> None:
    method = '[[method]]\ncode = "x"\ntitle = "演示"\ntext = "演示"\nbasis = "演示"\nsource = "x"\n'
    setting = '[[setting]]\nname = "x"\ntitle = "演示"\nsource = "x"\n'
    said = "\n".join(check_rules(head("amounts") + method + method + setting, "amounts", KNOWN))
    assert "x：写了两次" in said
    assert "没有写适用于哪种商品状况" in said
    assert "x：没有依据条款" in said


CAUSE = """
[[cause]]
code = "TM16"
title = "演示"
group = "tm_other"
[[cause.text]]
law = "TM26"
breach = "第五十六条"
penalty = "第五十六条"
amount = "tm_mislead"
source = "TM26 §56"
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"tm_other"', '"tm_odd"', "不认识的统计表的行：tm_odd"),
        ('"tm_mislead"', '"tm_lost"', "不认识的罚款幅度：tm_lost"),
        ('law = "TM26"', 'law = "TM19"', "在2026-12-31没有规定"),
        ('breach = "第五十六条"', 'breach = ""', "没有条款的，要写明原因"),
        ('source = "TM26 §56"', 'source = ""', "没有出处"),
        ('source = "TM26 §56"', 'source = "x"\nsure = 50', "不清楚的是什么"),
        ('law = "TM26"', 'law = "TM99"', "law = TM99"),
    ],
)
def test_a_fault_planted_in_a_cause_is_found(old: str, new: str, says: str) -> None:
    text = head("causes") + CAUSE
    assert check_rules(text, "causes", KNOWN) == []
    assert old in text
    assert says in "\n".join(check_rules(text.replace(old, new), "causes", KNOWN))


CRIME_FAULTS = [
    ("C01", '"TM01"', '"TM99"', "不认识的案由：TM99"),
    ("C01", r'causes = \["TM01"\]', "causes = []", "没有写适用于哪些案由"),
    ("C06", "income = .*", "", "没有写数额或数量"),
    ("C01", "repeated_turnover = 30_000", "repeated_turnover = 60_000", "高于通常的数额"),
    ("C01", "basis = .*", 'basis = ""', "没有依据条款"),
    ("C01", "until = 2025-04-25", "until = 2025-04-26", "重叠"),
]


@pytest.mark.parametrize(("id", "old", "new", "says"), CRIME_FAULTS)
def test_a_fault_planted_in_a_line_of_crime_is_found(
    id: str, old: str, new: str, says: str
) -> None:
    text = head("crime") + block("crime", id)
    assert check_rules(text, "crime", KNOWN) == []
    broken = re.sub(old, new, text)
    assert broken != text
    assert says in "\n".join(check_rules(broken, "crime", KNOWN))


@pytest.mark.parametrize(
    ("code", "old", "new", "says"),
    [
        ("decision", '"penalty"', '"punished"', "不认识的条件：punished"),
        ("evidence_notice", "measure.evidence", "measure.magic", "measure.magic"),
        ("decision", "source = .*", 'source = ""', "没有出处"),
        ("worksheet", "note = .*", "", "不清楚的是什么"),
    ],
)
def test_a_fault_planted_in_a_paper_is_found(code: str, old: str, new: str, says: str) -> None:
    text = head("papers") + block("papers", code)
    assert check_rules(text, "papers", KNOWN) == []
    broken = re.sub(old, new, text)
    assert broken != text
    assert says in "\n".join(check_rules(broken, "papers", KNOWN))


@pytest.mark.parametrize(
    ("kind", "name"),
    [("limits", "L22"), ("amounts", "tm_infringe"), ("crime", "C01"), ("papers", "filing")],
)
def test_a_file_that_is_not_a_part_must_hold_everything(kind: str, name: str) -> None:
    whole = head(kind).replace("part = true\n", "") + block(kind, name)
    said = check_rules(whole, kind, KNOWN)
    assert said
    assert said[0].startswith("缺少：")
    assert name not in said[0].split("；")[0].removeprefix("缺少：").split("、")


def test_causes_left_out_are_named() -> None:
    said = check_rules(head("causes").replace("part = true\n", "") + CAUSE, "causes", KNOWN)
    assert "TM01" in said[0]
    assert "TM16" not in said[0]


def test_a_file_of_another_kind_or_of_none_is_told_so() -> None:
    assert "法定期限" in check_rules(shipped("crime"), "limits", KNOWN)[0]
    assert "法定期限" in check_rules(block("limits", "L22"), "limits", KNOWN)[0]
    assert "recipes" in check_rules(shipped("crime"), "recipes", KNOWN)[0]


def test_what_cannot_be_read_is_one_finding_and_no_crash() -> None:
    for kind in KINDS:
        assert len(check_rules("[[", kind, KNOWN)) == 1
        assert len(check_rules(head(kind), kind, KNOWN)) == 1
