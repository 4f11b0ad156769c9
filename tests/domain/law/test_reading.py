"""The rule files that travel with the program are there, say what they are, and are read fast."""

from __future__ import annotations

import time

import pytest

from boshan_desk.domain.law.amounts import read_amounts
from boshan_desk.domain.law.causes import read_causes
from boshan_desk.domain.law.crime import read_crime
from boshan_desk.domain.law.limits import read_limits
from boshan_desk.domain.law.papers import read_papers
from boshan_desk.domain.law.reading import (
    KINDS,
    is_part,
    kind_of,
    shipped,
    shipped_digest,
    shipped_limits,
)
from boshan_desk.domain.problems import Missing


@pytest.mark.parametrize("kind", KINDS)
def test_a_shipped_file_is_whole_and_says_its_kind(kind: str) -> None:
    assert kind_of(shipped(kind)) == kind
    assert not is_part(shipped(kind))


def test_a_text_that_does_not_say_what_it_is_has_no_kind() -> None:
    assert kind_of('[[limit]]\nid = "L01"\n') == ""
    assert kind_of('[file]\nkind = "recipes"\n') == ""
    assert is_part('[file]\nkind = "limits"\npart = true\n')


def test_an_unknown_kind_is_refused_with_those_that_exist() -> None:
    with pytest.raises(Missing, match="limits"):
        shipped("recipes")


def test_files_are_read_once() -> None:
    assert shipped_limits() is shipped_limits()


def test_the_digest_is_that_of_the_rules_and_stays() -> None:
    assert len(shipped_digest()) == 64
    shipped_digest.cache_clear()
    first = shipped_digest()
    shipped_digest.cache_clear()
    assert shipped_digest() == first


def test_all_rules_are_read_in_a_moment() -> None:
    readers = (
        (read_limits, "limits"),
        (read_amounts, "amounts"),
        (read_causes, "causes"),
        (read_crime, "crime"),
        (read_papers, "papers"),
    )
    texts = {kind: shipped(kind) for _, kind in readers}

    def once() -> float:
        begun = time.perf_counter()
        for read, kind in readers:
            read(texts[kind])
        return time.perf_counter() - begun

    # 14 ms on the machine this was written on; the best of many, for others work there too.
    assert min(once() for _ in range(10)) < 0.05
