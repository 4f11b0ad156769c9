"""Excel as it really is: how headings were matched, the superior's forms, columns without a field.

New tables only.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def _seal() -> "sa.Column[str]":
    return sa.Column("seal", sa.Text(), server_default="", nullable=False)


def upgrade() -> None:
    """Add what is new; there is no way back but the backup."""
    op.create_table(
        "matching",
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.Column("town", sa.Text(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        _seal(),
        sa.PrimaryKeyConstraint("ledger", "town", "heads"),
        sqlite_strict=True,
    )
    op.create_table(
        "form",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        _seal(),
        sa.PrimaryKeyConstraint("name"),
        sqlite_strict=True,
    )
    op.create_table(
        "extra",
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        _seal(),
        sa.PrimaryKeyConstraint("step", "record_id"),
        sqlite_strict=True,
    )
    op.create_index("extra_record", "extra", ["record_id"], unique=False)
