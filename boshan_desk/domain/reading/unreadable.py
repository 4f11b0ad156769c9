"""What is said of a value that cannot be read."""

from __future__ import annotations


class Unreadable(ValueError):
    """A value that cannot be read with certainty.

    `why` is a Chinese source sentence with named fields, ready for gettext; `values` fills
    them; `words` is both together.
    """

    def __init__(self, why: str, **values: str) -> None:
        super().__init__(why)
        self.why = why
        self.values = values

    @property
    def words(self) -> str:
        """The sentence with its values filled in, in the source language."""
        return self.why.format(**self.values)

    def __str__(self) -> str:
        return self.words
