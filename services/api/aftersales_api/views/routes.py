"""People keep views of pages: their own, and those that they share in their organisation."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Response, Router, delete, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED, HTTP_204_NO_CONTENT

from aftersales.platform.views import service
from aftersales.platform.views.model import PAGE_LENGTH, View, ViewId
from aftersales_api.deps import Cursor, IfMatch, InTx, Limit, Page, etag
from aftersales_api.views.schemas import ChangedView, NewView

PATH: Final = "/views/{view_id:uuid}"
OfPage = Annotated[
    str | None, QueryParameter(name="page", max_length=PAGE_LENGTH, description="Only views of this page.")
]


def _shown(view: View) -> Response[View]:
    return Response(view, status_code=HTTP_200_OK, headers={"ETag": etag(view.version)})


@get("/views", operation_id="list_views")
async def list_views(tx: InTx, of_page: OfPage = None, limit: Limit = 50, cursor: Cursor = None) -> Page[View]:
    """List one's own views and those shared in one's organisation, by name."""
    items, following = await service.list_views(tx, of_page, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@post("/views", operation_id="create_view", status_code=HTTP_201_CREATED)
async def create_view(tx: InTx, data: JSONBody[NewView]) -> Response[View]:
    """Keep a view of a page: its filters and columns under a name."""
    made = await service.create(tx, data.page, data.draft(), is_default=data.is_default)
    headers = {"ETag": etag(made.version), "Location": f"/v1/views/{made.id}"}
    return Response(made, status_code=HTTP_201_CREATED, headers=headers)


@get(PATH, operation_id="read_view")
async def read_view(tx: InTx, view_id: FromPath[UUID]) -> Response[View]:
    """Read one view."""
    return _shown(await service.read_view(tx, ViewId(view_id)))


@patch(PATH, operation_id="change_view")
async def change_view(
    tx: InTx, view_id: FromPath[UUID], expected_version: IfMatch, data: JSONBody[ChangedView]
) -> Response[View]:
    """Rename, change, share or take back a view."""
    return _shown(await service.change(tx, ViewId(view_id), expected_version, data.changes()))


@delete(PATH, operation_id="remove_view", status_code=HTTP_204_NO_CONTENT)
async def remove_view(tx: InTx, view_id: FromPath[UUID], expected_version: IfMatch) -> None:
    """Remove a view, for everybody who saw it."""
    await service.remove(tx, ViewId(view_id), expected_version)


@post(f"{PATH}/default", operation_id="choose_default_view", status_code=HTTP_200_OK)
async def choose_default_view(tx: InTx, view_id: FromPath[UUID]) -> Response[View]:
    """Find this view first when one opens its page."""
    return _shown(await service.set_default(tx, ViewId(view_id)))


@delete(f"{PATH}/default", operation_id="drop_default_view", status_code=HTTP_200_OK)
async def drop_default_view(tx: InTx, view_id: FromPath[UUID]) -> Response[View]:
    """Find no view first on its page any more."""
    return _shown(await service.clear_default(tx, ViewId(view_id)))


router = Router(
    "/v1",
    route_handlers=[
        list_views,
        create_view,
        read_view,
        change_view,
        remove_view,
        choose_default_view,
        drop_default_view,
    ],
    tags=["views"],
)
