"""Plans, targets and the ledgers behind them.

New tables, and a wider index for the press by level.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

LEDGERS = {
    # Its columns (":day", ":flag", ":int", ">" the ledger it points to), then its indexes: the
    # columns of each, named after the first; "?" before one that holds only what is filled in.
    "ip_stat": (
        "indicator area area_name span as_of:day basis window_from:day window_to:day value:int "
        "last_year:int revised:flag data_source source_doc",
        "indicator",
        "as_of",
    ),
    "patent": (
        "no title kind owner uscc town_code enterprise_id>enterprise filed_on:day granted_on:day "
        "expires_on:day state state_on:day high_value use",
        "no",
        "town_code",
        "?enterprise_id",
        "granted_on",
    ),
    "trademark": (
        "no nice_class:int name kind goods owner uscc town_code enterprise_id>enterprise "
        "filed_on:day registered_on:day valid_to:day renewed_on:day state state_on:day evidence",
        "no",
        "town_code",
        "?enterprise_id",
        "registered_on",
    ),
    "transfer": (
        "on:day kind asset_kind record_no from_name from_kind to_name to_uscc to_kind to_size "
        "town_code enterprise_id>enterprise patents:int numbers amount:int",
        "on withdrawn_at town_code amount from_kind to_kind to_size asset_kind to_uscc to_name",
        "record_no",
        "town_code",
        "?enterprise_id",
    ),
    "pledge": (
        "pledgor pledgor_uscc town_code size tags debtor enterprise_id>enterprise pledgee branch "
        "asset_kind reg_no reg_on:day reg_org contract_no appraised:int appraiser reg_amount:int "
        "collateral released_on:day loan_amount:int loan_on:day rate:int mature_on:day "
        "first_loan:flag repay event_id>event subsidy:int subsidy_on:day insured:flag "
        "compensation:int",
        "?pledgor_uscc",
        "town_code",
        "?enterprise_id",
        "reg_no",
        "reg_on withdrawn_at town_code reg_amount pledgor_uscc pledgor first_loan",
        "?event_id",
        "loan_on withdrawn_at town_code loan_amount",
    ),
    "pledge_asset": (
        "pledge_id>pledge kind number title",
        "?pledge_id",
    ),
    "navigation": (
        "name kind level industry town_code owner owner_uscc enterprise_id>enterprise provider "
        "agency_id>agency approve_no approve_on:day plan_end:day closed_on:day state fund_gov:int "
        "fund_own:int outputs new_filings:int record_no use_text",
        "name",
        "town_code",
        "?enterprise_id",
        "?agency_id",
        "approve_on withdrawn_at town_code",
        "?record_no",
        "closed_on withdrawn_at town_code state",
    ),
    "title_grant": (
        "firm uscc town_code enterprise_id>enterprise title level notice_no notice_on:day "
        "valid_from:day valid_to:day state state_on:day review",
        "firm",
        "uscc",
        "town_code",
        "?enterprise_id",
        "notice_on",
    ),
    "certification": (
        "firm uscc town_code enterprise_id>enterprise standard certifier cert_no issued_on:day "
        "valid_to:day state state_on:day tutor agency_id>agency cost:int award:int",
        "town_code",
        "?enterprise_id",
        "cert_no",
        "issued_on withdrawn_at town_code uscc firm",
        "?agency_id",
    ),
    "cert_audit": (
        "certification_id>certification audited_on:day result finding",
        "?certification_id",
        "audited_on",
    ),
    "custody": (
        "firm uscc town_code enterprise_id>enterprise provider agency_id>agency agreement_no "
        "starts_on:day ends_on:day tier items state state_on:day voucher_no voucher:int times:int "
        "result rating",
        "firm",
        "?uscc",
        "town_code",
        "?enterprise_id",
        "?agency_id",
        "agreement_no",
        "starts_on withdrawn_at town_code uscc firm",
    ),
    "key_unit": (
        "unit uscc town_code kind industry enterprise_id>enterprise in_on:day in_basis state "
        "out_on:day out_reason contact phone officers needs has_plan:flag infringed:int",
        "unit",
        "uscc",
        "town_code",
        "?enterprise_id",
        "in_on",
    ),
    "key_right": (
        "key_unit_id>key_unit right_kind name right_no expires_on:day",
        "?key_unit_id",
        "right_kind",
    ),
    "key_visit": (
        "key_unit_id>key_unit visited_on:day people problem handling closed_on:day",
        "?key_unit_id",
        "visited_on withdrawn_at key_unit_id",
    ),
    "mediation": (
        "no source_kind received_on:day accepted_on:day town_code kind mode applicant respondent "
        "claim:int brief body mediators secret:flag result closed_on:day deal_no deal_on:day "
        "effective_on:day deal_amount:int performed court_confirm confirm_on:day",
        "no",
        "received_on",
        "town_code",
        "accepted_on withdrawn_at town_code",
        "deal_on withdrawn_at town_code result deal_amount",
    ),
    "mediation_session": (
        "mediation_id>mediation held_on:day place result",
        "?mediation_id",
        "held_on",
    ),
    "aid": (
        "no asked_on:day town_code applicant topic content mode handler result refer_to "
        "closed_on:day",
        "no",
        "asked_on withdrawn_at town_code",
        "town_code",
    ),
    "agency": (
        "name uscc town_code kinds is_branch:flag state enterprise_id>enterprise pat_agency_code "
        "tm_record attorneys:int tm_staff:int annual_report pledge credit contact phone",
        "name",
        "uscc",
        "town_code",
        "?enterprise_id",
    ),
    "agency_check": (
        "agency_id>agency checked_on:day mode batch items officers result problem due_on:day "
        "recheck_on:day recheck reported_to reported_on:day published_on:day",
        "?agency_id",
        "checked_on withdrawn_at agency_id result",
    ),
    "liaison": (
        "name town_code unit post phone role from_on:day to_on:day state trained_id>event prefix "
        "key_fp",
        "name",
        "town_code",
        "from_on",
        "?trained_id",
        "prefix",
    ),
    "fund": (
        "year:int tier doc_no item payee uscc town_code enterprise_id>enterprise asked:int "
        "approved:int approved_on:day paid:int paid_on:day notice_from:day notice_to:day state "
        "recovered_on:day kpi kpi_result",
        "?year",
        "town_code",
        "?enterprise_id",
        "approved_on withdrawn_at town_code approved",
        "paid_on withdrawn_at town_code paid",
    ),
    "policy": (
        "title doc_no issuer kind topics issued_on:day effective_on:day valid_to:day state "
        "repealed_on:day is_public:flag link",
        "title",
        "doc_no",
        "issued_on",
    ),
    "body": (
        "kind name host town_code level members:int doc_no set_up_on:day state ended_on:day "
        "evidence",
        "kind",
        "town_code",
        "set_up_on",
    ),
    "town_report": (
        "period town_code due_on:day received_on:day way state rows:int sender returned_on:day why",
        "period",
        "town_code",
        "due_on",
    ),
    "target": (
        "indicator year:int role series value:int town_code unit old_value:int doc_no approver "
        "on:day",
        "indicator",
        "town_code",
    ),
    "plan_answer": (
        "question answer value:int on:day answered_by ground",
        "question",
    ),
    "task_report": (
        "period task indicator unit state text trouble next_step evidence reported_on:day reporter",
        "period",
        "reported_on",
    ),
    "supervision": (
        "no level indicator task item period unit join finding demand drafted_on:day approver "
        "issued_on:day due_on:day state reply replied_on:day evidence closed_on:day closed_by "
        "closing_words",
        "no",
        "issued_on",
    ),
}

_TEXT = "id serial_no status source entered_by entered_at changed_by changed_at"
_BEFORE = f"{_TEXT} withdrawn_by withdrawn_at withdrawn_why"
_AFTER = "remark dots folded reviewed_by reviewed_at"
_FILLED = {"id", "status", "source", "dots", "folded"}
_DAY = "GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"


def upgrade() -> None:
    """Add what is new; there is no way back but the backup."""
    for ledger, (columns, *indexes) in LEDGERS.items():
        _create(ledger, columns.split())
        for words in indexes:
            _index(ledger, words)
        live = sa.text("withdrawn_at IS NULL")
        op.create_index(f"{ledger}_live", ledger, ["n"], sqlite_where=live)
    op.drop_index("media_published_on", "media")
    _index("media", "published_on withdrawn_at event_id level")
    op.create_table(
        "pack",
        *(_text(name) for name in ("kind", "name", "status", "text", "at", "officer")),
        _seal(),
        sa.PrimaryKeyConstraint("kind", "name"),
        sqlite_strict=True,
    )
    op.create_table(
        "reported",
        *(_text(name) for name in ("period", "what", "lines", "at", "officer")),
        _seal(),
        sa.PrimaryKeyConstraint("period", "what"),
        sqlite_strict=True,
    )


def _create(ledger: str, columns: list[str]) -> None:
    parts: list[sa.schema.SchemaItem] = [sa.Column("n", sa.Integer(), nullable=False)]
    parts += [_text(name, filled=name in _FILLED) for name in _BEFORE.split()]
    rules: list[sa.schema.SchemaItem] = []
    for words in columns:
        name, _colon, kind = words.partition(":")
        name, _arrow, to = name.partition(">")
        whole = kind in ("int", "flag")
        parts.append(sa.Column(name, sa.Integer() if whole else sa.Text(), nullable=True))
        if kind == "day":
            rules.append(sa.CheckConstraint(f'"{name}" {_DAY}', name=f"{name}_is_a_day"))
        elif kind == "flag":
            rules.append(sa.CheckConstraint(f'"{name}" IN (0, 1)', name=f"{name}_is_yes_or_no"))
        elif to:
            link = sa.ForeignKeyConstraint(
                [name], [f"{to}.id"], initially="DEFERRED", deferrable=True
            )
            rules.append(link)
    parts += [_text(name, filled=name in _FILLED) for name in _AFTER.split()]
    op.create_table(
        ledger,
        *parts,
        _seal(),
        *rules,
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )


def _index(ledger: str, words: str) -> None:
    columns = words.removeprefix("?").split()
    where = sa.text(f'"{columns[0]}" IS NOT NULL') if words.startswith("?") else None
    op.create_index(f"{ledger}_{columns[0]}", ledger, columns, sqlite_where=where)


def _text(name: str, *, filled: bool = True) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=not filled)


def _seal() -> "sa.Column[str]":
    return sa.Column("seal", sa.Text(), server_default="", nullable=False)
