"""Reading policy documents: from what a tenant sends, and from the templates that come with the product."""

import re
from functools import cache
from importlib.resources import files
from pathlib import PurePath
from typing import Final, cast

import msgspec

from aftersales.policy.errors import PolicyUnreadable, TemplateUnknown
from aftersales.policy.model_document import PolicyDocument
from aftersales.policy.rules_yaml import json_of

LARGEST: Final = 1_000_000
"""Bytes of the largest policy document."""

TEMPLATES: Final = "aftersales.policy.templates"
TRUNK: Final = "trunk.yaml"
"""What every template in YAML stands on: the sections that no policy can be without, with their figures left open."""

SHARED: Final = ("forms", "approval_chains", "stopwatches", "calendars")
PLACE: Final = re.compile(r" - at (?:`key` in )?`\$(?P<path>.*)`$")
STEP: Final = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<index>[^\]]*)\]")
DECODER: Final = msgspec.json.Decoder(PolicyDocument)


def read_document(source: bytes) -> PolicyDocument:
    """The policy that a JSON text says, or a refusal that points at the first place where it says none."""
    if len(source) > LARGEST:
        raise PolicyUnreadable(reason=f"> {LARGEST} bytes", pointer="")
    try:
        return DECODER.decode(source)
    except msgspec.ValidationError as error:
        text = str(error)
        raise PolicyUnreadable(reason=PLACE.sub("", text), pointer=_pointer(text)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PolicyUnreadable(reason=str(error), pointer="") from None


def _pointer(text: str) -> str:
    """The JSON Pointer of the place that a validation message names."""
    match = PLACE.search(text)
    if match is None:
        return ""
    steps = (step["name"] or step["index"] for step in STEP.finditer(match["path"]))
    return "".join(f"/{step}" for step in steps)


def read_yaml(source: bytes) -> PolicyDocument:
    """The policy that a YAML text says."""
    if len(source) > LARGEST:
        raise PolicyUnreadable(reason=f"> {LARGEST} bytes", pointer="")
    return read_document(json_of(source))


@cache
def template_names() -> tuple[str, ...]:
    """The policies that a tenant can start from."""
    named = (PurePath(one.name) for one in files(TEMPLATES).iterdir())
    return tuple(sorted(one.stem for one in named if one.suffix in {".json", ".yaml"} and one.name != TRUNK))


@cache
def template(name: str) -> PolicyDocument:
    """A policy to start from; one that is written in YAML stands on the trunk that all of these share."""
    if name not in template_names():
        raise TemplateUnknown(name=name)
    folder = files(TEMPLATES)
    if (whole := folder / f"{name}.json").is_file():
        return read_document(whole.read_bytes())
    trunk, own = (_sections((folder / file).read_bytes()) for file in (TRUNK, f"{name}.yaml"))
    return read_document(msgspec.json.encode(trunk | own | _shared(trunk, own)))


def _sections(source: bytes) -> dict[str, object]:
    sections: dict[str, object] = msgspec.json.decode(json_of(source))
    return sections


def _shared(trunk: dict[str, object], own: dict[str, object]) -> dict[str, object]:
    """The entries of both in the sections that every policy needs; an entry of the template's own replaces another."""
    shared: dict[str, object] = {}
    for section in SHARED:
        below, above = (cast("list[dict[str, object]]", one.get(section, [])) for one in (trunk, own))
        codes = {entry["code"] for entry in above}
        shared[section] = [*above, *(entry for entry in below if entry["code"] not in codes)]
    return shared
