-- What people leave in a ledger, on PostgreSQL. A script that has been released is never changed; add another.

CREATE TABLE anchor (
  id TEXT COLLATE "C" NOT NULL,
  report TEXT COLLATE "C" NOT NULL,
  type TEXT COLLATE "C" NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL,
  trigger_start INTEGER NOT NULL,
  trigger_end INTEGER NOT NULL,
  account BIGINT,
  CONSTRAINT pk_anchor PRIMARY KEY (id),
  CONSTRAINT fk_anchor_account FOREIGN KEY(account) REFERENCES account (pk) ON DELETE SET NULL
);
CREATE INDEX ix_anchor_account ON anchor (account);
CREATE INDEX ix_anchor_report ON anchor (report);

CREATE TABLE correction (
  pk BIGSERIAL NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  event TEXT COLLATE "C" NOT NULL,
  what TEXT COLLATE "C" NOT NULL,
  change TEXT NOT NULL,
  by TEXT NOT NULL,
  at TEXT COLLATE "C" NOT NULL,
  why TEXT NOT NULL,
  undone TEXT COLLATE "C",
  undone_by TEXT,
  CONSTRAINT pk_correction PRIMARY KEY (pk),
  CONSTRAINT uq_correction_id UNIQUE (id)
);
CREATE INDEX ix_correction_event ON correction (event);

CREATE TABLE correction_anchor (
  correction BIGINT NOT NULL,
  n INTEGER NOT NULL,
  anchor TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_correction_anchor PRIMARY KEY (correction, n),
  CONSTRAINT fk_correction_anchor_correction FOREIGN KEY(correction) REFERENCES correction (pk) ON DELETE CASCADE
);
CREATE INDEX ix_correction_anchor_anchor ON correction_anchor (anchor);

CREATE TABLE token (
  pk BIGSERIAL NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT COLLATE "C" NOT NULL,
  hash TEXT COLLATE "C" NOT NULL,
  created TEXT COLLATE "C" NOT NULL,
  expires TEXT COLLATE "C",
  revoked TEXT COLLATE "C",
  revoked_by TEXT,
  CONSTRAINT pk_token PRIMARY KEY (pk),
  CONSTRAINT uq_token_id UNIQUE (id)
);

CREATE TABLE story_change (
  pk BIGSERIAL NOT NULL,
  event TEXT COLLATE "C" NOT NULL,
  at TEXT COLLATE "C" NOT NULL,
  what TEXT COLLATE "C" NOT NULL,
  how TEXT NOT NULL,
  "into" TEXT COLLATE "C",
  CONSTRAINT pk_story_change PRIMARY KEY (pk)
);
CREATE INDEX ix_story_change_event ON story_change (event);

CREATE TABLE watch (
  pk BIGSERIAL NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  owner TEXT NOT NULL,
  created TEXT COLLATE "C" NOT NULL,
  url TEXT,
  secret TEXT,
  digest TEXT COLLATE "C" NOT NULL,
  cursor BIGINT NOT NULL,
  CONSTRAINT pk_watch PRIMARY KEY (pk),
  CONSTRAINT uq_watch_id UNIQUE (id)
);

CREATE TABLE watch_item (
  pk BIGSERIAL NOT NULL,
  watch BIGINT NOT NULL,
  event TEXT COLLATE "C" NOT NULL,
  at TEXT COLLATE "C" NOT NULL,
  what TEXT COLLATE "C" NOT NULL,
  how TEXT NOT NULL,
  CONSTRAINT pk_watch_item PRIMARY KEY (pk),
  CONSTRAINT fk_watch_item_watch FOREIGN KEY(watch) REFERENCES watch (pk) ON DELETE CASCADE
);
CREATE INDEX ix_watch_item_watch_event ON watch_item (watch, event);

CREATE TABLE delivery (
  pk BIGSERIAL NOT NULL,
  watch BIGINT NOT NULL,
  body TEXT NOT NULL,
  due TEXT COLLATE "C" NOT NULL,
  created TEXT COLLATE "C" NOT NULL,
  tries INTEGER NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  error TEXT,
  done TEXT COLLATE "C",
  CONSTRAINT pk_delivery PRIMARY KEY (pk),
  CONSTRAINT fk_delivery_watch FOREIGN KEY(watch) REFERENCES watch (pk) ON DELETE CASCADE
);
CREATE INDEX ix_delivery_status_due ON delivery (status, due);
CREATE INDEX ix_delivery_watch ON delivery (watch);

ALTER TABLE story ADD COLUMN wrong BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE decision ADD COLUMN correction BIGINT CONSTRAINT fk_decision_correction REFERENCES correction (pk);
CREATE INDEX ix_story_wrong ON story (pk) WHERE wrong;
CREATE INDEX ix_decision_correction ON decision (correction);

-- decisions that were made before stand on the accounts as they are now
INSERT INTO anchor (id, report, type, start, "end", text, trigger_start, trigger_end, account)
  SELECT DISTINCT account.id, report.id, account.type,
    (account.data::json #>> '{evidence,start}')::integer,
    (account.data::json #>> '{evidence,end}')::integer,
    account.evidence,
    (account.data::json #>> '{trigger,start}')::integer,
    (account.data::json #>> '{trigger,end}')::integer,
    account.pk
  FROM account JOIN report ON report.pk = account.report
WHERE account.id IN (SELECT a FROM decision UNION SELECT b FROM decision);
