"""The first schema: the ledgers of the four tabs, enterprises, attachments, history."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table; there is no way back but the backup."""
    op.create_table(
        "attachment",
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
        sa.Column("of_ledger", sa.Text(), nullable=True),
        sa.Column("of_id", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "attachment_live",
        "attachment",
        ["n"],
        unique=False,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index("attachment_of_id", "attachment", ["of_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ledger", "record_id"),
        sqlite_strict=True,
    )
    op.create_table(
        "enforcement_action",
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
        sa.Column("acted_on", sa.Text(), nullable=True),
        sa.Column("town_code", sa.Text(), nullable=True),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("at_market", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("officers", sa.Text(), nullable=True),
        sa.Column("checked", sa.Integer(), nullable=True),
        sa.Column("found", sa.Integer(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "\"acted_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="acted_on_is_a_day",
        ),
        sa.CheckConstraint('"at_market" IN (0, 1)', name="at_market_is_yes_or_no"),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "enforcement_action_acted_on",
        "enforcement_action",
        ["acted_on", "withdrawn_at", "town_code", "people", "at_market", "checked"],
        unique=False,
    )
    op.create_index(
        "enforcement_action_live",
        "enforcement_action",
        ["n"],
        unique=False,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index(
        "enforcement_action_town_code", "enforcement_action", ["town_code"], unique=False
    )
    op.create_table(
        "enterprise",
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
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("former_names", sa.Text(), nullable=True),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("legacy_licence_no", sa.Text(), nullable=True),
        sa.Column("town_code", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("legal_rep", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("size", sa.Text(), nullable=True),
        sa.Column("industries", sa.Text(), nullable=True),
        sa.Column("founded_on", sa.Text(), nullable=True),
        sa.Column("high_tech", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("products", sa.Text(), nullable=True),
        sa.Column("patents", sa.Integer(), nullable=True),
        sa.Column("marks", sa.Integer(), nullable=True),
        sa.Column("counted_on", sa.Text(), nullable=True),
        sa.Column("pledged", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "\"counted_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="counted_on_is_a_day",
        ),
        sa.CheckConstraint(
            "\"founded_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="founded_on_is_a_day",
        ),
        sa.CheckConstraint('"high_tech" IN (0, 1)', name="high_tech_is_yes_or_no"),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("enterprise_founded_on", "enterprise", ["founded_on"], unique=False)
    op.create_index(
        "enterprise_live",
        "enterprise",
        ["n"],
        unique=False,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index("enterprise_name", "enterprise", ["name"], unique=False)
    op.create_index("enterprise_town_code", "enterprise", ["town_code"], unique=False)
    op.create_index("enterprise_uscc", "enterprise", ["uscc"], unique=False)
    op.create_table(
        "event",
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
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("occasion", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Text(), nullable=True),
        sa.Column("ends_on", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("town_code", sa.Text(), nullable=True),
        sa.Column("host", sa.Text(), nullable=True),
        sa.Column("organiser", sa.Text(), nullable=True),
        sa.Column("co", sa.Text(), nullable=True),
        sa.Column("lecturers", sa.Text(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("audience", sa.Text(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("views", sa.Integer(), nullable=True),
        sa.Column("firms", sa.Integer(), nullable=True),
        sa.Column("handouts", sa.Integer(), nullable=True),
        sa.Column("topics", sa.Text(), nullable=True),
        sa.Column("satisfied", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "\"ends_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name="ends_on_is_a_day"
        ),
        sa.CheckConstraint(
            "\"starts_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="starts_on_is_a_day",
        ),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "event_live", "event", ["n"], unique=False, sqlite_where=sa.text("withdrawn_at IS NULL")
    )
    op.create_index(
        "event_starts_on",
        "event",
        ["starts_on", "withdrawn_at", "town_code", "kind", "people", "firms", "views"],
        unique=False,
    )
    op.create_index("event_title", "event", ["title"], unique=False)
    op.create_index("event_town_code", "event", ["town_code"], unique=False)
    op.create_table(
        "gi_right",
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
        sa.Column("product_name", sa.Text(), nullable=True),
        sa.Column("right_kind", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("state_on", sa.Text(), nullable=True),
        sa.Column("notice_org", sa.Text(), nullable=True),
        sa.Column("notice_no", sa.Text(), nullable=True),
        sa.Column("notice_on", sa.Text(), nullable=True),
        sa.Column("tm_no", sa.Text(), nullable=True),
        sa.Column("nice_class", sa.Integer(), nullable=True),
        sa.Column("reg_on", sa.Text(), nullable=True),
        sa.Column("exp_on", sa.Text(), nullable=True),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("holder_uscc", sa.Text(), nullable=True),
        sa.Column("rule_ver", sa.Text(), nullable=True),
        sa.Column("area_text", sa.Text(), nullable=True),
        sa.Column("town_codes", sa.Text(), nullable=True),
        sa.Column("producers", sa.Integer(), nullable=True),
        sa.Column("std_no", sa.Text(), nullable=True),
        sa.Column("std_name", sa.Text(), nullable=True),
        sa.Column("std_state", sa.Text(), nullable=True),
        sa.Column("lab", sa.Text(), nullable=True),
        sa.Column("demo_zone", sa.Text(), nullable=True),
        sa.Column("demo_level", sa.Text(), nullable=True),
        sa.Column("promo_project", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "\"exp_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name="exp_on_is_a_day"
        ),
        sa.CheckConstraint(
            "\"notice_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="notice_on_is_a_day",
        ),
        sa.CheckConstraint(
            "\"reg_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name="reg_on_is_a_day"
        ),
        sa.CheckConstraint(
            "\"state_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="state_on_is_a_day",
        ),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "gi_right_live",
        "gi_right",
        ["n"],
        unique=False,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index("gi_right_product_name", "gi_right", ["product_name"], unique=False)
    op.create_table(
        "serial",
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("ledger", "year"),
        sqlite_strict=True,
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_strict=True,
    )
    op.create_table(
        "station",
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
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("station_no", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("town_code", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("state_on", sa.Text(), nullable=True),
        sa.Column("host_kind", sa.Text(), nullable=True),
        sa.Column("host_name", sa.Text(), nullable=True),
        sa.Column("host_uscc", sa.Text(), nullable=True),
        sa.Column("approval_no", sa.Text(), nullable=True),
        sa.Column("set_up_on", sa.Text(), nullable=True),
        sa.Column("plaque_on", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Text(), nullable=True),
        sa.Column("head", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("staff_full", sa.Integer(), nullable=True),
        sa.Column("staff_part", sa.Integer(), nullable=True),
        sa.Column("experts", sa.Integer(), nullable=True),
        sa.Column("rules", sa.Text(), nullable=True),
        sa.Column("industries", sa.Text(), nullable=True),
        sa.Column("budget", sa.Integer(), nullable=True),
        sa.Column("rating", sa.Text(), nullable=True),
        sa.Column("rating_year", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "\"closed_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="closed_on_is_a_day",
        ),
        sa.CheckConstraint(
            "\"plaque_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="plaque_on_is_a_day",
        ),
        sa.CheckConstraint(
            "\"set_up_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="set_up_on_is_a_day",
        ),
        sa.CheckConstraint(
            "\"state_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="state_on_is_a_day",
        ),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "station_live", "station", ["n"], unique=False, sqlite_where=sa.text("withdrawn_at IS NULL")
    )
    op.create_index("station_name", "station", ["name"], unique=False)
    op.create_index(
        "station_set_up_on", "station", ["set_up_on", "withdrawn_at", "town_code"], unique=False
    )
    op.create_index("station_town_code", "station", ["town_code"], unique=False)
    op.create_table(
        "step",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
        sqlite_strict=True,
    )
    op.create_table(
        "attendee",
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
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("id_no", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("town_code", sa.Text(), nullable=True),
        sa.Column("enterprise_id", sa.Text(), nullable=True),
        sa.Column("event_id", sa.Text(), nullable=True),
        sa.Column("attended_on", sa.Text(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "\"attended_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="attended_on_is_a_day",
        ),
        sa.CheckConstraint('"passed" IN (0, 1)', name="passed_is_yes_or_no"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "attendee_attended_on",
        "attendee",
        ["attended_on", "withdrawn_at", "town_code", "id_no", "phone", "name"],
        unique=False,
    )
    op.create_index("attendee_enterprise_id", "attendee", ["enterprise_id"], unique=False)
    op.create_index("attendee_event_id", "attendee", ["event_id"], unique=False)
    op.create_index("attendee_id_no", "attendee", ["id_no"], unique=False)
    op.create_index(
        "attendee_live",
        "attendee",
        ["n"],
        unique=False,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index("attendee_name", "attendee", ["name"], unique=False)
    op.create_index("attendee_town_code", "attendee", ["town_code"], unique=False)
    op.create_table(
        "case",
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
        sa.Column("case_no", sa.Text(), nullable=True),
        sa.Column("file_no", sa.Text(), nullable=True),
        sa.Column("clue_no", sa.Text(), nullable=True),
        sa.Column("case_type", sa.Text(), nullable=True),
        sa.Column("ip_kind", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("source_kind", sa.Text(), nullable=True),
        sa.Column("source_ref", sa.Text(), nullable=True),
        sa.Column("clue_on", sa.Text(), nullable=True),
        sa.Column("brief", sa.Text(), nullable=True),
        sa.Column("party_kind", sa.Text(), nullable=True),
        sa.Column("party", sa.Text(), nullable=True),
        sa.Column("party_uscc", sa.Text(), nullable=True),
        sa.Column("licence_name", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("legal_rep", sa.Text(), nullable=True),
        sa.Column("id_type", sa.Text(), nullable=True),
        sa.Column("id_no", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("enterprise_id", sa.Text(), nullable=True),
        sa.Column("town_code", sa.Text(), nullable=True),
        sa.Column("conduct_from", sa.Text(), nullable=True),
        sa.Column("conduct_to", sa.Text(), nullable=True),
        sa.Column("is_online", sa.Integer(), nullable=True),
        sa.Column("platform", sa.Text(), nullable=True),
        sa.Column("market_kind", sa.Text(), nullable=True),
        sa.Column("foreign", sa.Integer(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("right_no", sa.Text(), nullable=True),
        sa.Column("goods", sa.Text(), nullable=True),
        sa.Column("qty", sa.Integer(), nullable=True),
        sa.Column("qty_unit", sa.Text(), nullable=True),
        sa.Column("filed_on", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("officers", sa.Text(), nullable=True),
        sa.Column("cards", sa.Text(), nullable=True),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("turnover", sa.Integer(), nullable=True),
        sa.Column("illegal_income", sa.Integer(), nullable=True),
        sa.Column("loss_saved", sa.Integer(), nullable=True),
        sa.Column("review_kind", sa.Text(), nullable=True),
        sa.Column("reviewed_on", sa.Text(), nullable=True),
        sa.Column("notice_on", sa.Text(), nullable=True),
        sa.Column("hearing_on", sa.Text(), nullable=True),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Text(), nullable=True),
        sa.Column("penalties", sa.Text(), nullable=True),
        sa.Column("ordered", sa.Integer(), nullable=True),
        sa.Column("fine", sa.Integer(), nullable=True),
        sa.Column("confiscate_money", sa.Integer(), nullable=True),
        sa.Column("confiscate_goods", sa.Text(), nullable=True),
        sa.Column("goods_value", sa.Integer(), nullable=True),
        sa.Column("breach_basis", sa.Text(), nullable=True),
        sa.Column("penalty_basis", sa.Text(), nullable=True),
        sa.Column("discretion", sa.Text(), nullable=True),
        sa.Column("served_on", sa.Text(), nullable=True),
        sa.Column("service_mode", sa.Text(), nullable=True),
        sa.Column("performed", sa.Text(), nullable=True),
        sa.Column("paid_on", sa.Text(), nullable=True),
        sa.Column("surcharge", sa.Integer(), nullable=True),
        sa.Column("review_state", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Text(), nullable=True),
        sa.Column("pub_where", sa.Text(), nullable=True),
        sa.Column("police_on", sa.Text(), nullable=True),
        sa.Column("police_no", sa.Text(), nullable=True),
        sa.Column("police_filed_on", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Text(), nullable=True),
        sa.Column("close_kind", sa.Text(), nullable=True),
        sa.Column("archived_on", sa.Text(), nullable=True),
        sa.Column("volume_no", sa.Text(), nullable=True),
        sa.Column("retention", sa.Text(), nullable=True),
        sa.Column("model_case", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "\"archived_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="archived_on_is_a_day",
        ),
        sa.CheckConstraint(
            "\"closed_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="closed_on_is_a_day",
        ),
        sa.CheckConstraint(
            "\"clue_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name="clue_on_is_a_day"
        ),
        sa.CheckConstraint(
            "\"conduct_from\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="conduct_from_is_a_day",
        ),
        sa.CheckConstraint(
            "\"conduct_to\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="conduct_to_is_a_day",
        ),
        sa.CheckConstraint(
            "\"decided_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="decided_on_is_a_day",
        ),
        sa.CheckConstraint(
            "\"filed_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="filed_on_is_a_day",
        ),
        sa.CheckConstraint('"foreign" IN (0, 1)', name="foreign_is_yes_or_no"),
        sa.CheckConstraint(
            "\"hearing_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="hearing_on_is_a_day",
        ),
        sa.CheckConstraint('"is_online" IN (0, 1)', name="is_online_is_yes_or_no"),
        sa.CheckConstraint(
            "\"notice_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="notice_on_is_a_day",
        ),
        sa.CheckConstraint('"ordered" IN (0, 1)', name="ordered_is_yes_or_no"),
        sa.CheckConstraint(
            "\"paid_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name="paid_on_is_a_day"
        ),
        sa.CheckConstraint(
            "\"police_filed_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="police_filed_on_is_a_day",
        ),
        sa.CheckConstraint(
            "\"police_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="police_on_is_a_day",
        ),
        sa.CheckConstraint(
            "\"published_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="published_on_is_a_day",
        ),
        sa.CheckConstraint(
            "\"reviewed_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="reviewed_on_is_a_day",
        ),
        sa.CheckConstraint(
            "\"served_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="served_on_is_a_day",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("case_case_no", "case", ["case_no"], unique=False)
    op.create_index(
        "case_closed_on",
        "case",
        ["closed_on", "withdrawn_at", "town_code", "loss_saved"],
        unique=False,
    )
    op.create_index("case_clue_no", "case", ["clue_no"], unique=False)
    op.create_index(
        "case_decided_on",
        "case",
        ["decided_on", "withdrawn_at", "town_code", "fine", "confiscate_money", "filed_on"],
        unique=False,
    )
    op.create_index("case_enterprise_id", "case", ["enterprise_id"], unique=False)
    op.create_index("case_file_no", "case", ["file_no"], unique=False)
    op.create_index(
        "case_filed_on",
        "case",
        [
            "filed_on",
            "withdrawn_at",
            "town_code",
            "value",
            "turnover",
            "is_online",
            "market_kind",
            "foreign",
        ],
        unique=False,
    )
    op.create_index(
        "case_live", "case", ["n"], unique=False, sqlite_where=sa.text("withdrawn_at IS NULL")
    )
    op.create_index(
        "case_police_filed_on",
        "case",
        ["police_filed_on", "withdrawn_at", "town_code"],
        unique=False,
    )
    op.create_index(
        "case_police_on", "case", ["police_on", "withdrawn_at", "town_code"], unique=False
    )
    op.create_index("case_town_code", "case", ["town_code"], unique=False)
    op.create_table(
        "change",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["step"],
            ["step.n"],
        ),
        sa.PrimaryKeyConstraint("n"),
        sqlite_strict=True,
    )
    op.create_index("change_of_record", "change", ["record_id"], unique=False)
    op.create_index("change_of_step", "change", ["step"], unique=False)
    op.create_table(
        "gi_user",
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
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("town_code", sa.Text(), nullable=True),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("enterprise_id", sa.Text(), nullable=True),
        sa.Column("right_id", sa.Text(), nullable=True),
        sa.Column("user_kind", sa.Text(), nullable=True),
        sa.Column("grant_no", sa.Text(), nullable=True),
        sa.Column("grant_on", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("state_on", sa.Text(), nullable=True),
        sa.Column("marking", sa.Text(), nullable=True),
        sa.Column("marks_std", sa.Integer(), nullable=True),
        sa.Column("marks_tm", sa.Integer(), nullable=True),
        sa.Column("labels", sa.Integer(), nullable=True),
        sa.Column("last_used_on", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "\"grant_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="grant_on_is_a_day",
        ),
        sa.CheckConstraint(
            "\"last_used_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="last_used_on_is_a_day",
        ),
        sa.CheckConstraint('"marks_std" IN (0, 1)', name="marks_std_is_yes_or_no"),
        sa.CheckConstraint('"marks_tm" IN (0, 1)', name="marks_tm_is_yes_or_no"),
        sa.CheckConstraint(
            "\"state_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="state_on_is_a_day",
        ),
        sa.CheckConstraint(
            "\"valid_to\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="valid_to_is_a_day",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["right_id"], ["gi_right.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("gi_user_enterprise_id", "gi_user", ["enterprise_id"], unique=False)
    op.create_index(
        "gi_user_grant_on", "gi_user", ["grant_on", "withdrawn_at", "town_code"], unique=False
    )
    op.create_index(
        "gi_user_live", "gi_user", ["n"], unique=False, sqlite_where=sa.text("withdrawn_at IS NULL")
    )
    op.create_index("gi_user_name", "gi_user", ["name"], unique=False)
    op.create_index("gi_user_right_id", "gi_user", ["right_id"], unique=False)
    op.create_index("gi_user_town_code", "gi_user", ["town_code"], unique=False)
    op.create_index("gi_user_uscc", "gi_user", ["uscc"], unique=False)
    op.create_table(
        "gi_year",
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
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("right_id", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("audited", sa.Integer(), nullable=True),
        sa.Column("output", sa.Integer(), nullable=True),
        sa.Column("output_unit", sa.Text(), nullable=True),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("user_value", sa.Integer(), nullable=True),
        sa.Column("why_jump", sa.Text(), nullable=True),
        sa.Column("sales", sa.Integer(), nullable=True),
        sa.Column("online", sa.Integer(), nullable=True),
        sa.Column("export", sa.Integer(), nullable=True),
        sa.Column("jobs", sa.Integer(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.CheckConstraint('"audited" IN (0, 1)', name="audited_is_yes_or_no"),
        sa.ForeignKeyConstraint(
            ["right_id"], ["gi_right.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "gi_year_live", "gi_year", ["n"], unique=False, sqlite_where=sa.text("withdrawn_at IS NULL")
    )
    op.create_index("gi_year_right_id", "gi_year", ["right_id"], unique=False)
    op.create_index("gi_year_year", "gi_year", ["year"], unique=False)
    op.create_table(
        "media",
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
        sa.Column("event_id", sa.Text(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Text(), nullable=True),
        sa.Column("headline", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("reads", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "\"published_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="published_on_is_a_day",
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("media_event_id", "media", ["event_id"], unique=False)
    op.create_index(
        "media_live", "media", ["n"], unique=False, sqlite_where=sa.text("withdrawn_at IS NULL")
    )
    op.create_index("media_outlet", "media", ["outlet"], unique=False)
    op.create_index(
        "media_published_on", "media", ["published_on", "withdrawn_at", "event_id"], unique=False
    )
    op.create_table(
        "station_service",
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
        sa.Column("station_id", sa.Text(), nullable=True),
        sa.Column("served_on", sa.Text(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("server", sa.Text(), nullable=True),
        sa.Column("client", sa.Text(), nullable=True),
        sa.Column("client_uscc", sa.Text(), nullable=True),
        sa.Column("client_kind", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("contact_phone", sa.Text(), nullable=True),
        sa.Column("enterprise_id", sa.Text(), nullable=True),
        sa.Column("items", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("advice", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("refer_to", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("satisfaction", sa.Text(), nullable=True),
        sa.Column("nda", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "\"closed_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="closed_on_is_a_day",
        ),
        sa.CheckConstraint(
            "\"due_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name="due_on_is_a_day"
        ),
        sa.CheckConstraint('"nda" IN (0, 1)', name="nda_is_yes_or_no"),
        sa.CheckConstraint(
            "\"served_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="served_on_is_a_day",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "station_service_enterprise_id", "station_service", ["enterprise_id"], unique=False
    )
    op.create_index(
        "station_service_live",
        "station_service",
        ["n"],
        unique=False,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index(
        "station_service_served_on",
        "station_service",
        [
            "served_on",
            "withdrawn_at",
            "station_id",
            "client_uscc",
            "client",
            "result",
            "satisfaction",
        ],
        unique=False,
    )
    op.create_index("station_service_station_id", "station_service", ["station_id"], unique=False)
    op.create_table(
        "gi_check",
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
        sa.Column("checked_on", sa.Text(), nullable=True),
        sa.Column("town_code", sa.Text(), nullable=True),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("items", sa.Text(), nullable=True),
        sa.Column("officers", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("recheck_on", sa.Text(), nullable=True),
        sa.Column("recheck", sa.Text(), nullable=True),
        sa.Column("sample_no", sa.Text(), nullable=True),
        sa.Column("lab", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("clue_no", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "\"checked_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="checked_on_is_a_day",
        ),
        sa.CheckConstraint(
            "\"due_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name="due_on_is_a_day"
        ),
        sa.CheckConstraint(
            "\"recheck_on\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name="recheck_on_is_a_day",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["gi_user.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "gi_check_checked_on",
        "gi_check",
        ["checked_on", "withdrawn_at", "town_code", "result", "recheck"],
        unique=False,
    )
    op.create_index(
        "gi_check_live",
        "gi_check",
        ["n"],
        unique=False,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index("gi_check_town_code", "gi_check", ["town_code"], unique=False)
    op.create_index("gi_check_user_id", "gi_check", ["user_id"], unique=False)
