"""Boshan Desk: ledgers and quarterly papers for county intellectual-property bureaus."""

__version__ = "0.6.0"
