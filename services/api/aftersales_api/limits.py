"""Rate limits: token buckets in Redis, shared by all processes; without Redis, each process has its own.

A request spends tokens from every bucket that it falls under or from none. To spare round trips a process takes a
hundredth of a bucket at a time and spends that by itself for a moment.
"""

import hashlib
import ipaddress
import math
import time
from collections.abc import Callable, Sequence
from typing import Final

import structlog
from msgspec import Struct
from redis.asyncio import Redis
from redis.exceptions import RedisError

from aftersales.kernel.errors import Refusal
from aftersales.kernel.settings import Limits, Rate

log = structlog.get_logger()

SHARE: Final = 100
"""The part of a bucket that a process takes at once."""

KEPT: Final = 2.0
"""Seconds for which a process keeps what it took."""

AWAY: Final = 5.0
"""Seconds for which a Redis that failed is not asked again."""

MOST_KEYS: Final = 20_000
"""Buckets that a process remembers before it forgets those that are full again."""

READ_COST: Final = 1
WRITE_COST: Final = 3
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})

TAKE: Final = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local tokens, wait = {}, 0
for i, key in ipairs(KEYS) do
  local most, refill, cost = tonumber(ARGV[i * 4 - 3]), tonumber(ARGV[i * 4 - 2]), tonumber(ARGV[i * 4 - 1])
  local kept = redis.call('HMGET', key, 'tokens', 'at')
  local left = (tonumber(kept[1]) or most) + math.max(0, now - (tonumber(kept[2]) or now)) * refill
  tokens[i] = math.min(most, left)
  if tokens[i] < cost then wait = math.max(wait, (cost - tokens[i]) / refill) end
end
local answer = {string.format('%.3f', wait)}
for i, key in ipairs(KEYS) do
  local most, refill, chunk = tonumber(ARGV[i * 4 - 3]), tonumber(ARGV[i * 4 - 2]), tonumber(ARGV[i * 4])
  local taken = 0
  if wait == 0 then taken = math.min(math.floor(tokens[i]), chunk) end
  redis.call('HSET', key, 'tokens', string.format('%.6f', tokens[i] - taken), 'at', string.format('%.6f', now))
  redis.call('EXPIRE', key, math.ceil(most / refill) + 1)
  answer[#answer + 1] = taken
  answer[#answer + 1] = math.floor(tokens[i] - taken)
end
return answer
"""


class TooManyRequests(Refusal):
    """The caller is faster than agreed."""

    code = "too_many_requests"
    status = 429
    zh = "请求过于频繁，请在 {seconds} 秒后重试。"
    en = "Too many requests; try again in {seconds} s."

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds=seconds)
        self.headers = {"Retry-After": str(seconds)}


class Ask(Struct, frozen=True):
    """One bucket that a request falls under: the policy's name, whose bucket it is, its rate and the price."""

    policy: str
    whose: str
    rate: Rate
    cost: int

    @property
    def key(self) -> str:
        """The bucket's name in Redis."""
        return f"limit:{self.policy}:{self.whose}"

    @property
    def price(self) -> int:
        """The cost, but never more than a full bucket holds."""
        return min(self.cost, self.rate.tokens)

    @property
    def chunk(self) -> int:
        """How many tokens a process takes at once."""
        return max(self.price, self.rate.tokens // SHARE)

    @property
    def refill(self) -> float:
        """Tokens that come back in a second."""
        return self.rate.tokens / self.rate.seconds


class Taken(Struct, frozen=True):
    """What came of asking the buckets: seconds to wait, or for each the tokens taken and those left."""

    wait: float
    tokens: tuple[tuple[int, int], ...]


class Purse(Struct):
    """Tokens that this process took from a bucket and may spend until `until`; `left` stayed in the bucket."""

    tokens: int
    left: int
    until: float


class LocalBuckets:
    """Buckets of this process alone, for when Redis is away."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, asks: Sequence[Ask]) -> Taken:
        """Take each price, or nothing and say how long to wait."""
        now = self._now()
        tokens = [self._refilled(ask, now) for ask in asks]
        lacking = [(ask.price - left) / ask.refill for ask, left in zip(asks, tokens, strict=True) if left < ask.price]
        if lacking:
            return Taken(max(lacking), ())
        if len(self._buckets) > MOST_KEYS:
            self._buckets.clear()
        for ask, left in zip(asks, tokens, strict=True):
            self._buckets[ask.key] = (left - ask.price, now)
        return Taken(0.0, tuple((ask.price, int(left) - ask.price) for ask, left in zip(asks, tokens, strict=True)))

    def _refilled(self, ask: Ask, now: float) -> float:
        left, at = self._buckets.get(ask.key, (float(ask.rate.tokens), now))
        return min(float(ask.rate.tokens), left + max(0.0, now - at) * ask.refill)


class Limiter:
    """Spends tokens for requests; never an error because Redis is away."""

    def __init__(self, redis_url: str, limits: Limits, *, now: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self._now = now
        self._redis = Redis.from_url(redis_url, socket_timeout=0.25, socket_connect_timeout=0.25)
        self._script = self._redis.register_script(TAKE)
        self._local = LocalBuckets(now)
        self._purses: dict[str, Purse] = {}
        self._away_until = 0.0

    async def spend(self, *asks: Ask) -> dict[str, str]:
        """Pay for a request from all of its buckets; the headers that say what is left, or `TooManyRequests`."""
        empty = [ask for ask in asks if not self._holds(ask)]
        if empty:
            taken = await self._take(empty)
            if taken.wait > 0:
                raise TooManyRequests(max(1, math.ceil(taken.wait)))
            self._fill(empty, taken)
        left = [self._pay(ask) for ask in asks]
        return {
            "RateLimit-Policy": ", ".join(f'"{ask.policy}";q={ask.rate.tokens};w={ask.rate.seconds}' for ask in asks),
            "RateLimit": ", ".join(
                f'"{ask.policy}";r={tokens};t={math.ceil((ask.rate.tokens - tokens) / ask.refill)}'
                for ask, tokens in zip(asks, left, strict=True)
            ),
        }

    def _holds(self, ask: Ask) -> bool:
        purse = self._purses.get(ask.key)
        return purse is not None and purse.until > self._now() and purse.tokens >= ask.price

    def _fill(self, asks: Sequence[Ask], taken: Taken) -> None:
        now = self._now()
        if len(self._purses) > MOST_KEYS:
            self._purses = {key: purse for key, purse in self._purses.items() if purse.until > now}
        for ask, (tokens, left) in zip(asks, taken.tokens, strict=True):
            old = self._purses.get(ask.key)
            kept = old.tokens if old is not None and old.until > now else 0
            self._purses[ask.key] = Purse(tokens + kept, left, now + KEPT)

    def _pay(self, ask: Ask) -> int:
        purse = self._purses.setdefault(ask.key, Purse(0, 0, 0.0))
        purse.tokens -= ask.price
        return max(0, purse.tokens) + purse.left

    async def _take(self, asks: Sequence[Ask]) -> Taken:
        if self._now() < self._away_until:
            return self._local.take(asks)
        try:
            answer = await self._script(
                keys=[ask.key for ask in asks],
                args=[value for ask in asks for value in (ask.rate.tokens, ask.refill, ask.price, ask.chunk)],
            )
        except (RedisError, OSError, TimeoutError) as error:
            self._away_until = self._now() + AWAY
            log.warning("limits.redis_away", error=type(error).__name__)
            return self._local.take(asks)
        numbers = [int(number) for number in answer[1:]]
        return Taken(float(answer[0]), tuple(zip(numbers[::2], numbers[1::2], strict=True)))

    async def ping(self) -> bool:
        """Whether Redis answers."""
        try:
            return bool(await self._redis.ping())
        except (RedisError, OSError, TimeoutError):
            return False

    async def close(self) -> None:
        """Let go of the connections."""
        await self._redis.aclose()


def price_of(method: str, opt: dict[str, object]) -> int:
    """What a request costs: what its handler says (`opt={"cost": 20}`), else more for a change than for a look."""
    cost = opt.get("cost")
    if isinstance(cost, int):
        return cost
    return READ_COST if method in SAFE else WRITE_COST


def address_of(client: tuple[str, int] | None, forwarded: str, proxies: int) -> str:
    """Who is calling from outside: behind so many proxies of ours, the address that the outermost of them saw."""
    address = client[0] if client else ""
    seen = [part.strip() for part in forwarded.split(",") if part.strip()]
    if proxies and len(seen) >= proxies:
        address = seen[-proxies]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6:  # noqa: PLR2004 - one customer's network has 2^64 addresses
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def secret_name(text: str) -> str:
    """Personal data as the name of a bucket."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
