"""What is kept of an answer."""

from msgspec import Struct


class KeptAnswer(Struct, frozen=True, kw_only=True):
    """The answer to a request, as it is given again to the same key."""

    status: int
    headers: dict[str, str]
    body: bytes
