"""Checks of what a policy says about money: quotes, gates, orders, freight, carriers, shares, rates, penalties."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Final

from aftersales.policy.conditions import GATE_FACTS, LIABILITY_FACTS
from aftersales.policy.model_document import PolicyDocument
from aftersales.policy.model_money import (
    CarrierRule,
    CommissionRate,
    LiabilityShares,
    OrderRules,
    PaymentGate,
    Penalty,
    ProtectedTopic,
    RateUnit,
)
from aftersales.policy.rules_problems import Problems, check_condition
from aftersales.policy.rules_schedules import check_limit
from aftersales.policy.rules_validation_terms import check_staff

WHOLE: Final = Decimal(100)
LONGEST_DAYS: Final = 3660


def check_money(document: PolicyDocument, problems: Problems) -> None:
    """Every figure about money is given and possible, shares sum to 100 %, and nothing contradicts itself."""
    for index, price in enumerate(document.prices):
        problems.some(price.costs, f"/prices/{index}/costs")
        problems.once(price.by_agreement, f"/prices/{index}/by_agreement")
        problems.stated(price.price_list, f"/prices/{index}/price_list")
    quotes = document.quotes
    if quotes is not None:
        problems.share(quotes.most_below_percent, "/quotes/most_below_percent")
        if quotes.valid_days is not None:
            problems.within(quotes.valid_days, "/quotes/valid_days", 1, LONGEST_DAYS)
    problems.once((one.tier for one in document.discounts), "/discounts", "/tier")
    for index, cap in enumerate(document.discounts):
        problems.share(cap.most_percent, f"/discounts/{index}/most_percent")
    _check_gates(document.payment_gates, problems)
    if document.orders is not None:
        _check_orders(document.orders, {one.code for one in document.calendars}, problems)
    problems.once((one.case for one in document.freight), "/freight", "/case")
    for index, row in enumerate(document.freight):
        problems.unless(row.outward or row.back, f"/freight/{index}", "nobody_pays")
    if document.return_address is not None:
        check_limit(document.return_address.within, "/return_address/within", problems)
    for index, carrier in enumerate(document.carriers):
        _check_carrier(carrier, f"/carriers/{index}", problems)
    _check_topics(document.protected_topics, problems)
    _check_liability(document, problems)
    _check_commissions(document.commissions, problems)
    _check_penalties(document, problems)


def _check_gates(gates: Sequence[PaymentGate], problems: Problems) -> None:
    problems.once((gate.code for gate in gates), "/payment_gates", "/code")
    for index, gate in enumerate(gates):
        place = f"/payment_gates/{index}"
        problems.coded(gate.code, f"{place}/code")
        problems.once(gate.findings, f"{place}/findings")
        problems.share(gate.percent, f"{place}/percent")
        check_condition(gate.when, GATE_FACTS, f"{place}/when", problems)
        problems.unless(not (gate.must_exceed and gate.percent == WHOLE), f"{place}/must_exceed", "gate_never_opens")


def _check_orders(orders: OrderRules, calendars: Collection[str], problems: Problems) -> None:
    problems.stated(orders.cut_off, "/orders/cut_off")
    problems.unless(orders.calendar in calendars, "/orders/calendar", "calendar_unknown", value=orders.calendar)
    problems.within(orders.guarantee_days, "/orders/guarantee_days", 0, LONGEST_DAYS)
    problems.given(orders.credit_limit, "/orders/credit_limit")
    if orders.guaranteed_by:
        check_staff(orders.guaranteed_by, "/orders/guaranteed_by", problems)


def _check_carrier(carrier: CarrierRule, place: str, problems: Problems) -> None:
    """No carrier is both allowed and denied, and the owner can only waive what is asked for."""
    problems.once(carrier.allowed, f"{place}/allowed")
    problems.once(carrier.duties, f"{place}/duties")
    for position, code in enumerate(carrier.denied):
        allowed = code in carrier.allowed
        problems.unless(not allowed, f"{place}/denied/{position}", "carrier_contradiction", value=code)
    for position, duty in enumerate(carrier.owner_consents_to):
        known = duty in carrier.duties
        problems.unless(known, f"{place}/owner_consents_to/{position}", "duty_not_asked", value=duty.value)


def _check_topics(topics: Sequence[ProtectedTopic], problems: Problems) -> None:
    problems.once((one.topic for one in topics), "/protected_topics", "/topic")
    for index, one in enumerate(topics):
        place = f"/protected_topics/{index}"
        problems.some(one.allowed, f"{place}/allowed")
        for position, channel in enumerate(one.forbidden):
            clash = channel in one.allowed
            problems.unless(not clash, f"{place}/forbidden/{position}", "channel_contradiction", value=channel.value)


def _check_liability(document: PolicyDocument, problems: Problems) -> None:
    """Shares are given, sum to 100 %, and go to positions that exist [S13-R08]."""
    positions = {one.code for one in document.positions}
    problems.once((one.code for one in document.liability), "/liability", "/code")
    for index, one in enumerate(document.liability):
        place = f"/liability/{index}"
        problems.coded(one.code, f"{place}/code")
        check_condition(one.when, LIABILITY_FACTS, f"{place}/when", problems)
        problems.unless(one.shares, f"{place}/shares", "section_empty")
        problems.once((share.position for share in one.shares), f"{place}/shares", "/position")
        for position, share in enumerate(one.shares):
            at = f"{place}/shares/{position}"
            problems.share(share.percent, f"{at}/percent")
            known = share.position in positions
            problems.unless(known, f"{at}/position", "position_unknown", value=share.position)
        _check_sum(one, place, problems)


def _check_sum(one: LiabilityShares, place: str, problems: Problems) -> None:
    percents = [share.percent for share in one.shares if share.percent is not None]
    if len(percents) == len(one.shares) and all(percent.is_finite() for percent in percents):
        total = sum(percents, Decimal(0))
        problems.unless(total == WHOLE, f"{place}/shares", "shares_not_whole", value=total)


def _check_commissions(rates: Sequence[CommissionRate], problems: Problems) -> None:
    problems.once(((one.job, one.unit) for one in rates), "/commissions", "/job")
    for index, one in enumerate(rates):
        place = f"/commissions/{index}"
        problems.coded(one.job, f"{place}/job")
        if one.unit is RateUnit.PERCENT:
            problems.share(one.rate, f"{place}/rate")
        else:
            problems.given(one.rate, f"{place}/rate")


def _check_penalties(document: PolicyDocument, problems: Problems) -> None:
    stopwatches = {one.code for one in document.stopwatches}
    problems.once((one.code for one in document.penalties), "/penalties", "/code")
    for index, one in enumerate(document.penalties):
        place: str = f"/penalties/{index}"
        _check_penalty(one, stopwatches, place, problems)


def _check_penalty(one: Penalty, stopwatches: Collection[str], place: str, problems: Problems) -> None:
    problems.coded(one.code, f"{place}/code")
    if one.stopwatch is not None:
        known = one.stopwatch in stopwatches
        problems.unless(known, f"{place}/stopwatch", "stopwatch_unknown", value=one.stopwatch)
    problems.given(one.amount, f"{place}/amount")
    problems.amount(one.most, f"{place}/most")
    if one.amount is not None and one.most is not None and one.amount.is_finite() and one.most.is_finite():
        problems.unless(one.amount <= one.most, f"{place}/most", "most_below_amount")
