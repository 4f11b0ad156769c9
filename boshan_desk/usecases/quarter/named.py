"""The facts that wording may name: times, places, rows of names, and examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from boshan_desk.domain.figures import Where
from boshan_desk.domain.report import Source
from boshan_desk.domain.saying import Said, Sayable, number, said
from boshan_desk.domain.wording import half_up, listed, quantity
from boshan_desk.indicators.source import within
from boshan_desk.indicators.stations import running_stations
from boshan_desk.indicators.towns import silent_towns, towns_without_event, towns_without_station
from boshan_desk.usecases.plans.standing import on_time_counts
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.phrases import amount_words, day_words

_MOST: Final = 8
"""So many names stand in a row; of more the rest is counted."""
_A_FEW: Final = 2
"""So many more are named too: counting them would save nothing."""


@dataclass(frozen=True)
class Names:
    """Several things by name, and the records that they were found by."""

    names: Sequence[str]
    unit: str = "个"
    source: Source | None = None

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.names)


Named = Sayable | Names | int | bool
Find = Callable[[Facts], Named]


def some(names: Sequence[str], most: int = _MOST) -> str:
    """Names in a row; beyond `most` the rest is only counted."""
    if len(names) <= most + _A_FEW:
        return listed(names)
    return f"{listed(names[:most])}等{len(names)}个"


def idle_stations(facts: Facts) -> Names:
    """Running stations without a service in the quarter, in the order of entry."""
    period = facts.period
    rows = facts.rows.rows("station_service", ("station_id",), within("served_on", period))
    served = {id for (id,) in rows}
    names = dict(facts.rows.rows("station", ("id", "name")))
    idle = [id for id, _town in running_stations(facts.rows, period) if id not in served]
    source = Source(ledger="station", ids=tuple(idle))
    return Names([names[id] or "（未填名称）" for id in idle], source=source)


def idle_rights(facts: Facts) -> Names:
    """Valid rights that nobody uses, by the product."""
    users = facts.by("M-GI02", facts.period, "right_id")
    rows = facts.rows.rows("gi_right", ("id", "product_name", "right_kind", "state"))
    lists = facts.reader.lists["right_kind"]
    idle = [
        (id, f"{name or '（未填名称）'}（{lists.label(kind)}）" if kind else name or "（未填名称）")
        for id, name, kind, state in rows
        if not users.get(id) and state in ("valid", "grace")
    ]
    source = Source(ledger="gi_right", ids=tuple(id for id, _name in idle))
    return Names([name for _id, name in idle], "件", source)


def _towns(find: Callable[..., Sequence[str]], figure: str) -> Find:
    def found(facts: Facts) -> Names:
        names = [facts.town(code) for code in find(facts.rows, facts.period)]
        return Names(names, source=Source(figure=figure, span=facts.period))

    return found


def top_station(facts: Facts) -> Said:
    """The station that served most often since January: ×站服务12次."""
    served = facts.by("M-BR02", facts.total, "station_id")
    most = max((int(count or 0) for count in served.values()), default=0)
    first = [id for id, count in served.items() if id and count == most]
    if len(first) != 1:
        # Nobody stands out.
        return Said("")
    (best,) = first
    name = dict(facts.rows.rows("station", ("id", "name"))).get(best) or ""
    source = Source(figure="M-BR02", span=facts.total, where=(Where("station_id", "=", best),))
    return (
        said(name, "开展服务", number(quantity(served[best], "次"), source)) if name else Said("")
    )


def top_pledge(facts: Facts) -> Said:
    """The largest pledge registered since January: ×公司以专利权质押登记500.00万元."""
    wanted = ("id", "pledgor", "asset_kind", "reg_amount")
    rows = facts.rows.rows("pledge", wanted, within("reg_on", facts.total))
    best = max(rows, key=lambda row: (row[3] or 0, row[0]), default=None)
    if best is None or not best[3]:
        return Said("")
    id, name, kind, amount = best
    name = "某企业" if facts.request.public or not name else name
    asset = facts.reader.lists["pledge_kind"].label(kind) if kind else "知识产权"
    source = Source(ledger="pledge", ids=(id,))
    return said(name, f"以{asset}质押登记", number(amount_words(amount), source))


def newest_title(facts: Facts) -> Said:
    """The newest title that a firm of the county was given since January."""
    wanted = ("id", "firm", "title", "notice_on")
    rows = facts.rows.rows("title_grant", wanted, within("notice_on", facts.total))
    best = max(rows, key=lambda row: (row[3], row[0]), default=None)
    if best is None or not best[1] or not best[2]:
        return Said("")
    name = "某企业" if facts.request.public else best[1]
    label = facts.reader.lists["ip_title"].label(best[2])
    return number(f"{name}获评{label}", Source(ledger="title_grant", ids=(best[0],)))


def _judged(facts: Facts, place: int) -> Said:
    """Of the targets that can be judged, how many there are, or are where they ought to be."""
    counts = on_time_counts(facts.counting, facts.period, facts.request.town)
    if not counts[1]:
        return Said("")
    return number(f"{counts[place]}项", facts.source("M-MG04"))


def next_words(facts: Facts) -> str:
    """The quarter of the next steps: 四季度, in another year 2027年一季度."""
    ahead = facts.ahead
    return ahead.short_words() if ahead.year == facts.period.year else ahead.words()


def gi_growth(facts: Facts) -> str:
    """How the yearly value moved: 增长6.2%, 下降1.0%, 持平; it is compared with the year before."""
    change = facts["M-GI04"].change
    if change is None:
        return "无可比数据"
    size = half_up(abs(change), 1)
    if not size:
        return "持平"
    return f"{'增长' if change > 0 else '下降'}{size}%"


NAMED: Final[Mapping[str, Find]] = {
    "county": lambda facts: facts.county.name,
    "bureau": lambda facts: facts.county.bureau,
    "office": lambda facts: facts.county.office,
    "group": lambda facts: facts.county.group,
    "whole": lambda facts: facts.county.whole,
    "towns_word": lambda facts: facts.county.towns_word,
    "year": lambda facts: facts.period.year,
    "quarter": lambda facts: facts.quarter_words,
    "total": lambda facts: facts.total_words,
    "since": lambda facts: f"{facts.period.year}年{facts.so_far_words}",
    "time": lambda facts: facts.time_words,
    "next": lambda facts: next_words(facts),
    "ahead": lambda facts: facts.ahead.words(),
    "span": lambda facts: facts.span_words,
    "end": lambda facts: facts.end_words,
    "as_of": lambda facts: day_words(facts.as_of),
    "today": lambda facts: day_words(facts.reader.today),
    "first_quarter": lambda facts: facts.first_quarter,
    "closing": lambda facts: facts.closing,
    "judged": lambda facts: _judged(facts, 1),
    "on_time": lambda facts: _judged(facts, 0),
    "running": lambda facts: facts.as_of < facts.period.end,
    "public": lambda facts: facts.request.public,
    "the_town": lambda facts: facts.town(facts.request.town) if facts.request.town else "",
    "the_unit": lambda facts: facts.unit_name,
    "silent_towns": _towns(silent_towns, "M-MG05"),
    "bare_towns": _towns(towns_without_station, "M-BR09"),
    "quiet_towns": _towns(towns_without_event, "M-TR04"),
    "idle_stations": idle_stations,
    "idle_rights": idle_rights,
    "gi_growth": gi_growth,
    "top_station": top_station,
    "top_pledge": top_pledge,
    "newest_title": newest_title,
}
"""What wording may name, besides figures."""
