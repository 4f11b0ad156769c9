"""What is quoted holds no identity or telephone number whole."""

from __future__ import annotations

import pytest

from boshan_desk.domain.identifiers import cover_numbers, person_numbers


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("“370304199001011236”不在可选项里", "“370304********1236”不在可选项里"),
        ("号码37030419900101123x错", "号码370304********123X错"),
        ("３７０３０４１９９００１０１１２３６", "370304********1236"),
        ("370304 19900101 1236", "370304********1236"),
        ("370304900101123", "370304*****1123"),
        ("电话13812345678，", "电话138****5678，"),
        ("+86 138-1234-5678", "138****5678"),
        ("0533-4123456", "0533***3456"),
        ("13812345678 13912345678", "138****5678 139****5678"),
        ("138123456789", "138*****6789"),
        ("3703041990010112361", "370304*********2361"),
    ],
)
def test_a_number_of_a_person_is_covered(text: str, told: str) -> None:
    assert cover_numbers(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "没有编号为 000012 的备份",
        "博市监处罚〔2026〕12号",
        "91370304MA3C1B2D0X",
        "预期 2026-09-30 12:30:00",
        "desk-000012-20261122-181345.db",
        "1234-3f9a22c1b0d4e5f6",
        "370304001000",
        "201930123456.7",
        "ZL 2019301234567",
    ],
)
def test_other_numbers_stay_as_they_are(text: str) -> None:
    assert cover_numbers(text) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("电话13812345678，证件11010519491231002X。", ("138****5678", "110105********002X")),
        ("13812345678 13912345678", ("138****5678", "139****5678")),
        ("+86 138-1234-5678", ("138****5678",)),
        ("0533-4110000、12315", ()),
        ("2026-06-30至2026-09-30，491194.11元，ZL202110123456.7", ()),
        ("", ()),
    ],
)
def test_numbers_of_persons_are_found_and_those_of_offices_are_not(
    text: str, found: tuple[str, ...]
) -> None:
    assert person_numbers(text) == found
