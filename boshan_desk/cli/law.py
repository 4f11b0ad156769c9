"""Commands about statutory limits, the rule files behind them, and the calendar."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from boshan_desk.cli.options import Commands, Common, WrongUse, add_command, day
from boshan_desk.cli.output import (
    Progress,
    complain,
    one_line,
    write_document,
    write_line,
    write_table,
)
from boshan_desk.domain.today import Clock
from boshan_desk.domain.wording import explained, listed, statements, with_more
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.domain.explaining import Explained
    from boshan_desk.domain.law.book import Law
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.lawfiles import LawChange
    from boshan_desk.usecases.one_limit import OneLimit

_SHOWN: Final = 20
"""Touched cases that are listed for a person; a program gets all of them."""


class StopSpan(NamedTuple):
    """What --stop says, its kind not yet looked up."""

    first: date
    until: date | None
    kind: str


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    clock = add_command(commands, "clock", _clock, _("计算一个法定期限，逐步说明为什么是这一天"))
    clock.add_argument("rule", metavar=_("期限"), help=_("编号，如 L12；用 rules 查看全部"))
    clock.add_argument(
        "--from",
        dest="start",
        type=moment,
        required=True,
        metavar=_("日期"),
        help=_("起算的事件哪天发生；按小时计的写到分钟，如 2026-05-01T16:30"),
    )
    clock.add_argument(
        "--stop",
        action="append",
        default=[],
        type=stop_span,
        metavar=_("起..止:事由"),
        help=_("不计入的时间，可写多次；止是恢复计算的那天，未结束的留空"),
    )
    clock.add_argument(
        "--extend", action="append", default=[], type=whole, metavar=_("日数"), help=_("批准的延长")
    )
    clock.add_argument("--on", type=day, metavar=_("日期"), help=_("看哪一天的情况，默认今天"))
    clock.add_argument("--amount", type=yuan, metavar=_("元"), help=_("罚款数额，算加处罚款用"))

    rules = add_command(commands, "rules", _rules, _("法定期限和其他规则：查看、检查、载入、恢复"))
    rules.add_argument("--all", action="store_true", help=_("连同已经废止的"))
    acts = rules.add_subparsers(dest="act", metavar=_("动作"))
    checked = acts.add_parser("check", help=_("检查一个规则文件是否完整、一致"))
    checked.add_argument("file", type=Path, metavar=_("文件"))
    checked.set_defaults(run=_check)
    loaded = acts.add_parser("load", help=_("核对规则文件改动了什么、涉及哪些在办案件"))
    _add_load(loaded, None)
    dropped = acts.add_parser("drop", help=_("恢复内置的规则"))
    dropped.add_argument("kind", metavar=_("种类"))
    dropped.add_argument("name", nargs="?", default="", metavar=_("名称"))
    dropped.set_defaults(run=_drop)

    calendar = add_command(commands, "calendar", _calendar, _("节假日安排：查看、导入、本地停业"))
    acts = calendar.add_subparsers(dest="act", metavar=_("动作"))
    _add_load(acts.add_parser("load", help=_("导入一年的节假日安排")), "calendar")
    for name, works, help in (
        ("close", False, _("登记本局停止办公的工作日")),
        ("open", True, _("登记本局照常上班的休息日")),
    ):
        own = acts.add_parser(name, help=help)
        own.add_argument("day", type=day, metavar=_("日期"))
        own.add_argument("--reason", required=True, metavar=_("原因"))
        own.set_defaults(run=_own_day, works=works)
    forget = acts.add_parser("forget", help=_("取消一天的本地安排"))
    forget.add_argument("day", type=day, metavar=_("日期"))
    forget.set_defaults(run=_own_day, works=None, reason="")
    acts.add_parser("recount", help=_("按现行规则和日历重新计算全部期限")).set_defaults(
        run=_recount
    )


def _add_load(parser: argparse.ArgumentParser, kind: str | None) -> None:
    parser.add_argument("file", type=Path, metavar=_("文件"))
    parser.add_argument("--commit", action="store_true", help=_("载入；不写时只核对"))
    parser.set_defaults(run=_load, kind=kind)


# What may be written


def moment(text: str) -> date:
    """A day, or a day with a time of day."""
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        if len(text) == 16 and text[10] in "T ":
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    words = _("“{text}”不是日期，请写成 2026-09-30 或 2026-09-30T16:30")
    raise argparse.ArgumentTypeError(words.format(text=text))


def stop_span(text: str) -> StopSpan:
    """A time that is not counted: FROM..TO:KIND, or FROM..:KIND while it lasts."""
    span, colon, kind = text.replace("：", ":").partition(":")
    first, dots, until = span.partition("..")
    if not colon or not dots or not kind.strip():
        words = _("“{text}”应写成 起..止:事由，如 2026-06-01..2026-06-21:鉴定")
        raise argparse.ArgumentTypeError(words.format(text=text))
    begins, ends = day(first.strip()), day(until.strip()) if until.strip() else None
    if ends is not None and ends < begins:
        words = _("“{text}”止在起之前")
        raise argparse.ArgumentTypeError(words.format(text=text))
    return StopSpan(begins, ends, kind.strip())


def whole(text: str) -> int:
    """A number of days: 1 or more, and no more than a century's."""
    if text.isascii() and text.isdigit() and 0 < int(text) <= 36_500:
        return int(text)
    raise argparse.ArgumentTypeError(_("“{text}”不是日数").format(text=text))


def yuan(text: str) -> int:
    """An amount in yuan, as 分."""
    try:
        fen = Decimal(text) * 100
        if fen.is_finite() and 0 <= fen < 10**15 and fen == fen.to_integral_value():
            return int(fen)
    except InvalidOperation:
        pass
    words = _("“{text}”不是金额，请写成元，如 30000 或 30000.50")
    raise argparse.ArgumentTypeError(words.format(text=text))


# One limit


def _clock(common: Common) -> int:
    from boshan_desk.domain.counting import Stop
    from boshan_desk.usecases.one_limit import count_one

    words = common.words
    law, today, own = _law(common)
    stops = [Stop(_stop_kind(s.kind), s.first, s.until) for s in words.stop]
    one = count_one(
        law,
        words.rule,
        words.start,
        on=words.on or today,
        stops=stops,
        extended=sum(words.extend),
        fine=words.amount,
    )
    if common.json:
        write_document(_told(one) | {"law": "desk" if own else "shipped"})
    else:
        _print_limit(one)
    return 0


def _law(common: Common) -> tuple[Law, date, bool]:
    """The law of the desk, or what is shipped where there is none to ask; and today."""
    from boshan_desk.cli.opening import opened
    from boshan_desk.store.entering import encrypted
    from boshan_desk.store.law import make_law

    named = "desk" in vars(common.words)
    there = (common.folder / "desk.db").exists()
    if named or (there and (common.officer or not encrypted(common.folder))):
        with opened(common) as desk, desk.read() as reader:
            return reader.law, reader.today, True
    return make_law({}, []), (common.clock or Clock()).today(), False


def _stop_kind(word: str) -> str:
    """The code of a kind of stop, by code or by one of its words."""
    from boshan_desk.domain.county import lists_of, load_county
    from boshan_desk.usecases.one_limit import STOP_WORDS

    if word in STOP_WORDS:
        return word
    if code := lists_of(load_county("boshan"))["stop_kind"].find(word):
        return code
    for code, called in STOP_WORDS.items():
        if word in called:
            return code
    known = [with_more(_(called[0]), code) for code, called in STOP_WORDS.items()]
    raise WrongUse("没有事由“{word}”，可用的有：{known}", word=word, known=listed(known))


def moment_text(when: date | None) -> str | None:
    """A day, or a moment with its minute, as JSON has it."""
    if isinstance(when, datetime):
        return when.isoformat(timespec="minutes")
    return None if when is None else when.isoformat()


def steps_told(steps: tuple[Explained, ...] | list[Explained]) -> list[dict[str, Any]]:
    """The steps of a count for a program."""
    return [
        {
            "kind": step.kind,
            "text": step.text,
            "first": moment_text(step.first),
            "last": moment_text(step.last),
            "days": step.days,
        }
        for step in steps
    ]


def _told(one: OneLimit) -> dict[str, Any]:
    from boshan_desk.procedure.clocks import STATES

    clock, limit = one.clock, one.clock.limit
    told: dict[str, Any] = {
        "rule": limit.id,
        "title": limit.title,
        "form": limit.form,
        "binds": limit.binds,
        "length": limit.length,
        "extended": one.extended,
        "unit": limit.unit,
        "from": moment_text(clock.start),
        "due": moment_text(clock.due),
        "rolled": moment_text(clock.last),
        "alarm": moment_text(clock.alarm),
        "certain": clock.counted.certain,
        "basis": limit.basis,
        "source": limit.source,
        "sure": limit.sure,
        "on": one.on.isoformat(),
        "state": str(one.state),
        "state_label": _(STATES[one.state]),
        "days_used": one.used,
        "days_left": one.left,
        "left": clock.counted.left,
        "warnings": list(one.warnings),
        "steps": steps_told(one.steps),
    }
    if one.surcharge is not None:
        told["surcharge"] = f"{Decimal(one.surcharge) / 100:.2f}"
    return told


def _print_limit(one: OneLimit) -> None:
    from boshan_desk.domain.explaining import day_words, length_words
    from boshan_desk.procedure.clocks import STATES, State
    from boshan_desk.usecases.lawfiles import limit_length

    clock, limit = one.clock, one.clock.limit
    print(one_line(f"{limit.id}　{limit.called}　{limit_length(limit)}"))
    if limit.form != "surcharge":
        if clock.due is None:
            words = _("暂停中：恢复后还有{left}")
            print(words.format(left=length_words(clock.counted.left, limit.unit)))
        else:
            print(explained(_("届满"), day_words(clock.due)))
            if clock.last is not None and clock.last != clock.due:
                print(explained(_("最晚"), day_words(clock.last)))
        state = _(STATES[one.state])
        if one.state is State.RUNNING and one.left is not None:
            state = with_more(state, _("剩{days}日").format(days=one.left))
        print(_("{day}：{state}").format(day=day_words(one.on), state=state))
    for number, step in enumerate(one.steps, 1):
        print(one_line(f"{number}. {step.text}"))
    for warning in one.warnings:
        print(one_line(_("请注意：{words}").format(words=warning)))


# Rule files


def _rules(common: Common) -> int:
    from boshan_desk.domain.law.reading import shipped_limits
    from boshan_desk.usecases.lawfiles import limit_length

    law, today, _own = _law(common)
    shipped = shipped_limits().versions
    rows = []
    for id, versions in law.limits.versions.items():
        for limit in versions:
            gone = limit.until is not None and limit.until < today
            told = {
                "id": id,
                "title": limit.title,
                "form": limit.form,
                "binds": limit.binds,
                "length": limit.length,
                "unit": limit.unit,
                "length_label": limit_length(limit),
                "basis": limit.basis,
                "source": limit.source,
                "since": moment_text(limit.since),
                "until": moment_text(limit.until),
                "sure": limit.sure,
                "note": limit.note,
                "in_force": limit.in_force(today),
                "own": shipped.get(id) != versions,
            }
            if common.json:
                write_line(told)
            elif common.words.all or not gone:
                rows.append(_rule_row(told))
    if not common.json:
        heads = [_("编号"), _("期限"), _("长度"), _("依据"), _("施行"), _("废止"), _("把握")]
        write_table(heads, rows)
    return 0


def _rule_row(told: dict[str, Any]) -> list[str]:
    sure = f"{told['sure']}%"
    if told["sure"] < 80:
        sure = with_more(sure, _("由本局核定"))
    return [
        told["id"],
        with_more(told["title"], _("本局")) if told["own"] else told["title"],
        told["length_label"],
        told["basis"],
        told["since"] or "",
        told["until"] or "",
        sure,
    ]


def _check(common: Common) -> int:
    from boshan_desk.usecases.lawfiles import check, title_of

    kind, name, wrong, odd = check(common.words.file)
    title = title_of(kind, name)
    if common.json:
        write_document(
            {
                "ok": not wrong,
                "kind": kind,
                "name": name,
                "title": title,
                "problems": wrong,
                "warnings": odd,
            }
        )
    else:
        for words in wrong:
            print(one_line(_("错误：{words}").format(words=words)))
        for words in odd:
            print(one_line(_("请核对：{words}").format(words=words)))
        if not wrong:
            print(one_line(_("{title}：没有发现错误").format(title=title)))
    if wrong:
        words = _("{path} 有 {count} 处错误：{first}；请改正后再载入")
        complain(words.format(path=common.words.file, count=len(wrong), first=wrong[0]))
        return 3
    return 0


def _load(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.domain.officers import Right
    from boshan_desk.usecases import lawfiles

    words = common.words
    with opened(common) as desk:
        if words.commit:
            # Who may not save it is told before a long look.
            desk.officer.demand(Right.SETTINGS)
        with Progress() as progress:
            change = lawfiles.look_at(
                desk,
                words.file,
                words.kind,
                heard=lambda done, total: progress(done, total, _("核对涉及的案件")),
            )
        counted = None
        if words.commit:
            lawfiles.load(desk, change)
            counted = count_anew(desk)
        _tell_change(common, change, counted)
    return 0


def _drop(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.domain.officers import Right
    from boshan_desk.usecases import lawfiles

    words = common.words
    with opened(common) as desk:
        desk.officer.demand(Right.SETTINGS)
        with Progress() as progress:
            change = lawfiles.look_at_drop(
                desk,
                words.kind,
                words.name,
                heard=lambda done, total: progress(done, total, _("核对涉及的案件")),
            )
        lawfiles.load(desk, change)
        _tell_change(common, change, count_anew(desk))
    return 0


def count_anew(desk: Desk) -> int:
    """Count the limits anew where the law has changed; how many there are."""
    from boshan_desk.usecases.lawfiles import recount

    with Progress() as progress:
        return recount(desk, lambda done, total: progress(done, total, _("重新计算期限")))


def _tell_change(common: Common, change: LawChange, counted: int | None) -> None:
    if common.json:
        write_document(change_told(change) | {"committed": counted is not None, "counted": counted})
        return
    for warning in change.warnings:
        print(one_line(_("请核对：{words}").format(words=warning)))
    for rule in change.rules:
        print(one_line(explained(f"{rule.id} {rule.title}", statements(rule.what))))
    for turn in change.days:
        words = _("{day} 改为上班") if turn.works else _("{day} 改为休息")
        told = words.format(day=turn.day)
        print(one_line(with_more(told, turn.name) if turn.name else told))
    if not change.rules and not change.days:
        print(_("与现行的相同"))
    print(
        _("涉及在办案件 {touched} 件，{settled} 件由暂定转为确定，{untouched} 件不变").format(
            touched=len(change.touched), settled=change.settled, untouched=change.untouched
        )
    )
    rows = [
        [case.label, limit.title, limit.before_words, limit.after_words]
        for case in change.touched[:_SHOWN]
        for limit in case.limits
    ]
    if rows:
        write_table([_("案件"), _("期限"), _("原最后一日"), _("新最后一日")], rows)
    if len(change.touched) > _SHOWN:
        print(_("另有 {count} 件，用 --json 看全部").format(count=len(change.touched) - _SHOWN))
    if counted is None:
        print(_("以上只是核对，没有改动；加 --commit 载入"))
    else:
        print(_("已保存，重新计算了 {count} 个期限").format(count=counted))


def change_told(change: LawChange) -> dict[str, Any]:
    """What was looked at, for a program."""
    return {
        "kind": change.kind,
        "name": change.name,
        "title": change.title,
        "file": change.file or None,
        "sha256": change.digest or None,
        "old_sha256": change.old_digest or None,
        "warnings": list(change.warnings),
        "rules": [{"id": r.id, "title": r.title, "what": list(r.what)} for r in change.rules],
        "days": [
            {"day": turn.day.isoformat(), "works": turn.works, "name": turn.name}
            for turn in change.days
        ],
        "touched": [
            {
                "id": case.id,
                "label": case.label,
                "officers": list(case.officers),
                "limits": [
                    {
                        "rule": limit.rule,
                        "title": limit.title,
                        "subject": limit.subject or None,
                        "before": moment_text(limit.before),
                        "after": moment_text(limit.after),
                        "before_label": limit.before_words,
                        "after_label": limit.after_words,
                    }
                    for limit in case.limits
                ],
            }
            for case in change.touched
        ],
        "settled": change.settled,
        "untouched": change.untouched,
    }


# The calendar


def _calendar(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases import lawfiles

    with opened(common) as desk, desk.read() as reader:
        years = list(reader.law.days.years.values())
        own = lawfiles.own_days(reader)
        loaded = {f.name for f in lawfiles.loaded_files(reader) if f.kind == lawfiles.CALENDAR}
        end, warning = lawfiles.calendar_ends(reader), lawfiles.calendar_warning(reader)
        current = lawfiles.is_current(reader)
    if common.json:
        write_document(
            {
                "years": [
                    {
                        "year": year.year,
                        "title": year.title,
                        "notice": year.notice,
                        "issued": moment_text(year.issued),
                        "source": year.source,
                        "own": str(year.year) in loaded,
                        "off": len(year.off),
                        "work": len(year.work),
                    }
                    for year in years
                ],
                "own_days": [
                    {
                        "day": each.day.isoformat(),
                        "works": each.works,
                        "reason": each.reason,
                        "at": each.at,
                        "officer": each.officer,
                    }
                    for each in own
                ],
                "end": end.isoformat(),
                "warning": warning or None,
                "current": current,
            }
        )
        return 0
    heads = [_("年份"), _("通知"), _("放假日数"), _("调休上班"), _("来源")]
    rows = [
        [
            str(y.year),
            y.notice,
            str(len(y.off)),
            str(len(y.work)),
            _("本局导入") if str(y.year) in loaded else y.source,
        ]
        for y in years
    ]
    write_table(heads, rows)
    if own:
        heads = [_("本地安排"), _("办公"), _("原因"), _("登记人")]
        works = {True: _("上班"), False: _("停业")}
        write_table(heads, [[e.day.isoformat(), works[e.works], e.reason, e.officer] for e in own])
    print(_("节假日数据到 {end} 止").format(end=end))
    if warning:
        print(one_line(_("请注意：{words}").format(words=warning)))
    if not current:
        print(_("规则或日历改动后，期限还没有重新计算；请运行 calendar recount"))
    return 0


def _own_day(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.domain.officers import Right
    from boshan_desk.usecases import lawfiles

    words = common.words
    with opened(common) as desk:
        desk.officer.demand(Right.SETTINGS)
        with Progress() as progress:
            change = lawfiles.look_at_day(
                desk,
                words.day,
                words.works,
                reason=words.reason,
                heard=lambda done, total: progress(done, total, _("核对涉及的案件")),
            )
        if words.works is None:
            lawfiles.remove_own_day(desk, words.day)
        else:
            lawfiles.add_own_day(desk, words.day, words.works, words.reason)
        _tell_change(common, change, count_anew(desk))
    return 0


def _recount(common: Common) -> int:
    from boshan_desk.cli.opening import opened

    with opened(common) as desk:
        counted = count_anew(desk)
    if common.json:
        write_document({"counted": counted})
    elif counted:
        print(_("已重新计算 {count} 个期限").format(count=counted))
    else:
        print(_("期限与现行规则和日历一致，不用重新计算"))
    return 0
