"""Running the chain of revisions with Alembic, which no process but a migrating one needs in its memory."""

from pathlib import Path

from alembic import command
from alembic.config import Config


def _config(owner_url: str, lock_timeout: str) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    settings.set_main_option("path_separator", "os")
    settings.attributes["owner_url"] = owner_url
    settings.attributes["lock_timeout"] = lock_timeout
    return settings


def upgrade(owner_url: str, revision: str, *, lock_timeout: str) -> None:
    """Bring a database to a revision; `owner_url` is a postgresql:// address of the owner role."""
    command.upgrade(_config(owner_url, lock_timeout), revision)


def downgrade(owner_url: str, revision: str, *, lock_timeout: str) -> None:
    """Take a database back to an earlier revision."""
    command.downgrade(_config(owner_url, lock_timeout), revision)
