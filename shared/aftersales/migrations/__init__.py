"""Migrations: the schema as a chain of revisions, run by the owner role before a release starts."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

HEAD = "head"


def config(owner_url: str) -> Config:
    """Alembic's configuration for one database; `owner_url` is a postgresql:// address of the owner role."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    settings.set_main_option("path_separator", "os")
    settings.attributes["owner_url"] = owner_url
    return settings


def head() -> str:
    """The newest revision that this release knows."""
    newest = ScriptDirectory.from_config(config("")).get_current_head()
    if newest is None:
        raise LookupError("this release has no revisions")
    return newest


def upgrade(owner_url: str, revision: str = HEAD) -> None:
    """Bring a database to a revision."""
    command.upgrade(config(owner_url), revision)


def downgrade(owner_url: str, revision: str) -> None:
    """Take a database back to an earlier revision."""
    command.downgrade(config(owner_url), revision)
