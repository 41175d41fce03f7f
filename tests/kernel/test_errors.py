"""Refusals: a code that is one's own, two languages, and the place that is wrong."""

import re
from typing import ClassVar

import pytest

from aftersales.kernel.errors import (
    REGISTRY,
    Duplicate,
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    StaleVersion,
    Unauthenticated,
)
from aftersales.migrations import registry

PLACEHOLDER = re.compile(r"{(\w+)}")
CHINESE = re.compile("[一-鿿]")
assert registry.metadata.tables  # every context is imported, and with it every refusal


def test_a_refusal_speaks_two_languages() -> None:
    refusal = Duplicate(what_zh="经销商编码", what="dealer code", value="QHD-01")

    assert refusal.text("zh") == refusal.text("zh-CN") == "经销商编码“QHD-01”已存在。"
    assert refusal.text("en") == str(refusal) == "The dealer code QHD-01 exists already."


def test_a_refusal_with_a_pointer_speaks_for_that_one_place() -> None:
    refusal = StaleVersion(version=7, pointer="/headers/if-match")

    [error] = refusal.errors

    assert error == FieldError(
        pointer="/headers/if-match",
        code="stale_version",
        zh="内容已被他人修改（当前版本 7），请刷新后重试。",
        en="It was changed meanwhile (now version 7); reload and try again.",
    )


def test_a_refusal_that_names_every_place_keeps_them_all() -> None:
    places = [FieldError(pointer=f"/lines/{n}/part", code="part_unknown", zh="未知", en="unknown") for n in range(3)]

    refusal = Invalid(*places)

    assert refusal.errors == tuple(places)
    assert refusal.text("zh") == "有 3 处内容不符合要求。"


def test_a_refusal_about_the_whole_request_names_no_place() -> None:
    assert Unauthenticated().errors == ()


def test_missing_and_forbidden_look_alike_from_outside() -> None:
    assert NotFound("return", "退货单").text("en") == "No such return, or it is not yours to see."


def test_a_code_belongs_to_one_class() -> None:
    with pytest.raises(TypeError, match="reuses the code forbidden"):

        class Forbidding(Refusal):
            """A second class under a code that is taken."""

            code: ClassVar[str] = "forbidden"

    assert REGISTRY["forbidden"] is Forbidden


@pytest.mark.parametrize("code", sorted(REGISTRY))
def test_every_refusal_can_be_read_in_both_languages(code: str) -> None:
    refusal = REGISTRY[code]

    assert refusal.__doc__
    assert re.fullmatch(r"[a-z][a-z0-9_]*", code)
    assert 400 <= refusal.status < 600
    assert CHINESE.search(refusal.zh)
    assert not CHINESE.search(PLACEHOLDER.sub("", refusal.en))
