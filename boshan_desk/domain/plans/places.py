"""Where something stands in a pack's file, in the words of the office.

The keys of a file (`task 2 / due`) are for whoever edits it; an officer is told 任务 2 / 完成期限.
"""

from __future__ import annotations

import re
from typing import Final

from boshan_desk.i18n import _, mark

_NAMES: Final = {
    "area": mark("比较地区"),
    "areas": mark("比较地区"),
    "artefacts": mark("成果"),
    "as_of": mark("截止日期"),
    "asks": mark("问的是什么"),
    "baseline": mark("基期值"),
    "baseline_on": mark("基期日期"),
    "basis": mark("数值的含义"),
    "bases": mark("依据"),
    "bureau": mark("单位名称"),
    "choices": mark("可选的答复"),
    "code": mark("编号"),
    "comparator": mark("比较方式"),
    "counted": mark("列入统计表"),
    "decomposable": mark("分解到"),
    "denominator": mark("分母"),
    "denominator_source": mark("分母的来源"),
    "doc_no": mark("文号"),
    "due": mark("完成期限"),
    "end": mark("终止日期"),
    "evidence": mark("佐证"),
    "fact": mark("成效数据"),
    "goal": mark("总体目标"),
    "group": mark("领导小组名称"),
    "indicator": mark("指标"),
    "issued_on": mark("印发日期"),
    "issuer": mark("印发机关"),
    "join": mark("配合单位"),
    "kind": mark("类型"),
    "label": mark("名称"),
    "lamps": mark("滞后界限"),
    "lead": mark("牵头单位"),
    "likely": mark("较可能的答复"),
    "metrics": mark("由哪项指标统计"),
    "milestones": mark("时间节点"),
    "moved": mark("撤并的镇街"),
    "name": mark("名称"),
    "numerator": mark("分子"),
    "numerator_source": mark("分子的来源"),
    "office": mark("办公室名称"),
    "on": mark("日期"),
    "place": mark("出处"),
    "plans": mark("执行的计划"),
    "prefix": mark("代码前缀"),
    "project": mark("工程"),
    "question": mark("问题"),
    "region": mark("行政区划代码"),
    "series": mark("分项"),
    "short": mark("简称"),
    "start": mark("起始日期"),
    "status": mark("状态"),
    "successor": mark("由谁接续"),
    "target": mark("目标值"),
    "task": mark("任务"),
    "tasks": mark("任务"),
    "title": mark("名称"),
    "towns": mark("镇街"),
    "town": mark("镇街"),
    "unit": mark("部门"),
    "units": mark("部门"),
    "until": mark("最后一日"),
    "within": mark("所属"),
    "words": mark("内容"),
}
_KEY: Final = re.compile(r"（[a-z_]+）")
_IN_TEXT: Final = re.compile(r"\(at line (\d+), column (\d+)\)")


def place_words(place: str) -> str:
    """A place of a file as the window names it; a key without a name stays as it is."""
    table, *keys = place.split(" / ")
    # As a table of its own it is the departments of a county.
    named = [_("计量单位") if key == "unit" else _named(key) for key in keys]
    return " / ".join([_named(table), *named])


def _named(part: str) -> str:
    key, space, rest = part.partition(" ")
    name = _NAMES.get(key)
    return f"{_(name)}{space}{rest}" if name else part


def without_keys(words: str) -> str:
    """What is found, without the key behind its name: 由哪个单位接续（successor）."""
    return _KEY.sub("", words)


def toml_words(error: Exception) -> str:
    """Where a file cannot be read; the reader of such files says it in English only."""
    found = _IN_TEXT.search(str(error))
    if found:
        words = _("第{line}行第{column}列写得不对")
        return words.format(line=found.group(1), column=found.group(2))
    if "end of document" in str(error):
        return _("最后一行没有写完")
    return str(error)
