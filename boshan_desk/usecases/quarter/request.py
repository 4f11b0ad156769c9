"""Which paper is wanted."""

from __future__ import annotations

from dataclasses import dataclass

from boshan_desk.domain.period import Period


@dataclass(frozen=True, kw_only=True)
class Request:
    """A paper of a period, in one of the forms, of the county or of one town or department."""

    period: Period
    """A quarter, a half-year, three quarters or a year; the text speaks of the year so far."""
    kind: str = "plain"
    """The name of a form: jianbao, tongbao, plain, or one of the office's own."""
    town: str = ""
    """The code of the town whose sheet it is; "" for the county."""
    unit: str = ""
    """The code of the department whose sheet it is."""
    public: bool = False
    """公开版: for everybody to read."""

    @property
    def key(self) -> str:
        """What tells this paper from others: 2026Q3/jianbao/370304001//."""
        public = "public" if self.public else ""
        return "/".join((str(self.period), self.kind, self.town, self.unit, public))
