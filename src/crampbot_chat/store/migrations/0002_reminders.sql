-- Reminders, what else the diary holds, and places where others read along.

ALTER TABLE person ADD COLUMN shared INTEGER NOT NULL DEFAULT 0;  -- 1: this is no person but a team channel or a group

CREATE TABLE reminder (
    id          TEXT PRIMARY KEY,
    person_id   TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    created_at  BIGINT NOT NULL,
    sealed      BLOB NOT NULL
) /* by its key */;

CREATE INDEX reminder_person ON reminder (person_id, created_at);

CREATE TABLE mark (                       -- what stands in the diary beside cramps: quiet nights, sport, a medicine
    id          TEXT PRIMARY KEY,
    person_id   TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    at          BIGINT NOT NULL,
    sealed      BLOB NOT NULL
) /* by its key */;

CREATE INDEX mark_person ON mark (person_id, at);

CREATE TABLE invitation (                 -- somebody wants to remind somebody else, who has not accepted yet
    code        TEXT PRIMARY KEY,
    person_id   TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    expires_at  BIGINT NOT NULL,
    sealed      BLOB NOT NULL
) /* by its key */;

CREATE INDEX invitation_person ON invitation (person_id);
CREATE INDEX invitation_age ON invitation (expires_at);
