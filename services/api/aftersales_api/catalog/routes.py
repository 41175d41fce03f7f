"""Product models, parts and bills of material."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_201_CREATED

from aftersales.catalog import service
from aftersales.catalog.model import (
    CatalogState,
    ModelFilter,
    ModelId,
    Part,
    PartFilter,
    PartId,
    ProductModel,
)
from aftersales.kernel.ids import OrganisationId
from aftersales_api.catalog.schemas import BomShown, ChangedModel, ChangedPart, NewBom, NewModel, NewPart
from aftersales_api.deps import Cursor, IfMatch, InTx, Limit, Page, etag

Text = Annotated[str | None, QueryParameter(min_length=1, max_length=40, description="The start of the code.")]
OfCategory = Annotated[str | None, QueryParameter(min_length=1, max_length=40, description="Only this category.")]
InState = Annotated[CatalogState | None, QueryParameter(name="state", description="Only those in this state.")]


@get("/product-models", operation_id="list_product_models")
async def list_models(
    tx: InTx,
    *,
    text: Text = None,
    category: OfCategory = None,
    factory_id: FromQuery[UUID | None] = None,
    in_state: InState = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ProductModel]:
    """List product models by code."""
    factory = None if factory_id is None else OrganisationId(factory_id)
    wanted = ModelFilter(text=text, category=category, factory_id=factory, state=in_state)
    items, following = await service.models(tx, wanted, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@post("/product-models", operation_id="create_product_model", status_code=HTTP_201_CREATED)
async def create_model(tx: InTx, data: JSONBody[NewModel]) -> Response[ProductModel]:
    """Enter a product model and the factory that makes it."""
    model = await service.create_model(tx, data.code, data.fields())
    headers = {"Location": f"/v1/product-models/{model.id}", "ETag": etag(model.version)}
    return Response(model, status_code=HTTP_201_CREATED, headers=headers)


@get("/product-models/{model_id:uuid}", operation_id="read_product_model")
async def read_model(tx: InTx, model_id: FromPath[UUID]) -> Response[ProductModel]:
    """Read one product model."""
    model = await service.model(tx, ModelId(model_id))
    return Response(model, headers={"ETag": etag(model.version)})


@put("/product-models/{model_id:uuid}", operation_id="change_product_model")
async def change_model(
    tx: InTx, model_id: FromPath[UUID], expected_version: IfMatch, data: JSONBody[ChangedModel]
) -> Response[ProductModel]:
    """Say anew what a product model is; its code stays."""
    model = await service.change_model(tx, ModelId(model_id), data.fields(), expected_version=expected_version)
    return Response(model, headers={"ETag": etag(model.version)})


@get("/product-models/{model_id:uuid}/bom", operation_id="read_bom")
async def read_bom(tx: InTx, model_id: FromPath[UUID]) -> Response[BomShown]:
    """Read a model's bill of material: what the causal part of a return is picked from."""
    model = await service.model(tx, ModelId(model_id))
    lines = await service.parts_of_model(tx, model.id)
    return Response(BomShown(lines=lines), headers={"ETag": etag(model.version)})


@put("/product-models/{model_id:uuid}/bom", operation_id="replace_bom")
async def replace_bom(
    tx: InTx, model_id: FromPath[UUID], expected_version: IfMatch, data: JSONBody[NewBom]
) -> Response[BomShown]:
    """Replace a model's whole bill of material, under the version of the model."""
    entries = [line.entry() for line in data.lines]
    version, lines = await service.replace_bom(tx, ModelId(model_id), entries, expected_version=expected_version)
    return Response(BomShown(lines=lines), headers={"ETag": etag(version)})


@get("/parts", operation_id="list_parts")
async def list_parts(
    tx: InTx,
    *,
    text: Text = None,
    category: OfCategory = None,
    model_id: FromQuery[UUID | None] = None,
    in_state: InState = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Part]:
    """List parts by number; `model_id` shows those of one model."""
    model = None if model_id is None else ModelId(model_id)
    wanted = PartFilter(text=text, category=category, model_id=model, state=in_state)
    items, following = await service.parts(tx, wanted, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@post("/parts", operation_id="create_part", status_code=HTTP_201_CREATED)
async def create_part(tx: InTx, data: JSONBody[NewPart]) -> Response[Part]:
    """Enter a part."""
    part = await service.create_part(tx, data.number, data.fields())
    headers = {"Location": f"/v1/parts/{part.id}", "ETag": etag(part.version)}
    return Response(part, status_code=HTTP_201_CREATED, headers=headers)


@get("/parts/{part_id:uuid}", operation_id="read_part")
async def read_part(tx: InTx, part_id: FromPath[UUID]) -> Response[Part]:
    """Read one part."""
    part = await service.part(tx, PartId(part_id))
    return Response(part, headers={"ETag": etag(part.version)})


@put("/parts/{part_id:uuid}", operation_id="change_part")
async def change_part(
    tx: InTx, part_id: FromPath[UUID], expected_version: IfMatch, data: JSONBody[ChangedPart]
) -> Response[Part]:
    """Say anew what a part is and costs; its number stays."""
    part = await service.change_part(tx, PartId(part_id), data.fields(), expected_version=expected_version)
    return Response(part, headers={"ETag": etag(part.version)})


router = Router(
    "/v1",
    route_handlers=[
        list_models,
        create_model,
        read_model,
        change_model,
        read_bom,
        replace_bom,
        list_parts,
        create_part,
        read_part,
        change_part,
    ],
    tags=["catalog"],
)
