"""Packages between desks: who the others are, what came and went, what waits for a decision.

New tables only; the marks of records are read as they stood.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    _table(
        "peer",
        "site",
        "kind level name towns prefix state public certificate #number #epoch have alarm at"
        " officer",
    )
    _table(
        "parcel",
        "digest",
        "way site kind #epoch #seq #from_n #upto_n period statement made_at at officer #step"
        " state file counts answer manifest",
    )
    op.create_index("parcel_site", "parcel", ["site"])
    _table("origin", "site #epoch #n", "at officer reason parcel")
    _table("conflict", "ledger record_id register", "kind #aside #step at")
    _table("held", "ledger record_id site", "why row #aside #step at")
    _table("double", "ledger one other", "why state #aside #step at officer")


def _table(name: str, key: str, others: str) -> None:
    """A table of texts; whole numbers bear a sharp."""
    columns = [
        sa.Column(word.lstrip("#"), sa.Integer() if word[0] == "#" else sa.Text(), nullable=False)
        for word in (*key.split(), *others.split())
    ]
    seal = sa.Column("seal", sa.Text(), server_default="", nullable=False)
    keys = [word.lstrip("#") for word in key.split()]
    op.create_table(name, *columns, seal, sa.PrimaryKeyConstraint(*keys), sqlite_strict=True)
