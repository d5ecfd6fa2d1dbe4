-- Times are integer milliseconds. `sealed` columns hold what a person says about their body, encrypted.

CREATE TABLE person (
    id          TEXT PRIMARY KEY,
    version     BIGINT NOT NULL,          -- counts up with each turn; a turn that lost the race runs again
    adapter     TEXT NOT NULL,            -- home: where this person last wrote in private
    workspace   TEXT NOT NULL,
    chat        TEXT NOT NULL,
    thread      TEXT NOT NULL,
    zone        TEXT NOT NULL,            -- IANA; '' until known
    language    TEXT NOT NULL,            -- BCP 47; '' until known
    reachable   INTEGER NOT NULL,         -- 0 after a block or a departure, until they write again
    consent_at  BIGINT,                   -- NULL until they said that their notes may be kept
    created_at  BIGINT NOT NULL,
    sealed      BLOB NOT NULL
) /* by its key */;

CREATE TABLE account (
    adapter     TEXT NOT NULL,
    workspace   TEXT NOT NULL,
    user_id     TEXT NOT NULL,
    person_id   TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    PRIMARY KEY (adapter, workspace, user_id)
) /* by its key */;

CREATE INDEX account_person ON account (person_id);

CREATE TABLE cramp (
    id          TEXT PRIMARY KEY,
    person_id   TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    started_at  BIGINT NOT NULL,
    sealed      BLOB NOT NULL
) /* by its key */;

CREATE INDEX cramp_person ON cramp (person_id, started_at);

CREATE TABLE timer (
    person_id   TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    name        TEXT NOT NULL,
    due_at      BIGINT NOT NULL,
    note        TEXT NOT NULL,
    PRIMARY KEY (person_id, name)
) /* by its key */;

CREATE INDEX timer_due ON timer (due_at, person_id, name);

CREATE TABLE outbox (
    id          TEXT PRIMARY KEY,         -- sorts by the order of writing
    adapter     TEXT NOT NULL,
    workspace   TEXT NOT NULL,
    chat        TEXT NOT NULL,
    thread      TEXT NOT NULL,
    shared      INTEGER NOT NULL,
    person_id   TEXT,                     -- whose timers pause when the address turns out dead
    message_key TEXT NOT NULL,
    lane        INTEGER NOT NULL,
    slot        TEXT NOT NULL,
    edits       INTEGER NOT NULL,
    due_at      BIGINT NOT NULL,          -- not to be sent earlier
    leased_by   TEXT NOT NULL,
    leased_until BIGINT NOT NULL,
    attempts    INTEGER NOT NULL,
    created_at  BIGINT NOT NULL,
    sealed      BLOB NOT NULL
) /* by its key */;

CREATE INDEX outbox_due ON outbox (adapter, lane, due_at, id);
CREATE INDEX outbox_address ON outbox (adapter, workspace, chat, thread, id);

CREATE TABLE slot (                       -- where a message that may be edited later stands on the platform
    adapter     TEXT NOT NULL,
    workspace   TEXT NOT NULL,
    chat        TEXT NOT NULL,
    thread      TEXT NOT NULL,
    slot        TEXT NOT NULL,
    ref         TEXT NOT NULL,
    sent_at     BIGINT NOT NULL,
    PRIMARY KEY (adapter, workspace, chat, thread, slot)
) /* by its key */;

CREATE INDEX slot_age ON slot (sent_at);

CREATE TABLE heard (                      -- events that have taken effect
    adapter     TEXT NOT NULL,
    id          TEXT NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (adapter, id)
) /* by its key */;

CREATE INDEX heard_age ON heard (at);

CREATE TABLE meta (
    name        TEXT PRIMARY KEY,
    value       TEXT NOT NULL
);

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

INSERT INTO meta (name, value) VALUES ('schema', '2');

INSERT INTO person (id, version, adapter, workspace, chat, thread, zone, language, reachable, consent_at, created_at, sealed)
VALUES
    ('p1', 7, 'telegram', '', '1001', '', 'Europe/Berlin', 'de', 1, 1773450000000, 1773446400000, x'a0'),
    ('p2', 1, 'slack', 'T01', 'D01', '', '', '', 0, NULL, 1773446500000, x'a1');

INSERT INTO account (adapter, workspace, user_id, person_id)
VALUES ('telegram', '', '1001', 'p1'), ('slack', 'T01', 'U01', 'p2'), ('terminal', '', 'me', 'p1');

INSERT INTO cramp (id, person_id, started_at, sealed)
VALUES ('c1', 'p1', 1773446400000, x'b0'), ('c2', 'p1', 1773446900000, x'b1'), ('c3', 'p2', 1773446500000, x'b2');

INSERT INTO timer (person_id, name, due_at, note)
VALUES ('p1', 'check', 1773447000000, ''), ('p2', 'wipe', 1773532800000, 'unanswered');

INSERT INTO outbox (
    id, adapter, workspace, chat, thread, shared, person_id, message_key, lane, slot, edits, due_at, leased_by,
    leased_until, attempts, created_at, sealed
)
VALUES
    ('o1', 'telegram', '', '1001', '', 0, 'p1', 'relief.calf', 0, 'relief', 0, 1773446400000, '', 0, 0, 1773446400000, x'c0'),
    ('o2', 'slack', 'T01', 'C01', '17', 1, NULL, 'relief.calf', 0, '', 0, 1773446500000, 'r1', 1773446600000, 2, 1773446500000, x'c1');

INSERT INTO slot (adapter, workspace, chat, thread, slot, ref, sent_at)
VALUES ('telegram', '', '1001', '', 'relief', '55', 1773446401000);

INSERT INTO heard (adapter, id, at) VALUES ('telegram', '9001', 1773446400000), ('slack', 'Ev01', 1773446500000);

INSERT INTO reminder (id, person_id, created_at, sealed) VALUES ('r1', 'p1', 1773446400000, x'd0');

INSERT INTO mark (id, person_id, at, sealed) VALUES ('m1', 'p1', 1773446400000, x'e0');
