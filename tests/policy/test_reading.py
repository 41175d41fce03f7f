"""Reading policy documents: the first wrong place is pointed at, and nothing hostile gets through."""

import msgspec
import pytest
from tests.policy.samples import AIR_NAME, EBIKE_NAME

from aftersales.policy.errors import PolicyUnreadable, TemplateUnknown
from aftersales.policy.rules import fingerprint, read_document, template, template_names

SOUND = msgspec.json.encode(template(EBIKE_NAME))


def test_there_are_29_policies_to_fill_in_and_two_that_are_whole() -> None:
    assert len(template_names()) == 31
    assert {AIR_NAME, EBIKE_NAME} < set(template_names())


@pytest.mark.parametrize(
    ("name", "known"),
    [
        (EBIKE_NAME, "185d1c658c2916f8e16cf5439a7c6fdffff994ae1344b46a52d0349e9b2265f5"),
        (AIR_NAME, "bb0019620e814210b07eff250bb186915aabe3bcdae99b662dd1961831588d81"),
    ],
)
def test_a_document_from_before_the_newer_sections_keeps_its_fingerprint(name: str, known: str) -> None:
    assert fingerprint(template(name)) == known
    assert b'"liability"' not in msgspec.json.encode(template(name))


def test_a_template_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(TemplateUnknown) as refusal:
        template("../secrets")

    assert refusal.value.text("en") == "There is no policy template called ../secrets."


def test_a_document_that_was_sent_is_read_as_it_was_written() -> None:
    assert read_document(SOUND) == template(EBIKE_NAME)


@pytest.mark.parametrize(
    ("old", "new", "pointer"),
    [
        (b'"months":12', b'"months":"a year"', "/terms/0/months"),
        (b'"months":12', b'"monts":12', "/terms/0"),
        (b'"customer":[', b'"neighbour":[', "/returns/dispositions"),
        (b'"currency":"CNY"', b'"currency":7', "/currency"),
        (b'"kind":"clock"', b'"kind":"sundial"', "/calendars/1/calendar/kind"),
        (b'"opens":"08:30:00"', b'"opens":"25:00"', "/calendars/0/calendar/week/mon/0/opens"),
    ],
)
def test_a_document_of_the_wrong_shape_points_at_the_place(old: bytes, new: bytes, pointer: str) -> None:
    with pytest.raises(PolicyUnreadable) as refusal:
        read_document(SOUND.replace(old, new, 1))

    assert refusal.value.pointer == pointer


@pytest.mark.parametrize("source", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b" " * 1_000_001])
def test_what_is_no_policy_at_all_is_refused_as_a_whole(source: bytes) -> None:
    with pytest.raises(PolicyUnreadable) as refusal:
        read_document(source)

    assert refusal.value.pointer == ""
