-- The first tables of the ledger on PostgreSQL. A script that has been released is never changed; add another.

CREATE TABLE band (
  band BIGINT NOT NULL,
  report BIGINT NOT NULL,
  CONSTRAINT pk_band PRIMARY KEY (band, report)
);

CREATE TABLE decision (
  pk BIGSERIAL NOT NULL,
  a TEXT COLLATE "C" NOT NULL,
  b TEXT COLLATE "C" NOT NULL,
  same BOOLEAN NOT NULL,
  by TEXT NOT NULL,
  at TEXT COLLATE "C" NOT NULL,
  why TEXT NOT NULL,
  undone TEXT COLLATE "C",
  undone_by TEXT,
  CONSTRAINT pk_decision PRIMARY KEY (pk)
);
CREATE INDEX ix_decision_a ON decision (a);
CREATE INDEX ix_decision_b ON decision (b);

CREATE TABLE entity (
  pk BIGSERIAL NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  country TEXT COLLATE "C" NOT NULL,
  sectors TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_entity PRIMARY KEY (pk),
  CONSTRAINT uq_entity_name_country UNIQUE (name, country)
);
CREATE INDEX ix_entity_country ON entity (country);
CREATE INDEX ix_entity_name_key ON entity (name_key);

CREATE TABLE meta (
  name TEXT COLLATE "C" NOT NULL,
  value TEXT NOT NULL,
  CONSTRAINT pk_meta PRIMARY KEY (name)
);

CREATE TABLE outlet (
  pk BIGSERIAL NOT NULL,
  name TEXT NOT NULL,
  country TEXT COLLATE "C",
  ownership TEXT COLLATE "C",
  CONSTRAINT pk_outlet PRIMARY KEY (pk),
  CONSTRAINT uq_outlet_name UNIQUE (name)
);

CREATE TABLE run (
  pk BIGSERIAL NOT NULL,
  command TEXT COLLATE "C" NOT NULL,
  started TEXT COLLATE "C" NOT NULL,
  ended TEXT COLLATE "C",
  status TEXT COLLATE "C" NOT NULL,
  counts TEXT NOT NULL,
  CONSTRAINT pk_run PRIMARY KEY (pk)
);
CREATE INDEX ix_run_started ON run (started);

CREATE TABLE source (
  pk BIGSERIAL NOT NULL,
  place TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  title TEXT,
  status TEXT COLLATE "C" NOT NULL,
  failures INTEGER NOT NULL,
  next_due TEXT COLLATE "C",
  last_tried TEXT COLLATE "C",
  last_ok TEXT COLLATE "C",
  last_error TEXT,
  state TEXT NOT NULL,
  added TEXT COLLATE "C" NOT NULL,
  removed TEXT COLLATE "C",
  CONSTRAINT pk_source PRIMARY KEY (pk),
  CONSTRAINT uq_source_place UNIQUE (place)
);
CREATE INDEX ix_source_next_due ON source (next_due);

CREATE TABLE story (
  pk BIGSERIAL NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  type TEXT COLLATE "C" NOT NULL,
  mode TEXT COLLATE "C",
  contexts TEXT COLLATE "C" NOT NULL,
  quad INTEGER NOT NULL,
  score DOUBLE PRECISION NOT NULL,
  cameo TEXT COLLATE "C",
  modality TEXT COLLATE "C" NOT NULL,
  date TEXT COLLATE "C",
  day TEXT COLLATE "C" NOT NULL,
  last_day TEXT COLLATE "C" NOT NULL,
  place TEXT,
  place_key TEXT COLLATE "C",
  place_country TEXT COLLATE "C",
  geonameid INTEGER,
  latitude DOUBLE PRECISION,
  longitude DOUBLE PRECISION,
  confidence DOUBLE PRECISION NOT NULL,
  corroborated BOOLEAN NOT NULL,
  reports INTEGER NOT NULL,
  copies INTEGER NOT NULL,
  origins INTEGER NOT NULL,
  outlets INTEGER NOT NULL,
  state_owned INTEGER NOT NULL,
  first_report TEXT COLLATE "C",
  last_report TEXT COLLATE "C",
  updated TEXT COLLATE "C" NOT NULL,
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
  pk BIGSERIAL NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  address TEXT COLLATE "C",
  origin TEXT NOT NULL,
  source BIGINT,
  guid TEXT COLLATE "C",
  outlet BIGINT,
  original BIGINT,
  versions INTEGER NOT NULL,
  title TEXT,
  agency TEXT,
  published TEXT COLLATE "C",
  language TEXT COLLATE "C",
  status TEXT COLLATE "C" NOT NULL,
  first_seen TEXT COLLATE "C" NOT NULL,
  last_seen TEXT COLLATE "C" NOT NULL,
  gone TEXT COLLATE "C",
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
  story BIGINT NOT NULL,
  actor TEXT COLLATE "C" NOT NULL,
  recipient TEXT COLLATE "C" NOT NULL,
  day TEXT COLLATE "C" NOT NULL,
  quad INTEGER NOT NULL,
  score DOUBLE PRECISION NOT NULL,
  modality TEXT COLLATE "C" NOT NULL,
  confidence DOUBLE PRECISION NOT NULL,
  CONSTRAINT pk_story_pair PRIMARY KEY (story, actor, recipient),
  CONSTRAINT fk_story_pair_story FOREIGN KEY(story) REFERENCES story (pk) ON DELETE CASCADE
);
CREATE INDEX ix_story_pair_recipient ON story_pair (recipient, day, quad, score, modality, confidence, story);
CREATE INDEX ix_story_pair_series ON story_pair (actor, recipient, day, quad, score, modality, confidence, story);

CREATE TABLE story_party (
  story BIGINT NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  n INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  country TEXT COLLATE "C",
  sectors TEXT COLLATE "C" NOT NULL,
  type TEXT COLLATE "C" NOT NULL,
  day TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_story_party PRIMARY KEY (story, role, n),
  CONSTRAINT fk_story_party_story FOREIGN KEY(story) REFERENCES story (pk) ON DELETE CASCADE
);
CREATE INDEX ix_story_party_country_role_day_story ON story_party (country, role, day, story);
CREATE INDEX ix_story_party_country_role_type_day_story ON story_party (country, role, type, day, story);
CREATE INDEX ix_story_party_name_key_role_day_story ON story_party (name_key, role, day, story);

CREATE TABLE story_past (
  id TEXT COLLATE "C" NOT NULL,
  story BIGINT NOT NULL,
  CONSTRAINT pk_story_past PRIMARY KEY (id),
  CONSTRAINT fk_story_past_story FOREIGN KEY(story) REFERENCES story (pk) ON DELETE CASCADE
);
CREATE INDEX ix_story_past_story ON story_past (story);

CREATE TABLE account (
  pk BIGSERIAL NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  report BIGINT NOT NULL,
  story BIGINT,
  n INTEGER NOT NULL,
  type TEXT COLLATE "C" NOT NULL,
  mode TEXT COLLATE "C",
  modality TEXT COLLATE "C" NOT NULL,
  date TEXT COLLATE "C",
  place_country TEXT COLLATE "C",
  own_authority BOOLEAN NOT NULL,
  confidence DOUBLE PRECISION NOT NULL,
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
  pk BIGSERIAL NOT NULL,
  report BIGINT NOT NULL,
  n INTEGER NOT NULL,
  speaker BIGINT,
  speaker_country TEXT COLLATE "C",
  source TEXT NOT NULL,
  via TEXT NOT NULL,
  cue TEXT,
  content TEXT NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  confidence DOUBLE PRECISION NOT NULL,
  day TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_attribution PRIMARY KEY (pk),
  CONSTRAINT uq_attribution_report_n UNIQUE (report, n),
  CONSTRAINT fk_attribution_report FOREIGN KEY(report) REFERENCES report (pk) ON DELETE CASCADE,
  CONSTRAINT fk_attribution_speaker FOREIGN KEY(speaker) REFERENCES entity (pk) ON DELETE SET NULL
);
CREATE INDEX ix_attribution_day ON attribution (day);
CREATE INDEX ix_attribution_speaker_country_day ON attribution (speaker_country, day);
CREATE INDEX ix_attribution_speaker_day ON attribution (speaker, day);

CREATE TABLE copy_link (
  a BIGINT NOT NULL,
  b BIGINT NOT NULL,
  score DOUBLE PRECISION NOT NULL,
  reason TEXT NOT NULL,
  CONSTRAINT pk_copy_link PRIMARY KEY (a, b),
  CONSTRAINT fk_copy_link_a FOREIGN KEY(a) REFERENCES report (pk) ON DELETE CASCADE,
  CONSTRAINT fk_copy_link_b FOREIGN KEY(b) REFERENCES report (pk) ON DELETE CASCADE
);
CREATE INDEX ix_copy_link_b ON copy_link (b);

CREATE TABLE fingerprint (
  report BIGINT NOT NULL,
  exact TEXT COLLATE "C" NOT NULL,
  signature BYTEA NOT NULL,
  words INTEGER NOT NULL,
  bands TEXT NOT NULL,
  CONSTRAINT pk_fingerprint PRIMARY KEY (report),
  CONSTRAINT fk_fingerprint_report FOREIGN KEY(report) REFERENCES report (pk) ON DELETE CASCADE
);
CREATE INDEX ix_fingerprint_exact ON fingerprint (exact);

CREATE TABLE mention (
  report BIGINT NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  entity BIGINT NOT NULL,
  CONSTRAINT pk_mention PRIMARY KEY (report, start, "end"),
  CONSTRAINT fk_mention_report FOREIGN KEY(report) REFERENCES report (pk) ON DELETE CASCADE,
  CONSTRAINT fk_mention_entity FOREIGN KEY(entity) REFERENCES entity (pk) ON DELETE CASCADE
);
CREATE INDEX ix_mention_entity_report ON mention (entity, report);

CREATE TABLE run_item (
  run BIGINT NOT NULL,
  n INTEGER NOT NULL,
  source BIGINT,
  report BIGINT,
  origin TEXT NOT NULL,
  outcome TEXT COLLATE "C" NOT NULL,
  reason TEXT,
  at TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_run_item PRIMARY KEY (run, n),
  CONSTRAINT fk_run_item_run FOREIGN KEY(run) REFERENCES run (pk) ON DELETE CASCADE,
  CONSTRAINT fk_run_item_source FOREIGN KEY(source) REFERENCES source (pk) ON DELETE SET NULL,
  CONSTRAINT fk_run_item_report FOREIGN KEY(report) REFERENCES report (pk) ON DELETE SET NULL
);
CREATE INDEX ix_run_item_report ON run_item (report);
CREATE INDEX ix_run_item_source_at ON run_item (source, at);

CREATE TABLE version (
  pk BIGSERIAL NOT NULL,
  report BIGINT NOT NULL,
  n INTEGER NOT NULL,
  latest BOOLEAN NOT NULL,
  digest TEXT COLLATE "C" NOT NULL,
  arrived TEXT COLLATE "C" NOT NULL,
  title TEXT,
  text TEXT,
  published TEXT COLLATE "C",
  language TEXT COLLATE "C",
  agency TEXT,
  url TEXT,
  seen TEXT COLLATE "C" NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  reason TEXT,
  reader TEXT COLLATE "C",
  model TEXT COLLATE "C",
  record BYTEA,
  CONSTRAINT pk_version PRIMARY KEY (pk),
  CONSTRAINT uq_version_report_n UNIQUE (report, n),
  CONSTRAINT fk_version_report FOREIGN KEY(report) REFERENCES report (pk) ON DELETE CASCADE
);
CREATE INDEX ix_version_arrived ON version (arrived);
CREATE UNIQUE INDEX ix_version_latest ON version (report) WHERE latest;
CREATE INDEX ix_version_model ON version (model);
CREATE INDEX ix_version_report_digest ON version (report, digest);

CREATE TABLE account_key (
  key BIGINT NOT NULL,
  account BIGINT NOT NULL,
  CONSTRAINT pk_account_key PRIMARY KEY (key, account),
  CONSTRAINT fk_account_key_account FOREIGN KEY(account) REFERENCES account (pk) ON DELETE CASCADE
);
CREATE INDEX ix_account_key_account ON account_key (account);

CREATE TABLE account_link (
  a BIGINT NOT NULL,
  b BIGINT NOT NULL,
  score DOUBLE PRECISION NOT NULL,
  joins BOOLEAN NOT NULL,
  reason TEXT NOT NULL,
  CONSTRAINT pk_account_link PRIMARY KEY (a, b),
  CONSTRAINT fk_account_link_a FOREIGN KEY(a) REFERENCES account (pk) ON DELETE CASCADE,
  CONSTRAINT fk_account_link_b FOREIGN KEY(b) REFERENCES account (pk) ON DELETE CASCADE
);
CREATE INDEX ix_account_link_b ON account_link (b);

CREATE TABLE account_party (
  account BIGINT NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  n INTEGER NOT NULL,
  text TEXT NOT NULL,
  name TEXT,
  country TEXT COLLATE "C",
  sectors TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_account_party PRIMARY KEY (account, role, n),
  CONSTRAINT fk_account_party_account FOREIGN KEY(account) REFERENCES account (pk) ON DELETE CASCADE
);
CREATE INDEX ix_account_party_country_role_account ON account_party (country, role, account);

-- Full text. A tsvector holds at most 1 MB, so a text that is longer than any report is indexed by its beginning.

ALTER TABLE version ADD COLUMN words tsvector GENERATED ALWAYS AS (
  setweight(to_tsvector('english', coalesce(title, '')), 'A') || to_tsvector('english', coalesce(left(text, 200000), ''))
) STORED;
CREATE INDEX ix_version_words ON version USING gin (words) WHERE latest;

ALTER TABLE account ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('english', left(evidence, 200000))) STORED;
CREATE INDEX ix_account_words ON account USING gin (words);

ALTER TABLE attribution ADD COLUMN words tsvector
  GENERATED ALWAYS AS (to_tsvector('english', left(content, 200000))) STORED;
CREATE INDEX ix_attribution_words ON attribution USING gin (words);
