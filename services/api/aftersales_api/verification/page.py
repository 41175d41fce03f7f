"""The page behind a paper's QR code: one file, no script, Chinese first and English beside, made for a phone."""

import base64
import hashlib
from datetime import datetime
from html import escape
from typing import Final
from zoneinfo import ZoneInfo

from aftersales.documents.model import DocumentKind
from aftersales.documents.verification.model import Check, Checked, Outcome, PaperShown, Verification

STYLE: Final = """
:root{color-scheme:light dark;--ink:#16202c;--soft:#5b6876;--line:#dfe4ea;--paper:#fff;--ground:#eef1f5;
--good:#0b7a4b;--warn:#a35a00;--bad:#b3261e;--wait:#2b5fa8}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf3;--soft:#9aa7b5;--line:#313b47;--paper:#1a222c;--ground:#10161d;
--good:#4fc48d;--warn:#e9a23b;--bad:#f2837b;--wait:#7fb0f0}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif}
main{max-width:34rem;margin:0 auto;padding:1rem}
header{border-radius:14px;padding:1.4rem 1.2rem;color:#fff;background:var(--tone)}
@media(prefers-color-scheme:dark){header{color:#0d1218}}
.good{--tone:var(--good)}.warn{--tone:var(--warn)}.bad{--tone:var(--bad)}.wait{--tone:var(--wait)}
h1{margin:0;font-size:1.6rem;line-height:1.25}
h1 span{display:block;font-size:1rem;font-weight:500;opacity:.9}
header p{margin:.8rem 0 0}
[lang=en]{font-size:.9em}
p [lang=en],li [lang=en],h2 [lang=en]{display:block}
h2 [lang=en]{font-weight:500;color:var(--soft)}li [lang=en]{color:var(--soft)}
section{background:var(--paper);border:1px solid var(--line);border-radius:14px;margin-top:.9rem;padding:.4rem 1.2rem}
h2{font-size:1rem;margin:.7rem 0 .2rem}
dl{margin:0}
dl div{display:flex;gap:1rem;justify-content:space-between;padding:.55rem 0;border-top:1px solid var(--line)}
dl div:first-child{border-top:0}
dt{color:var(--soft);flex:none;max-width:45%}
dt span{display:block;font-size:.75rem;line-height:1.2}
dd{margin:0;text-align:right;overflow-wrap:anywhere;font-weight:600}
dd span{display:block;font-weight:400;font-size:.85rem;color:var(--soft)}
.print{font:700 1.25rem/1.4 ui-monospace,Menlo,Consolas,monospace;letter-spacing:.04em;text-align:center;
padding:.7rem 0;border:2px dashed var(--line);border-radius:10px;margin:.5rem 0}
ul{list-style:none;margin:0;padding:0}
li{padding:.5rem 0 .5rem 1.8rem;border-top:1px solid var(--line);position:relative}
li:first-child{border-top:0}
li b{position:absolute;left:0}
.yes b{color:var(--good)}.no b{color:var(--bad)}
.soft,footer{color:var(--soft)}
footer{font-size:.8rem;text-align:center;padding:1.2rem 0}
"""

_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Nothing loads and nothing runs: only this very style is let in."""

HEADLINES: Final[dict[Outcome, tuple[str, str, str]]] = {
    Outcome.VALID: ("good", "单据有效", "Genuine and valid"),
    Outcome.SUPERSEDED: ("warn", "单据已被新单据取代", "Superseded by a newer paper"),
    Outcome.REVOKED: ("bad", "单据已作废", "Revoked"),
    Outcome.PENDING: ("wait", "单据正在生成", "Being prepared"),
    Outcome.ALTERED: ("bad", "存档与核验码不符", "The record does not match the code"),
    Outcome.FORGED: ("bad", "核验码系伪造或被篡改", "Forged or altered code"),
    Outcome.UNTRUSTED_KEY: ("bad", "签名密钥不受信任", "Untrusted signing key"),
    Outcome.UNKNOWN: ("bad", "查无此单据", "No such paper on record"),
    Outcome.UNREADABLE: ("bad", "核验码无法识别", "Unreadable code"),
}

ADVICE: Final[dict[Outcome, tuple[str, str]]] = {
    Outcome.VALID: (
        "请核对下列内容与手中单据一致。",
        "Compare what follows with the paper in your hand.",
    ),
    Outcome.SUPERSEDED: (
        "单据是真的，但签发方后来另发了同类新单据，请以新单据为准。",
        "The paper is genuine, but the issuer has replaced it; go by the newer one.",
    ),
    Outcome.REVOKED: (
        "单据是真的，但签发方已宣布作废，请勿据此收发货或结算。",
        "The paper is genuine, but its issuer has revoked it; do not ship, receive or settle by it.",
    ),
    Outcome.PENDING: (
        "单据已登记，文件尚未生成，请稍后刷新。",
        "It is on record but its file is not made yet; reload in a moment.",
    ),
    Outcome.ALTERED: (
        "请勿采信，并联系签发方。",
        "Do not rely on it; contact the issuer.",
    ),
    Outcome.FORGED: (
        "签名不成立，单据并非本平台签发，或核验码有字符被改动。请勿采信。",
        "The signature does not hold: the paper was not issued here, or a character was changed. Do not rely on it.",
    ),
    Outcome.UNTRUSTED_KEY: (
        "核验码所用密钥不属于本平台，或已停用。请勿采信。",
        "The code names a key that is not ours or no longer trusted. Do not rely on it.",
    ),
    Outcome.UNKNOWN: (
        "签名成立，但没有登记这份单据，请联系签发方。",
        "The signature holds but there is no such paper on record; contact the issuer.",
    ),
    Outcome.UNREADABLE: (
        "请重新扫描单据上的二维码，或完整输入网址。",
        "Scan the code on the paper again, or enter its whole address.",
    ),
}

KINDS: Final[dict[DocumentKind, tuple[str, str]]] = {
    DocumentKind.PACKING_LIST: ("退货清单", "Packing list"),
    DocumentKind.TRANSPORT_FORM: ("退货运输单", "Transport form"),
    DocumentKind.INSPECTION_REPORT: ("鉴定单", "Inspection report"),
    DocumentKind.CREDIT_NOTE: ("贷项通知单", "Credit note"),
}

CHECKS: Final[dict[Check, tuple[str, str]]] = {
    Check.SIGNATURE: ("核验码的数字签名", "Digital signature of the code"),
    Check.RECORD: ("单据登记", "The paper is on record"),
    Check.CONTENTS: ("登记内容的哈希", "Hash of the contents on record"),
    Check.FILE: ("存档文件的哈希", "Hash of the stored file"),
}


def page_of(found: Verification) -> str:
    """The whole page for one answer."""
    tone, zh, en = HEADLINES[found.outcome]
    advice_zh, advice_en = ADVICE[found.outcome]
    return (
        '<!doctype html><html lang="zh"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="robots" content="noindex,nofollow">'
        f"<title>{zh} · {en}</title><style>{STYLE}</style></head><body><main>"
        f'<header class="{tone}"><h1>{_MARKS[tone]} {zh}<span lang="en">{en}</span></h1>'
        f'<p>{advice_zh}<span lang="en">{advice_en}</span></p></header>'
        f"{_paper(found.paper) if found.paper else ''}{_checks(found.checks)}"
        '<footer>三包售后平台单据核验 · <span lang="en">Paper verification</span></footer></main></body></html>'
    )


_MARKS: Final = {"good": "✓", "warn": "⚠", "bad": "✕", "wait": "…"}


def _paper(paper: PaperShown) -> str:
    kind_zh, kind_en = KINDS[paper.kind]
    rows = [
        _row("单据", "Paper", kind_zh, kind_en),
        _row("编号", "Number", paper.number),
        _row("签发方", "Issued by", paper.issuer_zh, paper.issuer_en),
        _row("签发时间", "Issued at", _local(paper.issued_at, paper.time_zone)),
        _row("政策版本", "Policy version", paper.policy_version),
    ]
    if paper.total_quantity is not None:
        rows.append(_row("总数量", "Total quantity", str(paper.total_quantity)))
    if paper.total_amount is not None:
        rows.append(_row("总金额", "Total amount", f"{paper.total_amount.amount:,} {paper.total_amount.currency}"))
    if paper.superseded_at is not None:
        rows.append(_row("被取代于", "Superseded at", _local(paper.superseded_at, paper.time_zone)))
    if paper.revoked_at is not None:
        rows.append(_row("作废于", "Revoked at", _local(paper.revoked_at, paper.time_zone)))
    return (
        '<section><h2>请比对页脚的前 16 位内容指纹 <span lang="en">Compare these first 16 hex digits '
        f'with the foot of the page</span></h2><p class="print">{escape(paper.fingerprint)}</p></section>'
        f"<section><dl>{''.join(rows)}</dl></section>"
    )


def _row(zh: str, en: str, value: str, beside: str = "") -> str:
    second = f"<span>{escape(beside)}</span>" if beside else ""
    return f'<div><dt>{zh}<span lang="en">{en}</span></dt><dd>{escape(value)}{second}</dd></div>'


def _local(instant: datetime, time_zone: str) -> str:
    local = instant.astimezone(ZoneInfo(time_zone))
    offset = f"{local:%z}"
    return f"{local:%Y-%m-%d %H:%M} UTC{offset[:3]}:{offset[3:5]}"


def _checks(checks: tuple[Checked, ...]) -> str:
    if not checks:
        return ""
    return f"<section><ul>{''.join(_check(one) for one in checks)}</ul></section>"


def _check(checked: Checked) -> str:
    zh, en = CHECKS[checked.check]
    style, mark, word_zh, word_en = (
        ("yes", "✓", "一致", "holds") if checked.passed else ("no", "✕", "不符", "does not hold")
    )
    return f'<li class="{style}"><b>{mark}</b>{zh}：{word_zh}<span lang="en">{en}: {word_en}</span></li>'
