"""The words and people that the sample county is invented from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from boshan_desk.assets import asset

REMARK: Final = "演示数据"
"""What every invented record says of itself."""


@cache
def words() -> Mapping[str, Any]:
    """The word lists of `resources/sample/boshan.toml`."""
    return tomllib.loads(asset("resources", "sample", "boshan.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Someone:
    """An invented person."""

    name: str
    sex: str
    id_no: str
    phone: str
