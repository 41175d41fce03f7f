"""Checks of the rights ladder, of goodwill, and of what must be allowed before work begins."""

import re
from collections.abc import Collection
from typing import Final

from aftersales.policy.conditions import LINE_FACTS
from aftersales.policy.model_document import PolicyDocument
from aftersales.policy.model_rights import Goodwill, PreAuthorisation, Rights, Rung
from aftersales.policy.rules_problems import Problems, check_condition
from aftersales.policy.rules_validation_terms import LONGEST_MONTHS, check_staff, check_usage

PROVINCE: Final = re.compile("CN-[A-Z]{2}")
LONGEST_WINDOW: Final = 3660
HIGHEST_COUNT: Final = 1000


def check_rights(document: PolicyDocument, problems: Problems) -> None:
    """The ladder names the law once per product, and each rung leads to something that can be computed."""
    rights = document.rights
    _check_statutes(rights, problems)
    fees = {fee.code for fee in rights.fees}
    for index, rung in enumerate(rights.rungs):
        _check_rung(rung, fees, f"/rights/rungs/{index}", problems)
    problems.once((fee.code for fee in rights.fees), "/rights/fees", "/code")
    for index, fee in enumerate(rights.fees):
        place = f"/rights/fees/{index}"
        problems.coded(fee.code, f"{place}/code")
        problems.share(fee.percent, f"{place}/percent")
        problems.within(fee.free_days, f"{place}/free_days", 0, LONGEST_WINDOW)
        problems.share(fee.most_percent, f"{place}/most_percent")
    for index, burden in enumerate(rights.burden):
        problems.within(burden.months, f"/rights/burden/{index}/months", 1, LONGEST_MONTHS)
    for index, goodwill in enumerate(document.goodwill):
        _check_goodwill(goodwill, f"/goodwill/{index}", problems)
    problems.once((one.code for one in document.goodwill), "/goodwill", "/code")
    for index, one in enumerate(document.pre_authorisations):
        _check_pre_authorisation(one, f"/pre_authorisations/{index}", problems)
    for index, override in enumerate(document.overrides):
        place = f"/overrides/{index}"
        problems.some(override.to, f"{place}/to")
        problems.once(override.to, f"{place}/to")
        problems.amount(override.up_to, f"{place}/up_to")
        check_staff(override.roles, f"{place}/roles", problems)


def _check_statutes(rights: Rights, problems: Problems) -> None:
    seen: set[tuple[str, str]] = set()
    for index, one in enumerate(rights.statutes):
        place = f"/rights/statutes/{index}"
        named = [("model", model) for model in one.products.models]
        named += [("category", category) for category in one.products.categories]
        problems.some(named, f"{place}/products", "products_needed")
        if one.province is not None:
            known = PROVINCE.fullmatch(one.province)
            problems.unless(known, f"{place}/province", "province_malformed", value=one.province)
        for kind, value in named:
            problems.unless((kind, value) not in seen, f"{place}/products", "duplicate", value=value)
            seen.add((kind, value))


def _check_rung(rung: Rung, fees: Collection[str], place: str, problems: Problems) -> None:
    problems.some(rung.grants, f"{place}/grants")
    if rung.within_days is not None:
        problems.within(rung.within_days, f"{place}/within_days", 1, LONGEST_WINDOW)
    check_usage(rung.within_usage, f"{place}/within_usage", problems)
    if rung.counter is not None:
        problems.within(rung.counter.at_least, f"{place}/counter/at_least", 1, HIGHEST_COUNT)
        problems.once(rung.counter.excluded, f"{place}/counter/excluded")
    check_condition(rung.when, LINE_FACTS, f"{place}/when", problems)
    if rung.fee is not None:
        problems.unless(rung.fee in fees, f"{place}/fee", "fee_unknown", value=rung.fee)


def _check_goodwill(goodwill: Goodwill, place: str, problems: Problems) -> None:
    problems.coded(goodwill.code, f"{place}/code")
    check_condition(goodwill.when, LINE_FACTS, f"{place}/when", problems)
    problems.given(goodwill.budget, f"{place}/budget")
    problems.within(goodwill.most_percent, f"{place}/most_percent", 1, 100)
    problems.amount(goodwill.most_a_case, f"{place}/most_a_case")
    problems.some(goodwill.costs, f"{place}/costs")
    check_staff(goodwill.roles, f"{place}/roles", problems)


def _check_pre_authorisation(one: PreAuthorisation, place: str, problems: Problems) -> None:
    check_condition(one.when, LINE_FACTS, f"{place}/when", problems)
    if one.when is None:
        problems.given(one.above, f"{place}/above")
    problems.amount(one.above, f"{place}/above")
    problems.some(one.costs, f"{place}/costs")
    check_staff(one.roles, f"{place}/roles", problems)
    problems.within(one.valid_days, f"{place}/valid_days", 1, LONGEST_WINDOW)
