"""The face of tenancy: who the tenant, its organisations and its people are, and what sheets it takes."""

from aftersales.tenancy.entry.service import forget_entries
from aftersales.tenancy.organisations.service import IMPORTERS, import_organisations
from aftersales.tenancy.people.service import invitation_letter, reset_letter
from aftersales.tenancy.store import (
    headquarters,
    member,
    members_by_ids,
    members_with_role,
    organisation,
    organisation_by_code,
    organisations_by_codes,
    organisations_by_ids,
    tenant,
)

__all__ = [
    "IMPORTERS",
    "forget_entries",
    "headquarters",
    "import_organisations",
    "invitation_letter",
    "member",
    "members_by_ids",
    "members_with_role",
    "organisation",
    "organisation_by_code",
    "organisations_by_codes",
    "organisations_by_ids",
    "reset_letter",
    "tenant",
]
