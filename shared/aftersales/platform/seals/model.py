"""Words of seals."""

from datetime import date, datetime

from msgspec import Struct


class Seal(Struct, frozen=True, kw_only=True):
    """The signed root over one day's facts; hashes and signature in hex."""

    day: date
    facts: int
    root: str
    previous: str
    signature: str
    key_id: int
    sealed_at: datetime


class Checked(Struct, frozen=True, kw_only=True):
    """What a seal says and what the log says now; `holds` if both agree and the signature is ours."""

    seal: Seal
    root_now: str
    facts_now: int
    is_signature_ours: bool

    @property
    def holds(self) -> bool:
        """Whether nothing was changed since the seal was made."""
        return self.is_signature_ours and self.root_now == self.seal.root and self.facts_now == self.seal.facts
