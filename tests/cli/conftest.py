"""The command line, run in process."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.__main__ import main
from boshan_desk.i18n import choose_language
from tests.conftest import TODAY


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The JSON lines on standard output."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def one_line(self) -> str:
        """The one line on standard error."""
        assert self.err.endswith("\n")
        # On a busy machine the work takes half a second, and says how far it is.
        told = re.sub(r"^(?:\d+/\d+.*|.* \d+/\d+)\n", "", self.err, flags=re.MULTILINE)
        assert told.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        return told.rstrip("\n")


Cli = Callable[..., Answer]


@pytest.fixture
def cli(folder: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command on a new desk, on the tests' day; values may be given as a dict."""

    def run(*words: object, desk: Path | None = folder) -> Answer:
        capsys.readouterr()
        argv = [json.dumps(w, ensure_ascii=False) if isinstance(w, dict) else str(w) for w in words]
        where = ["--desk", str(desk)] if desk else []
        status = main([*where, "--today", TODAY.isoformat(), *argv])
        told = capsys.readouterr()
        choose_language("zh_CN")
        return Answer(status, told.out, told.err)

    return run
