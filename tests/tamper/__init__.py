"""Tampered histories: every change is found."""
