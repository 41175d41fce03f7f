"""Telling tenants' own systems of facts: messages for each endpoint, then one attempt after the other."""

import time

from aftersales.kernel import traces
from aftersales.kernel.facts import Fact
from aftersales.kernel.ids import instant_of
from aftersales.kernel.measures import WEBHOOK_ATTEMPTS, WEBHOOK_FIRST
from aftersales.kernel.settings import Settings
from aftersales.kernel.tx import Tx
from aftersales.platform.model import Fleet
from aftersales.platform.webhooks import service_sending as sending
from aftersales.platform.webhooks.model import Answer, Outcome
from aftersales.platform.webhooks.service_sending import (
    HttpReceivers,
    NoAnswer,
    Parcel,
    Receivers,
    SendMessage,
    Vault,
    wait_after,
)
from aftersales_worker.delivery import RetryLater
from aftersales_worker.subscriptions import Retries, Work, on_every, timer_staged


class World:
    """What sending needs of the world outside, opened when the worker begins."""

    vault: Vault
    receivers: Receivers


async def begin(settings: Settings) -> None:
    """Derive the key of the secrets and open the way out."""
    World.vault = Vault(settings.secret_key, former=settings.former_secret_keys)
    World.receivers = HttpReceivers(allow_private=settings.webhook_allow_private)


@on_every(name="webhooks.fan_out", fleet=Fleet.INTERACTIVE)
async def fan_out(tx: Tx, fact: Fact) -> None:
    """Make a message for each endpoint that wants to hear of a fact; a tenant without endpoints costs one look."""
    await sending.fan_out(tx, fact)


@timer_staged(sending.SEND, SendMessage, fleet=Fleet.INTERACTIVE, retries=Retries(most=40))
async def send(work: Work, payload: SendMessage) -> None:
    """Make one attempt; the message itself counts its tries and asks for the next."""
    async with work.step() as tx:
        parcel = await sending.prepare(tx, World.vault, payload.message_id)
    if parcel is None:
        return
    if parcel.message.attempts == 0:
        WEBHOOK_FIRST.observe(max(time.time() - instant_of(parcel.message.fact_id), 0.0))
    came = await _post(parcel)
    async with work.step() as tx:
        outcome, tries = await sending.record(tx, parcel, came)
    WEBHOOK_ATTEMPTS.labels(outcome.value).inc()
    if outcome is Outcome.RETRY:
        raise RetryLater(wait_after(tries), f"attempt {tries}: {_short(came)}")


async def _post(parcel: Parcel) -> Answer | NoAnswer:
    with traces.span("webhook POST", traces.CLIENT) as span:
        try:
            answer = await World.receivers.post(parcel.url, parcel.headers, parcel.body)
        except NoAnswer as why:
            span.fail("no answer")
            return why
        span.add(http__response__status_code=answer.status)
        return answer


def _short(came: Answer | NoAnswer) -> str:
    return f"HTTP {came.status}" if isinstance(came, Answer) else came.why
