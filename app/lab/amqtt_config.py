"""What amqtt is started with. Apart from the broker's own module, so that nobody else has to import amqtt."""

from __future__ import annotations

from importlib import metadata
from typing import Any

from app.lab.broker_plan import BrokerPlan
from app.lab.certificates import ServerCertificate


def configuration(plan: BrokerPlan, port: int, tls: tuple[int, ServerCertificate] | None) -> dict[str, Any]:
    """amqtt's configuration, JSON's types only."""
    listeners: dict[str, Any] = {}
    if tls is not None:
        tls_port, certificate = tls
        listeners["tls"] = {
            "bind": f"127.0.0.1:{tls_port}",
            "ssl": True,
            "certfile": str(certificate.cert_file),
            "keyfile": str(certificate.key_file),
        }
    # Last: when this one accepts, all do.
    listeners["default"] = {"type": "tcp", "bind": f"127.0.0.1:{port}"}
    plugins: dict[str, Any] = {
        "app.lab.amqtt_broker.Accounts": {"anonymous": plan.anonymous, "users": dict(plan.users)},
        "amqtt.plugins.sys.broker.BrokerSysPlugin": {"sys_interval": 10},
    }
    if plan.acl:
        plugins["app.lab.amqtt_broker.Rights"] = {"acl": [right.model_dump() for right in plan.acl]}
    return {"listeners": listeners, "plugins": plugins}


def installed_version() -> str:
    return metadata.version("amqtt")
