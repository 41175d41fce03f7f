"""Use cases of verification; nobody needs a right here, since only holders of a signed code get past the first line."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import IO, Final

from aftersales.documents import keyring, store
from aftersales.documents.gateway import ObjectMissing, ObjectStore, ObjectTooLarge
from aftersales.documents.model import Document
from aftersales.documents.rendering.errors import CodeForged, CodeKeyUnknown, CodeUnreadable
from aftersales.documents.rendering.verification import read_code
from aftersales.documents.verification import rules
from aftersales.documents.verification.model import Check, Checked, FileComparison, Outcome, Verification
from aftersales.kernel.ids import TenantId
from aftersales.kernel.tx import Tx

OpenTx = Callable[[TenantId], AbstractAsyncContextManager[Tx]]
"""Opens a transaction in a tenant for somebody who has no right there."""

REMEMBERED_FOR: Final = timedelta(seconds=10)
REMEMBERED: Final = 1024

_CHUNK: Final = 1 << 18
_seen: Final[OrderedDict[str, tuple[datetime, bool]]] = OrderedDict()


async def verify(code: str, open_tx: OpenTx, objects: ObjectStore) -> Verification:
    """What a code is worth: its signature first, then the record, the contents and the stored file."""
    try:
        signed = read_code(code, keyring.public_keys())
    except CodeUnreadable:
        return Verification(outcome=Outcome.UNREADABLE, checks=())
    except CodeKeyUnknown:
        return Verification(outcome=Outcome.UNTRUSTED_KEY, checks=(Checked(Check.SIGNATURE, False),))
    except CodeForged:
        return Verification(outcome=Outcome.FORGED, checks=(Checked(Check.SIGNATURE, False),))
    async with open_tx(signed.tenant_id) as tx:
        issued = await store.issued_paper(tx, signed.document_id)
        now = tx.now
    document = rules.object_to_check(issued)
    is_whole = None if document is None else await _is_file_whole(objects, document, now)
    return rules.verification_of(code, signed, issued, is_file_whole=is_whole)


async def compare_file(code: str, sha256: str, open_tx: OpenTx, objects: ObjectStore) -> FileComparison:
    """Whether a file with this hash, computed by its holder, is the one on record for a code."""
    found = await verify(code, open_tx, objects)
    is_same = found.paper is not None and found.paper.pdf_sha256 == sha256
    return FileComparison(outcome=found.outcome, is_same_file=is_same)


async def _is_file_whole(objects: ObjectStore, document: Document, now: datetime) -> bool:
    """Read the stored file and compare its hash; remembered for seconds, so that a crowd costs one reading."""
    key = document.object_key or ""
    at, is_whole = _seen.get(key, (now - 2 * REMEMBERED_FOR, False))
    if now - at < REMEMBERED_FOR:
        return is_whole
    try:
        digest = await objects.read(key, _digest, most=document.length or 0)
    except (ObjectMissing, ObjectTooLarge):
        digest = ""
    is_whole = digest == document.pdf_sha256
    _seen[key] = (now, is_whole)
    _seen.move_to_end(key)
    while len(_seen) > REMEMBERED:
        _seen.popitem(last=False)
    return is_whole


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
