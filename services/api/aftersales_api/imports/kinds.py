"""What can be imported, and under which right."""

from typing import Final

from aftersales.catalog import service as catalog
from aftersales.parts import service as parts
from aftersales.tenancy import service as tenancy
from aftersales.units import service as units

IMPORTERS: Final = {
    one.kind: one for one in (*tenancy.IMPORTERS, *catalog.IMPORTERS, *units.IMPORTERS, *parts.IMPORTERS)
}
"""Every importer by kind, in the order in which one needs the other."""
