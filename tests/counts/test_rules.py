"""Decisions of counts, without a database."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from aftersales.catalog.model import PartId
from aftersales.kernel.access import ROLE_PERMISSIONS, Actor, ActorKind, Role
from aftersales.kernel.ids import TenantId, new_id
from aftersales.parts.counts import rules
from aftersales.parts.counts.model import MOVES, UNDER_WAY, CountState, Variance
from aftersales.parts.model import Account, LocationId, account_of
from aftersales.policy.model import RecountThresholds
from aftersales.policy.rules import must_recount

TENANT = TenantId(new_id())
COUNTS = st.integers(0, 10**6)
PRICES = st.decimals(0, 10**5, places=2)
THRESHOLDS = st.builds(
    RecountThresholds,
    quantity=st.none() | st.integers(0, 1000),
    percent=st.none() | st.decimals(0, 100, places=1),
    value=st.none() | st.decimals(0, 10**6, places=2),
)


def variance(expected: int, quantity: int) -> Variance:
    """A line that differs so."""
    return Variance(
        number=1,
        location_id=LocationId(new_id()),
        part_id=PartId(new_id()),
        expected=expected,
        quantity=quantity,
        is_over=False,
        explanation="",
    )


@given(THRESHOLDS, COUNTS, COUNTS, PRICES)
def test_a_line_is_counted_again_when_the_policy_says_so(
    thresholds: RecountThresholds, expected: int, counted: int, price: Decimal
) -> None:
    asked = must_recount(thresholds, expected=expected, counted=counted, unit_cost=price)

    assert rules.is_over(thresholds, variance(expected, counted), price) == asked


@given(st.lists(st.tuples(COUNTS, COUNTS).filter(lambda pair: pair[0] != pair[1]), max_size=20))
def test_adjustments_bring_the_books_to_what_was_seen(pairs: list[tuple[int, int]]) -> None:
    lines = [variance(expected, quantity) for expected, quantity in pairs]
    gain_loss = account_of(TENANT, Account.GAIN_LOSS)

    moves = rules.adjustments(TENANT, lines)

    change = [move.quantity if move.from_location == gain_loss else -move.quantity for move in moves]
    assert [expected + by for (expected, _), by in zip(pairs, change, strict=True)] == [seen for _, seen in pairs]


def test_who_may_only_enter_sees_quantities_in_no_state() -> None:
    def sight(role: Role) -> set[CountState]:
        actor = Actor(kind=ActorKind.PERSON, id=new_id(), name="", permissions=ROLE_PERMISSIONS[role])
        return {state for state in CountState if rules.sees_quantities(actor, state, blind=True)}

    roles = (Role.FACTORY_RECEIVER, Role.DEALER_CLERK, Role.WAREHOUSE_KEEPER, Role.FINANCE)

    sees = {role: sight(role) for role in roles}

    assert sees == {
        Role.FACTORY_RECEIVER: set(),
        Role.DEALER_CLERK: set(),
        Role.WAREHOUSE_KEEPER: {CountState.AWAITING_APPROVAL, CountState.POSTED, CountState.CANCELLED},
        Role.FINANCE: set(CountState),
    }


def test_every_count_that_is_under_way_can_end_and_an_end_is_an_end() -> None:
    assert {state for state in CountState if CountState.CANCELLED in MOVES[state]} == set(UNDER_WAY)
    assert {state for state in CountState if not MOVES[state]} == set(CountState) - set(UNDER_WAY)
