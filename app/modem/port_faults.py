"""Why a port cannot be opened or used: the operating system's refusal as a reason with evidence.

Reasons follow from error numbers and types. Only Windows gives none (pyserial keeps the error's text alone);
there the number inside that text is read, which is the same in every language.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from app.core.faults import Fault

MODEM_MANAGER = "ModemManager"

_GONE = frozenset({errno.ENOENT, errno.ENXIO, errno.ENODEV, errno.ENOTDIR})
_DENIED = frozenset({errno.EACCES, errno.EPERM})
_TAKEN = frozenset({errno.EBUSY, errno.EAGAIN})
_WINDOWS_GONE = frozenset({2, 3, 433})  # file, path not found; no such device
_WINDOWS_TAKEN = frozenset({5, 32})  # access denied, sharing violation: both mean "in use" for a serial port
_WINDOWS_NUMBER = re.compile(r"None, (\d+)\)")


class PortReason(Enum):
    NOT_FOUND = "not-found"
    ADDRESS = "port-address-invalid"
    BUSY = "busy"
    DENIED = "denied"
    SILENT = "silent"  # opened, but nothing ever answers
    NOT_AT = "not-at"  # something answers, but not AT
    VANISHED = "vanished"
    SHARED = "port-shared"  # another program reads the same bytes
    RESTARTED = "modem-restarted"  # in the middle of a command, which is lost
    WRITE_BLOCKED = "write-blocked"  # the port takes no bytes: a diagnostic port, or flow control
    CLOSED = "port-closed"  # by ourselves, while somebody still asked
    FAILED = "port-failed"


class PortFault(Fault):
    """evidence always has `port`; BUSY may have `holder`, `holder_pid`, `holder_certain`; DENIED `group`."""


def opening_fault(port: str, error: Exception) -> PortFault:
    """The fault for an error that opening a port has raised."""
    if isinstance(error, ValueError):
        return PortFault(PortReason.ADDRESS, {"port": port})
    cause = _deepest(error)
    number = cause.errno if isinstance(cause, OSError) else None
    if isinstance(error, OSError) and error.errno is not None:
        number = error.errno
    evidence = {"port": port, "error": type(cause).__name__}
    if number is not None:
        evidence["errno"] = errno.errorcode.get(number, str(number))
    if "://" in port:
        return PortFault(PortReason.NOT_FOUND, evidence)
    if sys.platform == "win32" and (windows := _windows_number(error)) is not None:
        evidence["winerror"] = str(windows)
        if windows in _WINDOWS_TAKEN:
            return PortFault(PortReason.BUSY, evidence)
        return PortFault(PortReason.NOT_FOUND if windows in _WINDOWS_GONE else PortReason.FAILED, evidence)
    if number in _GONE:
        return PortFault(PortReason.NOT_FOUND, evidence)
    if number in _DENIED:
        return PortFault(PortReason.DENIED, {**evidence, **_permission(port)})
    if number in _TAKEN:
        return PortFault(PortReason.BUSY, {**evidence, **_holder_evidence(port)})
    return PortFault(PortReason.FAILED, evidence)


def reading_fault(port: str, error: Exception) -> PortFault:
    """The fault for an error while the port was open: gone, or read by somebody else at the same time."""
    evidence = {"port": port, "error": type(_deepest(error)).__name__}
    others = [(name, pid) for name, pid in holders(port) if pid != os.getpid()]
    if others and Path(port).exists():
        name, pid = others[0]
        return PortFault(PortReason.SHARED, {**evidence, "holder": name, "holder_pid": str(pid)})
    return PortFault(PortReason.VANISHED, evidence)


def holders(port: str) -> Iterator[tuple[str, int]]:
    """Name and process id of the programs that have a device open, as far as we may see (Linux only)."""
    try:
        target = os.stat(port)
    except OSError:
        return
    for process in Path("/proc").glob("[0-9]*"):
        try:
            handles = list((process / "fd").iterdir())
        except OSError:
            continue  # another user's process, or one that has just ended
        for handle in handles:
            try:
                same = os.path.samestat(handle.stat(), target)
            except OSError:
                continue
            if same:
                yield _name_of(process), int(process.name)
                break


def _holder_evidence(port: str) -> dict[str, str]:
    for name, pid in holders(port):
        return {"holder": name, "holder_pid": str(pid), "holder_certain": "yes"}
    for process in Path("/proc").glob("[0-9]*"):
        # It runs as root, so its open files are not ours to see; that it runs is.
        if _name_of(process) == MODEM_MANAGER:
            return {"holder": MODEM_MANAGER, "holder_pid": process.name, "holder_certain": "no"}
    return {}


def _name_of(process: Path) -> str:
    try:
        return (process / "comm").read_text().strip()
    except OSError:
        return ""


if sys.platform == "win32":

    def _permission(_port: str) -> dict[str, str]:
        return {}

else:
    import grp
    import pwd

    def _permission(port: str) -> dict[str, str]:
        """Who may open the device, and whether this user only has to log in again (facts 6.1, number 3)."""
        try:
            node = os.stat(port)
            group = grp.getgrgid(node.st_gid)
            user = pwd.getpwuid(os.getuid()).pw_name
        except (OSError, KeyError):
            return {}
        return {
            "group": group.gr_name,
            "mode": stat.filemode(node.st_mode),
            "user": user,
            "member_after_login": "yes" if user in group.gr_mem else "no",
        }


def _windows_number(error: Exception) -> int | None:
    found = _WINDOWS_NUMBER.search(str(error))
    return int(found[1]) if found else None


def _deepest(error: BaseException) -> BaseException:
    """The error that pyserial has wrapped into its own, if it did."""
    inner = error.__cause__ or error.__context__
    return inner if isinstance(inner, OSError) else error
