"""Limits that a process sets on itself, for good, before it looks at anything from outside.

Whatever a hostile workbook does to the parser then ends with this process: it can take no more
memory and time than given, write no file, start no program and, on Linux, open nothing at all,
neither a file nor a connection (reliability.md 3.8, F18).
"""

from __future__ import annotations

import sys
from typing import Final

MOST_MEMORY: Final = 600 * 2**20
"""Bytes.  A sheet of 100,000 × 30 cells full of Chinese takes some 460 MiB of address space."""
MOST_SECONDS: Final = 60
"""Of the processor.  That sheet takes some 5; a bureau's oldest machine is five times slower."""

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _ONE_PROCESS = 0x00000008
    _PROCESS_TIME = 0x00000002
    _PROCESS_MEMORY = 0x00000100
    _DIE_WITHOUT_ASKING = 0x00000400
    _KILL_ON_CLOSE = 0x00002000
    _EXTENDED_LIMITS = 9
    _NO_ERROR_WINDOWS = 0x0001 | 0x0002

    class _BasicLimits(ctypes.Structure):
        _fields_ = [
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        ]

    class _ExtendedLimits(ctypes.Structure):
        _fields_ = [
            ("BasicLimitInformation", _BasicLimits),
            # Six counters of input and output, which a limit does not use.
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        ]

    def confine() -> None:
        """Put this process alone into a job with limits; raises OSError where that fails."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
        kernel.SetInformationJobObject.argtypes = (
            wintypes.HANDLE,
            ctypes.c_int,
            wintypes.LPVOID,
            wintypes.DWORD,
        )
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        kernel.SetErrorMode(_NO_ERROR_WINDOWS)
        limits = _ExtendedLimits()
        basic = limits.BasicLimitInformation
        basic.LimitFlags = (
            _ONE_PROCESS | _PROCESS_TIME | _PROCESS_MEMORY | _DIE_WITHOUT_ASKING | _KILL_ON_CLOSE
        )
        basic.ActiveProcessLimit = 1
        # In units of 100 nanoseconds.
        basic.PerProcessUserTimeLimit = MOST_SECONDS * 10_000_000
        limits.ProcessMemoryLimit = MOST_MEMORY
        # The handle stays open until the process ends: closing it would end the process.
        job = kernel.CreateJobObjectW(None, None)
        if (
            not job
            or not kernel.SetInformationJobObject(
                job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
            )
            or not kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
        ):
            raise ctypes.WinError(ctypes.get_last_error())

else:
    import resource

    def confine() -> None:
        """Lower this process's limits; raises OSError where that fails."""
        limits = {
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_CPU: MOST_SECONDS,
            resource.RLIMIT_FSIZE: 0,
            resource.RLIMIT_AS: MOST_MEMORY,
            resource.RLIMIT_DATA: MOST_MEMORY,
            # No process more for this user; root is not bound by it.
            resource.RLIMIT_NPROC: 0,
            # Input, output and errors are open; nothing can be opened beside them, no file, no
            # connection.
            resource.RLIMIT_NOFILE: 3,
        }
        for limit, most in limits.items():
            _soft, hard = resource.getrlimit(limit)
            if hard != resource.RLIM_INFINITY:
                most = min(most, hard)
            try:
                resource.setrlimit(limit, (most, most))
            except (OSError, ValueError):
                # macOS knows no limit of the address space; Linux must have them all.
                if sys.platform == "linux":
                    raise
