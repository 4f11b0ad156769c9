"""Damaged stores: nothing wrong is shown, nothing crashes, what can be read is rescued."""
