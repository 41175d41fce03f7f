"""The meter listens: facts that stand for something used become usage events, under an identity made of the fact's."""

from collections.abc import Callable
from typing import Final, TypeAlias

from aftersales.kernel.facts import REGISTRY, Fact
from aftersales.kernel.ids import derived_id
from aftersales.kernel.tx import Tx
from aftersales.metering import service as metering
from aftersales.metering.model import CauseKind, Meter, UsageEvent, UsageEventId
from aftersales.platform import service as platform
from aftersales.platform.model import Fleet
from aftersales_worker.subscriptions import on

Used: TypeAlias = tuple[Meter, int, str]
"""A meter, how much, and the dimension that splits it."""


def _word(fact: Fact, *fields: str) -> str:
    """The first of these fields that the fact has, as a dimension."""
    return next((str(getattr(fact, field)) for field in fields if hasattr(fact, field)), "")[:40]


def _bytes(fact: Fact) -> int:
    """How many bytes the fact speaks of."""
    size = getattr(fact, "bytes", 0)
    return size if isinstance(size, int) else 0


def _return_filed(_: Fact) -> list[Used]:
    return [(Meter.RETURNS_FILED, 1, "")]


def _document_rendered(fact: Fact) -> list[Used]:
    kind = _word(fact, "kind", "template")
    return [(Meter.DOCUMENTS_RENDERED, 1, kind), (Meter.DOCUMENT_BYTES_KEPT, _bytes(fact), "document")]


def _file_stored(fact: Fact) -> list[Used]:
    return [(Meter.DOCUMENT_BYTES_KEPT, _bytes(fact), "file")]


def _message_sent(fact: Fact) -> list[Used]:
    return [(Meter.MESSAGES_SENT, 1, _word(fact, "channel"))]


MEASURED: Final[dict[str, Callable[[Fact], list[Used]]]] = {
    "claims.return_filed": _return_filed,
    "documents.document_rendered": _document_rendered,
    "documents.file_stored": _file_stored,
    "notifications.message_sent": _message_sent,
}
"""What is measured, by the names of facts; a name that nobody announces measures nothing."""


@on(*(REGISTRY[name] for name in MEASURED if name in REGISTRY), name="metering.measure_fact", fleet=Fleet.BULK)
async def measure_fact(tx: Tx, fact: Fact) -> None:
    """Count what a fact says was used, at the instant at which it happened."""
    cause = await platform.cause(tx)
    events = [
        UsageEvent(
            id=UsageEventId(derived_id("usage", cause.id, meter.value, dimension)),
            meter=meter,
            dimension=dimension,
            quantity=quantity,
            occurred_at=cause.at,
            cause_kind=CauseKind.FACT,
            cause_id=cause.id,
        )
        for meter, quantity, dimension in MEASURED[fact.NAME](fact)
        if quantity
    ]
    await metering.record(tx, events)
