"""From the start of the process to the first painted rows, with few records and with a million.

The floor is a bare QMainWindow with a QTableView over a paged SQLite model (performance.md 1): it
knows one table, checks nothing and draws no icons.  Ours is the real program, opening on the list
of cases.  Both are started in turn on the same file, offscreen.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from boshan_desk.store.opening import make

ROWS = (1_000, 1_000_000)
TURNS = 3
TODAY = "2026-10-09"

_CASES = """
WITH RECURSIVE made(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM made WHERE i < ?)
INSERT INTO "case"
  (n, id, serial_no, status, source, entered_by, entered_at, changed_by, changed_at, case_no,
   case_type, cause, town_code, party, id_no, filed_on, decided_on, value, fine, officers, state,
   brief, dots, folded)
SELECT i, printf('%032x', i), printf('2026-%07d', i), 'submitted', 'typed', '演示', '2026-01-01',
   '演示', '2026-01-01', printf('博市监处罚〔2026〕%d号', i), 'tm_infringe', NULL, '370304001',
   printf('演示陶瓷有限公司%d', i), '11010519491231002X', date('2023-01-01', (i % 1300) || ' days'),
   date('2023-03-01', (i % 1300) || ' days'), i * 100, i * 50, '演示甲、演示乙', 'CLOSED',
   '当事人在未取得商标注册人许可的情况下，销售标有他人注册商标的商品，执法人员现场检查时查获，货值已核定。',
   '{}', printf('博市监处罚〔2026〕%d号 演示陶瓷有限公司%d', i, i)
FROM made
"""

_FLOOR = """
import sys, time
from PySide6.QtCore import QAbstractTableModel, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
import sqlcipher3.dbapi2 as driver

DISPLAY = int(Qt.ItemDataRole.DisplayRole)
FIELDS = ("case_no", "case_type", "cause", "town_code", "party", "id_no", "filed_on", "decided_on",
          "closed_on", "value", "fine", "officers", "state")

class Model(QAbstractTableModel):
    def __init__(self, path):
        super().__init__()
        self.db = driver.connect(path)
        self.rows = self.db.execute('SELECT max(n) FROM "case"').fetchone()[0]
        self.pages = {}
    def rowCount(self, parent=None):
        return self.rows
    def columnCount(self, parent=None):
        return len(FIELDS)
    def data(self, index, role=DISPLAY):
        if role != DISPLAY:
            return None
        page, place = divmod(index.row(), 200)
        if page not in self.pages:
            sql = f'SELECT {", ".join(FIELDS)} FROM "case" WHERE n <= ? ORDER BY n DESC LIMIT 200'
            self.pages[page] = self.db.execute(sql, (self.rows - page * 200,)).fetchall()
        return str(self.pages[page][place][index.column()] or "")

class Grid(QTableView):
    def paintEvent(self, event):
        super().paintEvent(event)
        if self.model() and self.model().rows:
            print(time.time(), flush=True)
            QTimer.singleShot(0, QApplication.quit)

app = QApplication([])
window = QMainWindow()
grid = Grid()
grid.setModel(Model(sys.argv[1]))
window.setCentralWidget(grid)
window.resize(1366, 768)
window.show()
app.exec()
"""

_OURS = """
import os, sys, time
from pathlib import Path
from boshan_desk.ui import app
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QTableView

class Watch(QObject):
    def eventFilter(self, viewport, event):
        if event.type() == QEvent.Type.Paint and viewport.parent().model().rowCount():
            QTimer.singleShot(0, self, self.tell)
        return False
    def tell(self):
        print(time.time(), flush=True)
        heavy = {"sqlalchemy", "alembic", "openpyxl", "reportlab"} & set(sys.modules)
        print(",".join(sorted(heavy)) or "-", flush=True)
        os._exit(0)

class Watched(app.Session):
    def show_window(self):
        super().show_window()
        self.watch = Watch()
        self.window.findChild(QTableView, "grid").viewport().installEventFilter(self.watch)

app.Session = Watched
app.run(Path(sys.argv[1]))
"""


def make_desk(folder: Path, count: int) -> None:
    """A desk with so many invented cases, written straight into the file: the door would take
    minutes, and only reading is measured."""
    make(folder, county="boshan")
    connection = driver.connect(str(folder / "desk.db"), isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    connection.execute(_CASES, (count,))
    connection.execute("INSERT OR REPLACE INTO setting (name, value) VALUES ('today', ?)", (TODAY,))
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def remember_place(config: Path) -> None:
    """Let the program come back to the list of cases, as it does every morning."""
    place = config / "BoshanDesk" / "screen.ini"
    place.parent.mkdir(parents=True)
    place.write_text('[General]\nwindow.place="\\"case\\""\n', "utf-8")


def _start(script: str, target: Path, config: Path) -> tuple[float, list[str]]:
    """Seconds until the rows were painted, and what else was said."""
    environment = dict(
        os.environ,
        QT_QPA_PLATFORM="offscreen",
        XDG_CONFIG_HOME=str(config),
        # As installed: compiled once, in the turn that is not counted.
        PYTHONPYCACHEPREFIX=str(config / "compiled"),
    )
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", script, str(target)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    told = done.stdout.split()
    if not told:
        raise AssertionError(f"nothing was painted: {done.stderr}")
    return float(told[0]) - began, told[1:]


def measure(rows: tuple[int, ...] = ROWS, turns: int = TURNS) -> list[tuple[str, float, float]]:
    """(what, seconds of the floor, our seconds), medians of turns taken alternately."""
    measured = []
    with tempfile.TemporaryDirectory() as temporary:
        config = Path(temporary) / "config"
        remember_place(config)
        for count in rows:
            folder = Path(temporary) / f"desk{count}"
            make_desk(folder, count)
            floors, ours = [], []
            for _turn in range(turns + 1):
                floors.append(_start(_FLOOR, folder / "desk.db", config)[0])
                seconds, heavy = _start(_OURS, folder, config)
                if heavy != ["-"]:
                    raise AssertionError(f"imported before the first paint: {heavy}")
                ours.append(seconds)
            # The first turn of each warms the disk and compiles.
            floor, own = statistics.median(floors[1:]), statistics.median(ours[1:])
            measured.append((f"First rows painted, {count:,} cases", floor, own))
    return measured


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="leave the million out")
    chosen = ROWS[:1] if parser.parse_args().small else ROWS
    for what, floor, ours in measure(chosen):
        print(f"{what}: floor {floor:.2f} s, ours {ours:.2f} s, ratio {ours / floor:.2f}")


if __name__ == "__main__":
    main()
