"""Handing in without a network: enrolment, packages, receipts, what waits for a decision."""
