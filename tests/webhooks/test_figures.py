"""What is counted of webhooks: how late a message is tried first, and what came of each attempt."""

from datetime import timedelta

from tests.fixtures.api import Login
from tests.fixtures.kernel import Brand
from tests.fixtures.worker import Drain
from tests.webhooks.receiver import Receiver, answer

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.measures import OWN


def figure(name: str, **labels: str) -> float:
    """What this process has counted."""
    return OWN.get_sample_value(name, labels) or 0.0


async def test_the_first_attempt_is_counted_once_and_each_by_what_came_of_it(
    brand: Brand, log_in: Login, drain: Drain, clock: SetClock, receiver: Receiver
) -> None:
    administrator = await log_in(brand, Role.ADMINISTRATOR)
    receiver.answers[:] = [answer(500), answer(204)]
    first = "aftersales_webhook_first_attempt_seconds"
    outcomes = ("retry", "delivered")
    before = [figure("aftersales_webhook_attempts_total", outcome=one) for one in outcomes]
    counted, seconds = figure(f"{first}_count"), figure(f"{first}_sum")

    made = await administrator.http.post("/v1/webhook-endpoints", json={"url": receiver.url, "events": ["claims.*"]})
    await administrator.http.post(f"/v1/webhook-endpoints/{made.json()['endpoint']['id']}/ping")
    await drain()
    clock.advance(timedelta(days=1))
    await drain()

    after = [figure("aftersales_webhook_attempts_total", outcome=one) for one in outcomes]
    assert (made.status_code, len(receiver.taken)) == (201, 2)
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1]
    assert figure(f"{first}_count") - counted == 1
    assert 0 <= figure(f"{first}_sum") - seconds < 60
