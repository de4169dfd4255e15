"""Which dialect a modem speaks, and what every dialect must have."""

from __future__ import annotations

import pytest

from app.modem.dialects import BY_NAME, DIALECTS, Dialect, Question, dialect_for
from app.modem.readings import Rat


@pytest.mark.parametrize(
    ("manufacturer", "model", "name"),
    [
        ("Quectel", "EG25", "quectel"),
        ("Quectel", "BG96", "quectel"),
        ("QUALCOMM INCORPORATED", "RM520N-GL", "quectel"),
        ("SIMCOM INCORPORATED", "SIMCOM_SIM7600E-H", "simcom"),
        ("INCORPORATED", "A7670E-FASE", "simcom"),
        ("u-blox", "SARA-R510S-01B", "ublox"),
        ("Telit", "LE910C4-EU", "telit"),
        ("Telit", "LM960A18", "telit"),
        ("Sierra Wireless, Incorporated", "EM7455", "sierra"),
        ("", "EM7565", "sierra"),
        ("Sierra Wireless", "HL7802", "sierra-hl78"),
        ("Huawei Technologies Co., Ltd.", "ME909s-120", "huawei"),
        ("Nordic Semiconductor ASA", "nRF9160-SICA", "nordic"),
        ("Fibocom Wireless Inc.", "FM350-GL", "fibocom-fm350"),
        ("Fibocom Wireless Inc.", "L850-GL", "intel-xmm"),
        ("Fibocom Wireless Inc.", "FM150-AE", "fibocom"),
        ("Cinterion", "PLS62-W", "cinterion"),
        ("ZTE CORPORATION", "MF286D", "zte"),
        ("AirM2M", "Air724UG", "asr"),
        ("MEIG", "SLM770A-R", "meig"),
        ("Somebody", "Something", "generic"),
        (None, None, "generic"),
    ],
)
def test_dialect_for(manufacturer: str | None, model: str | None, name: str) -> None:
    assert dialect_for(manufacturer, model).name == name


@pytest.mark.parametrize(
    ("manufacturer", "model", "rat"),
    [
        ("Quectel", "BG96", Rat.LTE_M),
        ("Quectel", "EG25", Rat.LTE),
        ("SIMCOM INCORPORATED", "SIM7080", Rat.LTE_M),
        ("Nordic Semiconductor ASA", "nRF9160-SICA", Rat.LTE_M),
        ("u-blox", "SARA-R510S", Rat.LTE_M),
        ("u-blox", "LARA-R6001", Rat.LTE),
    ],
)
def test_lte_of_a_narrow_modem_is_lte_m(manufacturer: str, model: str, rat: Rat) -> None:
    reading = dialect_for(manufacturer, model).parse("AT+CEREG?", ['+CEREG: 2,1,"77B8","04CAA71F",7'])
    assert reading.registrations[0].rat is rat


def test_names_are_unique() -> None:
    assert len(BY_NAME) == len(DIALECTS)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_every_dialect_can_be_asked_the_basics(dialect: Dialect) -> None:
    for question in (
        Question.IDENTITY,
        Question.SIM,
        Question.REGISTRATION,
        Question.SIGNAL,
        Question.CONTEXTS,
        Question.GRANTED,
    ):
        steps = dialect.asking(question)
        assert steps and all(steps)
        for asking in (asking for step in steps for asking in step):
            assert asking.command.startswith("AT")
            assert dialect.parser(asking.command) is not None
            assert dialect.manners.limit_s(asking.command) >= 1


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_no_dialect_asks_what_disturbs(dialect: Dialect) -> None:
    for asking in dialect.askings():
        told = asking.command.upper()
        assert not any(
            word in told for word in ("COPS=", "CFUN=", "&F", "ATZ", "CGATT=", "CGACT=", "ENTERCND")
        )
