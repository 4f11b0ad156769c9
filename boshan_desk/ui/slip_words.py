"""What the page of a supervision slip asks for in each of its states, and how it is told."""

from __future__ import annotations

from datetime import date
from typing import Final

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.period import read_period
from boshan_desk.domain.wording import clauses, explained, listed
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers.plan import Supervision
from boshan_desk.ui.step_fields import Asked

STATES: Final = ("draft", "issued", "answered", "closed")
"""The way of a slip, in its order."""

STATE_WORDS: Final = {
    "draft": mark("拟稿"),
    "issued": mark("已印发"),
    "answered": mark("已回复"),
    "closed": mark("已销号"),
    "void": mark("作废"),
}

LEVEL_SIGNS: Final = {"blue": "○", "yellow": "▽", "red": "▼"}

ISSUING: Final = ("issued_on", "no")
"""What a draft does not keep: it is said when the slip is issued."""

_SECTIONS: Final = {
    "draft": (
        (mark("督办事项"), ("level", "item", "unit", "join")),
        (mark("情况与要求"), ("finding", "demand")),
        (mark("印发"), ("approver", "due_on", "issued_on", "no")),
    ),
    "issued": ((mark("登记回复"), ("reply", "replied_on", "evidence")),),
    "answered": ((mark("销号"), ("closed_by", "closed_on", "closing_words")),),
}
_NEEDED: Final = frozenset(
    (
        *("level", "item", "unit", "finding", "demand", "approver", "due_on", "issued_on"),
        *("reply", "replied_on", "closed_by", "closed_on"),
    )
)
_TOLD: Final = (
    *("item", "unit", "join", "finding", "demand", "approver", "issued_on", "due_on"),
    *("reply", "replied_on", "evidence", "closed_by", "closed_on", "closing_words"),
)


def sections_of(slip: Supervision, today: date, approver: str) -> list[tuple[str, list[Asked]]]:
    """The fields of the next step, under their headings; none where a slip is finished."""
    begun = {
        "issued_on": today,
        "replied_on": today,
        "closed_on": today,
        "approver": slip.approver or approver,
        "closed_by": approver,
        "closing_words": _("同意销号"),
    }
    found = []
    for heading, names in _SECTIONS.get(str(slip.state), ()):
        fields = []
        for name in names:
            kind = Supervision.ledger.fields[name]
            value = getattr(slip, name)
            if value in (None, ()):
                value = begun.get(name)
            hint = mark("留空自动取号") if name == "no" else ""
            fields.append(
                Asked(
                    name,
                    Supervision.ledger,
                    kind.title,
                    needed=name in _NEEDED,
                    value=value,
                    hint=hint,
                )
            )
        found.append((_(heading), fields))
    return found


def told_of(slip: Supervision, lists: Lists) -> str:
    """What stands in a slip that was issued, to be read."""
    lines = []
    for name in _TOLD:
        kind, value = Supervision.ledger.fields[name], getattr(slip, name)
        if value not in (None, ()):
            lines.append(explained(_(kind.title), kind.show(value, lists)))
    return "\n".join(lines)


def standing_words(slip: Supervision, today: date) -> str:
    """In which state a slip is, and how long there is."""
    state = str(slip.state or "draft")
    parts = [slip.no or _("未编号"), _(STATE_WORDS[state])]
    if slip.period:
        parts.insert(1, read_period(slip.period).words())
    if state == "issued" and slip.due_on:
        left = (slip.due_on - today).days
        if left < 0:
            parts.append(_("已超过办理期限{days}日").format(days=-left))
        elif left == 0:
            parts.append(_("今天到期"))
        else:
            parts.append(_("离办理期限还有{days}日").format(days=left))
    return clauses(parts)


def way_words(slip: Supervision) -> str:
    """The whole way of a slip with the state it is in marked: 拟稿 → 【已印发】 → …"""
    state = str(slip.state or "draft")
    if state == "void":
        return _("【作废】")
    shown = [_(STATE_WORDS[each]) for each in STATES]
    place = STATES.index(state)
    shown[place] = _("【{state}】").format(state=shown[place])
    return " → ".join(shown)


def paper_name(slip: Supervision, county: str) -> str:
    """What the paper is called as a file."""
    name = slip.no or _("拟稿")
    item = (slip.item or "")[:20]
    for sign in '\\/:*?"<>|':
        name, item = name.replace(sign, ""), item.replace(sign, "")
    return _("{county}督办单_{name}_{item}.pdf").format(county=county, name=name, item=item)


def joined(names: list[str], most: int = 4) -> str:
    """Names in a row; beyond `most` the rest is counted."""
    if len(names) <= most:
        return listed(names)
    return _("{names}等{count}个").format(names=listed(names[:most]), count=len(names))
