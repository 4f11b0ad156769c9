"""A form that an office changed is checked before it is taken: what is wrong, and where."""

from __future__ import annotations

import pytest

from boshan_desk.domain.paper.checking import check
from boshan_desk.domain.paper.reading import (
    SECTIONS,
    read_sections,
    shipped_forms,
    shipped_text,
)
from boshan_desk.usecases.counting import entries
from boshan_desk.usecases.numbering import SERIES
from boshan_desk.usecases.quarter.named import NAMED
from boshan_desk.usecases.quarter.parts import PARTS


def _told(text: str, severities: tuple[str, ...] = ("error",)) -> list[str]:
    found = check(
        text,
        shipped_text(SECTIONS),
        figures=frozenset(entries()),
        names=frozenset(NAMED),
        blocks=frozenset(PARTS),
        series=frozenset(SERIES),
        shipped=shipped_text(SECTIONS),
    )
    return [each.told() for each in found if each.severity in severities]


def test_what_is_shipped_has_nothing_wrong() -> None:
    for name in (*shipped_forms(), SECTIONS):
        assert _told(shipped_text(name)) == []


_FORM = """
code = "own"
name = "演示形式"
subject = "演示"
title = ["{county}演示"]
sections = ["lead", "main"]
"""


def test_a_small_form_is_whole() -> None:
    assert _told(_FORM) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('name = "演示形式"', "", "name：必须填写"),
        ('code = "own"', 'code = "Own form"', "code：只能用小写英文字母"),
        ('"main"]', '"mian"]', "sections：没有名为“mian”的部分，是不是main？"),
        ("{county}", "{conty}", "title：没有名为“conty”的内容，是不是county？"),
        ("{county}", "{county", "title：大括号没有成对"),
        ('subject = "演示"', 'subjct = "演示"', "多出的一项“subjct”，是不是subject？"),
        ('code = "own"', 'head = "x"\ncode = "own"', "head：应当是一组设置"),
        ('"main"]', '"main"]\n[head]\nstyle = "blue"\nname = "x"', "head / style：应当是 red"),
        ('"main"]', '"main"]\n[head]\nstyle = "red"', "head / name：必须填写"),
        ('"main"]', '"main"]\n[imprint]\nlists = [["报"]]', "imprint / lists：每一行应当是"),
        ('name = "演示形式"', "name = 3", "name：应当是一段文字"),
        ('code = "own"', "code = ", "不是有效的 TOML 文件"),
    ],
)
def test_a_mistake_in_a_form_is_named_with_its_place(before: str, after: str, told: str) -> None:
    assert before in _FORM
    found = _told(_FORM.replace(before, after, 1))
    assert any(each.startswith(told) for each in found), found


_SECTIONS = """
[section.one]
heading = "演示{total}"
when = "M-EN02"

[[section.one.part]]
key = "a"
say = ["立案{M-EN02:both}", { when = "!first_quarter", text = "，本季{M-EN02:quarter}" }, "。"]

[[section.one.part]]
key = "b"
block = "figures_table"
title = "演示"
options = { figures = ["M-EN02"] }
"""


def test_small_sections_are_whole() -> None:
    assert _told(_SECTIONS) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("M-EN02:both", "M-EN20:both", "section one / part 1 / say：没有代码为“M-EN20”的指标"),
        (":both}", ":boht}", "section one / part 1 / say：“boht”不是一种写法，是不是both？"),
        ("!first_quarter", "!first_quater", "section one / part 1 / say：没有名为“first_quater”"),
        ('when = "M-EN02"', 'when = "M-XX"', "section one / when：没有代码为“M-XX”的指标"),
        ("{total}", "{totla}", "section one / heading：没有名为“totla”的内容，是不是total"),
        ('"figures_table"', '"figure_table"', "section one / part 2 / block：没有名为"),
        (
            '["M-EN02"]',
            '["M-EN99"]',
            "section one / part 2 / options / figures 1：没有代码为“M-EN99”",
        ),
        ('key = "b"', 'key = "a"', "section one / part 2：名称“a”重复了"),
        ('block = "figures_table"', "", "section one / part 2：say（一段话）和 block"),
        ('title = "演示"', 'titel = "演示"', "section one / part 2：多出的一项“titel”"),
        ('"。"]', "3]", "section one / part 1 / say：应当是"),
        ('["M-EN02"] }', "5 }", "section one / part 2 / options / figures：应当是一列"),
        ('["M-EN02"] }', '["M-EN02"], filled = 1 }', "section one / part 2 / options / filled"),
        ('["M-EN02"] }', '["M-EN02"], most = 1 }', "section one / part 2 / options：多出的一项"),
        ('options = { figures = ["M-EN02"] }', 'options_as = "none"', "section one / part 2 / opt"),
        ('key = "a"', 'key = "a"\npublic = "no"', "section one / part 1 / public：应当是 true"),
        ('key = "a"', 'key = "a"\nstyle = "loud"', "section one / part 1 / style：应当是 body"),
    ],
)
def test_a_mistake_in_the_sections_is_named_with_its_place(
    before: str, after: str, told: str
) -> None:
    assert before in _SECTIONS
    found = _told(_SECTIONS.replace(before, after, 1))
    assert any(each.startswith(told) for each in found), found


def test_a_section_without_parts_is_told() -> None:
    assert _told('[section.x]\nheading = "演示"') == ["section x：没有任何内容，请写至少一个 part"]


def test_a_wording_that_was_taken_out_is_told_but_refuses_nothing() -> None:
    warned = _told(_SECTIONS, ("warn",))
    assert "section one / part 2 / words：没有写“stock”的措辞，这一句不印" in warned


def test_names_of_a_wording_are_those_of_the_shipped_one() -> None:
    text = shipped_text(SECTIONS)
    wrong = text.replace("整改时限：{term}前", "整改时限：{trem}前")
    assert wrong != text
    told = _told(wrong)
    assert told
    assert all("没有名为“trem”的内容" in each for each in told)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("days = 30", 'days = "30"'),
        ("days = 30", "days = 999999999"),
        ("most = 8", "most = -1"),
        ("at_least = 90 }", 'at_least = "x" }'),
        ('figure = "M-BR04", at_least', 'figure = "M-ZZ", at_least'),
        ("public = false", 'public = "no"'),
        ('options = { figure = "M-EN02" }', "options = { figure = 5 }"),
        ('options = { figure = "M-EN02" }', "options = { }"),
    ],
)
def test_an_option_of_the_wrong_kind_is_named(before: str, after: str) -> None:
    text = shipped_text(SECTIONS)
    assert before in text
    assert _told(text.replace(before, after, 1))


def test_options_are_written_once_where_two_parts_must_agree() -> None:
    sections = read_sections(shipped_text(SECTIONS))
    parts = {part.key: part for section in sections.values() for part in section.parts}
    assert parts["problems"].options["wishes"]
    assert parts["problem_list"].options == parts["problems"].options == parts["next"].options
