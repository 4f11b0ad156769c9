"""The catalogues are complete and of today."""

from __future__ import annotations

import gettext
import subprocess
import sys
from pathlib import Path

from boshan_desk import i18n
from boshan_desk.assets import asset

ROOT = Path(__file__).resolve().parent.parent


def test_every_text_is_translated_and_the_catalogues_are_of_today() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "i18n" / "update.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_compiled_catalogue_says_what_the_source_of_it_says() -> None:
    from babel.messages.pofile import read_po

    with asset("i18n", "en", "LC_MESSAGES", "boshan_desk.po").open("rb") as file:
        source = read_po(file, locale="en")
    compiled = gettext.translation("boshan_desk", str(asset("i18n")), languages=["en"])
    for message in source:
        if message.id:
            assert compiled.gettext(str(message.id)) == message.string


def test_the_language_is_a_choice() -> None:
    try:
        i18n.choose_language("en")
        assert i18n._("是") == "Yes"
        i18n.choose_language("no such language")
        assert i18n.language() == "zh_CN"
        assert i18n._("是") == "是"
    finally:
        i18n.choose_language("zh_CN")
