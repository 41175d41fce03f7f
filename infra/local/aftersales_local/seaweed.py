"""SeaweedFS as a child process: an S3 store on loopback, with credentials and without telemetry."""

import json
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from aftersales_local import places
from aftersales_local.passwords import Passwords, write_private
from aftersales_local.ports import LOOPBACK
from aftersales_local.processes import Child, end_leftover, spawn, wait_until
from aftersales_local.trouble import StartFailed

BUCKET: Final = "aftersales"
REGION: Final = "us-east-1"
START_SECONDS: Final = 60.0
LISTENERS: Final = ("s3", "master", "volume", "filer", "admin")
PORTS: Final = 2 * len(LISTENERS)


@dataclass(frozen=True, slots=True)
class Seaweed:
    """A running SeaweedFS of ours."""

    child: Child
    ports: list[int]
    passwords: Passwords

    @property
    def endpoint(self) -> str:
        """The address of the S3 interface."""
        return f"http://{LOOPBACK}:{self.ports[0]}"

    def discard(self) -> None:
        """End the process at once, data and all, and remove the sockets it would have removed itself."""
        self.child.stop(patience=0)
        for port in self.ports:
            for socket in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):  # noqa: S108 - where the program puts them
                socket.unlink(missing_ok=True)


def launch_seaweed(data: Path, ports: list[int], passwords: Passwords) -> Seaweed:
    """Launch SeaweedFS on a data directory with one bucket; it needs a second until it stores."""
    home = data / "seaweed"
    (home / "data").mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / "log").mkdir(exist_ok=True)
    pid_file = data / "run" / "seaweed.pid"
    end_leftover(pid_file, signal.SIGTERM)
    write_private(home / "s3.json", _identities(passwords))
    child = spawn(
        "seaweed",
        [places.seaweed_program(), *_arguments(home, ports)],
        log=data / "log" / "seaweed.log",
        pid_file=pid_file,
        cwd=home,
    )
    return Seaweed(child, ports, passwords)


def start_seaweed(data: Path, ports: list[int], passwords: Passwords) -> Seaweed:
    """Start SeaweedFS and wait until it stores."""
    return await_seaweed(launch_seaweed(data, ports, passwords))


def await_seaweed(server: Seaweed) -> Seaweed:
    """Wait for a launched store; one that does not come up is ended."""
    try:
        _await_ours(server)
    except BaseException:
        server.child.stop()
        raise
    return server


def _identities(passwords: Passwords) -> str:
    key = {"accessKey": passwords.s3_access_key, "secretKey": passwords.s3_secret_key}
    return json.dumps({"identities": [{"name": "aftersales", "credentials": [key], "actions": ["Admin"]}]})


def _arguments(home: Path, ports: list[int]) -> list[str]:
    """Every port by name and loopback everywhere: what is left out would listen to the world."""
    arguments = [f"-logdir={home / 'log'}", "mini", f"-dir={home / 'data'}"]
    arguments += [f"-ip={LOOPBACK}", f"-ip.bind={LOOPBACK}", "-master.telemetry=false", "-webdav=false"]
    arguments += [
        f"-s3.config={home / 's3.json'}",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-bucket={BUCKET}",
    ]
    arguments += ["-s3.autoCreateBucket=false", "-s3.allowDeleteBucketNotEmpty=false", "-admin.ui=false"]
    for name, port, grpc in zip(LISTENERS, ports[::2], ports[1::2], strict=True):
        arguments += [f"-{name}.port={port}", f"-{name}.port.grpc={grpc}"]
    return arguments


def _await_ours(server: Seaweed) -> None:
    """Wait until an object can be written with our key and read back."""
    client = boto3.client(
        "s3",
        endpoint_url=server.endpoint,
        region_name=REGION,
        aws_access_key_id=server.passwords.s3_access_key,
        aws_secret_access_key=server.passwords.s3_secret_key,
        config=Config(connect_timeout=1, read_timeout=5, retries={"total_max_attempts": 1}, proxies={}),
    )
    word = f"{server.child.pid}".encode()

    def stored() -> bool:
        if not server.child.is_running():
            raise StartFailed("SeaweedFS", server.child.tail())
        try:
            client.put_object(Bucket=BUCKET, Key="platform/ready", Body=word)
            return client.get_object(Bucket=BUCKET, Key="platform/ready")["Body"].read() == word
        except (BotoCoreError, ClientError):
            return False

    try:
        if not wait_until(stored, START_SECONDS):
            raise StartFailed("SeaweedFS", server.child.tail())
    finally:
        client.close()
