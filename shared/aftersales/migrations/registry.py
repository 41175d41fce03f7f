"""Imports every module that declares tables or facts, so that the metadata and the registry of facts are whole."""

import importlib
import pkgutil

import aftersales
from aftersales.kernel.tables import metadata

for _module in pkgutil.walk_packages(aftersales.__path__, "aftersales."):
    if _module.name.endswith((".tables", ".events")):
        importlib.import_module(_module.name)

__all__ = ["metadata"]
