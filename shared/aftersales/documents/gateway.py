"""The object store: an S3 service behind a bounded pool of threads; the only module that knows boto3.

Stores differ in what they prove: not all compare a body with its signed hash, so whoever reads checks SHA-256.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import IO, Any, Final, Protocol, TypeVar
from urllib.parse import quote

import structlog
from msgspec import Struct

from aftersales.kernel.errors import Unavailable
from aftersales.kernel.ids import TenantId
from aftersales.kernel.settings import Settings
from aftersales.platform.archives.model import Listed

T = TypeVar("T")
log = structlog.get_logger()

LONGEST_LINK: Final = timedelta(minutes=5)
THREADS: Final = 8
SPOOLED: Final = 1 << 20
"""What a reader sees of an object is kept in memory up to this many bytes, on disk beyond."""

_CHUNK: Final = 1 << 18
_PART: Final = 16 << 20
_AT_ONCE: Final = 1_000
_MISSING: Final = frozenset({"NoSuchKey", "404", "NotFound"})
_PRESENT: Final = frozenset({"PreconditionFailed", "412", "ConditionalRequestConflict"})


class ObjectMissing(LookupError):  # noqa: N818 - a condition that callers answer
    """No object lies under this key."""


class ObjectTooLarge(ValueError):  # noqa: N818 - same
    """The object holds more bytes than the reader wants."""


class Link(Struct, frozen=True, kw_only=True):
    """A presigned request: whoever holds it may do just this until it expires."""

    url: str
    method: str
    headers: dict[str, str]
    expires_at: datetime


class ObjectHead(Struct, frozen=True):
    """What the store says of an object without its bytes."""

    length: int
    content_type: str


class ObjectStore(Protocol):
    """Where bytes lie: written and read whole, or by presigned links."""

    async def put(self, key: str, content: bytes, content_type: str, *, if_none_match: bool = False) -> bool:
        """Store an object; False if `if_none_match` was asked and the key is taken."""
        ...

    async def get(self, key: str, *, most: int) -> bytes:
        """The bytes of an object, or `ObjectMissing` or `ObjectTooLarge`."""
        ...

    async def read(self, key: str, reader: Callable[[IO[bytes]], T], *, most: int) -> T:
        """What `reader` makes of the object, in a thread, without holding large objects in memory."""
        ...

    async def head(self, key: str) -> ObjectHead | None:
        """Length and type of an object, None if there is none."""
        ...

    async def delete(self, key: str) -> None:
        """Remove an object; removing it again changes nothing."""
        ...

    async def presign_put(self, key: str, content_type: str, length: int) -> Link:
        """A link that stores exactly `length` bytes of that type, once: a taken key is never overwritten."""
        ...

    async def presign_get(self, key: str, filename: str, content_type: str, *, inline: bool = False) -> Link:
        """A link that downloads an object under a name of our choice and a type of our choice."""
        ...

    async def ensure_bucket(self, origins: tuple[str, ...]) -> None:
        """Make the bucket if there is none, and let pages of these origins upload to it."""
        ...

    async def close(self) -> None:
        """Let the threads end."""
        ...


def upload_key(tenant_id: TenantId, file_id: object) -> str:
    """Where an uploaded file lies."""
    return f"{tenant_id}/uploads/{file_id}"


def paper_key(tenant_id: TenantId, sha256: str) -> str:
    """Where a rendered paper lies: under the hash of its own bytes."""
    return f"{tenant_id}/papers/{sha256}"


class S3Store:
    """An S3 service by boto3; two addresses, since browsers may reach it by another one than we do."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._bucket = settings.s3_bucket
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="object-store")
        self._lock = Lock()
        self._clients: dict[str, Any] = {}

    def _client(self, endpoint: str) -> Any:  # noqa: ANN401 - boto3 builds its clients at run time
        with self._lock:
            if endpoint not in self._clients:
                self._clients[endpoint] = _new_client(self._settings, endpoint)
            return self._clients[endpoint]

    async def _call(self, act: Callable[[Any], T], *, public: bool = False) -> T:
        settings = self._settings
        endpoint = settings.s3_public_endpoint if public else settings.s3_endpoint
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(self._answer, endpoint, act))

    def _answer(self, endpoint: str, act: Callable[[Any], T]) -> T:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - costs 30 MB, see _new_client

        try:
            return act(self._client(endpoint))
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in _MISSING:
                raise ObjectMissing from error
            if code in _PRESENT:
                raise FileExistsError from error
            log.error("object_store.refused", code=code, operation=error.operation_name)  # noqa: TRY400 - no trace needed
            raise Unavailable from error
        except BotoCoreError as error:
            log.error("object_store.away", error=type(error).__name__)  # noqa: TRY400 - the kind says it all
            raise Unavailable from error

    async def put(self, key: str, content: bytes, content_type: str, *, if_none_match: bool = False) -> bool:
        """Store an object; False if `if_none_match` was asked and the key is taken."""
        condition = {"IfNoneMatch": "*"} if if_none_match else {}
        try:
            await self._call(
                lambda s3: s3.put_object(
                    Bucket=self._bucket, Key=key, Body=content, ContentType=content_type, **condition
                ),
            )
        except FileExistsError:
            return False
        return True

    async def get(self, key: str, *, most: int) -> bytes:
        """The bytes of an object, or `ObjectMissing` or `ObjectTooLarge`."""
        return await self._call(lambda s3: b"".join(_chunks(s3, self._bucket, key, most)))

    async def read(self, key: str, reader: Callable[[IO[bytes]], T], *, most: int) -> T:
        """What `reader` makes of the object, in a thread, without holding large objects in memory."""

        def spool(s3: Any) -> T:  # noqa: ANN401 - boto3 builds its clients at run time
            with SpooledTemporaryFile(SPOOLED) as file:
                for chunk in _chunks(s3, self._bucket, key, most):
                    file.write(chunk)
                file.seek(0)
                return reader(file)

        return await self._call(spool)

    async def head(self, key: str) -> ObjectHead | None:
        """Length and type of an object, None if there is none."""
        try:
            found = await self._call(lambda s3: s3.head_object(Bucket=self._bucket, Key=key))
        except ObjectMissing:
            return None
        return ObjectHead(found["ContentLength"], found.get("ContentType", ""))

    async def delete(self, key: str) -> None:
        """Remove an object; removing it again changes nothing."""
        await self._call(lambda s3: s3.delete_object(Bucket=self._bucket, Key=key))

    async def keys(self, prefix: str) -> list[Listed]:
        """Every object whose key begins so, in the order of their keys."""

        def listed(s3: Any) -> list[Listed]:  # noqa: ANN401 - boto3 builds its clients at run time
            pages = s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
            return [Listed(key=one["Key"], length=one["Size"]) for page in pages for one in page.get("Contents", [])]

        return sorted(await self._call(listed), key=lambda one: one.key)

    async def fetch(self, key: str, *, most: int) -> tuple[bytes, str]:
        """The bytes of an object and its type."""

        def fetched(s3: Any) -> tuple[bytes, str]:  # noqa: ANN401 - boto3 builds its clients at run time
            kind = s3.head_object(Bucket=self._bucket, Key=key).get("ContentType", "")
            return b"".join(_chunks(s3, self._bucket, key, most)), kind

        return await self._call(fetched)

    async def delete_all(self, keys: list[str]) -> None:
        """Remove objects, a thousand at a time; those that are gone already are no trouble."""
        for first in range(0, len(keys), _AT_ONCE):
            wanted = {"Objects": [{"Key": key} for key in keys[first : first + _AT_ONCE]], "Quiet": True}
            answer = await self._call(partial(_delete_objects, self._bucket, wanted))
            if answer.get("Errors"):
                log.error("object_store.not_deleted", count=len(answer["Errors"]))
                raise Unavailable

    async def upload(self, key: str, content_type: str) -> "Upload":
        """Begin an object whose length nobody knows yet; it is there once the upload is finished."""
        begun = await self._call(
            lambda s3: s3.create_multipart_upload(Bucket=self._bucket, Key=key, ContentType=content_type)
        )
        return Upload(self._call, {"Bucket": self._bucket, "Key": key, "UploadId": begun["UploadId"]})

    async def presign_put(self, key: str, content_type: str, length: int) -> Link:
        """A link that stores exactly `length` bytes of that type, once: a taken key is never overwritten."""
        params = {"ContentType": content_type, "ContentLength": length, "IfNoneMatch": "*"}
        link = await self._presign("put_object", key, params)
        return Link(
            url=link[0],
            method="PUT",
            headers={"Content-Type": content_type, "If-None-Match": "*"},
            expires_at=link[1],
        )

    async def presign_get(self, key: str, filename: str, content_type: str, *, inline: bool = False) -> Link:
        """A link that downloads an object under a name of our choice and a type of our choice."""
        params = {
            "ResponseContentType": content_type,
            "ResponseContentDisposition": disposition(filename, inline=inline),
            "ResponseCacheControl": "private, no-store",
        }
        link = await self._presign("get_object", key, params)
        return Link(url=link[0], method="GET", headers={}, expires_at=link[1])

    async def _presign(self, operation: str, key: str, params: dict[str, Any]) -> tuple[str, datetime]:
        """Runs in a thread too: signing is a millisecond of work."""
        expires_at = datetime.now(UTC).replace(microsecond=0) + LONGEST_LINK
        url: str = await self._call(
            lambda s3: s3.generate_presigned_url(
                operation,
                Params={"Bucket": self._bucket, "Key": key, **params},
                ExpiresIn=int(LONGEST_LINK.total_seconds()),
            ),
            public=True,
        )
        return url, expires_at

    async def ensure_bucket(self, origins: tuple[str, ...]) -> None:
        """Make the bucket if there is none, and let pages of these origins upload to it."""
        rule = {
            "AllowedOrigins": list(origins),
            "AllowedMethods": ["PUT", "GET", "HEAD"],
            "AllowedHeaders": ["content-type", "if-none-match"],
            "MaxAgeSeconds": 600,
        }

        def ensure(s3: Any) -> None:  # noqa: ANN401 - boto3 builds its clients at run time
            try:
                s3.head_bucket(Bucket=self._bucket)
            except s3.exceptions.ClientError:
                s3.create_bucket(Bucket=self._bucket)
            s3.put_bucket_cors(Bucket=self._bucket, CORSConfiguration={"CORSRules": [rule]})

        await self._call(ensure)

    async def close(self) -> None:
        """Let the threads end."""
        for client in self._clients.values():
            client.close()
        self._threads.shutdown(wait=False, cancel_futures=True)


class Upload:
    """An object that grows piece by piece and appears when it is whole."""

    def __init__(self, call: Callable[[Callable[[Any], Any]], Awaitable[Any]], place: dict[str, str]) -> None:
        self._call = call
        self._place = place
        self._parts: list[dict[str, object]] = []
        self._waiting = bytearray()

    async def write(self, piece: bytes) -> None:
        """Take the next bytes."""
        self._waiting += piece
        if len(self._waiting) >= _PART:
            await self._send()

    async def finish(self) -> None:
        """Make the object appear."""
        if self._waiting or not self._parts:
            await self._send()
        parts = {"Parts": self._parts}
        await self._call(lambda s3: s3.complete_multipart_upload(**self._place, MultipartUpload=parts))

    async def abandon(self) -> None:
        """Forget all that was sent."""
        await self._call(lambda s3: s3.abort_multipart_upload(**self._place))

    async def _send(self) -> None:
        piece, number = bytes(self._waiting), len(self._parts) + 1
        self._waiting.clear()
        sent = await self._call(lambda s3: s3.upload_part(**self._place, PartNumber=number, Body=piece))
        self._parts.append({"PartNumber": number, "ETag": sent["ETag"]})


def _delete_objects(bucket: str, wanted: dict[str, object], s3: Any) -> Any:  # noqa: ANN401 - boto3 builds its clients at run time
    return s3.delete_objects(Bucket=bucket, Delete=wanted)


def _new_client(settings: Settings, endpoint: str) -> Any:  # noqa: ANN401 - boto3 builds its clients at run time
    import boto3  # noqa: PLC0415 - costs 30 MB of memory: a process that never touches the store never pays
    from botocore.config import Config  # noqa: PLC0415 - same

    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=settings.s3_region,
        aws_access_key_id=settings.s3_access_key,
        aws_secret_access_key=settings.s3_secret_key,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=3,
            read_timeout=20,
            retries={"total_max_attempts": 3, "mode": "standard"},
            max_pool_connections=THREADS,
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


def _chunks(s3: Any, bucket: str, key: str, most: int) -> Iterator[bytes]:  # noqa: ANN401 - as above
    answer = s3.get_object(Bucket=bucket, Key=key)
    body = answer["Body"]
    try:
        if answer["ContentLength"] > most:
            raise ObjectTooLarge
        length = 0
        for chunk in body.iter_chunks(_CHUNK):
            length += len(chunk)
            if length > most:
                raise ObjectTooLarge
            yield chunk
    finally:
        body.close()


def disposition(filename: str, *, inline: bool) -> str:
    """A Content-Disposition (RFC 6266) that any browser reads, whatever the name."""
    plain = "".join(character if character.isascii() and character.isalnum() else "_" for character in filename)
    stem, _, extension = filename.rpartition(".")
    if stem and extension.isascii() and extension.isalnum():
        plain = f"{plain[: -len(extension) - 1]}.{extension}"
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
