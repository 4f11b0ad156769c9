"""The command that takes a policy paper apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boshan_desk.cli.options import Common, WrongUse
from boshan_desk.cli.output import write_document, write_table
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.domain.plans.papers import Draft


def add_draft(acts: Any) -> None:
    """Add it to the actions of `plan`."""
    draft = acts.add_parser("draft", help=_("分解一份方案或通知（.docx、.txt），列出任务和指标"))
    draft.add_argument("file", type=Path, metavar=_("文件"))
    draft.add_argument("--out", type=Path, metavar=_("计划文件"), help=_("把全部提议写成计划文件"))
    draft.add_argument("--code", default="", metavar=_("编号"), help=_("如 qinghe-2026"))
    draft.add_argument("--prefix", default="", metavar=_("前缀"), help=_("如 QH"))
    draft.set_defaults(run=_draft)


def _draft(common: Common) -> int:
    from dataclasses import replace

    from boshan_desk.domain.plans.writing import plan_text
    from boshan_desk.usecases.outputs import output
    from boshan_desk.usecases.plans.drafting import draft_of_file, make_plan, propose_identity

    words = common.words
    if words.out and not (words.code and words.prefix):
        raise WrongUse("写成计划文件时请同时写明 --code 和 --prefix")
    draft = draft_of_file(words.file)
    told = _told(draft)
    if words.out:
        identity = propose_identity(draft, date.today())
        identity = replace(identity, code=words.code, prefix=words.prefix)
        targets = [target for target in draft.targets if target.doubt != "in-passing"]
        plan = make_plan(identity, draft.tasks, targets, draft)
        with output(words.out.absolute()) as part:
            part.write_text(plan_text(plan), "utf-8")
        told["out"] = str(words.out.absolute())
    if common.json:
        write_document(told)
    else:
        _print(draft)
        if words.out:
            print(_("已写成 {path}，请核对后再载入").format(path=words.out))
    return 0


def _told(draft: Draft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "doc_no": draft.doc_no,
        "issuer": draft.issuer,
        "issued_on": draft.issued_on.isoformat() if draft.issued_on else None,
        "start": draft.start,
        "end": draft.end,
        "tasks": [
            {
                "no": task.no,
                "title": task.title,
                "project": task.project,
                "lead": list(task.lead),
                "join": list(task.join),
                "due": task.due.isoformat() if task.due else None,
                "safeguard": task.safeguard,
                "paragraphs": list(task.paragraphs),
            }
            for task in draft.tasks
        ],
        "targets": [
            {
                "title": target.title,
                "value": None if target.value is None else f"{target.value:f}",
                "unit": target.unit,
                "kind": target.kind,
                "basis": target.basis,
                "comparator": target.comparator,
                "target": {str(year): f"{value:f}" for year, value in target.target.items()},
                "qualifier": target.qualifier,
                "doubt": target.doubt,
                "paragraph": target.paragraph,
            }
            for target in draft.targets
        ],
        "undivided": [{"paragraph": p.number, "text": p.text} for p in draft.undivided],
    }


def _print(draft: Draft) -> None:
    print(" ".join(filter(None, (draft.title, draft.doc_no))))
    write_table(
        [_("编号"), _("任务"), _("牵头单位"), _("配合单位"), _("完成时限")],
        [
            [task.no, task.title, listed(task.lead), listed(task.join), str(task.due or "")]
            for task in draft.tasks
        ],
    )
    print()
    write_table(
        [_("指标"), _("目标值"), _("单位"), _("年份"), _("原文")],
        [
            [
                target.title,
                "" if target.value is None else f"{target.value:f}",
                target.unit,
                "、".join(str(year) for year in sorted(target.target) if year),
                _("第{n}段").format(n=target.paragraph) if target.paragraph else _("附表"),
            ]
            for target in draft.targets
        ],
    )
    print()
    print(_("未分解 {count} 段：").format(count=len(draft.undivided)))
    for paragraph in draft.undivided:
        print(f"  {paragraph.number}  {paragraph.text[:60]}")
