"""Which ledgers have cards, and how one is made and written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from boshan_desk.domain.card import Card
from boshan_desk.domain.fields import Identifier
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import record_type
from boshan_desk.usecases.papers.written import Written

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.store.desk import Desk
    from boshan_desk.store.reader import Reader

# The window asks which ledgers have cards when it opens a record; what draws loads when one is
# made.

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


def has_card(ledger: str) -> bool:
    """Whether a record of this ledger has a card."""
    return ledger in CARDS


def card_name(ledger: str) -> str:
    """What the card of a ledger is called."""
    return _(CARDS[ledger])


def find_for_card(desk: Desk, ledger: str, word: str) -> str:
    """The id of the record that an id, a number or a name stands for.

    Raises:
        Refused: this ledger has no cards, or several records are called so.
        Missing: there is no such record.
    """
    record = record_type(_ledger(ledger))
    with desk.read() as reader:
        if reader.find(record, word):
            return word
        kinds = record.ledger.fields
        fields = ["serial_no", *record.ledger.called]
        fields += [
            f for f, kind in kinds.items() if isinstance(kind, Identifier) and not kind.personal
        ]
        for field in dict.fromkeys(fields):
            found = reader.having(record, field, [word])
            # One product may have several rights; any of them stands for it.
            if len(found) > 1 and record.ledger.name != "gi_right":
                raise Refused(
                    "有 {count} 条记录是“{word}”，请写记录编号", count=len(found), word=word
                )
            if found:
                return found[0].id
    raise Missing("没有编号或名称为“{word}”的记录", word=word)


def _ledger(word: str) -> str:
    """The ledger that has the card.

    Raises:
        Refused: it has none.
    """
    name = "gi_right" if word in _PRODUCT else word
    if name not in CARDS:
        raise Refused("“{ledger}”没有卡片，可以打印的有：{known}", ledger=word, known=listed(CARDS))
    return name


def make_card(desk: Desk, ledger: str, id: str, *, rows: int | None = None) -> Drawn:
    """The card of a record as PDF; `rows` are the lines of a sign-in sheet.

    Raises:
        Refused: this ledger has no cards.
        Missing: there is no such record.
    """
    name = _ledger(ledger)
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
    from boshan_desk.usecases.outputs import output

    with output(path) as part:
        drawn = make_card(desk, ledger, id, rows=rows)
        part.write_bytes(drawn.pdf)
    return Written(path=path, pages=drawn.pages, missing=drawn.missing)
