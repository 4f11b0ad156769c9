"""What the towns handed in, from the command line."""

from __future__ import annotations

from tests.cli.conftest import Cli


def test_the_command_line_lists_and_begins_them(cli: Cli) -> None:
    words = ("town-reports", "--period", "2026Q3")
    assert {line["state_words"] for line in cli(*words, "--json").lines} == {"未登记"}
    begun = cli(*words, "--expect", "2026-09-25", "--json").lines
    assert {line["due_on"] for line in begun} == {"2026-09-25"}
    assert all(line["id"] for line in begun)
    assert "未登记" in cli(*words).out
