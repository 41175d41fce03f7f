"""Every move from every state: what the table does not allow is refused with nothing changed, whoever asks and how."""

import pytest
from tests.claims.ways import WAY, Request, Way, snapshot
from tests.fixtures.domain import Shop

from aftersales.claims.returns.model import MOVES, OPEN_STATES, Move, ReturnState
from aftersales.kernel.tx import Database

STATES = [ReturnState(state) for state in WAY]
FROM = {move: next(state for state in STATES if move in MOVES.get(state, {})) for move in Move}
"""A state from which each move is allowed."""

MAY = {
    Move.APPROVE: {"clerk", "head", "manager", "inspector", "finance"},
    Move.REFUSE: {"clerk", "head", "manager", "inspector", "finance"},
    Move.SEND_BACK: {"clerk", "head", "manager", "inspector", "finance"},
    Move.CORRECT: {"dealer", "colleague"},
    Move.APPEAL: {"dealer", "colleague"},
    Move.CANCEL: {"dealer", "colleague"},
    Move.PACK: {"dealer", "colleague"},
    Move.UNPACK: {"dealer", "colleague"},
    Move.SHIP: {"dealer", "colleague"},
    Move.RECEIVE: {"receiver", "other_receiver"},
    Move.INSPECT: {"inspector"},
    Move.DISPOSE: {"clerk", "head", "inspector"},
    Move.SETTLE: {"head", "finance"},
    Move.CLOSE: {"clerk", "head"},
}
"""Whom a move is open to by right, before the approval chain and the factory have their say."""

STRANGERS = {"other_dealer"}
BY_MOVE = [move for move in Move if move is not Move.SHIP]


def test_every_state_is_reached_here_and_every_move_is_somewhere_allowed() -> None:
    assert set(STATES) == set(ReturnState)
    assert set(FROM) == set(MAY) == set(Move)


def test_every_open_state_has_a_way_on_and_no_end_has_one() -> None:
    assert {state for state in ReturnState if not MOVES.get(state)} == {ReturnState.CANCELLED, ReturnState.CLOSED}
    assert set(MOVES) >= OPEN_STATES


@pytest.mark.parametrize("state", STATES)
async def test_moves_out_of_order_are_refused_with_nothing_changed(
    state: ReturnState, shop: Shop, database: Database
) -> None:
    way = Way(shop)
    await way.reach(state)
    before = await snapshot(database, shop)

    refused = {move: await way.make(move) for move in Move if move not in MOVES.get(state, {})}

    assert {(answer.status_code, answer.json()["code"]) for answer in refused.values()} == {(409, "state_conflict")}
    assert await snapshot(database, shop) == before


@pytest.mark.parametrize("move", Move)
async def test_a_move_is_refused_to_all_without_the_right(move: Move, shop: Shop, database: Database) -> None:
    way = Way(shop)
    await way.reach(FROM[move])
    before = await snapshot(database, shop)

    refused = {who: await way.make(move, who=who) for who in shop.people.keys() - MAY[move] - STRANGERS}

    assert {(answer.status_code, answer.json()["code"]) for answer in refused.values()} == {(403, "forbidden")}
    assert len(refused) == len(shop.people) - len(MAY[move]) - len(STRANGERS)
    assert await snapshot(database, shop) == before


@pytest.mark.parametrize("move", Move)
async def test_a_version_that_is_not_the_newest_is_refused(move: Move, shop: Shop, database: Database) -> None:
    way = Way(shop)
    await way.reach(FROM[move])
    before = await snapshot(database, shop)

    stale = await way.make(move, version=way.summary["version"] + 1)

    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert await snapshot(database, shop) == before


@pytest.mark.parametrize("move", BY_MOVE)
async def test_a_move_names_the_version_that_it_changes(move: Move, shop: Shop, database: Database) -> None:
    way = Way(shop)
    await way.reach("awaiting_approval")
    request = way.request(move)
    before = await snapshot(database, shop)

    missing = await way.send(request.who, request, version="")
    malformed = [await way.send(request.who, request, version=tag) for tag in ("1", '"x"', 'W/"1"', "*", '""')]

    assert (missing.status_code, missing.json()["code"]) == (428, "version_required")
    assert {(answer.status_code, answer.json()["code"]) for answer in malformed} == {(400, "malformed")}
    assert await snapshot(database, shop) == before


async def test_another_dealers_return_is_not_there(shop: Shop, database: Database) -> None:
    way = Way(shop)
    await way.reach("awaiting_approval")
    stranger = shop.people["other_dealer"].http
    before = await snapshot(database, shop)

    read = await stranger.get(f"/v1/returns/{way.summary['id']}")
    moved = {move: await way.make(move, who="other_dealer") for move in MAY if "dealer" in MAY[move]}
    listed = await stranger.get("/v1/returns")
    found = await stranger.get("/v1/returns", params={"text": way.summary["number"]})

    assert read.status_code == 404
    assert {(answer.status_code, answer.json()["code"]) for answer in moved.values()} == {(404, "not_found")}
    assert (listed.json()["items"], found.json()["items"]) == ([], [])
    assert await snapshot(database, shop) == before


async def test_a_return_that_does_not_exist_is_answered_like_another_dealers(shop: Shop) -> None:
    way = Way(shop)
    await way.reach("awaiting_approval")
    way.summary["id"] = "01980000-0000-7000-8000-000000000000"

    answer = await way.send("dealer", Request("dealer", "cancellation", {"reason": "x"}))

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
