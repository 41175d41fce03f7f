"""The words of the local platform: up, demo, status, env, reset; and those of the console's pages."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from aftersales_local import environment, state
from aftersales_local.ports import without_proxy
from aftersales_local.processes import birth_of
from aftersales_local.screen import complain, show, speak_utf8
from aftersales_local.trouble import Trouble
from aftersales_local.up import up
from aftersales_local.web import build, script

Word = Callable[[Path, Mapping[str, str]], int]


def demo(data: Path, environ: Mapping[str, str]) -> int:
    """走一遍退货 · walk one return through the running platform."""
    contract = state.environment_of_running(data)
    told = {**without_proxy(environ), **contract, "AFTERSALES_DATA": str(data)}
    return subprocess.run([sys.executable, "-m", "aftersales_local.demo", "walk"], env=told, check=False).returncode


def status(data: Path, _environ: Mapping[str, str]) -> int:
    """各进程的状态 · how each process does."""
    running = state.is_running(data)
    show("运行中 · running" if running else "未运行 · not running")
    for pid_file in sorted((data / "run").glob("*.pid")):
        left = json.loads(pid_file.read_text())
        alive = birth_of(left["pid"]) == left["birth"]
        show(f"  {pid_file.stem:20} {left['pid']:>8}  {'正常 · up' if alive else '已退出 · down'}")
    return 0 if running else 3


def env(data: Path, _environ: Mapping[str, str]) -> int:
    """给 shell 的环境变量 · the environment of the running platform for a shell."""
    show(environment.shell_lines(state.environment_of_running(data)))
    return 0


def reset(data: Path, _environ: Mapping[str, str]) -> int:
    """清除本地数据 · clear the local data."""
    if state.clear(data):
        show(f"已清除 {data} · cleared")
    else:
        show(f"没有数据 · nothing to clear: {data}")
    return 0


def pages(_data: Path, _environ: Mapping[str, str]) -> int:
    """构建控制台页面 · build the console's pages."""
    show("页面已构建 · built" if build() else "页面已是最新 · nothing has changed")
    return 0


def _script(name: str) -> Word:
    def word(_data: Path, _environ: Mapping[str, str]) -> int:
        script(name)
        return 0

    word.__doc__ = f"控制台的 {name} · the console's {name}"
    return word


WORDS: dict[str, Word] = {
    "up": up,
    "demo": demo,
    "status": status,
    "env": env,
    "reset": reset,
    "pages": pages,
    "pages-lint": _script("lint"),
    "pages-types": _script("types"),
    "pages-format": _script("format"),
}


def main() -> int:
    """Run one word; a trouble is told in two languages and ends with 1."""
    parser = argparse.ArgumentParser(prog="aftersales-local", description=__doc__)
    words = parser.add_subparsers(dest="word", required=True)
    for name, word in WORDS.items():
        words.add_parser(name, help=word.__doc__)
    speak_utf8()
    chosen: str = parser.parse_args().word
    try:
        return WORDS[chosen](state.data_directory(os.environ), os.environ)
    except Trouble as trouble:
        complain(trouble.zh, trouble.en)
        return 1


if __name__ == "__main__":
    sys.exit(main())
