-- What questions and reconciling look up, on SQLite: made anew from the events and accounts once these statements have run.
-- A script that has been released is never changed; add another.

DROP TABLE account_party;
DROP TABLE story_party;
DROP TABLE story_pair;

CREATE TABLE story_party (
  story INTEGER NOT NULL,
  role TEXT NOT NULL,
  n INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  country TEXT,
  sectors TEXT NOT NULL,
  type TEXT NOT NULL,
  quad INTEGER NOT NULL,
  modality TEXT NOT NULL,
  day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  confidence DOUBLE NOT NULL,
  corroborated BOOLEAN NOT NULL,
  place_country TEXT,
  CONSTRAINT pk_story_party PRIMARY KEY (story, role, n),
  CONSTRAINT fk_story_party_story FOREIGN KEY(story) REFERENCES story (pk) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX ix_story_party_country ON story_party (
  country, role, day, story, type, quad, modality, confidence, corroborated, place_country, last_day, sectors
);
CREATE INDEX ix_story_party_name_key_role_day_story ON story_party (name_key, role, day, story);

CREATE TABLE story_pair (
  story INTEGER NOT NULL,
  actor TEXT NOT NULL,
  recipient TEXT NOT NULL,
  day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  quad INTEGER NOT NULL,
  dated BOOLEAN NOT NULL,
  score DOUBLE NOT NULL,
  modality TEXT NOT NULL,
  confidence DOUBLE NOT NULL,
  actor_sectors TEXT NOT NULL,
  recipient_sectors TEXT NOT NULL,
  CONSTRAINT pk_story_pair PRIMARY KEY (story, actor, recipient),
  CONSTRAINT fk_story_pair_story FOREIGN KEY(story) REFERENCES story (pk) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX ix_story_pair_series ON story_pair (
  actor, recipient, day, last_day, quad, dated, score, modality, confidence, actor_sectors, recipient_sectors, story
);

CREATE TABLE account_sketch (
  account INTEGER NOT NULL,
  sketch BLOB NOT NULL,
  CONSTRAINT pk_account_sketch PRIMARY KEY (account),
  CONSTRAINT fk_account_sketch_account FOREIGN KEY(account) REFERENCES account (pk) ON DELETE CASCADE
);

CREATE TABLE carried (
  report INTEGER NOT NULL,
  source INTEGER NOT NULL,
  n INTEGER NOT NULL,
  arrived TEXT NOT NULL,
  CONSTRAINT pk_carried PRIMARY KEY (report, source),
  CONSTRAINT fk_carried_report FOREIGN KEY(report) REFERENCES report (pk) ON DELETE CASCADE
) WITHOUT ROWID;

ALTER TABLE story ADD COLUMN dated BOOLEAN NOT NULL DEFAULT 1;

CREATE INDEX ix_account_pk_story ON account (pk, story);

INSERT INTO carried (report, source, n, arrived)
  SELECT version.report, coalesce(report.source, 0), version.n, version.arrived
  FROM version JOIN report ON report.pk = version.report
WHERE version.latest;
