"""The first walk of the README as one script, for whoever has a running platform to try it on."""

import re
from pathlib import Path
from typing import Final

README: Final = Path(__file__).parents[2] / "README.md"
SECTION: Final = "## 走一遍"
BLOCK: Final = re.compile(r"```bash\n(.*?)```", re.DOTALL)


def script() -> str:
    """Every bash block of the walk in order; `API` in the environment says where the platform is."""
    walk = README.read_text(encoding="utf-8").split(SECTION)[1].split("\n## ")[0]
    return "set -euo pipefail\n" + "\n".join(BLOCK.findall(walk))
