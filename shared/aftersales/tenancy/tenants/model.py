"""What a tenant's administrator can change of it."""

from typing import Final

from msgspec import Struct

MOST_LINK_DAYS: Final = 365
"""The longest that a tenant may let customers' links last."""


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
    access_wait_hours: int | None = None
    """After how many hours an unanswered request lapses; as it is where nothing is said."""
    customer_link_days: int | None = None
    """For how many days customers' links last; as it is where nothing is said."""
