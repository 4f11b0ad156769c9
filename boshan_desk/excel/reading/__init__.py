"""Files from outside become sheets of plain values."""
