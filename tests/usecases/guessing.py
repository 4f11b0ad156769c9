"""Guess at a password over and over: nobody gets in, and every guess costs a longer wait.

    python -m tests.usecases.guessing [GUESSES]

The clock and the cost of the key derivation are handed in; a test asserts the real ones.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from boshan_desk.domain.officers import NoRight
from boshan_desk.store.keys import Cost
from boshan_desk.store.opening import make
from boshan_desk.usecases import accounts
from boshan_desk.usecases.accounts import sign_in

NOW = datetime(2026, 10, 9, 9, 0)


def guess(folder: Path, name: str, password: str, count: int) -> tuple[list[int], int, datetime]:
    """The seconds to wait after every guess, how many got in, and when it is over.

    While the wait lasts even the right password is refused; that is tried too.
    """
    dice, now, let_in = random.Random(3), NOW, 0
    waits: list[int] = []
    letters = password + "abc123"
    while len(waits) < count:
        wrong = "".join(dice.choice(letters) for _n in range(dice.randrange(1, len(password) + 2)))
        if wrong == password:
            continue
        early = now - timedelta(seconds=1)
        for given, at in ((password, early), (wrong, now)) if waits else ((wrong, now),):
            try:
                sign_in(folder, name, given, now=at)
            except NoRight:
                continue
            let_in += 1
        waits.append(accounts.wait(folder, name, now))
        now += timedelta(seconds=waits[-1])
    return waits, let_in, now


def main() -> int:
    """Guess, and print what came of it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as base:
        folder, password = Path(base) / "desk", "演示用的一句话当密码"
        make(folder, county="boshan")
        accounts.set_up(folder, "演示主任", password, cost=Cost(1, 1, 32))
        began = time.perf_counter()
        waits, let_in, after = guess(folder, "演示主任", password, count)
        sign_in(folder, "演示主任", password, now=after)
        took = time.perf_counter() - began
    grow = waits == sorted(waits)
    print(f"guesses {count}, let in {let_in}, first waits {waits[:11]}, longest {max(waits)} s")
    print(f"delays never shrink: {grow}; right password accepted after the wait; {took:.0f} s")
    return 1 if let_in or not grow else 0


if __name__ == "__main__":
    sys.exit(main())
