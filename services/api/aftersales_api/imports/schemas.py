"""Requests and answers of imports."""

from typing import Annotated

from msgspec import Meta, Struct

from aftersales.documents.files.model import FileId
from aftersales_api.deps import Body


class NewImport(Body, frozen=True, kw_only=True):
    """Which uploaded file to import, and what it holds."""

    kind: Annotated[str, Meta(min_length=1, max_length=40)]
    file_id: FileId
    trial: Annotated[bool, Meta(description="Answer every row as an import would, and write nothing.")] = False


class TemplateColumn(Struct, frozen=True, kw_only=True):
    """One column of a sheet."""

    name: str
    zh: str
    en: str
    required: bool
    kind: str


class Template(Struct, frozen=True, kw_only=True):
    """What a kind of import needs."""

    kind: str
    zh: str
    en: str
    key: tuple[str, ...]
    columns: list[TemplateColumn]


class TemplateList(Struct, frozen=True, kw_only=True):
    """The kinds that the caller may import."""

    items: list[Template]
