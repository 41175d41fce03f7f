"""Which moves a message makes."""

import pytest

from aftersales.kernel.errors import StateConflict
from aftersales.notifications.model import MOVES, MessageState
from aftersales.notifications.rules import check_move


@pytest.mark.parametrize("state", MessageState)
@pytest.mark.parametrize("to", MessageState)
def test_a_message_moves_as_the_table_says_and_no_other_way(state: MessageState, to: MessageState) -> None:
    if to in MOVES[state]:
        check_move(state, to)
        return

    with pytest.raises(StateConflict) as refusal:
        check_move(state, to)

    assert refusal.value.params == {"state": state.value, "move": to.value}
