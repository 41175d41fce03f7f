"""Which addresses are dialled, which events are wanted, how messages are signed."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from aftersales.kernel.ids import FactId, TenantId, new_id
from aftersales.platform.webhooks import rules
from aftersales.platform.webhooks.errors import EventUnknown, UrlRefused
from aftersales.platform.webhooks.model import MOST_TRIES, WAITS, EndpointId, Outcome

INSIDE = (
    "0.0.0.0",  # noqa: S104 - refused, not bound
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.254",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.254",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2606:4700::1%eth0",
    "",
    "localhost",
)
OUTSIDE = ("1.1.1.1", "8.8.8.8", "100.63.255.255", "172.32.0.1", "223.255.255.255", "2606:4700::1111", "2400:3200::1")


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not rules.is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_outside_is_public(address: str) -> None:
    assert rules.is_public(address)


@given(st.ip_addresses(v=6))
def test_whatever_maps_an_ipv4_is_not_public(address: object) -> None:
    mapped = "::ffff:" + ".".join(str(part) for part in UUID(int=int(address)).bytes[-4:])  # type: ignore[call-overload]  # strategies are loosely typed

    assert not rules.is_public(mapped)


def test_a_name_with_one_address_inside_is_not_dialled_at_all() -> None:
    assert rules.vetted(["8.8.8.8", "127.0.0.1"], allow_private=False) is None
    assert rules.vetted([], allow_private=True) is None
    assert rules.vetted(["2606:4700::1111", "8.8.8.8"], allow_private=False) == "8.8.8.8"


@pytest.mark.parametrize("url", ["https://hooks.example.com/a?b=c", "https://8.8.8.8/", "https://例子.中国:8443/钩子"])
def test_a_public_https_address_is_accepted(url: str) -> None:
    assert rules.check_url(url, allow_private=False).scheme == "https"


def test_events_are_asked_for_by_name_or_pattern_and_unknown_ones_are_refused_with_their_place() -> None:
    known = ("claims.return_filed", "claims.return_approved", "parts.count_posted")

    asked = rules.check_events(["claims.*", "parts.count_posted", "claims.*"], known)
    with pytest.raises(EventUnknown) as refused:
        rules.check_events(["claims.*", "claim.*"], known)

    assert asked == ("claims.*", "parts.count_posted")
    assert refused.value.pointer == "/events/1"
    assert [rules.wants(asked, event) for event in known] == [True, True, True]
    assert not rules.wants(["claims.return_filed"], "claims.return_approved")
    assert not rules.wants(["claims.*"], "claims_other.return_filed")


def test_a_round_is_twelve_attempts_over_five_days() -> None:
    assert MOST_TRIES == 12
    assert sum(WAITS, timedelta()) == timedelta(days=5, seconds=5)


@pytest.mark.parametrize(
    ("status", "tries", "expected"),
    [
        (200, 1, Outcome.DELIVERED),
        (204, 12, Outcome.DELIVERED),
        (301, 1, Outcome.RETRY),
        (410, 1, Outcome.GONE),
        (500, 11, Outcome.RETRY),
        (500, 12, Outcome.EXHAUSTED),
        (None, 12, Outcome.EXHAUSTED),
    ],
)
def test_an_answer_decides_what_becomes_of_a_message(status: int | None, tries: int, expected: Outcome) -> None:
    assert rules.outcome(status, tries) is expected


@given(body=st.binary(max_size=200).map(lambda raw: raw.hex().encode()), old=st.booleans())
def test_the_reference_library_verifies_either_live_secret_and_nothing_else(body: bytes, old: bool) -> None:  # noqa: FBT001 - hypothesis passes it by name
    now = datetime.now(UTC)
    former, current = rules.new_secret(), rules.new_secret()
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": rules.signature("msg_1", now, body, [current, former]),
    }

    Webhook(former if old else current).verify(body, headers, json_parse=False)

    with pytest.raises(WebhookVerificationError):
        Webhook(rules.new_secret()).verify(body, headers, json_parse=False)
    with pytest.raises(WebhookVerificationError):
        Webhook(current).verify(body + b" ", headers, json_parse=False)


def test_a_sealed_secret_opens_only_for_its_tenant_and_endpoint_under_the_same_key() -> None:
    vault, other = rules.Vault(b"k" * 32), rules.Vault(b"x" * 32)
    tenant, endpoint = TenantId(new_id()), EndpointId(new_id())

    sealed = vault.seal(tenant, endpoint, "whsec_abc")

    assert b"abc" not in sealed
    assert vault.open(tenant, endpoint, sealed) == "whsec_abc"
    for opener, whose, which in (
        (other, tenant, endpoint),
        (vault, TenantId(new_id()), endpoint),
        (vault, tenant, EndpointId(new_id())),
    ):
        with pytest.raises(ValueError, match="cannot be opened"):
            opener.open(whose, which, sealed)


def test_a_message_has_one_identity_for_a_fact_and_an_endpoint() -> None:
    endpoint, fact = EndpointId(new_id()), FactId(new_id())

    assert rules.message_id(endpoint, fact) == rules.message_id(endpoint, fact)
    assert rules.message_id(endpoint, fact) != rules.message_id(EndpointId(new_id()), fact)


@pytest.mark.parametrize(
    "url", ["http://hooks.example.com/", "https://user:pass@hooks.example.com/", "https://intranet/"]
)
def test_an_address_that_is_refused_at_sight_says_so_at_its_place(url: str) -> None:
    with pytest.raises(UrlRefused) as refused:
        rules.check_url(url, allow_private=False)

    assert refused.value.pointer == "/url"
