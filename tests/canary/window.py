"""The window, offscreen, in an officer's hands: what its titles, memory and reports hold."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from boshan_desk.domain.figures import Where
from boshan_desk.domain.officers import with_roles
from boshan_desk.domain.today import Clock
from boshan_desk.domain.view import View
from boshan_desk.ui import theme
from boshan_desk.ui.app import Session
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.jobs import InlineJobs
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.state import State
from tests.canary.canaries import CANARIES, kinds_in
from tests.conftest import TODAY


class Willing(Ask):
    """Agrees to everything, and keeps what it was shown."""

    def __init__(self, state: State, out: Path) -> None:
        super().__init__(state)
        self.out = out
        self.seen: list[str] = []
        self.titles: list[str] = []

    def tell(self, words: str, *, title: str = "", trouble: bool = False) -> None:
        self.seen.append(words)
        self.titles.append(title)

    def show_report(self, words: str, report: str, *, title: str, yes: str, no: str) -> bool:
        self.seen.append(words + report)
        self.titles.append(title)
        return True

    def save_file(self, title: str, name: str, kinds: str) -> Path | None:
        self.titles.append(title)
        # A dialog gives back the whole path that was suggested.
        return self.out / name

    def choose(self, question: str, answers: object, *, no: str = "") -> int | None:
        return None

    def confirm(self, question: str, *, yes: str, no: str = "") -> bool:
        return True


def faults() -> Iterator[BaseException]:
    """What may come up in a window, with a person in it."""
    who = CANARIES[23]
    said = f"{who.name} {who.id_no} {who.phone}"
    for kind in (KeyError, ValueError, RuntimeError, TypeError, AttributeError, MemoryError):
        try:
            try:
                dict[str, str]()[who.name]
            except KeyError as first:
                raise kind(said) from first
        except Exception as fault:  # noqa: BLE001 - every one of them
            yield fault
    yield ExceptionGroup(said, [ValueError(said)])
    own = ValueError(said)
    own.__cause__ = own
    yield own


def main() -> int:
    """Sit at the desk in the folder given, with its key; print what was wrong, a line each."""
    folder, key = Path(sys.argv[1]), "".join(sys.argv[2:])
    app = QApplication([])
    theme.apply(app, large=False)
    state = State()
    ask = Willing(state, folder)
    officer = with_roles("演示员", ("approver", "admin"), id="x") if key else None
    shell = Shell(
        folder,
        jobs=InlineJobs(),
        ask=ask,
        state=state,
        clock=Clock(TODAY),
        key=key,
        officer=officer,
    )
    titles: set[str] = set()

    def look() -> None:
        app.processEvents()
        titles.update(widget.windowTitle() for widget in QApplication.topLevelWidgets())
        titles.update(widget.windowIconText() for widget in QApplication.topLevelWidgets())

    window = MainWindow(shell)
    window.show()
    window.warm_up()
    look()
    who = CANARIES[0]
    for field, value in (("party", who.name), ("id_no", who.id_no), ("phone", who.phone)):
        window.show_list("case", View(ledger="case", where=(Where(field, "=", value),)))
        look()
    search = window.findChild(QLineEdit, "search")
    assert search is not None
    search.setText(who.name)
    look()
    with shell.desk.read() as reader:
        from boshan_desk.ledgers.case import Case

        record = next(iter(reader.all(Case)))
    window.open_record("case", record.id, None)
    look()
    page: QWidget = window.page_on_top()
    typed = [line for line in page.findChildren(QLineEdit) if line.isEnabled()]
    for line in typed[:8]:
        line.setText(f"{who.name} {who.id_no}")
    look()
    session = Session(app, state, folder, None)
    session._ask = ask  # noqa: SLF001 - the real one would wait for an answer
    for fault in faults():
        session.fail(fault)
    window.keep_state()
    window.part()
    shell.close()
    state.save()
    told = {"a title": titles | set(ask.titles), "a report": ask.seen}
    for where, texts in told.items():
        for text in texts:
            if found := kinds_in(text.encode()):
                print(f"{sorted(found)} in {where}")
    saved = list((folder / "logs").glob("error-*.log"))
    kept = Path(state._kept.fileName())  # noqa: SLF001 - where it writes is Qt's affair
    print(f"seen {len(ask.seen)} reports, {len(titles)} titles, {len(saved)} logs, {kept}")
    return 0 if len(ask.seen) == len(list(faults())) and kept.is_file() else 1


if __name__ == "__main__":
    sys.exit(main())
