"""The statutes' documents: sound together, and refused when they are not."""

from datetime import date

import pytest
from msgspec.structs import replace

from aftersales.policy.statutes import rules_reading
from aftersales.policy.statutes.model import (
    Confidence,
    CountRule,
    Effect,
    Measure,
    Provision,
    RightKind,
    Statute,
    Text,
    Trigger,
    WindowRule,
)
from aftersales.policy.statutes.rules_reading import flaws_of, read_statutes
from aftersales.policy.statutes.service import STATUTES, statutes

CAR = STATUTES["household-cars-2022"]
OLD = STATUTES["household-cars-2013"]


def with_rule(rule: WindowRule | CountRule) -> Statute:
    """A statute with one provision."""
    text = Text(zh="条", en="clause")
    return replace(CAR, provisions=(Provision(article="1", text=text, confidence=Confidence.A, rule=rule),))


def test_the_statutes_on_record_have_no_flaw() -> None:
    assert [one.code for one in statutes()] == sorted(STATUTES)
    assert len(STATUTES) == 11
    assert list(flaws_of(STATUTES)) == []


@pytest.mark.parametrize(
    ("changed", "flaw"),
    [
        (replace(CAR, code="other"), "car: its code is other"),
        (replace(CAR, code="car", extends="nothing"), "car: nothing does not exist"),
        (replace(CAR, code="car", repealed_by="nothing"), "car: nothing does not exist"),
        (
            replace(CAR, code="car", effect=Effect(from_day=date(2022, 1, 1), until=date(2021, 1, 1))),
            "car: it ends before it begins",
        ),
        (
            replace(with_rule(WindowRule(trigger=Trigger.FAULT, grants=(RightKind.REPAIR,))), code="car"),
            "car 1: a window has either days or months",
        ),
        (
            replace(with_rule(CountRule(measure=Measure.REPAIRS, at_least=0, grants=())), code="car"),
            "car 1: a counter begins at one",
        ),
    ],
)
def test_a_flaw_is_named_with_its_place(changed: Statute, flaw: str) -> None:
    found = list(flaws_of({"car": changed}))

    assert found == [flaw]


@pytest.mark.parametrize("until", [None, date(2022, 1, 1)])
def test_a_repealed_statute_ends_before_its_successor_begins(until: date | None) -> None:
    lasting = replace(OLD, effect=Effect(from_day=date(2013, 1, 1), until=until))

    found = list(flaws_of({OLD.code: lasting, CAR.code: CAR}))

    assert found == ["household-cars-2013: it overlaps with household-cars-2022"]


def test_flawed_documents_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules_reading, "flaws_of", lambda read: (f"{len(read)} read",))

    with pytest.raises(ValueError, match="11 read"):
        read_statutes()
