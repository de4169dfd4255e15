"""`--impair SPEC`: a bad link in words: `delay=60,jitter=20,cut=puback:client:3`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import click

from app.words import _

if TYPE_CHECKING:
    from app.lab.impairment import LinkPlan

FORM = "delay=MS,jitter=MS,rate=BYTES_PER_S,cut=PACKET[:client|broker][:COUNT][:reset|close|silence]"

_FIELDS = {"delay": "delay_ms", "jitter": "jitter_ms", "rate": "rate_bytes_per_s"}
_ENDS = ("reset", "close", "silence")
_CLIENT_SENDS = ("connect", "publish", "pubrel", "subscribe", "unsubscribe", "pingreq", "disconnect")


class ImpairmentParam(click.ParamType["LinkPlan"]):
    """Parts separated by commas; `cut` may come several times."""

    name = "spec"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> LinkPlan:
        from pydantic import ValidationError

        from app.lab.impairment import LinkPlan

        if isinstance(value, LinkPlan):
            return value
        plan: dict[str, Any] = {}
        cuts: list[dict[str, Any]] = []
        for part in str(value).split(","):
            name, sign, text = part.strip().partition("=")
            if name == "cut" and text:
                cuts.append(self._cut(text))
            elif name in _FIELDS and sign:
                plan[_FIELDS[name]] = self._number(text)
            else:
                self._refuse(part)
        try:
            return LinkPlan.model_validate({**plan, "cut": tuple(cuts)})
        except ValidationError as error:
            self._refuse(str(error.errors()[0].get("input")))

    def _cut(self, text: str) -> dict[str, Any]:
        packet, *details = text.split(":")
        cut: dict[str, Any] = {"on": packet, "towards": "broker" if packet in _CLIENT_SENDS else "client"}
        for detail in details:
            if detail in ("client", "broker"):
                cut["towards"] = detail
            elif detail in _ENDS:
                cut["how"] = detail
            elif detail.isdecimal():
                cut["count"] = int(detail)
            else:
                self._refuse(text)
        return cut

    def _number(self, text: str) -> float:
        try:
            return float(text)
        except ValueError:
            self._refuse(text)

    def _refuse(self, part: str) -> NoReturn:
        self.fail(_("{part} is not understood. The form is: {form}").format(part=repr(part), form=FORM))
