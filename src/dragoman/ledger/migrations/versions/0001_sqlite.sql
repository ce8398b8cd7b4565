-- The first tables of the ledger on SQLite. A script that has been released is never changed; add another.

CREATE TABLE band (
  band BIGINT NOT NULL,
  report INTEGER NOT NULL,
  CONSTRAINT pk_band PRIMARY KEY (band, report)
) WITHOUT ROWID;

CREATE TABLE decision (
  pk INTEGER NOT NULL,
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  same BOOLEAN NOT NULL,
  "by" TEXT NOT NULL,
  at TEXT NOT NULL,
  why TEXT NOT NULL,
  undone TEXT,
  undone_by TEXT,
  CONSTRAINT pk_decision PRIMARY KEY (pk)
);
CREATE INDEX ix_decision_a ON decision (a);
CREATE INDEX ix_decision_b ON decision (b);

CREATE TABLE entity (
  pk INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  country TEXT NOT NULL,
  sectors TEXT NOT NULL,
  CONSTRAINT pk_entity PRIMARY KEY (pk),
  CONSTRAINT uq_entity_name_country UNIQUE (name, country)
);
CREATE INDEX ix_entity_country ON entity (country);
CREATE INDEX ix_entity_name_key ON entity (name_key);

CREATE TABLE meta (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  CONSTRAINT pk_meta PRIMARY KEY (name)
);

CREATE TABLE outlet (
  pk INTEGER NOT NULL,
  name TEXT NOT NULL,
  country TEXT,
  ownership TEXT,
  CONSTRAINT pk_outlet PRIMARY KEY (pk),
  CONSTRAINT uq_outlet_name UNIQUE (name)
);

CREATE TABLE run (
  pk INTEGER NOT NULL,
  command TEXT NOT NULL,
  started TEXT NOT NULL,
  ended TEXT,
  status TEXT NOT NULL,
  counts TEXT NOT NULL,
  CONSTRAINT pk_run PRIMARY KEY (pk)
);
CREATE INDEX ix_run_started ON run (started);

CREATE TABLE source (
  pk INTEGER NOT NULL,
  place TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT,
  status TEXT NOT NULL,
  failures INTEGER NOT NULL,
  next_due TEXT,
  last_tried TEXT,
  last_ok TEXT,
  last_error TEXT,
  state TEXT NOT NULL,
  added TEXT NOT NULL,
  removed TEXT,
  CONSTRAINT pk_source PRIMARY KEY (pk),
  CONSTRAINT uq_source_place UNIQUE (place)
);
CREATE INDEX ix_source_next_due ON source (next_due);

CREATE TABLE story (
  pk INTEGER NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  mode TEXT,
  contexts TEXT NOT NULL,
  quad INTEGER NOT NULL,
  score DOUBLE NOT NULL,
  cameo TEXT,
  modality TEXT NOT NULL,
  date TEXT,
  day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  place TEXT,
  place_key TEXT,
  place_country TEXT,
  geonameid INTEGER,
  latitude DOUBLE,
  longitude DOUBLE,
  confidence DOUBLE NOT NULL,
  corroborated BOOLEAN NOT NULL,
  reports INTEGER NOT NULL,
  copies INTEGER NOT NULL,
  origins INTEGER NOT NULL,
  outlets INTEGER NOT NULL,
  state_owned INTEGER NOT NULL,
  first_report TEXT,
  last_report TEXT,
  updated TEXT NOT NULL,
  data TEXT NOT NULL,
  CONSTRAINT pk_story PRIMARY KEY (pk),
  CONSTRAINT uq_story_id UNIQUE (id)
);
CREATE INDEX ix_story_corroborated_day ON story (corroborated, day);
CREATE INDEX ix_story_day ON story (day);
CREATE INDEX ix_story_geonameid ON story (geonameid);
CREATE INDEX ix_story_modality_day ON story (modality, day);
CREATE INDEX ix_story_place_country_day ON story (place_country, day);
CREATE INDEX ix_story_place_key_day ON story (place_key, day);
CREATE INDEX ix_story_type_day ON story (type, day);
CREATE INDEX ix_story_updated ON story (updated);

CREATE TABLE report (
  pk INTEGER NOT NULL,
  id TEXT NOT NULL,
  address TEXT,
  origin TEXT NOT NULL,
  source INTEGER,
  guid TEXT,
  outlet INTEGER,
  original INTEGER,
  versions INTEGER NOT NULL,
  title TEXT,
  agency TEXT,
  published TEXT,
  language TEXT,
  status TEXT NOT NULL,
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  gone TEXT,
  CONSTRAINT pk_report PRIMARY KEY (pk),
  CONSTRAINT uq_report_id UNIQUE (id),
  CONSTRAINT fk_report_source FOREIGN KEY(source) REFERENCES source (pk) ON DELETE SET NULL,
  CONSTRAINT fk_report_outlet FOREIGN KEY(outlet) REFERENCES outlet (pk) ON DELETE SET NULL,
  CONSTRAINT fk_report_original FOREIGN KEY(original) REFERENCES report (pk)
);
CREATE INDEX ix_report_first_seen ON report (first_seen);
CREATE INDEX ix_report_original ON report (original);
CREATE INDEX ix_report_outlet_published ON report (outlet, published);
CREATE INDEX ix_report_published ON report (published);
CREATE INDEX ix_report_source_guid ON report (source, guid);
CREATE INDEX ix_report_status_first_seen ON report (status, first_seen);

CREATE TABLE story_pair (
  story INTEGER NOT NULL,
  actor TEXT NOT NULL,
  recipient TEXT NOT NULL,
  day TEXT NOT NULL,
  quad INTEGER NOT NULL,
  score DOUBLE NOT NULL,
  modality TEXT NOT NULL,
  confidence DOUBLE NOT NULL,
  CONSTRAINT pk_story_pair PRIMARY KEY (story, actor, recipient),
  CONSTRAINT fk_story_pair_story FOREIGN KEY(story) REFERENCES story (pk) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX ix_story_pair_recipient ON story_pair (recipient, day, quad, score, modality, confidence, story);
CREATE INDEX ix_story_pair_series ON story_pair (actor, recipient, day, quad, score, modality, confidence, story);

CREATE TABLE story_party (
  story INTEGER NOT NULL,
  role TEXT NOT NULL,
  n INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  country TEXT,
  sectors TEXT NOT NULL,
  type TEXT NOT NULL,
  day TEXT NOT NULL,
  CONSTRAINT pk_story_party PRIMARY KEY (story, role, n),
  CONSTRAINT fk_story_party_story FOREIGN KEY(story) REFERENCES story (pk) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX ix_story_party_country_role_day_story ON story_party (country, role, day, story);
CREATE INDEX ix_story_party_country_role_type_day_story ON story_party (country, role, type, day, story);
CREATE INDEX ix_story_party_name_key_role_day_story ON story_party (name_key, role, day, story);

CREATE TABLE story_past (
  id TEXT NOT NULL,
  story INTEGER NOT NULL,
  CONSTRAINT pk_story_past PRIMARY KEY (id),
  CONSTRAINT fk_story_past_story FOREIGN KEY(story) REFERENCES story (pk) ON DELETE CASCADE
);
CREATE INDEX ix_story_past_story ON story_past (story);

CREATE TABLE account (
  pk INTEGER NOT NULL,
  id TEXT NOT NULL,
  report INTEGER NOT NULL,
  story INTEGER,
  n INTEGER NOT NULL,
  type TEXT NOT NULL,
  mode TEXT,
  modality TEXT NOT NULL,
  date TEXT,
  place_country TEXT,
  own_authority BOOLEAN NOT NULL,
  confidence DOUBLE NOT NULL,
  evidence TEXT NOT NULL,
  data TEXT NOT NULL,
  CONSTRAINT pk_account PRIMARY KEY (pk),
  CONSTRAINT uq_account_report_n UNIQUE (report, n),
  CONSTRAINT uq_account_id UNIQUE (id),
  CONSTRAINT fk_account_report FOREIGN KEY(report) REFERENCES report (pk) ON DELETE CASCADE,
  CONSTRAINT fk_account_story FOREIGN KEY(story) REFERENCES story (pk) ON DELETE SET NULL
);
CREATE INDEX ix_account_story ON account (story);

CREATE TABLE attribution (
  pk INTEGER NOT NULL,
  report INTEGER NOT NULL,
  n INTEGER NOT NULL,
  speaker INTEGER,
  speaker_country TEXT,
  source TEXT NOT NULL,
  via TEXT NOT NULL,
  cue TEXT,
  content TEXT NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  kind TEXT NOT NULL,
  confidence DOUBLE NOT NULL,
  day TEXT NOT NULL,
  CONSTRAINT pk_attribution PRIMARY KEY (pk),
  CONSTRAINT uq_attribution_report_n UNIQUE (report, n),
  CONSTRAINT fk_attribution_report FOREIGN KEY(report) REFERENCES report (pk) ON DELETE CASCADE,
  CONSTRAINT fk_attribution_speaker FOREIGN KEY(speaker) REFERENCES entity (pk) ON DELETE SET NULL
);
CREATE INDEX ix_attribution_day ON attribution (day);
CREATE INDEX ix_attribution_speaker_country_day ON attribution (speaker_country, day);
CREATE INDEX ix_attribution_speaker_day ON attribution (speaker, day);

CREATE TABLE copy_link (
  a INTEGER NOT NULL,
  b INTEGER NOT NULL,
  score DOUBLE NOT NULL,
  reason TEXT NOT NULL,
  CONSTRAINT pk_copy_link PRIMARY KEY (a, b),
  CONSTRAINT fk_copy_link_a FOREIGN KEY(a) REFERENCES report (pk) ON DELETE CASCADE,
  CONSTRAINT fk_copy_link_b FOREIGN KEY(b) REFERENCES report (pk) ON DELETE CASCADE
);
CREATE INDEX ix_copy_link_b ON copy_link (b);

CREATE TABLE fingerprint (
  report INTEGER NOT NULL,
  exact TEXT NOT NULL,
  signature BLOB NOT NULL,
  words INTEGER NOT NULL,
  bands TEXT NOT NULL,
  CONSTRAINT pk_fingerprint PRIMARY KEY (report),
  CONSTRAINT fk_fingerprint_report FOREIGN KEY(report) REFERENCES report (pk) ON DELETE CASCADE
);
CREATE INDEX ix_fingerprint_exact ON fingerprint (exact);

CREATE TABLE mention (
  report INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  entity INTEGER NOT NULL,
  CONSTRAINT pk_mention PRIMARY KEY (report, start, "end"),
  CONSTRAINT fk_mention_report FOREIGN KEY(report) REFERENCES report (pk) ON DELETE CASCADE,
  CONSTRAINT fk_mention_entity FOREIGN KEY(entity) REFERENCES entity (pk) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX ix_mention_entity_report ON mention (entity, report);

CREATE TABLE run_item (
  run INTEGER NOT NULL,
  n INTEGER NOT NULL,
  source INTEGER,
  report INTEGER,
  origin TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT,
  at TEXT NOT NULL,
  CONSTRAINT pk_run_item PRIMARY KEY (run, n),
  CONSTRAINT fk_run_item_run FOREIGN KEY(run) REFERENCES run (pk) ON DELETE CASCADE,
  CONSTRAINT fk_run_item_source FOREIGN KEY(source) REFERENCES source (pk) ON DELETE SET NULL,
  CONSTRAINT fk_run_item_report FOREIGN KEY(report) REFERENCES report (pk) ON DELETE SET NULL
) WITHOUT ROWID;
CREATE INDEX ix_run_item_report ON run_item (report);
CREATE INDEX ix_run_item_source_at ON run_item (source, at);

CREATE TABLE version (
  pk INTEGER NOT NULL,
  report INTEGER NOT NULL,
  n INTEGER NOT NULL,
  latest BOOLEAN NOT NULL,
  digest TEXT NOT NULL,
  arrived TEXT NOT NULL,
  title TEXT,
  text TEXT,
  published TEXT,
  language TEXT,
  agency TEXT,
  url TEXT,
  seen TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT,
  reader TEXT,
  model TEXT,
  record BLOB,
  CONSTRAINT pk_version PRIMARY KEY (pk),
  CONSTRAINT uq_version_report_n UNIQUE (report, n),
  CONSTRAINT fk_version_report FOREIGN KEY(report) REFERENCES report (pk) ON DELETE CASCADE
);
CREATE INDEX ix_version_arrived ON version (arrived);
CREATE UNIQUE INDEX ix_version_latest ON version (report) WHERE latest;
CREATE INDEX ix_version_model ON version (model);
CREATE INDEX ix_version_report_digest ON version (report, digest);

CREATE TABLE account_key (
  "key" BIGINT NOT NULL,
  account INTEGER NOT NULL,
  CONSTRAINT pk_account_key PRIMARY KEY ("key", account),
  CONSTRAINT fk_account_key_account FOREIGN KEY(account) REFERENCES account (pk) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX ix_account_key_account ON account_key (account);

CREATE TABLE account_link (
  a INTEGER NOT NULL,
  b INTEGER NOT NULL,
  score DOUBLE NOT NULL,
  joins BOOLEAN NOT NULL,
  reason TEXT NOT NULL,
  CONSTRAINT pk_account_link PRIMARY KEY (a, b),
  CONSTRAINT fk_account_link_a FOREIGN KEY(a) REFERENCES account (pk) ON DELETE CASCADE,
  CONSTRAINT fk_account_link_b FOREIGN KEY(b) REFERENCES account (pk) ON DELETE CASCADE
);
CREATE INDEX ix_account_link_b ON account_link (b);

CREATE TABLE account_party (
  account INTEGER NOT NULL,
  role TEXT NOT NULL,
  n INTEGER NOT NULL,
  text TEXT NOT NULL,
  name TEXT,
  country TEXT,
  sectors TEXT NOT NULL,
  CONSTRAINT pk_account_party PRIMARY KEY (account, role, n),
  CONSTRAINT fk_account_party_account FOREIGN KEY(account) REFERENCES account (pk) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX ix_account_party_country_role_account ON account_party (country, role, account);

-- Full text. External content: the words are kept once, in the tables; triggers keep the index in step.

CREATE VIEW report_text AS SELECT report, title, text FROM version WHERE latest AND text IS NOT NULL;

CREATE VIRTUAL TABLE report_words USING fts5(
  title, text, content = 'report_text', content_rowid = 'report', tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TRIGGER report_words_insert AFTER INSERT ON version WHEN new.latest AND new.text IS NOT NULL BEGIN
  INSERT INTO report_words (rowid, title, text) VALUES (new.report, new.title, new.text);
END;

CREATE TRIGGER report_words_delete AFTER DELETE ON version WHEN old.latest AND old.text IS NOT NULL BEGIN
  INSERT INTO report_words (report_words, rowid, title, text) VALUES ('delete', old.report, old.title, old.text);
END;

CREATE TRIGGER report_words_update AFTER UPDATE OF latest, title, text ON version BEGIN
  INSERT INTO report_words (report_words, rowid, title, text)
    SELECT 'delete', old.report, old.title, old.text WHERE old.latest AND old.text IS NOT NULL;
  INSERT INTO report_words (rowid, title, text)
    SELECT new.report, new.title, new.text WHERE new.latest AND new.text IS NOT NULL;
END;

CREATE VIRTUAL TABLE account_words USING fts5(
  evidence, content = 'account', content_rowid = 'pk', tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TRIGGER account_words_insert AFTER INSERT ON account BEGIN
  INSERT INTO account_words (rowid, evidence) VALUES (new.pk, new.evidence);
END;

CREATE TRIGGER account_words_delete AFTER DELETE ON account BEGIN
  INSERT INTO account_words (account_words, rowid, evidence) VALUES ('delete', old.pk, old.evidence);
END;

CREATE TRIGGER account_words_update AFTER UPDATE OF evidence ON account BEGIN
  INSERT INTO account_words (account_words, rowid, evidence) VALUES ('delete', old.pk, old.evidence);
  INSERT INTO account_words (rowid, evidence) VALUES (new.pk, new.evidence);
END;

CREATE VIRTUAL TABLE attribution_words USING fts5(
  content, content = 'attribution', content_rowid = 'pk', tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TRIGGER attribution_words_insert AFTER INSERT ON attribution BEGIN
  INSERT INTO attribution_words (rowid, content) VALUES (new.pk, new.content);
END;

CREATE TRIGGER attribution_words_delete AFTER DELETE ON attribution BEGIN
  INSERT INTO attribution_words (attribution_words, rowid, content) VALUES ('delete', old.pk, old.content);
END;

CREATE TRIGGER attribution_words_update AFTER UPDATE OF content ON attribution BEGIN
  INSERT INTO attribution_words (attribution_words, rowid, content) VALUES ('delete', old.pk, old.content);
  INSERT INTO attribution_words (rowid, content) VALUES (new.pk, new.content);
END;
