"""What is said of an identifier, and the words a check says it with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["", "note", "warn", "error"]


@dataclass(frozen=True)
class Verdict:
    """What is to be said of one identifier."""

    kind: str
    ok: bool
    """False only when the severity is error."""
    severity: Severity
    normalised: str
    """As stored; what was typed, cleaned, when nothing better can be made of it."""
    why: str
    """Chinese source sentence with named fields, with the remedy; empty when all is well."""
    values: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def words(self) -> str:
        """The sentence with its values filled in, in the source language."""
        return self.why.format(**self.values)


Finding: TypeAlias = tuple[str, Severity, str, dict[str, str]]


def fine(normalised: str) -> Finding:
    """All is well."""
    return normalised, "", "", {}


def note(normalised: str, why: str, **values: str) -> Finding:
    """Something was put right."""
    return normalised, "note", why, values


def warn(normalised: str, why: str, **values: str) -> Finding:
    """Doubtful, but old data may be so."""
    return normalised, "warn", why, values


def stop(normalised: str, why: str, **values: str) -> Finding:
    """Wrong: the record cannot be submitted with it."""
    return normalised, "error", why, values


def stop_lost(normalised: str) -> Finding:
    """Wrong beyond repair: Excel has destroyed the last digits."""
    return stop(
        normalised,
        "尾数已被 Excel 改成 0 或科学计数法，请从原件重新录入，并把单元格设为文本格式",
    )
