"""What an organisation is made of when it is added, changed or uploaded."""

from typing import Final

from msgspec import Struct

from aftersales.tenancy.model import OrganisationKind, OrganisationState


class Particulars(Struct, frozen=True, kw_only=True):
    """What can be changed of an organisation; where goods are sent is `consignee`, `address` and `phone`."""

    name: str
    name_en: str = ""
    province: str = ""
    city: str = ""
    address: str = ""
    consignee: str = ""
    contact_name: str = ""
    phone: str = ""
    email: str = ""


FIELDS: Final[tuple[str, ...]] = Particulars.__struct_fields__


class OrganisationRow(Struct, frozen=True, kw_only=True):
    """One row of an upload: a field that is None was not in the sheet and is left as it stands."""

    number: int
    kind: OrganisationKind
    code: str
    name: str
    name_en: str | None = None
    province: str | None = None
    city: str | None = None
    address: str | None = None
    consignee: str | None = None
    contact_name: str | None = None
    phone: str | None = None
    email: str | None = None


class OrganisationFilter(Struct, frozen=True, kw_only=True):
    """Which organisations a list shows; `text` begins the code or either name."""

    kind: OrganisationKind | None = None
    state: OrganisationState | None = None
    text: str = ""
