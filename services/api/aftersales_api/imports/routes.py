"""Imports: hand in an uploaded sheet, fetch an empty one to fill in."""

import asyncio
from typing import Annotated, Final, Literal

from litestar import Response, Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_202_ACCEPTED

from aftersales.documents.files import service as files
from aftersales.documents.files.model import XLSX, Purpose
from aftersales.kernel import sheets
from aftersales.platform import service as platform
from aftersales.platform.imports.service import Importer, importer_of, start_import
from aftersales.platform.model import Job
from aftersales_api.deps import InTx
from aftersales_api.imports.kinds import IMPORTERS
from aftersales_api.imports.schemas import NewImport, Template, TemplateColumn, TemplateList

Language = Annotated[Literal["zh", "en", "both"], QueryParameter(description="The language of the headings.")]
ATTACHED: Final = 'attachment; filename="{name}.xlsx"'


@post("/imports", operation_id="start_import", status_code=HTTP_202_ACCEPTED)
async def begin_import(tx: InTx, data: JSONBody[NewImport]) -> Response[Job]:
    """Import an uploaded XLSX or CSV, or try it without effect; every row is answered under the job's address."""
    importer = importer_of(IMPORTERS, data.kind)
    tx.actor.require(importer.permission)
    stored = await files.read_file(tx, data.file_id, purpose=Purpose.IMPORT_SHEET)
    job = await platform.job(tx, await start_import(tx, importer, stored.id, is_trial=data.trial))
    return Response(job, status_code=HTTP_202_ACCEPTED, headers={"Location": f"/v1/jobs/{job.id}"})


@get("/import-templates", operation_id="list_import_templates")
async def list_templates(tx: InTx) -> TemplateList:
    """List what the caller may import, with the columns of each sheet."""
    return TemplateList(items=[_template(one) for one in IMPORTERS.values() if tx.actor.may(one.permission)])


@get("/import-templates/{kind:str}", operation_id="read_import_template", media_type=XLSX)
async def read_template(tx: InTx, kind: FromPath[str], language: Language = "both") -> Response[bytes]:
    """Fetch an empty sheet with headings, choices and explanations; it is small, so its bytes come from here."""
    importer = importer_of(IMPORTERS, kind)
    tx.actor.require(importer.permission)
    content = await asyncio.to_thread(sheets.template, importer.sheet, language=language)
    return Response(content, media_type=XLSX, headers={"Content-Disposition": ATTACHED.format(name=importer.kind)})


def _template(importer: Importer) -> Template:
    sheet = importer.sheet
    return Template(
        kind=importer.kind,
        zh=sheet.zh,
        en=sheet.en,
        key=sheet.key,
        columns=[
            TemplateColumn(
                name=column.name, zh=column.zh, en=column.en, required=column.required, kind=column.kind.value
            )
            for column in sheet.columns
        ],
    )


router = Router("/v1", route_handlers=[begin_import, list_templates, read_template], tags=["imports"])
