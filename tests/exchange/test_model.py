"""The independent model of the merge rule keeps what it promises itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import permutations

import pytest

from tests.exchange.model import (
    LIVE,
    NOTHING,
    Desk,
    Dot,
    Forked,
    Key,
    Rules,
    State,
    acknowledged,
    conflicts,
    join,
    left,
    seen,
    shown,
    standing,
    withdrawn,
    written,
)

GONE = ("演示员", "2026-11-23", "重复")
HERE = Dot("c", 1, 1)


def a_record(**values: object) -> State:
    return written(NOTHING, HERE, {"withdrawn": LIVE, "status": ("submitted",), **values})


def t(n: int, epoch: int = 1) -> Dot:
    return Dot("t", epoch, n)


def c(n: int) -> Dot:
    return Dot("c", 1, n)


def test_one_write_after_the_other_leaves_one_value() -> None:
    first = a_record(x=1)
    then = written(first, t(5), {"x": 2})
    assert left(join(first, then), "x") == {t(5): 2}
    assert conflicts(join(then, first)) == set()


def test_two_writes_that_had_not_seen_each_other_both_stand() -> None:
    both = join(written(a_record(x=1), t(9), {"x": 2}), written(a_record(x=1), c(7), {"x": 3}))
    assert left(both, "x") == {t(9): 2, c(7): 3}
    assert conflicts(both) == {"x"}
    assert shown(both, "x", ["c"]) == 3
    assert shown(both, "x") == 2


def test_two_offices_that_say_the_same_do_not_contradict_each_other() -> None:
    both = join(written(a_record(x=1), t(9), {"x": 2}), written(a_record(x=1), c(7), {"x": 2}))
    assert len(left(both, "x")) == 2
    assert conflicts(both) == set()
    # And what had seen only one of them stands against the other.
    later = written(written(a_record(x=1), t(9), {"x": 2}), t(10), {"x": 4})
    assert left(join(both, later), "x") == {c(7): 2, t(10): 4}


def test_a_decision_ends_a_conflict_and_may_be_made_again() -> None:
    mine, theirs = written(a_record(x=1), c(7), {"x": 3}), written(a_record(x=1), t(9), {"x": 2})
    decided = written(join(mine, theirs), c(8), {"x": 3})
    assert left(decided, "x") == {c(8): 3}
    again = written(decided, c(9), {"x": 2})
    assert left(join(theirs, again, mine, decided), "x") == {c(9): 2}


def test_a_withdrawal_that_had_seen_everything_holds() -> None:
    gone = written(written(a_record(x=1), t(5), {"x": 2}), c(7), {"withdrawn": GONE})
    assert withdrawn(gone) == c(7)
    assert conflicts(gone) == set()


def test_a_withdrawal_against_an_edit_leaves_the_record_and_says_so() -> None:
    both = join(
        written(a_record(x=1), t(5), {"x": 2}), written(a_record(x=1), c(7), {"withdrawn": GONE})
    )
    assert withdrawn(both) is None
    assert conflicts(both) == {"withdrawn"}
    assert shown(both, "withdrawn") == LIVE
    # A later edit does not end it; whoever withdraws it now has seen everything.
    assert conflicts(written(both, c(8), {"x": 5})) == {"withdrawn"}
    assert withdrawn(written(both, c(9), {"withdrawn": GONE})) == c(9)


def test_a_withdrawal_against_a_restoring_leaves_the_record() -> None:
    gone = written(a_record(x=1), t(2), {"withdrawn": GONE})
    restored = written(gone, c(7), {"withdrawn": LIVE})
    anew = written(written(gone, t(3), {"withdrawn": LIVE}), t(4), {"withdrawn": GONE})
    both = join(restored, anew)
    assert withdrawn(both) is None
    assert conflicts(both) == {"withdrawn"}
    assert conflicts(written(both, c(8), {"withdrawn": LIVE})) == set()


def test_two_withdrawals_that_had_not_seen_each_other_both_hold() -> None:
    other = ("镇联络员", "2026-11-22", "登记错误")
    both = join(
        written(a_record(), t(5), {"withdrawn": GONE}),
        written(a_record(), c(7), {"withdrawn": other}),
    )
    assert withdrawn(both) == c(7)
    assert conflicts(both) == set()


def test_one_work_with_two_contents_is_a_fork() -> None:
    with pytest.raises(Forked):
        join(written(a_record(x=1), t(5), {"x": 2}), written(a_record(x=1), t(5), {"x": 3}))


def test_what_is_entered_again_had_seen_what_was_undone() -> None:
    town = Desk("t", records={("x", "r"): written(NOTHING, t(4), {"x": 1})})
    backup = town.copy()
    town.take_back(("x", "r"))
    assert town.records == {}
    again = written(NOTHING, t(6), {"x": 1}, town.undone["x", "r"])
    later = written(again, c(9), {"x": 2})
    # The town was restored from a backup that still held the first.
    assert backup.records["x", "r"] == written(NOTHING, t(4), {"x": 1})
    backup.take("c", {("x", "r"): later})
    assert left(backup.records["x", "r"], "x") == {c(9): 2}
    county = Desk("c", records={("x", "r"): again})
    assert county.knows(("x", "r"), written(NOTHING, t(4), {"x": 1}))
    assert not county.knows(("x", "r"), later)


def test_a_desk_acknowledges_what_came_without_a_gap() -> None:
    desk = Desk("c")
    desk.take("t", {}, (1, 5, 9, True))
    assert desk.acknowledges("t") == {}
    kept = desk.copy()
    desk.take("t", {}, (1, 0, 7, False))
    assert desk.acknowledges("t") == {1: 9}
    assert kept.acknowledges("t") == {}
    assert desk.acknowledges("u") == {}


def test_a_package_does_not_count_that_leans_on_what_is_forgotten() -> None:
    desk = Desk("c", sent=frozenset({("t", 1, 4)}))
    desk.take("t", {}, (1, 0, 7, False), ("t", 1, 4))
    assert desk.acknowledges("t") == {1: 7}
    desk.take("t", {}, (1, 5, 9, True), ("t", 1, 5))
    assert desk.acknowledges("t") == {1: 7}


def test_what_is_acknowledged_does_not_hang_on_the_order() -> None:
    spans = [
        *((1, 0, 7, False), (1, 7, 12, True), (1, 15, 20, True)),
        *((2, 12, 14, False), (2, 14, 30, True)),
    ]
    for some in permutations(spans):
        assert acknowledged(some, 1) == 12
        assert acknowledged(some, 2) == 30
    assert acknowledged(spans[1:], 1) == 0
    assert acknowledged([(1, 0, 9, False), (2, 5, 8, False)], 2) == 8
    # What lies between is of the second life, and is not here.
    assert acknowledged([(1, 0, 9, False), (2, 7, 8, True)], 2) == 0


# ---------------------------------------------------------------- at random


BASE = a_record(x=0, y=0, town="t", day=3, link=None, good=True)


def some_states(dice: random.Random, many: int = 6) -> list[State]:
    """States of one record at several desks that write it and pass it on."""
    places = [Dot("c", 1, 0), Dot("t", 1, 0), Dot("t", 2, 0), Dot("u", 1, 0)][: dice.randint(2, 4)]
    held = dict.fromkeys(places, BASE)
    found = []
    for n in range(2, 2 + dice.randint(3, 14)):
        place = dice.choice(places)
        if dice.random() < 0.4:
            held[place] = join(held[place], held[dice.choice(places)])
        else:
            name = dice.choice(["x", "x", "y", "withdrawn", "status"])
            value = {
                "withdrawn": dice.choice([GONE, LIVE]),
                "status": (dice.choice(["submitted", "reviewed"]),),
            }
            held[place] = written(
                held[place], place._replace(n=n), {name: value.get(name, dice.randrange(3))}
            )
        found.append(held[place])
    return [dice.choice(found) for _ in range(many)]


@pytest.mark.parametrize("seed", range(100))
def test_joining_is_free_of_order_and_repetition(seed: int) -> None:
    one, two, three, *_ = some_states(random.Random(seed))
    assert join(one, two) == join(two, one)
    assert join(join(one, two), three) == join(one, join(two, three))
    assert join(one, one) == one
    assert join(join(one, two), one) == join(one, two)
    assert standing(join(one, two, three)) == standing(join(three, one, two))
    assert seen(join(one, two)) == seen(one) | seen(two)


def some_rows(dice: random.Random) -> Iterator[tuple[str, dict[Key, State]]]:
    """Packages of two towns: rows that link to one another, some of them wrong, some closed."""
    states = {f"r{n}": some_states(dice, 4) for n in range(3)}
    for number in range(dice.randint(2, 5)):
        rows: dict[Key, State] = {}
        for id, known in states.items():
            if dice.random() < 0.7:
                more = {"day": dice.choice([3, 3, 4]), "town": "t", "good": dice.random() < 0.9}
                more["link"] = dice.choice([None, None, "r0", "r1", "r2", "r9"])
                state = dice.choice(known)
                site = Dot(dice.choice("tu"), 9, 100 + number)
                rows["a", id] = written(state, site, more)
        yield dice.choice("tu"), rows


def a_desk(dice: random.Random) -> Desk:
    rules = Rules(
        "town", "day", (("link", "a"),), lambda name, value: (name, value) == ("good", False)
    )
    towns = {"t": frozenset("t"), "u": frozenset("t")}
    desk = Desk("c", (), towns, {"a": rules}, lambda day: day == 4)
    for id in ("r0", "r1"):
        if dice.random() < 0.5:
            day = {"day": 4} if dice.random() < 0.3 else {}
            status = ("reviewed",) if dice.random() < 0.3 else ("submitted",)
            desk.records["a", id] = written(BASE, c(50), {"status": status, **day})
    return desk


@pytest.mark.parametrize("seed", range(60))
def test_packages_may_come_in_any_order_and_twice(seed: int) -> None:
    dice = random.Random(seed)
    packages = list(some_rows(dice))
    told = set()
    for order in permutations(packages):
        desk = a_desk(random.Random(seed))
        for sender, rows in (*order, order[dice.randrange(len(order))]):
            desk.take(sender, rows)
        told.add(repr(sorted(desk.told().items())))
    assert len(told) == 1
