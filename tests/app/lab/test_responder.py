"""The lab's own responder."""

import asyncio

from app.lab.responder import LabResponder
from app.reach import inbound
from app.reach.inbound import InboundVerdict


def test_it_answers_its_token_and_is_gone_after_close() -> None:
    async def run() -> tuple[InboundVerdict, int, InboundVerdict]:
        responder = LabResponder()
        address = await responder.start()
        answered = await inbound.ask(address, responder.token)
        heard = responder.counts.heard
        await responder.close()
        await responder.close()
        return answered.verdict, heard, (await inbound.ask(address, responder.token, timeout_s=1)).verdict

    assert asyncio.run(run()) == (InboundVerdict.ANSWERED, 2, InboundVerdict.REFUSED)


def test_two_labs_have_two_tokens() -> None:
    assert LabResponder().token != LabResponder().token
