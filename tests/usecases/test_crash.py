"""A report of a fault says where it was, and nothing that anybody entered."""

from __future__ import annotations

from pathlib import Path

from boshan_desk.usecases.crash import place_of_log, report, save, write_log

SECRET = "演示当事人 370304190308171234"


def deep(levels: int) -> None:
    """Fail so many calls down."""
    if not levels:
        raise ValueError(SECRET)
    deep(levels - 1)


def fault_of(levels: int) -> Exception:
    """A fault with its way down."""
    try:
        deep(levels)
    except ValueError as error:
        return error
    raise AssertionError("it did not fail")


def test_a_report_names_the_kinds_and_the_places_of_a_fault_and_of_its_cause() -> None:
    try:
        try:
            deep(2)
        except ValueError as error:
            raise KeyError(SECRET) from error
    except KeyError as error:
        text = report(error)
    assert text.index("KeyError") < text.index("ValueError")
    assert "test_crash.py" in text
    assert "deep" in text
    assert "演示" not in text
    assert "370304" not in text


def test_a_fault_that_is_its_own_cause_is_told_once() -> None:
    error = fault_of(1)
    error.__cause__ = error
    assert report(error).count("ValueError") == 1


def test_a_fault_that_called_itself_again_and_again_is_told_by_its_ends() -> None:
    lines = report(fault_of(500)).splitlines()
    assert len(lines) < 70
    assert "fault_of" in lines[2]


def test_a_log_is_where_the_help_bundle_looks_for_it(tmp_path: Path) -> None:
    path = write_log(fault_of(0), tmp_path)
    assert path is not None
    assert path.parent == place_of_log(tmp_path).parent
    assert path.match("logs/error-*.log")
    assert "ValueError" in path.read_text("utf-8")


def test_where_nothing_can_be_written_nothing_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("演示")
    assert write_log(fault_of(0), tmp_path) is None
    assert not save("演示", tmp_path / "logs" / "a.log")
