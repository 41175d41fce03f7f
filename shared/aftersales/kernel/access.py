"""Who is acting and what they may do; a right is a word that services require by name."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.errors import Forbidden
from aftersales.kernel.ids import OrganisationId, PersonId


class Role(StrEnum):
    """What a person is in one organisation of one tenant."""

    ADMINISTRATOR = "administrator"
    POLICY_EDITOR = "policy_editor"
    AFTER_SALES_CLERK = "after_sales_clerk"
    AFTER_SALES_HEAD = "after_sales_head"
    GENERAL_MANAGER = "general_manager"
    PRODUCTION_HEAD = "production_head"
    SALES_HEAD = "sales_head"
    QUALITY_INSPECTOR = "quality_inspector"
    WAREHOUSE_KEEPER = "warehouse_keeper"
    FINANCE = "finance"
    FACTORY_RECEIVER = "factory_receiver"
    AUDITOR = "auditor"
    DEALER_MANAGER = "dealer_manager"
    DEALER_CLERK = "dealer_clerk"


class Permission(StrEnum):
    """One right; routes and services require these, never roles."""

    TENANT_MANAGE = "tenant.manage"
    PEOPLE_READ = "people.read"
    PEOPLE_MANAGE = "people.manage"
    KEYS_MANAGE = "keys.manage"
    ORGANISATIONS_READ = "organisations.read"
    ORGANISATIONS_MANAGE = "organisations.manage"
    CATALOG_READ = "catalog.read"
    CATALOG_MANAGE = "catalog.manage"
    UNITS_READ = "units.read"
    UNITS_MANAGE = "units.manage"
    POLICY_READ = "policy.read"
    POLICY_EDIT = "policy.edit"
    POLICY_PUBLISH = "policy.publish"
    DECISIONS_OVERRIDE = "decisions.override"
    GOODWILL_GRANT = "goodwill.grant"
    RETURNS_READ = "returns.read"
    RETURNS_FILE = "returns.file"
    RETURNS_PACK = "returns.pack"
    RETURNS_APPROVE = "returns.approve"
    RETURNS_RECEIVE = "returns.receive"
    RETURNS_INSPECT = "returns.inspect"
    RETURNS_DISPOSE = "returns.dispose"
    RETURNS_SETTLE = "returns.settle"
    TASKS_WORK = "tasks.work"
    STOCK_READ = "stock.read"
    STOCK_MOVE = "stock.move"
    COUNTS_ENTER = "counts.enter"
    COUNTS_MANAGE = "counts.manage"
    COUNTS_APPROVE = "counts.approve"
    CREDITS_READ = "credits.read"
    CREDITS_POST = "credits.post"
    DOCUMENTS_READ = "documents.read"
    DOCUMENTS_REVOKE = "documents.revoke"
    MESSAGES_READ = "messages.read"
    DELIVERIES_READ = "deliveries.read"
    DELIVERIES_REPLAY = "deliveries.replay"
    WEBHOOKS_MANAGE = "webhooks.manage"
    USAGE_READ = "usage.read"
    AUDIT_READ = "audit.read"
    VIEWS_SHARE = "views.share"


P = Permission
_READ: Final = frozenset(
    {
        P.ORGANISATIONS_READ,
        P.CATALOG_READ,
        P.UNITS_READ,
        P.POLICY_READ,
        P.RETURNS_READ,
        P.STOCK_READ,
        P.CREDITS_READ,
        P.DOCUMENTS_READ,
        P.MESSAGES_READ,
    },
)
_DEALER: Final = frozenset(
    {
        P.ORGANISATIONS_READ,
        P.CATALOG_READ,
        P.UNITS_READ,
        P.POLICY_READ,
        P.RETURNS_READ,
        P.RETURNS_FILE,
        P.RETURNS_PACK,
        P.CREDITS_READ,
        P.DOCUMENTS_READ,
        P.MESSAGES_READ,
        P.STOCK_READ,
        P.COUNTS_ENTER,
    },
)

ROLE_PERMISSIONS: Final[dict[Role, frozenset[Permission]]] = {
    Role.ADMINISTRATOR: frozenset(Permission)
    - {
        P.RETURNS_APPROVE,
        P.COUNTS_APPROVE,
        P.CREDITS_POST,
        P.RETURNS_FILE,
        P.RETURNS_PACK,
        P.DECISIONS_OVERRIDE,
        P.GOODWILL_GRANT,
    },
    Role.POLICY_EDITOR: _READ | {P.POLICY_EDIT, P.POLICY_PUBLISH, P.CATALOG_MANAGE},
    Role.AFTER_SALES_CLERK: _READ
    | {P.TASKS_WORK, P.RETURNS_APPROVE, P.UNITS_MANAGE, P.PEOPLE_READ, P.RETURNS_DISPOSE, P.DELIVERIES_READ},
    Role.AFTER_SALES_HEAD: _READ
    | {
        P.TASKS_WORK,
        P.RETURNS_APPROVE,
        P.DECISIONS_OVERRIDE,
        P.GOODWILL_GRANT,
        P.RETURNS_DISPOSE,
        P.RETURNS_SETTLE,
        P.DOCUMENTS_REVOKE,
        P.PEOPLE_READ,
        P.USAGE_READ,
        P.AUDIT_READ,
        P.DELIVERIES_READ,
        P.VIEWS_SHARE,
    },
    Role.GENERAL_MANAGER: _READ
    | {
        P.RETURNS_APPROVE,
        P.DECISIONS_OVERRIDE,
        P.GOODWILL_GRANT,
        P.COUNTS_APPROVE,
        P.DOCUMENTS_REVOKE,
        P.USAGE_READ,
        P.AUDIT_READ,
        P.PEOPLE_READ,
        P.VIEWS_SHARE,
    },
    Role.PRODUCTION_HEAD: _READ | {P.RETURNS_APPROVE, P.TASKS_WORK, P.VIEWS_SHARE},
    Role.SALES_HEAD: _READ | {P.RETURNS_APPROVE, P.TASKS_WORK, P.VIEWS_SHARE},
    Role.QUALITY_INSPECTOR: _READ | {P.RETURNS_INSPECT, P.RETURNS_DISPOSE, P.RETURNS_APPROVE},
    Role.WAREHOUSE_KEEPER: _READ | {P.STOCK_MOVE, P.COUNTS_ENTER, P.COUNTS_MANAGE, P.RETURNS_RECEIVE},
    Role.FINANCE: _READ | {P.COUNTS_APPROVE, P.CREDITS_POST, P.RETURNS_SETTLE, P.RETURNS_APPROVE, P.USAGE_READ},
    Role.FACTORY_RECEIVER: _READ | {P.RETURNS_RECEIVE, P.STOCK_MOVE, P.COUNTS_ENTER},
    Role.AUDITOR: _READ | {P.AUDIT_READ, P.USAGE_READ, P.PEOPLE_READ, P.DELIVERIES_READ},
    Role.DEALER_MANAGER: _DEALER | {P.PEOPLE_READ, P.PEOPLE_MANAGE, P.KEYS_MANAGE, P.VIEWS_SHARE},
    Role.DEALER_CLERK: _DEALER,
}

OPERATOR_READS: Final = (_READ | {P.USAGE_READ, P.DELIVERIES_READ}) - {P.MESSAGES_READ}
"""What a platform operator may read under a tenant's grant: no people, messages or audit trail; nothing to change."""

DEALER_ROLES: Final = frozenset({Role.DEALER_MANAGER, Role.DEALER_CLERK})
"""Roles that only a dealer's or station's people may hold; they never see another dealer."""


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """Everything that a set of roles may do together."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))


class ActorKind(StrEnum):
    """What stands behind a change, for the audit trail."""

    PERSON = "person"
    KEY = "key"
    WORKER = "worker"
    OPERATOR = "operator"


class Spent(Struct, frozen=True, kw_only=True):
    """A quota that the tenant has used up and gets no more of: of which month, and until when if it comes anew."""

    meter: str
    quota: int
    month: date
    until: datetime | None = None


class Actor(Struct, frozen=True, kw_only=True):
    """Who acts in a transaction; `dealer_id` is set for a dealer's people and walls them in."""

    kind: ActorKind
    id: UUID
    name: str
    roles: frozenset[Role] = frozenset()
    permissions: frozenset[Permission] = frozenset()
    organisation_id: OrganisationId | None = None
    dealer_id: OrganisationId | None = None
    spent: tuple[Spent, ...] = ()
    """What their tenant's plan gives no more of, as it stood when they were recognised."""

    @property
    def person_id(self) -> PersonId | None:
        """The person, if a person is acting."""
        return PersonId(self.id) if self.kind is ActorKind.PERSON else None

    def may(self, permission: Permission) -> bool:
        """Whether the right is held."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Refuse unless the right is held."""
        if not self.may(permission):
            raise Forbidden(permission=permission.value)


WORKER: Final = Actor(
    kind=ActorKind.WORKER,
    id=UUID(int=0),
    name="worker",
    permissions=frozenset(Permission),
)
"""The platform's own hand: subscriptions, timers and schedules act as this."""
