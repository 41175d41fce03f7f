"""Migrations: the schema as a chain of revisions, run by the owner role before a release starts.

Alembic is loaded only to run them: it would cost each API and worker process 8 MB.
"""

import re
from pathlib import Path
from typing import Final

HEAD: Final = "head"
PATIENCE: Final = "5s"
"""How long a revision waits for a lock."""

LINK: Final = re.compile(r'^(revision|down_revision)(?:: [^=]+)? = (?:"([^"]+)"|None)', re.MULTILINE)


def head() -> str:
    """The newest revision that this release knows: the one that no other follows."""
    links: list[dict[str, str]] = [
        dict(LINK.findall(file.read_text())) for file in Path(__file__).with_name("versions").glob("*.py")
    ]
    followed = {link.get("down_revision") for link in links}
    newest = [link["revision"] for link in links if "revision" in link and link["revision"] not in followed]
    if len(newest) != 1:
        raise LookupError(f"this release has {len(newest)} newest revisions")
    return newest[0]


def upgrade(owner_url: str, revision: str = HEAD, *, lock_timeout: str = PATIENCE) -> None:
    """Bring a database to a revision; `owner_url` is a postgresql:// address of the owner role.

    It gives up rather than wait longer for a lock than `lock_timeout`, since everybody else would wait behind it.
    """
    from aftersales.migrations import running  # noqa: PLC0415 - see above

    running.upgrade(owner_url, revision, lock_timeout=lock_timeout)


def downgrade(owner_url: str, revision: str) -> None:
    """Take a database back to an earlier revision."""
    from aftersales.migrations import running  # noqa: PLC0415 - see above

    running.downgrade(owner_url, revision, lock_timeout=PATIENCE)
