"""Who is told when something happened: one line for each kind of fact, which the tenant's policy may overrule.

A line says by default whom a fact concerns and how they are told. Where the policy in force has notification rules for
that fact, those decide whom, by which channels and in which languages; what a rule forbids is never used.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeAlias

from msgspec import Struct

from aftersales.kernel.access import DEALER_ROLES, Role
from aftersales.kernel.facts import Fact
from aftersales.kernel.tx import Tx
from aftersales.notifications import service as notifications
from aftersales.notifications.model import Audience, Channel, Param, Roles
from aftersales.policy import service as policy
from aftersales.policy.errors import NoPolicyInForce
from aftersales.policy.model import FACTS, Bystander, NotificationRule
from aftersales_worker.subscriptions import on

Params: TypeAlias = dict[str, Param]
ParamsOf: TypeAlias = Callable[[Tx, Any], Awaitable[Params]]
AudienceOf: TypeAlias = Callable[[Tx, Any], Awaitable[Audience | None]]
Who: TypeAlias = Role | Bystander
WhoOf: TypeAlias = Callable[[Any], tuple[Who, ...]]

INBOX_AND_MAIL: Final = (Channel.INBOX, Channel.MAIL)


class Line(Struct, frozen=True, kw_only=True):
    """What is told of one kind of fact, and to whom unless the policy says otherwise."""

    template: str
    to: WhoOf
    params: ParamsOf
    channels: tuple[Channel, ...]
    link: Callable[[Any], str | None]
    when: Callable[[Any], bool]
    bystanders: Mapping[Bystander, AudienceOf]
    is_fixed: bool


class Telling(Struct, frozen=True, kw_only=True):
    """One audience with its channels and languages, after policy had its say."""

    who: Who
    channels: tuple[Channel, ...]
    languages: tuple[str, ...] = ()


LINES: Final[dict[str, list[Line]]] = {}
"""Every line by the name of its fact."""


def tell(
    fact: type[Fact],
    template: str,
    *,
    to: tuple[Who, ...] | WhoOf,
    params: ParamsOf,
    channels: tuple[Channel, ...] = INBOX_AND_MAIL,
    link: Callable[[Any], str | None] = lambda _: None,
    when: Callable[[Any], bool] = lambda _: True,
    bystanders: Mapping[Bystander, AudienceOf] | None = None,
    is_fixed: bool = False,
) -> None:
    """Add a line: when `fact` happens, `template` is told to `to`.

    With nobody in `to` a line is silent until the policy names somebody. `bystanders` finds those who are known by
    their part in the case; the dealer is found by the fact's `dealer_id`. A line that `is_fixed` is not open to the
    policy: tasks and approvals reach those who must act.
    """
    line = Line(
        template=template,
        to=to if callable(to) else lambda _: to,
        params=params,
        channels=channels,
        link=link,
        when=when,
        bystanders={Bystander.DEALER: dealer_of, **(bystanders or {})},
        is_fixed=is_fixed,
    )
    if fact.NAME not in LINES:
        LINES[fact.NAME] = []
        on(fact, name=f"notifications.tell.{fact.NAME}")(_tell)
    LINES[fact.NAME].append(line)


async def dealer_of(_tx: Tx, fact: Fact) -> Audience | None:
    """The people of the dealer that a fact is about."""
    dealer_id = fact.about_dealer
    return None if dealer_id is None else Roles(tuple(sorted(DEALER_ROLES)), dealer_id)


async def _tell(tx: Tx, fact: Fact) -> None:
    if tx.delivery_id is None:
        raise ValueError("facts are told by deliveries only")
    rules = await _rules_of(tx, fact.NAME)
    for line in LINES[fact.NAME]:
        if not line.when(fact):
            continue
        params: Params | None = None
        for telling in tellings(line, fact, () if line.is_fixed else rules):
            audience = await _audience(tx, fact, line, telling.who)
            if audience is None:
                continue
            params = params or await line.params(tx, fact)
            await notifications.notify(
                tx,
                template=line.template,
                audience=audience,
                params=params,
                cause_id=tx.delivery_id,
                channels=telling.channels,
                subject_link=line.link(fact),
                languages=telling.languages,
            )


async def _rules_of(tx: Tx, event: str) -> tuple[NotificationRule, ...]:
    if event not in FACTS:
        return ()
    try:
        document = (await policy.in_force(tx)).document
    except NoPolicyInForce:
        return ()
    return tuple(rule for rule in document.notifications if rule.event == event)


def tellings(line: Line, fact: Fact, rules: tuple[NotificationRule, ...]) -> list[Telling]:
    """Whom a line tells and how: as the policy's rules have it, or the line itself where there are none."""
    if not rules:
        return [Telling(who=who, channels=line.channels) for who in line.to(fact)]
    return [
        Telling(
            who=as_who(word),
            channels=_channels(rule),
            languages=tuple(language.value for language in rule.languages),
        )
        for rule in rules
        for word in rule.audience
    ]


def as_who(word: str) -> Who:
    """A word of the policy for somebody: a role, or a part in the case."""
    return Role(word) if word in set(Role) else Bystander(word)


def _channels(rule: NotificationRule) -> tuple[Channel, ...]:
    ours = {channel.value for channel in Channel}
    allowed = {channel.value for channel in rule.channels} - {channel.value for channel in rule.forbidden}
    return tuple(Channel(name) for name in sorted(allowed & ours))


async def _audience(tx: Tx, fact: Fact, line: Line, who: Who) -> Audience | None:
    if isinstance(who, Role):
        if who in DEALER_ROLES:
            return None if fact.about_dealer is None else Roles((who,), fact.about_dealer)
        return Roles((who,))
    found = line.bystanders.get(who)
    return None if found is None else await found(tx, fact)
