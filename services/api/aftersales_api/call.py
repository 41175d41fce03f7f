"""One request's life: who calls, in which transaction, under which idempotency key, and how it ends.

The edge opens a `Call` for every request. Handlers ask it for a transaction; when the answer is known the edge
settles the call: an answer below 400 commits before its first byte leaves, anything else rolls back.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

import msgspec
from litestar.types import HTTPScope

from aftersales.kernel.access import Actor, ActorKind
from aftersales.kernel.errors import Unauthenticated
from aftersales.kernel.ids import TenantId
from aftersales.kernel.tx import Anteroom, Database, OperatorTx, Tx
from aftersales.metering.plans import service as plans
from aftersales.platform.idempotency import service as idempotency
from aftersales.platform.idempotency.model import KeptAnswer
from aftersales.tenancy.access.errors import AccessReadsOnly
from aftersales.tenancy.entry import service as entry
from aftersales.tenancy.entry import service_tokens as tokens
from aftersales.tenancy.errors import CsrfMissing, TenantSuspended
from aftersales.tenancy.model import KeyHolder, Operator, PassHolder, Session, TenantState
from aftersales_api.limits import Ask, Limiter, address_of, price_of, secret_name

KEY: Final = "aftersales.call"
COOKIE: Final = "__Host-aftersales"
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Replay(Exception):  # noqa: N818 - an answer that was given before
    """The same request was answered before: that answer again."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        super().__init__(status)
        self.status, self.headers, self.body = status, headers, body


class Caller(msgspec.Struct, frozen=True):
    """Whoever was recognised, and in which tenant they act."""

    who: Session | KeyHolder | PassHolder
    tenant_id: TenantId
    actor: Actor
    token: str


class Call:
    """The state of one request."""

    def __init__(
        self,
        app: Database,
        operators: Database,
        *,
        request_id: str,
        locale: str | None,
        method: str,
        headers: dict[str, str],
        cookies: dict[str, str],
        scope: HTTPScope,
        limiter: Limiter,
        proxies: int = 0,
    ) -> None:
        self._app = app
        self._operators = operators
        self.request_id = request_id
        self._asked_locale = locale
        self.method = method
        self.headers = headers
        self._cookies = cookies
        self._scope = scope
        self._limiter = limiter
        self._proxies = proxies
        self._stack = AsyncExitStack()
        self._caller: Caller | None = None
        self._tx: Tx | None = None
        self._operator_tx: OperatorTx | None = None
        self.idempotency_key = headers.get("idempotency-key", "")
        self.request_hash = b""
        self.response_headers: dict[str, str] = {}
        self._kept_body: bytes | None = None

    @property
    def locale(self) -> str:
        """The language of answers: asked for, else the person's, else Chinese."""
        if self._asked_locale:
            return self._asked_locale
        who = self._caller.who if self._caller else None
        return who.locale if isinstance(who, Session) else "zh"

    @property
    def caller_known(self) -> Caller | None:
        """Who was recognised so far, for logs and limits."""
        return self._caller

    def tenant_known(self) -> TenantId | None:
        """In which tenant the request acts, once that is known."""
        return self._caller.tenant_id if self._caller else None

    @property
    def token(self) -> str:
        """The bearer token, or the session cookie."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token:
            return token.strip()
        return self._cookies.get(COOKIE, "")

    async def caller(self) -> Caller:
        """Recognise the caller once, or refuse."""
        if self._caller is None:
            async with self._app.anteroom() as room:
                return await self._caller_in(room)
        return self._caller

    async def _caller_in(self, room: Anteroom) -> Caller:
        self._caller = await self._recognise(room)
        await self._spend_as(self._caller)
        return self._caller

    async def _recognise(self, room: Anteroom) -> Caller:
        token = self.token
        who: Session | KeyHolder | PassHolder | None = None
        if tokens.is_token(token, entry.SESSION_PREFIX):
            who = await entry.session_of(room, token)
        elif tokens.is_token(token, entry.KEY_PREFIX):
            who = await entry.key_holder_of(room, token)
        elif tokens.is_token(token, entry.PASS_PREFIX):
            who = await self._looking(room, token)
        if who is None:
            await self._spend_as_stranger()
            raise Unauthenticated
        if who.tenant_state is not TenantState.ACTIVE:
            raise TenantSuspended
        if isinstance(who, Session) and "authorization" not in self.headers:
            self._check_csrf(who)
        if isinstance(who, KeyHolder):
            plans.require_calls_left(who.spent, room.now)
        return Caller(who, who.tenant_id, entry.actor_of(who), token)

    async def _looking(self, room: Anteroom, token: str) -> PassHolder | None:
        """The operator behind a pass; that they looked is on record, even where the look is refused."""
        query = self._scope["query_string"].decode("latin-1")
        looked_at = f"{self._scope['path']}?{query}" if query else self._scope["path"]
        who = await entry.pass_holder_of(room, token, method=self.method, address=looked_at, request_id=self.request_id)
        if who is not None and self.method not in SAFE:
            raise AccessReadsOnly
        return who

    @property
    def address(self) -> str:
        """Where the request came from, as our own proxies saw it."""
        return address_of(self._scope["client"], self.headers.get("x-forwarded-for", ""), self._proxies)

    async def _spend(self, *asks: Ask) -> None:
        self.response_headers |= await self._limiter.spend(*asks)

    async def _spend_as(self, caller: Caller) -> None:
        limits, price = self._limiter.limits, self._price
        await self._spend(
            Ask("caller", f"{caller.tenant_id}:{caller.actor.id}", limits.caller, price),
            Ask("tenant", str(caller.tenant_id), limits.tenant, price),
        )

    async def _spend_as_stranger(self) -> None:
        await self._spend(Ask("address", self.address, self._limiter.limits.address, self._price))

    async def spend_entry(self, email: str = "") -> None:
        """Pay for a try to come in: by address, and by the e-mail address that is tried."""
        limits = self._limiter.limits
        asks = [Ask("entry", self.address, limits.entry_address, 1)]
        if email:
            asks.append(Ask("email", secret_name(email.strip().lower()), limits.entry_email, 1))
        await self._spend(*asks)

    @property
    def _price(self) -> int:
        handler = self._scope.get("route_handler")
        return price_of(self.method, getattr(handler, "opt", None) or {})

    def _check_csrf(self, session: Session) -> None:
        sent = tokens.digest(self.headers.get("x-csrf-token", ""))
        if self.method not in SAFE and sent != session.csrf_hash:
            raise CsrfMissing

    async def tx(self) -> Tx:
        """The one transaction of this request; a POST with a known idempotency key is answered from there."""
        if self._tx is None:
            room: Anteroom | None = None
            caller = self._caller
            if caller is None:
                room = await self._stack.enter_async_context(self._app.anteroom())
                caller = await self._caller_in(room)
            self._tx = await self._stack.enter_async_context(
                self._app.transaction(
                    caller.tenant_id,
                    caller.actor,
                    locale=self.locale,
                    request_id=self.request_id,
                    behind=room,
                    snapshot=isinstance(caller.who, PassHolder),
                ),
            )
            if self.guards_effect:
                _give_again(await idempotency.claim(self._tx, self.idempotency_key, self.request_hash))
        return self._tx

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Tx]:
        """A transaction of the caller's that ends before the request does, so that none waits for a slow store."""
        caller = await self.caller()
        async with self._app.transaction(
            caller.tenant_id,
            caller.actor,
            locale=self.locale,
            request_id=self.request_id,
            snapshot=isinstance(caller.who, PassHolder),
        ) as tx:
            yield tx

    @asynccontextmanager
    async def tenant_tx(self, tenant_id: TenantId) -> AsyncIterator[Tx]:
        """A transaction in a tenant for somebody unknown, who has no right at all; only for what is public."""
        await self._spend_as_stranger()
        async with self._app.transaction(tenant_id, PUBLIC, locale=self.locale, request_id=self.request_id) as tx:
            yield tx

    async def joining_tx(self, tenant_id: TenantId, actor: Actor) -> Tx:
        """The transaction of somebody whom a tenant let in by other means than a session: an invitation's holder."""
        self._tx = await self._stack.enter_async_context(
            self._app.transaction(tenant_id, actor, locale=self.locale, request_id=self.request_id),
        )
        return self._tx

    @property
    def guards_effect(self) -> bool:
        """Whether the answer must be kept under an idempotency key."""
        return self.method == "POST" and bool(self.idempotency_key)

    async def anteroom(self) -> Anteroom:
        """A connection for those who are not known yet."""
        if self._caller is None:
            await self._spend_as_stranger()
        return await self._stack.enter_async_context(self._app.anteroom(locale=self.locale))

    async def operator_tx(self) -> OperatorTx:
        """A transaction of an operator, recognised by key; a POST that was answered before is answered from there."""
        token = self.token
        if not tokens.is_token(token, entry.OPERATOR_PREFIX):
            await self._spend_as_stranger()
            raise Unauthenticated
        nobody = self._operators.operator_transaction(_NOBODY, locale=self.locale)
        tx = await self._stack.enter_async_context(nobody)
        operator: Operator | None = await entry.operator_of(tx, token)
        if operator is None:
            await self._spend_as_stranger()
            raise Unauthenticated
        await self._spend(Ask("caller", f"operator:{operator.id}", self._limiter.limits.caller, self._price))
        tx.operator_id = operator.id
        self._operator_tx = tx
        if self.guards_effect:
            _give_again(await idempotency.claim_of_operator(tx, self.idempotency_key, self.request_hash))
        return tx

    @property
    def is_open(self) -> bool:
        """Whether anything is left to commit or roll back."""
        return self._tx is not None or self._operator_tx is not None

    def keep_instead(self, body: bytes) -> None:
        """Keep another body under the idempotency key, because the answer holds a secret."""
        self._kept_body = body

    async def keep_answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        """Store the answer with its effect, so that the same key gets the same answer for as long as it is kept."""
        if not self.guards_effect:
            return
        kept = body if self._kept_body is None else self._kept_body
        answer = KeptAnswer(status=status, headers=headers, body=kept)
        if self._tx is not None:
            idempotency.keep(self._tx, self.idempotency_key, answer)
        elif self._operator_tx is not None:
            await idempotency.keep_of_operator(self._operator_tx, self.idempotency_key, answer)

    def _name_the_next_page(self) -> None:
        """Say in a `Link` header where the following page is (RFC 8288)."""
        if self._tx is None or self._tx.following is None or self.method != "GET":
            return
        asked = parse_qsl(self._scope["query_string"].decode("latin-1"), keep_blank_values=True)
        query = [(name, value) for name, value in asked if name != "cursor"]
        target = f"{self._scope['path']}?{urlencode([*query, ('cursor', self._tx.following)])}"
        self.response_headers["Link"] = f'<{target}>; rel="next"'

    async def settle(self, status: int) -> None:
        """Commit when the answer is good, roll back when it is not."""
        self._name_the_next_page()
        stack, self._stack = self._stack, AsyncExitStack()
        self._tx = self._operator_tx = None
        if status < HTTPStatus.BAD_REQUEST:
            await stack.aclose()
            return
        try:
            await stack.__aexit__(_Refused, _Refused(), None)
        except _Refused:
            return


def _give_again(kept: KeptAnswer | None) -> None:
    """Answer as before, if the key was used before."""
    if kept is not None:
        raise Replay(kept.status, kept.headers, kept.body)


class _Refused(Exception):  # noqa: N818 - makes an open transaction roll back
    """The answer is a refusal."""


_NOBODY: Final = UUID(int=0)
PUBLIC: Final = Actor(kind=ActorKind.WORKER, id=_NOBODY, name="public")


def call_of(scope: Any) -> Call:  # noqa: ANN401 - a scope of any kind
    """The call that the edge opened for this request."""
    call: Call = scope[KEY]
    return call
