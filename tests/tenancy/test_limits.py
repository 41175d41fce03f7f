"""Rate limits: over HTTP, in Redis, and without it."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.fixtures.api import PASSWORD, Login
from tests.fixtures.kernel import Brand
from tests.tenancy.conftest import ApiWith
from tests.tenancy.network import code_of

from aftersales.kernel.access import Role
from aftersales.kernel.ids import new_id
from aftersales.kernel.settings import Limits, Rate, Settings
from aftersales_api.limits import Ask, Limiter, LocalBuckets, TooManyRequests, address_of, price_of

PLENTY = Rate(1_000_000, 60)
GENEROUS = Limits(caller=PLENTY, tenant=PLENTY, address=PLENTY, entry_address=PLENTY, entry_email=PLENTY)
NO_REDIS = "redis://127.0.0.1:1/0"


def fresh_address() -> str:
    return f"10.{new_id().int % 256}.{new_id().int % 255}.{new_id().int % 253}"


@pytest.mark.parametrize("redis", ["real", "dead"])
async def test_a_caller_who_is_too_fast_is_told_when_to_come_back(
    redis: str, brand: Brand, log_in: Login, api_with: ApiWith, settings: Settings
) -> None:
    clerk = await log_in(brand, Role.AUDITOR)
    limits = replace(GENEROUS, caller=Rate(3, 300))
    url = settings.redis_url if redis == "real" else NO_REDIS

    async with api_with(limits=limits, redis_url=url) as api:
        bearer = {"Authorization": f"Bearer {clerk.token}"}
        answers = [await api.get("/v1/tenant", headers=bearer) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0].headers["RateLimit-Policy"] == '"caller";q=3;w=300, "tenant";q=1000000;w=60'
    assert [answer.headers["RateLimit"].split(",")[0] for answer in answers[:3]] == [
        '"caller";r=2;t=100',
        '"caller";r=1;t=200',
        '"caller";r=0;t=300',
    ]
    assert code_of(answers[3]) == (429, "too_many_requests")
    assert 95 <= int(answers[3].headers["Retry-After"]) <= 100


async def test_one_callers_limit_is_not_anothers(brand: Brand, log_in: Login, api_with: ApiWith) -> None:
    fast, calm = await log_in(brand, Role.AUDITOR), await log_in(brand, Role.AUDITOR)

    async with api_with(limits=replace(GENEROUS, caller=Rate(1, 300))) as api:
        by_fast = [await api.get("/v1/tenant", headers={"Authorization": f"Bearer {fast.token}"}) for _ in range(2)]
        by_calm = await api.get("/v1/tenant", headers={"Authorization": f"Bearer {calm.token}"})

    assert [answer.status_code for answer in by_fast] == [200, 429]
    assert by_calm.status_code == 200


async def test_a_tenants_callers_share_its_limit_and_a_change_costs_more(
    brand: Brand, log_in: Login, api_with: ApiWith
) -> None:
    admin, auditor = await log_in(brand, Role.ADMINISTRATOR), await log_in(brand, Role.AUDITOR)
    body = {"kind": "dealer", "code": "D1", "name": "示例"}

    async with api_with(limits=replace(GENEROUS, tenant=Rate(4, 300))) as api:
        change = await api.post("/v1/organisations", json=body, headers={"Authorization": f"Bearer {admin.token}"})
        look = await api.get("/v1/tenant", headers={"Authorization": f"Bearer {auditor.token}"})
        too_much = await api.get("/v1/tenant", headers={"Authorization": f"Bearer {auditor.token}"})

    assert (change.status_code, look.status_code) == (201, 200)
    assert code_of(too_much) == (429, "too_many_requests")


async def test_logging_in_is_limited_by_address_and_by_mailbox(brand: Brand, log_in: Login, api_with: ApiWith) -> None:
    clerk = await log_in(brand, Role.AUDITOR)
    body = {"email": clerk.email, "password": "wrong-password"}
    limits = replace(GENEROUS, entry_address=Rate(3, 300), entry_email=Rate(2, 300))

    async with api_with(fresh_address(), limits=limits) as api:
        tries = [await api.post("/v1/sessions", json=body) for _ in range(2)]
        right = await api.post("/v1/sessions", json={"email": clerk.email.upper(), "password": PASSWORD})
        another = await api.post("/v1/password-resets", json={"email": "other@example.com"})
        address_spent = await api.post("/v1/invitations/offer", json={"token": "aps_inv_x"})

    assert [answer.status_code for answer in tries] == [401, 401]
    assert code_of(right) == (429, "too_many_requests")
    assert another.status_code == 202
    assert code_of(address_spent) == (429, "too_many_requests")


async def test_strangers_are_limited_by_address(api_with: ApiWith) -> None:
    async with api_with(fresh_address(), limits=replace(GENEROUS, address=Rate(2, 300))) as api:
        answers = [await api.get("/v1/tenant", headers={"Authorization": "Bearer nonsense"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 429]


async def test_processes_share_a_bucket_in_redis(settings: Settings) -> None:
    first, second = Limiter(settings.redis_url, GENEROUS), Limiter(settings.redis_url, GENEROUS)
    ask = Ask("caller", new_id().hex, Rate(5, 300), 1)
    passed = 0

    for limiter in (first, second) * 4:
        try:
            await limiter.spend(ask)
        except TooManyRequests:
            continue
        passed += 1
    await first.close()
    await second.close()

    assert passed == 5


async def test_a_process_asks_redis_once_for_a_hundredth_of_a_bucket(settings: Settings) -> None:
    limiter = Limiter(settings.redis_url, GENEROUS)
    ask = Ask("caller", new_id().hex, Rate(1000, 300), 1)

    headers = [await limiter.spend(ask) for _ in range(11)]
    (kept,) = await limiter._redis.hmget(ask.key, "tokens")
    await limiter.close()

    assert [one["RateLimit"] for one in headers[:2]] == ['"caller";r=999;t=1', '"caller";r=998;t=1']
    assert int(float(kept)) == 980


async def test_a_request_pays_all_of_its_buckets_or_none(settings: Settings) -> None:
    limiter = Limiter(settings.redis_url, GENEROUS)
    roomy, narrow = Ask("tenant", new_id().hex, Rate(4, 300), 2), Ask("caller", new_id().hex, Rate(1, 300), 1)

    await limiter.spend(roomy, narrow)
    with pytest.raises(TooManyRequests):
        await limiter.spend(roomy, narrow)
    after = await limiter.spend(roomy)
    await limiter.close()

    assert after["RateLimit"].startswith('"tenant";r=0;')


class Watch:
    """A clock of seconds."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@given(
    tokens=st.integers(1, 20),
    seconds=st.integers(1, 20),
    steps=st.lists(st.tuples(st.floats(0, 5), st.integers(1, 5)), max_size=60),
)
def test_a_local_bucket_never_gives_more_than_it_held_and_what_came_back(
    tokens: int, seconds: int, steps: list[tuple[float, int]]
) -> None:
    watch = Watch()
    buckets = LocalBuckets(watch)
    given_out = 0

    for waited, cost in steps:
        watch.at += waited
        ask = Ask("caller", "one", Rate(tokens, seconds), cost)
        if buckets.take([ask]).wait == 0:
            given_out += ask.price

    assert given_out <= tokens + watch.at * tokens / seconds + 1e-6


def test_a_price_is_what_the_handler_says_or_what_the_method_costs() -> None:
    assert [price_of(method, {}) for method in ("GET", "HEAD", "POST", "PUT")] == [1, 1, 3, 3]
    assert price_of("POST", {"cost": 20}) == 20


@pytest.mark.parametrize(
    ("client", "forwarded", "proxies", "expected"),
    [
        ("203.0.113.7", "198.51.100.1", 0, "203.0.113.7"),
        ("10.0.0.1", "198.51.100.1", 1, "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", 1, "198.51.100.1"),
        ("10.0.0.1", "", 1, "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::/64"),
        ("nonsense", "", 0, "unknown"),
    ],
)
def test_an_address_is_the_one_that_our_own_proxies_saw(
    client: str, forwarded: str, proxies: int, expected: str
) -> None:
    assert address_of((client, 1), forwarded, proxies) == expected


async def test_probes_cost_nothing(api_with: ApiWith) -> None:
    async with api_with(fresh_address(), limits=replace(GENEROUS, address=Rate(1, 300))) as api:
        answers: list[httpx.Response] = [await api.get("/health/ready") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
