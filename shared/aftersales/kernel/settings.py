"""Settings: read once from the environment at start; a wrong one stops the process and names itself."""

import base64
import os
import re
from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

PREFIX = "AFTERSALES_"
MOST_KEY_ID = 32_767
PUBLIC_KEY = 32
LISTENER = re.compile(r"[\w.:\[\]-]+:\d{1,5}", re.ASCII)


class Environment(StrEnum):
    """Where this process runs."""

    LOCAL = "local"
    TEST = "test"
    PRODUCTION = "production"


class SettingWrong(Exception):  # noqa: N818 - says which setting and why
    """A setting is missing or unusable; the process does not start."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{PREFIX}{name}: {why}")


class Rate(Struct, frozen=True):
    """So many tokens at most, which come back in so many seconds."""

    tokens: int
    seconds: int


class Limits(Struct, frozen=True, kw_only=True):
    """How fast callers may be: each person or key, their tenant, and addresses before anybody is known."""

    caller: Rate
    tenant: Rate
    address: Rate
    entry_address: Rate
    entry_email: Rate


class Keeping(Struct, frozen=True, kw_only=True):
    """For how many days what has served its purpose is kept; facts, ledgers and papers stay for good."""

    messages: int
    webhooks: int
    jobs: int
    deliveries: int
    entries: int
    usage_hours: int


class Settings(Struct, frozen=True, kw_only=True):
    """Everything a process must know before it starts."""

    environment: Environment
    database_url: str
    owner_database_url: str
    relay_database_url: str
    operator_database_url: str
    redis_url: str
    s3_endpoint: str
    s3_public_endpoint: str
    s3_region: str
    s3_bucket: str
    s3_access_key: str
    s3_secret_key: str
    smtp_host: str
    smtp_port: int
    smtp_user: str
    smtp_password: str
    smtp_tls: bool
    mail_from: str
    public_url: str
    secret_key: bytes
    former_secret_keys: tuple[bytes, ...]
    signing_key: bytes
    signing_key_id: int
    retired_signing_keys: dict[int, bytes]
    sentry_dsn: str
    otlp_endpoint: str
    otlp_percent: int
    metrics_address: str
    pool_size: int
    request_bytes: int
    webhook_allow_private: bool
    proxies: int
    console_folder: str
    limits: Limits
    keeping: Keeping


def _key(values: Mapping[str, str], name: str, length: int) -> bytes:
    return _decoded(name, values.get(PREFIX + name, ""), length)


def _decoded(name: str, raw: str, length: int) -> bytes:
    try:
        key = base64.b64decode(raw, validate=True)
    except ValueError as error:
        raise SettingWrong(name, "must be base64") from error
    if len(key) < length:
        raise SettingWrong(name, f"must hold at least {length} bytes in base64")
    return key


def _former_keys(values: Mapping[str, str], name: str) -> tuple[bytes, ...]:
    return tuple(_decoded(name, raw, 32) for raw in values.get(PREFIX + name, "").split())


def _public_keys(values: Mapping[str, str], name: str, present: int) -> dict[int, bytes]:
    keys: dict[int, bytes] = {}
    for entry in values.get(PREFIX + name, "").split():
        number, parted, raw = entry.partition(":")
        if not (parted and number.isascii() and number.isdecimal() and 0 < int(number[:9]) <= MOST_KEY_ID):
            raise SettingWrong(name, f"must be numbers from 1 to {MOST_KEY_ID} with public keys, as 1:BASE64 2:BASE64")
        key = _decoded(name, raw, 32)
        if len(key) != PUBLIC_KEY or int(number) in {*keys, present}:
            raise SettingWrong(
                name, f"must hold public keys of {PUBLIC_KEY} bytes, each number once and not the present one"
            )
        keys[int(number)] = key
    return keys


def _number(values: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    raw = values.get(PREFIX + name, "") or str(default)
    if not (raw.isascii() and raw.isdecimal() and least <= int(raw[:20]) <= most):
        raise SettingWrong(name, f"must be a whole number from {least} to {most}")
    return int(raw)


def _address(name: str, raw: str, *schemes: str) -> str:
    if not raw.startswith(tuple(f"{scheme}://" for scheme in schemes)):
        raise SettingWrong(name, f"must be an address that begins with {' or '.join(f'{one}://' for one in schemes)}")
    return raw


def _addresses(name: str, raw: str, *schemes: str) -> str:
    """One address, or two parted by a space: the second is tried where the first one's password is refused."""
    parts = raw.split()
    if len(parts) not in {1, 2}:
        raise SettingWrong(name, "must be one address, or two parted by a space")
    return " ".join(_address(name, part, *schemes) for part in parts)


def _perhaps(values: Mapping[str, str], name: str, *schemes: str) -> str:
    raw = values.get(PREFIX + name, "")
    return _address(name, raw, *schemes) if raw else ""


def _listener(values: Mapping[str, str], name: str) -> str:
    raw = values.get(PREFIX + name, "")
    if raw and not LISTENER.fullmatch(raw):
        raise SettingWrong(name, "must be where to listen, as 127.0.0.1:9400")
    return raw


def _flag(values: Mapping[str, str], name: str) -> bool:
    raw = values.get(PREFIX + name, "") or "false"
    if raw not in {"true", "false"}:
        raise SettingWrong(name, "must be true or false")
    return raw == "true"


def _rate(values: Mapping[str, str], name: str, default: str) -> Rate:
    tokens, _, seconds = (values.get(PREFIX + name, "") or default).partition("/")
    if not (tokens.isdecimal() and seconds.isdecimal() and int(tokens) and int(seconds)):
        raise SettingWrong(name, "must be requests per seconds, as 600/60")
    return Rate(int(tokens), int(seconds))


def _limits(values: Mapping[str, str]) -> Limits:
    return Limits(
        caller=_rate(values, "LIMIT_CALLER", "6000/60"),
        tenant=_rate(values, "LIMIT_TENANT", "60000/60"),
        address=_rate(values, "LIMIT_ADDRESS", "1200/60"),
        entry_address=_rate(values, "LIMIT_ENTRY_ADDRESS", "120/60"),
        entry_email=_rate(values, "LIMIT_ENTRY_EMAIL", "20/300"),
    )


def _keeping(values: Mapping[str, str]) -> Keeping:
    def days(name: str, default: int) -> int:
        return _number(values, f"KEEP_{name}_DAYS", default, least=7, most=3_650)

    return Keeping(
        messages=days("MESSAGES", 365),
        webhooks=days("WEBHOOKS", 30),
        jobs=days("JOBS", 90),
        deliveries=days("DELIVERIES", 30),
        entries=days("ENTRIES", 30),
        usage_hours=days("USAGE_HOURS", 400),
    )


def load(values: Mapping[str, str] | None = None) -> Settings:
    """Read the environment (or the mapping given); the first wrong setting raises `SettingWrong`."""
    values = os.environ if values is None else values

    def text(name: str, default: str | None = None) -> str:
        value = values.get(PREFIX + name) or default
        if value is None:
            raise SettingWrong(name, "is not set")
        return value

    environment = text("ENVIRONMENT", "production")
    if environment not in set(Environment):
        raise SettingWrong("ENVIRONMENT", f"must be one of {', '.join(Environment)}")
    owner_url = values.get(PREFIX + "OWNER_DATABASE_URL", "")
    key_id = _number(values, "SIGNING_KEY_ID", 1, least=1, most=MOST_KEY_ID)
    endpoint = _address("S3_ENDPOINT", text("S3_ENDPOINT"), "http", "https")
    return Settings(
        environment=Environment(environment),
        database_url=_addresses("DATABASE_URL", text("DATABASE_URL"), "postgresql"),
        owner_database_url=owner_url and _address("OWNER_DATABASE_URL", owner_url, "postgresql"),
        relay_database_url=_addresses("RELAY_DATABASE_URL", text("RELAY_DATABASE_URL"), "postgresql"),
        operator_database_url=_addresses("OPERATOR_DATABASE_URL", text("OPERATOR_DATABASE_URL"), "postgresql"),
        redis_url=_address("REDIS_URL", text("REDIS_URL"), "redis", "rediss"),
        s3_endpoint=endpoint,
        s3_public_endpoint=_address("S3_PUBLIC_ENDPOINT", text("S3_PUBLIC_ENDPOINT", endpoint), "http", "https"),
        s3_region=text("S3_REGION", "us-east-1"),
        s3_bucket=text("S3_BUCKET"),
        s3_access_key=text("S3_ACCESS_KEY"),
        s3_secret_key=text("S3_SECRET_KEY"),
        smtp_host=text("SMTP_HOST"),
        smtp_port=_number(values, "SMTP_PORT", 25, least=0, most=65_535),
        smtp_user=values.get(PREFIX + "SMTP_USER", ""),
        smtp_password=values.get(PREFIX + "SMTP_PASSWORD", ""),
        smtp_tls=_flag(values, "SMTP_TLS"),
        mail_from=text("MAIL_FROM"),
        public_url=_address("PUBLIC_URL", text("PUBLIC_URL"), "http", "https").rstrip("/"),
        secret_key=_key(values, "SECRET_KEY", 32),
        former_secret_keys=_former_keys(values, "FORMER_SECRET_KEYS"),
        signing_key=_key(values, "SIGNING_KEY", 32)[:32],
        signing_key_id=key_id,
        retired_signing_keys=_public_keys(values, "RETIRED_SIGNING_KEYS", key_id),
        sentry_dsn=values.get(PREFIX + "SENTRY_DSN", ""),
        otlp_endpoint=_perhaps(values, "OTLP_ENDPOINT", "http", "https"),
        otlp_percent=_number(values, "OTLP_PERCENT", 100, least=0, most=100),
        metrics_address=_listener(values, "METRICS_ADDRESS"),
        pool_size=_number(values, "POOL_SIZE", 16, least=1, most=500),
        request_bytes=_number(values, "REQUEST_BYTES", 1_048_576, least=1024, most=100 * 1_048_576),
        webhook_allow_private=_flag(values, "WEBHOOK_ALLOW_PRIVATE"),
        proxies=_number(values, "PROXIES", 0, least=0, most=16),
        console_folder=values.get(PREFIX + "CONSOLE_FOLDER", ""),
        limits=_limits(values),
        keeping=_keeping(values),
    )
