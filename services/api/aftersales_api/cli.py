"""`aftersales`: what is done at the terminal of the platform itself, with the same services as the API."""

import argparse
import asyncio
import os
import re
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TextIO
from uuid import UUID

import asyncpg
from sqlalchemy.exc import DBAPIError, OperationalError

from aftersales.documents import keyring
from aftersales.kernel import pagination
from aftersales.kernel.errors import Refusal, Unavailable
from aftersales.kernel.ids import TenantId
from aftersales.kernel.settings import PREFIX, Settings, SettingWrong, load
from aftersales.kernel.tx import Database, OperatorTx, create_engine
from aftersales.platform.service import write_facts
from aftersales.tenancy.entry import service_tokens as tokens
from aftersales.tenancy.model import Tenant
from aftersales.tenancy.operators import service as operators
from aftersales.tenancy.operators.model import NewTenant
from aftersales_api.keeping import terminal as keeping
from aftersales_api.plans import terminal as plans

REFUSED: Final = 1
WRONG_SETTING: Final = 3
UNREACHABLE: Final = 4
TERMINAL: Final = UUID(int=2)
"""Acts that come from the terminal, where no operator's key was shown, are recorded under this identity."""

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
Act = Callable[[OperatorTx], Awaitable[None]]


def say(text: str, stream: TextIO | None = None) -> None:
    """A line for the person at the terminal."""
    (stream or sys.stdout).write(text + "\n")


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise argparse.ArgumentTypeError("不是邮箱地址 · not an e-mail address")
    return text


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="aftersales", description="三包售后平台 · the after-sales platform")
    commands = top.add_subparsers(dest="command", required=True)
    migrate = commands.add_parser("migrate", help="升级数据库结构 · bring the schema up to date")
    migrate.add_argument("revision", nargs="?", default="head")
    commands.add_parser("openapi", help="输出接口说明 · print the OpenAPI document")
    commands.add_parser("distribution", help="输出分布式数据库脚本 · print the SQL that spreads tenants over hosts")
    commands.add_parser("signing-key", help="输出签名公钥 · print the public key that signs now, by its number")
    keeping.add_commands(commands.add_parser("tenant", help="整体导出与导入品牌 · a brand whole: export, import"))
    _add_operator_commands(commands.add_parser("operator", help="平台运营 · operate the platform"))
    return top


def _add_operator_commands(operator: argparse.ArgumentParser) -> None:
    commands = operator.add_subparsers(dest="act", required=True)
    add = commands.add_parser("add", help="添加运营人员，密钥只显示一次 · add an operator; the key is shown once")
    add.add_argument("--name", required=True)
    add.add_argument("--email", required=True, type=_email)
    provision = commands.add_parser("provision-tenant", help="开通品牌 · let a manufacturer in")
    provision.add_argument("--code", required=True)
    provision.add_argument("--name", required=True)
    provision.add_argument("--name-en", default="")
    provision.add_argument("--currency", default="CNY")
    provision.add_argument("--time-zone", default="Asia/Shanghai")
    provision.add_argument("--locale", default="zh", choices=["zh", "en"])
    provision.add_argument("--admin-name", required=True)
    provision.add_argument("--admin-email", required=True, type=_email)
    invite = commands.add_parser(
        "invite-administrator", help="重新邀请首位管理员 · invite the first administrator anew"
    )
    invite.add_argument("code")
    invite.add_argument("--admin-name", required=True)
    invite.add_argument("--admin-email", required=True, type=_email)
    for name, text in (("suspend", "暂停品牌 · let nobody of a brand in"), ("resume", "恢复品牌 · let them in again")):
        move = commands.add_parser(name, help=text)
        move.add_argument("code")
        move.add_argument("--reason", default="")
    commands.add_parser("tenants", help="列出品牌 · list the brands")
    plans.add_commands(commands)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, do it, and end with 0, or with a code that says what was wrong."""
    sys.exit(run(parser().parse_args(arguments)))


def run(chosen: argparse.Namespace) -> int:
    """Do one command; every failure is one line in both languages and an exit code of its own."""
    try:
        if chosen.command == "migrate":
            _migrate(chosen.revision)
        elif chosen.command == "openapi":
            _print_openapi()
        elif chosen.command == "distribution":
            _print_distribution()
        elif chosen.command == "signing-key":
            keyring.use_settings(load())
            say(keyring.public_line())
        elif chosen.command == "tenant":
            asyncio.run(keeping.run(chosen, load(), say))
        else:
            _operate(chosen)
    except SettingWrong as wrong:
        say(f"配置错误 · wrong setting: {wrong}", sys.stderr)
        return WRONG_SETTING
    except Refusal as refusal:
        say(f"{refusal.text('zh')} · {refusal.text('en')}", sys.stderr)
        for error in refusal.errors:
            say(f"  {error.pointer}: {error.zh} · {error.en}", sys.stderr)
        return REFUSED
    except (OSError, OperationalError, asyncpg.PostgresError, DBAPIError) as away:
        say(f"数据库不可用 · the database cannot be used: {type(away).__name__}: {away}", sys.stderr)
        return UNREACHABLE
    return 0


def _migrate(revision: str) -> None:
    url = os.environ.get(f"{PREFIX}OWNER_DATABASE_URL", "")
    if not url:
        raise SettingWrong("OWNER_DATABASE_URL", "is not set")
    from aftersales import migrations  # noqa: PLC0415 - the other commands need no schema

    migrations.upgrade(url, revision)
    say(f"数据库结构已升级 · the schema is at {revision}")
    if os.environ.get(f"{PREFIX}S3_ENDPOINT"):
        asyncio.run(_prepare_store(load()))


async def _prepare_store(settings: Settings) -> None:
    """Make the bucket and let our own pages upload to it; a store that is away now can be prepared by a later run."""
    from aftersales.documents.gateway import S3Store  # noqa: PLC0415 - the other commands store no files

    objects = S3Store(settings)
    try:
        await objects.ensure_bucket((settings.public_url,))
        say(f"对象存储已就绪 · the bucket {settings.s3_bucket} is ready")
    except Unavailable:
        say("对象存储暂不可用，请稍后重新执行 · the object store is away; run this again later", sys.stderr)
    finally:
        await objects.close()


def _print_openapi() -> None:
    from aftersales_api.openapi import document  # noqa: PLC0415 - the other commands need no application

    say(document())


def _print_distribution() -> None:
    from aftersales.migrations import distribution  # noqa: PLC0415 - the other commands need no schema

    say(distribution.script())


def _operate(chosen: argparse.Namespace) -> None:
    settings = load()
    tokens.use_key(settings.secret_key)
    pagination.use_key(settings.secret_key)
    act = ACTS[chosen.act](chosen, settings)
    asyncio.run(_in_transaction(settings, act))


async def _in_transaction(settings: Settings, act: Act) -> None:
    engine = create_engine(settings.operator_database_url, pool_size=1)
    database = Database(engine, before_commit=write_facts)
    try:
        async with database.operator_transaction(TERMINAL) as tx:
            await act(tx)
    finally:
        await database.close()


def _add(chosen: argparse.Namespace, _: Settings) -> Act:
    async def act(tx: OperatorTx) -> None:
        key = await operators.add_operator(tx, chosen.name, chosen.email)
        say(f"运营密钥（只显示一次） · operator key, shown once:\n{key}")

    return act


def _provision(chosen: argparse.Namespace, settings: Settings) -> Act:
    wanted = NewTenant(
        code=chosen.code,
        name=chosen.name,
        name_en=chosen.name_en,
        currency=chosen.currency,
        time_zone=chosen.time_zone,
        locale=chosen.locale,
        administrator_name=chosen.admin_name,
        administrator_email=chosen.admin_email,
    )

    async def act(tx: OperatorTx) -> None:
        provisioned = await operators.provision_tenant(tx, wanted)
        say(f"品牌已开通 · provisioned: {provisioned.tenant.code} {provisioned.tenant.id}")
        _say_invitation(settings, operators.first_token(provisioned))

    return act


def _invite(chosen: argparse.Namespace, settings: Settings) -> Act:
    async def act(tx: OperatorTx) -> None:
        tenant = await operators.tenant_of_code(tx, chosen.code)
        provisioned = await operators.invite_administrator(tx, tenant.id, chosen.admin_email, chosen.admin_name)
        _say_invitation(settings, operators.first_token(provisioned))

    return act


def _say_invitation(settings: Settings, token: str) -> None:
    say(f"管理员邀请（72 小时内一次有效） · the administrator's invitation, once within 72 hours:\n{token}")
    say(f"{settings.public_url}/invitations/{token}")


def _suspend(chosen: argparse.Namespace, _: Settings) -> Act:
    return _move(chosen, operators.suspend_tenant, "已暂停 · suspended")


def _resume(chosen: argparse.Namespace, _: Settings) -> Act:
    return _move(chosen, operators.resume_tenant, "已恢复 · resumed")


def _move(
    chosen: argparse.Namespace,
    move: Callable[[OperatorTx, TenantId, str], Awaitable[Tenant]],
    done: str,
) -> Act:
    async def act(tx: OperatorTx) -> None:
        tenant = await operators.tenant_of_code(tx, chosen.code)
        await move(tx, tenant.id, chosen.reason)
        say(f"{chosen.code}: {done}")

    return act


def _tenants(_: argparse.Namespace, __: Settings) -> Act:
    async def act(tx: OperatorTx) -> None:
        cursor, more = None, True
        while more:
            tenants, cursor = await operators.list_tenants(tx, None, limit=200, cursor=cursor)
            for tenant in tenants:
                say(f"{tenant.code}\t{tenant.state}\t{tenant.name}\t{tenant.id}")
            more = cursor is not None

    return act


def _plans(command: str) -> Callable[[argparse.Namespace, Settings], Act]:
    return lambda chosen, _: plans.ACTS[command](chosen, say)


ACTS: Final[dict[str, Callable[[argparse.Namespace, Settings], Act]]] = {
    "add": _add,
    "provision-tenant": _provision,
    "invite-administrator": _invite,
    "suspend": _suspend,
    "resume": _resume,
    "tenants": _tenants,
    **{command: _plans(command) for command in plans.ACTS},
}

if __name__ == "__main__":
    main()
