"""Choice of language.  Source strings are Chinese; other languages come from gettext catalogues."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from boshan_desk.assets import asset

LANGUAGES: Final = {"zh_CN": "简体中文", "en": "English"}

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "zh_CN"
_in_chinese: ContextVar[bool] = ContextVar("in_chinese", default=False)


def _(text: str) -> str:
    """The text in the chosen language; Chinese where no translation is known."""
    if not text:
        return ""
    return text if _in_chinese.get() else _catalogue.gettext(text)


def mark(text: str) -> str:
    """Mark a text for translation where it is written; it is translated where it is shown."""
    return text


@contextmanager
def in_chinese() -> Iterator[None]:
    """Speak Chinese within, in this thread: official papers are Chinese in every window."""
    before = _in_chinese.set(True)
    try:
        yield
    finally:
        _in_chinese.reset(before)


def choose_language(code: str) -> None:
    """Speak this language from now on; an unknown one is taken as Chinese."""
    global _catalogue, _language
    _language = code if code in LANGUAGES else "zh_CN"
    if _language == "zh_CN":
        _catalogue = gettext.NullTranslations()
    else:
        _catalogue = gettext.translation(
            "boshan_desk", str(asset("i18n")), languages=[_language], fallback=True
        )


def language() -> str:
    """The language spoken now."""
    return _language
