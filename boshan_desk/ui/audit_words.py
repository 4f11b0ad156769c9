"""The history as evidence, in words: what was done, to what, why, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from boshan_desk.domain.officers import ROLES
from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import explained, listed
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT
from boshan_desk.store.chain import SHORTEST, Head, read_anchor
from boshan_desk.store.trail import Did, Touched
from boshan_desk.ui.theme import Severity

if TYPE_CHECKING:
    from boshan_desk.store.chain import Verdict

Label = Callable[[str, str], str]
"""What a record is called: (ledger name, record id)."""

_TABLES: Final = {
    "setting": mark("单位设置"),
    "officer": mark("账户"),
    "closing": mark("封账"),
    "reported": mark("封账报出数"),
    "paper": mark("定稿"),
    "paper_words": mark("报告文字"),
    "pack": mark("计划和本单位资料"),
    "lawfile": mark("规则文件"),
    "own_day": mark("本单位工作日"),
    "matching": mark("记住的表头"),
    "form": mark("上级报表"),
    "serial": mark("流水号"),
    "peer": mark("上下级单位"),
    "origin": mark("数据来源"),
    "double": mark("疑似重复"),
    "conflict": mark("待处理事项"),
    "held": mark("暂存的数据"),
    "parcel": mark("数据包"),
}
"""What is kept beside the ledgers."""

_REPORTED: Final = {"figures": mark("指标"), "targets": mark("目标")}
"""What a closed period reported."""

_SETTINGS: Final = {
    "recovery": mark("恢复码"),
    "epoch": mark("数据代次"),
    "county": mark("区县"),
    "site": mark("数据编号"),
    "today": mark("演示日期"),
    "exchange_secret": mark("本机核对码"),
    "exchange_suites": mark("接收的加密方式"),
    "serial_prefix": mark("流水号前缀"),
    "towns": mark("填报的镇街"),
    "carried": mark("上级下发的内容"),
    "report_due_days": mark("报送截止天数"),
    "report_close_days": mark("停止接收天数"),
    "reports_told": mark("上级登记的报送情况"),
}

_FIELDS: Final = {
    "withdrawn_at": mark("移入回收站的时间"),
    "withdrawn_by": mark("移入回收站的人"),
    "withdrawn_why": mark("移入回收站的原因"),
    "reviewed_at": mark("审核时间"),
    "reviewed_by": mark("审核人"),
    "entered_at": mark("登记时间"),
    "entered_by": mark("登记人"),
    "changed_at": mark("修改时间"),
    "changed_by": mark("修改人"),
    # Of accounts, closed periods and settings.
    "name": mark("姓名"),
    "roles": mark("角色"),
    "active": mark("启用"),
    "password": mark("密码"),
    "exempt": mark("例外人员"),
    "value": mark("内容"),
    "version": mark("第几次报出"),
    "text": mark("内容"),
    "status": mark("状态"),
    "number": mark("编号"),
    "title": mark("标题"),
    "state": mark("状态"),
    "code": mark("核验码"),
    "digest": mark("内容摘要"),
    "pdf_digest": mark("PDF 摘要"),
    "kind": mark("类别"),
    "level": mark("级别"),
    "towns": mark("填报的镇街"),
    "prefix": mark("流水号前缀"),
    "public": mark("核对码摘要"),
    "reason": mark("原因"),
    "alarm": mark("告警"),
    "restored": mark("恢复时保留"),
    "salvaged": mark("抢救时保留"),
}

_COUNTS: Final = {
    "new": mark("新增 {count} 条"),
    "changed": mark("修改 {count} 条"),
    "same": mark("相同 {count} 条"),
    "skipped": mark("跳过 {count} 行"),
    "refused": mark("不能导入 {count} 行"),
}


# ---------------------------------------------------------------- lists


def moment_words(at: str) -> str:
    """When it was, to the second."""
    return at[:19]


def ledger_words(name: str) -> str:
    """What a ledger, or a table beside the ledgers, is called."""
    if name in KEPT:
        return _(KEPT[name].title)
    return _(_TABLES.get(name, name))


def work_cells(did: Did) -> tuple[str, ...]:
    """A work as the list shows it."""
    return (
        str(did.number),
        moment_words(did.at),
        did.officer,
        did.name,
        f"{did.count:,}" if did.count else "—",
        listed(ledger_words(ledger) for ledger, _count in did.touched) or "—",
    )


def change_cells(change: Touched) -> tuple[str, ...]:
    """A change as the list shows it."""
    return (
        ledger_words(change.ledger),
        record_words(change),
        change.serial or "—",
        field_words(change.ledger, change.fields),
    )


def record_words(change: Touched) -> str:
    """What a record is called, and whether it is still there."""
    if change.ledger == "setting":
        return _(_SETTINGS.get(change.record, change.record))
    if change.ledger == "closing":
        try:
            return read_period(change.record).words()
        except Refused:
            return change.record
    if change.ledger == "reported":
        period, _slash, what = change.record.partition("/")
        return explained(read_period(period).words(), _(_REPORTED.get(what, what)))
    if change.ledger not in KEPT and change.ledger not in ("officer", "paper", "serial"):
        # Tables of the office: their rows are called by their keys.
        return change.record.rpartition("/")[2]
    name = change.label or change.record[:8]
    return name if change.there else _("{name}（已不在台账）").format(name=name)


def field_words(ledger: str, names: Sequence[str]) -> str:
    """The names of fields, as people say them."""
    titles = KEPT[ledger].titles() if ledger in KEPT else {}
    return listed(_(titles.get(name) or _FIELDS.get(name, name)) for name in names)


# ---------------------------------------------------------------- what a work says of itself


def detail_lines(did: Did, label: Label) -> list[str]:
    """What a work says of itself, line by line; empty when it says nothing."""
    detail = did.detail
    tell = _TELLERS.get(str(detail.get("kind", "")))
    lines = tell(detail, label) if tell else []
    if reason := detail.get("reason"):
        lines.append(_("原因：{reason}").format(reason=" ".join(str(reason).split())))
    return lines


def _import(detail: Any, _label: Label) -> list[str]:
    counts = detail.get("counts") or {}
    told = [
        _(words).format(count=f"{counts[name]:,}")
        for name, words in _COUNTS.items()
        if counts.get(name)
    ]
    where = _("文件“{file}”，工作表“{sheet}”").format(
        file=detail.get("file", ""), sheet=detail.get("sheet", "")
    )
    lines = [_("导入{what}：{counts}").format(what=where, counts=listed(told) or _("没有改动"))]
    if digest := detail.get("sha256"):
        lines.append(_("文件的 SHA-256：{digest}").format(digest=digest))
    return lines


def _import_undo(detail: Any, _label: Label) -> list[str]:
    words = _("撤销第 {number} 步的导入（文件“{file}”），共 {count} 条")
    return [
        words.format(
            number=detail.get("undoes", ""),
            file=detail.get("file", ""),
            count=detail.get("count", ""),
        )
    ]


def _undo(detail: Any, _label: Label) -> list[str]:
    return [_("撤销的是第 {number} 步").format(number=detail.get("undoes", ""))]


def _redo(detail: Any, _label: Label) -> list[str]:
    return [_("重做的是第 {number} 步").format(number=detail.get("undoes", ""))]


def _uncover(detail: Any, label: Label) -> list[str]:
    ledger, record = str(detail.get("ledger", "")), str(detail.get("record", ""))
    names = detail.get("fields") or [detail.get("field", "*")]
    fields = _("全部个人信息") if "*" in names else field_words(ledger, names)
    if record:
        whose = label(ledger, record) or record[:8]
    else:
        whose = _("{count} 条记录").format(count=detail.get("count", 1))
    words = _("看到完整内容的栏目：{fields}；{ledger}，{whose}")
    return [words.format(fields=fields, ledger=ledger_words(ledger), whose=whose)]


def _sign_in(detail: Any, _label: Label) -> list[str]:
    failures = detail.get("failures")
    return [_("登录之前输错密码 {count} 次").format(count=failures)] if failures else []


def _purge(detail: Any, label: Label) -> list[str]:
    ledger, record = str(detail.get("ledger", "")), str(detail.get("record", ""))
    lines = [
        _("清除的栏目：{fields}；{ledger}，{whose}").format(
            fields=field_words(ledger, detail.get("fields") or []),
            ledger=ledger_words(ledger),
            whose=label(ledger, record) or record[:8],
        ),
        _("以前的变更记录清除 {count} 处，核对时按本步所记认定").format(
            count=len(detail.get("marks") or {})
        ),
    ]
    if files := detail.get("files"):
        lines.append(_("附件清除 {count} 个").format(count=files))
    return lines


def _restore(detail: Any, _label: Label) -> list[str]:
    words = _("恢复自第 {number} 号备份；恢复之前那份数据的校验码 {code}")
    return [words.format(number=detail.get("backup", ""), code=detail.get("left", ""))]


def _salvage(detail: Any, _label: Label) -> list[str]:
    def by_ledger(counts: Any) -> str:
        return listed(
            _("{ledger} {count} 条").format(
                ledger=ledger_words(name), count=len(n) if isinstance(n, list) else n
            )
            for name, n in counts.items()
        )

    lines = [_("抢救出：{what}").format(what=by_ledger(detail.get("kept") or {}) or _("无"))]
    if rebuilt := detail.get("rebuilt"):
        lines.append(_("其中按变更记录重建：{what}").format(what=by_ledger(rebuilt)))
    if lost := detail.get("lost"):
        lines.append(_("没有救回：{what}").format(what=by_ledger(lost)))
    if left := detail.get("left"):
        lines.append(_("损坏的那份数据的校验码 {code}").format(code=left))
    return lines


def _recovery(_detail: Any, _label: Label) -> list[str]:
    admin = ROLES["admin"]
    role = _(admin.title)
    return [_("用密封保存的恢复码进入，取得“{role}”角色；恢复码已更换").format(role=role)]


def _sample(detail: Any, _label: Label) -> list[str]:
    return [_("演示数据 {count} 条，均为虚构").format(count=detail.get("records", ""))]


def _freeze(detail: Any, _label: Label) -> list[str]:
    lines = [_("核验码 {code}").format(code=detail.get("code", ""))]
    if missing := detail.get("missing"):
        lines.append(_("字库里没有、印作〓的字：{characters}").format(characters=missing))
    return lines


_TELLERS: Final[dict[str, Callable[[Any, Label], list[str]]]] = {
    "import": _import,
    "import-undo": _import_undo,
    "undo": _undo,
    "redo": _redo,
    "uncover": _uncover,
    "sign-in": _sign_in,
    "purge": _purge,
    "restore": _restore,
    "salvage": _salvage,
    "recovery": _recovery,
    "sample": _sample,
    "freeze": _freeze,
}
"""By the kind of the work; any other has at most a reason."""


# ---------------------------------------------------------------- what came of a check


def code_of(did: Did) -> str:
    """The code that a paper printed right after this work bears; empty where it is gone."""
    return Head(did.number, did.link).short() if did.link else ""


def check_words(verdict: Verdict, sentence: str) -> tuple[Severity, str]:
    """What came of following the chain; `sentence` is `usecases.audit.words_of`."""
    if verdict.ok:
        return "ok", sentence
    if verdict.links:
        words = _("{sentence}。此前的 {links} 步首尾相连，没有发现改动。").format(
            sentence=sentence, links=f"{verdict.links:,}"
        )
    else:
        words = _("{sentence}。").format(sentence=sentence)
    return "stop", words + _("请保留这份数据的现状，再与备份比对。")


def anchor_words(
    verdict: Verdict, sentence: str, anchor: str, left: Sequence[Did]
) -> tuple[Severity, str]:
    """Whether a printed code is one of this desk's, and what it means if it is not.

    `left` are the works that began with another store (`Trail.left_behind`).
    """
    number, digits = read_anchor(anchor)
    if verdict.anchored:
        if verdict.bad:
            # The walk ends at the first bad step: what was found stands before it.
            words = _("有这个校验码：印出时及以前的变更记录没有发现改动。但是{sentence}。")
            return "stop", words.format(sentence=sentence)
        words = _("有这个校验码：印出时及以前的变更记录与现在一致。{sentence}。")
        return "ok", words.format(sentence=sentence)
    if verdict.bad:
        words = _("{sentence}。核对到这一步为止，没有找到这个校验码。")
        return "stop", words.format(sentence=sentence)
    for did in left:
        if str(did.detail.get("left", "")).rpartition("-")[2] == digits[:SHORTEST]:
            words = _(
                "这是另一份数据的校验码：第 {number} 步（{at}）换用备份之前，那份数据的最后一步。"
            )
            return "warn", words.format(number=did.number, at=did.at[:16])
    parts = [_("没有这个校验码。")]
    if number > verdict.links:
        parts.append(
            _("它是第 {number} 步的，而这份数据只有 {links} 步。").format(
                number=f"{number:,}", links=f"{verdict.links:,}"
            )
        )
    parts.append(
        _("请先核对有没有抄错，是不是这份数据；如果都对，说明印出以前的变更记录被删去或改写过。")
    )
    if left:
        last = left[-1]
        parts.append(
            _(
                "这份数据在第 {number} 步（{at}）换用过备份，"
                "那份备份之后、换用之前印出的校验码已不在其中。"
            ).format(number=last.number, at=last.at[:16])
        )
    return "stop", "".join(parts)
