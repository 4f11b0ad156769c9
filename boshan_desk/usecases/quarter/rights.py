"""What a paper shows of geographical indications: every right with its users and yearly value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from boshan_desk.domain.figures import Where
from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.report import Block, Chart, Column, Series, Source
from boshan_desk.domain.saying import Sayable, grid, number
from boshan_desk.domain.wording import NOTHING, half_up, wan, with_more
from boshan_desk.store.figures import Value
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.sentences import spoken
from boshan_desk.usecases.quarter.tables import adjusted_note

_MOST_RIGHTS = 8
_COLUMNS = ("id", "product_name", "right_kind", "state", "state_on", "exp_on")


def gi_rights(facts: Facts, part: Part) -> Iterator[Block]:
    """Every right with its users and its newest yearly value."""
    rights = facts.rows.rows("gi_right", _COLUMNS)
    if not rights:
        return
    users = facts.by("M-GI02", facts.period, "right_id")
    values = facts.by("M-GI04", facts.period, "right_id")
    year = facts["M-GI04"].note
    lists = facts.reader.lists
    rows: list[list[Sayable]] = [
        [
            name or "（未填名称）",
            lists["right_kind"].label(kind) if kind else NOTHING,
            lists["gi_state"].label(_state_then(facts, state, since, until)) if state else NOTHING,
            number(str(users.get(id) or 0), _of_right(facts, "M-GI02", id)),
            _worth(facts, id, values.get(id)),
        ]
        for id, name, kind, state, since, until in rights
    ]
    yield grid(
        title=spoken(facts, part.title).text,
        unit=part.unit,
        key=part.key,
        columns=(
            Column(title="产品名称", weight=1.6),
            Column(title="权利类型", weight=1.4, align="center"),
            Column(title="状态", weight=1.2, align="center"),
            Column(title="使用人", weight=0.8, align="right"),
            Column(title=f"{year}产值", weight=1.3, align="right"),
        ),
        rows=rows,
    )
    yield from adjusted_note(facts, "M-GI02")


def gi_values(facts: Facts, part: Part) -> Iterator[Block]:
    """The rights of the highest yearly value."""
    values = facts.by("M-GI04", facts.period, "right_id")
    labels = facts.reader.lists["right_kind"]
    named = [
        (with_more(name, labels.label(kind)) if kind else name or "（未填名称）", values[id])
        for id, name, kind, *_rest in facts.rows.rows("gi_right", _COLUMNS)
        if values.get(id)
    ]
    named = sorted(named, key=lambda pair: -Decimal(pair[1] or 0))[:_MOST_RIGHTS]
    if len(named) > 1:
        yield Chart(
            kind="rows",
            key=part.key,
            title=spoken(facts, part.title).text,
            unit=part.unit,
            labels=tuple(name for name, _value in named),
            series=(
                Series(
                    name="直接产值",
                    values=tuple(half_up(Decimal(v or 0) / 1_000_000, 2) for _name, v in named),
                ),
            ),
            source=facts.source("M-GI04"),
        )


def _state_then(facts: Facts, state: str, since: date | None, until: date | None) -> str:
    """The state at the end of the paper's time: what came later was still in force then."""
    if state == "grace":
        # The days of grace begin when the term has run out.
        since = since or until
    came_later = since is not None and since > facts.as_of
    return "valid" if came_later and state in ("grace", "revoked", "lapsed") else state


def _worth(facts: Facts, right: str, value: Value) -> Sayable:
    if value is None:
        return NOTHING
    return number(wan(int(value)), _of_right(facts, "M-GI04", right))


def _of_right(facts: Facts, code: str, right: str) -> Source:
    return Source(figure=code, span=facts.period, where=(Where("right_id", "=", right),))
