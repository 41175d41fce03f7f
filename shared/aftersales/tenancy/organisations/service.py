"""Use cases of organisations."""

from collections.abc import Sequence
from typing import Final

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Duplicate, FieldError, Invalid, StaleVersion
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.sheets import Row
from aftersales.kernel.tx import Tx
from aftersales.platform.imports.service import Importer
from aftersales.platform.model import RowAnswer
from aftersales.tenancy import store as lookups
from aftersales.tenancy.errors import HeadquartersStays, OrganisationIsClosed
from aftersales.tenancy.events import (
    OrganisationChanged,
    OrganisationClosed,
    OrganisationCreated,
    OrganisationReopened,
)
from aftersales.tenancy.model import Organisation, OrganisationKind, OrganisationState
from aftersales.tenancy.organisations import rules, store
from aftersales.tenancy.organisations.model import OrganisationFilter, OrganisationRow, Particulars


async def list_organisations(
    tx: Tx,
    wanted: OrganisationFilter,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[Organisation], str | None]:
    """A page of the organisations that the caller may see, by code."""
    tx.actor.require(Permission.ORGANISATIONS_READ)
    return await store.organisations_page(tx, wanted, limit=limit, cursor=cursor)


async def read_organisation(tx: Tx, organisation_id: OrganisationId) -> Organisation:
    """One organisation."""
    tx.actor.require(Permission.ORGANISATIONS_READ)
    return await lookups.organisation(tx, organisation_id)


async def create_organisation(tx: Tx, kind: OrganisationKind, code: str, particulars: Particulars) -> Organisation:
    """Add a factory, dealer, station, supplier or carrier under a code that stays its own."""
    tx.actor.require(Permission.ORGANISATIONS_MANAGE)
    if kind is OrganisationKind.HEADQUARTERS:
        raise HeadquartersStays(pointer="/kind")
    if not rules.CODE.fullmatch(code):
        raise Invalid(
            FieldError(
                pointer="/code",
                code="wrong_code",
                zh="编码只能含字母、数字、汉字和 . _ / -，且以字母、数字或汉字开头。",
                en="A code has letters, digits and . _ / - and begins with a letter or digit.",
            ),
        )
    if await lookups.organisation_by_code(tx, code) is not None:
        raise Duplicate(what="organisation", what_zh="组织编码", value=code, pointer="/code")

    new = OrganisationId(new_id())
    await store.add_organisation(tx, kind, code, rules.values_of(particulars), new)
    created = await lookups.organisation(tx, new)
    _tell_created(tx, created.id, created.dealer_id, kind, code, created.name)
    return created


def _tell_created(
    tx: Tx,
    organisation_id: OrganisationId,
    dealer_id: OrganisationId | None,
    kind: OrganisationKind,
    code: str,
    name: str,
) -> None:
    tx.emit(
        OrganisationCreated(organisation_id=organisation_id, dealer_id=dealer_id, kind=kind, code=code, name=name),
    )


async def change_organisation(
    tx: Tx,
    organisation_id: OrganisationId,
    particulars: Particulars,
    *,
    expected_version: int,
) -> Organisation:
    """Replace the particulars of an organisation; code and kind stay."""
    tx.actor.require(Permission.ORGANISATIONS_MANAGE)
    known = await _of_version(tx, organisation_id, expected_version)
    if known.state is OrganisationState.CLOSED:
        raise OrganisationIsClosed(code=known.code)

    values = rules.values_of(particulars)
    changed = rules.changes({name: str(getattr(known, name)) for name in values}, values)
    if not changed:
        return known

    saved = await store.change_organisation(tx, organisation_id, expected_version, changed)
    if saved is None:
        raise await _stale(tx, organisation_id)
    _tell_changed(tx, saved, changed)
    return saved


def _tell_changed(tx: Tx, organisation: Organisation, changed: dict[str, str]) -> None:
    tx.emit(
        OrganisationChanged(
            organisation_id=organisation.id,
            dealer_id=organisation.dealer_id,
            kind=organisation.kind,
            code=organisation.code,
            changed=changed,
        ),
    )


async def close_organisation(tx: Tx, organisation_id: OrganisationId, *, expected_version: int) -> Organisation:
    """End the work with an organisation: its people and keys are not let in any more."""
    saved = await _move(tx, organisation_id, OrganisationState.CLOSED, expected_version)
    tx.emit(OrganisationClosed(organisation_id=saved.id, dealer_id=saved.dealer_id, code=saved.code))
    return saved


async def reopen_organisation(tx: Tx, organisation_id: OrganisationId, *, expected_version: int) -> Organisation:
    """Take up the work with a closed organisation again."""
    saved = await _move(tx, organisation_id, OrganisationState.ACTIVE, expected_version)
    tx.emit(OrganisationReopened(organisation_id=saved.id, dealer_id=saved.dealer_id, code=saved.code))
    return saved


async def _move(
    tx: Tx,
    organisation_id: OrganisationId,
    state: OrganisationState,
    expected_version: int,
) -> Organisation:
    tx.actor.require(Permission.ORGANISATIONS_MANAGE)
    known = await _of_version(tx, organisation_id, expected_version)
    rules.check_move(known, state)

    saved = await store.set_state(tx, organisation_id, expected_version, state)
    if saved is None:
        raise await _stale(tx, organisation_id)
    return saved


async def _of_version(tx: Tx, organisation_id: OrganisationId, expected_version: int) -> Organisation:
    known = await lookups.organisation(tx, organisation_id)
    if known.version != expected_version:
        raise StaleVersion(version=known.version)
    return known


async def _stale(tx: Tx, organisation_id: OrganisationId) -> StaleVersion:
    return StaleVersion(version=(await lookups.organisation(tx, organisation_id)).version)


async def import_organisations(tx: Tx, rows: Sequence[OrganisationRow]) -> list[RowAnswer]:
    """Add and change many organisations by code in three statements; every row is answered, in order."""
    tx.actor.require(Permission.ORGANISATIONS_MANAGE)
    existing = await store.organisations_for_update(tx, [row.code for row in rows])

    writings, answers = rules.decide(rows, existing)

    written = await store.write_organisations(tx, [_record(writing) for writing in writings])
    for writing in writings:
        row, saved = writing.row, written.get(writing.row.code)
        answers[row.number] = rules.contested(writing) if saved is None else rules.written(writing)
        if saved is not None and writing.existing is None:
            _tell_created(tx, saved.id, saved.dealer_id, row.kind, row.code, writing.particulars.name)
        elif saved is not None and writing.existing is not None:
            _tell_changed(tx, writing.existing, writing.changed)
    return [answers[row.number] for row in rows]


def _record(writing: rules.Writing) -> store.Record:
    row = writing.row
    organisation_id = writing.existing.id if writing.existing else OrganisationId(new_id())
    return store.Record(
        id=organisation_id,
        dealer_id=store.wall_of(row.kind, organisation_id),
        kind=row.kind,
        code=row.code,
        **rules.values_of(writing.particulars),
    )


async def import_dealers(tx: Tx, rows: Sequence[Row]) -> list[RowAnswer]:
    """Add and change dealers by their code."""
    dealers = [rules.row_of(OrganisationKind.DEALER, row.number, row.values) for row in rows]
    return await import_organisations(tx, dealers)


async def import_factories(tx: Tx, rows: Sequence[Row]) -> list[RowAnswer]:
    """Add and change factories by their code."""
    factories = [rules.row_of(OrganisationKind.FACTORY, row.number, row.values) for row in rows]
    return await import_organisations(tx, factories)


IMPORTERS: Final = (
    Importer(
        kind="dealers",
        sheet=rules.DEALER_SHEET,
        permission=Permission.ORGANISATIONS_MANAGE,
        write=import_dealers,
    ),
    Importer(
        kind="factories",
        sheet=rules.FACTORY_SHEET,
        permission=Permission.ORGANISATIONS_MANAGE,
        write=import_factories,
    ),
)
"""What tenancy takes from sheets."""
