"""What can be wrong with a site file: reasons, and one problem a line. Values only, cheap to import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from app.core.faults import Fault


class SiteReason(Enum):
    """Why a site file cannot be used."""

    NOT_FOUND = "site-not-found"
    DIRECTORY = "site-directory"
    DENIED = "site-denied"
    UNREADABLE = "site-unreadable"
    TOO_LARGE = "site-too-large"
    NOT_UTF8 = "site-not-utf8"
    SYNTAX = "site-syntax"
    INVALID = "site-invalid"
    CHANGED_ON_DISK = "site-changed-on-disk"
    NOT_WRITTEN = "site-not-written"


class Wanted(Enum):
    """What was expected where something else stood. Comments name the details that go with it."""

    TOML = "toml"
    TOML_EQUALS = "toml-equals"
    TOML_VALUE = "toml-value"
    TOML_STRING_END = "toml-string-end"
    TOML_BRACKET_END = "toml-bracket-end"
    TOML_LINE_END = "toml-line-end"
    TOML_ESCAPE = "toml-escape"
    TOML_ONCE = "toml-once"
    TOML_FLAT = "toml-flat"  # most

    KNOWN_KEY = "known-key"  # nearest or table, when there is one
    NO_SECRET = "no-secret"
    PRESENT = "present"

    TEXT = "text"
    WHOLE_NUMBER = "whole-number"
    NUMBER = "number"
    YES_OR_NO = "yes-or-no"
    TABLE = "table"
    LIST = "list"
    OTHER = "other"

    ONE_OF = "one-of"  # choices
    RANGE = "range"  # least, most
    LENGTH = "length"  # least, most
    COUNT = "count"  # least, most
    PLAIN_TEXT = "plain-text"
    PORT = "port"
    HOST = "host"
    HOST_AND_PORT = "host-and-port"
    BROKER_URL = "broker-url"
    URL_WITHOUT_USER = "url-without-user"
    URL_WITHOUT_PATH = "url-without-path"
    ADDRESS = "address"
    SUBNET = "subnet"  # nearest, when only host bits were set
    ADDRESS_IN_SUBNET = "address-in-subnet"
    APN = "apn"
    ICCID = "iccid"
    OPERATOR = "operator"
    TOPIC = "topic"
    PLACEHOLDERS = "placeholders"  # choices
    UNIQUE = "unique"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a site file.

    line and column: 1-based, None where there is no place to point at. key: dotted, empty for a syntax
    error. given: as it stands in the file, shortened, empty when it is not shown (a secret) or not there.
    """

    wanted: Wanted
    line: int | None = None
    column: int | None = None
    key: str = ""
    given: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


class SiteFault(Fault):
    """A site file that cannot be used, with everything that is wrong in it, in the order of its lines.

    unlisted: how many further problems were found and left out.
    """

    def __init__(
        self,
        reason: SiteReason,
        path: str,
        problems: tuple[Problem, ...] = (),
        *,
        unlisted: int = 0,
        evidence: Mapping[str, str] | None = None,
    ) -> None:
        count = {"problems": str(len(problems) + unlisted)} if problems else {}
        super().__init__(reason, {"path": path, **count, **(evidence or {})})
        self.problems = problems
        self.unlisted = unlisted

    @property
    def is_usage(self) -> bool:
        return True
