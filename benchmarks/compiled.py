"""Imports what our programs import and ends; what it leaves behind is their bytecode."""

from importlib import import_module

for name in ("granian.server", "aftersales_api.main", "aftersales_worker.main"):
    import_module(name)
