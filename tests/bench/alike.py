"""Likely duplicates: 100,000 new firms among 100,000 that are stored, and 100,000 new cases.

The floor reads the stored names and folds every name once; the cases are of an empty ledger.
"""

from __future__ import annotations

import random
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from boshan_desk.domain.changes import Change
from boshan_desk.domain.reading import fold
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.store.opening import make, open_desk
from boshan_desk.usecases.sheets.alike import look_alike
from boshan_desk.usecases.sheets.preview import no_collecting

ROWS = 100_000
_CHUNK = 10_000
_TRADES = ("陶瓷", "琉璃", "玻璃制品", "泵业", "机电", "果蔬", "文化旅游", "新材料", "食品")
_FORMS = ("有限公司", "有限责任公司", "厂", "商行", "经营部", "专业合作社")
_FRONTS = ("", "博山", "淄博", "淄博市博山", "山东")


def make_names(count: int, chance: random.Random) -> list[str]:
    """Invented names, all of them different firms' but for a few by chance."""
    signs = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
    return [
        chance.choice(_FRONTS)
        + "".join(chance.sample(signs, 3))
        + chance.choice(_TRADES)
        + chance.choice(_FORMS)
        for _place in range(count)
    ]


def measure(rows: int = ROWS) -> list[tuple[str, float, float]]:
    """What was measured, the floor's seconds and ours."""
    chance = random.Random(20261009)
    stored, new = make_names(rows, chance), make_names(rows, chance)
    # One row in twenty is a stored firm in another spelling.
    new[::20] = [name.replace("有限公司", "有限责任公司").lstrip("博山") for name in stored[::20]]
    firms: list[tuple[int, dict[str, Any]]] = [(n, {"name": name}) for n, name in enumerate(new)]
    cases: list[tuple[int, dict[str, Any]]] = [
        (n, {"party": name, "filed_on": date(2024, 1, 1) + timedelta(n % 900)})
        for n, name in enumerate(new)
    ]
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder) / "desk", county="boshan")
        with open_desk(Path(folder) / "desk", officer="演示员") as desk:
            for start in range(0, rows, _CHUNK):
                with desk.work("演示") as work:
                    some = stored[start : start + _CHUNK]
                    work.apply((Change(None, Enterprise(name=n)) for n in some), judged=True)
            # As in a look at a workbook.
            with desk.read() as reader, no_collecting():
                begun = time.perf_counter()
                for (name,) in reader.columns(Enterprise.ledger, ("name",), [], raw=True):
                    fold(name)
                for name in new:
                    fold(name)
                floor = time.perf_counter() - begun
                begun = time.perf_counter()
                found, _among = look_alike(firms, Enterprise.ledger, reader)
                ours = time.perf_counter() - begun
                begun = time.perf_counter()
                look_alike(cases, Case.ledger, reader)
                of_cases = time.perf_counter() - begun
    if len(found) < rows // 30:
        raise AssertionError("the stored firms are not found again")
    return [
        (f"{rows:,} new firms among {rows:,}, alike", floor, ours),
        (f"{rows:,} new cases, alike among themselves", floor, of_cases),
    ]
