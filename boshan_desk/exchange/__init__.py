"""Packages between desks that share no network: sealed, signed and strict (reliability.md 3.4).

What comes in is believed in this order and no other: the size, the plain header, the seal over
every byte, the one it is addressed to, the rules of the container, the hash of each file, the shape
of each line.  Nothing of a later step is looked at before the earlier one holds.
"""
