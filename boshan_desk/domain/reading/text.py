"""Text: tidied to be stored, folded to be compared, divided, or found to say nothing."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 100
"""Characters of a scalar that are looked at; what is longer is no date, number or answer."""


# Controls but newline and tab, soft hyphen, zero-width, direction marks, byte order mark.
_INVISIBLE_CLASS = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
)
_INVISIBLE = re.compile(f"[{_INVISIBLE_CLASS}]")
_ODD_BLANK = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f]")
_ODD = re.compile(
    f"[{_INVISIBLE_CLASS}\t\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f０-９Ａ-Ｚａ-ｚ]"
)
_LINE_END = re.compile("\r\n?|[\u2028\u2029]")
BLANKS = re.compile(r"\s+")
DASHES = str.maketrans({**dict.fromkeys("‐‑‒–—―−", "-"), "。": ".", "\\": "/"})
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")

_HALF_WIDTH = {
    code: code - 0xFEE0
    for first, last in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
    for code in range(ord(first), ord(last) + 1)
}
_SAME_BRACKETS = str.maketrans(
    {**dict.fromkeys("〔［【〖﹝{", "("), **dict.fromkeys("〕］】〗﹞}", ")"), "[": "(", "]": ")"}
)

_BRACKET = re.compile("[" + "".join(re.escape(chr(code)) for code in _SAME_BRACKETS) + "]")

# What the compatibility form leaves as it is, alone and side by side: most of what people write.
_PLAIN = re.compile("[\t\n\r -~·—‘’“”、-〇〈-】〔-〕々\u4e00-\u9fff]*")

_WIDE_MARKS = tuple((mark, unicodedata.normalize("NFKC", mark)) for mark in "，：；（）！？％")


def tidy_text(text: str) -> str:
    """What was typed, without what nobody can see.

    Takes away invisible characters and outer blanks and turns full-width letters and digits
    into half-width ones; Chinese punctuation, brackets and inner line breaks stay.  This is
    what names and free text are stored as.
    """
    if _ODD.search(text) is not None:
        text = _LINE_END.sub("\n", text)
        text = _INVISIBLE.sub("", _ODD_BLANK.sub(" ", text)).translate(_HALF_WIDTH)
    return text.strip()


def clean(text: str) -> str:
    """The text in compatibility form (NFKC), for codes, dates and numbers.

    Do not store a name this way: （） become (), ： becomes :, and rare characters may turn
    into their common twins.
    """
    return tidy_text(text if text.isascii() else unicodedata.normalize("NFKC", text))


def fold(text: str) -> str:
    """The text as it is compared and searched; never stored or shown.

    Compatibility form, small letters, one kind of bracket for 〔［【（(, no blanks.
    """
    plain = _PLAIN.fullmatch(text) is not None
    if not plain:
        # Wide marks one by one: normalising a text for the sake of its commas takes ten times as
        # long, and imports fold every row.
        for wide, narrow in _WIDE_MARKS:
            text = text.replace(wide, narrow)
        plain = _PLAIN.fullmatch(text) is not None
    folded = "".join((text if plain else clean(text)).lower().split())
    if not plain and _PLAIN.fullmatch(folded) is None:
        # Small letters and letters that a blank kept apart may want composing once more.
        folded = unicodedata.normalize("NFKC", _SELECTORS.sub("", folded))
    # A text has few brackets, and finding them is five times as fast as translating all of it.
    return _BRACKET.sub(_same_bracket, folded)


def _same_bracket(match: re.Match[str]) -> str:
    return _SAME_BRACKETS[ord(match[0])]


_BLANK_MARK = re.compile(r"[-‐-―－−_/／\\＼]+")


def is_blank(raw: object) -> bool:
    """Whether a cell says nothing: empty, only blanks, or a lone dash or slash.

    无 is an answer, not a blank; so are 0 and False.
    """
    if raw is None:
        return True
    if isinstance(raw, str):
        if raw and raw[0].isalnum():
            return False
        text = tidy_text(raw)
        return not text or _BLANK_MARK.fullmatch(text) is not None
    # A missing number in some tables is NaN, the one value that differs from itself.
    return isinstance(raw, float) and raw != raw


_SEPARATOR = re.compile(r"[、，,;；/／|\n]")
_OPENING = "(（〔[［【《<“「"
_CLOSING = ")）〕]］】》>”」"


def split_list(raw: object) -> tuple[str, ...]:
    """The entries of a cell with several values (、，,;； / or line breaks), without blanks.

    A separator inside brackets or quotation marks does not divide: 甲（乙、丙）、丁 is two.
    """
    if is_blank(raw):
        return ()
    text = _LINE_END.sub("\n", str(raw))
    depth = start = 0
    parts = []
    balanced = sum(map(text.count, _OPENING)) == sum(map(text.count, _CLOSING))
    for position, character in enumerate(text):
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth = max(0, depth - 1)
        elif _SEPARATOR.match(character) and (depth == 0 or not balanced):
            parts.append(text[start:position])
            start = position + 1
    parts.append(text[start:])
    return tuple(tidy_text(part) for part in parts if not is_blank(part))
