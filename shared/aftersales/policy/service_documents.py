"""Policy documents for those who write them: templates to start from, YAML, and what conditions may ask about."""

from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from aftersales.policy.conditions_facts import known_facts
from aftersales.policy.model_facts import KnownFact, Starting
from aftersales.policy.rules_reading import template, template_names
from aftersales.policy.rules_validation import validate
from aftersales.policy.rules_yaml import json_of, yaml_of

__all__ = ["facts_of", "json_of", "starting_points", "yaml_of"]


@cache
def starting_points() -> tuple[Starting, ...]:
    """Every policy to start from, with the rules it cites and what it leaves open."""
    return tuple(_starting(name) for name in template_names())


def _starting(name: str) -> Starting:
    document = template(name)
    return Starting(
        name=name,
        title=document.name,
        summary=document.summary,
        sources=tuple(dict.fromkeys(_sources(document))),
        open_parameters=tuple(problem.pointer for problem in validate(document)),
    )


def _sources(part: object) -> Iterator[str]:
    if isinstance(part, Struct):
        yield from getattr(part, "source", ())
        for field in part.__struct_fields__:
            yield from _sources(getattr(part, field))
    elif isinstance(part, tuple):
        for one in part:
            yield from _sources(one)


@cache
def facts_of(section: str | None) -> tuple[KnownFact, ...]:
    """Every fact that conditions may name, or those of one section."""
    return tuple(one for one in known_facts() if section is None or one.section == section)
