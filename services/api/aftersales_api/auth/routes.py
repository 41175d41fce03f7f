"""Sessions, invitations, new passwords."""

from litestar import Response, Router, delete, get, post, put
from litestar.datastructures import Cookie
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED, HTTP_202_ACCEPTED, HTTP_204_NO_CONTENT

from aftersales.kernel.errors import Unauthenticated
from aftersales.kernel.ids import PersonId
from aftersales.tenancy.entry import service as entry
from aftersales.tenancy.model import PassHolder, Session
from aftersales_api.auth.schemas import (
    Accept,
    ChangePerson,
    ForgotPassword,
    InvitationShown,
    Joined,
    LinkSent,
    LoggedIn,
    LogIn,
    Me,
    Mode,
    NewPassword,
    Offer,
    Switch,
)
from aftersales_api.call import COOKIE
from aftersales_api.deps import InAnteroom, InTx, TheCall, TheCaller


def _cookie(token: str, *, lasts: int) -> Cookie:
    return Cookie(key=COOKIE, value=token, path="/", httponly=True, secure=True, samesite="lax", max_age=lasts)


@post("/sessions", operation_id="log_in", status_code=HTTP_201_CREATED, security=[{}])
async def log_in(call: TheCall, data: JSONBody[LogIn]) -> Response[LoggedIn]:
    """Log in with an address and a password."""
    await call.spend_entry(data.email)
    room = await call.anteroom()
    by_cookie = data.mode is Mode.COOKIE
    opened = await entry.log_in(room, data.email, data.password, by_cookie=by_cookie, tenant_id=data.tenant_id)
    answer = LoggedIn(
        token=None if by_cookie else opened.token,
        csrf_token=opened.csrf_token,
        tenant_id=opened.tenant_id,
        person_id=opened.person_id,
        person_name=opened.person_name,
        locale=opened.locale,
        brands=opened.brands,
    )
    cookies = [_cookie(opened.token, lasts=int(entry.SESSION_LASTS.total_seconds()))] if by_cookie else []
    return Response(answer, status_code=HTTP_201_CREATED, cookies=cookies)


@get("/sessions/current", operation_id="read_session")
async def read_session(room: InAnteroom, caller: TheCaller) -> Me:
    """Who is logged in, in which brand, and what they may do."""
    actor, who = caller.actor, caller.who
    person = actor.person_id
    return Me(
        id=str(actor.id),
        name=actor.name,
        kind=actor.kind.value,
        email=who.email if isinstance(who, Session) else "",
        locale=who.locale if isinstance(who, Session) else "",
        tenant_id=caller.tenant_id,
        organisation_id=actor.organisation_id,
        dealer_id=actor.dealer_id,
        roles=sorted(actor.roles),
        permissions=sorted(actor.permissions),
        brands=await entry.brands_of(room, person) if person else (),
        looks_until=who.until if isinstance(who, PassHolder) else None,
    )


@put("/sessions/current/tenant", operation_id="switch_brand", status_code=HTTP_200_OK)
async def switch_brand(room: InAnteroom, caller: TheCaller, data: JSONBody[Switch]) -> Joined:
    """Act in another brand that the person belongs to."""
    if not isinstance(caller.who, Session):
        raise Unauthenticated
    await entry.switch_brand(room, caller.token, data.tenant_id)
    return Joined(person_id=PersonId(caller.actor.id), tenant_id=data.tenant_id)


@put("/sessions/current/person", operation_id="change_person", status_code=HTTP_204_NO_CONTENT)
async def change_person(tx: InTx, data: JSONBody[ChangePerson]) -> None:
    """Change one's own name, phone and language."""
    await entry.change_person(tx, name=data.name.strip(), phone=data.phone.strip(), locale=data.locale.value)


@delete("/sessions/current", operation_id="log_out")
async def log_out(room: InAnteroom, caller: TheCaller) -> Response[None]:
    """End the session."""
    await entry.log_out(room, caller.token)
    return Response(None, cookies=[_cookie("", lasts=0)])


@post("/invitations/offer", operation_id="read_offer", status_code=HTTP_200_OK, security=[{}])
async def read_offer(call: TheCall, data: JSONBody[Offer]) -> InvitationShown:
    """What an invitation offers; its token stands in the body so that no log keeps it."""
    await call.spend_entry()
    invited = await entry.invitation_of(await call.anteroom(), data.token)
    return InvitationShown(
        tenant_name=invited.tenant_name,
        email=invited.email,
        name=invited.name,
        roles=invited.roles,
        has_account=invited.person_id is not None,
    )


@post("/invitations/acceptances", operation_id="accept_invitation", status_code=HTTP_201_CREATED, security=[{}])
async def accept_invitation(call: TheCall, data: JSONBody[Accept]) -> Joined:
    """Accept an invitation; it can be used once, within 72 hours."""
    await call.spend_entry()
    invited = await entry.invitation_of(await call.anteroom(), data.token)
    await call.spend_entry(invited.email)
    tx = await call.joining_tx(invited.tenant_id, entry.joiner_of(invited))
    joined = await entry.join(tx, data.token, data.name, data.password, locale=data.locale.value)
    return Joined(person_id=joined.person_id or PersonId(tx.actor.id), tenant_id=joined.tenant_id)


@post("/password-resets", operation_id="forget_password", status_code=HTTP_202_ACCEPTED, security=[{}])
async def forget_password(call: TheCall, data: JSONBody[ForgotPassword]) -> LinkSent:
    """Ask for a link to set a new password; the answer is the same whether the address is known or not."""
    await call.spend_entry(data.email)
    await entry.start_password_reset(await call.anteroom(), data.email, call.request_id)
    return LinkSent(email=data.email)


@post("/password-resets/completions", operation_id="set_password", status_code=HTTP_204_NO_CONTENT, security=[{}])
async def set_password(call: TheCall, data: JSONBody[NewPassword]) -> None:
    """Set a new password with the token from the mail; every session of the person ends."""
    await call.spend_entry()
    await entry.finish_password_reset(await call.anteroom(), data.token, data.password)


router = Router(
    "/v1",
    route_handlers=[
        log_in,
        read_session,
        switch_brand,
        change_person,
        log_out,
        read_offer,
        accept_invitation,
        forget_password,
        set_password,
    ],
    tags=["sessions"],
)
