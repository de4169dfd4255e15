"""AWS Signature Version 4: canonical request, string to sign, signing key, presigned WebSocket path.

After "Create a signed AWS API request" in the AWS Identity and Access Management User Guide; the one thing
that IoT Core does differently is in `presigned_path`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from app.core.secrets import Secret

ALGORITHM = "AWS4-HMAC-SHA256"
SERVICE = "iotdevicegateway"
EMPTY_PAYLOAD = hashlib.sha256(b"").hexdigest()

_LONGEST_S = 7 * 24 * 3600  # a presigned request is good for a week at most


@dataclass(frozen=True, slots=True)
class AwsKeys:
    """Of an IAM user, or of a role, which come with a session token."""

    access_key_id: str
    secret_access_key: Secret
    session_token: Secret | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """When and for what a signature is good."""

    at: datetime
    region: str
    service: str = SERVICE

    @property
    def stamp(self) -> str:
        return self.at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")

    def __str__(self) -> str:
        return f"{self.stamp[:8]}/{self.region}/{self.service}/aws4_request"


def presigned_path(
    host: str, keys: AwsKeys, scope: Scope, *, path: str = "/mqtt", good_for_s: int = 300
) -> Secret:
    """Path and query of the WebSocket request. good_for_s: for connecting, a connection lives longer.

    IoT Core wants the session token after the signature and not in what is signed, unlike other services.
    """
    query = [
        ("X-Amz-Algorithm", ALGORITHM),
        ("X-Amz-Credential", f"{keys.access_key_id}/{scope}"),
        ("X-Amz-Date", scope.stamp),
        ("X-Amz-Expires", str(min(good_for_s, _LONGEST_S))),
        ("X-Amz-SignedHeaders", "host"),
    ]
    request = canonical_request("GET", path, query, [("host", host)], EMPTY_PAYLOAD)
    query.append(("X-Amz-Signature", signature(keys.secret_access_key, scope, request)))
    if keys.session_token is not None:
        query.append(("X-Amz-Security-Token", keys.session_token.reveal()))
    return Secret(f"{path}?{_query(query)}")


def canonical_request(
    method: str,
    path: str,
    query: Iterable[tuple[str, str]],
    headers: Sequence[tuple[str, str]],
    payload_hash: str,
) -> str:
    """The request in the one form that both sides can compute. Header names are lower case."""
    ordered = sorted((name, " ".join(value.split())) for name, value in headers)
    lines = "".join(f"{name}:{value}\n" for name, value in ordered)
    names = ";".join(name for name, _ in ordered)
    return "\n".join((method, quote(path), _query(sorted(query)), lines, names, payload_hash))


def string_to_sign(scope: Scope, request: str) -> str:
    return "\n".join((ALGORITHM, scope.stamp, str(scope), hashlib.sha256(request.encode()).hexdigest()))


def signing_key(secret: Secret, scope: Scope) -> bytes:
    """The key for one day, region and service."""
    key = f"AWS4{secret.reveal()}".encode()
    for part in str(scope).split("/"):
        key = hmac.digest(key, part.encode(), hashlib.sha256)
    return key


def signature(secret: Secret, scope: Scope, request: str) -> str:
    text = string_to_sign(scope, request).encode()
    return hmac.digest(signing_key(secret, scope), text, hashlib.sha256).hex()


def _query(items: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in items)
