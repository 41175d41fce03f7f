"""The way out: inside addresses get no connection, outside ones exactly the vetted one, and answers stay small."""

import asyncio
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from tests.webhooks.receiver import answer, listening

from aftersales.platform.webhooks import rules
from aftersales.platform.webhooks.gateway import HttpReceivers, NoAnswer

NAME = "hooks.example.test"
HEADERS = {"content-type": "application/json"}

INSIDE = (
    "http://{host}/",
    "https://127.0.0.1:{port}/",
    "https://127.0.0.1.:{port}/",
    "https://127.1:{port}/",
    "https://127.0.1:{port}/",
    "https://2130706433:{port}/",
    "https://0x7f000001:{port}/",
    "https://0x7f.0.0.1:{port}/",
    "https://0177.0.0.1:{port}/",
    "https://017700000001:{port}/",
    "https://0:{port}/",
    "https://0.0.0.0:{port}/",
    "https://[::1]:{port}/",
    "https://[::]:{port}/",
    "https://[0:0:0:0:0:0:0:1]:{port}/",
    "https://[::ffff:127.0.0.1]:{port}/",
    "https://[::ffff:7f00:1]:{port}/",
    "https://[::127.0.0.1]:{port}/",
    "https://[64:ff9b::7f00:1]:{port}/",
    "https://[2002:7f00:1::]:{port}/",
    "https://[fe80::1]:{port}/",
    "https://[fe80::1%25lo]:{port}/",
    "https://[fc00::1]:{port}/",
    "https://[fec0::1]:{port}/",
    "https://[ff02::1]:{port}/",
    "https://localhost:{port}/",
    "https://LOCALHOST:{port}/",
    "https://localhost.:{port}/",
    "https://a.localhost:{port}/",
    "https://metadata:{port}/",
    "https://postgres:{port}/",
    "https://redis.internal:{port}/",
    "https://api.cluster.local:{port}/",
    "https://router.lan:{port}/",
    "https://nas.home.arpa:{port}/",
    "https://10.0.0.1:{port}/",
    "https://10.255.255.255:{port}/",
    "https://172.16.0.1:{port}/",
    "https://172.31.255.255:{port}/",
    "https://192.168.0.1:{port}/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1:{port}/",
    "https://100.100.100.200/latest/meta-data/",
    "https://168.63.129.16/machine/",
    "https://[fd00:ec2::254]/latest/meta-data/",
    "https://[64:ff9b:1::a9fe:a9fe]/",
    "https://[2001:0:4136:e378:8000:63bf:80ff:fffe]:{port}/",
    "https://[::ffff:0:127.0.0.1]:{port}/",
    "https://[fe80::5efe:7f00:1]:{port}/",
    "https://[2002:a9fe:a9fe::]/",
    "https://198.18.0.1:{port}/",
    "https://192.0.2.1:{port}/",
    "https://224.0.0.1:{port}/",
    "https://255.255.255.255:{port}/",
    "https://240.0.0.1:{port}/",
    "https://１２７.０.０.１:{port}/",
    "https://127。0。0。1:{port}/",
    "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/",
    "https://hooks.example.com@127.0.0.1:{port}/",
    "https://hooks.example.com:443@127.0.0.1:{port}/",
    "https://hooks.example.com#@127.0.0.1:{port}/",
    "https://127.0.0.1:{port}\\@hooks.example.com/",
    "https://127.0.0.1:{port}%2f@hooks.example.com/",
    "https:// 127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/\r\nHost: hooks.example.com",
    "https:///127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "ftp://127.0.0.1:{port}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_x",
    "data:text/plain,x",
    "javascript:alert(1)",
    "unix:///var/run/docker.sock",
    "https://inside.example.com:{port}/",
    "https://mixed.example.com:{port}/",
    "https://mapped.example.com:{port}/",
    "https://nowhere.example.com:{port}/",
    "",
)
NAMES = {
    "inside.example.com": ["127.0.0.1"],
    "mixed.example.com": ["8.8.8.8", "127.0.0.1"],
    "mapped.example.com": ["::ffff:127.0.0.1"],
}


async def resolve(host: str, _port: int) -> Sequence[str]:
    """A resolver in which some names of the outside point inside, and whatever is not a name is looked up for real."""
    if host in NAMES or host.endswith(".example.com"):
        return NAMES.get(host, [])
    found = await asyncio.get_running_loop().getaddrinfo(host, 0)
    return [str(place[4][0]) for place in found]


@pytest.mark.parametrize("url", INSIDE)
async def test_an_address_that_points_inside_gets_no_connection(url: str) -> None:
    receivers = HttpReceivers(allow_private=False, resolve=resolve, seconds=3)

    async with listening() as receiver:
        with pytest.raises(NoAnswer) as none:
            await receivers.post(url.format(port=receiver.port, host=f"127.0.0.1:{receiver.port}"), HEADERS, b"{}")

    assert receiver.connections == 0
    assert none.value.why.startswith("refused: ")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_leads_inside(status: int) -> None:
    receivers = HttpReceivers(allow_private=True)

    async with listening() as inside, listening() as receiver:
        receiver.answers = [answer(status, b"", f"location: {inside.url}", f"refresh: 0; url={inside.url}")]
        came = await receivers.post(receiver.url, HEADERS, b"{}")

    assert came.status == status
    assert (receiver.connections, inside.connections) == (1, 0)


async def test_a_name_that_points_inside_the_second_time_it_is_asked_is_asked_once() -> None:
    answers = [["192.0.2.1"], ["127.0.0.1"]]
    asked: list[str] = []

    async def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    receivers = HttpReceivers(allow_private=False, resolve=rebinding, seconds=1)

    async with listening() as receiver:
        with pytest.raises(NoAnswer):
            await receivers.post(f"https://hooks.example.com:{receiver.port}/", HEADERS, b"{}")

    assert (receiver.connections, asked) == (0, ["hooks.example.com"])


@given(inside=st.sampled_from(rules.INSIDE_4).flatmap(lambda network: st.ip_addresses(network=network)))
def test_no_disguise_of_an_inside_address_is_vetted(inside: IPv4Address) -> None:
    number = int(inside)
    disguises = [
        inside,
        IPv6Address(number),
        IPv6Address((0xFFFF << 32) | number),
        IPv6Address((0xFFFF << 48) | number),
        IPv6Address((0x64FF9B << 96) | number),
        IPv6Address((0x64FF9B0001 << 80) | number),
        IPv6Address((0x2002 << 112) | (number << 80)),
        IPv6Address((0x20010000 << 96) | (number ^ 0xFFFFFFFF)),
        IPv6Address((0xFE80 << 112) | (0x5EFE << 32) | number),
    ]

    vetted = [one for one in disguises if rules.vetted([str(one)], allow_private=False) is not None]
    beside_a_public_one = [one for one in disguises if rules.vetted(["8.8.8.8", str(one)], allow_private=False)]

    assert (vetted, beside_a_public_one) == ([], [])


async def test_no_more_than_a_kilobyte_of_an_answer_is_kept_and_nothing_that_a_database_cannot_hold() -> None:
    receivers = HttpReceivers(allow_private=True)

    async with listening() as receiver:
        receiver.answers = [answer(200, b"\x00\xff" + b"x" * 100_000)]
        came = await receivers.post(receiver.url, HEADERS, b"{}")

    assert came.status == 200
    assert came.text == "\ufffd\ufffd" + "x" * 1022


async def test_a_receiver_that_does_not_answer_is_left_after_the_time_allowed() -> None:
    receivers = HttpReceivers(allow_private=True, seconds=0.3)

    async with listening() as receiver:
        receiver.seconds = 5
        with pytest.raises(NoAnswer) as none:
            await receivers.post(receiver.url, HEADERS, b"{}")

    assert none.value.why == "timeout"
    assert 250 <= none.value.duration_ms < 2000


async def test_an_answer_without_end_is_left_after_its_beginning() -> None:
    receivers = HttpReceivers(allow_private=True, seconds=3)

    async with listening() as receiver:
        receiver.answers = [b"HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n800\r\n" + b"y" * 2048 + b"\r\n"]
        came = await receivers.post(receiver.url, HEADERS, b"{}")

    assert came.text == "y" * 1024


async def test_what_is_no_http_is_no_answer() -> None:
    receivers = HttpReceivers(allow_private=True, seconds=3)

    async with listening() as receiver:
        receiver.answers = [b"SSH-2.0-x\r\n"]
        with pytest.raises(NoAnswer) as none:
            await receivers.post(receiver.url, HEADERS, b"{}")

    assert none.value.why.startswith("RemoteProtocolError")


async def test_the_vetted_address_is_dialled_under_the_name_and_certificate_of_the_endpoint(tmp_path: Path) -> None:
    asked: list[str] = []

    async def once(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"]

    server, client = certificate(tmp_path, NAME)
    receivers = HttpReceivers(allow_private=True, resolve=once, trust=client)

    async with listening(server) as receiver:
        came = await receivers.post(f"https://{NAME}:{receiver.port}/hook?a=1", HEADERS, b"{}")
        with pytest.raises(NoAnswer) as none:
            await receivers.post(f"https://other.example.test:{receiver.port}/hook", HEADERS, b"{}")

    assert came.status == 204
    assert asked == [NAME, "other.example.test"]
    assert [(taken.path, taken.server_name) for taken in receiver.taken] == [("/hook?a=1", NAME)]
    assert receiver.taken[0].headers["host"] == f"{NAME}:{receiver.port}"
    assert "CERTIFICATE_VERIFY_FAILED" in none.value.why


def certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate for one name, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    client = ssl.create_default_context(cafile=str(folder / "cert.pem"))
    return server, client
