"""Laws of the ladder: time never brings a window back, repair days never cost a right, the law is never undercut."""

from datetime import date, datetime, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.policy.statutes.ladder import NOW, SOLD, STATUTES, after, asked, fault, noon, repair, sold

from aftersales.policy.statutes.model import Assembly, Category, Confidence, RightKind, SafetyFailure, Term, WindowRule
from aftersales.policy.statutes.model_answer import RightsAnswer, RightState
from aftersales.policy.statutes.model_facts import Fault, Promise, Reading, Repair, RightsFacts

LAW = settings()
"""The first look at a year's holidays takes its time."""

MAYBE = st.none() | st.booleans()
DAYS = st.dates(SOLD, date(2030, 1, 1))
FAULTS = st.builds(
    Fault,
    identity=st.sampled_from(["F1", "F2"]),
    found_on=st.none() | DAYS,
    usage_km=st.none() | st.integers(0, 70_000),
    component=st.none() | st.sampled_from(["frame", "battery", "charger"]),
    assembly=st.none() | st.sampled_from(Assembly),
    is_main_part=MAYBE,
    needs_replacement=MAYBE,
    persists=MAYBE,
    is_safety_fault=MAYBE,
    safety_failure=st.none() | st.sampled_from(SafetyFailure),
)
REPAIRS = st.lists(
    st.builds(
        lambda start, days, code: repair(after(start), days=days, fault=code),
        st.integers(0, 300),
        st.integers(0, 20),
        st.sampled_from(["F1", "F2"]),
    ),
    max_size=8,
).map(tuple)


@st.composite
def facts(draw: st.DrawFn) -> RightsFacts:
    """Any unit after its sale."""
    return sold(
        draw(st.sampled_from(Category)),
        draw(DAYS),
        invoice_on=draw(st.sampled_from([SOLD, None])),
        delivery_on=draw(st.sampled_from([SOLD, None])),
        province=draw(st.sampled_from([None, "CN-SD", "CN-AH"])),
        is_installation_agreed=draw(MAYBE),
        fault=draw(st.none() | FAULTS),
        repairs=draw(REPAIRS),
        readings=tuple(Reading(on=SOLD, km=km) for km in draw(st.lists(st.integers(0, 80_000), max_size=2))),
        is_odometer_tampered=draw(st.booleans()),
        is_remote_sale=draw(MAYBE),
        is_durable=draw(MAYBE),
        has_state_rule=draw(MAYBE),
        has_agreement=draw(MAYBE),
    )


PROVISIONS = [provision for one in STATUTES.values() for provision in one.provisions]
WINDOWS = {one.text.en for one in PROVISIONS if isinstance(one.rule, WindowRule)}


def standing(answer: RightsAnswer) -> set[tuple[str, RightKind]]:
    """What can be had today, by clause."""
    return {(one.clause.text.en, one.kind) for one in answer.rights if one.state is NOW}


@LAW
@given(known=facts(), later=st.integers(0, 1500))
def test_a_later_today_never_adds_a_right_of_the_first_days(known: RightsFacts, later: int) -> None:
    before = standing(asked(known))
    after_that = standing(asked(replace(known, at=known.at + timedelta(days=later))))

    assert {one for one in after_that - before if one[0] in WINDOWS} == set()


def longer(repair: Repair, days: int, at: datetime) -> Repair:
    """The same repair, so many days longer, but done by an instant if it was."""
    if repair.returned_at is None or repair.returned_at >= at:
        return repair
    return replace(repair, returned_at=min(repair.returned_at + timedelta(days=days), at))


@LAW
@given(known=facts(), days=st.integers(1, 30))
def test_more_repair_days_never_remove_a_right(known: RightsFacts, days: int) -> None:
    stretched = replace(known, repairs=tuple(longer(one, days, known.at) for one in known.repairs))

    lost = standing(asked(known)) - standing(asked(stretched))

    assert lost == set()


@LAW
@given(known=facts(), months=st.integers(0, 120), days=st.integers(0, 60))
def test_a_promise_never_takes_away_what_the_law_gives(known: RightsFacts, months: int, days: int) -> None:
    promise = Promise(repair=Term(months=months), main_parts=Term(months=months), refund_days=days, exchange_days=days)

    lost = standing(asked(known)) - standing(asked(replace(known, promise=promise)))

    assert lost == set()


@LAW
@given(known=facts())
def test_an_unverified_figure_is_never_a_right_and_an_unknown_one_says_what_it_needs(known: RightsFacts) -> None:
    answer = asked(known)

    assert {one.clause.confidence for one in answer.rights} <= {Confidence.A, Confidence.B}
    assert {one.confidence for one in answer.shown_only} <= {Confidence.C}
    assert all((one.state is RightState.UNKNOWN) == bool(one.needs) for one in answer.rights)


@LAW
@given(known=facts())
def test_the_same_facts_give_the_same_answer_also_through_json(known: RightsFacts) -> None:
    read = msgspec.json.decode(msgspec.json.encode(known), type=RightsFacts)

    again = msgspec.json.decode(msgspec.json.encode(asked(read)), type=RightsAnswer)

    assert again == asked(known)


def test_the_last_instant_of_a_chinese_day_still_belongs_to_it() -> None:
    known = sold(Category.COLOUR_TV, after(7), fault=fault())

    late = asked(replace(known, at=noon(after(7)) + timedelta(hours=11, minutes=59)))
    next_day = asked(replace(known, at=noon(after(7)) + timedelta(hours=12)))

    assert (late.on, next_day.on) == (after(7), after(8))
