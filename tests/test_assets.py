"""Shipped files are found, and a missing one is named."""

from __future__ import annotations

import pytest

from boshan_desk.assets import asset


def test_the_fonts_and_the_translations_are_found() -> None:
    assert asset("resources", "fonts", "NotoSansSC-Regular.ttf").is_file()
    assert asset("i18n").is_dir()


def test_a_missing_asset_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"no-such\.ttf"):
        asset("resources", "fonts", "no-such.ttf")
