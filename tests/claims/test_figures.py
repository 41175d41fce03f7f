"""Figures of a period: counted once, at the prices of their filing, for whoever may see the returns."""

from datetime import date
from typing import Any, Final

import httpx
import pytest
from tests.claims.ways import Way
from tests.fixtures.domain import Shop

from aftersales.claims.figures import rules
from aftersales.claims.figures.errors import PeriodUnusable
from aftersales.kernel.tx import Database
from aftersales.policy.rules import template

MONTH = {"from": "2026-06-01", "to": "2026-06-30"}
CODE: Final = template("ebike-dealer-returns").stopwatches[0].code
KINDS = ("total", "by_outcome", "by_clause", "by_model", "by_part", "by_dealer")


async def figures(shop: Shop, who: str = "head", **period: str) -> dict[str, Any]:
    """The figures as somebody sees them."""
    answer = await shop.people[who].http.get("/v1/return-figures", params=period or MONTH)
    assert answer.status_code == 200, answer.text
    read: dict[str, Any] = answer.json()
    return read


def by_key(rows: list[dict[str, Any]]) -> dict[str, tuple[int, int, int, str]]:
    """Returns, lines, accepted lines and cost, by key."""
    return {row["key"]: (row["returns"], row["lines"], row["accepted"], row["cost"]["amount"]) for row in rows}


async def test_a_period_is_counted_by_outcome_part_and_dealer_with_what_it_cost(shop: Shop) -> None:
    replaced, waiting = Way(shop), Way(shop)
    await replaced.file(shop.line(), shop.unregistered("MOT-350", quantity=2))
    await replaced.walk("closed")
    await waiting.file(shop.line("QH-1002"))

    seen = await figures(shop)

    assert by_key(seen["total"]) == {"": (2, 3, 3, "1639.00")}
    assert by_key(seen["by_part"]) == {"BAT-48": (2, 2, 2, "399.00"), "MOT-350": (1, 1, 1, "1240.00")}
    assert by_key(seen["by_model"]) == {"QH-E1": (2, 3, 3, "1639.00")}
    assert by_key(seen["by_dealer"]) == {str(shop.dealer): (2, 3, 3, "1639.00")}
    assert sum(row["lines"] for row in seen["by_outcome"]) == sum(row["lines"] for row in seen["by_clause"]) == 3
    assert all(row["name"] and row["name_en"] for row in seen["by_clause"])
    assert {row["name_en"] for row in seen["by_part"]} == {"BAT-48", "MOT-350"}
    assert (seen["first_day"], seen["last_day"], seen["time_zone"]) == ("2026-06-01", "2026-06-30", "Asia/Shanghai")


async def test_a_day_without_returns_counts_nothing_and_a_dealer_counts_only_their_own(shop: Shop) -> None:
    await Way(shop).file()

    empty = await figures(shop, **{"from": "2026-06-16", "to": "2026-06-16"})
    own = await figures(shop, "dealer")
    others = await figures(shop, "other_dealer")

    assert [empty[kind] for kind in KINDS] == [[]] * len(KINDS)
    assert by_key(own["total"]) == {"": (1, 1, 1, "0.00")}
    assert [others[kind] for kind in KINDS] == [[]] * len(KINDS)


async def test_time_limits_are_kept_missed_or_open(shop: Shop, database: Database) -> None:
    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        (version,) = await tx.fetch("SELECT id FROM policy_versions WHERE tenant_id = $1", shop.brand.id)
        for state, due, breached in (
            ("stopped", "2026-06-20", None),
            ("stopped", "2026-06-20", "2026-06-20"),
            ("running", "2026-06-14", None),
            ("running", "2026-06-30", None),
            ("paused", None, None),
        ):
            await tx.fetch(
                "INSERT INTO stopwatches (tenant_id, id, code, subject, subject_id, policy_version_id, started_by, "
                "events, state, started_at, due_at, breached_at) VALUES ($1, gen_random_uuid(), $2, 'return', "
                "gen_random_uuid(), $3, gen_random_uuid(), '[]', $4, '2026-06-10', $5::text::timestamptz, "
                "$6::text::timestamptz)",
                shop.brand.id,
                CODE,
                version["id"],
                state,
                due,
                breached,
            )

    (deadline,) = (await figures(shop))["deadlines"]

    assert (deadline["code"], deadline["kept"], deadline["missed"], deadline["open"]) == (CODE, 1, 2, 2)
    assert deadline["text"]["zh"]


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-06-02", "2026-06-01"), ("2020-01-01", "2026-06-01"), ("9999-12-31", "9999-12-31")],
)
async def test_a_period_that_does_not_fit_is_refused(shop: Shop, first: str, last: str) -> None:
    refused: httpx.Response = await shop.people["head"].http.get(
        "/v1/return-figures", params={"from": first, "to": last}
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "period_unusable")


def test_a_period_lasts_from_midnight_to_midnight_where_the_brand_is() -> None:
    since, until = rules.instants_of(date(2026, 6, 1), date(2026, 6, 30), "Asia/Shanghai")

    assert (since.isoformat(), until.isoformat()) == ("2026-06-01T00:00:00+08:00", "2026-07-01T00:00:00+08:00")
    with pytest.raises(PeriodUnusable):
        rules.instants_of(date(2026, 6, 2), date(2026, 6, 1), "Asia/Shanghai")
