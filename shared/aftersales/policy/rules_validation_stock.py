"""Checks of what a policy says about stock: quotas, refilling, writing off, old parts, suppliers, reports, counts."""

from collections.abc import Collection
from decimal import Decimal
from typing import Final

from aftersales.kernel.access import DEALER_ROLES, Role
from aftersales.policy.model_document import PolicyDocument
from aftersales.policy.model_stock import CountRule, OldPartRule, PartQuota, Replenishment, Schedule, WarehouseSelector
from aftersales.policy.model_words import AUDIENCES
from aftersales.policy.rules_problems import Problems
from aftersales.policy.rules_schedules import check_limit, is_schedule, is_time_zone
from aftersales.policy.rules_validation_terms import check_staff

MOST_PARTS: Final = 1_000_000


def check_stock(document: PolicyDocument, problems: Problems) -> None:
    """Every figure about stock is given and possible, and every name it uses is known."""
    calendars = {one.code for one in document.calendars}
    _check_counts(document.counts, problems)
    _check_quotas(document.quotas, problems)
    problems.once((one.code for one in document.replenishments), "/replenishments", "/code")
    for index, one in enumerate(document.replenishments):
        _check_replenishment(one, f"/replenishments/{index}", problems)
    if document.parts is not None:
        problems.once(document.parts.basis, "/parts/basis")
    for index, old in enumerate(document.old_parts):
        _check_old_part(old, f"/old_parts/{index}", problems)
    for index, supplier in enumerate(document.suppliers):
        problems.once(supplier.suppliers, f"/suppliers/{index}/suppliers")
        check_limit(supplier.settle_within, f"/suppliers/{index}/settle_within", problems)
    _check_reports(document, calendars, problems)


def check_schedule(schedule: Schedule, place: str, problems: Problems) -> None:
    """A schedule is given, and it occurs."""
    if schedule.rrule:
        sound = is_schedule(schedule.rrule)
        problems.unless(sound, f"{place}/rrule", "schedule_malformed", value=schedule.rrule)
    else:
        problems.add(f"{place}/rrule", "parameter_missing", name="rrule")
    problems.unless(is_time_zone(schedule.time_zone), f"{place}/time_zone", "time_zone_unknown")


def _check_warehouses(chosen: WarehouseSelector, place: str, problems: Problems) -> None:
    problems.unless(chosen.codes or chosen.kinds, f"{place}/warehouses", "section_empty")


def _check_counts(counts: Collection[CountRule], problems: Problems) -> None:
    """Every count occurs, knows its warehouses, its threshold and who approves it."""
    for index, count in enumerate(counts):
        place = f"/counts/{index}"
        check_schedule(count.schedule, f"{place}/schedule", problems)
        _check_warehouses(count.warehouses, place, problems)
        if count.approver in DEALER_ROLES:
            problems.add(f"{place}/approver", "role_cannot_approve")
        elif count.approver not in frozenset(Role):
            problems.add(f"{place}/approver", "role_unknown", value=count.approver)
        _check_thresholds(count, f"{place}/recount", problems)


def _check_thresholds(count: CountRule, place: str, problems: Problems) -> None:
    """At least one recount threshold is set, and none is negative."""
    recount = count.recount
    if recount.quantity is None and recount.percent is None and recount.value is None:
        problems.add(place, "parameter_missing", name="recount")
    problems.amount(None if recount.quantity is None else Decimal(recount.quantity), f"{place}/quantity")
    problems.amount(recount.percent, f"{place}/percent")
    problems.amount(recount.value, f"{place}/value")


def _check_quotas(quotas: Collection[PartQuota], problems: Problems) -> None:
    """Each quota is about a part or a category, once per warehouse, and its least is no more than its level."""
    seen: dict[tuple[object, ...], str] = {}
    for index, quota in enumerate(quotas):
        place = f"/quotas/{index}"
        _check_warehouses(quota.warehouses, place, problems)
        problems.unless((quota.part is None) != (quota.component is None), f"{place}/part", "part_or_component")
        problems.within(quota.par_level, f"{place}/par_level", 1, MOST_PARTS)
        problems.within(quota.least, f"{place}/least", 0, quota.par_level or MOST_PARTS)
        for warehouse in (*quota.warehouses.codes, *quota.warehouses.kinds):
            topic = (warehouse, quota.part, quota.component)
            if seen.setdefault(topic, quota.clause) != quota.clause:
                problems.add(place, "says_otherwise", value=seen[topic])


def _check_replenishment(one: Replenishment, place: str, problems: Problems) -> None:
    problems.coded(one.code, f"{place}/code")
    _check_warehouses(one.warehouses, place, problems)
    check_schedule(one.schedule, f"{place}/schedule", problems)
    check_limit(one.purchase_lead, f"{place}/purchase_lead", problems)
    if one.excused_by:
        check_staff(one.excused_by, f"{place}/excused_by", problems)


def _check_old_part(old: OldPartRule, place: str, problems: Problems) -> None:
    """Old parts that go back do so within some days or on a schedule."""
    if old.return_schedule is not None:
        check_schedule(old.return_schedule, f"{place}/return_schedule", problems)
    elif old.return_within_days is not None:
        problems.within(old.return_within_days, f"{place}/return_within_days", 1, 3660)


def _check_reports(document: PolicyDocument, calendars: Collection[str], problems: Problems) -> None:
    problems.once((one.code for one in document.reports), "/reports", "/code")
    for index, report in enumerate(document.reports):
        place = f"/reports/{index}"
        problems.coded(report.code, f"{place}/code")
        check_schedule(report.cut_off, f"{place}/cut_off", problems)
        check_limit(report.due_within, f"{place}/due_within", problems)
        if report.calendar is not None:
            problems.unless(
                report.calendar in calendars, f"{place}/calendar", "calendar_unknown", value=report.calendar
            )
        problems.some(report.to, f"{place}/to")
        for position, who in enumerate(report.to):
            problems.unless(who in AUDIENCES, f"{place}/to/{position}", "audience_unknown", value=who)
