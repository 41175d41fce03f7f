"""The three servers, started and killed for real."""

import contextlib
import signal
import socket
from pathlib import Path

import asyncpg
import boto3
import pytest
import redis
from botocore.exceptions import ClientError
from mypy_boto3_s3.service_resource import Bucket

from aftersales_local.environment import contract
from aftersales_local.ports import LOOPBACK, free_ports
from aftersales_local.postgres import start_postgres
from aftersales_local.processes import birth_of
from aftersales_local.servers import Servers, prepare, start_servers
from aftersales_local.trouble import PortBusy


def environment_of(servers: Servers) -> dict[str, str]:
    return contract(servers, {}, smtp_port=2525, public_url="http://127.0.0.1:8080", kind="test")


def bucket_of(environment: dict[str, str], secret: str | None = None) -> Bucket:
    store = boto3.resource(
        "s3",
        endpoint_url=environment["AFTERSALES_S3_ENDPOINT"],
        region_name=environment["AFTERSALES_S3_REGION"],
        aws_access_key_id=environment["AFTERSALES_S3_ACCESS_KEY"],
        aws_secret_access_key=secret or environment["AFTERSALES_S3_SECRET_KEY"],
    )
    return store.Bucket(environment["AFTERSALES_S3_BUCKET"])


async def run_as_owner(environment: dict[str, str], statement: str) -> object:
    connection = await asyncpg.connect(environment["AFTERSALES_OWNER_DATABASE_URL"])
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_what_was_stored_survives_the_killing_of_all_servers(data: Path) -> None:
    first = start_servers(data, {})
    environment = environment_of(first)
    await run_as_owner(environment, "CREATE TABLE kept AS SELECT 42 AS answer")
    with contextlib.closing(redis.Redis.from_url(environment["AFTERSALES_REDIS_URL"])) as client:
        client.set("kept", "42")
    bucket_of(environment).put_object(Key="kept", Body=b"42")
    for child in first.children:
        child.process.send_signal(signal.SIGKILL)
        child.process.wait()

    second = start_servers(data, {})
    try:
        row = await run_as_owner(environment_of(second), "SELECT answer FROM kept")
        with contextlib.closing(redis.Redis.from_url(environment_of(second)["AFTERSALES_REDIS_URL"])) as client:
            value = client.get("kept")
        body = bucket_of(environment_of(second)).Object("kept").get()["Body"].read()
    finally:
        second.stop()

    assert row == 42
    assert value == b"42"
    assert body == b"42"
    assert environment_of(second) == environment


async def test_postgres_recovers_a_row_that_was_committed_before_it_was_killed(data: Path) -> None:
    words = start_servers(data, {"AFTERSALES_REDIS_URL": "given", "AFTERSALES_S3_ENDPOINT": "given"})
    assert words.postgres is not None
    environment = {"AFTERSALES_OWNER_DATABASE_URL": words.postgres.databases.url("owner")}
    await run_as_owner(environment, "CREATE TABLE kept AS SELECT 7 AS answer")
    words.postgres.child.process.kill()
    words.postgres.child.process.wait()

    again = start_postgres(prepare(data), words.postgres.databases.port, words.passwords)
    try:
        row = await run_as_owner(environment, "SELECT answer FROM kept")
    finally:
        again.child.stop()

    assert row == 7


def test_a_server_that_the_environment_names_is_not_started(data: Path) -> None:
    given = {"AFTERSALES_DATABASE_URL": "x", "AFTERSALES_REDIS_URL": "x", "AFTERSALES_S3_ENDPOINT": "x"}

    servers = start_servers(data, given)

    assert servers.children == []


def test_a_busy_port_is_refused_by_its_number_and_setting(data: Path) -> None:
    [port] = free_ports(1)
    with socket.create_server((LOOPBACK, port)), pytest.raises(PortBusy) as refusal:
        start_servers(data, {"AFTERSALES_POSTGRES_PORT": str(port)})

    assert refusal.value.port == port
    assert refusal.value.setting == "AFTERSALES_POSTGRES_PORT"
    assert f"端口 {port} 已被占用" in str(refusal.value)
    assert f"Port {port} is in use" in str(refusal.value)
    assert list((data / "run").glob("*.pid")) == []


async def test_nobody_enters_without_the_password(environment: dict[str, str]) -> None:
    url = environment["AFTERSALES_DATABASE_URL"].replace(":", ":wrong", 2).replace("postgresql:wrong", "postgresql:")
    anonymous = redis.Redis.from_url("redis://" + environment["AFTERSALES_REDIS_URL"].partition("@")[2])

    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(url)
    with contextlib.closing(anonymous), pytest.raises(redis.AuthenticationError):
        anonymous.ping()
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        bucket_of(environment, secret="wrong").put_object(Key="refused", Body=b"")


async def test_no_role_of_ours_may_more_than_its_work(environment: dict[str, str]) -> None:
    connection = await asyncpg.connect(environment["AFTERSALES_OWNER_DATABASE_URL"])
    try:
        roles = await connection.fetch(
            "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolcanlogin,"
            " has_schema_privilege(rolname, 'public', 'CREATE') AS creates"
            " FROM pg_roles WHERE rolname LIKE 'aftersales%' ORDER BY rolname"
        )
    finally:
        await connection.close()

    no, yes = False, True
    assert [tuple(role) for role in roles] == [
        ("aftersales_app", no, no, no, no, yes, no),
        ("aftersales_definer", no, no, no, yes, no, yes),
        ("aftersales_operator", no, no, no, no, yes, no),
        ("aftersales_owner", no, no, no, no, yes, yes),
        ("aftersales_relay", no, no, no, no, yes, no),
    ]


def test_a_stale_lock_of_another_process_does_not_keep_postgres_down(data: Path) -> None:
    given = {"AFTERSALES_REDIS_URL": "given", "AFTERSALES_S3_ENDPOINT": "given"}
    first = start_servers(data, given)
    assert first.postgres is not None
    home = Path(first.postgres.databases.run("SHOW data_directory;"))
    lock = (home / "postmaster.pid").read_text().split("\n")
    first.stop()
    (home / "postmaster.pid").write_text("\n".join(["1", *lock[1:]]))

    second = start_servers(data, given)
    try:
        assert second.postgres is not None
        assert second.postgres.databases.run("SELECT 1;") == "1"
    finally:
        second.stop()

    assert birth_of(second.postgres.child.pid) is None
