"""Excel as it really is: how headings were matched, the superior's forms, columns without a field.

New tables, and smaller indexes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

SELDOM_FILLED = {
    "attendee": (
        "enterprise_id",
        "event_id",
        "name",
    ),
    "case": (
        "clue_no",
        "enterprise_id",
        "file_no",
        "id_no",
        "party_uscc",
    ),
    "case_goods": ("case_id",),
    "case_measure": ("case_id",),
    "case_paper": (
        "case_id",
        "step_id",
    ),
    "case_party": ("case_id",),
    "case_penalty": ("case_id",),
    "case_step": (
        "case_id",
        "corrects",
    ),
    "case_stop": (
        "case_id",
        "measure_id",
        "step_id",
    ),
    "gi_check": ("user_id",),
    "gi_user": (
        "enterprise_id",
        "name",
        "right_id",
    ),
    "gi_year": ("right_id",),
    "informant": ("case_id",),
    "media": ("event_id",),
    "station_service": (
        "enterprise_id",
        "station_id",
    ),
}
"""The columns whose indexes now hold only what is there."""


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
    for table, columns in SELDOM_FILLED.items():
        for column in columns:
            op.drop_index(f"{table}_{column}", table)
            where = sa.text(f'"{column}" IS NOT NULL')
            op.create_index(f"{table}_{column}", table, [column], sqlite_where=where)
