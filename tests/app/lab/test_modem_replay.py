"""What one modem said is said again by another: the same readings from a replayed session."""

from __future__ import annotations

import asyncio

from app.lab.modem import SimulatedModem
from app.lab.modem_dialogue import ModemDialogue
from app.lab.modem_replay import replay_script
from app.lab.modem_script import ModemScript, modem_script
from app.modem.at import Exchange
from app.modem.readings import Identity, Reading, SimCard
from app.modem.service import Modem


def check(script: ModemScript) -> tuple[list[Exchange], tuple[Identity, SimCard, Reading, Reading]]:
    async def run() -> tuple[list[Exchange], tuple[Identity, SimCard, Reading, Reading]]:
        modem, exchanges = Modem(), list[Exchange]()
        modem.exchanged.connect(exchanges.append)
        await modem.open(simulated.url)
        try:
            told = (
                (await modem.identify()).value,
                (await modem.sim()).value,
                (await modem.registration()).value,
                (await modem.contexts()).value,
            )
        finally:
            await modem.close()
        return exchanges, told

    with SimulatedModem(script) as simulated:
        return asyncio.run(run())


def test_a_replayed_session_reads_the_same() -> None:
    original = modem_script(
        {"model": "SIM7600", "reply_delay_ms": 1, "rsrp_dbm": -113, "imei": "123456789012345"}
    )
    exchanges, told = check(original)
    again, told_again = check(replay_script(exchanges, hurried=True))
    assert told_again == told
    assert told[0].imei == "123456789012345"
    assert [exchange.command for exchange in again] == [exchange.command for exchange in exchanges]


def exchange(command: str, *lines: str, final: str = "OK", ms: int = 5) -> Exchange:
    return Exchange(command, lines, final, final == "OK", None, None, 0, ms * 1_000_000)


def said(dialogue: ModemDialogue, command: str) -> tuple[bytes, float]:
    pieces = [piece for piece in dialogue.receive(command.encode() + b"\r", 0.0) if piece.data.strip()]
    echo = command.encode() + b"\r"
    data = b"".join(piece.data for piece in pieces)
    return data[len(echo) - 1 :].strip(), pieces[-1].at_s


def test_replies_come_in_their_order_and_the_last_one_stays() -> None:
    dialogue = ModemDialogue(
        replay_script([exchange("AT+CSQ", "+CSQ: 1,99"), exchange("AT+CSQ", "+CSQ: 2,99", ms=40)]), 0.0
    )
    assert said(dialogue, "AT+CSQ")[0].startswith(b"+CSQ: 1,99")
    assert said(dialogue, "at+csq")[0].startswith(b"+CSQ: 2,99")
    data, at_s = said(dialogue, "AT+CSQ")
    assert data.startswith(b"+CSQ: 2,99")
    assert at_s >= 0.04


def test_what_was_not_recorded_is_an_error_and_silence_stays_silence() -> None:
    dialogue = ModemDialogue(replay_script([exchange("AT+COPS?", final="")]), 0.0)
    assert said(dialogue, "AT")[0] == b"OK"
    assert said(dialogue, "AT+CMEE=1")[0] == b"OK"
    assert said(dialogue, "AT+CSQ")[0] == b"ERROR"
    assert said(dialogue, "AT+COPS?")[0] == b""
