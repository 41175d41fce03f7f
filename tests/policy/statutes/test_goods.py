"""Certain goods of 1995, flat television sets, phones: windows, periods, counters and what is deducted."""

from datetime import date, timedelta

import pytest
from tests.policy.statutes.ladder import (
    GOODS,
    LAPSED,
    NOW,
    PHONE,
    RIPENS,
    SOLD,
    UNKNOWN,
    after,
    asked,
    between,
    fault,
    noon,
    repair,
    repairs,
    sold,
    states,
    under,
)

from aftersales.policy.statutes.model import Category, RightKind
from aftersales.policy.statutes.model_answer import Counter, RightState
from aftersales.policy.statutes.model_facts import Fault, Replacement, RightsFacts

TV = "flat-tv-2011"
EXCHANGE, REFUND, REPAIR = RightKind.EXCHANGE, RightKind.REFUND, RightKind.REPAIR


def until(facts: RightsFacts, statute: str, article: str) -> date | None:
    """The last day of free repair."""
    return under(facts, statute, article, REPAIR).until


@pytest.mark.parametrize(
    ("day", "seven", "fifteen"), [(7, NOW, NOW), (8, LAPSED, NOW), (15, LAPSED, NOW), (16, LAPSED, LAPSED)]
)
def test_refund_within_seven_days_and_exchange_within_fifteen(day: int, seven: RightState, fifteen: RightState) -> None:
    goods = sold(Category.COLOUR_TV, after(day), fault=fault(found_on=after(day)))
    phone = sold(Category.MOBILE_PHONE, after(day), fault=fault(found_on=after(day)))

    first, then = states(goods, GOODS, "9"), states(goods, GOODS, "10")
    of_phone = [one.state for one in asked(phone).rights if one.kind is REFUND and one.clause.statute == PHONE]

    assert first == dict.fromkeys((REFUND, EXCHANGE, REPAIR), seven)
    assert then == dict.fromkeys((EXCHANGE, REPAIR), fifteen)
    assert of_phone == [seven]


@pytest.mark.parametrize(
    ("day", "window", "state"), [(7, 0, NOW), (8, 0, LAPSED), (8, 1, NOW), (15, 1, NOW), (16, 1, LAPSED)]
)
def test_a_phone_is_exchanged_until_day_fifteen(day: int, window: int, state: RightState) -> None:
    facts = sold(Category.MOBILE_PHONE, after(day), fault=fault(found_on=after(day)))

    right = under(facts, PHONE, "", EXCHANGE, place=window)

    assert right.state is state


@pytest.mark.parametrize(
    ("category", "whole", "main"),
    [
        (Category.COLOUR_TV, date(2027, 6, 1), date(2029, 6, 1)),
        (Category.MONOCHROME_TV, date(2027, 6, 1), date(2029, 6, 1)),
        (Category.VIDEO_RECORDER, date(2027, 6, 1), date(2027, 6, 1)),
    ],
)
def test_the_catalogue_gives_the_whole_and_its_main_parts_their_terms(
    category: Category, whole: date, main: date
) -> None:
    facts = sold(category, after(20), fault=fault(is_main_part=True))
    minor = sold(category, after(20), fault=fault(is_main_part=False))

    both = {under(facts, GOODS, "目录", REPAIR, place=place).until for place in (0, 1)}

    assert both == {whole, main}
    assert until(minor, GOODS, "目录") == whole


def test_a_bicycle_has_two_years_on_frame_and_derailleur_only() -> None:
    def terms(component: str | None) -> list[tuple[RightState, date | None]]:
        facts = sold(Category.BICYCLE, after(20), fault=fault(component=component, found_on=after(20)))
        return [(one.state, one.until) for one in asked(facts).rights if one.clause.article == "目录"]

    assert terms("frame") == terms("derailleur") == [(NOW, date(2028, 6, 1))]
    assert terms("saddle") == [(NOW, date(2027, 6, 1))]
    assert terms(None) == [(UNKNOWN, date(2027, 6, 1)), (UNKNOWN, date(2028, 6, 1))]


@pytest.mark.parametrize(("today", "state"), [(date(2027, 6, 1), NOW), (date(2027, 6, 2), LAPSED)])
def test_a_period_of_one_year_includes_its_last_day(today: date, state: RightState) -> None:
    right = under(sold(Category.COLOUR_TV, today), GOODS, "目录", REPAIR)

    assert right.state is state


def test_repair_and_waiting_time_are_deducted_from_the_period() -> None:
    once = (repair(after(10), days=3),)
    waiting = (repair(after(10), days=3, waiting_for_parts=(between(noon(after(11)), 4.5),)),)
    late = (repair(date(2027, 6, 5), days=3),)
    chained = (repair(date(2027, 5, 30), days=3), repair(date(2027, 6, 3), days=2))

    days = [
        until(sold(Category.COLOUR_TV, date(2027, 8, 1), repairs=done), GOODS, "目录")
        for done in (once, waiting, late, chained)
    ]

    assert days == [date(2027, 6, 4), date(2027, 6, 7), date(2027, 6, 1), date(2027, 6, 6)]


def test_a_repair_that_still_lasts_is_deducted_up_to_now() -> None:
    lying = repair(after(10), returned_at=None)
    planned = repair(after(40), days=3)

    assert until(sold(Category.COLOUR_TV, after(15), repairs=(lying, planned)), GOODS, "目录") == date(2027, 6, 6)


@pytest.mark.parametrize(
    ("count", "persists", "state"), [(1, True, RIPENS), (2, True, NOW), (2, False, RIPENS), (2, None, UNKNOWN)]
)
def test_two_repairs_without_success_give_an_exchange(count: int, persists: bool | None, state: RightState) -> None:  # noqa: FBT001 - a case of the table
    goods = sold(Category.VIDEO_RECORDER, after(60), repairs=repairs(count), fault=fault(persists=persists))
    phone = sold(Category.MOBILE_PHONE, after(60), repairs=repairs(count), fault=fault(persists=persists))

    assert states(goods, GOODS, "11") == {EXCHANGE: state}
    assert states(goods, GOODS, "13") == {REFUND: state}
    assert under(phone, PHONE, "", EXCHANGE, place=2).state is state


def test_two_repairs_and_no_word_of_a_fault_leave_the_exchange_unknown() -> None:
    facts = sold(Category.COLOUR_TV, after(60), repairs=repairs(2))

    right = under(facts, GOODS, "11", EXCHANGE)

    assert (right.state, right.needs, right.counter) == (UNKNOWN, ("fault",), Counter(reached=2, threshold=2))


@pytest.mark.parametrize(("day", "state"), [(30, NOW), (31, LAPSED)])
def test_what_was_repaired_has_to_work_for_thirty_days(day: int, state: RightState) -> None:
    back = after(11)
    again = fault(found_on=after(day, back))
    facts = sold(Category.COLOUR_TV, after(day, back), repairs=(repair(after(10)),), fault=again)

    assert states(facts, GOODS, "6") == {REPAIR: state}


def test_the_guarantee_on_a_repair_is_for_the_same_fault() -> None:
    done = (repair(after(10)), repair(after(20), returned_at=None, fault="F2"))

    def of(found: Fault | None) -> dict[RightKind, RightState]:
        return states(sold(Category.COLOUR_TV, after(25), repairs=done, fault=found), GOODS, "6")

    assert of(fault(identity="F1", found_on=after(25))) == {REPAIR: NOW}
    assert of(fault(identity="F2")) == {}
    assert of(None) == {REPAIR: UNKNOWN}


@pytest.mark.parametrize(
    ("agreed", "installed", "needs", "last"),
    [
        (True, after(10), (), date(2027, 6, 11)),
        (True, None, ("installed_on",), None),
        (False, None, (), date(2027, 6, 1)),
        (None, after(10), ("is_installation_agreed",), None),
    ],
)
def test_a_flat_tv_starts_when_its_installation_ends_if_agreed(
    agreed: bool | None,  # noqa: FBT001 - a case of the table
    installed: date | None,
    needs: tuple[str, ...],
    last: date | None,
) -> None:
    facts = sold(Category.FLAT_TV, after(20), is_installation_agreed=agreed, installed_on=installed)

    right = under(facts, TV, "", REPAIR)

    assert (right.needs, right.until) == (needs, last)


def test_a_flat_tv_has_the_rights_of_the_goods_of_1995() -> None:
    facts = sold(Category.FLAT_TV, after(7), is_installation_agreed=False, fault=fault(found_on=after(7)))

    assert states(facts, GOODS, "9") == dict.fromkeys((REFUND, EXCHANGE, REPAIR), NOW)
    assert states(facts, GOODS, "目录") == {}


def test_an_air_conditioner_is_shown_and_nothing_of_it_enforced() -> None:
    answer = asked(sold(Category.AIR_CONDITIONER, after(3), fault=fault()))

    assert {one.clause.statute for one in answer.rights} == {"consumer-protection-2013"}
    assert [one.text.en for one in answer.shown_only if one.article == "目录"] == [
        "Air conditioner, refrigerator: whole 1 year, main parts 3 years (unverified)."
    ]


@pytest.mark.parametrize(
    ("component", "last"),
    [("battery", date(2026, 12, 1)), ("wired_headset", date(2026, 9, 1)), ("mainboard", date(2027, 6, 1))],
)
def test_a_phone_and_its_accessories_have_their_own_terms(component: str, last: date) -> None:
    facts = sold(Category.MOBILE_PHONE, after(20), fault=fault(component=component))

    rights = [one for one in asked(facts).rights if one.kind is REPAIR and one.state is NOW]

    assert [one.until for one in rights] == [last]


def test_a_charger_whose_sources_contradict_each_other_is_shown_and_not_enforced() -> None:
    answer = asked(sold(Category.MOBILE_PHONE, after(20), fault=fault(component="charger")))

    assert [one.kind for one in answer.rights if one.kind is REPAIR and one.state is NOW] == []
    assert [one.text.en[:17] for one in answer.shown_only] == ["Charger 1 year (a", "Charger 6 months "]


@pytest.mark.parametrize(("hours", "state"), [(60 * 24, RIPENS), (60 * 24 + 1, NOW)])
def test_more_than_sixty_days_for_lack_of_parts_give_a_phone_s_exchange(hours: int, state: RightState) -> None:
    came = noon(after(1))
    waiting = repair(after(1), returned_at=None, waiting_for_parts=(between(came, 90),))

    right = under(
        sold(Category.MOBILE_PHONE, SOLD, at=came + timedelta(hours=hours), repairs=(waiting,)),
        PHONE,
        "",
        EXCHANGE,
        place=3,
    )

    assert right.state is state
    assert right.from_day == (date(2026, 8, 1) if state is RIPENS else None)


def test_lack_of_parts_speaks_only_while_the_phone_waits() -> None:
    def count(**changes: object) -> list[tuple[RightState, date | None]]:
        facts = sold(Category.MOBILE_PHONE, after(100), repairs=(repair(after(1), **changes),))
        exchanges = [one for one in asked(facts).rights if "lack of parts" in one.clause.text.en]
        return [(one.state, one.from_day) for one in exchanges]

    never = count(returned_at=None)
    later_on = count(returned_at=None, waiting_for_parts=(between(noon(after(2)), 20),))
    returned = count(days=80, waiting_for_parts=(between(noon(after(2)), 70),))

    assert (never, later_on, returned) == ([], [(RIPENS, None)], [])


@pytest.mark.parametrize(
    ("part", "count", "persists", "state"),
    [
        ("battery", 2, True, NOW),
        ("battery", 1, True, RIPENS),
        ("charger", 2, True, RIPENS),
        ("battery", 2, False, RIPENS),
    ],
)
def test_an_accessory_replaced_twice_and_still_bad_is_refunded(
    part: str,
    count: int,
    persists: bool,  # noqa: FBT001 - a case of the table
    state: RightState,
) -> None:
    done = repairs(count, replaced=(Replacement(part=part),))

    right = under(
        sold(Category.MOBILE_PHONE, after(60), repairs=done, fault=fault(persists=persists)),
        PHONE,
        "",
        RightKind.PART_REFUND,
    )

    assert right.state is state


def test_an_exchanged_phone_has_unknown_periods_because_its_rule_is_silent() -> None:
    right = under(sold(Category.MOBILE_PHONE, after(20), exchanged_on=after(10), fault=fault()), PHONE, "", REPAIR)

    assert (right.state, right.needs) == (UNKNOWN, ("statute.restart_on_exchange",))
