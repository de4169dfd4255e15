"""Takes passwords and PINs out of AT text before anybody can keep it: some modems return them in clear."""

from __future__ import annotations

import re

HIDDEN = "••••"

# By name: the fields of the argument list, counted from 0, that are secret. Both orders of user and password
# exist (27.007: user,password; SIMCom: password,user), so both fields go.
_SECRET_FIELDS = {
    "+CGAUTH": (2, 3),
    "+QICSGP": (3, 4),
    "+UAUTHREQ": (2, 3),
    "+UPSD": (3, 4),
    "$QCPDPP": (2, 3),
    "^AUTHDATA": (2, 3, 4),
    "#PDPAUTH": (2, 3),
    "#SGACT": (2, 3),
    "+CPIN": (0, 1),
    "+CPWD": (1, 2),
    "+CLCK": (2,),
    "^CPIN": (0, 1),
    "+QIACT": (2, 3),
    "+XGAUTH": (2, 3),
}
_IN_REPLY = {"+QICSGP": (2, 3), "+CPIN": (), "^CPIN": (), "+CLCK": (), "+QIACT": ()}
"""Where a reply's fields differ from the command's."""

_COMMAND = re.compile(
    r'(?i)(?P<head>(?:AT|;|^)\s*(?P<name>[+^$#][A-Z0-9_]+)\s*=\s*)(?P<rest>(?:"[^"]*"?|[^;"])*)'
)
_REPLY = re.compile(r"(?i)(?P<head>\s*(?P<name>[+^$#][A-Z0-9_]+)\s*:\s*)(?P<rest>.*)")


def veil(text: str) -> str:
    """The command or reply line with its secret fields hidden; any other text unchanged."""
    if not any(name in text.upper() for name in _SECRET_FIELDS):
        return text
    reply = _REPLY.fullmatch(text)
    if reply is not None:
        return _veiled(reply, replying=True)
    return _COMMAND.sub(lambda found: _veiled(found, replying=False), text)


def _veiled(found: re.Match[str], *, replying: bool) -> str:
    name = found["name"].upper()
    secret = _SECRET_FIELDS.get(name, ())
    if replying:
        secret = _IN_REPLY.get(name, secret)
    if not secret or found["rest"].lstrip().startswith(("?", "(")):
        return found[0]
    fields = _fields(found["rest"])
    for index in secret:
        if index < len(fields) and fields[index].strip().strip('"'):
            fields[index] = f'"{HIDDEN}"'
    return found["head"] + ",".join(fields)


def _fields(text: str) -> list[str]:
    """Split at commas outside quotes, keeping the quotes."""
    fields = [""]
    inside = False
    for character in text:
        if character == '"':
            inside = not inside
        if character == "," and not inside:
            fields.append("")
        else:
            fields[-1] += character
    return fields
