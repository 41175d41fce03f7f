"""Requests of verification."""

from typing import Annotated

from msgspec import Meta

from aftersales_api.deps import Body


class Comparison(Body, frozen=True, kw_only=True):
    """A paper's code and the SHA-256 of the file at hand, computed by its holder: the file itself stays there."""

    code: Annotated[str, Meta(max_length=400)]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
