"""The production shape, as far as it can be proven without containers."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from aftersales.platform.model import Fleet
from aftersales_local import up
from aftersales_local.environment import CONTRACT
from aftersales_local.passwords import passwords_of
from aftersales_local.ports import LOOPBACK
from aftersales_local.postgres import Databases
from aftersales_local.servers import prepare, start_servers
from aftersales_local.state import ROOT

COMPOSE = ROOT / "docker-compose.yml"
DOCKER = ROOT / "infra" / "docker"
SERVICES = yaml.safe_load(COMPOSE.read_text())["services"]
ONE_SHOT = {"volumes", "prepare-database", "migrate"}


def test_every_fleet_has_a_service_and_a_local_process() -> None:
    served = {tuple(service["command"]) for name, service in SERVICES.items() if name.startswith("worker-")}

    assert served == {("aftersales-worker", fleet.value) for fleet in Fleet}
    assert set(up.FLEETS) == {fleet.value for fleet in Fleet}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_has_no_power_it_does_not_need(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert (service["user"] == "root") == (name == "volumes")
    assert ("healthcheck" in service) == (name not in ONE_SHOT)
    assert (service["restart"] == "no") == (name in ONE_SHOT)


@pytest.mark.parametrize("name", ["api", *(f"worker-{fleet.value}" for fleet in Fleet)])
def test_a_process_of_ours_is_told_all_but_the_owners_password(name: str) -> None:
    told = set(SERVICES[name]["environment"])

    assert set(CONTRACT) - told == {"AFTERSALES_OWNER_DATABASE_URL"}


def test_the_compose_file_has_the_shape_that_compose_expects() -> None:
    checked = run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE))

    assert (checked.returncode, checked.stdout.strip()) == (0, "ok -- validation done")


def test_the_image_is_made_as_the_linter_of_such_files_likes_it() -> None:
    checked = run("hadolint", str(DOCKER / "Dockerfile"))

    assert (checked.returncode, checked.stdout) == (0, "")


def test_the_image_runs_as_nobody_in_particular_and_brings_no_tool_of_ours_to_build_it() -> None:
    text = (DOCKER / "Dockerfile").read_text()
    final = text.rsplit("FROM ", 1)[1]

    assert "USER 10001:10001" in final
    assert "pip install" not in final


def test_the_database_archives_its_wal_beside_the_backups() -> None:
    postgres = SERVICES["postgres"]

    assert {"archive_mode=on", "archive_timeout=60", 'archive_command=sh /sql/archive-wal.sh "%p" "%f"'} <= set(
        postgres["command"]
    )
    assert {"backups:/backups", "./infra/postgres:/sql:ro"} <= set(postgres["volumes"])


def run(program: str, *words: str) -> subprocess.CompletedProcess[str]:
    """One of the programs beside this Python."""
    beside = Path(sys.executable).with_name(program)
    return subprocess.run([str(beside), *words], check=False, capture_output=True, text=True)


def test_only_the_proxy_is_open_to_the_world() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_the_generated_env_file_answers_every_demand(tmp_path: Path) -> None:
    target = tmp_path / "env"
    demanded = set(re.findall(r"\$\{(\w+):\?", COMPOSE.read_text()))

    subprocess.run([str(DOCKER / "make-env.sh"), str(target)], check=True, capture_output=True)
    written = dict(line.split("=", 1) for line in target.read_text().splitlines() if "=" in line)
    again = subprocess.run([str(DOCKER / "make-env.sh"), str(target)], check=False, capture_output=True)

    assert {name for name in demanded if not written.get(name)} == set()
    assert target.stat().st_mode & 0o777 == 0o600
    assert again.returncode == 1


def test_the_database_is_prepared_twice_without_harm(data: Path) -> None:
    servers = start_servers(data, {"AFTERSALES_REDIS_URL": "given", "AFTERSALES_S3_ENDPOINT": "given"})
    assert servers.postgres is not None
    databases = servers.postgres.databases
    try:
        databases.drop("aftersales")
        first, second = (prepared(databases, "c0ffee"), prepared(databases, "decaf"))
        owner = databases.run("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'aftersales';")
    finally:
        servers.stop()

    assert (first, second, owner) == (0, 0, "aftersales_owner")


def prepared(databases: Databases, password: str) -> int:
    words = {f"PASSWORD_{role}": password for role in ("owner", "app", "relay", "operator")}
    environ = {
        "PATH": f"{databases.programs}:{os.environ['PATH']}",
        "PGHOST": LOOPBACK,
        "PGPORT": str(databases.port),
        "PGUSER": "postgres",
        "PGPASSWORD": databases.passwords.postgres,
        "SQL": str(ROOT / "infra" / "postgres"),
    }
    done = subprocess.run(
        ["/bin/sh", str(DOCKER / "prepare-database.sh")], env=environ | words, check=False, capture_output=True
    )
    return done.returncode


def test_an_old_data_directory_gets_the_secrets_that_a_new_version_needs(data: Path) -> None:
    prepare(data)
    before = passwords_of(data)
    (data / "secrets.json").write_text(f'{{"app": "{before.app}"}}')

    after = passwords_of(data)

    assert after.app == before.app
    assert len(after.relay) == 40
