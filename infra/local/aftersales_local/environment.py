"""The environment contract: what the API, the workers and the tests are told about their surroundings."""

import shlex
from collections.abc import Mapping
from typing import Final

from aftersales_local import seaweed
from aftersales_local.ports import LOOPBACK
from aftersales_local.servers import Servers
from aftersales_local.trouble import Trouble

MAIL_FROM: Final = "Aftersales <no-reply@aftersales.localhost>"
GROUPS: Final = {
    "AFTERSALES_DATABASE_URL": (
        "AFTERSALES_DATABASE_URL",
        "AFTERSALES_OWNER_DATABASE_URL",
        "AFTERSALES_RELAY_DATABASE_URL",
        "AFTERSALES_OPERATOR_DATABASE_URL",
    ),
    "AFTERSALES_REDIS_URL": ("AFTERSALES_REDIS_URL",),
    "AFTERSALES_S3_ENDPOINT": (
        "AFTERSALES_S3_ENDPOINT",
        "AFTERSALES_S3_BUCKET",
        "AFTERSALES_S3_ACCESS_KEY",
        "AFTERSALES_S3_SECRET_KEY",
        "AFTERSALES_S3_REGION",
    ),
    "AFTERSALES_SMTP_HOST": ("AFTERSALES_SMTP_HOST", "AFTERSALES_SMTP_PORT"),
}
CONTRACT: Final = (
    *(name for names in GROUPS.values() for name in names),
    "AFTERSALES_MAIL_FROM",
    "AFTERSALES_PUBLIC_URL",
    "AFTERSALES_SECRET_KEY",
    "AFTERSALES_SIGNING_KEY",
    "AFTERSALES_ENVIRONMENT",
    "AFTERSALES_SENTRY_DSN",
)


def require_whole_groups(environ: Mapping[str, str]) -> None:
    """Refuse a server that is replaced by half of its settings, naming the missing ones."""
    for first, names in GROUPS.items():
        given = [name for name in names if environ.get(name)]
        missing = [name for name in names if not environ.get(name)]
        if given and missing:
            raise Trouble(
                f"设置了 {'、'.join(given)},还缺少:{'、'.join(missing)}。",
                f"With {', '.join(given)} set, these are missing as well: {', '.join(missing)}.",
            )
        if given and first not in given:
            raise Trouble(f"缺少 {first}。", f"{first} is missing.")


def contract(
    servers: Servers,
    environ: Mapping[str, str],
    *,
    smtp_port: int | None,
    public_url: str,
    kind: str,
    database: str = "aftersales",
    redis_database: int = 0,
) -> dict[str, str]:
    """The whole contract: what the caller's environment says, completed by the servers of ours."""
    ours = {
        "AFTERSALES_MAIL_FROM": MAIL_FROM,
        "AFTERSALES_PUBLIC_URL": public_url,
        "AFTERSALES_SECRET_KEY": servers.passwords.secret_key,
        "AFTERSALES_SIGNING_KEY": servers.passwords.signing_key,
        "AFTERSALES_ENVIRONMENT": kind,
        "AFTERSALES_SENTRY_DSN": "",
    }
    if servers.postgres is not None:
        for name, role in zip(GROUPS["AFTERSALES_DATABASE_URL"], ("app", "owner", "relay", "operator"), strict=True):
            ours[name] = servers.postgres.databases.url(role, database)
    if servers.valkey is not None:
        ours["AFTERSALES_REDIS_URL"] = servers.valkey.url(redis_database)
    if servers.seaweed is not None:
        ours["AFTERSALES_S3_ENDPOINT"] = servers.seaweed.endpoint
        ours["AFTERSALES_S3_BUCKET"] = seaweed.BUCKET
        ours["AFTERSALES_S3_ACCESS_KEY"] = servers.passwords.s3_access_key
        ours["AFTERSALES_S3_SECRET_KEY"] = servers.passwords.s3_secret_key
        ours["AFTERSALES_S3_REGION"] = seaweed.REGION
    if smtp_port is not None:
        ours["AFTERSALES_SMTP_HOST"] = LOOPBACK
        ours["AFTERSALES_SMTP_PORT"] = str(smtp_port)
    given = {name: environ[name] for name in CONTRACT if environ.get(name)}
    return {name: (ours | given)[name] for name in CONTRACT}


def shell_lines(environment: Mapping[str, str]) -> str:
    """The contract as export lines that a shell can evaluate."""
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in environment.items())
