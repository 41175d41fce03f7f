"""One unit under one statute: from when its periods run, how far it was used, where a limit stands today."""

from datetime import date
from typing import Final

from msgspec import Struct

from aftersales.policy.statutes.model import Basis, Governed, Statute
from aftersales.policy.statutes.model_answer import Counter, RightState
from aftersales.policy.statutes.model_facts import Repair, RightsFacts
from aftersales.policy.statutes.rules_time import local_day


class Since(Struct, frozen=True):
    """The day from which something runs, or what is missing to know it."""

    on: date | None
    needs: tuple[str, ...] = ()


class Moment(Struct, frozen=True, kw_only=True):
    """When something happened, and what the odometer showed; `is_dated` is false if we ought to know but do not."""

    on: date
    is_dated: bool = True
    km: int | None = None
    needs: str = ""


class Found(Struct, frozen=True, kw_only=True):
    """Where a right stands, before it is put into words."""

    state: RightState
    from_day: date | None = None
    until: date | None = None
    needs: tuple[str, ...] = ()
    counter: Counter | None = None


class Case(Struct, frozen=True, kw_only=True):
    """One unit under one statute on one day."""

    facts: RightsFacts
    today: date
    statute: Statute
    governed: Governed
    has_other_rule: bool | None = None

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """Repairs of this product by the day they began; those of the one it was exchanged for do not count."""
        first = self.facts.exchanged_on or date.min
        own = (one for one in self.facts.repairs if one.brought_in_at <= self.facts.at)
        return tuple(
            sorted(
                (one for one in own if local_day(one.brought_in_at) >= first),
                key=lambda one: one.brought_in_at,
            )
        )


_FIELDS: Final = {
    Basis.INVOICE: "invoice_on",
    Basis.INVOICE_OR_DELIVERY: "delivery_on",  # it is delivery where the two differ, and either where they do not
    Basis.RECEIPT: "delivery_on",
}


def start_of(case: Case, basis: Basis) -> Since:
    """The day from which a period runs; an exchange starts it anew where the statute says so."""
    facts = case.facts
    if facts.exchanged_on is not None:
        if case.statute.restarts_on_exchange:
            return Since(facts.exchanged_on)
        return Since(None, ("statute.restart_on_exchange",))
    if basis is Basis.INSTALLATION_IF_AGREED:
        if facts.is_installation_agreed is None:
            return Since(None, ("is_installation_agreed",))
        field = "installed_on" if facts.is_installation_agreed else "invoice_on"
    else:
        field = _FIELDS[basis]
    day: date | None = getattr(facts, field)
    return Since(day, () if day is not None else (field,))


def usage_of(facts: RightsFacts) -> int | None:
    """The furthest that the odometer ever showed; nothing if nobody read it or somebody tampered with it."""
    shown = [one.km for one in facts.readings if one.on <= local_day(facts.at)]
    return None if facts.is_odometer_tampered or not shown else max(shown)


def fault_moment(case: Case) -> Moment:
    """When the present fault was found; with none, today."""
    fault = case.facts.fault
    if fault is None:
        return Moment(on=case.today)
    return Moment(
        on=min(fault.found_on or case.today, case.today),
        is_dated=fault.found_on is not None,
        km=None if case.facts.is_odometer_tampered else fault.usage_km,
        needs="fault.usage_km",
    )


def request_moment(case: Case) -> Moment:
    """When the customer first asked; with no earlier day, today."""
    return Moment(on=min(case.facts.requested_on or case.today, case.today), needs="readings")


def standing(case: Case, since: Since, until: date | None, limit: int | None, moment: Moment) -> Found:
    """Where a limit stands at a moment: the last day and the last kilometre are inside."""
    if since.on is None or until is None:
        return Found(state=RightState.UNKNOWN, needs=since.needs)
    if case.today < since.on:
        return Found(state=RightState.RIPENS, from_day=since.on, until=until)
    if moment.on > until and moment.is_dated:
        return Found(state=RightState.LAPSED, from_day=since.on, until=until)
    state, needs = _usage_standing(case, limit, moment)
    if state is not RightState.LAPSED and moment.on > until:
        state, needs = RightState.UNKNOWN, ("fault.found_on", *needs)
    return Found(state=state, from_day=since.on, until=until, needs=needs)


def _usage_standing(case: Case, limit: int | None, moment: Moment) -> tuple[RightState, tuple[str, ...]]:
    if limit is None:
        return RightState.NOW, ()
    if case.facts.is_odometer_tampered and case.statute.tampered_uses_up:
        return RightState.LAPSED, ()
    used = usage_of(case.facts)
    km = used if moment.km is None else moment.km
    if km is None:
        return RightState.UNKNOWN, ("readings",)
    if km <= limit:
        return RightState.NOW, ()
    is_past = moment.on < case.today or not moment.is_dated
    if moment.km is None and is_past:
        return RightState.UNKNOWN, (moment.needs,)
    return RightState.LAPSED, ()
