"""Which ledgers have cards, and how one is made and written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from boshan_desk.domain.card import Card
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark
from boshan_desk.reports.pdf import Drawn
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.papers.written import Written

CARDS: Final = {
    "station": mark("指导站卡片"),
    "gi_right": mark("产品卡片"),
    "enterprise": mark("企业卡片"),
    "case": mark("案件卡片"),
    "event": mark("签到表"),
}
"""The ledgers that have a card, and what it is called."""

_PRODUCT: Final = ("product", "gi")
"""Other words for the ledger of a product."""


def has_card(ledger: Ledger) -> bool:
    """Whether a record of this ledger has a card."""
    return ledger.name in CARDS


def card_name(ledger: str) -> str:
    """What the card of a ledger is called."""
    return _(CARDS[ledger])


def make_card(desk: Desk, ledger: str, id: str, *, rows: int | None = None) -> Drawn:
    """The card of a record as PDF; `rows` are the lines of a sign-in sheet.

    Raises:
        Refused: this ledger has no cards.
        Missing: there is no such record.
    """
    name = "gi_right" if ledger in _PRODUCT else ledger
    if name not in CARDS:
        raise Refused(
            "“{ledger}”没有卡片，可以打印的有：{known}", ledger=ledger, known=listed(CARDS)
        )
    # Drawing needs much that is not needed to know which ledgers have cards.
    from boshan_desk.reports.card import draw_card
    from boshan_desk.reports.sign_in import draw_sign_in
    from boshan_desk.usecases.papers.faces import office_faces

    if name == "event":
        from boshan_desk.usecases.cards.sign_in import sign_in_sheet

        with desk.read() as reader:
            sheet = sign_in_sheet(reader, id, rows=rows)
        with office_faces(desk):
            return draw_sign_in(sheet)
    with desk.read() as reader:
        card = _maker(name)(reader, id)
    with office_faces(desk):
        return draw_card(card)


def _maker(name: str) -> Callable[[Reader, str], Card]:
    from boshan_desk.usecases.cards.case import case_card
    from boshan_desk.usecases.cards.enterprise import enterprise_card
    from boshan_desk.usecases.cards.product import product_card
    from boshan_desk.usecases.cards.station import station_card

    makers: dict[str, Callable[[Reader, str], Card]] = {
        "station": station_card,
        "gi_right": product_card,
        "enterprise": enterprise_card,
        "case": case_card,
    }
    return makers[name]


def write_card(desk: Desk, ledger: str, id: str, path: Path, *, rows: int | None = None) -> Written:
    """Write it; an older file of that name is replaced only by a whole one."""
    with output(path) as part:
        drawn = make_card(desk, ledger, id, rows=rows)
        part.write_bytes(drawn.pdf)
    return Written(path=path, pages=drawn.pages, missing=drawn.missing)
