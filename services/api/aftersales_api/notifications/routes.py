"""My inbox and what I want to be mailed; the manufacturer's log of all messages, and replay."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_202_ACCEPTED

from aftersales.kernel.ids import PersonId
from aftersales.notifications import service
from aftersales.notifications.model import (
    Channel,
    InboxMessage,
    LogFilter,
    LoggedMessage,
    MessageId,
    MessageState,
    Preference,
)
from aftersales_api.deps import Cursor, InTx, Limit, Page, etag
from aftersales_api.notifications.schemas import AllRead, ChosenPreferences, Inbox, Preferences

Unread = Annotated[bool, QueryParameter(description="Only messages that I have not read.")]
TemplateName = Annotated[str | None, QueryParameter(max_length=40, description="Only messages of this kind.")]


@get("/messages", operation_id="list_my_messages")
async def list_messages(tx: InTx, *, unread: Unread = False, limit: Limit = 50, cursor: Cursor = None) -> Inbox:
    """List my messages, newest first."""
    items, following, count = await service.inbox(tx, unread=unread, limit=limit, cursor=cursor)
    return Inbox(items=items, next_cursor=following, unread=count)


@post("/messages/{message_id:uuid}/reading", operation_id="read_message", status_code=HTTP_200_OK)
async def read_message(tx: InTx, message_id: FromPath[UUID]) -> InboxMessage:
    """Mark one of my messages as read."""
    return await service.read(tx, MessageId(message_id))


@post("/messages/readings", operation_id="read_all_messages", status_code=HTTP_200_OK)
async def read_all(tx: InTx) -> AllRead:
    """Mark all of my messages as read."""
    return AllRead(count=await service.read_all(tx))


@get("/message-preferences", operation_id="read_message_preferences")
async def read_preferences(tx: InTx) -> Preferences:
    """Read which kinds of messages I am mailed; the inbox always has them all."""
    return Preferences(items=await service.preferences(tx))


@put("/message-preferences", operation_id="set_message_preferences")
async def set_preferences(tx: InTx, data: JSONBody[ChosenPreferences]) -> Preferences:
    """Choose which kinds of messages I am mailed."""
    chosen = [Preference(template=one.template, mail=one.mail) for one in data.items]
    return Preferences(items=await service.set_preferences(tx, chosen))


@get("/message-log", operation_id="list_message_log")
async def list_log(
    tx: InTx,
    *,
    in_state: Annotated[MessageState | None, QueryParameter(name="state")] = None,
    channel: FromQuery[Channel | None] = None,
    template: TemplateName = None,
    person_id: FromQuery[UUID | None] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[LoggedMessage]:
    """List all messages of the manufacturer's network, newest first, each with what became of it."""
    wanted = LogFilter(
        state=in_state,
        channel=channel,
        template=template,
        person_id=None if person_id is None else PersonId(person_id),
    )
    items, following = await service.log(tx, wanted, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


def _shown(message: LoggedMessage, status: int = HTTP_200_OK) -> Response[LoggedMessage]:
    return Response(message, status_code=status, headers={"ETag": etag(message.version)})


@get("/message-log/{message_id:uuid}", operation_id="read_logged_message")
async def read_logged(tx: InTx, message_id: FromPath[UUID]) -> Response[LoggedMessage]:
    """Read one message of the log."""
    return _shown(await service.logged(tx, MessageId(message_id)))


@post("/message-log/{message_id:uuid}/replay", operation_id="replay_message", status_code=HTTP_202_ACCEPTED)
async def replay_message(tx: InTx, message_id: FromPath[UUID]) -> Response[LoggedMessage]:
    """Send a mail again that failed or whose fate is uncertain."""
    return _shown(await service.replay(tx, MessageId(message_id)), HTTP_202_ACCEPTED)


router = Router(
    "/v1",
    route_handlers=[
        list_messages,
        read_message,
        read_all,
        read_preferences,
        set_preferences,
        list_log,
        read_logged,
        replay_message,
    ],
    tags=["messages"],
)
