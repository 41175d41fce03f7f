"""What people are told of stock counts: one line for each kind of fact."""

from typing import Final

from aftersales.kernel.access import Role
from aftersales.kernel.facts import Fact
from aftersales.kernel.tx import Tx
from aftersales.notifications.model import Audience, Channel, Roles
from aftersales.parts import service as parts
from aftersales.parts.counts import events as counts
from aftersales.policy.model import Bystander
from aftersales_worker.telling import Params, ParamsOf, Who, WhoOf, tell

KEEPERS: Final = (Role.WAREHOUSE_KEEPER, Role.FACTORY_RECEIVER)
COUNTERS: Final = (Bystander.FACTORY, Bystander.DEALER)


async def _keepers(tx: Tx, fact: counts.CountFact) -> Audience:
    """The keepers of the warehouse that is counted."""
    return Roles(KEEPERS, (await parts.warehouse(tx, fact.warehouse_id)).organisation_id)


def _approver(fact: counts.CountEntered) -> tuple[Who, ...]:
    return (Role(fact.approver) if fact.approver in set(Role) else Role.FINANCE,)


def _with(*fields: str) -> ParamsOf:
    """Parameters that stand in the fact, and what the warehouse is called."""

    async def params(tx: Tx, fact: counts.CountFact) -> Params:
        found: Params = {"warehouse": (await parts.warehouse(tx, fact.warehouse_id)).name}
        return found | {field: getattr(fact, field) for field in fields}

    return params


def _tell(
    fact: type[Fact],
    template: str,
    params: ParamsOf,
    to: tuple[Who, ...] | WhoOf = (),
    channels: tuple[Channel, ...] = (Channel.INBOX, Channel.MAIL),
    *,
    is_final: bool = False,
) -> None:
    tell(
        fact,
        template,
        to=to,
        params=params,
        channels=channels,
        link=lambda fact: f"/stock-counts/{fact.count_id}",
        when=(lambda fact: fact.is_final) if is_final else (lambda _: True),
        bystanders={Bystander.FACTORY: _keepers},
    )


_tell(counts.CountOpened, "count_opened", _with("lines"), COUNTERS)
_tell(counts.CountRecountAsked, "count_recount_asked", _with("lines"), COUNTERS)
_tell(counts.CountEntered, "count_needs_approval", _with("lines"), _approver, is_final=True)
_tell(counts.CountApproved, "count_approved", _with())
_tell(counts.CountPosted, "count_posted", _with("gained", "lost"), COUNTERS, (Channel.INBOX,))
_tell(counts.CountCancelled, "count_cancelled", _with("reason"), COUNTERS, (Channel.INBOX,))
