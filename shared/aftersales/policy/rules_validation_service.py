"""Checks of service in the field: scope, windows, intake, appointments, visits, callbacks, upkeep, dossiers."""

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Final

from aftersales.policy.conditions import DOSSIER_FACTS
from aftersales.policy.model_document import PolicyDocument
from aftersales.policy.model_planned import FORMS
from aftersales.policy.model_returns import FilingWindow
from aftersales.policy.model_rights import BudgetHolder
from aftersales.policy.model_service import Dossier, FollowUp, Maintenance, Visit
from aftersales.policy.model_words import Subject
from aftersales.policy.rules_problems import Problems, check_condition
from aftersales.policy.rules_schedules import check_limit
from aftersales.policy.rules_validation_stock import check_schedule
from aftersales.policy.rules_validation_terms import check_staff
from aftersales.policy.stopwatches.model import Limit, LimitUnit

LAST_DAY: Final = 31
SHORTEST_MONTH: Final = 28
MINUTES: Final = {LimitUnit.MINUTES: 1, LimitUnit.HOURS: 60, LimitUnit.DAYS: 1440, LimitUnit.WORKING_DAYS: 1440}


def check_service(document: PolicyDocument, problems: Problems) -> None:
    """Every figure about service is given and possible, and every form and position it names exists."""
    for index, scope in enumerate(document.scopes):
        problems.some(scope.accepts, f"/scopes/{index}/accepts")
    for index, one in enumerate(document.remote_first):
        _check_optional(one.follow_up, f"/remote_first/{index}/follow_up", problems)
    _check_windows(document.windows, problems)
    for section in ("positions", "pause_reasons"):
        entries = getattr(document, section)
        problems.once((entry.code for entry in entries), f"/{section}", "/code")
        for index, entry in enumerate(entries):
            problems.coded(entry.code, f"/{section}/{index}/code")
    calendars = {one.code for one in document.calendars}
    problems.once((one.subject for one in document.intake), "/intake", "/subject")
    for index, intake in enumerate(document.intake):
        problems.some(intake.channels, f"/intake/{index}/channels")
        if intake.calendar is not None:
            known = intake.calendar in calendars
            problems.unless(known, f"/intake/{index}/calendar", "calendar_unknown", value=intake.calendar)
    if document.appointments is not None:
        check_limit(document.appointments.lead, "/appointments/lead", problems)
        check_limit(document.appointments.remind_before, "/appointments/remind_before", problems)
    if document.visits is not None:
        _check_visits(document.visits, problems)
    _check_jobs(document, problems)
    _check_follow_ups(document.follow_ups, problems)
    positions = {one.code for one in document.positions}
    _check_maintenance(document.maintenance, positions, problems)
    problems.once((one.code for one in document.thresholds), "/thresholds", "/code")
    for index, threshold in enumerate(document.thresholds):
        problems.coded(threshold.code, f"/thresholds/{index}/code")
        problems.share(threshold.percent, f"/thresholds/{index}/percent")
    _check_dossiers(document.dossiers, positions, problems)


def _check_optional(limit: Limit | None, place: str, problems: Problems) -> None:
    if limit is not None:
        check_limit(limit, place, problems)


def _check_windows(windows: Sequence[FilingWindow], problems: Problems) -> None:
    """Windows say something, stand in order, open before they close, and no two speak of the same applications."""
    problems.once((one.code for one in windows), "/windows", "/code")
    for index, one in enumerate(windows):
        place = f"/windows/{index}"
        problems.coded(one.code, f"{place}/code")
        problems.unless(one.before_days or one.most is not None, place, "window_says_nothing")
        problems.once(one.kinds, f"{place}/kinds")
        if one.most is not None:
            problems.within(one.most, f"{place}/most", 1, 1000)
        by_dealers = one.subject is Subject.RETURN and one.holder is BudgetHolder.NETWORK
        problems.unless(not by_dealers, f"{place}/holder", "holder_unseen")
        _check_days(one, place, problems)
        for other in windows[:index]:
            same = other.subject is one.subject and other.holder is one.holder
            if same and (not one.kinds or not other.kinds or set(one.kinds) & set(other.kinds)):
                problems.add(place, "windows_contradict", value=other.clause)
                break


def _check_days(one: FilingWindow, place: str, problems: Problems) -> None:
    """Days of the month ascend, and a window does not open before the one before it has closed."""
    if not one.before_days:
        return
    for position, day in enumerate(one.before_days):
        problems.within(day, f"{place}/before_days/{position}", 1, LAST_DAY)
    gaps = [later - earlier for earlier, later in pairwise(one.before_days)]
    problems.unless(all(gap > 0 for gap in gaps), f"{place}/before_days", "days_descending")
    if one.includes_day is None:
        problems.add(f"{place}/includes_day", "parameter_missing", name="includes_day")
    if one.open_days is not None:
        shortest = min([*gaps, one.before_days[0] + SHORTEST_MONTH - one.before_days[-1]])
        problems.within(one.open_days, f"{place}/open_days", 1, max(1, shortest))


def _check_visits(visits: Visit, problems: Problems) -> None:
    for field in ("depart_before", "early_from", "early_to"):
        _check_optional(getattr(visits, field), f"/visits/{field}", problems)
    problems.once(visits.kit, "/visits/kit")
    least, most = visits.early_from, visits.early_to
    if least and most and least.amount is not None and most.amount is not None:
        in_order = least.amount * MINUTES.get(least.unit, 1) <= most.amount * MINUTES.get(most.unit, 1)
        problems.unless(in_order, "/visits/early_to", "span_backwards")


def _check_jobs(document: PolicyDocument, problems: Problems) -> None:
    jobs = document.jobs
    if jobs is None:
        return
    for field in ("starts_with", "ends_with"):
        forms: tuple[str, ...] = getattr(jobs, field)
        problems.once(forms, f"/jobs/{field}")
        for position, form in enumerate(forms):
            problems.unless(form in FORMS, f"/jobs/{field}/{position}", "form_unknown", value=form)
    if jobs.travel_change_roles:
        check_staff(jobs.travel_change_roles, "/jobs/travel_change_roles", problems)


def _check_follow_ups(follow_ups: Sequence[FollowUp], problems: Problems) -> None:
    problems.once((one.code for one in follow_ups), "/follow_ups", "/code")
    for index, one in enumerate(follow_ups):
        place = f"/follow_ups/{index}"
        problems.coded(one.code, f"{place}/code")
        check_limit(one.within, f"{place}/within", problems)
        problems.share(one.sample_percent, f"{place}/sample_percent")
        problems.once(one.channels, f"{place}/channels")
        if one.from_time is not None and one.to_time is not None:
            problems.unless(one.from_time < one.to_time, f"{place}/to_time", "span_backwards")


def _check_maintenance(plans: Sequence[Maintenance], positions: Collection[str], problems: Problems) -> None:
    problems.once((one.code for one in plans), "/maintenance", "/code")
    for index, one in enumerate(plans):
        place = f"/maintenance/{index}"
        problems.coded(one.code, f"{place}/code")
        check_schedule(one.schedule, f"{place}/schedule", problems)
        _check_positions(one.signed_by, positions, f"{place}/signed_by", problems)
        if one.carried_over_days is not None:
            problems.within(one.carried_over_days, f"{place}/carried_over_days", 1, SHORTEST_MONTH)


def _check_positions(codes: Sequence[str], positions: Collection[str], place: str, problems: Problems) -> None:
    problems.once(codes, place)
    for index, code in enumerate(codes):
        problems.unless(code in positions, f"{place}/{index}", "position_unknown", value=code)


def _check_dossiers(dossiers: Sequence[Dossier], positions: Collection[str], problems: Problems) -> None:
    """Every paper of a dossier is a form that exists, stands there once, and is signed by somebody known."""
    problems.once((one.code for one in dossiers), "/dossiers", "/code")
    for index, one in enumerate(dossiers):
        place = f"/dossiers/{index}"
        problems.coded(one.code, f"{place}/code")
        problems.unless(one.papers, f"{place}/papers", "section_empty")
        problems.once((paper.form for paper in one.papers), f"{place}/papers", "/form")
        _check_optional(one.hand_in_within, f"{place}/hand_in_within", problems)
        for position, paper in enumerate(one.papers):
            at = f"{place}/papers/{position}"
            problems.unless(paper.form in FORMS, f"{at}/form", "form_unknown", value=paper.form)
            check_condition(paper.when, DOSSIER_FACTS, f"{at}/when", problems)
            _check_positions(paper.signatures, positions, f"{at}/signatures", problems)
            problems.within(paper.copies, f"{at}/copies", 1, 20)
