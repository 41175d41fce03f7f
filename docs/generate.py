"""Writes the pages that are made from the code (`make docs`)."""  # noqa: INP001 - a program beside its pages

import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import msgspec
import msgspec.inspect as shape
from msgspec.structs import fields

import aftersales
import aftersales_api
import aftersales_worker
from aftersales.kernel.access import DEALER_ROLES, ROLE_PERMISSIONS, Permission, Role
from aftersales.kernel.errors import REGISTRY as REFUSALS
from aftersales.kernel.errors import Refusal
from aftersales.kernel.facts import REGISTRY as FACTS
from aftersales.kernel.facts import Fact
from aftersales.kernel.money import Money
from aftersales.policy.model import PolicyDocument

HERE: Final = Path(__file__).parent
PRODUCT: Final = {package.__name__: package for package in (aftersales, aftersales_api, aftersales_worker)}
UNREAD: Final = (".versions", ".migrations.env", "__main__")
"""Modules that only run under Alembic or as programs."""

RULE: Final = re.compile(r"\s*\[S\d\d[^\]]*\]")
"""The number of a source rule in a docstring; it means nothing to those who read these pages."""

MADE: Final = "本页由 `make docs` 从代码生成 · This page is made from the code by `make docs`.\n"

ERRORS_INTRO: Final = """\
# 错误代码 · Error codes

所有错误都是 `application/problem+json`（RFC 9457）。程序应当只看 `code`：文字会改，代码不会改。花括号处随请求填入内容；
`errors[]` 用 JSON Pointer 逐处指出错误位置。`Accept-Language: zh` 或 `en` 选择语言。

Every error is `application/problem+json` (RFC 9457). Programs should look at `code` alone: texts change, codes never
do. Braces are filled in from the request; `errors[]` names each wrong place by JSON Pointer. `Accept-Language: zh`
or `en` chooses the language.
"""

FACTS_INTRO: Final = """\
# 事实 · Facts

发生的事都记成一条不可更改的事实：它既是审计日志（`GET /v1/facts`），也是 Webhook 的 `type` 和 `data`。
名字永不改动，字段只增不减；收到不认识的字段请忽略。`money` 写作 `{"amount": "12.30", "currency": "CNY"}`。
“主体”是事实所说之物，即 Webhook 的 `subject`。

Whatever happens is written down as an immutable fact: the audit trail (`GET /v1/facts`) and a webhook's `type` and
`data` are the same thing. Names never change and fields are only ever added; ignore fields that you do not know.
`money` is written `{"amount": "12.30", "currency": "CNY"}`. The subject is what a fact is about (`subject` of
a webhook).
"""

ROLES_INTRO: Final = """\
# 角色与权限 · Roles and permissions

一个人在一个组织里可以有多个角色，权限相加；密钥（`aps_live_…`）的权限不超过签发人。带 ◆ 的角色只属于经销商、
服务站的人，他们只看得到本组织的数据。

A person may hold several roles in an organisation and has the rights of all of them; a key (`aps_live_…`) has at most
those of its issuer. Roles marked ◆ are for people of dealers and stations, who see their own organisation's rows only.
"""

PLAIN: Final[dict[type[shape.Type], str]] = {
    shape.UUIDType: "uuid",
    shape.StrType: "string",
    shape.IntType: "integer",
    shape.BoolType: "boolean",
    shape.DateType: "date",
    shape.DateTimeType: "date-time",
    shape.DecimalType: "decimal",
    shape.NoneType: "null",
}


def import_everything() -> None:
    """Import every module of the product, so that both registries are whole."""
    for name, package in PRODUCT.items():
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not any(part in module.name for part in UNREAD):
                importlib.import_module(module.name)


def is_ours(found: type) -> bool:
    """Whether a class is the product's and not a test's."""
    return found.__module__.split(".", 1)[0] in PRODUCT


def context_of(found: type) -> str:
    """The context that a class belongs to; the API is one of its own."""
    parts = found.__module__.split(".")
    return parts[1] if parts[0] == aftersales.__name__ else "api"


def cell(text: str) -> str:
    """Text that is safe in a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    first = list(headings)
    lines = [first, ["---"] * len(first), *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def errors_page() -> str:
    """Every refusal that a caller can meet, by context and code."""
    ours = sorted((one for one in REFUSALS.values() if is_ours(one)), key=lambda one: (context_of(one), one.code))
    parts = [ERRORS_INTRO, MADE]
    for context in sorted({context_of(one) for one in ours}):
        rows = [_refusal(one) for one in ours if context_of(one) == context]
        parts += [f"## {context}\n", table(("code", "HTTP", "中文", "English"), rows)]
    return "\n".join(parts)


def _refusal(one: type[Refusal]) -> tuple[str, ...]:
    return f"`{one.code}`", str(one.status), cell(one.zh), cell(one.en)


def facts_page() -> str:
    """Every fact with its fields, for those who receive webhooks or read the audit trail."""
    ours = sorted((one for one in FACTS.values() if is_ours(one)), key=lambda one: one.NAME)
    parts = [FACTS_INTRO, MADE]
    for context in sorted({context_of(one) for one in ours}):
        parts.append(f"## {context}\n")
        parts += [_fact(one) for one in ours if context_of(one) == context]
    return "\n".join(parts)


def _fact(one: type[Fact]) -> str:
    kind, subject_field = one.SUBJECT
    rows = [
        (f"`{info.encode_name}`", cell(_word(shape.type_info(info.type))), "" if info.required else "可缺省 · optional")
        for info in fields(one)
    ]
    said = RULE.sub("", cell(one.__doc__ or ""))
    heading = f"### `{one.NAME}`\n\n{said} 主体 · subject: `{kind}` (`{subject_field}`)\n"
    return f"{heading}\n{table(('字段 · field', '类型 · type', ''), rows)}"


def _word(found: shape.Type) -> str:
    """A type in the words of JSON Schema."""
    match found:
        case shape.Metadata():
            word = _word(found.type)
        case shape.UnionType():
            word = " or ".join(_word(one) for one in found.types)
        case shape.VarTupleType() | shape.ListType():
            word = f"list of {_word(found.item_type)}"
        case shape.DictType():
            word = f"map of {_word(found.value_type)}"
        case shape.EnumType():
            word = " / ".join(f"`{one.value}`" for one in found.cls)
        case shape.StructType():
            inside = "; ".join(f"`{one.encode_name}` {_word(one.type)}" for one in found.fields)
            word = "money" if found.cls is Money else f"{{{inside}}}"
        case _:
            word = PLAIN[type(found)]
    return word


def roles_page() -> str:
    """What each role may do."""
    headings = ["", *(f"`{role.value}`{' ◆' if role in DEALER_ROLES else ''}" for role in Role)]
    rows = [
        [f"`{permission.value}`", *("●" if permission in ROLE_PERMISSIONS[role] else "" for role in Role)]
        for permission in Permission
    ]
    return "\n".join((ROLES_INTRO, MADE, table(headings, rows)))


def policy_schema() -> str:
    """The JSON Schema of a policy document, as editors read it."""
    return msgspec.json.format(msgspec.json.encode(msgspec.json.schema(PolicyDocument)), indent=1).decode() + "\n"


PAGES: Final[dict[str, Callable[[], str]]] = {
    "errors.md": errors_page,
    "facts.md": facts_page,
    "roles.md": roles_page,
    "policy-schema.json": policy_schema,
}


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    import_everything()
    return {name: make() for name, make in PAGES.items()}


def main() -> None:
    """Write every page."""
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"docs/{name}\n")


if __name__ == "__main__":
    main()
