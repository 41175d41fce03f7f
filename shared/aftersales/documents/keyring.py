"""The platform's signing keys of this process: one signs, all of them verify.

Rotation: give the new seed the next key id and keep the old public key among the retired, so that papers in the
world stay verifiable; a key that leaked is left out, and every paper signed with it stops verifying.
"""

import base64
from collections.abc import Mapping
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from aftersales.documents.rendering.verification import SigningKey
from aftersales.kernel.settings import Settings

FIRST_KEY: Final = 1


class Keyring:
    """What this process signs with and what it trusts."""

    signing: SigningKey | None = None
    public: Mapping[int, Ed25519PublicKey] = {}


def use_key(seed: bytes, *, key_id: int = FIRST_KEY, retired: Mapping[int, bytes] | None = None) -> None:
    """Tell this process the seed it signs under and the raw public keys that were in use before."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    Keyring.signing = SigningKey(key_id, key)
    trusted = {number: Ed25519PublicKey.from_public_bytes(raw) for number, raw in (retired or {}).items()}
    Keyring.public = {**trusted, key_id: key.public_key()}


def use_settings(settings: Settings) -> None:
    """Tell this process its keys as its settings name them."""
    use_key(settings.signing_key, key_id=settings.signing_key_id, retired=settings.retired_signing_keys)


def public_line() -> str:
    """The number and the public half of the key that signs now, as settings name a retired one."""
    signing = signing_key()
    raw = signing.key.public_key().public_bytes_raw()
    return f"{signing.key_id}:{base64.b64encode(raw).decode()}"


def signing_key() -> SigningKey:
    """The key that signs new papers."""
    if Keyring.signing is None:
        raise RuntimeError("this process was not told its signing key")
    return Keyring.signing


def public_keys() -> Mapping[int, Ed25519PublicKey]:
    """Every key whose signature is trusted, by number."""
    return Keyring.public


def sign(content: bytes) -> tuple[int, bytes]:
    """The signature of any content, and the number of the key that made it."""
    signing = signing_key()
    return signing.key_id, signing.key.sign(content)


def is_ours(key_id: int, signature: bytes, content: bytes) -> bool:
    """Whether a trusted key made this signature over this content."""
    key = Keyring.public.get(key_id)
    if key is None:
        return False
    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True


class ThisKeyring:
    """The keys of this process as one thing to hand on."""

    def sign(self, content: bytes) -> tuple[int, bytes]:
        """The signature of any content, and the number of the key that made it."""
        return sign(content)

    def is_ours(self, key_id: int, signature: bytes, content: bytes) -> bool:
        """Whether a trusted key made this signature over this content."""
        return is_ours(key_id, signature, content)


SIGNER: Final = ThisKeyring()
