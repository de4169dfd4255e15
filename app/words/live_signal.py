"""What limits the signal right now, and what helps; and short words for what a path did."""

from __future__ import annotations

from app.words.catalogue import _, p_
from app.words.figures import db, dbm
from app.words.terms import limiting_figure, rating_name


def figure_text(figure: str, value: float) -> str:
    """The level with its unit: rsrp and rssi are absolute, rsrq and sinr are ratios."""
    return dbm(value) if figure in ("rsrp", "rssi") else db(value)


def rating_title(rating: str) -> str:
    name = rating_name(rating)
    return f"{name[:1].upper()}{name[1:]}."


def limit_sentence(figure: str, value: float | None) -> str:
    """`Limited by SINR (7 dB): enough power, too much interference...`"""
    name = limiting_figure(figure)
    shown = f"{name} ({figure_text(figure, value)})" if value is not None else name
    match figure:
        case "rsrp":
            return _(
                "Limited by {figure}: too little of the cell arrives. Put the antenna higher, outside or "
                "closer to a window, and check that it sits on the main connector."
            ).format(figure=shown)
        case "sinr":
            return _(
                "Limited by {figure}: enough power, too much interference. Turn or move the antenna, away "
                "from other electronics."
            ).format(figure=shown)
        case "rsrq":
            return _(
                "Limited by {figure}: the cell is busy or others disturb it. Turn or move the antenna, or "
                "compare at another time of day."
            ).format(figure=shown)
        case "rssi":
            return _(
                "Limited by {figure}: little power in the band. Put the antenna higher or outside, and "
                "check that it sits on the main connector."
            ).format(figure=shown)
    return _("Limited by {figure}.").format(figure=shown)


def path_verdict(verdict: str) -> str:
    """A word for how one try of a path ended."""
    match verdict:
        case "open":
            return p_("path", "open")
        case "answered" | "lossy":
            return p_("path", "answers")
        case "refused":
            return p_("path", "refused")
        case "silent":
            return p_("path", "no answer")
        case "unreachable":
            return p_("path", "no way there")
        case "not-resolved" | "no-such-name":
            return p_("path", "name not found")
        case "not-permitted":
            return _("ping is not possible on this system")
        case "failed" | "tcp-failed":
            return p_("path", "not tried by the system")
        case "ok":
            return p_("path", "TLS in order")
        case "expired":
            return p_("path", "certificate expired")
        case "not-yet-valid":
            return p_("path", "certificate not yet valid")
        case "host-mismatch":
            return p_("path", "certificate for another name")
        case "self-signed" | "untrusted":
            return p_("path", "certificate not trusted")
        case "not-tls" | "tls-closed":
            return p_("path", "does not speak TLS")
        case "tls-silent" | "tls-failed":
            return p_("path", "TLS fails")
        case "dns-refused" | "dns-silent" | "dns-failed":
            return p_("path", "name server fails")
        case "routed":
            return p_("path", "routed")
        case "no-route":
            return p_("path", "no route")
    return verdict
