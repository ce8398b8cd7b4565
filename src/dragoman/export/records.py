"""Events straight from records, without a ledger: each event of each record is one that a single report tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dragoman.export.telling import Telling
from dragoman.types import Account, Outlet, Record


def record_tellings(records: Iterable[Record], *, now: str | None = None) -> Iterator[Telling]:
    """The events of ``records``; ``now`` is the ISO time at which they count as seen.

    Ids are those that a ledger would give, and nothing is joined: two reports of one event are two events here.
    """
    from dragoman.collect.canonical import web_address
    from dragoman.ledger.arrival import utc_now
    from dragoman.ledger.ids import account_ids, content_digest, report_id, story_id
    from dragoman.reconcile.events import story

    seen = now or utc_now()
    for record in records:
        report = record.report
        id = report_id(web_address(report.url), content_digest(report.title, report.text))
        outlet = _outlet(record)
        for account_id, event in zip(account_ids(id, record.events), record.events, strict=True):
            account = Account(id=account_id, report=id, origin=id, outlet=outlet, published=_published(record),
                              seen=seen, event=event)  # fmt: skip
            told = story(story_id(account_id, 0), [account])
            yield Telling(story=told, accounts=(account,), reports={id: report})


def _outlet(record: Record) -> Outlet:
    from dragoman.ledger.outlets import outlet_of

    return outlet_of(record.report.outlet, record.report.url) or Outlet(name="")


def _published(record: Record) -> str | None:
    return record.report.date or record.report.dateline_day
