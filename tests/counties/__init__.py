"""An invented county and its plan, as files that an office would load; a city and its counties."""

from __future__ import annotations

from pathlib import Path

QINGHE = Path(__file__).parent / "qinghe.toml"
QINGHE_PLAN = Path(__file__).parent / "qinghe-plan.toml"
BAILU = Path(__file__).parent / "bailu.toml"
SONGFENG = Path(__file__).parent / "songfeng.toml"
YUNLING = Path(__file__).parent / "yunling.toml"
"""The city above the three."""
ZIBO = Path(__file__).parent / "zibo.toml"
"""A city above the sample county."""
