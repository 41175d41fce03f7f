"""What editors of policies are told: the facts that conditions may name, and the policies to start from."""

from msgspec import Struct

from aftersales.policy.model_words import Text


class KnownFact(Struct, frozen=True, kw_only=True):
    """A fact that the conditions of a section may name; an enumeration takes none but its `values`."""

    section: str
    name: str
    type: str
    values: tuple[str, ...]
    text: Text


class Starting(Struct, frozen=True, kw_only=True):
    """A policy to start from; `open_parameters` must be supplied before it can be published."""

    name: str
    title: Text
    summary: Text
    sources: tuple[str, ...]
    open_parameters: tuple[str, ...]
