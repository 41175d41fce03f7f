"""A small dealer network for the tests of tenancy."""

from email.message import EmailMessage
from uuid import UUID

import httpx
from tests.fixtures.kernel import Brand

from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.tx import Database, Tx
from aftersales.platform.model import FactRow
from aftersales.platform.service import facts_of
from aftersales.tenancy.model import InvitationId, OrganisationKind
from aftersales.tenancy.organisations import service as organisations
from aftersales.tenancy.organisations.model import Particulars
from aftersales.tenancy.people.service import invitation_token


async def add_organisation(
    database: Database,
    brand: Brand,
    code: str,
    kind: OrganisationKind = OrganisationKind.DEALER,
) -> OrganisationId:
    """One more organisation of a brand."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        created = await organisations.create_organisation(tx, kind, code, Particulars(name=f"示例{code}"))
    return created.id


def token_of(invitation: dict[str, object]) -> str:
    """The secret that the mail of an invitation carries."""
    return invitation_token(InvitationId(UUID(str(invitation["id"]))), int(str(invitation["issue"])))


async def names_of(tx: Tx, subject_id: UUID) -> list[str]:
    """What happened to a thing, oldest first."""
    return [fact.name for fact in await facts_of(tx, subject_id)]


async def trail(database: Database, brand: Brand, subject_id: object) -> list[FactRow]:
    """The facts about a thing."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        return await facts_of(tx, UUID(str(subject_id)))


def words_of(mail: EmailMessage) -> str:
    """The plain words of a mail."""
    body = mail.get_body(("plain",))
    return "" if body is None else str(body.get_content())


def code_of(answer: httpx.Response) -> tuple[int, str]:
    """The status and the code of a refusal."""
    return answer.status_code, answer.json()["code"]
