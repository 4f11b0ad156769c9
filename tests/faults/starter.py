"""A started program that forks for every command: a run costs a tenth of a real start.

Run by its path, never imported.  It has imported the program and read the files that are shipped
with it, nothing else; a child that it forks carries out `boshan_desk.__main__.main` and closes what
it left open, as a real start does (a test compares the changes both make).  One request is one line
of JSON on standard input; answers are the child's number, then how it ended.
"""

from __future__ import annotations

import atexit
import ctypes
import functools
import gc
import importlib
import json
import os
import pkgutil
import sys
from typing import Any


def import_all() -> None:
    """Everything the commands may load; the window is none of it."""
    import boshan_desk

    for found in pkgutil.walk_packages(boshan_desk.__path__, "boshan_desk."):
        if ".ui" not in found.name and ".migrations" not in found.name:
            importlib.import_module(found.name)
    for late in ("alembic.command", "alembic.config", "sqlalchemy.dialects.sqlite"):
        importlib.import_module(late)


def make_ready() -> None:
    """What every command would make anew: the words it understands, the files that are shipped."""
    from boshan_desk.cli import main
    from boshan_desk.cli.options import language_in
    from boshan_desk.domain.codes import common_lists
    from boshan_desk.domain.law.reading import shipped_digest
    from boshan_desk.i18n import choose_language
    from boshan_desk.store.law import make_law

    choose_language(language_in([]))
    main.build_parser = functools.cache(main.build_parser)
    main.build_parser()
    common_lists()
    shipped_digest()
    make_law({}, [])


def become(request: dict[str, Any]) -> int:
    """In the child: carry out the commands, the first that fails ends it."""
    from boshan_desk.__main__ import main

    os.chdir(request["folder"])
    for name, value in request["env"].items():
        # Not os.environ: what the program starts shall find nothing of it.
        os.putenv(name, value)
    ctypes.CDLL(None).faults_begin()
    given = os.open(request["given"], os.O_RDONLY)
    os.dup2(given, 0)
    for number, words in enumerate(request["commands"]):
        for descriptor, name in ((1, "out"), (2, "err")):
            sink = os.open(f"{request['told']}.{number}.{name}", os.O_WRONLY | os.O_CREAT, 0o600)
            os.dup2(sink, descriptor)
            os.close(sink)
        status = main(words)
        sys.stdout.flush()
        sys.stderr.flush()
        if status:
            return status
    return 0


def serve() -> int:
    """Fork for every request until there are no more."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    import_all()
    make_ready()
    gc.freeze()
    print("ready", file=answers)
    # Not `for line in sys.stdin`: a child must not inherit lines read ahead.
    while line := os.read(0, 1 << 20):
        child = os.fork()
        if not child:
            status = become(json.loads(line))
            # What the end of an interpreter does to what the command left open, and no more: to
            # take every module apart would cost more than the command.
            atexit._run_exitfuncs()  # noqa: SLF001 - there is no other way to call them
            gc.collect()
            os._exit(status)
        print(child, file=answers)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=answers)
    return 0


if __name__ == "__main__":
    sys.exit(serve())
