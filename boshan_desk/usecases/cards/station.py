"""The card of a guidance station: what it is, who is there, what it did this year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from boshan_desk.domain.card import Card, Fact, Facts, Listing
from boshan_desk.domain.report import Column
from boshan_desk.domain.wording import quantity
from boshan_desk.i18n import _
from boshan_desk.ledgers.station import Station, StationService
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.cards.telling import Teller, newest, part_words, side_by_side

_LATEST = 5
_DONE = ("done_now", "closed")
_PLEASED = ("very", "good")
_RATED = (*_PLEASED, "fair", "bad")


def station_card(reader: Reader, id: str) -> Card:
    """The card of a station.

    Raises:
        Missing: there is no such station.
    """
    tell = Teller(reader)
    station = reader.get(Station, id)
    services = newest(reader.having(StationService, "station_id", [id]), "served_on")
    year = reader.today.year
    this_year = [s for s in services if s.served_on and s.served_on.year == year]
    return tell.card(
        _("商标品牌指导站卡片"),
        tell.name(station),
        (
            tell.facts(
                station,
                _("基本情况"),
                "level kind town_code state station_no rating set_up_on plaque_on",
                "host_name address approval_no",
            ),
            tell.facts(
                station,
                _("人员与制度"),
                "head phone staff_full staff_part experts budget",
                "rules industries",
            ),
            _counts(this_year, _("{year}年服务情况").format(year=year)),
            _items(tell, this_year, _("{year}年服务事项").format(year=year)),
            tell.listing(
                _("最近{count}次服务").format(count=_LATEST),
                StationService.ledger,
                services,
                "served_on client items result server",
                most=_LATEST,
            ),
        ),
        [_("服务情况从{year}年1月1日起算；一次服务涉及几个事项的，每个事项各计一次。").format(
            year=year
        )],
    )  # fmt: skip


def _counts(services: Sequence[StationService], title: str) -> Facts:
    clients = {service.client_uscc or service.client for service in services}
    done = sum(1 for service in services if service.result in _DONE)
    rated = [service for service in services if service.satisfaction in _RATED]
    pleased = sum(1 for service in rated if service.satisfaction in _PLEASED)
    return Facts(
        title=title,
        facts=(
            Fact(label=_("服务次数"), text=quantity(len(services), _("次"))),
            Fact(label=_("服务主体"), text=quantity(len(clients - {None}), _("家"))),
            Fact(label=_("办结"), text=part_words(done, len(services))),
            Fact(label=_("满意"), text=part_words(pleased, len(rated))),
        ),
    )


def _items(tell: Teller, services: Sequence[StationService], title: str) -> Listing:
    """How often each item was asked for, the most asked first, in two halves."""
    counts = Counter(item for service in services for item in service.items)
    labels = tell.lists["service_item"]
    found = [(labels.label(item), str(count)) for item, count in counts.most_common()]
    heads = (Column(title=_("事项"), weight=2.0), Column(title=_("次数"), align="right"))
    return side_by_side(title, heads, found)
