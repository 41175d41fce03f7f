"""Other contexts see only a context's face: model, events, errors, service."""

from functools import cache

import grimp

FACES = ("model", "events", "errors", "service")
FREE = {"kernel", "migrations"}
"""The kernel may be imported whole; migrations are no context."""
SERVICES = {"aftersales_api", "aftersales_worker"}
OUTSIDE = {"gateway", "keyring"}
"""Only the two services compose the world outside: which object store, mail and keys a process has is theirs to say."""


@cache
def graph() -> grimp.ImportGraph:
    """Every import of the product."""
    return grimp.build_graph("aftersales", "aftersales_api", "aftersales_worker")


def context_of(module: str) -> str:
    """The context that a module belongs to; the services are one each."""
    parts = module.split(".")
    return parts[1] if parts[0] == "aftersales" and len(parts) > 1 else parts[0]


def is_face(module: str) -> bool:
    """Whether other contexts may import a module."""
    last = module.rsplit(".", 1)[-1]
    return last.startswith(FACES)


def may_compose(importer: str, imported: str) -> bool:
    """Whether a service takes a system outside ours into its hands."""
    return context_of(importer) in SERVICES and imported.rsplit(".", 1)[-1] in OUTSIDE


def test_contexts_import_only_the_faces_of_others() -> None:
    strangers = [
        f"{importer} -> {imported}"
        for importer in sorted(graph().modules)
        for imported in sorted(graph().find_modules_directly_imported_by(importer))
        if imported.startswith("aftersales.")
        and context_of(imported) not in FREE | {context_of(importer)}
        and context_of(importer) not in FREE
        and not is_face(imported)
        and not may_compose(importer, imported)
    ]

    assert strangers == []
