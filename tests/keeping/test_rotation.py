"""Secrets are changed while people work: what was made under the old one goes on until it is retired."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from aftersales.documents import keyring
from aftersales.kernel import pagination
from aftersales.kernel.ids import TenantId, new_id
from aftersales.kernel.pagination import CursorUnusable
from aftersales.kernel.settings import Settings, SettingWrong, load
from aftersales.kernel.tx import create_engine
from aftersales.platform.webhooks.model import EndpointId
from aftersales.platform.webhooks.rules import Vault
from aftersales.tenancy.entry import rules as tokens
from aftersales_api import cli
from aftersales_local.postgres import Databases
from aftersales_worker.relay import create_pool

OLD, NEW = b"o" * 32, b"n" * 32


@pytest.fixture(autouse=True)
def _keys_of_others(settings: Settings) -> object:
    """What other tests work with stands again afterwards."""
    yield
    keyring.use_settings(settings)
    pagination.use_key(settings.secret_key)
    tokens.use_key(settings.secret_key)


def in_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def test_papers_signed_before_a_rotation_verify_after_it_and_new_ones_name_the_new_key(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = environment | {"AFTERSALES_SIGNING_KEY": in_base64(OLD)}
    for name, value in before.items():
        monkeypatch.setenv(name, value)
    cli.run(cli.parser().parse_args(["signing-key"]))
    printed = capsys.readouterr().out.strip()
    keyring.use_settings(load(before))
    key_id, signature = keyring.sign(b"paper")

    rotated = {
        "AFTERSALES_SIGNING_KEY": in_base64(NEW),
        "AFTERSALES_SIGNING_KEY_ID": "2",
        "AFTERSALES_RETIRED_SIGNING_KEYS": printed,
    }
    keyring.use_settings(load(before | rotated))
    new_id_, new_signature = keyring.sign(b"paper")
    old_verifies, new_verifies = (
        keyring.is_ours(key_id, signature, b"paper"),
        keyring.is_ours(2, new_signature, b"paper"),
    )
    keyring.use_settings(load(before | rotated | {"AFTERSALES_RETIRED_SIGNING_KEYS": ""}))

    assert (key_id, new_id_, old_verifies, new_verifies) == (1, 2, True, True)
    assert printed == f"1:{in_base64(Ed25519PrivateKey.from_private_bytes(OLD).public_key().public_bytes_raw())}"
    assert keyring.is_ours(key_id, signature, b"paper") is False
    assert keyring.is_ours(2, new_signature, b"paper") is True


def test_cursors_links_and_sealed_secrets_outlive_the_key_that_made_them(settings: Settings) -> None:
    before = replace(settings, secret_key=OLD)
    after = replace(settings, secret_key=NEW, former_secret_keys=(OLD,))
    tenant, endpoint = TenantId(new_id()), EndpointId(new_id())
    pagination.use_key(before.secret_key)
    tokens.use_key(before.secret_key)
    cursor = pagination.write_cursor([1], "list")
    link = tokens.derived_token("aps_inv", "x", 1)
    sealed = Vault(before.secret_key).seal(tenant, endpoint, "whsec_x")

    pagination.use_key(after.secret_key, former=after.former_secret_keys)
    tokens.use_key(after.secret_key, former=after.former_secret_keys)
    vault = Vault(after.secret_key, former=after.former_secret_keys)

    assert pagination.read_cursor(cursor, "list") == [1]
    assert pagination.write_cursor([1], "list") != cursor
    assert tokens.derived_as_stored(tokens.digest(link), "aps_inv", "x", 1) == link
    assert tokens.derived_token("aps_inv", "x", 1) != link
    assert vault.open(tenant, endpoint, sealed) == "whsec_x"
    with pytest.raises(ValueError, match="cannot be opened"):
        Vault(NEW).open(tenant, endpoint, vault.seal(tenant, EndpointId(new_id()), "whsec_x"))


def test_without_the_former_key_what_it_made_is_refused() -> None:
    tenant, endpoint = TenantId(new_id()), EndpointId(new_id())
    pagination.use_key(OLD)
    tokens.use_key(OLD)
    cursor, link = pagination.write_cursor([1], "list"), tokens.derived_token("aps_inv", "x")
    sealed = Vault(OLD).seal(tenant, endpoint, "whsec_x")

    pagination.use_key(NEW)
    tokens.use_key(NEW)

    with pytest.raises(CursorUnusable):
        pagination.read_cursor(cursor, "list")
    with pytest.raises(ValueError, match="cannot be opened"):
        Vault(NEW).open(tenant, endpoint, sealed)
    assert tokens.derived_as_stored(tokens.digest(link), "aps_inv", "x") is None


WRONG = {
    "RETIRED_SIGNING_KEYS": [
        "x",
        "1:" + in_base64(OLD),
        "1",
        "0:" + in_base64(OLD),
        "1:zz",
        "1:" + in_base64(OLD + b"x"),
        "40000:" + in_base64(OLD),
    ],
    "FORMER_SECRET_KEYS": ["zz", in_base64(b"short"), f"{in_base64(OLD)} short"],
    "DATABASE_URL": ["http://x", "postgresql://a postgresql://b postgresql://c", "postgresql://a http://b"],
    "SIGNING_KEY_ID": ["0", "x", "40000"],
    "KEEP_JOBS_DAYS": ["0", "6", "x", "99999"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_setting_names_itself(name: str, value: str, environment: dict[str, str]) -> None:
    with pytest.raises(SettingWrong, match=f"^AFTERSALES_{name}: "):
        load(environment | {f"AFTERSALES_{name}": value})


def test_a_number_is_retired_once(environment: dict[str, str]) -> None:
    twice = f"2:{in_base64(OLD)} 2:{in_base64(NEW)}"

    with pytest.raises(SettingWrong, match="each number once"):
        load(environment | {"AFTERSALES_RETIRED_SIGNING_KEYS": twice})


async def test_a_database_password_changes_while_connections_are_opened(
    databases: Databases, settings: Settings
) -> None:
    name, place = f"rotating_{new_id().hex[-8:]}", settings.database_url.partition("@")[2]
    databases.run(f"CREATE ROLE {name} LOGIN PASSWORD 'old';")
    both = f"postgresql://{name}:old@{place} postgresql://{name}:new@{place}"
    engine = create_engine(both, pool_size=1)
    pool = await create_pool(both)

    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
        databases.run(f"ALTER ROLE {name} PASSWORD 'new';")
        still = (await connection.execute(text("SELECT current_user"))).scalar()
        async with engine.connect() as another:
            fresh = (await another.execute(text("SELECT current_user"))).scalar()
    async with pool.acquire(), pool.acquire() as other:
        relays = await other.fetchval("SELECT current_user")
    await engine.dispose()
    await pool.close()
    alone = create_engine(both.split(maxsplit=1)[0], pool_size=1)
    with pytest.raises(DBAPIError, match="password authentication failed"):
        async with alone.connect():
            pass
    await alone.dispose()
    databases.run(f"DROP ROLE {name};")

    assert (still, fresh, relays) == (name, name, name)


@pytest.mark.parametrize("mode", ["disable", "prefer"])
async def test_the_mode_of_encryption_is_asked_for_as_everywhere_else(mode: str, settings: Settings) -> None:
    engine = create_engine(f"{settings.database_url}?sslmode={mode}", pool_size=1)

    async with engine.connect() as connection:
        answer = (await connection.execute(text("SELECT 1"))).scalar()
    await engine.dispose()

    assert answer == 1


async def test_a_server_without_encryption_is_refused_where_it_is_demanded(settings: Settings) -> None:
    engine = create_engine(f"{settings.database_url}?sslmode=require", pool_size=1)

    with pytest.raises(ConnectionError):
        async with engine.connect():
            pass
    await engine.dispose()
