"""What can be wrong, and how it is told: findings on a record, and work that is refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from boshan_desk.domain.wording import explained, statements
from boshan_desk.i18n import _

Severity = Literal["error", "warn", "note"]


@dataclass(frozen=True)
class Problem:
    """A finding on one field of a record, or on the record when `field` is empty.

    `text` is a Chinese template; its values stand apart so that it can be translated.
    An ``error`` stops the record from being kept; ``warn`` and ``note`` do not.
    """

    field: str
    text: str
    severity: Severity = "error"
    code: str = "rule"
    values: Mapping[str, Any] = dataclasses.field(default_factory=lambda: MappingProxyType({}))

    def words(self) -> str:
        """The sentence for the officer."""
        return _(self.text).format(**self.values)


def stop(field: str, text: str, code: str = "rule", /, **values: Any) -> Problem:
    """A finding that stops the record from being kept."""
    return Problem(field, text, "error", code, values)


def warn(field: str, text: str, code: str = "rule", /, **values: Any) -> Problem:
    """A finding the officer may accept."""
    return Problem(field, text, "warn", code, values)


def note(field: str, text: str, code: str = "rule", /, **values: Any) -> Problem:
    """Something worth knowing."""
    return Problem(field, text, "note", code, values)


class Refused(Exception):
    """Work that cannot be done, with the reason and the remedy in the officer's words.

    The text is a Chinese template and its values stand apart; `exit_code` is the answer of the
    command line (cli.md).
    """

    exit_code = 3

    def __init__(self, text: str, /, **values: Any) -> None:
        super().__init__(text)
        self.text = text
        self.values = values

    def words(self) -> str:
        """The sentence for the officer."""
        return _(self.text).format(**self.values)

    def __str__(self) -> str:
        return self.words()


class Invalid(Refused):
    """A record that breaks rules; `problems` says which."""

    def __init__(self, name: str, problems: Iterable[Problem], titles: Mapping[str, str]) -> None:
        self.problems = tuple(problems)
        self.titles = titles
        super().__init__("{name}：{problems}", name=name, problems="")

    def words(self) -> str:
        """Every finding, with the field's title before it."""
        told = statements(
            explained(_(self.titles[p.field]), p.words()) if p.field in self.titles else p.words()
            for p in self.problems
        )
        return f"{self.values['name']}　{told}" if self.values["name"] else told


class Moved(Refused):
    """A record is no longer as it was when the work began."""


class Missing(Refused):
    """What was asked for is not there."""


class Held(Refused):
    """Another program holds the desk."""

    exit_code = 4


class NoRoom(Refused):
    """The disk is full, or the medium failed."""

    exit_code = 5


class TooNew(Refused):
    """The store was written by a newer program."""

    exit_code = 7


class Damaged(Refused):
    """The store is not whole: it is not shown, and can be rescued (`usecases.rescue`)."""


class Cancelled(Exception):
    """The officer called long work off; nothing was changed."""
