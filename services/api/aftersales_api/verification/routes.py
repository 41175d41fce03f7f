"""Verification for everybody who holds a paper: a page for people, JSON for programs."""

from litestar import Response, Router, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_404_NOT_FOUND

from aftersales.documents.verification import service as verification
from aftersales.documents.verification.model import FileComparison, Verification
from aftersales_api.deps import TheCall, TheObjects
from aftersales_api.verification.page import POLICY, page_of
from aftersales_api.verification.schemas import Comparison


@get("/v/{code:str}", operation_id="show_verification", security=[{}], media_type="text/html")
async def show_verification(call: TheCall, objects: TheObjects, code: FromPath[str]) -> Response[str]:
    """The page behind a paper's QR code: whether the paper is genuine and still counts."""
    found = await verification.verify(code, call.tenant_tx, objects)
    return Response(
        page_of(found),
        status_code=HTTP_404_NOT_FOUND if found.paper is None else HTTP_200_OK,
        media_type="text/html",
        headers={"Content-Security-Policy": POLICY, "Content-Language": "zh, en"},
    )


@get("/v1/verifications/{code:str}", operation_id="read_verification", security=[{}])
async def read_verification(call: TheCall, objects: TheObjects, code: FromPath[str]) -> Verification:
    """What a paper's code is worth: signature, record, contents and stored file are looked at in this order."""
    return await verification.verify(code, call.tenant_tx, objects)


@post("/v1/verifications", operation_id="compare_file", status_code=HTTP_200_OK, security=[{}])
async def compare_file(call: TheCall, objects: TheObjects, data: JSONBody[Comparison]) -> FileComparison:
    """Whether a file is byte for byte the one on record, told by its hash."""
    return await verification.compare_file(data.code, data.sha256, call.tenant_tx, objects)


router = Router("/", route_handlers=[show_verification, read_verification, compare_file], tags=["verification"])
