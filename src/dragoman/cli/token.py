"""``dragoman token``: who may come in at the desk, and what they may do."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli import asking, files
from dragoman.errors import BadQuestion, NoLedger

if TYPE_CHECKING:
    from dragoman.types import Token

app = typer.Typer(no_args_is_help=True, help="Make, list and revoke the tokens with which others use the desk.")
DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose it is; what they do bears this name.")],
    ledger: asking.Place = "ledger.db",
    scopes: Annotated[
        str, typer.Option(metavar="WHAT,...", help="read, correct, watch, read_text, admin (everything).")
    ] = "read,correct,watch,read_text",
    expires: Annotated[
        str | None, typer.Option(metavar="WHEN", help="A day (2027-01-31), or a span: 90d, 12w, 6m, 1y.")
    ] = None,
) -> None:
    """Make a token. It is shown this once; the ledger keeps only its digest.

    As in: dragoman token add "Ada Lovelace" --scopes read,correct --expires 90d
    """
    from dragoman.ledger import Ledger

    until = _iso(_end(expires, datetime.now(UTC))) if expires else None
    wanted = [scope.strip() for scope in scopes.split(",") if scope.strip()]
    new = not _there(ledger)
    with Ledger(ledger) as opened:
        token, secret = opened.add_token(name, wanted, until)
    if new:
        typer.echo(f"There was no ledger at {ledger}: an empty one was made. --ledger names another.", err=True)
    lasts = f" until {until}" if until else ""
    allowed = ", ".join(token.scopes)
    typer.echo(f"{token.name} may with this token{lasts}: {allowed}. It is not shown again:", err=True)
    typer.echo(secret)


@app.command("list")
def show(
    ledger: asking.Place = "ledger.db",
    everything: Annotated[bool, typer.Option("--all", help="Also those that were revoked, or have expired.")] = False,
    form: asking.Form = None,
    output: asking.Output = None,
) -> None:
    """List the tokens: whose they are, what they allow, and until when."""
    now = _iso(datetime.now(UTC))
    with asking.opened(ledger) as opened:
        tokens = [token for token in opened.tokens() if everything or _state(token, now) == "in force"]
    kind = asking.form_of(form, output)
    if kind is asking.Format.table:
        told = asking.drawn(asking.rows(_cells(now), tokens, people=asking.to_people(output)), output)
        files.write([told] if tokens else ["There is no token; `dragoman token add NAME` makes one.\n"], output)
    elif kind is asking.Format.csv:
        from dragoman.export.answers import csv_rows, same

        columns = same("id", "name", "scopes", "created", "expires", "revoked", "revoked_by")
        files.write(csv_rows(tokens, columns), output)
    else:
        files.write((asking.json_list if kind is asking.Format.json else asking.json_lines)(tokens), output)


@app.command("revoke")
def revoke(
    id: Annotated[str, typer.Argument(metavar="TOKEN", help="Its id, as `dragoman token list` has it.")],
    ledger: asking.Place = "ledger.db",
) -> None:
    """Revoke a token: whoever has it is out at once."""
    import getpass

    from dragoman.ledger import Ledger

    with Ledger(ledger) as opened:
        token = opened.revoke_token(id, by=getpass.getuser())
    typer.echo(f"Token {token.id} of {token.name} lets nobody in any more.")


def _there(ledger: str) -> bool:
    try:
        with asking.opened(ledger):
            return True
    except NoLedger:
        return False


def _end(told: str, now: datetime) -> datetime:
    """When a token ends: at the beginning of a day, or after so many days, weeks, months or years."""
    if span := re.fullmatch(r"(\d{1,4})([dwmy])", told.strip()):
        return now + timedelta(days=int(span[1]) * DAYS[span[2]])
    try:
        return datetime.fromisoformat(told.strip()).replace(tzinfo=UTC)
    except ValueError:
        raise BadQuestion(f"{told!r} is no time; write a day as 2027-01-31, or a span as 90d, 12w, 6m or 1y.") from None


def _iso(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _state(token: Token, now: str) -> str:
    if token.revoked:
        return f"revoked {token.revoked[:10]} by {token.revoked_by}"
    return f"expired {token.expires[:10]}" if token.expires and token.expires <= now else "in force"


def _cells(now: str) -> tuple[asking.Cell, ...]:
    return (
        asking.Cell("token", lambda token: token.id),
        asking.Cell("name", lambda token: token.name, 2),
        asking.Cell("may", lambda token: ", ".join(token.scopes), 2),
        asking.Cell("made", lambda token: token.created[:10]),
        asking.Cell("until", lambda token: (token.expires or "")[:10]),
        asking.Cell("state", lambda token: _state(token, now), 2),
    )
