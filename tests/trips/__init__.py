"""Whole rounds through several desks, by command line, with a folder as the stick."""
