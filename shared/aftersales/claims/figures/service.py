"""The use case of figures: one look at a period."""

from datetime import date

from aftersales.claims.figures import rules, store
from aftersales.claims.figures.model import Figure, ReturnFigures
from aftersales.claims.figures.store import FigureRow
from aftersales.kernel.access import Permission
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Tx
from aftersales.policy.model import Subject
from aftersales.policy.stopwatches import service as stopwatches
from aftersales.tenancy.tenants import service as tenants


async def read(tx: Tx, first_day: date, last_day: date) -> ReturnFigures:
    """What the returns that the caller may see, filed in these days, come to; a dealer's are their own."""
    tx.actor.require(Permission.RETURNS_READ)
    time_zone = (await tenants.read_tenant(tx)).time_zone
    since, until = rules.instants_of(first_day, last_day, time_zone)

    rows = await store.figures(tx, since, until)
    return ReturnFigures(
        first_day=first_day,
        last_day=last_day,
        time_zone=time_zone,
        total=_of(rows, "total"),
        by_outcome=_of(rows, "outcome"),
        by_clause=_of(rows, "clause"),
        by_model=_of(rows, "model"),
        by_part=_of(rows, "part"),
        by_dealer=_of(rows, "dealer"),
        deadlines=await stopwatches.kept(tx, Subject.RETURN, since, until),
    )


def _of(rows: list[FigureRow], kind: str) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            key=row.key,
            name=row.name,
            name_en=row.name_en,
            returns=row.returns,
            lines=row.lines,
            accepted=row.accepted,
            pieces=row.pieces,
            cost=Money.of_minor(row.cost_minor, row.currency),
        )
        for row in rows
        if row.kind == kind
    )
