"""The JSON document of a check: shape, masking, only what JSON can hold."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.chain.hops import Hop, HopResult, State
from app.chain.run import ChainState
from app.report.document import check_document, verdict
from tests.app.words.samples import CARRIER_NAT, HEALTHY, ICCID, IMEI

DESCRIBED = Path(__file__).parents[3] / "docs" / "json" / "check.md"


def written(chain: ChainState, **options: bool) -> str:
    return json.dumps(check_document(chain, **options), allow_nan=False)


def test_the_document_holds_the_chain() -> None:
    document: Any = json.loads(written(CARRIER_NAT))
    assert (document["schema"], document["kind"], document["verdict"]) == (1, "check", "failed")
    assert document["site"] == "Pump station 12"
    hops = {hop["hop"]: hop for hop in document["hops"]}
    assert list(hops) == [result.hop.value for result in CARRIER_NAT.hops]
    assert hops["address"]["findings"][0]["code"] == "address-carrier-nat"
    assert hops["address"]["findings"][0]["severity"] == "failed"
    assert hops["address"]["duration_ms"] == 88.0
    assert hops["route"]["measured"]["targets"][0]["interface"] == "wwan0"
    assert hops["broker"]["not_tested"] == {
        "reason": "prerequisite",
        "blocked_by": "reach",
        "text": "Not tested: not every host can be reached",
    }


def test_identities_are_masked_until_someone_asks_to_see_them() -> None:
    masked, open_text = written(CARRIER_NAT), written(CARRIER_NAT, masked=False)
    for identity in (ICCID, IMEI, "204080123456789"):
        assert identity not in masked
        assert identity in open_text
    assert "2345" in masked


def test_verdicts() -> None:
    assert verdict(HEALTHY) == "passed"
    assert verdict(CARRIER_NAT) == "failed"
    without = tuple(result for result in CARRIER_NAT.hops if result.state is not State.FAILED)
    assert verdict(replace(CARRIER_NAT, hops=without)) == "warning"
    assert verdict(ChainState()) == "not-tested"


def test_what_json_cannot_hold_becomes_null() -> None:
    odd = HopResult(Hop.MODEM, State.PASSED, measured={"x": float("nan"), "y": (float("inf"), 1)})
    document = check_document(ChainState(hops=(odd,)))
    assert document["hops"][0]["measured"] == {"x": None, "y": [None, 1]}


def test_every_key_is_described() -> None:
    described = DESCRIBED.read_text("utf-8")
    document = check_document(CARRIER_NAT)
    hop = next(hop for hop in document["hops"] if hop["hop"] == "address")
    keys = {*document, *hop, *hop["findings"][0], *hop["evidence"][0]}
    facts = {name for result in (*CARRIER_NAT.hops, *HEALTHY.hops) for name in result.measured}
    assert {key for key in keys | facts if not re.search(rf"[`\"]{key}[`\"]", described)} == set()
