"""Policies in YAML: they read back as they were written, and YAML's traps are refused with their place."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.policy.samples import EBIKE_NAME

from aftersales.policy.errors import PolicyUnreadable
from aftersales.policy.model import Text
from aftersales.policy.rules import template, template_names
from aftersales.policy.rules_reading import read_yaml
from aftersales.policy.rules_yaml import json_of, yaml_of

WORDS = st.sampled_from(
    ["no", "yes", "null", "true", "~", "1e3", "15:30", "0x1F", "2026-01-01", "1_000", "- a", "a: b"]
)
TEXTS = st.one_of(WORDS, st.text(st.characters(exclude_categories=["Cs"]), max_size=60))


@pytest.mark.parametrize("name", template_names())
def test_every_policy_reads_back_from_yaml_and_from_json(name: str) -> None:
    document = template(name)

    assert read_yaml(yaml_of(document)) == document
    assert read_yaml(msgspec.json.encode(document)) == document


@given(zh=TEXTS, en=TEXTS)
def test_any_text_reads_back_as_a_text(zh: str, en: str) -> None:
    document = replace(template(EBIKE_NAME), name=Text(zh=zh, en=en))

    assert read_yaml(yaml_of(document)).name == document.name


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("a: no", b'{"a":"no"}'),
        ("a: 15:30", b'{"a":"15:30"}'),
        ("a: 2026-01-01", b'{"a":"2026-01-01"}'),
        ("a: 010", b'{"a":"010"}'),
        ("a: 0.10", b'{"a":0.10}'),
        ('a: "1"', b'{"a":"1"}'),
        ("a: [1, true, ~]", b'{"a":[1,true,null]}'),
        ("a:", b'{"a":null}'),
        ("# only a remark\n---\na: |\n  b\n  c\n", b'{"a":"b\\nc\\n"}'),
    ],
)
def test_a_plain_scalar_is_what_json_would_say(source: str, read: bytes) -> None:
    assert json_of(source.encode()) == read


BOMB = "\n".join([f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9 if n else ['lol'])}]" for n in range(9)])


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (BOMB, "line 1, column 5: anchors and aliases are not read"),
        ("a: &a\n  b: *a", "line 1, column 4: anchors and aliases are not read"),
        ("a: !!python/object:os.system x", "line 1, column 4: tags are not read"),
        ("a: 1\na: 2", "line 2, column 1: a stands twice"),
        ("? [a]\n: b", "line 1, column 3: a key is a text"),
        ("[" * 40 + "]" * 40, "line 1, column 34: > 32 levels"),
        ("a: 1\n---\nb: 2", "line 2, column 1: more than one document"),
        ("", "line 1, column 1: empty"),
        ("a: [1", "line 2, column 1: did not find expected ',' or ']'"),
        ("a: \x07", "unacceptable character #x0007: control characters are not allowed"),
    ],
)
def test_what_makes_yaml_dangerous_is_refused_with_its_place(source: str, reason: str) -> None:
    with pytest.raises(PolicyUnreadable) as refusal:
        json_of(source.encode())

    assert refusal.value.params["reason"] == reason


def test_a_wrong_field_is_named_by_its_pointer() -> None:
    broken = yaml_of(template(EBIKE_NAME)).replace(b"months: 12", b"months: a year", 1)

    with pytest.raises(PolicyUnreadable) as refusal:
        read_yaml(broken)

    assert [error.pointer for error in refusal.value.errors] == ["/terms/0/months"]


def test_bytes_that_are_no_text_and_floods_are_refused() -> None:
    with pytest.raises(PolicyUnreadable):
        read_yaml(b"\xff\xfe\x00")
    with pytest.raises(PolicyUnreadable):
        read_yaml(b"- 1\n" * 300_000)
    with pytest.raises(PolicyUnreadable):
        json_of(b"[" + b"1," * 150_000 + b"1]")
