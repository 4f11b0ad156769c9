"""Plans, targets and the ledgers behind them."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add what is new; there is no way back but the backup."""
    # While the ledgers are being written: laid down column by column before it is released.
    from boshan_desk.store.schema import metadata

    metadata.create_all(op.get_bind())
