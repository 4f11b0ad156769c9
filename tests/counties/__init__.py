"""An invented county and its plan, as files that an office would load."""

from __future__ import annotations

from pathlib import Path

QINGHE = Path(__file__).parent / "qinghe.toml"
QINGHE_PLAN = Path(__file__).parent / "qinghe-plan.toml"
