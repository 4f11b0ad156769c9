"""A desk worked at random against a dictionary: every step must leave the same in both.

    python -m tests.usecases.machine [STEPS]

Add, edit, withdraw, restore, undo, redo, import, undo of an import, review, backup and restore of a
backup, in any order hypothesis can think of; it shrinks what goes wrong to the shortest story.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from boshan_desk.domain.officers import anyone
from boshan_desk.domain.problems import Moved, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.excel.grid import Book, Grid
from boshan_desk.ledgers import KEPT
from boshan_desk.store.backups import Backup
from boshan_desk.store.desk import UNDO_DEPTH
from boshan_desk.store.opening import make, open_desk
from boshan_desk.usecases import backups, records, sheets
from boshan_desk.usecases.audit import verify
from boshan_desk.usecases.desks import check, dump
from tests.conftest import TODAY

CASE = KEPT["case"]
WORDS = st.sampled_from(["演示甲", "演示乙", "演示丙", "演示丁", "演示戊"])
PICK = st.integers(min_value=0, max_value=10_000)


@dataclass(frozen=True)
class Kept:
    """What the model knows of a record."""

    number: str
    case_no: str
    party: str
    remark: str
    why: str | None = None
    """Why it lies in the recycle bin; None when it does not."""


Model = dict[str, Kept]
Story = tuple[int, int, Model, Model]
"""An import: the epoch and the number of its work, the model before it and after it."""


class DeskMachine(RuleBasedStateMachine):
    """The desk and the dictionary, side by side."""

    steps = 0
    """Of all runs together."""
    template: Path | None = None

    imports = Bundle("imports")
    backups = Bundle("backups")

    def __init__(self) -> None:
        super().__init__()
        self.base = Path(tempfile.mkdtemp(prefix="machine-"))
        folder = self.base / "desk"
        if DeskMachine.template is None:
            DeskMachine.template = Path(tempfile.mkdtemp(prefix="machine-")) / "desk"
            make(DeskMachine.template, county="boshan")
        shutil.copytree(DeskMachine.template, folder)
        self.desk = open_desk(folder, clock=Clock(TODAY), officer="演示员")
        self.model: Model = {}
        self.done: list[tuple[Model, Model]] = []
        self.undone: list[tuple[Model, Model]] = []
        self.last = 0
        self.count = 0
        self.epoch = 0

    # What both know

    def keep(self, after: Model) -> None:
        """One undoable step happened."""
        DeskMachine.steps += 1
        if after != self.model:
            self.done.append((self.model, after))
            del self.done[:-UNDO_DEPTH]
            self.undone = []
        self.model = after

    def live(self) -> list[str]:
        return sorted(id for id, kept in self.model.items() if kept.why is None)

    def gone(self) -> list[str]:
        return sorted(id for id, kept in self.model.items() if kept.why is not None)

    def next_number(self) -> str:
        self.last += 1
        return f"2026-{self.last:04d}"

    # Rules

    @initialize()
    def begin(self) -> None:
        """Nothing stands there yet."""

    @rule(party=WORDS, remark=WORDS)
    def add(self, party: str, remark: str) -> None:
        self.count += 1
        id, case_no = f"id{self.count}", f"演示{self.count}"
        values = {"case_no": case_no, "party": party, "remark": remark}
        records.add(self.desk, CASE, values, id=id)
        kept = Kept(self.next_number(), case_no, party, remark)
        self.keep(self.model | {id: kept})

    @precondition(lambda self: self.live())
    @rule(pick=PICK, party=WORDS, remark=WORDS)
    def edit(self, pick: int, party: str, remark: str) -> None:
        id = self.live()[pick % len(self.live())]
        records.edit(self.desk, CASE, id, {"party": party, "remark": remark})
        self.keep(self.model | {id: replace(self.model[id], party=party, remark=remark)})

    @precondition(lambda self: self.live())
    @rule(pick=PICK, why=WORDS)
    def withdraw(self, pick: int, why: str) -> None:
        id = self.live()[pick % len(self.live())]
        records.withdraw(self.desk, CASE, [id], why)
        self.keep(self.model | {id: replace(self.model[id], why=why)})

    @precondition(lambda self: self.gone())
    @rule(pick=PICK)
    def restore(self, pick: int) -> None:
        id = self.gone()[pick % len(self.gone())]
        records.restore(self.desk, CASE, [id])
        self.keep(self.model | {id: replace(self.model[id], why=None)})

    @rule()
    def undo(self) -> None:
        DeskMachine.steps += 1
        if not self.done:
            try:
                records.undo(self.desk)
            except Refused:
                return
            raise AssertionError("something was undone that was never done")
        before, after = self.done.pop()
        records.undo(self.desk)
        self.undone.append((before, after))
        self.model = self.reverted(before, after)

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        DeskMachine.steps += 1
        before, after = self.undone.pop()
        records.redo(self.desk)
        self.done.append((before, after))
        self.model = self.reverted(after, before)

    def reverted(self, before: Model, after: Model) -> Model:
        """The model without what led from before to after."""
        model = dict(self.model)
        for id in before.keys() | after.keys():
            if before.get(id) == after.get(id):
                continue
            model.pop(id, None)
            if id in before:
                model[id] = before[id]
        return model

    @rule(
        target=imports,
        rows=st.lists(st.tuples(PICK, st.booleans(), WORDS, WORDS), min_size=1, max_size=4),
    )
    def take_in(self, rows: list[tuple[int, bool, str, str]]) -> Story:
        lines, after, live = [], dict(self.model), self.live()
        seen = set()
        fresh: list[tuple[str, str, str]] = []
        for pick, new, party, remark in rows:
            if new or not live:
                self.count += 1
                case_no = f"演示{self.count}"
                fresh.append((case_no, party, remark))
            else:
                id = live[pick % len(live)]
                if id in seen:
                    continue
                seen.add(id)
                case_no = self.model[id].case_no
                after[id] = replace(self.model[id], party=party, remark=remark)
            lines.append([case_no, party, remark])
        grid = Grid("演示", [["案号", "当事人名称", "备注"], *lines])
        book = Book(Path("演示.xlsx"), "0" * 64, (grid,))
        preview = sheets.look(self.desk, CASE, Path("演示.xlsx"), book=book)
        taken = sheets.take_in(self.desk, preview)
        added = [row.after for row in preview.rows if row.before is None and row.after is not None]
        assert len(added) == len(fresh)
        for record, (case_no, party, remark) in zip(added, fresh, strict=True):
            after[record.id] = Kept(self.next_number(), case_no, party, remark)
        before = self.model
        self.keep(after)
        return self.epoch, taken.number, before, after

    @rule(story=consumes(imports))
    def undo_import(self, story: Story) -> None:
        epoch, number, before, after = story
        if epoch != self.epoch:
            # A restored desk counts its works from the backup on: the number means another.
            return
        known = {each["n"] for each in sheets.imports(self.desk)}
        touched = {id for id in after if before.get(id) != after[id]}
        moved = any(self.model.get(id) != after[id] for id in touched)
        try:
            sheets.undo_import(self.desk, number)
        except Moved:
            DeskMachine.steps += 1
            # A record that was changed and changed back may be refused as well: it has moved on.
            assert moved or touched, "an import was not taken back though nothing had moved"
            return
        except Refused:
            DeskMachine.steps += 1
            assert moved or number not in known or not touched
            return
        assert not moved
        self.keep(self.reverted(before, after))

    @rule(target=backups)
    def back_up(self) -> tuple[Backup, Model, int]:
        DeskMachine.steps += 1
        return backups.back_up(self.desk), self.model, self.last

    @rule(story=backups)
    def restore_backup(self, story: tuple[Backup, Model, int]) -> None:
        DeskMachine.steps += 1
        backup, model, last = story
        if not backup.path.exists():
            # It went with the rotation.
            return
        folder = self.desk.folder
        self.desk.close()
        backups.restore(folder, backup, officer=anyone("演示员"))
        self.desk = open_desk(folder, clock=Clock(TODAY), officer="演示员")
        self.model, self.last, self.done, self.undone = model, last, [], []
        self.count += 1_000
        self.epoch += 1

    # What must hold

    @invariant()
    def both_say_the_same(self) -> None:
        found = {}
        for line in dump(self.desk):
            each = json.loads(line)
            values = each["values"]
            found[each["id"]] = Kept(
                each["serial_no"],
                values["case_no"],
                values["party"],
                values["remark"],
                each["withdrawn"],
            )
        assert found == self.model

    def teardown(self) -> None:
        folder = self.desk.folder
        self.desk.close()
        findings = check(folder).findings
        whole = verify(folder).ok
        shutil.rmtree(self.base, ignore_errors=True)
        assert findings == ()
        assert whole


def work(steps: int, *, each: int = 60) -> int:
    """Let the machine run for at least so many steps; how many it made."""
    DeskMachine.steps = 0
    while DeskMachine.steps < steps:
        run_state_machine_as_test(
            DeskMachine,
            settings=settings(
                max_examples=max(1, (steps - DeskMachine.steps) // each),
                stateful_step_count=each,
                deadline=None,
                database=None,
                # Shrinking a story of sixty steps takes minutes; the seed is printed.
                phases=[Phase.generate],
                print_blob=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
    return DeskMachine.steps


def main() -> int:
    """Run as long as asked and print how far it came."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    began = time.perf_counter()
    made = work(steps)
    print(f"steps {made}, differences 0, seconds {time.perf_counter() - began:.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
