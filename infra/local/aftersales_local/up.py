"""`make up`: servers, migration, API, worker fleets and mail, from nothing to a working platform."""

import json
import signal
import sys
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from aftersales_local import environment, state, web
from aftersales_local.ports import LOOPBACK, RememberedPorts, demanded_port, is_free, require_free, without_proxy
from aftersales_local.postgres import start_postgres
from aftersales_local.processes import Child, end_leftover, spawn, wait_until
from aftersales_local.screen import say, show
from aftersales_local.seaweed import start_seaweed
from aftersales_local.servers import Servers, prepare, start_servers
from aftersales_local.supervisor import Stopped, Supervisor, finish_undisturbed, stop_on_signals
from aftersales_local.trouble import StartFailed, StepFailed
from aftersales_local.valkey import start_valkey

FLEETS: Final = ("interactive", "documents", "money", "bulk")
API_PORT: Final = "AFTERSALES_API_PORT"
MAIL_PORT: Final = "AFTERSALES_MAIL_PORT"
SERVERS: Final = ("seaweed", "valkey", "postgres")
DEFAULT_API_PORT: Final = 8080
LOG_LIMIT: Final = 10 * 1024 * 1024
DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))
ANSWER_SECONDS: Final = 60.0
NO_MORE: Final[Mapping[str, str]] = {}


@dataclass(slots=True)
class Running:
    """The platform while it runs."""

    data: Path
    api_port: int
    environ: Mapping[str, str]
    supervisor: Supervisor = field(default_factory=Supervisor)
    contract: dict[str, str] = field(default_factory=dict)
    figures: list[str] = field(default_factory=list)

    @property
    def api_url(self) -> str:
        """Where the API answers."""
        return f"http://{LOOPBACK}:{self.api_port}"

    def spawn(self, name: str, command: Sequence[str | Path], *, more: Mapping[str, str] = NO_MORE) -> Child:
        """Start one of our programs with the contract in its environment."""
        extra = {"PYTHONUNBUFFERED": "1", API_PORT: str(self.api_port), "AFTERSALES_DATA": str(self.data), **more}
        return spawn(
            name,
            command,
            log=self.data / "log" / f"{name}.log",
            pid_file=self.data / "run" / f"{name}.pid",
            environ={**without_proxy(self.environ), **self.contract, **extra},
            cwd=state.ROOT,
        )

    def finish(self, name: str, command: Sequence[str | Path], *, visible: bool = False) -> None:
        """Run a program to its end while the others are looked after; its failure is ours."""
        child = self.spawn(name, command)
        begun = child.log.stat().st_size
        try:
            with child.log.open("rb") as output:
                output.seek(begun)
                self.supervisor.tend_until(lambda: _passed_on(output.read(), visible) and not child.is_running())
                _passed_on(output.read(), visible)
        finally:
            child.stop()
        if child.process.returncode:
            raise StepFailed(name, child.log, child.tail())


def _passed_on(output: bytes, visible: bool) -> bool:  # noqa: FBT001 - private
    if visible and output:
        sys.stdout.write(output.decode(errors="replace"))
        sys.stdout.flush()
    return True


def up(data: Path, environ: Mapping[str, str]) -> int:
    """启动整个平台 · run the whole platform until told to stop."""
    environment.require_whole_groups(environ)
    stop_on_signals()
    running = Running(prepare(data), demanded_port(environ, API_PORT, DEFAULT_API_PORT), environ)
    with state.sole_use(running.data):
        try:
            _start(running)
            _introduce(running)
            running.supervisor.tend_until(lambda: False)
        except Stopped:
            say("正在停止 …", "stopping …")
        finally:
            finish_undisturbed()
            _stop(running)
    say("已停止,数据保留", "stopped, the data is kept")
    return 0


def _start(running: Running) -> None:
    end_leftovers(running.data)
    rotate_logs(running.data)
    require_free(running.api_port, API_PORT)
    say("启动服务器 …", "starting servers …")
    servers = start_servers(running.data, running.environ, tell=lambda name: say(f"{name} 已就绪", "ready"))
    _adopt_servers(running, servers)
    running.contract = environment.contract(
        servers,
        running.environ,
        smtp_port=_start_mail(running),
        public_url=running.api_url,
        kind="local",
    )
    state.write_environment(running.data, running.contract)
    running.finish("migrate", [sys.executable, "-m", "aftersales_api.cli", "migrate"])
    say("数据库结构已是最新", "the schema is current")
    _build_pages(running.environ)
    _start_api(running)
    ports = RememberedPorts(running.data / "ports.json").of("figures", len(FLEETS))
    running.figures = [f"http://{LOOPBACK}:{port}/metrics" for port in ports]
    for fleet, port in zip(FLEETS, ports, strict=True):
        name = f"worker-{fleet}"
        command: list[str | Path] = [sys.executable, "-m", "aftersales_worker.main", fleet]
        address = {"AFTERSALES_METRICS_ADDRESS": f"{LOOPBACK}:{port}"}
        running.supervisor.adopt(name, partial(running.spawn, name, command, more=address))
    say(f"后台队列已启动:{'、'.join(FLEETS)}", "worker fleets started")
    _load_demo(running)


def _adopt_servers(running: Running, servers: Servers) -> None:
    """From now on, a server that dies is started again where it was."""
    data, words, adopt = running.data, servers.passwords, running.supervisor.adopt
    if (postgres := servers.postgres) is not None:
        port = postgres.databases.port
        adopt("postgres", lambda: start_postgres(data, port, words).child, postgres.child)
    if (valkey := servers.valkey) is not None:
        adopt("valkey", lambda: start_valkey(data, valkey.port, words).child, valkey.child)
    if (seaweed := servers.seaweed) is not None:
        adopt("seaweed", lambda: start_seaweed(data, seaweed.ports, words).child, seaweed.child)


def _start_mail(running: Running) -> int | None:
    """Start the mail catcher unless the environment names a mail server."""
    if running.environ.get("AFTERSALES_SMTP_HOST"):
        return None
    if running.environ.get(MAIL_PORT):
        port = demanded_port(running.environ, MAIL_PORT, 0)
        require_free(port, MAIL_PORT)
    else:
        [port] = RememberedPorts(running.data / "ports.json").of("mail")
    command: list[str | Path] = [sys.executable, "-m", "aftersales_local.mail", running.data / "mail", str(port)]
    child = running.supervisor.adopt("mail", partial(running.spawn, "mail", command))
    if not wait_until(lambda: not child.is_running() or not is_free(port), ANSWER_SECONDS) or not child.is_running():
        raise StartFailed("mail", child.tail())
    say("邮件收集器已就绪", "mail catcher ready")
    return port


def _build_pages(environ: Mapping[str, str]) -> None:
    """Build the console unless told not to; without it the API serves all the same."""
    if environ.get("AFTERSALES_PAGES") == "no":
        return
    try:
        if web.build():
            say("控制台页面已构建", "the console's pages are built")
    except web.PagesFailed as failed:
        say(failed.zh, failed.en)


def _start_api(running: Running) -> None:
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory"]
    command += ["aftersales_api.main:create_app", "--host", LOOPBACK, "--port", str(running.api_port)]
    command += ["--workers", "1", "--http", "1", "--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "10"]
    child = running.supervisor.adopt("api", partial(running.spawn, "api", command))
    answered = wait_until(lambda: not child.is_running() or _is_whole(running.api_url), ANSWER_SECONDS)
    if not answered or not child.is_running():
        raise StartFailed("API", child.tail())
    say(f"API 已就绪:{running.api_url}", "ready")


def _is_whole(api_url: str) -> bool:
    """Whether the API answers, on the schema it needs and between walls that stand."""
    try:
        with DIRECT.open(f"{api_url}/health/startup", timeout=5):
            return True
    except OSError:
        return False


def _load_demo(running: Running) -> None:
    """At the first start, fill in the demo brands and walk one return; AFTERSALES_DEMO=no leaves it out."""
    done = running.data / "demo-loaded"
    if done.exists() or running.environ.get("AFTERSALES_DEMO") == "no":
        return
    for word, zh, en in (("load", "导入演示数据 …", "loading the demo …"), ("walk", "走一遍退货 …", "one return …")):
        say(zh, en)
        try:
            running.finish(f"demo-{word}", [sys.executable, "-m", "aftersales_local.demo", word], visible=True)
        except StepFailed as failed:
            say(f"演示失败,平台照常运行,详见 {failed.log}", "the demo failed, the platform runs on")
            return
    done.touch()


def _introduce(running: Running) -> None:
    """Say where everything is and who can log in."""
    show(
        "",
        f"  控制台 · console   {running.api_url}",
        f"  接口 · API        {running.api_url}/v1/openapi",
        f"  邮件 · mail       {running.data / 'mail'}",
        f"  日志 · logs       {running.data / 'log'}",
        f"  指标 · figures    {'  '.join(running.figures)}",
        *_logins(running.data / "demo.json"),
        '  环境 · environment  eval "$(.venv/bin/aftersales-local env)"',
        "  Ctrl-C 停止 · stops everything; the data is kept",
        "",
    )


def _logins(path: Path) -> list[str]:
    if not path.exists():
        return []
    logins: list[dict[str, str]] = json.loads(path.read_text()).get("logins", [])
    return ["  演示登录 · demo logins", *("    " + "  ".join(login.values()) for login in logins)]


def end_leftovers(data: Path) -> None:
    """End what a killed supervisor left behind."""
    for pid_file in sorted((data / "run").glob("*.pid"), reverse=True):
        end_leftover(pid_file, signal.SIGINT if pid_file.stem == "postgres" else signal.SIGTERM)


def rotate_logs(data: Path) -> None:
    """Put long logs aside, one generation."""
    for log in (data / "log").glob("*.log"):
        if log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))


def _stop(running: Running) -> None:
    programs = [part.name for part in running.supervisor.parts if part.name not in SERVERS]
    running.supervisor.stop([programs, SERVERS])
    (running.data / "run" / "environment.json").unlink(missing_ok=True)
