"""What other contexts ask of tenancy."""

from tests.fixtures.api import Login
from tests.fixtures.kernel import Brand

from aftersales.kernel.access import Role
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.tx import Database
from aftersales.tenancy import service as tenancy
from aftersales.tenancy.model import OrganisationKind


async def test_organisations_are_found_by_identity_and_by_code(brand: Brand, database: Database) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        tenant = await tenancy.tenant(tx)
        by_id = await tenancy.organisation(tx, brand.headquarters)
        by_code = await tenancy.organisation_by_code(tx, "HQ", OrganisationKind.HEADQUARTERS)
        of_another_kind = await tenancy.organisation_by_code(tx, "HQ", OrganisationKind.DEALER)
        several = await tenancy.organisations_by_ids(tx, [brand.headquarters, OrganisationId(new_id())])
        by_codes = await tenancy.organisations_by_codes(tx, ["HQ", "XX"])
        main = await tenancy.headquarters(tx)

    assert tenant.code == brand.code
    assert by_id == by_code == main
    assert of_another_kind is None
    assert several == {brand.headquarters: by_id}
    assert by_codes == {"HQ": by_id}


async def test_members_are_found_by_role(brand: Brand, database: Database, log_in: Login) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    await log_in(brand, Role.FINANCE)

    async with database.transaction(brand.id, brand.anyone) as tx:
        clerks = await tenancy.members_with_role(tx, [Role.AFTER_SALES_CLERK, Role.AUDITOR], brand.headquarters)
        elsewhere = await tenancy.members_with_role(tx, [Role.AFTER_SALES_CLERK], OrganisationId(new_id()))
        one = await tenancy.member(tx, clerk.person_id)
        by_ids = await tenancy.members_by_ids(tx, [clerk.person_id])

    assert clerks == [one]
    assert one.roles == (Role.AFTER_SALES_CLERK,)
    assert elsewhere == []
    assert by_ids == {clerk.person_id: one}
