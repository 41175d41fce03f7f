"""Known vulnerabilities fail the check; an index that does not answer is said to have checked nothing."""

import json
from pathlib import Path

import pytest

from aftersales_local import audit
from aftersales_local.audit import NOTHING, Answer, told_by_npm, told_by_pip

FLAW = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["1.2.4"]}


def pip_said(*packages: dict[str, object]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_a_known_vulnerability_is_told_with_the_version_that_mends_it() -> None:
    said = pip_said({"name": "a", "version": "1.2.3", "vulns": [FLAW]}, {"name": "b", "version": "2", "vulns": []})

    assert told_by_pip(said) == Answer(2, 0, ("a 1.2.3 PYSEC-2026-1 → 1.2.4",))


def test_a_vulnerability_that_is_excused_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(audit.EXCUSED, "CVE-2026-1", "we never call it")

    assert told_by_pip(pip_said({"name": "a", "version": "1", "vulns": [FLAW]})) == Answer(1, 0, ())


def test_an_index_that_knows_no_package_has_checked_nothing() -> None:
    answer = told_by_pip(pip_said({"name": "a", "skip_reason": "not found"}, {"name": "b", "skip_reason": "not found"}))

    assert answer == Answer(0, 2, ())
    assert "NOTHING was checked" in answer.lines("pip-audit")[1]


@pytest.mark.parametrize("said", ["", "ERROR: no route to host", "[]", "{}", '{"message": "405 Method Not Allowed"}'])
def test_an_index_that_does_not_answer_has_checked_nothing(said: str) -> None:
    assert (told_by_pip(said), told_by_npm(said)) == (NOTHING, NOTHING)


def test_vulnerabilities_of_the_console_are_told() -> None:
    said = {
        "vulnerabilities": {"left-pad": {"severity": "high", "range": "<1.3.0"}},
        "metadata": {"dependencies": {"total": 114}},
    }

    assert told_by_npm(json.dumps(said)) == Answer(114, 0, ("left-pad high <1.3.0",))


@pytest.mark.parametrize(("found", "code"), [((), 0), (("a 1 X → 2",), 1)])
def test_only_what_is_known_to_be_wrong_fails_the_check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], found: tuple[str, ...], code: int
) -> None:
    monkeypatch.setattr(audit, "answers", lambda: {"pip-audit": Answer(2, 1, found), "npm audit": NOTHING})

    assert audit.main() == code
    told = capsys.readouterr().out
    assert ("2 packages checked" in told, "NOTHING was checked" in told) == (True, True)


def test_a_program_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert audit.said_by([tmp_path / "nothing"], tmp_path) == ""
