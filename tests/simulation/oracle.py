"""What ought to be: a small model of deliveries, effects, idempotent answers and usage, without any database."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from aftersales.platform.model import Fleet

SlotId = Callable[[UUID, datetime], UUID]
"""How a slot of a tenant's schedule is named: the cause of its delivery."""

Key = tuple[UUID, UUID, str]
"""A delivery: its tenant, its cause and its handler."""

MOST_FAILURES: Final = {"metering.measure_fact": 8}
FAILURES: Final = 3
"""Failures after which a delivery of the simulator's own handlers is dead."""
LOSSES: Final = 5
"""Lost workers after which any delivery is dead."""
STAGED: Final = "simulated.print"
"""The handler that works in two transactions."""
OPEN: Final = ("waiting", "queued", "running")


class Ending(StrEnum):
    """What becomes of one attempt, or of one request."""

    WELL = "well"
    FAILS = "fails"
    LATER = "asks for later"
    KILLED = "killed before commit"
    KILLED_AFTER = "killed after commit"
    ANSWER_LOST = "answer to commit lost"
    CUT = "connection cut"
    STOPPED = "stopped"
    UNKNOWN = "unknown to this release"

    @property
    def commits(self) -> bool:
        """Whether the transaction in which it happens is kept."""
        return self in {Ending.WELL, Ending.KILLED_AFTER, Ending.ANSWER_LOST}

    @property
    def is_failure(self) -> bool:
        """Whether the attempt counts as failed."""
        return self in {Ending.FAILS, Ending.LATER, Ending.CUT, Ending.ANSWER_LOST}


class Expected(Struct, kw_only=True):
    """A delivery as it ought to be; one without `due` rests after a failure until time has passed."""

    key: Key
    fleet: Fleet
    due: datetime | None
    state: str = "waiting"
    attempt: int = 0
    failures: int = 0
    losses: int = 0
    is_poison: bool = False
    subject: object = None

    @property
    def handler(self) -> str:
        """Who does it."""
        return self.key[2]

    def seen(self) -> tuple[str, int, int, int]:
        """What the database shows of it."""
        return self.state, self.attempt, self.failures, self.losses


class Schedule(Struct):
    """Slots every so many hours from a start on; none comes when `following` is None."""

    starts_at: datetime
    every: timedelta
    following: datetime | None

    def after(self, instant: datetime) -> datetime:
        """The first slot strictly after an instant."""
        passed = (instant - self.starts_at) // self.every
        return self.starts_at + self.every * max(passed + 1, 0)


class Tenant(Struct):
    """A tenant as it ought to be."""

    id: UUID
    weight: int
    zone: str
    is_active: bool = True
    schedule: Schedule | None = None


class Oracle(Struct):
    """All that ought to be true of the tenants of one run."""

    tenants: dict[UUID, Tenant] = field(default_factory=dict)
    outbox: dict[UUID, tuple[UUID, datetime, list[tuple[str, Fleet]], object]] = field(default_factory=dict)
    deliveries: dict[Key, Expected] = field(default_factory=dict)
    effects: Counter[tuple[Key, str]] = field(default_factory=Counter)
    usage: Counter[tuple[UUID, str, str, datetime]] = field(default_factory=Counter)
    people: set[tuple[UUID, UUID, datetime]] = field(default_factory=set)
    keys: dict[tuple[UUID, UUID, str], str] = field(default_factory=dict)
    answers: dict[tuple[UUID, UUID, str], tuple[int, bytes]] = field(default_factory=dict)
    codes: set[tuple[UUID, str]] = field(default_factory=set)
    unflushed: Counter[tuple[UUID, str, str, datetime]] = field(default_factory=Counter)
    unflushed_people: set[tuple[UUID, UUID, datetime]] = field(default_factory=set)
    is_unheard: bool = False
    """Whether a flush was written whose answer was lost: the next sends the same again and nothing else."""

    # facts and routing

    def announce(
        self, tenant: UUID, fact: UUID, at: datetime, handlers: list[tuple[str, Fleet]], subject: object
    ) -> None:
        """A transaction with this fact was committed."""
        self.outbox[fact] = (tenant, at, handlers, subject)

    def route(self, batch: int) -> int:
        """The oldest facts become deliveries; how many facts."""
        oldest = sorted(self.outbox)[:batch]
        for fact in oldest:
            tenant, at, handlers, subject = self.outbox.pop(fact)
            for handler, fleet in handlers:
                self.add((tenant, fact, handler), fleet, at, subject)
        return len(oldest)

    def add(self, key: Key, fleet: Fleet, due: datetime, subject: object = None, *, is_poison: bool = False) -> None:
        """One more delivery; the same cause and handler change nothing."""
        if key not in self.deliveries:
            self.deliveries[key] = Expected(key=key, fleet=fleet, due=due, subject=subject, is_poison=is_poison)

    def tick(self, now: datetime, handler: str, fleet: Fleet, slot_id: SlotId) -> int:
        """Every slot that has come due becomes a delivery; how many slots."""
        slots = 0
        for tenant in self.tenants.values():
            plan = tenant.schedule
            while plan is not None and plan.following is not None and plan.following <= now:
                self.add((tenant.id, slot_id(tenant.id, plan.following), handler), fleet, plan.following)
                plan.following = plan.after(plan.following)
                slots += 1
        return slots

    # claims, runs and ends

    def claimable(self, fleet: Fleet, now: datetime) -> dict[UUID, list[Expected]]:
        """What waits and is due, by tenant, in order of its instants."""
        found: dict[UUID, list[Expected]] = {}
        for one in self.deliveries.values():
            tenant = self.tenants[one.key[0]]
            may = tenant.is_active or fleet is Fleet.MONEY
            if may and one.fleet is fleet and one.state == "waiting" and one.due is not None and one.due <= now:
                found.setdefault(tenant.id, []).append(one)
        for waiting in found.values():
            waiting.sort(key=lambda one: one.due or now)
        return found

    def claim(self, fleet: Fleet, most: int, now: datetime, claimed: Iterable[Key]) -> str:
        """Mark what was claimed; what is wrong with it, if anything: tenants take turns and each its oldest first."""
        waiting = self.claimable(fleet, now)
        fair = sorted(
            (place // self.tenants[tenant].weight, one.due or now)
            for tenant, those in waiting.items()
            for place, one in enumerate(those)
        )[:most]
        taken: dict[UUID, list[Expected]] = {}
        for key in claimed:
            one = self.deliveries[key]
            taken.setdefault(key[0], []).append(one)
            if one not in waiting.get(key[0], []):
                return f"{key} was claimed but is {one}"
        got = []
        for tenant, those in taken.items():
            dues = sorted(one.due or now for one in those)
            if dues != [one.due for one in waiting[tenant][: len(those)]]:
                return f"tenant {tenant} did not get its oldest deliveries"
            got += [(place // self.tenants[tenant].weight, due) for place, due in enumerate(dues)]
        if sorted(got) != fair:
            return f"claimed {sorted(got)} where fair turns are {fair}"
        for those in taken.values():
            for one in those:
                one.state, one.attempt = "queued", one.attempt + 1
        return ""

    def begins(self, key: Key, attempt: int) -> bool:
        """Whether a worker that was given this claim may begin."""
        one = self.deliveries[key]
        return one.state == "queued" and one.attempt == attempt

    def holds(self, key: Key, attempt: int) -> bool:
        """Whether it may still end what it began."""
        one = self.deliveries[key]
        return one.state == "running" and one.attempt == attempt

    def first_step(self, key: Key) -> None:
        """The first of two transactions was kept."""
        self.effects[key, "step"] += 1

    def end(self, key: Key, ending: Ending, *, in_last: bool) -> bool:
        """An attempt that still holds its delivery ends; whether its effect is kept."""
        one = self.deliveries[key]
        if ending is Ending.WELL or (ending.commits and in_last):
            one.state = "done"
            self.effects[key, "effect"] += 1
            return True
        if ending.is_failure:
            one.failures += 1
            is_dead = one.failures >= MOST_FAILURES.get(one.handler, FAILURES)
            one.state, one.due = ("dead", one.due) if is_dead else ("waiting", None)
        elif ending is Ending.STOPPED:
            one.state = "waiting"
        elif ending is Ending.UNKNOWN:
            one.state, one.due = "waiting", None
        return False

    def sweep(self, keys: Iterable[Key]) -> int:
        """The leases of these ran out; how many were brought back."""
        lost = 0
        for key in keys:
            one = self.deliveries[key]
            if one.state == "running":
                one.losses += 1
                one.state = "dead" if one.losses >= LOSSES else "waiting"
                lost += 1
            elif one.state == "queued":
                one.state = "waiting"
                lost += 1
        return lost

    def let_time_pass(self, until: datetime) -> None:
        """What rested after a failure is due."""
        for one in self.deliveries.values():
            if one.due is None:
                one.due = until

    def in_state(self, *states: str) -> list[Expected]:
        """Deliveries in one of these states."""
        return [one for one in self.deliveries.values() if one.state in states]

    # usage

    def count_call(self, tenant: UUID, outcome: str, at: datetime, person: UUID | None) -> None:
        """A request was answered; it is written down with the next flush."""
        self.unflushed[tenant, "api_calls", outcome, quarter_of(at)] += 1
        if person is not None:
            self.unflushed_people.add((tenant, person, quarter_of(at)))

    def flush(self, *, heard: bool) -> None:
        """What was counted is written down, unless what was written before must be sent again first."""
        if not self.is_unheard:
            if not self.unflushed:
                return
            self.usage += self.unflushed
            self.people |= self.unflushed_people
            self.forget_unflushed()
        self.is_unheard = not heard

    def forget_unflushed(self) -> None:
        """The process that counted is gone, and what it had not written down with it."""
        self.unflushed.clear()
        self.unflushed_people.clear()
        self.is_unheard = False

    def hours(self) -> dict[tuple[UUID, str, str, datetime], int]:
        """Usage by UTC hour, as it ought to be added up."""
        found: Counter[tuple[UUID, str, str, datetime]] = Counter()
        for (tenant, meter, dimension, at), quantity in self.usage.items():
            found[tenant, meter, dimension, hour_of(at)] += quantity
        for tenant, _, hour in {(tenant, person, hour_of(at)) for tenant, person, at in self.people}:
            found[tenant, "active_users", "", hour] += 1
        return dict(found)

    def months(self) -> dict[tuple[UUID, str, str, date], int]:
        """Usage by the tenants' own months, which need not begin with an hour."""
        found: Counter[tuple[UUID, str, str, date]] = Counter()
        for (tenant, meter, dimension, at), quantity in self.usage.items():
            found[tenant, meter, dimension, self._month(tenant, at)] += quantity
        for tenant, _, month in {(tenant, person, self._month(tenant, at)) for tenant, person, at in self.people}:
            found[tenant, "active_users", "", month] += 1
        return dict(found)

    def _month(self, tenant: UUID, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.tenants[tenant].zone)).date().replace(day=1)


def hour_of(instant: datetime) -> datetime:
    """The UTC hour of an instant."""
    return instant.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def quarter_of(instant: datetime) -> datetime:
    """The quarter of an hour of an instant: calls are counted apart by quarters."""
    return instant.replace(minute=instant.minute - instant.minute % 15, second=0, microsecond=0)
