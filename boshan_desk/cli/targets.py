"""Commands about targets: how each stands, and what the office says of them."""

from __future__ import annotations

import argparse
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from boshan_desk.cli.options import (
    Commands,
    Common,
    WrongUse,
    add_command,
    day,
    field_value,
    period,
)
from boshan_desk.cli.output import write_document, write_line, write_table
from boshan_desk.domain.reading import Unreadable, read_decimal
from boshan_desk.domain.wording import half_up, listed, plain
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.domain.ledger import Record
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.plans.standing import Standing


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    shown = add_command(
        commands, "targets", _targets, _("目标进度：目标、完成、序时进度、状态、单位")
    )
    shown.add_argument("--period", required=True, type=period, metavar=_("期间"))
    shown.add_argument("--plan", default="", metavar=_("编号"), help=_("不写的为执行中的各计划"))
    shown.add_argument("--project", default="", metavar=_("工程"))
    shown.add_argument("--unit", default="", metavar=_("单位"), help=_("代码或名称"))
    shown.add_argument("--town", default="", metavar=_("镇街"), help=_("代码或名称"))

    target = add_command(commands, "target", _targets, _("登记目标：自定、调整、基期、分解、答复"))
    acts = target.add_subparsers(dest="act", metavar=_("动作"), required=True)
    own = _number_of_year(acts, "set", _("登记本局自定目标"))
    _add_paper(own, needed=False)
    own.set_defaults(run=_set)
    changed = _number_of_year(acts, "change", _("登记目标调整；原值自动保留"))
    _add_paper(changed, needed=True)
    changed.set_defaults(run=_change)
    base = _number_of_year(acts, "baseline", _("登记基期值：某年末或某年的数"))
    base.add_argument("--town", default="", metavar=_("镇街"), help=_("代码或名称"))
    base.set_defaults(run=_baseline)

    shares = acts.add_parser("split", help=_("把一年的目标分解到镇街或部门，核对合计"))
    shares.add_argument("indicator", metavar=_("指标"))
    shares.add_argument("year", type=int, metavar=_("年度"))
    where = shares.add_mutually_exclusive_group(required=True)
    where.add_argument("--town", action="append", type=field_value, metavar=_("镇街=数额"))
    where.add_argument("--unit", action="append", type=field_value, metavar=_("部门=数额"))
    shares.add_argument("--series", default="", metavar=_("序列"))
    shares.add_argument("--reason", default="", metavar=_("原因"), help=_("合计与目标不一致时须写"))
    shares.set_defaults(run=_split)

    asked = acts.add_parser("questions", help=_("列出计划中待答复的问题"))
    asked.add_argument("--plan", default="", metavar=_("编号"))
    asked.set_defaults(run=_questions)
    answered = acts.add_parser("answer", help=_("答复计划中的问题"))
    answered.add_argument("question", metavar=_("问题"))
    answered.add_argument("--choice", default="", metavar=_("答复"))
    answered.add_argument("--value", type=_decimal, metavar=_("数值"))
    answered.add_argument("--ground", default="", metavar=_("依据"))
    answered.add_argument("--on", type=day, metavar=_("日期"))
    answered.set_defaults(run=_answer)


def _number_of_year(acts: Any, act: str, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = acts.add_parser(act, help=words)
    parser.add_argument("indicator", metavar=_("指标"))
    parser.add_argument("year", type=int, metavar=_("年度"))
    parser.add_argument("value", type=_decimal, metavar=_("数值"))
    parser.add_argument("--series", default="", metavar=_("序列"), help=_("有几个序列的写明哪个"))
    parser.add_argument("--remark", default="", metavar=_("备注"))
    return parser


def _add_paper(parser: argparse.ArgumentParser, *, needed: bool) -> None:
    parser.add_argument("--doc-no", default="", required=needed, metavar=_("文号"))
    parser.add_argument("--approver", default="", required=needed, metavar=_("批准人"))
    parser.add_argument("--on", type=day, required=needed, metavar=_("日期"))


def _decimal(text: str) -> Decimal:
    try:
        return read_decimal(text)
    except Unreadable as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _targets(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.lists import find_town
    from boshan_desk.usecases.plans.standing import standings
    from boshan_desk.usecases.plans.standing_json import standing_json

    words = common.words
    with opened(common) as desk:
        found = standings(
            desk,
            words.period,
            plan=words.plan,
            project=words.project,
            unit=_code_of(desk, "unit", words.unit),
            town=find_town(desk, words.town) if words.town else "",
            trail=common.json,
        )
    if common.json:
        for line in found:
            write_line(standing_json(line))
        return 0
    heads = [
        *(_("状态"), _("指标"), _("目标"), _("本期"), _("累计"), _("完成比例"), _("序时进度")),
        *(_("相差"), _("同比"), _("牵头"), _("配合")),
    ]
    write_table(heads, [_row(line) for line in found])
    return 0


def _row(line: Standing) -> list[str]:
    from boshan_desk.usecases.plans.telling import number

    unit = "%" if line.kind == "growth_rate" else line.unit
    title = f"{line.title}（{line.series}）" if line.series else line.title
    return [
        f"{line.sign} {line.lamp_words}",
        title,
        line.target_words or "—",
        number(line.quarter, unit),
        line.actual_words or "—",
        _("{share}（增量）").format(share=_percent(line.share))
        if line.growth and line.share is not None
        else _percent(line.share),
        _percent(line.due_share),
        "—" if line.difference is None else plain(half_up(line.difference, 1)),
        line.change_words or "—",
        listed(line.lead),
        listed(line.join),
    ]


def _percent(value: Decimal | None) -> str:
    return "—" if value is None else f"{plain(half_up(value, 1))}%"


def _set(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.plans.targets import set_own_target

    words = common.words
    with opened(common) as desk:
        kept = set_own_target(
            desk,
            words.indicator,
            words.year,
            words.value,
            series=words.series,
            doc_no=words.doc_no,
            approver=words.approver,
            on=words.on,
            remark=words.remark,
        )
        return _tell(common, desk, kept)


def _change(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.plans.targets import change_target

    words = common.words
    with opened(common) as desk:
        kept = change_target(
            desk,
            words.indicator,
            words.year,
            words.value,
            doc_no=words.doc_no,
            approver=words.approver,
            on=words.on,
            series=words.series,
            remark=words.remark,
        )
        return _tell(common, desk, kept)


def _baseline(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.lists import find_town
    from boshan_desk.usecases.plans.targets import set_baseline

    words = common.words
    with opened(common) as desk:
        kept = set_baseline(
            desk,
            words.indicator,
            words.year,
            words.value,
            series=words.series,
            town=find_town(desk, words.town) if words.town else "",
            remark=words.remark,
        )
        return _tell(common, desk, kept)


def _split(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.lists import find_town
    from boshan_desk.usecases.plans.targets import By, split

    words = common.words
    by: By = "town" if words.town else "unit"
    with opened(common) as desk:
        shares = {
            find_town(desk, name) if by == "town" else _code_of(desk, "unit", name): number
            for name, number in words.town or words.unit
        }
        made = split(
            desk,
            words.indicator,
            words.year,
            by,
            shares,
            series=words.series,
            reason=words.reason,
        )
    if common.json:
        write_document(
            {
                "by": made.by,
                "year": made.year,
                "shares": {code: str(value.normalize()) for code, value in made.shares.items()},
                "total": f"{made.total.normalize():f}",
                "target": None if made.target is None else f"{made.target.normalize():f}",
                "closes": made.closes,
                "words": made.words,
            }
        )
    else:
        print(made.words)
    return 0


def _questions(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.plans.questions import open_questions

    with opened(common) as desk:
        found = open_questions(desk, plan=common.words.plan)
    if common.json:
        for each in found:
            question = each.question
            write_line(
                {
                    "code": each.code,
                    "plan": each.plan,
                    "indicator": question.indicator or None,
                    "asks": question.asks,
                    "words": question.words,
                    "choices": [{"code": code, "words": words} for code, words in question.choices],
                    "likely": question.likely or None,
                    "why": question.why,
                }
            )
        return 0
    rows = [
        [each.code, each.question.words, listed(f"{c}＝{w}" for c, w in each.question.choices)]
        for each in found
    ]
    write_table([_("编号"), _("问题"), _("可选答复")], rows)
    return 0


def _answer(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.plans.targets import answer

    words = common.words
    if not words.choice and words.value is None:
        raise WrongUse("请写 --choice 或 --value")
    with opened(common) as desk:
        kept = answer(
            desk, words.question, words.choice, words.value, ground=words.ground, on=words.on
        )
        return _tell(common, desk, kept)


def _code_of(desk: Desk, name: str, word: str) -> str:
    """The code that a word means in one of the desk's lists."""
    if not word:
        return ""
    if code := desk.lists[name].find(word):
        return code
    raise WrongUse("没有名为“{word}”的单位", word=word)


def _tell(common: Common, desk: Desk, kept: Record) -> int:
    from boshan_desk.usecases.records import plain as plainly

    with desk.read() as reader:
        told = plainly(reader.get(type(kept), kept.id), reader)
    if common.json:
        write_document(told)
    else:
        print(
            _("已登记：{name}（流水号 {number}）").format(
                name=told["name"], number=told["serial_no"]
            )
        )
    return 0
