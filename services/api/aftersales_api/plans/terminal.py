"""Plans at the terminal of the platform: made, listed, retired, and tenants put on them."""

import argparse
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Final

import msgspec

from aftersales.kernel.tx import OperatorTx
from aftersales.metering.model import Meter
from aftersales.metering.plans import service_operators as plans
from aftersales.metering.plans.model import Allowance, Allowances, Beyond
from aftersales.tenancy.operators import service as operators

Act = Callable[[OperatorTx], Awaitable[None]]
Say = Callable[[str], None]

PAGE: Final = 200


def _allowance(text: str) -> tuple[Meter, Allowance]:
    """`returns_filed=500,refuse,80,95`: how much, whether more is refused, and when to warn."""
    meter, _, rest = text.partition("=")
    included, *words = rest.split(",")
    beyond = Beyond.REFUSE if Beyond.REFUSE.value in words else Beyond.ALLOW
    try:
        warn = [int(word) for word in words if word not in set(Beyond)]
        wanted = {"included": int(included), "warn": warn, "beyond": beyond}
        return Meter(meter), msgspec.convert(wanted, Allowance)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(f"如 returns_filed=500,refuse,80,95 · as shown ({wrong})") from wrong


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as wrong:
        raise argparse.ArgumentTypeError("如 2026-06 · as 2026-06") from wrong


def _allowances(given: Sequence[tuple[Meter, Allowance]] | None) -> Allowances:
    return dict(given or ())


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The commands, below `aftersales operator`."""
    make = commands.add_parser("make-plan", help="建立套餐 · make a plan")
    make.add_argument("--code", required=True)
    make.add_argument("--name", required=True)
    make.add_argument("--name-en", default="")
    make.add_argument("--weight", type=int, default=1, choices=range(1, 101), metavar="1-100")
    make.add_argument("--from", dest="from_month", type=_month)
    make.add_argument("--allow", type=_allowance, action="append", metavar="METER=N[,refuse][,PERCENT…]")
    put = commands.add_parser("put-on-plan", help="为品牌安排套餐 · put a brand on a plan")
    put.add_argument("code", help="品牌编码 · the brand's code")
    put.add_argument("plan", help="套餐编码 · the plan's code")
    put.add_argument("--from", dest="from_month", type=_month)
    put.add_argument("--except", dest="exceptions", type=_allowance, action="append", metavar="METER=N[,refuse]…")
    put.add_argument("--reason", required=True)
    end = commands.add_parser("end-plan", help="让品牌不再在套餐上 · take a brand off its plan")
    end.add_argument("code", help="品牌编码 · the brand's code")
    end.add_argument("--from", dest="from_month", type=_month)
    end.add_argument("--reason", required=True)
    retire = commands.add_parser("retire-plan", help="停用套餐 · retire a plan")
    retire.add_argument("plan", help="套餐编码 · the plan's code")
    commands.add_parser("plans", help="列出套餐 · list the plans")


def make(chosen: argparse.Namespace, say: Say) -> Act:
    """Make a plan with its first terms."""

    async def act(tx: OperatorTx) -> None:
        plan = await plans.make_plan(
            tx,
            code=chosen.code,
            name=chosen.name,
            name_en=chosen.name_en,
            from_month=chosen.from_month,
            weight=chosen.weight,
            allowances=_allowances(chosen.allow),
        )
        say(f"套餐已建立 · made: {plan.code} {plan.id}")

    return act


def put(chosen: argparse.Namespace, say: Say) -> Act:
    """Put a tenant on a plan."""

    async def act(tx: OperatorTx) -> None:
        tenant = await operators.tenant_of_code(tx, chosen.code)
        plan = await plans.plan_of_code(tx, chosen.plan)
        assignment = await plans.put_on_plan(
            tx,
            tenant.id,
            plan.id,
            from_month=chosen.from_month,
            exceptions=_allowances(chosen.exceptions),
            reason=chosen.reason,
        )
        say(f"{chosen.code}: {plan.code}，自 {assignment.from_month:%Y-%m} 起 · from then on")

    return act


def end(chosen: argparse.Namespace, say: Say) -> Act:
    """Take a tenant off its plan."""

    async def act(tx: OperatorTx) -> None:
        tenant = await operators.tenant_of_code(tx, chosen.code)
        ended = await plans.end_plan(tx, tenant.id, from_month=chosen.from_month, reason=chosen.reason)
        say(f"{chosen.code}: 自 {ended.from_month:%Y-%m} 起不在套餐上 · on no plan from then on")

    return act


def retire(chosen: argparse.Namespace, say: Say) -> Act:
    """Put no more tenants on a plan."""

    async def act(tx: OperatorTx) -> None:
        plan = await plans.plan_of_code(tx, chosen.plan)
        await plans.retire_plan(tx, plan.id, expected_version=plan.version)
        say(f"{chosen.plan}: 已停用 · retired")

    return act


def listed(_: argparse.Namespace, say: Say) -> Act:
    """Every plan, a line each."""

    async def act(tx: OperatorTx) -> None:
        cursor, more = None, True
        while more:
            found, cursor = await plans.list_plans(tx, retired=None, limit=PAGE, cursor=cursor)
            for plan in found:
                state = "retired" if plan.retired_at else "open"
                say(f"{plan.code}\t{state}\t{plan.tenants}\t{plan.name}\t{plan.id}")
            more = cursor is not None

    return act


ACTS: Final[dict[str, Callable[[argparse.Namespace, Say], Act]]] = {
    "make-plan": make,
    "put-on-plan": put,
    "end-plan": end,
    "retire-plan": retire,
    "plans": listed,
}
