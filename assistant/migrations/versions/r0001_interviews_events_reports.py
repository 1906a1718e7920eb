"""Interviews, their events, and reports."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the three tables."""
    op.create_table(
        "interviews",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("owner_hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("interviews_of_owner", "interviews", ["owner_hash", "kind", "started_at"])
    op.create_table(
        "events",
        sa.Column("interview", sa.Text(), sa.ForeignKey("interviews.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("candidate", sa.Text(), nullable=False),
        sa.Column("role", sa.Text()),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("depth", sa.Float()),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
    )
    op.create_index("reports_by_time", "reports", ["created_at"])


def downgrade() -> None:
    """Drops them, with everything in them."""
    for table in ("reports", "events", "interviews"):
        op.drop_table(table)
