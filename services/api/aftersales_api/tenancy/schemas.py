"""Requests and answers of the tenant, its organisations, people and keys."""

from typing import Annotated

from msgspec import Meta, Struct

from aftersales.kernel.access import Permission, Role
from aftersales.kernel.ids import OrganisationId
from aftersales.tenancy.access.model import MOST_HOURS, MOST_WAIT_HOURS
from aftersales.tenancy.model import ApiKey, OrganisationKind
from aftersales.tenancy.organisations.model import Particulars
from aftersales.tenancy.tenants.model import MOST_LINK_DAYS
from aftersales_api.auth.schemas import Email
from aftersales_api.deps import Body

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
Phone = Annotated[str, Meta(max_length=40, pattern=r"^[0-9+() -]*$")]
PlaceName = Annotated[str, Meta(max_length=40)]
Street = Annotated[str, Meta(max_length=400)]
PersonName = Annotated[str, Meta(max_length=100)]
OptionalEmail = Annotated[str, Meta(max_length=254, pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$")]
Roles = Annotated[tuple[Role, ...], Meta(min_length=1, max_length=12)]


class ChangeTenant(Body, frozen=True, kw_only=True):
    """The tenant's particulars, all of them; code and currency stay."""

    name: Name
    name_en: Annotated[str, Meta(max_length=200)] = ""
    locale: Annotated[str, Meta(max_length=8)] = "zh"
    time_zone: Annotated[str, Meta(max_length=64)] = "Asia/Shanghai"
    address: Street = ""
    phone: Phone = ""
    access_hours: Annotated[int, Meta(ge=1, le=MOST_HOURS)] | None = None
    """For how many hours a platform operator may ask to read the brand's data; left as it is without."""
    access_wait_hours: Annotated[int, Meta(ge=1, le=MOST_WAIT_HOURS)] | None = None
    """After how many hours an operator's unanswered request lapses; left as it is without."""
    customer_link_days: Annotated[int, Meta(ge=1, le=MOST_LINK_DAYS)] | None = None
    """For how many days customers' links open a return; left as it is without."""


class ChangeOrganisation(Body, frozen=True, kw_only=True):
    """The particulars of an organisation, all of them; what is left out becomes empty."""

    name: Name
    name_en: Annotated[str, Meta(max_length=200)] = ""
    province: PlaceName = ""
    city: PlaceName = ""
    address: Street = ""
    consignee: PersonName = ""
    contact_name: PersonName = ""
    phone: Phone = ""
    email: OptionalEmail = ""

    def particulars(self) -> Particulars:
        """As the context takes them."""
        return Particulars(
            name=self.name,
            name_en=self.name_en,
            province=self.province,
            city=self.city,
            address=self.address,
            consignee=self.consignee,
            contact_name=self.contact_name,
            phone=self.phone,
            email=self.email,
        )


class CreateOrganisation(ChangeOrganisation, frozen=True, kw_only=True):
    """A new organisation; kind and code can never be changed."""

    kind: OrganisationKind
    code: Annotated[str, Meta(min_length=1, max_length=40)]


class Invite(Body, frozen=True, kw_only=True):
    """Whom to invite, into which organisation, to do what."""

    email: Email
    name: Name
    organisation_id: OrganisationId
    roles: Roles


class ChangeRoles(Body, frozen=True, kw_only=True):
    """What a member may do from now on, in full."""

    roles: Roles


class IssueKey(Body, frozen=True, kw_only=True):
    """A key's name, rights and life in days."""

    name: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
    scopes: Annotated[tuple[Permission, ...], Meta(min_length=1, max_length=100)]
    lasts_days: Annotated[int, Meta(ge=1, le=400)] = 365


class KeyShown(Struct, frozen=True, kw_only=True):
    """A new key; `secret` is told this once and null when the same request is answered again."""

    secret: str | None
    key: ApiKey
