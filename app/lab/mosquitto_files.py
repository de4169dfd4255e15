"""The files that Mosquitto is started with, as text: configuration, passwords, access list."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from app.lab.broker_plan import BrokerPlan, Right
from app.lab.certificates import ServerCertificate

_ITERATIONS = 101  # what mosquitto_passwd of 2.0 uses; these passwords are written in scenario files anyway


def write(
    folder: Path, plan: BrokerPlan, port: int, tls: tuple[int, ServerCertificate] | None, *, as_root: bool
) -> Path:
    """Write everything into folder and return the path of the configuration."""
    lines = [
        "per_listener_settings false",
        f"allow_anonymous {str(plan.anonymous).lower()}",
        "persistence false",
        "log_dest stderr",  # stdout is buffered in blocks
        "log_type all",
        "sys_interval 1",
        "set_tcp_nodelay true",  # else Nagle and delayed acknowledgements add 40 ms that no link has
    ]
    if as_root:  # otherwise it becomes the user `mosquitto`, who may not read this folder
        lines.append("user root")
    if plan.users:
        (folder / "passwords").write_text(passwords(plan.users), "utf-8")
        lines.append(f"password_file {folder / 'passwords'}")
    if plan.acl:
        (folder / "access").write_text(access_list(plan.acl), "utf-8")
        lines.append(f"acl_file {folder / 'access'}")
    lines.append(f"listener {port} 127.0.0.1")
    if tls is not None:
        tls_port, certificate = tls
        lines += [
            f"listener {tls_port} 127.0.0.1",
            f"certfile {certificate.cert_file}",
            f"keyfile {certificate.key_file}",
        ]
    path = folder / "mosquitto.conf"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def passwords(users: Mapping[str, str]) -> str:
    """Mosquitto's password file, format 7: PBKDF2 with SHA-512."""
    lines = []
    for name, password in users.items():
        salt = os.urandom(12)
        digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ITERATIONS, 64)
        lines.append(f"{name}:$7${_ITERATIONS}${_base64(salt)}${_base64(digest)}\n")
    return "".join(lines)


def access_list(rights: Iterable[Right]) -> str:
    """Mosquitto's ACL file: `pattern` lines are for everybody, `topic` lines for the user above them."""
    rights = tuple(rights)
    lines = [f"pattern {right.access} {right.topic}" for right in rights if right.user is None]
    for user in dict.fromkeys(right.user for right in rights if right.user is not None):
        lines.append(f"user {user}")
        lines += [f"topic {right.access} {right.topic}" for right in rights if right.user == user]
    return "\n".join(lines) + "\n"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
