"""What stops the local platform, said in Chinese and English."""

from pathlib import Path


class Trouble(Exception):  # noqa: N818 - reads as what it is where it is raised
    """A start that cannot go on, with what to do about it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.zh = zh
        self.en = en


class PortBusy(Trouble):
    """Somebody else listens where one of our servers should."""

    def __init__(self, port: int, setting: str) -> None:
        super().__init__(
            f"端口 {port} 已被占用。请用 {setting} 换一个端口,例如:{setting}={port + 1} make up",
            f"Port {port} is in use. Choose another with {setting}, like: {setting}={port + 1} make up",
        )
        self.port = port
        self.setting = setting


class AlreadyRunning(Trouble):
    """Another supervisor holds this data directory."""

    def __init__(self, pid: int | None) -> None:
        super().__init__(
            f"平台正在运行(进程 {pid or '未知'})。请先按 Ctrl-C 停止它。",
            f"The platform is running (process {pid or 'unknown'}). Stop it first with Ctrl-C.",
        )


class NotRunning(Trouble):
    """A word that needs the running platform was said while it is down."""

    def __init__(self) -> None:
        super().__init__("平台没有运行。请先执行 make up。", "The platform is not running. Run: make up")


class StartFailed(Trouble):
    """A process ended or stayed silent when it should have answered."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} 未能启动,原因如下。", f"{name} did not start: {reason}")


class StepFailed(Trouble):
    """A program that should do one thing and end did not do it."""

    def __init__(self, name: str, log: Path, tail: str) -> None:
        super().__init__(f"{name} 失败,详见 {log}", f"{name} failed:\n{tail}")
        self.log = log
