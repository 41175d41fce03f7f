"""The register of templates; one whose languages disagree about their parameters stops the process at import."""

from string import Formatter
from typing import Final

from aftersales.notifications.model import Bilingual, Template, Wording

TEMPLATES: Final[dict[str, Template]] = {}
"""Every template by its name."""

VIEW: Final = Bilingual("查看详情", "View details")

LONGEST_NAME: Final = 40


def _used(wording: Wording) -> frozenset[str]:
    """The parameters in a wording; anything but a bare name in braces is refused."""
    used = set()
    for text in (wording.subject, wording.body):
        for _, name, form, conversion in Formatter().parse(text):
            if name is None:
                continue
            if not name.isidentifier() or form or conversion:
                raise ValueError(f"{{{name}}} is not a bare parameter")
            used.add(name)
    return frozenset(used)


def declare(
    name: str,
    *params: str,
    zh: tuple[str, str],
    en: tuple[str, str],
    action: Bilingual = VIEW,
    is_confidential: bool = False,
) -> Template:
    """Register a template: subject and body in both languages, each using exactly the parameters declared."""
    template = Template(
        name=name,
        zh=Wording(*zh),
        en=Wording(*en),
        params=frozenset(params),
        action=action,
        is_confidential=is_confidential,
    )
    if name in TEMPLATES or len(name) > LONGEST_NAME:
        raise ValueError(f"the template name {name} is taken or too long")
    for language, wording in (("zh", template.zh), ("en", template.en)):
        used = _used(wording)
        if used != template.params:
            odd = ", ".join(sorted(used ^ template.params))
            raise ValueError(f"{name} ({language}) and its declaration disagree about {odd}")
    TEMPLATES[name] = template
    return template
