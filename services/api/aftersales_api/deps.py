"""What handlers ask for by name: a transaction, the version they change, a page."""

import re
from typing import Annotated, Final, Generic, TypeVar

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import QueryParameter, SkipValidation
from msgspec import Struct

from aftersales.documents.gateway import ObjectStore
from aftersales.kernel.errors import Malformed, VersionRequired
from aftersales.kernel.tx import Anteroom, OperatorTx, Tx
from aftersales_api.call import Call, Caller, call_of

T = TypeVar("T")
AnyRequest = Request[object, object, State]
ETAG: Final = re.compile(r'"(\d{1,9})"')
MOST: Final = 200


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of request bodies: a field that we do not know is an error, not a shrug."""


class Page(Struct, Generic[T], frozen=True, kw_only=True):
    """A page of a list; `next_cursor` asks for the following one and is null on the last."""

    items: list[T]
    next_cursor: str | None


InTx = NamedDependency[SkipValidation[Tx]]
InAnteroom = NamedDependency[SkipValidation[Anteroom]]
InOperatorTx = NamedDependency[SkipValidation[OperatorTx]]
TheCaller = NamedDependency[SkipValidation[Caller]]
TheCall = NamedDependency[SkipValidation[Call]]
TheObjects = NamedDependency[SkipValidation[ObjectStore]]
IfMatch = NamedDependency[int]
Limit = Annotated[int, QueryParameter(ge=1, le=MOST, description="How many items a page holds, at most 200.")]
Cursor = Annotated[
    str | None,
    QueryParameter(max_length=2000, description="`next_cursor` of the page before; bound to the same filters."),
]


async def provide_call(request: AnyRequest) -> Call:
    """The request's life."""
    return call_of(request.scope)


async def provide_tx(request: AnyRequest) -> Tx:
    """The request's transaction in the caller's tenant."""
    return await call_of(request.scope).tx()


async def provide_caller(request: AnyRequest) -> Caller:
    """Who is calling."""
    return await call_of(request.scope).caller()


async def provide_anteroom(request: AnyRequest) -> Anteroom:
    """A connection for those who are not known yet."""
    return await call_of(request.scope).anteroom()


async def provide_operator_tx(request: AnyRequest) -> OperatorTx:
    """A transaction of a platform operator."""
    return await call_of(request.scope).operator_tx()


async def provide_objects(request: AnyRequest) -> ObjectStore:
    """The object store of this process."""
    objects: ObjectStore = request.app.state["objects"]
    return objects


async def provide_if_match(request: AnyRequest) -> int:
    """The version that the caller wants to change (RFC 9110, 13.1.1)."""
    header = request.headers.get("if-match")
    if header is None:
        raise VersionRequired
    found = ETAG.fullmatch(header.strip())
    if found is None:
        raise Malformed(reason='If-Match: "<version>"', pointer="/headers/if-match")
    return int(found[1])


def etag(version: int) -> str:
    """The strong entity tag of a version."""
    return f'"{version}"'
