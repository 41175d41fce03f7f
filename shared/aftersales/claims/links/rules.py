"""What a token says, and what a customer is told; no database.

A token is 159 characters (base64url, no padding), 119 bytes:

    version 2 | key id 1 | tenant 16 | return 16 | link 16 | expires at 5 | Ed25519 64

Former tokens are of version 1, name no link, and have 138 characters.

It is signed by the keys that sign papers, for a purpose of its own, so neither passes for the other.
"""

import base64
import binascii
from collections.abc import Iterable
from datetime import UTC, datetime
from struct import Struct as Layout
from typing import Final
from uuid import UUID

from aftersales.claims.links.errors import CustomerLinkNotYours, CustomerLinkTooLong
from aftersales.claims.links.model import Claim, GivenLink, LineFate, LinkId, Signer
from aftersales.claims.returns.model import ReturnId, ReturnState
from aftersales.kernel.access import Actor, Permission
from aftersales.kernel.errors import Forbidden
from aftersales.kernel.ids import TenantId
from aftersales.policy.model import Disposition, Text

FORMER: Final = 1
VERSION: Final = 2
LONGEST: Final = 159
PURPOSE: Final = b"aftersales/customer-link/1\x00"
"""Signed in front of the claim, so that no signature made for another purpose opens a return."""

_CLAIMS: Final = {FORMER: Layout(">B16s16s5s"), VERSION: Layout(">B16s16s16s5s")}
_HEAD: Final = 2
_SIGNATURE: Final = 64


def token_of(claim: Claim, signer: Signer) -> str:
    """The claim, signed."""
    until = int(claim.expires_at.timestamp()).to_bytes(5, "big")
    ids = (claim.tenant_id.bytes, claim.return_id.bytes)
    if claim.link_id is None:
        packed = _CLAIMS[FORMER].pack(FORMER, *ids, until)
    else:
        packed = _CLAIMS[VERSION].pack(VERSION, *ids, claim.link_id.bytes, until)
    key_id, signature = signer.sign(PURPOSE + packed)
    raw = packed[:1] + bytes([key_id]) + packed[1:] + signature
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def claim_of(token: str, signer: Signer) -> Claim | None:
    """What a token says once its signature holds; None for anything that we did not sign as it stands."""
    raw = _bytes_of(token)
    layout = _CLAIMS.get(raw[0]) if raw else None
    if layout is None or len(raw) != layout.size + 1 + _SIGNATURE:
        return None
    packed, signature = raw[:1] + raw[_HEAD:-_SIGNATURE], raw[-_SIGNATURE:]
    if not signer.is_ours(raw[1], signature, PURPOSE + packed):
        return None
    _, tenant, return_id, *link, until = layout.unpack(packed)
    return Claim(
        TenantId(UUID(bytes=tenant)),
        ReturnId(UUID(bytes=return_id)),
        datetime.fromtimestamp(int.from_bytes(until, "big"), UTC),
        LinkId(UUID(bytes=link[0])) if link else None,
    )


def _bytes_of(token: str) -> bytes:
    """What a token is made of; nothing if it is none, or not written as we write."""
    if len(token) > LONGEST or not token.isascii():
        return b""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        return b""
    return raw if base64.urlsafe_b64encode(raw).decode().rstrip("=") == token else b""


def lasting_days(asked: int | None, most: int) -> int:
    """For how many days a link lasts: as long as the tenant lets it, or less."""
    if asked is not None and asked > most:
        raise CustomerLinkTooLong(most=most, pointer="/lasts_days")
    return most if asked is None else asked


REVOKERS: Final = (Permission.RETURNS_APPROVE, Permission.RETURNS_FILE)
"""The brand's approvers, and the dealer's people who file."""


def check_revoker(actor: Actor) -> None:
    """Refuse whoever takes back no links at all."""
    if not any(actor.may(one) for one in REVOKERS):
        raise Forbidden(permission=" / ".join(REVOKERS))


def revokes_every(actor: Actor) -> bool:
    """Whether somebody takes back also what the brand gave."""
    return actor.may(Permission.RETURNS_APPROVE)


def check_revocation(link: GivenLink, actor: Actor) -> None:
    """Refuse a dealer's people what the brand gave."""
    if not (revokes_every(actor) or link.is_dealers):
        raise CustomerLinkNotYours


_CARRIED_OUT: Final = {
    Disposition.REPLACE: LineFate.REPLACED,
    Disposition.REPAIR: LineFate.REPAIRED,
    Disposition.CREDIT: LineFate.CREDITED,
    Disposition.SCRAP: LineFate.SCRAPPED,
    Disposition.SEND_BACK: LineFate.SENT_BACK,
}
_UNDECIDED: Final = frozenset({ReturnState.AWAITING_APPROVAL, ReturnState.SENT_BACK})


def fate_of(state: ReturnState, *, is_accepted: bool, disposition: Disposition | None, is_settled: bool) -> LineFate:
    """What a line's owner may know: a disposition only once it was carried out, a verdict only once it stands."""
    if state in _UNDECIDED:
        return LineFate.AWAITING
    if not is_accepted or state is ReturnState.REFUSED:
        return LineFate.REFUSED
    if disposition is not None and is_settled:
        return _CARRIED_OUT[disposition]
    return LineFate.ACCEPTED


def settled_at(instants: Iterable[datetime | None]) -> datetime | None:
    """When the last line was settled, once one was."""
    return max((one for one in instants if one is not None), default=None)


S = ReturnState
WORDS: Final[dict[ReturnState, tuple[Text, Text]]] = {
    S.AWAITING_APPROVAL: (
        Text(zh="厂家正在审核", en="The manufacturer is looking at it"),
        Text(zh="审核通过后，经销商会把配件寄回工厂。", en="Once approved, your dealer sends the parts in."),
    ),
    S.SENT_BACK: (
        Text(zh="经销商正在补充资料", en="Your dealer is completing the papers"),
        Text(zh="资料补齐后，厂家继续审核。", en="The manufacturer goes on once they are complete."),
    ),
    S.APPROVED: (
        Text(zh="已批准", en="Approved"),
        Text(zh="经销商会把配件装箱寄回工厂。", en="Your dealer packs the parts and sends them to the factory."),
    ),
    S.PACKED: (
        Text(zh="已装箱", en="Packed"),
        Text(zh="经销商会把箱子交给承运商。", en="Your dealer hands the box to the carrier."),
    ),
    S.SHIPPED: (
        Text(zh="正在寄往工厂", en="On its way to the factory"),
        Text(zh="工厂收到后会鉴定。", en="The factory inspects the parts once they arrive."),
    ),
    S.RECEIVED: (
        Text(zh="工厂已收到", en="The factory has it"),
        Text(zh="工厂正在鉴定故障原因。", en="The factory is finding out what went wrong."),
    ),
    S.INSPECTED: (
        Text(zh="已鉴定", en="Inspected"),
        Text(zh="厂家会决定如何处理。", en="The manufacturer decides what becomes of it."),
    ),
    S.DISPOSED: (
        Text(zh="处理方式已定", en="Decided"),
        Text(zh="厂家会按决定办理，结果会显示在这里。", en="It is being carried out; the outcome will be shown here."),
    ),
    S.SETTLED: (
        Text(zh="已办理", en="Carried out"),
        Text(zh="请联系经销商领取或了解结果。", en="Ask your dealer for the outcome."),
    ),
    S.CLOSED: (
        Text(zh="已完成", en="Completed"),
        Text(zh="没有需要您做的事。", en="There is nothing left to do."),
    ),
    S.REFUSED: (
        Text(zh="未获受理", en="Not accepted"),
        Text(zh="请向经销商了解原因；经销商可以申诉一次。", en="Ask your dealer why; they may appeal once."),
    ),
    S.CANCELLED: (
        Text(zh="经销商已撤回", en="Taken back by your dealer"),
        Text(zh="如有疑问，请联系经销商。", en="Ask your dealer if you have questions."),
    ),
}
"""What a customer is told of each state, and of what comes next."""
