"""Whether everything a command names or acknowledges had reached the disk by then.

SIGKILL does not show it, for what was written and not synced survives the program; a power cut
does.  So the order of writes, syncs and renames is judged from the trace.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.faults.shim import Change

_VOLATILE = ("-shm", ".lock", ".log")
"""Files whose content need not outlive the power: the log's index, the lock, words about faults."""


def disorders(changes: Sequence[Change]) -> Iterator[str]:
    """What a power cut could undo though the command had gone on."""
    unsynced: dict[str, Change] = {}
    """By path the last write that no sync followed."""
    renamed: dict[str, Change] = {}
    """By folder the last rename that no sync followed."""
    for change in changes:
        path, kind = change.path, change.kind
        if kind in ("write", "truncate", "allocate"):
            if not path.endswith(_VOLATILE):
                unsynced[path] = change
        elif kind == "sync":
            unsynced.pop(path, None)
            renamed.pop(path, None)
        elif kind == "unlink":
            unsynced.pop(path, None)
        elif kind == "rename":
            if path in unsynced:
                yield f"{Path(path).name} got its name before its content was synced"
            for name in [n for n in unsynced if n == path or n.startswith(f"{path}/")]:
                unsynced[change.second + name[len(path) :]] = unsynced.pop(name)
            renamed[str(Path(change.second).parent)] = change
        elif kind == "say":
            yield from _open_ends(unsynced, renamed, "when the command spoke")
    yield from _open_ends(unsynced, renamed, "when the command ended")


def _open_ends(unsynced: dict[str, Change], renamed: dict[str, Change], when: str) -> Iterator[str]:
    for path, change in unsynced.items():
        yield f"{Path(path).name} was not synced {when} (change {change.number})"
    for change in renamed.values():
        yield f"the name {Path(change.second).name} was not synced {when}"
