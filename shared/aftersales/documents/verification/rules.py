"""What a code, the record and the stored file say together."""

from hashlib import sha256

import msgspec

from aftersales.documents.model import Document, DocumentState, IssuedPaper
from aftersales.documents.rendering.model import (
    CreditNote,
    PackingList,
    Paper,
    TransportForm,
    fingerprint,
)
from aftersales.documents.rendering.verification import VerifiedCode
from aftersales.documents.verification.model import Check, Checked, Outcome, PaperShown, Verification
from aftersales.kernel.money import Money

_OUTCOME = {
    DocumentState.REQUESTED: Outcome.PENDING,
    DocumentState.FAILED: Outcome.PENDING,
    DocumentState.READY: Outcome.VALID,
    DocumentState.SUPERSEDED: Outcome.SUPERSEDED,
    DocumentState.REVOKED: Outcome.REVOKED,
}


def verification_of(
    code: str,
    signed: VerifiedCode,
    issued: IssuedPaper | None,
    *,
    is_file_whole: bool | None,
) -> Verification:
    """The answer to a code whose signature holds; `is_file_whole` is None where no file was made yet."""
    checks = [Checked(Check.SIGNATURE, True), Checked(Check.RECORD, issued is not None)]
    if issued is None:
        return Verification(outcome=Outcome.UNKNOWN, checks=tuple(checks))
    are_contents_whole = _are_contents_whole(code, signed, issued)
    checks.append(Checked(Check.CONTENTS, are_contents_whole))
    if is_file_whole is not None:
        checks.append(Checked(Check.FILE, is_file_whole))
    is_altered = not are_contents_whole or is_file_whole is False
    return Verification(
        outcome=Outcome.ALTERED if is_altered else _OUTCOME[issued.document.state],
        checks=tuple(checks),
        paper=paper_shown(issued, signed) if are_contents_whole else None,
    )


def _are_contents_whole(code: str, signed: VerifiedCode, issued: IssuedPaper) -> bool:
    document = issued.document
    digest = sha256(issued.contents).digest()
    return (
        digest == signed.paper_hash == document.paper_hash
        and document.code == code
        and document.issued_at == signed.issued_at
    )


def paper_shown(issued: IssuedPaper, signed: VerifiedCode) -> PaperShown:
    """What the holder is told, read from the very bytes whose hash was signed."""
    paper = msgspec.json.decode(issued.contents, type=Paper)
    document, header = issued.document, paper.header
    return PaperShown(
        kind=document.kind,
        number=header.number,
        issuer_zh=header.issuer.name_zh,
        issuer_en=header.issuer.name_en,
        issued_at=header.issued_at,
        time_zone=header.time_zone,
        policy_version=header.policy_version,
        template_version=header.template_version,
        fingerprint=fingerprint(signed.paper_hash),
        total_quantity=_quantity(paper),
        total_amount=_amount(paper),
        pdf_sha256=document.pdf_sha256,
        superseded_at=document.superseded_at,
        revoked_at=document.revoked_at,
    )


def _quantity(paper: Paper) -> int:
    match paper:
        case PackingList():
            return paper.total_quantity
        case TransportForm():
            return paper.quantity
        case _:
            return sum(line.quantity for line in paper.lines)


def _amount(paper: Paper) -> Money | None:
    return paper.total if isinstance(paper, CreditNote) else None


def object_to_check(issued: IssuedPaper | None) -> Document | None:
    """The document whose stored file can be compared, if one was made."""
    return issued.document if issued is not None and issued.document.object_key is not None else None
