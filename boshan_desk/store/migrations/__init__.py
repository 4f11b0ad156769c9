"""Alembic revisions, run by `store/opening.py`; each released schema is one revision."""
