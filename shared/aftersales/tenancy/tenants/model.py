"""What a tenant's administrator can change of it."""

from msgspec import Struct


class TenantChange(Struct, frozen=True, kw_only=True):
    """The particulars of a tenant; its code and currency stay."""

    name: str
    name_en: str
    locale: str
    time_zone: str
    address: str
    phone: str
    access_hours: int | None = None
    """For how many hours an operator may ask for access; as it is where nothing is said."""
