"""Cards: one A4 page about one record, to be taken along or filed; and the sign-in sheet."""

from boshan_desk.usecases.cards.making import (
    CARDS,
    card_name,
    find_for_card,
    has_card,
    make_card,
    write_card,
)

__all__ = ["CARDS", "card_name", "find_for_card", "has_card", "make_card", "write_card"]
