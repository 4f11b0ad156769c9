"""Workbooks in and out: what comes in is parsed in a child process (reliability.md 3.8)."""

from typing import Final

PARSING: Final = "parse-workbook-from-stdin"
"""The hidden word by which the program starts itself as that child; no command for anybody."""
