-- What people leave in a ledger, on SQLite. A script that has been released is never changed; add another.

CREATE TABLE anchor (
  id TEXT NOT NULL,
  report TEXT NOT NULL,
  type TEXT NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL,
  trigger_start INTEGER NOT NULL,
  trigger_end INTEGER NOT NULL,
  account INTEGER,
  CONSTRAINT pk_anchor PRIMARY KEY (id),
  CONSTRAINT fk_anchor_account FOREIGN KEY(account) REFERENCES account (pk) ON DELETE SET NULL
);
CREATE INDEX ix_anchor_account ON anchor (account);
CREATE INDEX ix_anchor_report ON anchor (report);

CREATE TABLE correction (
  pk INTEGER NOT NULL,
  id TEXT NOT NULL,
  event TEXT NOT NULL,
  what TEXT NOT NULL,
  change TEXT NOT NULL,
  "by" TEXT NOT NULL,
  at TEXT NOT NULL,
  why TEXT NOT NULL,
  undone TEXT,
  undone_by TEXT,
  CONSTRAINT pk_correction PRIMARY KEY (pk),
  CONSTRAINT uq_correction_id UNIQUE (id)
);
CREATE INDEX ix_correction_event ON correction (event);

CREATE TABLE correction_anchor (
  correction INTEGER NOT NULL,
  n INTEGER NOT NULL,
  anchor TEXT NOT NULL,
  CONSTRAINT pk_correction_anchor PRIMARY KEY (correction, n),
  CONSTRAINT fk_correction_anchor_correction FOREIGN KEY(correction) REFERENCES correction (pk) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX ix_correction_anchor_anchor ON correction_anchor (anchor);

CREATE TABLE token (
  pk INTEGER NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  hash TEXT NOT NULL,
  created TEXT NOT NULL,
  expires TEXT,
  revoked TEXT,
  revoked_by TEXT,
  CONSTRAINT pk_token PRIMARY KEY (pk),
  CONSTRAINT uq_token_id UNIQUE (id)
);

CREATE TABLE story_change (
  pk INTEGER NOT NULL,
  event TEXT NOT NULL,
  at TEXT NOT NULL,
  what TEXT NOT NULL,
  how TEXT NOT NULL,
  "into" TEXT,
  CONSTRAINT pk_story_change PRIMARY KEY (pk)
);
CREATE INDEX ix_story_change_event ON story_change (event);

CREATE TABLE watch (
  pk INTEGER NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  "query" TEXT NOT NULL,
  owner TEXT NOT NULL,
  created TEXT NOT NULL,
  url TEXT,
  secret TEXT,
  digest TEXT NOT NULL,
  cursor INTEGER NOT NULL,
  CONSTRAINT pk_watch PRIMARY KEY (pk),
  CONSTRAINT uq_watch_id UNIQUE (id)
);

CREATE TABLE watch_item (
  pk INTEGER NOT NULL,
  watch INTEGER NOT NULL,
  event TEXT NOT NULL,
  at TEXT NOT NULL,
  what TEXT NOT NULL,
  how TEXT NOT NULL,
  CONSTRAINT pk_watch_item PRIMARY KEY (pk),
  CONSTRAINT fk_watch_item_watch FOREIGN KEY(watch) REFERENCES watch (pk) ON DELETE CASCADE
);
CREATE INDEX ix_watch_item_watch_event ON watch_item (watch, event);

CREATE TABLE delivery (
  pk INTEGER NOT NULL,
  watch INTEGER NOT NULL,
  body TEXT NOT NULL,
  due TEXT NOT NULL,
  created TEXT NOT NULL,
  tries INTEGER NOT NULL,
  status TEXT NOT NULL,
  error TEXT,
  done TEXT,
  CONSTRAINT pk_delivery PRIMARY KEY (pk),
  CONSTRAINT fk_delivery_watch FOREIGN KEY(watch) REFERENCES watch (pk) ON DELETE CASCADE
);
CREATE INDEX ix_delivery_status_due ON delivery (status, due);
CREATE INDEX ix_delivery_watch ON delivery (watch);

ALTER TABLE story ADD COLUMN wrong BOOLEAN NOT NULL DEFAULT 0;
ALTER TABLE decision ADD COLUMN correction INTEGER REFERENCES correction (pk);
CREATE INDEX ix_story_wrong ON story (pk) WHERE wrong;
CREATE INDEX ix_decision_correction ON decision (correction);

-- decisions that were made before stand on the accounts as they are now
INSERT INTO anchor (id, report, type, start, "end", text, trigger_start, trigger_end, account)
  SELECT DISTINCT account.id, report.id, account.type,
    json_extract(account.data, '$.evidence.start'),
    json_extract(account.data, '$.evidence.end'),
    account.evidence,
    json_extract(account.data, '$.trigger.start'),
    json_extract(account.data, '$.trigger.end'),
    account.pk
  FROM account JOIN report ON report.pk = account.report
WHERE account.id IN (SELECT a FROM decision UNION SELECT b FROM decision);
