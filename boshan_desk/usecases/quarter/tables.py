"""What tables of several sections share."""

from __future__ import annotations

from boshan_desk.domain.report import Column


def numbers(title: str, *heads: str, first: float = 2.0) -> tuple[Column, ...]:
    """A first column of names and others of numbers."""
    return (
        Column(title=title, weight=first),
        *(Column(title=head, align="right") for head in heads),
    )
