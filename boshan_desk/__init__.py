"""Boshan Desk: ledgers and quarterly papers for county intellectual-property bureaus."""

import os

# openpyxl would take lxml up, which python-docx brings along: it then writes other bytes than those
# that our patching of workbooks knows, and reads without the guard of defusedxml.
os.environ.setdefault("OPENPYXL_LXML", "False")

__version__ = "0.7.0"
