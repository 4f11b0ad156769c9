"""Reading the tables of a rule file: every word accounted for, what is wrong said by name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from boshan_desk.assets import asset
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import mark

FOLDER: Final = ("resources", "rules")

KINDS: Final[dict[str, str]] = {
    "limits": mark("法定期限"),
    "causes": mark("案由与法条"),
    "amounts": mark("罚款幅度与金额"),
    "crime": mark("涉嫌犯罪提示"),
    "papers": mark("卷宗目录"),
}
"""The kinds of rule file, and what each is called."""


@cache
def shipped(kind: str) -> str:
    """The text of a rule file as it is shipped; refused when there is no such kind."""
    if kind not in KINDS:
        raise Missing("没有规则“{kind}”，可用的有：{known}", kind=kind, known=listed(KINDS))
    return asset(*FOLDER, f"{kind}.toml").read_text("utf-8")


def load_rules(text: str) -> Mapping[str, Any]:
    """What a rule file holds.

    Raises:
        Refused: it is not TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused("规则文件的格式不对：{why}", why=str(error)) from error


class Row:
    """One table of a rule file; `done` refuses words that nobody asked for."""

    def __init__(self, given: object, name: str) -> None:
        if not isinstance(given, dict):
            raise Refused("规则 {name} 写得不对：{why}", name=name, why=str(given))
        self.name = name
        self._given: dict[str, Any] = given
        self._asked: set[str] = set()

    def text(self, key: str, default: str | None = "") -> str:
        """A text; without a default it must be there."""
        value = self._take(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self._wrong(key, value)
        return value

    def whole(self, key: str, default: int | None = 0) -> int:
        """A whole number, not negative."""
        value = self._take(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self._wrong(key, value)
        return value

    def fen(self, key: str) -> int | None:
        """An amount written in yuan, in 分; None when nothing is written."""
        return None if self._take(key, None) is None else self.whole(key) * 100

    def day(self, key: str) -> date | None:
        """A day, or None."""
        value = self._take(key, None)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise self._wrong(key, value)
        return value

    def flag(self, key: str) -> bool:
        """Yes or no; no when nothing is written."""
        value = self._take(key, False)
        if not isinstance(value, bool):
            raise self._wrong(key, value)
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """A list of words."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self._wrong(key, value)
        return tuple(value)

    def rows(self, key: str) -> tuple[Row, ...]:
        """The tables within."""
        value = self._take(key, [])
        if not isinstance(value, list):
            raise self._wrong(key, value)
        return tuple(Row(row, self.name) for row in value)

    def done(self) -> None:
        """Refuse what was written and not asked for: a misspelt word would silently be lost."""
        if strangers := sorted(set(self._given) - self._asked):
            raise Refused("规则 {name} 写得不对：{why}", name=self.name, why=listed(strangers))

    def _take(self, key: str, default: object) -> Any:
        self._asked.add(key)
        return self._given.get(key, default)

    def _wrong(self, key: str, value: object) -> Refused:
        return Refused("规则 {name} 写得不对：{why}", name=self.name, why=f"{key} = {value}")


def rows_of(given: Mapping[str, Any], table: str, called: str) -> tuple[Row, ...]:
    """The rows of a table, each named by its own word for itself or by its place."""
    rows = given.get(table, [])
    if not isinstance(rows, list):
        raise Refused("规则 {name} 写得不对：{why}", name=table, why=str(rows))
    return tuple(
        Row(row, str(row.get(called) or f"{table} {place}") if isinstance(row, dict) else table)
        for place, row in enumerate(rows, 1)
    )


def in_force(since: date | None, until: date | None, day: date) -> bool:
    """Whether a text with these first and last days was law on a day."""
    return (since is None or since <= day) and (until is None or day <= until)
