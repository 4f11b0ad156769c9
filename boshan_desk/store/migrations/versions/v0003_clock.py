"""The statutory clock: what belongs to a case, its limits, and the law of the desk.

New tables and columns only; the limits of the cases there are (`due`) are derived from them after
the revision (`opening.migrate`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

DUTIES = (
    "binds = 'bureau' AND form IN ('deadline', 'before') AND lapses = 0"
    " AND (met IS NULL OR late = 1)"
)
_DAY = "GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"


def _day(column: str) -> str:
    return f'"{column}" {_DAY}'


def upgrade() -> None:
    """Add what is new; there is no way back but the backup."""
    for column in COLUMNS:
        op.execute(f'ALTER TABLE "case" ADD COLUMN {column}')
    op.create_table(
        "due",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("binds", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("begun", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("last", sa.Text(), nullable=True),
        sa.Column("alarm", sa.Text(), nullable=True),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("met", sa.Text(), nullable=True),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("sure", sa.Integer(), nullable=False),
        sa.Column("stopped", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("case_id", "rule", "subject"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        "due_decided",
        "due",
        ["met", "late"],
        unique=False,
        sqlite_where=sa.text("rule = 'L12'"),
    )
    op.create_index(
        "due_near",
        "due",
        ["last", "alarm", "met", "begun", "case_id", "binds", "form"],
        unique=False,
        sqlite_where=sa.text("binds = 'bureau' AND form IN ('deadline', 'before')"),
    )
    op.create_index("due_open", "due", ["met", "alarm", "case_id"], unique=False)
    op.create_index(
        "due_overdue",
        "due",
        ["last", "met", "begun", "case_id", "binds", "form", "lapses", "late"],
        unique=False,
        sqlite_where=sa.text(DUTIES),
    )
    op.create_index(
        "due_published",
        "due",
        ["last", "met", "late"],
        unique=False,
        sqlite_where=sa.text("rule = 'L22'"),
    )
    op.create_index(
        "due_stopped",
        "due",
        ["met", "begun", "stopped"],
        unique=False,
        sqlite_where=sa.text("stopped > 0"),
    )
    op.create_table(
        "lawfile",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("kind", "name"),
        sqlite_strict=True,
    )
    op.create_table(
        "own_day",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("works", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("day"),
        sqlite_strict=True,
    )
    op.create_table(
        "case_goods",
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
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("qty", sa.Integer(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("price", sa.Integer(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("left_out", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("reviewed_at", sa.Text(), nullable=True),
        sa.Column("seal", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint('"left_out" IN (0, 1)', name="left_out_is_yes_or_no"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("case_goods_case_id", "case_goods", ["case_id"], unique=False)
    op.create_index(
        "case_goods_live",
        "case_goods",
        ["n"],
        unique=False,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "case_measure",
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
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("taken_on", sa.Text(), nullable=True),
        sa.Column("taken_at", sa.Text(), nullable=True),
        sa.Column("goods", sa.Text(), nullable=True),
        sa.Column("keeper", sa.Text(), nullable=True),
        sa.Column("urgent", sa.Integer(), nullable=True),
        sa.Column("reported_on", sa.Text(), nullable=True),
        sa.Column("reported_at", sa.Text(), nullable=True),
        sa.Column("extended_on", sa.Text(), nullable=True),
        sa.Column("extension_days", sa.Integer(), nullable=True),
        sa.Column("extension_by", sa.Text(), nullable=True),
        sa.Column("extension_no", sa.Text(), nullable=True),
        sa.Column("extension_told_on", sa.Text(), nullable=True),
        sa.Column("lifted_on", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("reviewed_at", sa.Text(), nullable=True),
        sa.Column("seal", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(_day("extended_on"), name="extended_on_is_a_day"),
        sa.CheckConstraint(_day("extension_told_on"), name="extension_told_on_is_a_day"),
        sa.CheckConstraint(_day("lifted_on"), name="lifted_on_is_a_day"),
        sa.CheckConstraint(_day("reported_on"), name="reported_on_is_a_day"),
        sa.CheckConstraint(_day("taken_on"), name="taken_on_is_a_day"),
        sa.CheckConstraint('"urgent" IN (0, 1)', name="urgent_is_yes_or_no"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("case_measure_case_id", "case_measure", ["case_id"], unique=False)
    op.create_index(
        "case_measure_live",
        "case_measure",
        ["n"],
        unique=False,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "case_party",
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
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("legal_rep", sa.Text(), nullable=True),
        sa.Column("id_type", sa.Text(), nullable=True),
        sa.Column("id_no", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("reviewed_at", sa.Text(), nullable=True),
        sa.Column("seal", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("case_party_case_id", "case_party", ["case_id"], unique=False)
    op.create_index(
        "case_party_live",
        "case_party",
        ["n"],
        unique=False,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "case_penalty",
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
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("party", sa.Text(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("goods", sa.Text(), nullable=True),
        sa.Column("goods_value", sa.Integer(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("reviewed_at", sa.Text(), nullable=True),
        sa.Column("seal", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("case_penalty_case_id", "case_penalty", ["case_id"], unique=False)
    op.create_index(
        "case_penalty_live",
        "case_penalty",
        ["n"],
        unique=False,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "case_step",
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
        sa.Column("no", sa.Integer(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("on", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=True),
        sa.Column("officers", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("approver", sa.Text(), nullable=True),
        sa.Column("approved_on", sa.Text(), nullable=True),
        sa.Column("paper_no", sa.Text(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("proposal", sa.Text(), nullable=True),
        sa.Column("review_kind", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("authority", sa.Text(), nullable=True),
        sa.Column("service_mode", sa.Text(), nullable=True),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("adopted", sa.Integer(), nullable=True),
        sa.Column("told", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("close_kind", sa.Text(), nullable=True),
        sa.Column("volume_no", sa.Text(), nullable=True),
        sa.Column("retention", sa.Text(), nullable=True),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("now", sa.Text(), nullable=True),
        sa.Column("corrects", sa.Text(), nullable=True),
        sa.Column("void", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("reviewed_at", sa.Text(), nullable=True),
        sa.Column("seal", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint('"adopted" IN (0, 1)', name="adopted_is_yes_or_no"),
        sa.CheckConstraint(_day("approved_on"), name="approved_on_is_a_day"),
        sa.CheckConstraint(_day("on"), name="on_is_a_day"),
        sa.CheckConstraint('"told" IN (0, 1)', name="told_is_yes_or_no"),
        sa.CheckConstraint(_day("until"), name="until_is_a_day"),
        sa.CheckConstraint('"void" IN (0, 1)', name="void_is_yes_or_no"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(
            ["corrects"], ["case_step.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("case_step_case_id", "case_step", ["case_id"], unique=False)
    op.create_index("case_step_corrects", "case_step", ["corrects"], unique=False)
    op.create_index(
        "case_step_live",
        "case_step",
        ["n"],
        unique=False,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "case_paper",
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
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("paper_no", sa.Text(), nullable=True),
        sa.Column("made_on", sa.Text(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("volume", sa.Text(), nullable=True),
        sa.Column("step_id", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("reviewed_at", sa.Text(), nullable=True),
        sa.Column("seal", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(_day("made_on"), name="made_on_is_a_day"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(
            ["step_id"], ["case_step.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("case_paper_case_id", "case_paper", ["case_id"], unique=False)
    op.create_index(
        "case_paper_live",
        "case_paper",
        ["n"],
        unique=False,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index("case_paper_step_id", "case_paper", ["step_id"], unique=False)
    op.create_table(
        "case_stop",
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
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Text(), nullable=True),
        sa.Column("ends_on", sa.Text(), nullable=True),
        sa.Column("measure_id", sa.Text(), nullable=True),
        sa.Column("paper_no", sa.Text(), nullable=True),
        sa.Column("step_id", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("reviewed_at", sa.Text(), nullable=True),
        sa.Column("seal", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(_day("ends_on"), name="ends_on_is_a_day"),
        sa.CheckConstraint(_day("starts_on"), name="starts_on_is_a_day"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["case_measure.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["case_step.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("case_stop_case_id", "case_stop", ["case_id"], unique=False)
    op.create_index(
        "case_stop_live",
        "case_stop",
        ["n"],
        unique=False,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index("case_stop_measure_id", "case_stop", ["measure_id"], unique=False)
    op.create_index("case_stop_step_id", "case_stop", ["step_id"], unique=False)
    op.drop_index("case_closed_on", table_name="case")
    op.create_index(
        "case_closed_on", "case", ["closed_on", "withdrawn_at", "town_code"], unique=False
    )
    op.drop_index("case_decided_on", table_name="case")
    op.create_index(
        "case_decided_on",
        "case",
        [
            "decided_on",
            "withdrawn_at",
            "town_code",
            "fine",
            "confiscate_money",
            "value",
            "loss_saved",
            "foreign",
            "procedure",
            "filed_on",
            "review_state",
        ],
        unique=False,
    )
    op.create_index("case_id_no", "case", ["id_no"], unique=False)
    op.create_index("case_party_uscc", "case", ["party_uscc"], unique=False)
    op.drop_index("enforcement_action_acted_on", table_name="enforcement_action")
    op.create_index(
        "enforcement_action_acted_on",
        "enforcement_action",
        ["acted_on", "withdrawn_at", "town_code", "people", "at_market", "place", "checked"],
        unique=False,
    )


COLUMNS = (
    '"procedure" TEXT',
    '"party_elsewhere" INTEGER CHECK ("party_elsewhere" IN (0, 1))',
    '"harm" INTEGER CHECK ("harm" IN (0, 1))',
    '"legal_grounds" TEXT',
    f'"discussed_on" TEXT CONSTRAINT discussed_on_is_a_day CHECK ("discussed_on" {_DAY})',
    f'"withdrawn_on" TEXT CONSTRAINT withdrawn_on_is_a_day CHECK ("withdrawn_on" {_DAY})',
)
"""What a case has more than before."""
