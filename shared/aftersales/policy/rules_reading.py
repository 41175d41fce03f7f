"""Reading policy documents: from what a tenant sends, and from the templates that come with the product."""

import re
from importlib.resources import files
from typing import Final

import msgspec

from aftersales.policy.errors import PolicyUnreadable, TemplateUnknown
from aftersales.policy.model_document import PolicyDocument

LARGEST: Final = 1_000_000
"""Bytes of the largest policy document."""

TEMPLATES: Final = "aftersales.policy.templates"
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


def template_names() -> tuple[str, ...]:
    """The policies that a tenant can start from."""
    return tuple(sorted(one.name[:-5] for one in files(TEMPLATES).iterdir() if one.name.endswith(".json")))


def template(name: str) -> PolicyDocument:
    """A policy to start from."""
    if name not in template_names():
        raise TemplateUnknown(name=name)
    return read_document((files(TEMPLATES) / f"{name}.json").read_bytes())
