"""Answers that were given before, given again."""

from litestar import Request, Response
from litestar.datastructures import State

from aftersales_api.call import Replay


def answer_again(_: Request[object, object, State], kept: Replay) -> Response[bytes]:
    """The stored answer, marked as a replay."""
    headers = {name: value for name, value in kept.headers.items() if name.lower() != "content-type"}
    media_type = next(
        (value for name, value in kept.headers.items() if name.lower() == "content-type"),
        "application/json",
    )
    return Response(
        kept.body,
        status_code=kept.status,
        headers=headers | {"Idempotency-Replayed": "true"},
        media_type=media_type,
    )
