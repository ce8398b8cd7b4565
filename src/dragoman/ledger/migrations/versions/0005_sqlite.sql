-- What need not be counted at every question, on SQLite.
-- A script that has been released is never changed; add another.

ALTER TABLE entity ADD COLUMN reports INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entity ADD COLUMN mentions INTEGER NOT NULL DEFAULT 0;
UPDATE entity SET
  reports = (SELECT count(DISTINCT mention.report) FROM mention WHERE mention.entity = entity.pk),
  mentions = (SELECT count(*) FROM mention WHERE mention.entity = entity.pk)
WHERE true;

DROP INDEX ix_story_party_country;
ALTER TABLE story_party ADD COLUMN met INTEGER NOT NULL DEFAULT 0;
ALTER TABLE story_party ADD COLUMN score DOUBLE NOT NULL DEFAULT 0;
UPDATE story_party SET
  score = (SELECT story.score FROM story WHERE story.pk = story_party.story),
  met = CASE
    WHEN country IS NULL THEN 0
    WHEN EXISTS (
      SELECT 1 FROM story_party AS earlier
      WHERE earlier.story = story_party.story AND earlier.role = story_party.role
        AND earlier.country = story_party.country AND earlier.n < story_party.n
    ) THEN 2
    WHEN role = 'recipient' AND EXISTS (
      SELECT 1 FROM story_party AS earlier
      WHERE earlier.story = story_party.story AND earlier.role = 'actor' AND earlier.country = story_party.country
    ) THEN 1
    ELSE 0
  END
WHERE true;
CREATE INDEX ix_story_party_country ON story_party (
  country, role, day, story, met, type, quad, modality, confidence, corroborated, place_country, last_day, sectors
);

DROP INDEX ix_report_outlet_published;
CREATE INDEX ix_report_outlet_published_original ON report (outlet, published, original);
CREATE INDEX ix_report_source_first_seen_original ON report (source, first_seen, original);

DROP INDEX ix_story_day;
CREATE INDEX ix_story_day_last_day_place_country ON story (day, last_day, place_country);
DROP INDEX ix_story_corroborated_day;
CREATE INDEX ix_story_corroborated_day_last_day_origins ON story (corroborated, day, last_day, origins);
