"""What a person types and reads: settings, refusals, the environment, caught mail."""

import os
import shlex
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from aftersales_local.environment import CONTRACT, require_whole_groups, shell_lines
from aftersales_local.mail import Folder
from aftersales_local.passwords import passwords_of
from aftersales_local.ports import RememberedPorts, demanded_port
from aftersales_local.servers import prepare
from aftersales_local.state import is_running, sole_use
from aftersales_local.trouble import AlreadyRunning, Trouble


def run(word: str, data: Path) -> subprocess.CompletedProcess[str]:
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "AFTERSALES_DATA": str(data)}
    command = [sys.executable, "-m", "aftersales_local", word]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def test_reset_refuses_while_the_platform_runs(data: Path) -> None:
    (prepare(data) / "kept").touch()

    with sole_use(data):
        refused = run("reset", data)

    assert refused.returncode == 1
    assert f"平台正在运行(进程 {os.getpid()})" in refused.stderr
    assert f"The platform is running (process {os.getpid()})" in refused.stderr
    assert (data / "kept").exists()


def test_reset_clears_what_a_stopped_platform_left(data: Path) -> None:
    prepare(data)

    cleared = run("reset", data)

    assert cleared.returncode == 0
    assert not data.exists()


@pytest.mark.parametrize("word", ["env", "demo"])
def test_a_word_for_the_running_platform_says_that_it_is_down(data: Path, word: str) -> None:
    refused = run(word, data)

    assert refused.returncode == 1
    assert "The platform is not running. Run: make up" in refused.stderr


def test_a_data_directory_has_one_supervisor(data: Path) -> None:
    prepare(data)

    with sole_use(data):
        assert is_running(data)
        with pytest.raises(AlreadyRunning), sole_use(data):
            pass

    assert not is_running(data)


def test_secrets_are_made_once_and_readable_by_their_owner_only(data: Path) -> None:
    prepare(data)

    first, second = passwords_of(data), passwords_of(data)

    assert first == second
    assert (data / "secrets.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["0", "65536", "-1", "eighty", "８０", "80.0"])
def test_a_port_that_is_none_is_refused_with_its_setting(text: str) -> None:
    with pytest.raises(Trouble, match="AFTERSALES_API_PORT must be a port number"):
        demanded_port({"AFTERSALES_API_PORT": text}, "AFTERSALES_API_PORT", 8080)


def test_a_server_keeps_its_port_from_start_to_start(tmp_path: Path) -> None:
    first = RememberedPorts(tmp_path / "ports.json").of("postgres", 2)

    second = RememberedPorts(tmp_path / "ports.json").of("postgres", 2)

    assert second == first


def test_half_of_a_servers_settings_is_refused_with_the_missing_half() -> None:
    with pytest.raises(Trouble, match="missing as well: AFTERSALES_S3_BUCKET, AFTERSALES_S3_ACCESS_KEY"):
        require_whole_groups(
            {"AFTERSALES_S3_ENDPOINT": "x", "AFTERSALES_S3_SECRET_KEY": "x", "AFTERSALES_S3_REGION": "x"}
        )


def test_the_environment_says_all_of_the_contract(environment: dict[str, str]) -> None:
    assert [name for name in CONTRACT if not environment[name]] == ["AFTERSALES_SENTRY_DSN"]


def test_a_shell_reads_the_environment_as_it_is() -> None:
    line = shell_lines({"AFTERSALES_MAIL_FROM": "售后 'A' <a@b.cn> $HOME"})

    assert shlex.split(line) == ["export", "AFTERSALES_MAIL_FROM=售后 'A' <a@b.cn> $HOME"]


def test_caught_mail_is_a_file_and_a_line(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "退货已受理"
    message["From"] = "no-reply@example.cn"
    message.set_content("您好")
    folder = Folder(tmp_path)

    folder.keep(message, ["dealer@example.cn"])

    [letter] = tmp_path.glob("*.eml")
    assert letter.name.startswith("00001-")
    assert '"subject": "退货已受理"' in (tmp_path / "index.jsonl").read_text()
    assert '"to": ["dealer@example.cn"]' in (tmp_path / "index.jsonl").read_text()
