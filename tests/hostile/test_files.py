"""Hostile files at the two doors by which files come in: each refused by name or taken harmlessly, memory bounded."""

import hashlib
import tracemalloc
from collections import Counter
from contextlib import suppress
from io import BytesIO
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.documents.uploads import announce, send
from tests.fixtures.api import Client, Login
from tests.fixtures.kernel import NOW, Brand
from tests.hostile.files import Hostile, every
from tests.kernel.test_sheets_hostile import DEALERS

from aftersales.documents.files import rules
from aftersales.documents.files.errors import FileNameUnusable
from aftersales.documents.files.model import EXTENSIONS, PNG, File, FileId, FileState, Finding, Sound
from aftersales.kernel import sheets
from aftersales.kernel.access import Role
from aftersales.kernel.errors import Refusal
from aftersales.kernel.ids import new_id

MEGABYTE: Final = 1 << 20
FILES: Final = every()
NAMES: Final = (
    *(
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "/etc/passwd",
        "C:\\x.png",
        "c:x.png",
        "\\\\host\\share\\x",
        "....//x",
        "~root",
    ),
    *(
        ".",
        "..",
        "...",
        "",
        " ",
        ".htaccess",
        "a/b.png",
        "a\\b.png",
        "a:b.png",
        "x\x00.png",
        "x\r\nSet-Cookie: a=b",
        "x\ty",
    ),
    *("a\u202egnp.exe", "\u200b", "a\u2066b", "\ufeffa.png", "x" * 400, "é" * 200, "file:///etc/passwd", "x.png/"),
)
KEPT: Final = (
    "a.exe",
    "a.png.exe",
    "a.svg",
    "a.html",
    "CON",
    "aux.png",
    "照片.jpg",
    "%2e%2e%2fx",
    "a;b",
    "a'b\"c",
    "$(id)",
    "／x",
)


def announced(one: Hostile) -> File:
    """The record of an upload, announced with this very length."""
    return File(
        id=FileId(new_id()),
        purpose=one.purpose,
        name="x",
        content_type=one.content_type,
        length=len(one.content),
        sha256=None,
        width=None,
        height=None,
        state=FileState.PENDING,
        refusal=None,
        uploaded_by=new_id(),
        dealer_id=None,
        subject_kind=None,
        subject_id=None,
        created_at=NOW,
        version=1,
    )


def test_every_hostile_file_is_refused_by_name_or_is_what_it_says() -> None:
    findings = {one.name: rules.inspect(BytesIO(one.content), announced(one)) for one in FILES}

    taken = {one.name for one in FILES if isinstance(findings[one.name], Sound)}
    unnamed = {name for name, found in findings.items() if isinstance(found, Finding) and not (found.zh and found.en)}
    assert {one.name for one in FILES if one.must_be_refused} & taken == set()
    assert unnamed == set()
    assert len(FILES) > 300
    assert len(FILES) - len(taken) > 200


def test_every_hostile_file_is_refused_or_read_row_by_row_as_a_sheet() -> None:
    outcomes: Counter[str] = Counter()
    harmful: list[str] = []

    for one in FILES:
        try:
            rows = sheets.read(one.content, DEALERS)
        except Refusal as refusal:
            outcomes[refusal.code] += 1
            continue
        outcomes["read"] += 1
        values = [str(value) for row in rows for value in row.values.values()]
        harmful += [f"{one.name}: {value}" for value in values if value.lstrip().startswith(("=", "+", "@"))]

    assert harmful == []
    assert outcomes["read"] < len(FILES) // 4
    assert len(outcomes) > 8


def test_no_hostile_file_costs_much_memory_at_either_door() -> None:
    peaks: dict[str, int] = {}

    tracemalloc.start()
    for one in FILES:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        rules.inspect(BytesIO(one.content), announced(one))
        with suppress(Refusal):
            sheets.read(one.content, DEALERS)
        peaks[one.name] = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()

    assert {name: peak // MEGABYTE for name, peak in peaks.items() if peak > 48 * MEGABYTE} == {}


@pytest.fixture
async def clerk(brand: Brand, log_in: Login) -> Client:
    """Somebody who may upload everything."""
    return await log_in(brand, Role.ADMINISTRATOR, Role.DEALER_CLERK)


async def test_hostile_files_are_refused_on_their_way_through_the_store(clerk: Client) -> None:
    sample = [one for one in FILES if one.must_be_refused][::12]
    wrong: dict[str, object] = {}

    for one in sample:
        begun = await announce(clerk, one.content, content_type=one.content_type, purpose=one.purpose)
        assert begun.status_code == 201, begun.text
        await send(begun.json()["upload"], one.content)
        done = await clerk.http.post(f"/v1/files/{begun.json()['id']}/completion")
        file = done.json()
        if (done.status_code, file["state"], file["download"]) != (200, "refused", None) or not file["refusal"]["code"]:
            wrong[one.name] = file

    assert wrong == {}
    assert len(sample) > 15


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_leads_elsewhere_or_hides_something_is_refused(name: str) -> None:
    with pytest.raises(FileNameUnusable):
        rules.clean_name(name, PNG)


@pytest.mark.parametrize("name", KEPT)
def test_an_odd_name_is_kept_with_the_ending_of_its_type(name: str) -> None:
    kept = rules.clean_name(name, PNG)

    assert kept.rpartition(".")[2].lower() in EXTENSIONS[PNG]
    assert len(kept.splitlines()) == 1


@given(name=st.text(max_size=200), content_type=st.sampled_from(sorted(EXTENSIONS)))
def test_whatever_the_name_what_is_kept_is_no_path_and_shows_what_it_is(name: str, content_type: str) -> None:
    try:
        kept = rules.clean_name(name, content_type)
    except FileNameUnusable:
        return

    assert not set(kept) & set("/\\:\x00\r\n\u202e")
    assert not kept.startswith((".", "~"))
    assert kept.rpartition(".")[2].lower() in EXTENSIONS[content_type]


def test_the_corpus_holds_no_file_twice() -> None:
    digests = Counter((one.content_type, hashlib.sha256(one.content).hexdigest()) for one in FILES)

    assert len(digests) > 300
