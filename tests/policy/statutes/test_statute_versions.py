"""Which version of the law speaks, of which place, and what the old rule for cars still says."""

from datetime import date

import pytest
from tests.policy.statutes.ladder import (
    CAR,
    LAPSED,
    LAW,
    NOW,
    OLD_CAR,
    RIPENS,
    UNKNOWN,
    after,
    asked,
    car,
    fault,
    repair,
    sold,
    states,
    under,
)

from aftersales.policy.statutes.model import Category, Confidence, FeeKind, RightKind
from aftersales.policy.statutes.model_answer import Counter, RightState
from aftersales.policy.statutes.model_facts import Repair, RightsFacts

LAST_OLD = date(2021, 12, 31)
BOTH = (RightKind.EXCHANGE, RightKind.REFUND)


def old_car(**changes: object) -> RightsFacts:
    """A car sold on the old rule's last day whose certificate says two years."""
    known: dict[str, object] = {
        "invoice_on": LAST_OLD,
        "delivery_on": LAST_OLD,
        "certificate_until": date(2023, 12, 31),
    }
    return car(date(2022, 6, 1), **{**known, **changes})


def done(count: int, days: float = 1) -> tuple[Repair, ...]:
    """Repairs of the same fault in the spring after the sale."""
    return tuple(repair(after(2 * number, date(2022, 1, 10)), days=days) for number in range(count))


def statutes_of(facts: RightsFacts) -> set[str]:
    """The statutes whose rights an answer names."""
    return {one.clause.statute for one in asked(facts).rights}


def test_the_day_of_the_invoice_chooses_between_the_old_and_the_new_rule_for_cars() -> None:
    old = car(date(2022, 6, 1), invoice_on=LAST_OLD, delivery_on=date(2022, 1, 5))
    new = car(date(2022, 6, 1), invoice_on=date(2022, 1, 1), delivery_on=date(2022, 1, 5))

    assert statutes_of(old) == {OLD_CAR, LAW}
    assert statutes_of(new) == {CAR, LAW}


@pytest.mark.parametrize(("days", "state"), [(35, RIPENS), (35.01, NOW), (36, NOW)])
def test_the_old_rule_gives_its_rights_after_thirty_five_days(days: float, state: RightState) -> None:
    right = under(old_car(repairs=done(1, days)), OLD_CAR, "", RightKind.EXCHANGE, place=0)

    assert right.state is state


@pytest.mark.parametrize(("count", "state"), [(5, RIPENS), (6, NOW)])
def test_the_old_rule_gives_its_rights_after_five_repairs(count: int, state: RightState) -> None:
    right = under(old_car(repairs=done(count)), OLD_CAR, "", RightKind.REFUND, place=1)

    assert (right.state, right.counter) == (state, Counter(reached=count, threshold=6))
    assert (right.fee.kind, right.fee.needs) == (FeeKind.UNSTATED, ("statute.usage_fee",))


def test_the_old_rule_s_period_is_that_of_the_certificate_or_unknown() -> None:
    over = under(old_car(repairs=done(6), certificate_until=date(2022, 5, 31)), OLD_CAR, "", RightKind.REFUND, place=1)
    unknown = under(old_car(repairs=done(6), certificate_until=None), OLD_CAR, "", RightKind.REFUND, place=1)

    assert over.state is LAPSED
    assert (unknown.state, unknown.needs) == (UNKNOWN, ("certificate_until",))


@pytest.mark.parametrize(
    ("invoice", "needs"),
    [
        (date(2013, 12, 30), ("statute.effective_date",)),
        (date(2013, 12, 31), ()),
        (date(2013, 1, 1), ("statute.effective_date",)),
    ],
)
def test_a_sale_in_the_old_rule_s_first_year_is_in_doubt(invoice: date, needs: tuple[str, ...]) -> None:
    facts = car(date(2014, 6, 1), invoice_on=invoice, delivery_on=invoice, certificate_until=date(2015, 1, 1))

    right = under(facts, OLD_CAR, "", RightKind.REFUND)

    assert right.needs == needs
    assert right.state is (UNKNOWN if needs else RIPENS)


def test_before_any_rule_there_is_none() -> None:
    answer = asked(car(date(2014, 6, 1), invoice_on=date(2012, 12, 31), delivery_on=date(2012, 12, 31)))

    assert (answer.rights, [one.code for one in answer.findings]) == ((), ["no_statute"])


def test_without_an_invoice_every_version_is_named_and_nothing_decided() -> None:
    answer = asked(car(after(5), invoice_on=None, fault=fault()))

    assert {one.clause.statute for one in answer.rights} == {CAR, OLD_CAR, LAW}
    assert {one.state for one in answer.rights} == {UNKNOWN}
    assert all("invoice_on" in one.needs for one in answer.rights)
    assert answer.findings[0].code == "version_unknown"


@pytest.mark.parametrize(
    ("province", "shown"),
    [
        ("CN-SD", {"electric-bicycles-shandong"}),
        ("CN-AH", {"electric-bicycles-anhui"}),
        (None, {"electric-bicycles-shandong", "electric-bicycles-anhui"}),
        ("CN-JS", set()),
    ],
)
def test_provincial_rules_for_electric_bicycles_are_shown_where_they_apply(
    province: str | None, shown: set[str]
) -> None:
    answer = asked(sold(Category.ELECTRIC_BICYCLE, after(3), province=province, fault=fault()))

    assert {one.statute for one in answer.shown_only} == shown
    assert {one.clause.statute for one in answer.rights} == {LAW}


@pytest.mark.parametrize("category", [Category.FARM_MACHINERY, Category.MICROCOMPUTER, Category.REFRIGERATOR])
def test_what_is_unverified_is_never_a_right(category: Category) -> None:
    answer = asked(sold(category, after(3), fault=fault()))

    assert {one.clause.statute for one in answer.rights} == {LAW}
    assert {one.confidence for one in answer.shown_only} == {Confidence.C}


@pytest.mark.parametrize(
    ("today", "found", "state"),
    [
        (date(2026, 12, 1), None, NOW),
        (date(2026, 12, 2), date(2026, 12, 1), NOW),
        (date(2026, 12, 2), date(2026, 12, 2), LAPSED),
        (date(2026, 12, 2), None, UNKNOWN),
    ],
)
def test_in_the_first_six_months_the_trader_bears_the_burden_of_proof(
    today: date, found: date | None, state: RightState
) -> None:
    facts = car(today, fault=fault(found_on=found))

    assert states(facts, LAW, "23") == {RightKind.BURDEN_ON_TRADER: state}


def test_the_burden_of_proof_turns_for_durable_goods_only() -> None:
    found = [states(sold(Category.OTHER, after(3), is_durable=durable), LAW, "23") for durable in (True, False, None)]

    assert found == [{RightKind.BURDEN_ON_TRADER: NOW}, {}, {RightKind.BURDEN_ON_TRADER: UNKNOWN}]


@pytest.mark.parametrize(("day", "state"), [(7, NOW), (8, LAPSED)])
def test_a_remote_sale_goes_back_within_seven_days_of_receipt(day: int, state: RightState) -> None:
    facts = sold(Category.OTHER, after(day), is_remote_sale=True, delivery_on=after(0))
    late = sold(Category.OTHER, after(20), is_remote_sale=True, requested_on=after(day))
    shop = sold(Category.OTHER, after(day), is_remote_sale=False)

    assert states(facts, LAW, "25") == states(late, LAW, "25") == {RightKind.RETURN: state}
    assert states(shop, LAW, "25") == {}


@pytest.mark.parametrize(
    ("rule", "agreement", "is_faulty", "found"),
    [
        (False, False, True, NOW),
        (True, False, True, None),
        (False, True, True, None),
        (None, False, True, "has_state_rule"),
        (False, None, True, "has_agreement"),
        (False, False, False, "fault"),
    ],
)
def test_where_neither_law_nor_contract_speaks_a_faulty_thing_goes_back_within_seven_days(
    rule: bool | None,  # noqa: FBT001 - a case of the table
    agreement: bool | None,  # noqa: FBT001 - a case of the table
    is_faulty: bool,  # noqa: FBT001 - a case of the table
    found: RightState | str | None,
) -> None:
    facts = sold(
        Category.OTHER,
        after(7),
        has_state_rule=rule,
        has_agreement=agreement,
        fault=fault() if is_faulty else None,
    )

    rights = [one for one in asked(facts).rights if one.clause.article == "24" and one.clause.statute == LAW]

    assert [one.needs[0] if one.needs else one.state for one in rights] == ([] if found is None else [found])


def test_a_verified_rule_leaves_no_room_for_the_general_one_and_an_unverified_rule_leaves_it_open() -> None:
    verified = car(after(3), has_agreement=False, fault=fault())
    unverified = sold(Category.ELECTRIC_BICYCLE, after(3), has_agreement=False, fault=fault())

    assert states(verified, LAW, "24") == {}
    assert states(unverified, LAW, "24") == {RightKind.RETURN: UNKNOWN}


def test_duties_that_need_no_computing_are_told_with_their_article() -> None:
    told = [(one.statute, one.article) for one in asked(car(after(3))).told]

    assert told[:5] == [(LAW, article) for article in ("29", "40", "46", "55", "56")]
    assert told[5:] == [
        (CAR, article) for article in ("18", "10", "14", "17", "19", "26", "27", "28", "29", "30", "32", "40")
    ]


def test_the_scope_of_a_car_s_main_parts_is_unverified_and_only_shown() -> None:
    shown = [(one.article, one.confidence) for one in asked(car(after(3))).shown_only]

    assert shown == [("GB/T 29632-2021", Confidence.C)]
