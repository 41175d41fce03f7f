"""Verification codes: what they bind, and that nobody can bend them."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.documents.papers import DOCUMENT, KEY, PUBLIC_KEYS, TENANT, code_for, packing_list, transport_form

from aftersales.documents.rendering.errors import CodeForged, CodeKeyUnknown, CodeUnreadable
from aftersales.documents.rendering.model import DocumentId, paper_hash
from aftersales.documents.rendering.verification import (
    CODE_LENGTH,
    SigningKey,
    VerifiedCode,
    is_code_of,
    read_code,
    sign_code,
)
from aftersales.kernel.errors import Refusal
from aftersales.kernel.ids import TenantId

ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
CODE: Final = code_for(packing_list()).code


def test_a_code_says_who_issued_which_contents_when() -> None:
    verified = read_code(CODE, PUBLIC_KEYS)

    assert verified == VerifiedCode(
        key_id=1,
        tenant_id=TENANT,
        document_id=DOCUMENT,
        issued_at=datetime(2026, 11, 21, 6, 3, 20, tzinfo=UTC),
        paper_hash=paper_hash(packing_list()),
    )


def test_the_address_is_the_public_one_and_the_code() -> None:
    assert code_for(packing_list()).url == f"https://papers.example.com/v/{CODE}"
    assert len(CODE) == CODE_LENGTH


def test_signing_again_gives_the_same_code() -> None:
    assert sign_code(packing_list(), tenant_id=TENANT, document_id=DOCUMENT, key=KEY) == CODE


@pytest.mark.parametrize("place", range(CODE_LENGTH))
def test_any_flipped_character_is_refused(place: int) -> None:
    flipped = ALPHABET[(ALPHABET.index(CODE[place]) + 1) % 32]

    with pytest.raises(Refusal):
        read_code(CODE[:place] + flipped + CODE[place + 1 :], PUBLIC_KEYS)


@given(place=st.integers(0, CODE_LENGTH - 1), character=st.sampled_from(ALPHABET) | st.characters())
def test_any_other_character_at_any_place_is_refused(place: int, character: str) -> None:
    altered = CODE[:place] + character + CODE[place + 1 :]

    try:
        read_code(altered, PUBLIC_KEYS)
    except Refusal:
        refused = True
    else:
        refused = False

    assert refused == (altered != CODE)


@given(st.text())
def test_any_text_that_is_no_code_is_refused_as_unreadable(text: str) -> None:
    with pytest.raises(CodeUnreadable):
        read_code(text, PUBLIC_KEYS)


@given(st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH))
def test_a_made_up_code_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        read_code(text, PUBLIC_KEYS)


@pytest.mark.parametrize("text", [CODE.lower(), CODE + "A", CODE[:-1], f" {CODE[:-1]}", CODE[:-1] + "="])
def test_a_code_has_one_spelling(text: str) -> None:
    with pytest.raises(CodeUnreadable):
        read_code(text, PUBLIC_KEYS)


def test_a_code_signed_by_another_key_is_forged() -> None:
    other = SigningKey(1, Ed25519PrivateKey.generate())
    code = sign_code(packing_list(), tenant_id=TENANT, document_id=DOCUMENT, key=other)

    with pytest.raises(CodeForged):
        read_code(code, PUBLIC_KEYS)


def test_a_rotated_key_keeps_old_codes_readable_and_a_withdrawn_one_does_not() -> None:
    second = SigningKey(2, Ed25519PrivateKey.generate())
    code = sign_code(packing_list(), tenant_id=TENANT, document_id=DOCUMENT, key=second)
    both = PUBLIC_KEYS | {2: second.key.public_key()}

    assert read_code(CODE, both).key_id == 1
    assert read_code(code, both).key_id == 2
    with pytest.raises(CodeKeyUnknown) as refusal:
        read_code(code, PUBLIC_KEYS)
    assert refusal.value.params == {"key_id": 2}


def test_a_code_belongs_to_its_contents_alone() -> None:
    assert is_code_of(CODE, packing_list())
    assert not is_code_of(CODE, replace(packing_list(), dealer_name="另一家"))
    assert not is_code_of(CODE, transport_form())


@given(tenant=st.uuids(), document=st.uuids(), key_id=st.integers(0, 255))
def test_what_was_signed_is_what_is_read(tenant: UUID, document: UUID, key_id: int) -> None:
    key = SigningKey(key_id, KEY.key)

    code = sign_code(packing_list(), tenant_id=TenantId(tenant), document_id=DocumentId(document), key=key)

    verified = read_code(code, {key_id: KEY.key.public_key()})
    assert (verified.tenant_id, verified.document_id, verified.key_id) == (tenant, document, key_id)
