"""Which addresses may be dialled, which events an endpoint wants, what an attempt means, how a message is signed."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final
from uuid import UUID

import httpx
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from aftersales.kernel.ids import FactId, TenantId, derived_id
from aftersales.platform.webhooks.errors import EventUnknown, UrlRefused
from aftersales.platform.webhooks.model import (
    GIVEN_UP_AFTER,
    MOST_TRIES,
    WAITS,
    EndpointId,
    MessageId,
    Outcome,
)

SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - how every secret begins, not one
GONE: Final = 410
NONCE: Final = 12

INSIDE_4: Final = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
)
"""IPv4 that is not public unicast (RFC 6890 and its updates); 224.0.0.0/3 is multicast, reserved and broadcast.

168.63.129.16 looks public and is not: in one large cloud it is the machine's own host.
"""

GLOBAL_6: Final = IPv6Network("2000::/3")
INSIDE_6: Final = tuple(IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
"""Of the global IPv6 space: protocol assignments with Teredo, documentation, 6to4, each of which may hide an IPv4."""

INSIDE_NAMES: Final = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "arpa", "test")
"""Last labels of names that never stand for a public host."""


def is_public(address: str) -> bool:
    """Whether an address is public unicast; whatever is not certainly so (mapped, scoped, unreadable) is not."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in INSIDE_4)
    return ip.scope_id is None and ip in GLOBAL_6 and not any(ip in network for network in INSIDE_6)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _looks_numeric(host: str) -> bool:
    """`127.1`, `2130706433` and `0x7f000001` are addresses to a resolver though no dotted quads."""
    label = host.rstrip(".").rsplit(".", 1)[-1]
    return label.isdecimal() or label.lower().startswith("0x")


def _names_inside(host: str) -> bool:
    name = host.rstrip(".").lower()
    return "." not in name or name.rsplit(".", 1)[-1] in INSIDE_NAMES


def _refused(why_zh: str, why_en: str) -> UrlRefused:
    return UrlRefused(pointer="/url", why_zh=why_zh, why_en=why_en)


def check_url(url: str, *, allow_private: bool) -> httpx.URL:
    """The address as we dial it; refuses at sight all that can be told without asking a resolver."""
    if not url.isprintable() or any(character in url for character in " \\"):
        raise _refused("含有空格或不可用的字符", "it holds blanks or unusable characters")
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise _refused("格式不正确", "it is not a URL") from error
    if parsed.scheme not in ({"https", "http"} if allow_private else {"https"}):
        raise _refused("必须以 https:// 开头", "it must begin with https://")
    if not parsed.host or parsed.userinfo or parsed.fragment or parsed.port == 0:
        raise _refused(
            "必须有主机名，且不能带用户名、密码、片段或端口 0",
            "it needs a host, and no user, password, fragment or port 0",
        )
    if not allow_private:
        _check_host(parsed.host)
    return parsed


def _check_host(host: str) -> None:
    literal = _literal(host)
    if literal is None and (_looks_numeric(host) or _names_inside(host)):
        raise _refused("主机名不是公网域名", "the host is not a public name")
    if literal is not None and not is_public(str(literal)):
        raise _refused("指向内部网络", "it points inside a private network")


def vetted(addresses: Sequence[str], *, allow_private: bool) -> str | None:
    """The one address to dial, IPv4 first; None if there is none or if any of them points inside."""
    if not addresses or not (allow_private or all(is_public(address) for address in addresses)):
        return None
    return min(addresses, key=lambda address: ":" in address)


def wants(patterns: Iterable[str], event: str) -> bool:
    """Whether an event is among those that an endpoint asked for."""
    return any(
        pattern in {"*", event} or (pattern.endswith(".*") and event.startswith(pattern[:-1])) for pattern in patterns
    )


def check_events(patterns: Sequence[str], known: Iterable[str]) -> tuple[str, ...]:
    """The patterns without repetitions; one that no fact's name matches is refused with its place."""
    names = tuple(known)
    for index, pattern in enumerate(patterns):
        if not any(wants((pattern,), name) for name in names):
            raise EventUnknown(pointer=f"/events/{index}", event=pattern)
    return tuple(dict.fromkeys(patterns))


def message_id(endpoint_id: EndpointId, fact_id: FactId) -> MessageId:
    """The identity of one fact for one endpoint: the same for whoever computes it."""
    return MessageId(derived_id("webhook", endpoint_id, fact_id))


def delivery_cause(message: MessageId, round_: int) -> UUID:
    """What causes the delivery of one round of a message."""
    return derived_id("webhook round", message, round_)


def outcome(status: int | None, tries: int) -> Outcome:
    """What the latest of `tries` attempts means; `status` is None when there was no answer."""
    if status is not None and 200 <= status < 300:  # noqa: PLR2004 - success as HTTP has it
        return Outcome.DELIVERED
    if status == GONE:
        return Outcome.GONE
    return Outcome.EXHAUSTED if tries >= MOST_TRIES else Outcome.RETRY


def wait_after(tries: int) -> timedelta:
    """The wait after the n-th failed attempt of a round, up to a tenth longer so that floods spread."""
    wait = WAITS[min(tries, len(WAITS)) - 1]
    return wait + wait * (secrets.randbelow(100) / 1000)


def is_persistent(failing_since: datetime | None, now: datetime) -> bool:
    """Whether an endpoint has answered nothing well for so long that it is given up."""
    return failing_since is not None and now - failing_since >= GIVEN_UP_AFTER


def new_secret() -> str:
    """A fresh secret in the form of Standard Webhooks."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(message: str, at: datetime, body: bytes, live: Iterable[str]) -> str:
    """The header `webhook-signature`: one `v1` signature for each secret that is live."""
    signed = b".".join((message.encode(), str(int(at.timestamp())).encode(), body))
    return " ".join(
        "v1," + base64.b64encode(hmac.new(_raw(secret), signed, hashlib.sha256).digest()).decode() for secret in live
    )


def _raw(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(SECRET_PREFIX))


class Vault:
    """Seals secrets under a key of this process, each bound to its tenant and endpoint; opens under former ones too."""

    def __init__(self, secret_key: bytes, *, former: tuple[bytes, ...] = ()) -> None:
        self._cipher = _cipher(secret_key)
        self._former = tuple(_cipher(key) for key in former)

    def seal(self, tenant_id: TenantId, endpoint_id: EndpointId, secret: str) -> bytes:
        """The secret as it is stored."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), _bound(tenant_id, endpoint_id))

    def open(self, tenant_id: TenantId, endpoint_id: EndpointId, sealed: bytes) -> str:
        """The secret; ValueError if it was sealed under another key or for another endpoint."""
        for cipher in (self._cipher, *self._former):
            with suppress(InvalidTag):
                return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], _bound(tenant_id, endpoint_id)).decode()
        raise ValueError(f"the secret of endpoint {endpoint_id} cannot be opened with this key")


def _cipher(secret_key: bytes) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"aftersales webhook secrets").derive(secret_key)
    return AESGCM(derived)


def _bound(tenant_id: TenantId, endpoint_id: EndpointId) -> bytes:
    return UUID(str(tenant_id)).bytes + UUID(str(endpoint_id)).bytes
