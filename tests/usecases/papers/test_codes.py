"""The code under a frozen paper: no slip of the hand goes unseen, and reading is forgiving."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.usecases.papers.codes import (
    ALPHABET,
    LENGTH,
    code_of,
    grouped,
    in_scanned,
    read_code,
    scanned_text,
)

codes = st.builds(code_of, st.text(max_size=8), st.text(max_size=64))


@given(codes)
def test_a_code_reads_back_as_itself(code: str) -> None:
    assert len(code) == LENGTH
    assert read_code(grouped(code)) == code


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_seen(code: str, place: int, wrong: str) -> None:
    typed = code[:place] + wrong + code[place + 1 :]
    assert read_code(typed) == (code if wrong == code[place] else "")


@given(codes)
def test_any_two_characters_that_changed_places_are_seen(code: str) -> None:
    for one in range(LENGTH):
        for other in range(one + 1, LENGTH):
            signs = list(code)
            signs[one], signs[other] = signs[other], signs[one]
            assert read_code("".join(signs)) == (code if code[one] == code[other] else "")


@given(codes)
def test_a_missing_or_a_doubled_character_is_seen(code: str) -> None:
    assert read_code(code[1:]) == ""
    assert read_code(code + code[-1]) == ""


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


@pytest.mark.parametrize(
    "spoil",
    [
        str.lower,
        wide,
        lambda text: text.replace("-", " "),
        lambda text: text.replace("-", "－"),
        lambda text: text.replace("-", ""),
        lambda text: text.replace("0", "O").replace("1", "I"),
        lambda text: text.replace("0", "o").replace("1", "i"),
        lambda text: text.replace("5", "S").replace("2", "z").replace("U", "v"),
        lambda text: f"\u3000{text}\n",
    ],
)
def test_reading_forgives_how_it_was_typed(spoil: object) -> None:
    assert callable(spoil)
    for n in range(50):
        code = code_of("演示", str(n))
        assert read_code(spoil(grouped(code))) == code


def test_the_alphabet_has_no_letters_that_are_taken_for_digits() -> None:
    assert len(set(ALPHABET)) == 31
    assert not set("IOSVZ") & set(ALPHABET)


@pytest.mark.parametrize("typed", ["", "演示", "K7QM", "Ⅻ" * 16, "０" * 15 + "１", "🙂" * 16])
def test_what_is_no_code_reads_as_none(typed: str) -> None:
    assert read_code(typed) == ""


def test_another_desk_or_another_text_has_another_code() -> None:
    assert len({code_of(site, text) for site in ("甲", "乙") for text in ("一", "二")}) == 4


def test_what_a_scanner_reads_is_understood() -> None:
    code = code_of("演示", "一")
    assert in_scanned(scanned_text(code, "博知领办〔2026〕3号")) == code
    assert in_scanned(scanned_text(code, "")) == code
    assert in_scanned(grouped(code)) == code
    assert in_scanned("") == ""
