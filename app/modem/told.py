"""Reads the fields of one reply line as quantities, and notices when one cannot be what it claims to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from app.modem import fields
from app.modem.bands import NR_BANDS, is_tdd, lte_band
from app.modem.readings import Cell, Duplex, Rat, Reading

V = TypeVar("V")

LINES_LIMIT = 256
"""A reply with more lines than this keeps the rest as unrecognised."""

EMPTY = frozenset({"", "-", "--", "N/A", "NA", "NONE", "NULL"})
ABSENT = EMPTY | {"-32768", "-3276", "-32767", "32767", "65535"}
"""Numbers that stand for "no value" in every decimal field where they were seen."""

_LTE_RSRP = (-140, -43)
_LTE_RSRQ = (-34, 3)
_SINR = (-25, 40)
_RSSI = (-125, -10)
_RSRP = {Rat.NR: (-156, -31), Rat.NB_IOT: (-156, -43), Rat.LTE_M: (-156, -43)}
_RSRQ = {Rat.NR: (-43, 20)}
_INVALID_AREAS = frozenset({0, 0xFFFE, 0xFFFF, 0xFFFFFE, 0xFFFFFF})
_INVALID_CELLS = frozenset({0xFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFF})
_LTE_BANDWIDTH_MHZ = (1.4, 3.0, 5.0, 10.0, 15.0, 20.0)
_LTE_BLOCKS_MHZ = {6: 1.4, 15: 3.0, 25: 5.0, 50: 10.0, 75: 15.0, 100: 20.0}
_NR_BANDWIDTH_MHZ = (5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100, 200, 400, 35, 45)


class Told:
    """One line's fields. `impossible` turns True once a field held what its quantity cannot be."""

    def __init__(self, line: str, told: Sequence[str] | None = None) -> None:
        self.line = line
        self.fields = tuple(told) if told is not None else fields.texts(line)
        self.impossible = False

    def __len__(self) -> int:
        return len(self.fields)

    def text(self, index: int) -> str:
        return fields.at(self.fields, index).strip()

    def word(self, index: int) -> str | None:
        """A text, or None where the field is empty or a dash."""
        text = self.text(index)
        return None if text.upper() in EMPTY else text

    def rest(self, start: int) -> Told:
        """The same line from a field on; what is impossible there counts for its own Told."""
        return Told(self.line, self.fields[start:])

    def is_absent(self, index: int) -> bool:
        return self.text(index).upper() in EMPTY

    # --- numbers ------------------------------------------------------------------------------------

    def whole(self, index: int, low: int, high: int, absent: Sequence[int] = ()) -> int | None:
        """A decimal integer; None for an absent one, and for an impossible one, which is noted."""
        text = self.text(index)
        if text.upper() in ABSENT or text in {str(value) for value in absent}:
            return None
        return self._noted(fields.whole(text, low, high))

    def number(self, index: int, low: float, high: float, scale: float = 1.0) -> float | None:
        """A decimal number, divided by `scale` before it is checked."""
        text = self.text(index)
        if text.upper() in ABSENT:
            return None
        value = fields.number(text, -1e9, 1e9)
        if value is None:
            return self._noted(None)
        value = round(value / scale, 2)
        return self._noted(value if low <= value <= high else None)

    def hexadecimal(self, index: int, high: int) -> int | None:
        text = self.text(index)
        return None if text.upper() in EMPTY else self._noted(fields.hexadecimal(text, 0, high))

    def index_level(
        self, index: int, top: int, step: float, base: float, absent: Sequence[int] = (255,)
    ) -> float | None:
        """A 3GPP index as the lower bound of its interval; 0 means below the scale and is no reading."""
        value = self.whole(index, 0, top, absent)
        return round(value * step + base, 2) if value else None

    # --- levels -------------------------------------------------------------------------------------

    def rsrp(self, index: int, rat: Rat | None = None, scale: float = 1.0) -> float | None:
        return self.number(index, *_RSRP.get(rat or Rat.LTE, _LTE_RSRP), scale=scale)

    def rsrq(self, index: int, rat: Rat | None = None, scale: float = 1.0) -> float | None:
        return self.number(index, *_RSRQ.get(rat or Rat.LTE, _LTE_RSRQ), scale=scale)

    def sinr(self, index: int, scale: float = 1.0) -> float | None:
        return self.number(index, *_SINR, scale=scale)

    def rssi(self, index: int, scale: float = 1.0) -> float | None:
        return self.number(index, *_RSSI, scale=scale)

    def rsrp_or_index(self, index: int, rat: Rat | None = None) -> float | None:
        """Negative values are dBm, others the 27.007 index."""
        if self.text(index).startswith("-"):
            return self.rsrp(index, rat)
        return self.index_level(index, 97, 1, -141)

    def rsrq_or_index(self, index: int, rat: Rat | None = None) -> float | None:
        """Negative values are dB, others the 27.007 index."""
        if self.text(index).startswith("-"):
            return self.rsrq(index, rat)
        return self.index_level(index, 34, 0.5, -20)

    # --- where ----------------------------------------------------------------------------------------

    def plmn(self, mcc_index: int, mnc_index: int) -> str | None:
        """MCC and MNC from two fields; a lone digit of MNC gets its leading zero back."""
        mcc, mnc = self.text(mcc_index), self.text(mnc_index)
        if mcc.upper() in EMPTY or mnc.upper() in EMPTY or mcc.upper() == "FFF":
            return None
        return self._noted(plmn_of(mcc + (mnc if len(mnc) > 1 else "0" + mnc)))

    def area(self, index: int, rat: Rat | None = None, *, base: int = 16) -> str | None:
        """A TAC or LAC as hex; the reserved values mean none."""
        value = self._code(index, 0xFFFFFF if rat is Rat.NR else 0xFFFF, base)
        return None if value is None or value in _INVALID_AREAS else f"{value:0{6 if rat is Rat.NR else 4}X}"

    def cell(self, index: int, rat: Rat | None = None, *, base: int = 16) -> str | None:
        """A cell identity as hex: 28 bits, 36 on NR; all ones mean none."""
        value = self._code(index, 0xFFFFFFFFF if rat is Rat.NR else 0xFFFFFFFF, base)
        if value is None or value in _INVALID_CELLS:
            return None
        if rat is not Rat.NR and value > 0xFFFFFFF:
            return self._noted(None)
        return cell_text(value, rat)

    def pci(self, index: int, rat: Rat | None = None, *, base: int = 10) -> int | None:
        value = self._code(index, 65_535, base)
        if value is None or value == 65_535:
            return None
        return self._noted(value if value <= (1007 if rat is Rat.NR else 503) else None)

    def channel(self, index: int, rat: Rat | None = None, *, base: int = 10) -> int | None:
        """An EARFCN, or by `rat` an NR-ARFCN, UARFCN or ARFCN."""
        high = {Rat.NR: 3_279_165, Rat.UMTS: 16_383, Rat.GSM: 1023}.get(rat or Rat.LTE, 262_143)
        text = self.text(index)
        if text == "-1" or (rat is not Rat.NR and text in ("65535", "4294967295")):
            return None
        value = self._code(index, 0xFFFFFFFF, base)
        return None if value is None else self._noted(value if value <= high else None)

    def band(self, index: int, rat: Rat | None = None) -> str | None:
        """A band given as its number alone, as people write it."""
        number = self.whole(index, 0, 512, absent=(0, 255))
        return None if number is None else self._noted(band_text(number, rat))

    def lte_bandwidth_mhz(self, index: int) -> float | None:
        """The LTE code 0 to 5."""
        code = self.whole(index, 0, 255, absent=(255,))
        if code is None:
            return None
        return self._noted(_LTE_BANDWIDTH_MHZ[code] if code < len(_LTE_BANDWIDTH_MHZ) else None)

    def nr_bandwidth_mhz(self, index: int) -> float | None:
        """The NR code 0 to 16."""
        code = self.whole(index, 0, 255, absent=(255,))
        if code is None:
            return None
        return self._noted(float(_NR_BANDWIDTH_MHZ[code]) if code < len(_NR_BANDWIDTH_MHZ) else None)

    def duplex(self, index: int) -> Duplex | None:
        text = self.text(index).upper()
        return Duplex(text) if text in ("FDD", "TDD") else None

    def _code(self, index: int, high: int, base: int) -> int | None:
        text = self.text(index)
        if text.upper() in EMPTY or text.startswith("-"):
            return None
        if base == 16 and not text.strip("fFxX0") and text[-1:] in "fF" and len(text) > 4:
            return None  # all ones, in whatever width the maker likes
        if base == 16:
            return self._noted(fields.hexadecimal(text, 0, high))
        return self._noted(fields.whole(text, 0, high))

    def _noted(self, value: V | None) -> V | None:
        self.impossible |= value is None
        return value


def plmn_of(text: str) -> str | None:
    """Five or six digits that can be an MCC and MNC."""
    return (
        text if text.isascii() and text.isdigit() and len(text) in (5, 6) and text[0] in "234567901" else None
    )


def cell_text(value: int, rat: Rat | None) -> str:
    return f"{value:0{9 if rat is Rat.NR else 4 if rat is Rat.GSM else 8}X}"


def band_text(number: int, rat: Rat | None) -> str | None:
    """`B20`, `n78`, `900`: None for a number that is no band of that technology."""
    if rat is Rat.NR:
        return f"n{number}" if number in NR_BANDS else None
    if rat is Rat.GSM:
        return str(number)
    return f"B{number}" if 1 <= number <= 106 else None


def blocks_mhz(blocks: int | None) -> float | None:
    """LTE resource blocks as the width of the channel."""
    return _LTE_BLOCKS_MHZ.get(blocks) if blocks is not None else None


def completed_cell(cell: Cell) -> Cell:
    """Band from the EARFCN and duplex from the band, where the modem told only the first."""
    if cell.rat not in (Rat.LTE, Rat.LTE_M, Rat.NB_IOT, Rat.EN_DC) and cell.band is None:
        return cell
    band = cell.band
    if band is None and cell.channel is not None:
        number = lte_band(cell.channel)
        band = f"B{number}" if number is not None else None
    duplex = cell.duplex
    if duplex is None and band is not None and band[:1] in ("B", "n"):
        tdd = is_tdd(int(band[1:]), nr=band[0] == "n")
        duplex = Duplex.TDD if tdd else Duplex.FDD
    return replace(cell, band=band, duplex=duplex)


def each(lines: Sequence[str], prefix: str, parse: Callable[[Told], Reading | None]) -> Reading:
    """Read every line that has the prefix; the others, and those that `parse` refuses, stay unrecognised."""
    reading = Reading()
    raw: list[str] = []
    for line in lines[:LINES_LIMIT]:
        told = Told(line)
        part = parse(told) if fields.prefix(line) == prefix else None
        if part is not None:
            reading = reading.plus(part)
        if part is None or told.impossible:
            raw.append(line)
    return reading.plus(Reading(unrecognised=(*raw, *lines[LINES_LIMIT:])))
