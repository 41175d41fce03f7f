"""Running the chain of revisions with Alembic, which no process but a migrating one needs in its memory."""

from pathlib import Path

from alembic import command
from alembic.config import Config


def _config(owner_url: str) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    settings.set_main_option("path_separator", "os")
    settings.attributes["owner_url"] = owner_url
    return settings


def upgrade(owner_url: str, revision: str) -> None:
    """Bring a database to a revision; `owner_url` is a postgresql:// address of the owner role."""
    command.upgrade(_config(owner_url), revision)


def downgrade(owner_url: str, revision: str) -> None:
    """Take a database back to an earlier revision."""
    command.downgrade(_config(owner_url), revision)
