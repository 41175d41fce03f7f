"""Identities that grow with time, and those that are computed from their cause; the clock."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.kernel.clock import SetClock, SystemClock
from aftersales.kernel.ids import derived_id, new_id

PARTS = st.lists(st.text(st.characters(exclude_characters="\x1f", codec="utf-8"), max_size=12), min_size=1, max_size=4)


def test_identities_are_of_version_7_and_grow() -> None:
    made = [new_id() for _ in range(2000)]

    assert {identity.version for identity in made} == {7}
    assert made == sorted(made)
    assert len(set(made)) == 2000


def test_an_identity_knows_when_it_was_made() -> None:
    before = datetime.now(UTC)

    made = new_id()

    seconds = (made.int >> 80) / 1000
    assert abs(datetime.fromtimestamp(seconds, UTC) - before) < timedelta(seconds=1)


def test_a_derived_identity_never_changes_between_releases() -> None:
    derived = derived_id("slot", UUID(int=7), "2026-06-18T01:00:00+00:00")

    assert derived == UUID("52621a60-417b-5727-8b4a-c2ef3f25b59f")
    assert derived.version == 5


@given(one=PARTS, other=PARTS)
def test_different_causes_have_different_identities(one: list[str], other: list[str]) -> None:
    assert (derived_id(*one) == derived_id(*other)) == (one == other)


def test_the_machines_clock_is_aware_and_in_utc() -> None:
    now = SystemClock().now()

    assert now.utcoffset() == timedelta(0)


def test_a_set_clock_moves_only_forward_and_only_when_told() -> None:
    clock = SetClock(datetime(2026, 6, 15, 2, tzinfo=UTC))

    clock.advance(timedelta(hours=1))
    with pytest.raises(ValueError, match="backwards"):
        clock.advance(timedelta(seconds=-1))

    assert clock.now() == clock.now() == datetime(2026, 6, 15, 3, tzinfo=UTC)
