"""The face of tenancy: who the tenant, its organisations and its people are."""

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
    "headquarters",
    "member",
    "members_by_ids",
    "members_with_role",
    "organisation",
    "organisation_by_code",
    "organisations_by_codes",
    "organisations_by_ids",
    "tenant",
]
