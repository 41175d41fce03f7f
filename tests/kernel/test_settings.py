"""Settings: read once, and a wrong one names itself."""

import base64

import pytest

from aftersales.kernel.settings import Environment, Rate, SettingWrong, load

KEY = base64.b64encode(bytes(range(32))).decode()
WHOLE = {
    "DATABASE_URL": "postgresql://app:secret@db/aftersales",
    "RELAY_DATABASE_URL": "postgresql://relay:secret@db/aftersales",
    "OPERATOR_DATABASE_URL": "postgresql://operator:secret@db/aftersales",
    "REDIS_URL": "redis://:secret@redis:6379/0",
    "S3_ENDPOINT": "http://store:8333",
    "S3_BUCKET": "aftersales",
    "S3_ACCESS_KEY": "access",
    "S3_SECRET_KEY": "secret",
    "SMTP_HOST": "mail",
    "MAIL_FROM": "no-reply@aftersales.example",
    "PUBLIC_URL": "https://aftersales.example/",
    "SECRET_KEY": KEY,
    "SIGNING_KEY": KEY,
}


def environment(**changed: str) -> dict[str, str]:
    return {f"AFTERSALES_{name}": value for name, value in (WHOLE | changed).items()}


def test_what_is_left_out_has_a_safe_default() -> None:
    settings = load(environment())

    assert settings.environment is Environment.PRODUCTION
    assert settings.s3_public_endpoint == "http://store:8333"
    assert settings.public_url == "https://aftersales.example"
    assert (settings.smtp_tls, settings.webhook_allow_private, settings.proxies) == (False, False, 0)
    assert settings.limits.entry_email == Rate(20, 300)
    assert settings.owner_database_url == ""


def test_what_is_given_is_read() -> None:
    given = environment(
        ENVIRONMENT="local", SMTP_PORT="2525", SMTP_TLS="true", PROXIES="1", LIMIT_CALLER="5/1", POOL_SIZE="3"
    )

    settings = load(given)

    assert settings.environment is Environment.LOCAL
    assert (settings.smtp_port, settings.smtp_tls, settings.proxies, settings.pool_size) == (2525, True, 1, 3)
    assert settings.limits.caller == Rate(5, 1)
    assert settings.secret_key == bytes(range(32))


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_missing_setting_names_itself(name: str) -> None:
    values = environment()
    del values[f"AFTERSALES_{name}"]

    with pytest.raises(SettingWrong, match=rf"^AFTERSALES_{name}: "):
        load(values)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENVIRONMENT", "staging"),
        ("DATABASE_URL", "mysql://app@db/aftersales"),
        ("DATABASE_URL", "aftersales"),
        ("OWNER_DATABASE_URL", "sqlite:///x"),
        ("RELAY_DATABASE_URL", "db:5432"),
        ("OPERATOR_DATABASE_URL", "http://db"),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("S3_ENDPOINT", "store:8333"),
        ("S3_PUBLIC_ENDPOINT", "ftp://store"),
        ("PUBLIC_URL", "aftersales.example"),
        ("SMTP_PORT", "smtp"),
        ("SMTP_PORT", "-1"),
        ("SMTP_PORT", "65536"),
        ("SMTP_PORT", "２５"),
        ("SMTP_PORT", "9" * 5000),
        ("SMTP_TLS", "yes"),
        ("WEBHOOK_ALLOW_PRIVATE", "1"),
        ("SECRET_KEY", "not base64!"),
        ("SECRET_KEY", "密钥"),
        ("SECRET_KEY", base64.b64encode(bytes(31)).decode()),
        ("SIGNING_KEY", base64.b64encode(bytes(31)).decode()),
        ("POOL_SIZE", "0"),
        ("POOL_SIZE", "1.5"),
        ("REQUEST_BYTES", "0"),
        ("PROXIES", "many"),
        ("LIMIT_CALLER", "100"),
        ("LIMIT_TENANT", "0/60"),
        ("LIMIT_ADDRESS", "10/0"),
        ("LIMIT_ENTRY_ADDRESS", "a/b"),
        ("LIMIT_ENTRY_EMAIL", "-1/60"),
    ],
)
def test_a_wrong_setting_names_itself_and_tells_no_secret(name: str, value: str) -> None:
    with pytest.raises(SettingWrong, match=rf"^AFTERSALES_{name}: ") as wrong:
        load(environment(**{name: value}))

    assert "secret" not in str(wrong.value)
