"""Returns and their lines keep the English names of dealers and parts too, as they were when they were filed."""

from typing import Final

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

COLUMNS: Final = (("returns", "dealer_name_en"), ("return_lines", "part_name_en"), ("return_tasks", "dealer_name_en"))


def upgrade() -> None:
    for table, column in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} VARCHAR(200) DEFAULT '' NOT NULL")


def downgrade() -> None:
    for table, column in COLUMNS:
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
