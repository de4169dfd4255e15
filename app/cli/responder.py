"""`linkwright responder`: the companion at the data centre, until it is told to end."""

from __future__ import annotations

import asyncio
import errno
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.live import told_to_stop
from app.cli.outcome import PASSED
from app.cli.output import say
from app.cli.parameters import HostPortParam
from app.words import _

if TYPE_CHECKING:
    from app.reach.endpoint import Endpoint

DEFAULT_PORT = 7575
_LARGEST_TOKEN_BYTES = 1024


@click.command()
@click.option(
    "--listen",
    metavar="HOST:PORT",
    type=HostPortParam(DEFAULT_PORT),
    default=f"0.0.0.0:{DEFAULT_PORT}",
    show_default=True,
    help="Where to listen, on TCP and UDP.",
)
@click.option(
    "--token-file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    required=True,
    help="The token that callers have to know, in the first line of FILE.",
)
def command(listen: Endpoint, token_file: Path) -> int:
    """Answer probes: which address they come from, late answers, connections back to the caller.

    A token is made with: python3 -c "import secrets; print(secrets.token_hex(32))"
    """
    from app.reach.responder import Responder

    token = read_token(token_file)

    async def stay() -> None:
        stop = told_to_stop()
        responder = Responder(token)
        try:
            port = await responder.start(listen.host, listen.port)
        except OSError as error:
            raise click.ClickException(
                _("Cannot listen on {address}: {code}").format(
                    address=listen, code=errno.errorcode.get(error.errno or 0, str(error.errno))
                )
            ) from None
        try:
            say(
                _("Listening on {host}, port {port}, TCP and UDP. Ctrl-C ends it.").format(
                    host=listen.host, port=port
                )
            )
            await stop.wait()
        finally:
            await responder.close()
            counts = responder.counts
            say(
                _("Messages: {heard} heard, {answered} answered, {ignored} ignored.").format(
                    heard=counts.heard, answered=counts.answered, ignored=counts.ignored
                )
            )

    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(stay())
    return PASSED


def read_token(path: Path) -> bytes:
    """The first line of the file. Raises click.UsageError for a file that cannot be a token file."""
    from app.reach.responder_wire import LEAST_TOKEN_BYTES

    try:
        with path.open("rb") as file:
            token = file.read(_LARGEST_TOKEN_BYTES).partition(b"\n")[0].strip()
        readable_by_others = sys.platform != "win32" and path.stat().st_mode & 0o077
    except OSError:
        raise click.UsageError(_("The token file {file} cannot be read.").format(file=path)) from None
    if len(token) < LEAST_TOKEN_BYTES:
        raise click.UsageError(
            _("The token in {file} is shorter than {least} characters.").format(
                file=path, least=LEAST_TOKEN_BYTES
            )
        )
    if readable_by_others:
        say(_("Other users of this computer can read {file}. Protect it: chmod 600").format(file=path))
    return token
