"""What the README promises to a newcomer."""

from __future__ import annotations

import re
import sys
import tomllib
import types
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_ledger_of_five_minutes_is_a_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(r"   ```python\n(.*?)   ```", README, flags=re.DOTALL)
    source = re.sub(r"^   ", "", code, flags=re.MULTILINE)
    module = types.ModuleType("exhibition")
    # Annotations are looked up in the module that a class says it comes from.
    monkeypatch.setitem(sys.modules, "exhibition", module)
    exec(compile(source, "README.md", "exec"), module.__dict__)
    declared = module.Exhibition.ledger
    assert declared.name == "exhibition"
    assert [figure.code for figure in declared.figures] == ["M-XX01"]


def test_every_path_it_names_is_there() -> None:
    named = set(re.findall(r"(?:boshan_desk|resources|installer|tests|i18n)/[\w./-]*\w", README))
    assert len(named) > 10
    for path in named:
        assert (ROOT / path).exists(), path


def test_the_two_lists_of_packages_say_the_same() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    def listed(name: str) -> list[str]:
        lines = (ROOT / "installer" / f"requirements-{name}.txt").read_text("utf-8").splitlines()
        return [line for line in lines if line and not line.startswith(("#", "-r"))]

    assert listed("run") == project["project"]["dependencies"]
    assert listed("test") == project["dependency-groups"]["dev"]
