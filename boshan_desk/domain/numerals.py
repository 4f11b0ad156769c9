"""Chinese numerals (二〇二五, 十二, 叁仟伍佰) as whole numbers."""

from __future__ import annotations

DIGITS = {
    **dict.fromkeys("〇零○◯", 0),
    **dict.fromkeys("一壹", 1),
    **dict.fromkeys("二贰两", 2),
    **dict.fromkeys("三叁", 3),
    **dict.fromkeys("四肆", 4),
    **dict.fromkeys("五伍", 5),
    **dict.fromkeys("六陆", 6),
    **dict.fromkeys("七柒", 7),
    **dict.fromkeys("八捌", 8),
    **dict.fromkeys("九玖", 9),
}
_PLACES = {
    **dict.fromkeys("十拾", 10),
    **dict.fromkeys("百佰", 100),
    **dict.fromkeys("千仟", 1000),
}
_MYRIADS = {"万": 10**4, "亿": 10**8}

CHARACTERS = "".join((*DIGITS, *_PLACES, *_MYRIADS)) + "廿卅"
"""Every character that `read_numeral` knows, for use in a regular expression."""

_LONGEST = 32


def read_numeral(text: str) -> int | None:
    """The number that `text` writes, or None if it is no well-formed numeral.

    Digits in a row are read by position (二〇二五), others by their places (二十一).
    Clipped speech such as 二百五 or 三万五 is refused: it says 250 and 35000 by ear, 205
    and 30005 by rule.
    """
    if not text or len(text) > _LONGEST:
        return None
    if all(character in DIGITS for character in text):
        return int("".join(str(DIGITS[character]) for character in text))
    total = section = 0
    pending: int | None = None
    place, myriad = 10**4, 10**12
    zero = False
    for character in text.replace("廿", "二十").replace("卅", "三十"):
        if character in DIGITS:
            if pending is not None:
                return None
            if DIGITS[character]:
                pending = DIGITS[character]
            else:
                zero = True
        elif character in _PLACES:
            worth = _PLACES[character]
            if worth >= place:
                return None
            if pending is None:
                # 十二 leaves out the 一; 一百十二 is not written.
                if worth != 10 or section:
                    return None
                pending = 1
            section += pending * worth
            pending, place, zero = None, worth, False
        elif character in _MYRIADS:
            worth = _MYRIADS[character]
            if pending is not None and _is_clipped(section, place, zero):
                return None
            section += pending or 0
            if not section or worth >= myriad:
                return None
            total += section * worth
            section, pending, place, myriad, zero = 0, None, 10**4, worth, False
        else:
            return None
    if pending is not None:
        if _is_clipped(section, place, zero) or (total and not section and not zero):
            return None
        section += pending
    return total + section


def write_numeral(number: int) -> str:
    """A number from 1 to 99 as headings write it: 一, 十二, 二十; others in digits."""
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    before = "" if tens == 0 else "十" if tens == 1 else f"{'一二三四五六七八九'[tens - 1]}十"
    return before + ("一二三四五六七八九"[ones - 1] if ones else "")


def _is_clipped(section: int, place: int, zero: bool) -> bool:
    """Whether a last digit follows 百 or 千 without the 零 that the rule asks for."""
    return bool(section) and place > 10 and not zero
