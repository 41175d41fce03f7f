"""`python -m aftersales_local.demo load|walk`: against the platform that the environment names."""

import os
import sys
from pathlib import Path

from aftersales_local.demo.client import DemoFailed
from aftersales_local.demo.load import load
from aftersales_local.demo.walk import walk


def main() -> int:
    """Load the brands or walk a return; a disappointment is told and ends with 1."""
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    known = {"load": load, "walk": walk}
    if word not in known:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        known[word](os.environ["AFTERSALES_PUBLIC_URL"], Path(os.environ["AFTERSALES_DATA"]))
    except DemoFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
