"""Versions of a policy in the database: drafted, published once, found by instant, deciding alike for ever."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError
from tests.fixtures.kernel import NOW, Brand, MakeTenant
from tests.policy.samples import AIR_NAME, EBIKE_NAME, Change, Json, changed, filed, line
from tests.policy.versions import nothing, published

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.errors import Forbidden, NotFound, StaleVersion, StateConflict
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.tx import Database
from aftersales.platform.tables import facts
from aftersales.policy import rules, service
from aftersales.policy.errors import EffectiveInThePast, NoPolicyInForce, PolicyInvalid, PolicyUnreadable
from aftersales.policy.model import Decision, Outcome, Subject
from aftersales.policy.model_versions import VersionState
from aftersales.policy.tables import policy_versions
from aftersales.tenancy.tables import organisations

DAY = timedelta(days=1)


def renamed(name: str) -> Change:
    """A change that gives the policy another name."""

    def change(document: Json) -> None:
        document["name"]["zh"] = name

    return change


async def test_a_brand_without_a_policy_is_told_so(brand: Brand, database: Database) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        with pytest.raises(NoPolicyInForce):
            await service.in_force(tx)
        rules_of = await service.notification_rules(tx, "claims.return_filed")

    assert rules_of == ()


async def test_the_version_that_took_effect_last_decides(brand: Brand, database: Database, clock: SetClock) -> None:
    first = await published(database, brand)
    second = await published(database, brand, renamed("第二版"), at=NOW + DAY)
    third = await published(database, brand, renamed("第三版"), at=NOW + DAY)

    clock.advance(2 * DAY)
    async with database.transaction(brand.id, brand.anyone) as tx:
        found = [(await service.in_force(tx, at)).number for at in (NOW, NOW + DAY - timedelta.resolution, NOW + DAY)]
        now = await service.in_force(tx)
        with pytest.raises(NoPolicyInForce):
            await service.in_force(tx, NOW - timedelta.resolution)

    assert found == [first.number, first.number, third.number]
    assert now.label == "第三版 v3"
    assert second.number == 2


async def test_the_policy_in_force_costs_one_statement_once_it_is_compiled(brand: Brand, database: Database) -> None:
    await published(database, brand)

    async with database.transaction(brand.id, brand.anyone) as tx:
        one = await service.in_force(tx)
        statements = tx.statements
        other = await service.version(tx, one.version_id)

    assert (statements, tx.statements) == (1, 1)
    assert one is other


async def test_two_brands_keep_their_policies_apart(make_tenant: MakeTenant, database: Database) -> None:
    one, other = await make_tenant(), await make_tenant()
    mine = await published(database, one)
    theirs = await published(database, other, name=AIR_NAME)

    async with database.transaction(one.id, one.anyone) as tx:
        found = await service.in_force(tx)
        with pytest.raises(NotFound):
            await service.version(tx, theirs.version_id)

    assert found.version_id == mine.version_id
    assert found.document.name != theirs.document.name


async def test_a_published_version_never_changes_in_the_database(brand: Brand, database: Database) -> None:
    policy = await published(database, brand)

    for statement in (
        update(policy_versions).values(name="改动"),
        update(policy_versions).values(state="draft"),
        delete(policy_versions),
    ):
        with pytest.raises(DBAPIError, match="never changes"):
            async with database.transaction(brand.id, brand.anyone) as tx:
                await tx.execute(statement.where(policy_versions.c.tenant_id == brand.id))

    async with database.transaction(brand.id, brand.anyone) as tx:
        row, document = await service.version_row(tx, policy.version_id)
    assert (row.state, row.version, document) == (VersionState.PUBLISHED, 2, policy.document)


async def test_a_draft_with_problems_is_kept_and_not_published(brand: Brand, database: Database) -> None:
    def broken(document: Json) -> None:
        document["returns"]["credit_percent"] = None
        document["approval_chains"][0]["steps"][0]["roles"] = ["dealer_manager"]

    async with database.transaction(brand.id, brand.anyone) as tx:
        row = await service.draft(tx, changed(EBIKE_NAME, broken))
        problems = await service.problems_of(tx, row.id)

    with pytest.raises(PolicyInvalid) as refused:
        async with database.transaction(brand.id, brand.anyone) as tx:
            await service.publish(tx, row.id, row.version, None)

    assert [(one.pointer, one.code) for one in problems] == [
        ("/approval_chains/0/steps/0/roles", "role_cannot_approve"),
        ("/returns/credit_percent", "parameter_missing"),
    ]
    assert refused.value.errors == problems
    async with database.transaction(brand.id, brand.anyone) as tx:
        assert await service.version_row(tx, row.id) == (row, changed(EBIKE_NAME, broken))
        with pytest.raises(StateConflict):
            await service.version(tx, row.id)


async def test_a_policy_must_know_the_address_of_every_factory(brand: Brand, database: Database) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.execute(
            organisations.insert(),
            [
                {"tenant_id": brand.id, "id": new_id(), "kind": "factory", "code": code, "name": code, "state": state}
                for code, state in (("QH-WX", "active"), ("QH-NEW", "active"), ("QH-OLD", "closed"))
            ],
        )
        row = await service.draft(tx, changed(EBIKE_NAME, nothing))
        problems = await service.problems_of(tx, row.id)

    assert [(one.pointer, one.code) for one in problems] == [("/routing/addresses", "address_missing")]
    assert "QH-NEW" in problems[0].zh


async def test_a_stale_or_published_draft_cannot_be_changed(brand: Brand, database: Database) -> None:
    document = changed(EBIKE_NAME, nothing)
    async with database.transaction(brand.id, brand.anyone) as tx:
        row = await service.draft(tx, document)
        with pytest.raises(StaleVersion):
            await service.change_draft(tx, row.id, row.version + 1, document)
        changed_row = await service.change_draft(tx, row.id, row.version, changed(EBIKE_NAME, renamed("新名")))
        with pytest.raises(StaleVersion):
            await service.publish(tx, row.id, row.version, None)
        final = await service.publish(tx, row.id, changed_row.version, None)
        with pytest.raises(StateConflict):
            await service.change_draft(tx, row.id, final.version, document)
        with pytest.raises(StateConflict):
            await service.publish(tx, row.id, final.version, None)

    assert (changed_row.name, changed_row.version) == ("新名", 2)
    assert changed_row.fingerprint != row.fingerprint
    assert (final.state, final.version, final.published_by) == (VersionState.PUBLISHED, 3, brand.anyone.id)


async def test_a_policy_takes_effect_no_earlier_than_it_is_published(brand: Brand, database: Database) -> None:
    with pytest.raises(EffectiveInThePast):
        await published(database, brand, at=NOW - timedelta.resolution)

    assert (await published(database, brand, at=NOW)).number == 1


async def test_only_editors_write_and_publish(brand: Brand, database: Database) -> None:
    document = changed(EBIKE_NAME, nothing)
    async with database.transaction(brand.id, brand.actor(Role.POLICY_EDITOR)) as tx:
        row = await service.draft(tx, document)

    for role in (Role.AFTER_SALES_HEAD, Role.AUDITOR, Role.GENERAL_MANAGER):
        async with database.transaction(brand.id, brand.actor(role)) as tx:
            with pytest.raises(Forbidden):
                await service.draft(tx, document)
            with pytest.raises(Forbidden):
                await service.change_draft(tx, row.id, row.version, document)
            with pytest.raises(Forbidden):
                await service.publish(tx, row.id, row.version, None)

    async with database.transaction(brand.id, brand.anyone) as tx:
        assert await tx.scalar(select(func.count()).where(policy_versions.c.tenant_id == brand.id)) == 1


async def test_a_dealer_sees_what_was_published_and_no_draft(brand: Brand, database: Database) -> None:
    policy = await published(database, brand)
    async with database.transaction(brand.id, brand.anyone) as tx:
        row = await service.draft(tx, changed(EBIKE_NAME, nothing))

    async with database.transaction(brand.id, brand.actor(Role.DEALER_CLERK, dealer=OrganisationId(new_id()))) as tx:
        listed, _ = await service.listed(tx, None, limit=10, cursor=None)
        _, document = await service.version_row(tx, policy.version_id)
        with pytest.raises(NotFound):
            await service.version_row(tx, row.id)

    assert [one.id for one in listed] == [policy.version_id]
    assert document == policy.document


async def test_a_publication_that_is_taken_back_is_not_remembered(brand: Brand, database: Database) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        row = await service.draft(tx, changed(EBIKE_NAME, renamed("未定")))

    async def publish_and_fail() -> None:
        async with database.transaction(brand.id, brand.anyone) as tx:
            await service.publish(tx, row.id, row.version, None)
            raise RuntimeError((await service.in_force(tx)).label)

    with pytest.raises(RuntimeError, match="未定 v1"):
        await publish_and_fail()
    async with database.transaction(brand.id, brand.anyone) as tx:
        changed_row = await service.change_draft(tx, row.id, row.version, changed(EBIKE_NAME, renamed("定稿")))
        await service.publish(tx, row.id, changed_row.version, None)
    async with database.transaction(brand.id, brand.anyone) as tx:
        found = await service.in_force(tx)

    assert found.label == "定稿 v1"


async def test_writing_and_publishing_stand_in_the_log(brand: Brand, database: Database) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        row = await service.draft(tx, changed(EBIKE_NAME, nothing))
        row = await service.change_draft(tx, row.id, row.version, changed(EBIKE_NAME, nothing))
        await service.publish(tx, row.id, row.version, NOW + DAY)

    async with database.transaction(brand.id, brand.anyone) as tx:
        told = await tx.execute(select(facts.c.name).where(facts.c.tenant_id == brand.id).order_by(facts.c.id))

    assert list(told.scalars()) == ["policy.version_drafted", "policy.draft_changed", "policy.version_published"]


async def test_a_decision_is_kept_and_can_be_made_again_bit_for_bit(brand: Brand, database: Database) -> None:
    policy = await published(database, brand)
    asked = filed(NOW.date(), line(sold_on=NOW.date()), line(human_damage=True), line(proof=None, sold_on=None))
    subject, dealer = new_id(), OrganisationId(new_id())

    async with database.transaction(brand.id, brand.anyone) as tx:
        decision = service.decide(policy, asked)
        decision_id = service.record_decision(
            tx,
            policy=policy,
            subject=Subject.RETURN,
            subject_id=subject,
            dealer_id=dealer,
            facts=asked,
            decision=decision,
        )
    await published(database, brand, renamed("另一版"))

    async with database.transaction(brand.id, brand.anyone) as tx:
        (kept,), following = await service.decisions_of(tx, subject, limit=10, cursor=None)
        again = service.decide(await service.version(tx, kept.policy_version_id), kept.facts)
        row, _ = await service.version_row(tx, kept.policy_version_id)
        one = await service.decision(tx, decision_id)
    assert (kept.id, following, one) == (decision_id, None, kept)
    assert kept.facts == asked
    assert again == kept.decision == decision
    assert _canonical(again) == _canonical(kept.decision) == _canonical(decision)
    assert kept.decision.policy == row.fingerprint == rules.fingerprint(policy.document)
    assert Outcome.REFUSED in {one.outcome for one in decision.lines}


def _canonical(decision: Decision) -> bytes:
    return msgspec.json.encode(decision, order="deterministic")


async def test_a_dealer_reads_the_decisions_about_its_own_returns_only(brand: Brand, database: Database) -> None:
    policy = await published(database, brand)
    dealer, other, subject = OrganisationId(new_id()), OrganisationId(new_id()), new_id()
    async with database.transaction(brand.id, brand.actor(Role.DEALER_CLERK, dealer=dealer)) as tx:
        service.record_decision(
            tx,
            policy=policy,
            subject=Subject.RETURN,
            subject_id=subject,
            dealer_id=dealer,
            facts=filed(NOW.date()),
            decision=service.decide(policy, filed(NOW.date())),
        )

    counts = []
    for one in (dealer, other):
        async with database.transaction(brand.id, brand.actor(Role.DEALER_CLERK, dealer=one)) as tx:
            counts.append(len((await service.decisions_of(tx, subject, limit=10, cursor=None))[0]))

    assert counts == [1, 0]


async def test_who_is_told_of_a_fact_is_read_from_the_policy_in_force(brand: Brand, database: Database) -> None:
    await published(database, brand)

    async with database.transaction(brand.id, brand.anyone) as tx:
        (rule,) = await service.notification_rules(tx, "claims.return_received")
        none = await service.notification_rules(tx, "claims.return_cancelled")

    assert (rule.audience, rule.channels, rule.forbidden) == (("dealer",), ("phone", "inbox"), ("sms", "chat"))
    assert none == ()


async def test_a_name_that_no_column_takes_and_a_document_that_is_too_large(brand: Brand, database: Database) -> None:
    def huge(document: Json) -> None:
        document["exclusions"] = document["exclusions"] * 4000

    async with database.transaction(brand.id, brand.anyone) as tx:
        row = await service.draft(tx, changed(EBIKE_NAME, renamed("长\x00" * 300)))
        with pytest.raises(PolicyUnreadable):
            await service.draft(tx, changed(EBIKE_NAME, huge))
        _, document = await service.version_row(tx, row.id)

    assert row.name == "长" * 200
    assert document.name.zh == "长\x00" * 300
