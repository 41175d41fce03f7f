"""Answers about statutes."""

from datetime import date

from msgspec import Struct

from aftersales.policy.statutes.model import Category, Confidence, Statute, Text


class StatuteSummary(Struct, frozen=True, kw_only=True):
    """One version of one rule of law, without its figures."""

    code: str
    title: Text
    authority: Text
    jurisdiction: str
    from_day: date | None
    until: date | None
    repealed_by: str | None
    categories: list[Category]
    confidence: list[Confidence]
    """How well its figures are attested, best first."""

    @classmethod
    def of(cls, statute: Statute) -> "StatuteSummary":
        """What a list shows of a statute."""
        return cls(
            code=statute.code,
            title=statute.title,
            authority=statute.authority,
            jurisdiction=statute.jurisdiction,
            from_day=statute.effect.from_day,
            until=statute.effect.until,
            repealed_by=statute.repealed_by,
            categories=[one.category for one in statute.governs],
            confidence=sorted({one.confidence for one in statute.provisions}),
        )


class StatuteList(Struct, frozen=True, kw_only=True):
    """Every statute on record."""

    items: list[StatuteSummary]
