"""Ways to tamper with a history: what somebody may do who holds the file and its key."""

from __future__ import annotations

import json
import random
import secrets
from collections.abc import Callable
from typing import Any, Final

from boshan_desk.store import chain
from tests.tamper.histories import History, Row

Tampering = Callable[[History, random.Random], int | None]
"""Changes the history; the step from which on it is another, None where that is not told."""


# ---------------------------------------------------------------- edits


def _edit_step(history: History, dice: random.Random, column: str) -> int:
    row = dice.choice(history.steps)
    row[column] = _other(row[column], dice)
    return int(row["n"])


def _edit_change(history: History, dice: random.Random, column: str) -> int | None:
    row = dice.choice(history.changes)
    if column == "step":
        row[column] = dice.choice([s["n"] for s in history.steps if s["n"] != row[column]])
        return None
    row[column] = _other(row[column], dice)
    return int(row["step"])


def _other(value: Any, dice: random.Random) -> Any:
    """Another value of the same kind; a text is changed in one place, as a forger would."""
    if isinstance(value, bytes):
        return dice.randbytes(len(value))
    place = dice.randrange(len(value) + 1)
    if dice.random() < 0.3 and place < len(value):
        return value[:place] + value[place + 1 :]
    return f"{value[:place]}{dice.choice('0演改')}{value[place:]}"


def _remark_step(history: History, dice: random.Random) -> int:
    """Another text with a mark that fits it."""
    row = dice.choice(history.steps)
    row["name"] += "改"
    row["salt"] = secrets.token_bytes(chain.SALT)
    row["mark"] = chain.mark_of(row["salt"], row["name"], row["detail"])
    return int(row["n"])


def _remark_change(history: History, dice: random.Random) -> int:
    row = dice.choice(history.changes)
    row["fields"] = row["fields"].replace("演示", "改动").replace("null", "1")
    row["salt"] = secrets.token_bytes(chain.SALT)
    row["mark"] = chain.mark_of(row["salt"], row["fields"])
    return int(row["step"])


# ---------------------------------------------------------------- rows gone, added, exchanged


def _delete_step(history: History, dice: random.Random) -> int:
    """A step with its changes; it may not be the last, which is a cut."""
    row = history.steps.pop(dice.randrange(len(history.steps) - 1))
    history.changes = [c for c in history.changes if c["step"] != row["n"]]
    return int(row["n"])


def _delete_step_and_close_up(history: History, dice: random.Random) -> int:
    """So that no number is lacking."""
    n = _delete_step(history, dice)
    _number_anew(history)
    return n


def _delete_change(history: History, dice: random.Random) -> int:
    return int(history.changes.pop(dice.randrange(len(history.changes)))["step"])


def _delete_change_and_close_up(history: History, dice: random.Random) -> int:
    n = _delete_change(history, dice)
    _number_anew(history)
    return n


def _insert_step(history: History, dice: random.Random) -> int:
    """A step of its own between others, with a mark and a link that fit the one before.

    So the one behind it is the first that does not fit.
    """
    place = dice.randrange(len(history.steps))
    row = dict(history.steps[place])
    before = history.steps[place - 1]["link"] if place else chain.START
    row["salt"] = secrets.token_bytes(chain.SALT)
    row["mark"] = chain.mark_of(row["salt"], row["name"], row["detail"])
    row["link"] = chain.Link(before).close(row["n"], row["at"], row["officer"], row["mark"])
    for each in history.changes:
        each["step"] += each["step"] >= row["n"]
    history.steps.insert(place, row)
    _number_anew(history)
    return int(row["n"]) + 1


def _insert_change(history: History, dice: random.Random) -> int:
    place = dice.randrange(len(history.changes))
    row = dict(history.changes[place])
    row["salt"] = secrets.token_bytes(chain.SALT)
    row["mark"] = chain.mark_of(row["salt"], row["fields"])
    history.changes.insert(place, row)
    _number_anew(history)
    return int(row["step"])


def _append_change(history: History, dice: random.Random) -> None:
    """At the end of all changes, for an old step or for one that is not there."""
    row = dict(dice.choice(history.changes))
    row["n"] = history.changes[-1]["n"] + 1
    row["step"] = dice.choice((row["step"], history.steps[-1]["n"] + 1))
    history.changes.append(row)


def _swap_steps(history: History, dice: random.Random) -> int:
    one, two = dice.sample(history.steps, 2)
    _exchange(one, two, ("at", "officer", "name", "detail", "salt", "mark", "link"))
    return min(int(one["n"]), int(two["n"]))


def _swap_texts(history: History, dice: random.Random) -> int:
    """Only what was done, with marks that fit."""
    one, two = dice.sample(history.steps, 2)
    _exchange(one, two, ("name", "detail", "salt", "mark"))
    return min(int(one["n"]), int(two["n"]))


def _swap_changes(history: History, dice: random.Random) -> int:
    one, two = dice.sample(history.changes, 2)
    _exchange(one, two, ("ledger", "record_id", "fields", "salt", "mark"))
    return min(int(one["step"]), int(two["step"]))


def _exchange(one: Row, two: Row, columns: tuple[str, ...]) -> None:
    for name in columns:
        one[name], two[name] = two[name], one[name]


def _number_anew(history: History) -> None:
    numbers = {}
    for n, row in enumerate(history.steps, 1):
        numbers[row["n"]] = n
        row["n"] = n
    for n, row in enumerate(history.changes, 1):
        row["n"] = n


# ---------------------------------------------------------------- purges that never were


def _purge_without_step(history: History, dice: random.Random) -> int:
    """A text overwritten as a purge does it, and nothing that says so."""
    row = dice.choice(history.changes)
    _clear(row)
    return int(row["step"])


def _purge_in_old_step(history: History, dice: random.Random) -> None:
    """And an old step that is made to say so."""
    row = dice.choice(history.changes)
    _clear(row)
    step = dice.choice(history.steps)
    step["detail"] = _saying(row)
    step["salt"] = secrets.token_bytes(chain.SALT)


def _purge_of_others(history: History, dice: random.Random) -> None:
    """A purge that is linked well, of one record, that gives its mark to another."""
    row, other = dice.choice(history.changes), history.changes[0]
    if row["record_id"] == other["record_id"]:
        row = history.changes[-1]
    _clear(row)
    _append(history, _saying(row, record=other["record_id"]))


def _purge_that_clears_nothing(history: History, dice: random.Random) -> None:
    """A purge that is linked well, and puts another value where nothing should stand."""
    row = dice.choice(history.changes)
    row["fields"] = json.dumps({name: [None, "改"] for name in json.loads(row["fields"])})
    row["salt"] = secrets.token_bytes(chain.SALT)
    _append(history, _saying(row))


def _marks_of_no_purge(history: History, dice: random.Random) -> None:
    """A work of another kind that hands out marks."""
    row = dice.choice(history.changes)
    _clear(row)
    _append(history, _saying(row, kind="import"))


def _clear(row: Row) -> None:
    row["fields"] = json.dumps({name: [None, None] for name in json.loads(row["fields"])})
    row["salt"] = secrets.token_bytes(chain.SALT)


def _saying(row: Row, *, kind: str = "purge", record: str = "") -> str:
    return json.dumps(
        {
            "kind": kind,
            "record": record or row["record_id"],
            "fields": list(json.loads(row["fields"])),
            "marks": {f"c{row['n']}": chain.mark_of(row["salt"], row["fields"]).hex()},
        }
    )


def _append(history: History, detail: str) -> None:
    """A step at the end, as the program links it."""
    last = history.steps[-1]
    row = {**last, "n": last["n"] + 1, "detail": detail, "salt": secrets.token_bytes(chain.SALT)}
    row["mark"] = chain.mark_of(row["salt"], row["name"], detail)
    row["link"] = chain.Link(last["link"]).close(row["n"], row["at"], row["officer"], row["mark"])
    history.steps.append(row)


def _edited_step(column: str) -> Tampering:
    return lambda history, dice: _edit_step(history, dice, column)


def _edited_change(column: str) -> Tampering:
    return lambda history, dice: _edit_change(history, dice, column)


FOUND_AT_ONCE: Final[dict[str, Tampering]] = {
    **{
        f"edit step.{column}": _edited_step(column)
        for column in ("at", "officer", "name", "detail", "salt", "mark", "link")
    },
    **{
        f"edit change.{column}": _edited_change(column)
        for column in ("step", "ledger", "record_id", "fields", "salt", "mark")
    },
    "edit a step and its mark": _remark_step,
    "edit a change and its mark": _remark_change,
    "delete a step": _delete_step,
    "delete a step and close up": _delete_step_and_close_up,
    "delete a change": _delete_change,
    "delete a change and close up": _delete_change_and_close_up,
    "insert a step": _insert_step,
    "insert a change": _insert_change,
    "append a change": _append_change,
    "swap two steps": _swap_steps,
    "swap two texts": _swap_texts,
    "swap two changes": _swap_changes,
    "purge without a step": _purge_without_step,
    "purge in an old step": _purge_in_old_step,
    "purge of another record": _purge_of_others,
    "purge that clears nothing": _purge_that_clears_nothing,
    "marks of no purge": _marks_of_no_purge,
}


def cut_tail(history: History, dice: random.Random) -> int:
    """Take the newest steps away, with their changes; the first that is gone."""
    place = dice.randrange(1, len(history.steps))
    first = history.steps[place]["n"]
    del history.steps[place:]
    history.changes = [c for c in history.changes if c["step"] < first]
    return int(first)


def edit_before_relinking(history: History, dice: random.Random) -> int:
    """Another text somewhere; the step from which on everything is to be linked anew."""
    if dice.random() < 0.5:
        row = dice.choice(history.steps)
        row["officer"] += "改"
        return int(row["n"])
    row = dice.choice(history.changes)
    row["fields"] = row["fields"].replace("演示", "改动").replace("null", '"改"', 1)
    return int(row["step"])
