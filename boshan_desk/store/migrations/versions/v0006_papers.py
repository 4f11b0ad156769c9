"""Papers that were frozen, and the words that officers wrote into those that are not yet.

New tables only.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "paper",
        *(_text(name) for name in ("id", "kind", "period", "town", "unit")),
        _whole("public"),
        *(_text(name) for name in ("number", "title", "state", "reason", "content", "digest")),
        *(_text(name) for name in ("code", "head")),
        *(_whole(name) for name in ("step", "pages")),
        *(_text(name) for name in ("pdf_digest", "program", "at", "officer")),
        _seal(),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_table(
        "paper_words",
        *(_text(name) for name in ("paper", "key", "text", "basis", "at", "officer")),
        _seal(),
        sa.PrimaryKeyConstraint("paper", "key"),
        sqlite_strict=True,
    )


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)


def _whole(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer(), nullable=False)


def _seal() -> "sa.Column[str]":
    return sa.Column("seal", sa.Text(), server_default="", nullable=False)
