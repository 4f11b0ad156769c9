"""Commands about figures and the national form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from boshan_desk.cli.options import Commands, Common, WrongUse, add_command, period, positive
from boshan_desk.cli.output import one_line, write_document, write_line, write_table
from boshan_desk.i18n import _, mark

if TYPE_CHECKING:
    from boshan_desk.usecases.national_form import NationalForm

# The use cases load SQLAlchemy and reportlab, so each command imports its own.


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    figures = add_command(commands, "figures", _figures, _("指标：本期、同比、上期、累计和口径"))
    figures.add_argument("--period", required=True, type=period, metavar=_("期间"))
    figures.add_argument("--town", default="", metavar=_("镇街"), help=_("代码或名称"))
    figures.add_argument("--by-town", action="store_true", help=_("按镇街分列"))

    behind = add_command(commands, "behind", _behind, _("一项指标背后的记录"))
    behind.add_argument("figure", metavar=_("指标代码"), help=_("如 M-EN02"))
    behind.add_argument("--period", required=True, type=period, metavar=_("期间"))
    behind.add_argument("--town", default="", metavar=_("镇街"), help=_("代码或名称"))
    behind.add_argument("--limit", type=positive, metavar=_("条数"))

    form = add_command(commands, "national", _national, _("全国统计表：知识产权执法数据统计表"))
    form.add_argument("--period", required=True, type=period, metavar=_("期间"))
    form.add_argument("--xlsx", type=Path, metavar=_("文件"), help=_("写成工作簿"))
    form.add_argument("--pdf", type=Path, metavar=_("文件"), help=_("写成 PDF"))


def _figures(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.figures import catalogue, line_json
    from boshan_desk.usecases.lists import find_town

    words = common.words
    if words.town and words.by_town:
        raise WrongUse("--town 和 --by-town 不能同时使用")
    with opened(common) as desk:
        town = find_town(desk, words.town) if words.town else ""
        found = catalogue(desk, words.period, town=town, by_town=words.by_town)
    if common.json:
        for line in found:
            write_line(line_json(line))
        return 0
    heads = [
        _("代码"),
        _("指标"),
        _("单位"),
        _("本期"),
        _("上年同期"),
        _("同比"),
        _("上期"),
        _("环比"),
        _("累计"),
        _("累计同比"),
        _("调整"),
    ]
    rows = [
        [
            line.code,
            _(line.title),
            _(line.unit),
            *(line.show(v) for v in (line.value, line.last_year)),
            line.change_words(),
            line.show(line.previous),
            line.previous_words(),
            line.show(line.cumulative),
            line.cumulative_words(),
            line.adjustment_words(),
        ]
        for line in found
    ]
    if words.by_town:
        heads = [_("镇街"), *heads]
        rows = [[line.town_label, *row] for line, row in zip(found, rows, strict=True)]
    write_table(heads, rows)
    return 0


def _behind(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import KEPT
    from boshan_desk.usecases.behind import behind
    from boshan_desk.usecases.lists import find_town, in_words, list_records

    words = common.words
    with opened(common) as desk:
        town = find_town(desk, words.town) if words.town else ""
        found = behind(desk, words.figure, words.period, town)
        ledger = KEPT[found.ledger]
        if common.json:
            for record in list_records(desk, found.view, ledger, limit=words.limit):
                write_line(record)
            return 0
        rows = list(in_words(desk, found.view, ledger, words.limit))
    told = [found.title, found.town_label, found.span.words() if found.span else ""]
    print(one_line("　".join(filter(None, told))))
    print(one_line(f"{found.value_words} {found.unit}　{found.basis}"))
    if found.words:
        print(one_line(found.words))
    fields = ledger.shown()
    write_table([_("流水号"), *(_(fields[name].title) for name in ledger.table)], rows)
    print(_("共 {count} 条").format(count=found.count))
    return 0


def _national(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.form_files import write_page, write_workbook
    from boshan_desk.usecases.national_form import form_json, national_forms

    words = common.words
    told: dict[str, Any] = {"period": str(words.period)}
    with opened(common) as desk:
        forms = national_forms(desk, words.period)
        if words.xlsx:
            path = words.xlsx.absolute()
            told |= {"xlsx": str(path), "sheets": write_workbook(desk, words.period, path)}
        if words.pdf:
            written = write_page(desk, words.period, words.pdf.absolute())
            told |= {"pdf": str(written.path), "pages": written.pages}
    if common.json:
        write_document(told | {"forms": [form_json(form) for form in forms]})
        return 0
    for name in ("xlsx", "pdf"):
        if name in told:
            print(_("已写成 {path}").format(path=told[name]))
    if len(told) == 1:
        for form in forms:
            _print_form(form)
    return 0


def _print_form(form: NationalForm) -> None:
    from boshan_desk.usecases.national_form import ACTIONS, COLUMNS, ROWS, SUM, shown

    print(f"\n{one_line(form.period.words())}")
    heads = [_(title) for _code, title in ACTIONS]
    write_table(heads, [[str(form.actions[code]) for code, _title in ACTIONS]])
    rows = [
        [_(title), *(str(shown(code, form.cases[key, code])) for code, _head in COLUMNS)]
        for key, title in (*ROWS, (SUM, mark("合计")))
    ]
    write_table([_("案件数据"), *(_(title) for _code, title in COLUMNS)], rows)
