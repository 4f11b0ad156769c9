"""A short run of the random desk; the long one: `python -m tests.usecases.machine 20000`."""

from __future__ import annotations

from tests.usecases.machine import work


def test_a_desk_worked_at_random_is_what_a_dictionary_says() -> None:
    assert work(250, each=40) >= 250
