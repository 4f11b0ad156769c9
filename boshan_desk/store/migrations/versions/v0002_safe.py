"""The desk that can be trusted: accounts, seals, the chain of the history, states, closed periods.

New columns only; seals and links of what is there already are filled in after the revision
(`opening.migrate`), by the code that checks them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

RECORDS = (
    "attachment",
    "case",
    "enforcement_action",
    "enterprise",
    "event",
    "attendee",
    "media",
    "gi_right",
    "gi_user",
    "gi_year",
    "gi_check",
    "station",
    "station_service",
)


def upgrade() -> None:
    """Add what is new; there is no way back but the backup."""
    for table in RECORDS:
        op.add_column(table, sa.Column("reviewed_by", sa.Text(), nullable=True))
        op.add_column(table, sa.Column("reviewed_at", sa.Text(), nullable=True))
    for table in (*RECORDS, "setting", "serial", "draft"):
        op.add_column(table, _seal())
    for table, columns in (("step", ("salt", "mark", "link")), ("change", ("salt", "mark"))):
        for column in columns:
            op.add_column(table, sa.Column(column, sa.LargeBinary(), nullable=True))
    _make_tables()
    for trigger in KEPT_AS_IT_IS:
        op.execute(trigger)


def _seal() -> sa.Column[str]:
    return sa.Column("seal", sa.Text(), nullable=False, server_default="")


def _make_tables() -> None:
    op.create_table(
        "officer",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("must_change", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        _seal(),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
        sqlite_strict=True,
    )
    op.create_table(
        "closing",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("exempt", sa.Text(), nullable=False),
        _seal(),
        sa.PrimaryKeyConstraint("period"),
        sqlite_strict=True,
    )
    op.create_table(
        "informant",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("serial_no", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=True),
        sa.Column("entered_at", sa.Text(), nullable=True),
        sa.Column("changed_by", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.Text(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.Text(), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=True),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("reported_on", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("real_name", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("id_no", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("told_on", sa.Text(), nullable=True),
        sa.Column("reward", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("reviewed_at", sa.Text(), nullable=True),
        _seal(),
        sa.CheckConstraint(
            "\"reported_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="reported_on_is_a_day",
        ),
        sa.CheckConstraint('"real_name" IN (0, 1)', name="real_name_is_yes_or_no"),
        sa.CheckConstraint(
            "\"told_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="told_on_is_a_day",
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "informant_live",
        "informant",
        ["n"],
        unique=False,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index("informant_case_id", "informant", ["case_id"], unique=False)


_UNLESS_PURGING = "NOT EXISTS (SELECT 1 FROM setting WHERE name = 'purging')"

KEPT_AS_IT_IS = (
    # Against accidents, not against intent: the history is written once (reliability.md 3.5).
    "CREATE TRIGGER step_stays BEFORE DELETE ON step"
    " BEGIN SELECT raise(ABORT, 'the history is kept'); END",
    "CREATE TRIGGER change_stays BEFORE DELETE ON change"
    " BEGIN SELECT raise(ABORT, 'the history is kept'); END",
    f"CREATE TRIGGER step_as_it_is BEFORE UPDATE ON step WHEN OLD.link IS NOT NULL"
    f" AND {_UNLESS_PURGING} BEGIN SELECT raise(ABORT, 'the history is kept'); END",
    f"CREATE TRIGGER change_as_it_is BEFORE UPDATE ON change WHEN OLD.mark IS NOT NULL"
    f" AND {_UNLESS_PURGING} BEGIN SELECT raise(ABORT, 'the history is kept'); END",
)
