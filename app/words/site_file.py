"""Texts for a site file that cannot be used, and for each thing wrong in it."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.masking import mask_identities
from app.site.problems import Problem, SiteFault, Wanted
from app.words.catalogue import N_, _, n_
from app.words.sentences import OneOf, Text, When, equals, one, plain

_SEE_EXAMPLES = N_("The folder examples has site files to start from.")

TEXTS = {
    "site-not-found": Text(
        title=N_("There is no site file {path}"),
        cause=(N_("The file does not exist, or its folder is another one than you think."),),
        remedy=(N_("Did you mean {nearest}?"), N_("Check name and folder.")),
    ),
    "site-directory": Text(
        title=N_("{path} is a folder, not a site file"),
        cause=(N_("A site file is one file whose name ends in .site.toml."),),
        remedy=(N_("Name the file inside the folder."),),
    ),
    "site-denied": Text(
        title=N_("The site file {path} may not be read"),
        cause=(N_("This user has no right to read it."),),
        remedy=(N_("Change its rights or copy it to a folder of your own."),),
    ),
    "site-unreadable": Text(
        title=N_("The site file {path} cannot be read"),
        cause=(N_("The system reported an error while reading it."),),
        remedy=(N_("Check the name and the disk or network drive that it is on."),),
    ),
    "site-too-large": Text(
        title=N_("{path} is too large for a site file"),
        cause=(N_("A site file has a few hundred lines at most; the limit is {limit_bytes}."),),
        remedy=(N_("Check that it is the right file."), _SEE_EXAMPLES),
    ),
    "site-not-utf8": Text(
        title=N_("The site file {path} is not UTF-8 text"),
        cause=(N_("Line {line} holds bytes that are no UTF-8 characters."),),
        remedy=(N_("Open it in an editor and save it again with the encoding UTF-8."),),
    ),
    "site-syntax": Text(
        title=N_("The site file {path} is not valid TOML"),
        cause=(N_("It cannot be read beyond the place below."),),
        remedy=(N_("Correct that line."), _SEE_EXAMPLES),
    ),
    "site-invalid": Text(
        title=OneOf(
            When(equals("problems", "1"), N_("The site file {path} has an error")),
            N_("The site file {path} has {problems} errors"),
        ),
        cause=(N_("Nothing was started, because a wrong expectation makes every verdict wrong."),),
        remedy=(N_("Correct the lines below."),),
    ),
    "site-changed-on-disk": Text(
        title=N_("The site file {path} was changed by somebody else"),
        cause=(N_("It is not what it was when it was opened here, so it was not overwritten."),),
        remedy=(N_("Open it again and repeat your change, or save yours under another name."),),
    ),
    "site-not-written": Text(
        title=N_("The site file {path} could not be written"),
        cause=(N_("The disk is full, the folder is gone, or this user may not write there."),),
        remedy=(N_("Save it in another folder."),),
    ),
}

_EXPECTED = {
    Wanted.TOML: N_("a line of TOML: key = value or [table]"),
    Wanted.TOML_EQUALS: N_("an equals sign after the key"),
    Wanted.TOML_VALUE: N_("a value; text stands in quotation marks"),
    Wanted.TOML_STRING_END: N_("the quotation mark that ends the text"),
    Wanted.TOML_BRACKET_END: N_("the bracket that ends the list or table name"),
    Wanted.TOML_LINE_END: N_("one key and value a line"),
    Wanted.TOML_ESCAPE: N_(
        "no single backslash in the text; write it twice, or put the text in single quotes"
    ),
    Wanted.TOML_ONCE: N_("each key and table only once"),
    Wanted.TOML_FLAT: N_("tables and lists nested less than {most} deep"),
    Wanted.PRESENT: N_("a value"),
    Wanted.TEXT: N_("text in quotation marks"),
    Wanted.WHOLE_NUMBER: N_("a whole number"),
    Wanted.NUMBER: N_("a number"),
    Wanted.YES_OR_NO: N_("true or false"),
    Wanted.TABLE: N_("a table of keys"),
    Wanted.LIST: N_("a list in brackets"),
    Wanted.OTHER: N_("another kind of value"),
    Wanted.ONE_OF: N_("one of {choices}"),
    Wanted.RANGE: N_("a number from {least} to {most}"),
    Wanted.LENGTH: N_("text of {least} to {most} characters"),
    Wanted.COUNT: N_("a list of {least} to {most} items"),
    Wanted.PLAIN_TEXT: N_("text without blanks at its ends and without control characters"),
    Wanted.PORT: N_("a port from 1 to 65535"),
    Wanted.HOST: N_("a host name or a complete IP address, without blanks"),
    Wanted.HOST_AND_PORT: N_("host:port, with a port from 1 to 65535"),
    Wanted.BROKER_URL: N_("mqtt://, mqtts://, ws:// or wss:// with a host and, where it differs, a port"),
    Wanted.URL_WITHOUT_USER: N_(
        "no user name and no password in the URL: username is a key, the password a secret"
    ),
    Wanted.URL_WITHOUT_PATH: N_("nothing after the port; only ws:// and wss:// have a path"),
    Wanted.ADDRESS: N_("an IP address such as 10.64.3.17"),
    Wanted.ADDRESS_IN_SUBNET: N_("an address inside the subnet that the file names"),
    Wanted.APN: N_("an access point name: letters, digits, dots and hyphens, at most 100 characters"),
    Wanted.ICCID: N_("the 18 to 20 digits that are printed on the card"),
    Wanted.OPERATOR: N_("5 or 6 digits: country code and network code (MCC and MNC)"),
    Wanted.TOPIC: N_("a topic name without wildcards that does not begin with $"),
    Wanted.PLACEHOLDERS: N_("no other placeholders than {choices}"),
    Wanted.UNIQUE: N_("each of them only once"),
    Wanted.FILE: N_("the name of a file beside the site file"),
}


def expectation(problem: Problem) -> str:
    """What was expected at this place, without a full stop."""
    details = problem.details
    match problem.wanted:
        case Wanted.KNOWN_KEY:
            return _("a known key")
        case Wanted.NO_SECRET:
            return _("no secret in this file")
        case Wanted.SUBNET:
            if nearest := details.get("nearest"):
                return _("a network; did you mean {nearest}?").format(nearest=nearest)
            return _("a network such as 10.64.3.0/24")
    return one(_EXPECTED[problem.wanted], dict(details))


def problem_line(problem: Problem) -> str:
    """One problem in one line: `line 12: responder.url = "x:70000": expected a port from 1 to 65535`."""
    text = _problem_text(problem)
    if problem.line is None:
        return text
    return _("line {line}: {problem}").format(line=problem.line, problem=text)


def _problem_text(problem: Problem) -> str:
    key, details = plain(problem.key), problem.details
    match problem.wanted:
        case Wanted.PRESENT:
            return _("{key} is missing").format(key=key)
        case Wanted.NO_SECRET:
            return _(
                "{key}: secrets do not belong here; they come from the keyring of this computer, "
                "from the environment or from a prompt"
            ).format(key=key)
        case Wanted.KNOWN_KEY:
            return _unknown_key(key, details)
    given = mask_identities(problem.given)
    place = f"{key} = {given}" if key and given else key or given
    said = _("{place}: expected {expectation}") if place else _("expected {expectation}")
    return said.format(place=plain(place), expectation=expectation(problem))


def _unknown_key(key: str, details: Mapping[str, str]) -> str:
    if nearest := details.get("nearest"):
        return _("{key} is not a known key; did you mean {nearest}?").format(key=key, nearest=nearest)
    if table := details.get("table"):
        return _("{key} is not a known key; it belongs to [{table}]").format(key=key, table=table)
    if known := details.get("known"):
        return _("{key} is not a known key; known are {known}").format(key=key, known=known)
    return _("{key} is not a known key").format(key=key)


def problem_lines(fault: SiteFault) -> list[str]:
    """All problems of a site file, in the order of its lines, and how many are not listed."""
    lines = [problem_line(problem) for problem in fault.problems]
    if fault.unlisted:
        lines.append(n_("and {count} more", "and {count} more", fault.unlisted).format(count=fault.unlisted))
    return lines
