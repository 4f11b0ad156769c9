"""How the targets of the plans stand, as one figure (domain.md 2.17, MG04)."""

from __future__ import annotations

from decimal import Decimal

from boshan_desk.domain.figures import is_unassigned
from boshan_desk.domain.period import Span
from boshan_desk.domain.wording import share
from boshan_desk.i18n import _
from boshan_desk.indicators.source import Behind, Source


def on_time_share(source: Source, period: Span, town: str = "") -> Decimal | None:
    """Targets that are where they ought to be, in per cent of those that can be judged (M-MG04)."""
    if is_unassigned(town):
        return None
    return share(*source.on_time(period, town))


def behind_targets(source: Source, period: Span, town: str = "") -> Behind:
    """What the office registered of its targets: the plans themselves are no records."""
    return Behind(words=_("按“目标进度”里的状态统计；下面是本单位登记的目标值"))
