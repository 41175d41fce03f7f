"""The command line, as a process of its own."""

import asyncio
import json
import os
import subprocess
import sys

import httpx
import pytest
from tests.fixtures.api import PASSWORD

from aftersales.kernel.ids import new_id
from aftersales_local.postgres import Databases

Environment = dict[str, str]


def aftersales(environment: Environment, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "aftersales_api.cli", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def word(output: str, prefix: str) -> str:
    return next(part for part in output.split() if part.startswith(prefix))


def provision(environment: Environment, code: str, *more: str) -> subprocess.CompletedProcess[str]:
    email = f"{code.replace(' ', '')}@example.com"
    names = ["--name", "示例品牌", "--admin-name", "管理员", "--admin-email", email]
    return aftersales(environment, "operator", "provision-tenant", "--code", code, *names, *more)


async def test_a_brand_is_provisioned_from_the_terminal_and_its_administrator_comes_in(
    environment: Environment, api: httpx.AsyncClient
) -> None:
    code = f"c-{new_id().hex[-12:]}"

    done = await asyncio.to_thread(provision, environment, code)
    token = word(done.stdout, "aps_inv_")
    joined = await api.post("/v1/invitations/acceptances", json={"token": token, "password": PASSWORD})
    opened = await api.post("/v1/sessions", json={"email": f"{code}@example.com", "password": PASSWORD})

    assert (done.returncode, done.stderr) == (0, "")
    assert f"http://127.0.0.1:8080/invitations/{token}" in done.stdout
    assert joined.status_code == 201, joined.text
    assert opened.json()["brands"][0]["roles"] == ["administrator"]


async def test_an_operators_key_is_told_once_and_opens_the_operators_door(
    environment: Environment, api: httpx.AsyncClient
) -> None:
    email = f"{new_id().hex[-12:]}@example.com"

    added = await asyncio.to_thread(aftersales, environment, "operator", "add", "--name", "值班", "--email", email)
    renewed = await asyncio.to_thread(aftersales, environment, "operator", "add", "--name", "值班", "--email", email)
    with_old = await api.get(
        "/v1/operator/tenants", headers={"Authorization": f"Bearer {word(added.stdout, 'aps_oper_')}"}
    )
    with_new = await api.get(
        "/v1/operator/tenants", headers={"Authorization": f"Bearer {word(renewed.stdout, 'aps_oper_')}"}
    )

    assert added.returncode == 0, added.stderr
    assert with_old.status_code == 401
    assert with_new.status_code == 200


def test_a_brand_is_suspended_listed_and_resumed(environment: Environment) -> None:
    code = f"c-{new_id().hex[-12:]}"
    provision(environment, code)

    suspended = aftersales(environment, "operator", "suspend", code, "--reason", "欠费")
    listed = aftersales(environment, "operator", "tenants")
    resumed = aftersales(environment, "operator", "resume", code)
    twice = aftersales(environment, "operator", "resume", code)

    assert (suspended.returncode, resumed.returncode) == (0, 0)
    assert f"{code}\tsuspended\t示例品牌" in listed.stdout
    assert twice.returncode == 1
    assert "This brand is active already." in twice.stderr


def test_a_brand_is_put_on_a_plan_that_is_made_listed_and_retired_here(environment: Environment) -> None:
    code = f"c-{new_id().hex[-12:]}"
    provision(environment, code)
    names = ["--code", f"p-{code}", "--name", "标准版", "--allow", "returns_filed=500,refuse,80,95"]

    made = aftersales(environment, "operator", "make-plan", *names)
    put = aftersales(environment, "operator", "put-on-plan", code, f"p-{code}", "--reason", "合同")
    listed = aftersales(environment, "operator", "plans")
    ended = aftersales(environment, "operator", "end-plan", code, "--reason", "到期")
    again = aftersales(environment, "operator", "end-plan", code, "--reason", "到期")
    retired = aftersales(environment, "operator", "retire-plan", f"p-{code}")
    refused = aftersales(environment, "operator", "put-on-plan", code, f"p-{code}", "--reason", "合同")
    garbled = aftersales(environment, "operator", "make-plan", *names[:4], "--allow", "returns_filed=many")

    assert [done.returncode for done in (made, put, ended, retired)] == [0, 0, 0, 0], (
        made.stderr + put.stderr + ended.stderr
    )
    assert f"p-{code}\topen\t1\t标准版" in listed.stdout
    assert (refused.returncode, garbled.returncode) == (1, 2)
    assert "起不在套餐上" in ended.stdout
    assert (again.returncode, "The tenant is on no plan in" in again.stderr) == (1, True)
    assert f"The plan p-{code} is retired." in refused.stderr
    assert "returns_filed=500,refuse,80,95" in garbled.stderr


def test_refusals_name_each_place_and_have_an_exit_code(environment: Environment) -> None:
    wrong = provision(environment, "Not A Code", "--time-zone", "Mars/Olympus")
    unknown = aftersales(environment, "operator", "suspend", "no-such-brand")

    assert wrong.returncode == 1
    assert ["/code:" in wrong.stderr, "/time_zone:" in wrong.stderr] == [True, True]
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "No such tenant" in unknown.stderr


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ({"AFTERSALES_OPERATOR_DATABASE_URL": ""}, 3, "AFTERSALES_OPERATOR_DATABASE_URL"),
        ({"AFTERSALES_OPERATOR_DATABASE_URL": "postgresql://x@127.0.0.1:1/x"}, 4, "the database cannot be used"),
    ],
)
def test_a_wrong_setting_and_an_absent_database_are_said_in_one_line(
    change: Environment, code: int, said: str, environment: Environment
) -> None:
    failed = aftersales(environment | change, "operator", "tenants")

    assert failed.returncode == code
    assert said in failed.stderr
    assert len(failed.stderr.splitlines()) == 1


def test_an_empty_database_is_migrated_and_again_without_harm(
    environment: Environment, empty_database: str, databases: Databases
) -> None:
    owner = {"AFTERSALES_OWNER_DATABASE_URL": databases.url("owner", empty_database)}

    first = aftersales(environment | owner, "migrate")
    again = aftersales(environment | owner, "migrate")
    without = aftersales(environment | {"AFTERSALES_OWNER_DATABASE_URL": ""}, "migrate")

    assert first.returncode == 0, first.stderr
    assert again.returncode == 0, again.stderr
    assert without.returncode == 3


def test_the_openapi_document_needs_no_server() -> None:
    printed = aftersales({}, "openapi")

    assert printed.returncode == 0, printed.stderr
    document = json.loads(printed.stdout)
    assert document["openapi"] == "3.1.0"
    assert document["paths"]["/v1/operator/tenants"]["post"]["operationId"] == "provision_tenant"
