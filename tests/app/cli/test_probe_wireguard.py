"""`linkwright probe wireguard`: against the lab's server, with good files and bad ones."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.main import main
from app.lab.wireguard import INSIDE, LabTrouble, LabWireguard
from app.reach import budget
from app.reach.wireguard.config import TunnelConfig
from app.reach.wireguard.probe_peer import file_text

Serve = Callable[[LabTrouble], TunnelConfig]


@pytest.fixture(autouse=True)
def unused_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests ask the same gateway; none is to wait for the one before."""
    monkeypatch.setattr(budget.WIREGUARD, "_open", {})


@pytest.fixture
def serve() -> Iterator[Serve]:
    labs: list[LabWireguard] = []

    def start(trouble: LabTrouble) -> TunnelConfig:
        labs.append(LabWireguard(trouble))
        return asyncio.run(labs[-1].start())

    yield start
    for lab in labs:
        asyncio.run(lab.close())


def written(config: TunnelConfig, tmp_path: Path) -> str:
    file = tmp_path / "pump-7.conf"
    file.write_text(file_text(config).reveal(), "utf-8")
    return str(file)


def keys_of(config: TunnelConfig) -> list[str]:
    psk = config.peers[0].preshared_key
    return [config.private_key.reveal(), *([psk.reveal()] if psk else [])]


def test_a_working_tunnel_passes(serve: Serve, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = serve(LabTrouble.NONE)
    arguments = ["probe", "wireguard", written(config, tmp_path), "--inside", str(INSIDE), "--port", "1883"]
    assert main([*arguments, "--json"]) == 0
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert (found["probe"], found["verdict"]) == ("wireguard", "answered")
    assert (found["inside"]["echo_verdict"], found["inside"]["tcp_verdict"]) == ("answered", "answered")
    assert not [key for key in keys_of(config) if key in out + err]


def test_a_psk_mismatch_is_a_finding_in_words(
    serve: Serve, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = serve(LabTrouble.OTHER_PSK)
    assert main(["probe", "wireguard", written(config, tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "psk-mismatch (the server knows our key, and the pre-shared keys differ)" in out
    assert not [key for key in keys_of(config) if key in out]


def test_a_live_devices_key_needs_its_name(
    serve: Serve, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(replace(serve(LabTrouble.NONE), is_probe_peer=False), tmp_path)
    assert main(["probe", "wireguard", file]) == 3
    out, err = capsys.readouterr()
    assert "not-confirmed" in out
    assert "--confirm pump-7" in err
    assert main(["probe", "wireguard", file, "--confirm", "pump-7"]) == 0


def test_a_bad_file_is_told_with_its_line_and_without_what_stands_there(
    serve: Serve, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = serve(LabTrouble.NONE)
    file = Path(written(config, tmp_path))
    file.write_text(file.read_text("utf-8").replace("PrivateKey = ", "PrivateKey = x"), "utf-8")
    assert main(["probe", "wireguard", str(file)]) == 2
    out, err = capsys.readouterr()
    assert "line 3" in err
    assert not [key for key in keys_of(config) if key in out + err]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "wg0.conf"
    file.write_bytes(b"\xff\xfe\0")
    assert main(["probe", "wireguard", str(file)]) == 2
    assert "cannot be read" in capsys.readouterr().err
