"""The procedure of a case: what happened, what may be done now, what must be done by when."""
