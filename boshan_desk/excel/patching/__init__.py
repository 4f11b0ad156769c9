"""Workbooks changed in place: forms that are filled, files that go back with findings."""
