"""CEL without its command line, which would bring a terminal's toolkit and 9 MB into every process."""

import sys
from types import ModuleType

sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))

import cel  # noqa: E402 - loads its command line unless one is there already

__all__ = ["cel"]
