"""A person at the API: logs in, posts, uploads, waits for long work, and finds their mail."""

import json
import re
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import httpx

PASSWORD: Final = "demo-Aftersales-2026"  # noqa: S105 - the demo's people are invented, and so is their password
SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
INVITATION: Final = re.compile(r"aps_inv_[0-9A-Za-z]{38}")
PATIENCE: Final = 180.0

Json = Any  # an answer of the API, read by field


class DemoFailed(Exception):  # noqa: N818 - said to a person, not raised at one
    """The platform answered otherwise than the demo expects."""


def wait_for(found: Callable[[], Json], what: str) -> Json:
    """Ask again until there is something."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if (result := found()) is not None:
            return result
        time.sleep(0.1)
    raise DemoFailed(f"waited in vain for {what}")


class Person:
    """An HTTP client with a bearer token and a language."""

    def __init__(self, api_url: str, token: str = "") -> None:
        headers = {"Accept-Language": "zh"} | ({"Authorization": f"Bearer {token}"} if token else {})
        self.http = httpx.Client(base_url=api_url, headers=headers, timeout=30, trust_env=False)

    def get(self, path: str, **params: str) -> Json:
        """Read something."""
        return self._body(self.http.get(path, params=params))

    def post(self, path: str, body: Json = None, *, version: int | None = None, key: str = "") -> Json:
        """Do something; `version` goes into If-Match, `key` makes it safe to repeat."""
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        headers |= {"Idempotency-Key": key} if key else {}
        return self._body(self.http.post(path, json={} if body is None else body, headers=headers))

    def upload(self, purpose: str, name: str, content: bytes, content_type: str) -> str:
        """Upload a file by presigned link; its id."""
        begun = self.post(
            "/v1/files",
            {"purpose": purpose, "name": name, "content_type": content_type, "length": len(content)},
        )
        link = begun["upload"]
        sent = httpx.request(link["method"], link["url"], headers=link["headers"], content=content, trust_env=False)
        if sent.status_code >= HTTPStatus.BAD_REQUEST:
            raise DemoFailed(f"upload of {name}: {sent.status_code} {sent.text[:300]}")
        done = self.post(f"/v1/files/{begun['id']}/completion")
        if done["state"] != "ready":
            raise DemoFailed(f"upload of {name}: {done}")
        return str(done["id"])

    def import_sheet(self, kind: str, content: bytes) -> Json:
        """Import a sheet and wait for the last row's answer; the job."""
        file_id = self.upload("import_sheet", f"{kind}.xlsx", content, SHEET)
        job = self.post("/v1/imports", {"kind": kind, "file_id": file_id})

        def ended() -> Json:
            now = self.get(f"/v1/jobs/{job['id']}")
            return now if now["state"] in {"done", "failed"} else None

        ended_job = wait_for(ended, f"the import of {kind}")
        if ended_job["state"] == "failed":
            raise DemoFailed(f"import of {kind}: {ended_job['error']}")
        return ended_job

    @staticmethod
    def _body(answer: httpx.Response) -> Json:
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            request = answer.request
            raise DemoFailed(f"{request.method} {request.url}: {answer.status_code} {answer.text[:1500]}")
        return answer.json() if answer.content else None


class Mail:
    """The folder in which the mail catcher keeps what was sent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def invitation_for(self, address: str) -> str:
        """The newest invitation token that was mailed to an address."""
        return str(wait_for(lambda: self._newest(address), f"the invitation of {address}"))

    def _newest(self, address: str) -> str | None:
        index = self._folder / "index.jsonl"
        lines = index.read_text().splitlines() if index.exists() else []
        for line in reversed([json.loads(line) for line in lines]):
            if address not in line["to"]:
                continue
            message = message_from_bytes((self._folder / line["file"]).read_bytes(), policy=policy.default)
            body = message.get_body(("plain",))
            found = INVITATION.search(body.get_content()) if body is not None else None
            if found:
                return found[0]
        return None


def join(api_url: str, mail: Mail, address: str, name: str) -> None:
    """Accept the invitation that was mailed to an address."""
    token = mail.invitation_for(address)
    Person(api_url).post("/v1/invitations/acceptances", {"token": token, "name": name, "password": PASSWORD})


def log_in(api_url: str, address: str, tenant_id: str) -> Person:
    """A person of the demo, logged in to one brand."""
    opened = Person(api_url).post(
        "/v1/sessions",
        {"email": address, "password": PASSWORD, "mode": "bearer", "tenant_id": tenant_id},
    )
    return Person(api_url, opened["token"])
