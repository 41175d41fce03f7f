"""The OpenAPI document of this release, without any server: what the committed snapshot is made of."""

import json
from typing import Final

from aftersales.kernel.settings import load
from aftersales.kernel.tx import Database, create_engine
from aftersales.platform.service import write_facts
from aftersales_api.main import build

_KEY: Final = "A" * 44
_NOWHERE: Final = {
    "AFTERSALES_ENVIRONMENT": "test",
    "AFTERSALES_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "AFTERSALES_RELAY_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "AFTERSALES_OPERATOR_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "AFTERSALES_REDIS_URL": "redis://127.0.0.1:1/0",
    "AFTERSALES_S3_ENDPOINT": "http://127.0.0.1:1",
    "AFTERSALES_S3_BUCKET": "nothing",
    "AFTERSALES_S3_ACCESS_KEY": "nobody",
    "AFTERSALES_S3_SECRET_KEY": "nothing",
    "AFTERSALES_SMTP_HOST": "127.0.0.1",
    "AFTERSALES_MAIL_FROM": "nobody@example.com",
    "AFTERSALES_PUBLIC_URL": "https://example.com",
    "AFTERSALES_SECRET_KEY": _KEY,
    "AFTERSALES_SIGNING_KEY": _KEY,
}
"""Settings of a process that never opens a connection."""


def document() -> str:
    """The document as JSON with sorted keys, one line a value, so that a difference can be read."""
    settings = load(_NOWHERE)
    database = Database(create_engine(settings.database_url, pool_size=1), before_commit=write_facts)
    app = build(settings, database, database)
    return json.dumps(app.openapi_schema.to_schema(), indent=1, ensure_ascii=False, sort_keys=True)
