"""The tables of the ledger, the same on SQLite and PostgreSQL.

Conventions. ``pk`` is an integer that never leaves the database; ``id`` is what users see, and comes from content, so
that it is the same in every ledger: a report's begins with ``r``, an account's with ``a``, an event's (a story's) with
``e``. Foreign keys are named for what they point to and hold its ``pk``. Times are ISO 8601 in UTC
(«2024-11-26T10:00:00Z»), days «2024-11-26»; as text they sort as they should. Lists of codes are joined by a space.
``data`` is the whole value as JSON. What is indexed is clipped (``ids.clipped``): PostgreSQL indexes no long words.

What comes from reading or reconciling (mention, attribution, account*, story*) describes the *latest* version of each
report and can be made anew from ``version.record``; what is kept for good is report, version, carried, source and run,
and what people leave: decision, correction (with their anchors), token and watch.

Full text is not in these tables: on SQLite ``report_words``, ``account_words`` and ``attribution_words`` are FTS5
tables over them, kept in step by triggers; on PostgreSQL the tables have a generated column ``words`` (tsvector, GIN).
Ask through ``dragoman.ledger.search``. A change here needs a migration: see ``migrations/``.
"""

from __future__ import annotations

import sqlalchemy as sa

VERSIONS = ("0001", "0003", "0004", "0005")
"""Every migration, oldest first; this code works with the last."""

# PostgreSQL would compare codes and times by the rules of a language, which is slower and sorts otherwise than Python
CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_LATEST = sa.text("latest")
_WRONG = sa.text("wrong")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _pk() -> sa.Column[int]:
    return sa.Column("pk", KEY, primary_key=True, autoincrement=True)


def _to(target: str, name: str | None = None, *, null: bool = False, key: bool = False) -> sa.Column[int]:
    """A foreign key; rows that describe another row go with it."""
    gone = "SET NULL" if null else "CASCADE"
    link = sa.ForeignKey(f"{target}.pk", ondelete=gone)
    return sa.Column(name or target, KEY, link, nullable=null, primary_key=key)


def _code(name: str, *, null: bool = False, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, CODE, nullable=null, primary_key=key)


def _words(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null)


def _number(name: str, *, null: bool = False, key: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=null, primary_key=key, autoincrement=False)


def _real(name: str, *, null: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Double, nullable=null)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


# --- reports ---------------------------------------------------------------------------------------------------------

meta = sa.Table("meta", metadata, _code("name", key=True), _words("value"))
"""Facts about the ledger itself: ``created``."""

outlet = sa.Table(
    "outlet",
    metadata,
    _pk(),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    _code("country", null=True),  # ISO alpha-3
    _code("ownership", null=True),  # state, public, party, private
)
"""Who published reports, with what the gazetteer knows of them."""

source = sa.Table(
    "source",
    metadata,
    _pk(),
    sa.Column("place", CODE, nullable=False, unique=True),  # the address of a feed, a path ...
    _code("kind"),  # feed, page, file ...
    _words("title", null=True),
    _code("status"),  # new, ok, failing, dead
    _number("failures"),  # in a row
    _code("next_due", null=True),
    _code("last_tried", null=True),
    _code("last_ok", null=True),
    _words("last_error", null=True),
    _words("state"),  # all that its kind needs to go on (ETag ...), as JSON
    _code("added"),
    _code("removed", null=True),  # when it was taken off the list; its reports stay
    sa.Index(None, "next_due"),
)

report = sa.Table(
    "report",
    metadata,
    _pk(),
    sa.Column("id", CODE, nullable=False, unique=True),
    _code("address", null=True),  # canonical, the id is made of it; none for texts that came without one
    _words("origin"),  # where it was found: a path or URL, with its line
    _to("source", null=True),  # that first brought it
    _code("guid", null=True),  # what the source calls it
    _to("outlet", null=True),
    # a report that repeats another points to the one held to be its origin; one that does not, to itself
    sa.Column("original", KEY, sa.ForeignKey("report.pk"), nullable=True),
    # of the latest version, so that lists need no join:
    _number("versions"),  # how many
    _words("title", null=True),
    _words("agency", null=True),
    _code("published", null=True),  # day or time
    _code("language", null=True),
    _code("status"),  # read, unreadable
    _code("first_seen"),
    _code("last_seen"),
    _code("gone", null=True),  # when it was found to be deleted where it stood
    sa.Index(None, "original"),
    sa.Index(None, "outlet", "published", "original"),
    sa.Index(None, "source", "guid"),
    sa.Index(None, "source", "first_seen", "original"),
    sa.Index(None, "published"),
    sa.Index(None, "status", "first_seen"),
    sa.Index(None, "first_seen"),
)

version = sa.Table(
    "version",
    metadata,
    _pk(),
    _to("report"),
    _number("n"),  # 1, 2 ...
    _flag("latest"),
    _code("digest"),  # of title and text as read: the same digest is the same content
    _code("arrived"),  # digest of what came in: the same need not be read again
    _words("title", null=True),
    _words("text", null=True),  # what every offset refers to; none where it could not be read
    _code("published", null=True),
    _code("language", null=True),
    _words("agency", null=True),
    _words("url", null=True),
    _code("seen"),
    _code("status"),  # read, unreadable
    _words("reason", null=True),  # why it could not be read
    _code("reader", null=True),
    _code("model", null=True),
    sa.Column("record", sa.LargeBinary),  # the Record without its text: JSON, compressed by zlib
    sa.UniqueConstraint("report", "n"),
    sa.Index(None, "report", "digest"),
    sa.Index("ix_version_latest", "report", unique=True, sqlite_where=_LATEST, postgresql_where=_LATEST),
    sa.Index(None, "arrived"),
    sa.Index(None, "model"),
)

carried = sa.Table(
    "carried",
    metadata,
    _to("report", key=True),
    sa.Column("source", KEY, primary_key=True, autoincrement=False),  # 0: none that is followed
    _number("n"),  # the version
    _code("arrived"),  # digest of what came in: the same from there need not be read again
    sqlite_with_rowid=False,
)
"""What each source gives now of each report. The longest of these texts is the latest version: see ``reports``."""

# --- copies ----------------------------------------------------------------------------------------------------------

fingerprint = sa.Table(
    "fingerprint",
    metadata,
    _to("report", key=True),
    _code("exact"),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    _number("words"),
    _words("bands"),  # all of them, so that the rows of ``band`` are found again without an index of their own
    sa.Index(None, "exact"),
)

band = sa.Table(
    "band",
    metadata,
    sa.Column("band", sa.BigInteger, primary_key=True, autoincrement=False),  # ids.bucket of a fingerprint's band
    # a hundred rows a report: no foreign key, which would need an index as large as the table
    sa.Column("report", KEY, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Buckets of the LSH: two reports in one bucket may be copies."""

copy_link = sa.Table(
    "copy_link",
    metadata,
    _to("report", "a", key=True),  # a.id < b.id
    _to("report", "b", key=True),
    _real("score"),
    _words("reason"),
    sa.Index(None, "b"),
)

# --- what reports say ------------------------------------------------------------------------------------------------

entity = sa.Table(
    "entity",
    metadata,
    _pk(),
    _words("name"),
    _code("name_key"),  # case folded, to be found by
    _code("country"),  # '' where none is known, so that the pair is unique
    _code("sectors"),  # all that were seen
    # in how many reports, and how often in all, so that no list of names counts mentions:
    sa.Column("reports", sa.Integer, nullable=False, server_default="0"),
    sa.Column("mentions", sa.Integer, nullable=False, server_default="0"),
    sa.UniqueConstraint("name", "country"),
    sa.Index(None, "name_key"),
    sa.Index(None, "country"),
)

mention = sa.Table(
    "mention",
    metadata,
    _to("report", key=True),
    _number("start", key=True),
    _number("end", key=True),
    _to("entity"),
    sa.Index(None, "entity", "report"),
    sqlite_with_rowid=False,
)
"""Where the latest text of a report names an entity that is known by name."""

attribution = sa.Table(
    "attribution",
    metadata,
    _pk(),
    _to("report"),
    _number("n"),  # its place in Record.attributions
    _to("entity", "speaker", null=True),
    _code("speaker_country", null=True),
    _words("source"),
    _words("via"),  # JSON list of the chain's words, outermost first
    _words("cue", null=True),
    _words("content"),
    _number("start"),
    _number("end"),
    _code("kind"),  # direct, indirect, mixed
    _real("confidence"),
    _code("day"),  # of publication, else of first sight
    sa.UniqueConstraint("report", "n"),
    sa.Index(None, "speaker", "day"),
    sa.Index(None, "speaker_country", "day"),
    sa.Index(None, "day"),
)

# --- accounts: what one report tells of an event ---------------------------------------------------------------------

story = sa.Table(
    "story",
    metadata,
    _pk(),
    sa.Column("id", CODE, nullable=False, unique=True),
    _code("type"),
    _code("mode", null=True),
    _code("contexts"),
    _number("quad"),
    _real("score"),
    _code("cameo", null=True),
    _code("modality"),
    _code("date", null=True),  # as told, as exact as is known
    _code("day"),  # its first day; where no date is told, the day it was first reported
    _code("last_day"),  # its last day: «2024-11» ends on the 30th
    _flag("dated"),  # by a date that is told or by a day of publication; else by the day of collection alone
    _words("place", null=True),
    _code("place_key", null=True),  # case folded, to be found by
    _code("place_country", null=True),
    _number("geonameid", null=True),
    _real("latitude", null=True),
    _real("longitude", null=True),
    _real("confidence"),
    _flag("corroborated"),
    # a person has said that it is none; such a story has no rows in story_party and story_pair
    sa.Column("wrong", sa.Boolean, nullable=False, server_default=sa.false()),
    _number("reports"),
    _number("copies"),
    _number("origins"),
    _number("outlets"),
    _number("state_owned"),
    _code("first_report", null=True),
    _code("last_report", null=True),
    _code("updated"),  # when what is known of it last changed
    _words("data"),  # the Story
    sa.Index(None, "day", "last_day", "place_country"),
    sa.Index(None, "type", "day"),
    sa.Index(None, "modality", "day"),
    sa.Index(None, "corroborated", "day", "last_day", "origins"),
    sa.Index(None, "place_country", "day"),
    sa.Index(None, "place_key", "day"),
    sa.Index(None, "geonameid"),
    sa.Index(None, "updated"),
    sa.Index("ix_story_wrong", "pk", sqlite_where=_WRONG, postgresql_where=_WRONG),
)

story_party = sa.Table(
    "story_party",
    metadata,
    _to("story", key=True),
    _code("role", key=True),  # actor, recipient; where all sides act on each other, each is in both roles
    _number("n", key=True),  # below 0 for an actor who is recipient too, which he is of the others only
    _words("name"),
    _code("name_key"),
    _code("country", null=True),
    _code("sectors"),
    # of the story, so that a filter by party needs no second look:
    _code("type"),
    _number("quad"),
    _code("modality"),
    _code("day"),
    _code("last_day"),
    _real("confidence"),
    _flag("corroborated"),
    _code("place_country", null=True),
    # of a country: 0 met here first in the story, 1 first in this role, 2 again in this role (``spread.Met``)
    sa.Column("met", sa.Integer, nullable=False, server_default="0"),
    sa.Column("score", sa.Double, nullable=False, server_default="0"),
    # in the order of days, with all that is asked of a party: a filter that few events pass looks at nothing else
    sa.Index(
        "ix_story_party_country", "country", "role", "day", "story", "met", "type", "quad", "modality", "confidence",
        "corroborated", "place_country", "last_day", "sectors",
    ),
    sa.Index(None, "name_key", "role", "day", "story"),
    sqlite_with_rowid=False,
)  # fmt: skip

story_pair = sa.Table(
    "story_pair",
    metadata,
    _to("story", key=True),
    _code("actor", key=True),
    _code("recipient", key=True),
    _code("day"),
    _code("last_day"),
    _number("quad"),
    _flag("dated"),
    _real("score"),
    _code("modality"),
    _real("confidence"),
    _code("actor_sectors"),  # of all actors of that country, and so below
    _code("recipient_sectors"),
    # holds all that a series needs: the table itself is not touched
    sa.Index(
        "ix_story_pair_series", "actor", "recipient", "day", "last_day", "quad", "dated", "score", "modality",
        "confidence", "actor_sectors", "recipient_sectors", "story",
    ),
    sqlite_with_rowid=False,
)  # fmt: skip
"""Every country that acts with every country that is acted upon, of each story, by day."""

story_past = sa.Table(
    "story_past",
    metadata,
    _code("id", key=True),
    _to("story"),
    sa.Index(None, "story"),
)
"""Ids of events that were joined into another, which still lead to it."""

account = sa.Table(
    "account",
    metadata,
    _pk(),
    sa.Column("id", CODE, nullable=False, unique=True),
    _to("report"),
    _to("story", null=True),
    _number("n"),  # its place in Record.events
    _code("type"),
    _code("mode", null=True),
    _code("modality"),
    _code("date", null=True),
    _code("place_country", null=True),
    _flag("own_authority"),
    _real("confidence"),
    _words("evidence"),
    _words("data"),  # the Event
    sa.UniqueConstraint("report", "n"),
    sa.Index(None, "story"),
    sa.Index(None, "pk", "story"),  # leads from the many accounts of a common word to their stories
)

account_sketch = sa.Table(
    "account_sketch",
    metadata,
    _to("account", key=True),
    sa.Column("sketch", sa.LargeBinary, nullable=False),  # reconcile.events.sketch
)
"""By which accounts that share a key are told apart without being read."""

account_key = sa.Table(
    "account_key",
    metadata,
    sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),  # ids.bucket of a key of the account
    _to("account", key=True),
    sa.Index(None, "account"),
    sqlite_with_rowid=False,
)
"""Two accounts that share no key are never of one event."""

account_link = sa.Table(
    "account_link",
    metadata,
    _to("account", "a", key=True),  # a.id < b.id
    _to("account", "b", key=True),
    _real("score"),
    _flag("joins"),  # by itself; weaker ones are kept only between accounts that others join, among which they count
    _words("reason"),
    sa.Index(None, "b"),
)

decision = sa.Table(
    "decision",
    metadata,
    _pk(),
    _code("a"),  # ids of accounts, and no foreign keys: a decision outlives a report that is read again
    _code("b"),
    _flag("same"),
    _words("by"),
    _code("at"),
    _words("why"),
    _code("undone", null=True),  # when; nothing is ever deleted here
    _words("undone_by", null=True),
    sa.Column("correction", KEY, sa.ForeignKey("correction.pk"), nullable=True),  # that it is part of
    sa.Index(None, "a"),
    sa.Index(None, "b"),
    sa.Index(None, "correction"),
)

# --- what people leave -----------------------------------------------------------------------------------------------

anchor = sa.Table(
    "anchor",
    metadata,
    _code("id", key=True),  # of an account, as it was when somebody named it in a decision or correction
    _code("report"),  # the id of its report
    _code("type"),
    _number("start"),  # of its evidence
    _number("end"),
    _words("text"),
    _number("trigger_start"),
    _number("trigger_end"),
    _to("account", null=True),  # the account that it is now; none where no reading of today tells it
    sa.Index(None, "report"),
    sa.Index(None, "account"),
)
"""Accounts that people have spoken of, held by where their words stand: a newer model may tell them otherwise."""

correction = sa.Table(
    "correction",
    metadata,
    _pk(),
    sa.Column("id", CODE, nullable=False, unique=True),
    _code("event"),  # the id of the story as it was then
    _code("what"),
    _words("change"),  # the Change
    _words("by"),
    _code("at"),
    _words("why"),
    _code("undone", null=True),  # when; nothing is ever deleted here
    _words("undone_by", null=True),
    sa.Index(None, "event"),
)

correction_anchor = sa.Table(
    "correction_anchor",
    metadata,
    _to("correction", key=True),
    _number("n", key=True),
    _code("anchor"),
    sa.Index(None, "anchor"),
    sqlite_with_rowid=False,
)

token = sa.Table(
    "token",
    metadata,
    _pk(),
    sa.Column("id", CODE, nullable=False, unique=True),
    _words("name"),
    _code("scopes"),
    _code("hash"),  # SHA-256 of the secret, which is not kept
    _code("created"),
    _code("expires", null=True),
    _code("revoked", null=True),
    _words("revoked_by", null=True),
)

story_change = sa.Table(
    "story_change",
    metadata,
    _pk(),  # the cursor: writers come one after the other, so it grows with time
    _code("event"),
    _code("at"),
    _code("what"),  # new, changed, gone
    _words("how"),  # JSON list of Difference
    _code("into", null=True),
    sa.Index(None, "event"),
)
"""What has become of events, for whoever is to be told."""

watch = sa.Table(
    "watch",
    metadata,
    _pk(),
    sa.Column("id", CODE, nullable=False, unique=True),
    _words("name"),
    _words("query"),  # JSON
    _words("owner"),
    _code("created"),
    _words("url", null=True),  # of the webhook
    _words("secret", null=True),  # that it is signed with
    _code("digest"),
    sa.Column("cursor", KEY, nullable=False),
)

watch_item = sa.Table(
    "watch_item",
    metadata,
    _pk(),
    _to("watch"),
    _code("event"),
    _code("at"),
    _code("what"),
    _words("how"),
    sa.Index(None, "watch", "event"),
)
"""What each watch has told."""

delivery = sa.Table(
    "delivery",
    metadata,
    _pk(),
    _to("watch"),
    _words("body"),
    _code("due"),
    _code("created"),
    _number("tries"),
    _code("status"),  # waiting, done, failed
    _words("error", null=True),
    _code("done", null=True),
    sa.Index(None, "status", "due"),
    sa.Index(None, "watch"),
)

# --- runs ------------------------------------------------------------------------------------------------------------

run = sa.Table(
    "run",
    metadata,
    _pk(),
    _code("command"),  # watch, collect, read ...
    _code("started"),
    _code("ended", null=True),
    _code("status"),  # running, done, stopped, failed
    _words("counts"),  # JSON: what came of it
    sa.Index(None, "started"),
)

run_item = sa.Table(
    "run_item",
    metadata,
    _to("run", key=True),
    _number("n", key=True),
    _to("source", null=True),
    _to("report", null=True),
    _words("origin"),
    _code("outcome"),  # new, version, same, copy, unreadable, failed, gone
    _words("reason", null=True),
    _code("at"),
    sa.Index(None, "report"),
    sa.Index(None, "source", "at"),
    sqlite_with_rowid=False,
)
