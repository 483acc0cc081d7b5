/** The tables of the store. Each step brings it one version further; a step that has shipped is never changed. */

/**
 * Texts from phones are kept as JSON, which carries every string unchanged: SQLite's own text would cut at a NUL in some
 * readers and cannot hold half a surrogate pair. Columns beside it are for joining and order only.
 */
const first = `
CREATE TABLE run (id INTEGER PRIMARY KEY AUTOINCREMENT, started_at TEXT NOT NULL, outcome TEXT, report TEXT) STRICT;
CREATE TABLE staged_mailbox (run INTEGER NOT NULL, guid TEXT NOT NULL, address TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (run, guid)) STRICT, WITHOUT ROWID;
CREATE TABLE staged_device (run INTEGER NOT NULL, mailbox TEXT NOT NULL, id TEXT NOT NULL, key TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (run, mailbox, id)) STRICT, WITHOUT ROWID;
CREATE TABLE staged_user (run INTEGER NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (run, id)) STRICT, WITHOUT ROWID;
CREATE TABLE staged_address (run INTEGER NOT NULL, address TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (run, address, user)) STRICT, WITHOUT ROWID;
CREATE TABLE staged_enrolment (run INTEGER NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (run, key, id)) STRICT, WITHOUT ROWID;
CREATE TABLE own_entry (mailbox TEXT NOT NULL, list TEXT NOT NULL CHECK (list IN ('allow', 'block')), key TEXT NOT NULL, device TEXT NOT NULL, PRIMARY KEY (mailbox, list, key)) STRICT, WITHOUT ROWID;
CREATE TABLE journal (id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('intended', 'sent', 'confirmed', 'reconciled', 'lost')), data TEXT NOT NULL) STRICT;
CREATE INDEX journal_run ON journal (run);
CREATE INDEX journal_open ON journal (state) WHERE state IN ('intended', 'sent');
CREATE TABLE published (run INTEGER NOT NULL) STRICT;
INSERT INTO published (run) VALUES (0);
CREATE TABLE decision (position INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL, decided_at TEXT NOT NULL, view TEXT NOT NULL, evidence TEXT NOT NULL) STRICT;
CREATE TABLE decision_name (name TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (name, position)) STRICT, WITHOUT ROWID;
`;

/** `organization` in lower case, as JSON. */
const connectorRecord = `
CREATE TABLE connector_record (organization TEXT PRIMARY KEY, id TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

const policyVersion = `
CREATE TABLE policy_version (number INTEGER PRIMARY KEY AUTOINCREMENT, data TEXT NOT NULL) STRICT;
`;

/** The last complete walk over the devices, and the one under way. `id` as JSON. */
const walk = `
CREATE TABLE staged_walk (run INTEGER NOT NULL, id TEXT NOT NULL, fingerprint TEXT NOT NULL, PRIMARY KEY (run, id)) STRICT, WITHOUT ROWID;
CREATE TABLE walked_device (id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE gathered (one INTEGER PRIMARY KEY CHECK (one = 1), data TEXT NOT NULL) STRICT;
`;

/** Of a device that is to be blocked: whose it is, so that Intune can be asked whether it still has to be. */
const waiting = `
ALTER TABLE decision ADD COLUMN waiting_user TEXT;
CREATE INDEX decision_waiting ON decision (run, position) WHERE waiting_user IS NOT NULL;
`;

const deviceOrder = `
CREATE TABLE device_order (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('intended', 'confirmed', 'doubtful')), data TEXT NOT NULL) STRICT;
`;

/** `lost_at`: since when only the server knows of the shell. */
const exchangeMemory = `
CREATE TABLE exchange_servers (configured TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE exchange_shell (id INTEGER PRIMARY KEY AUTOINCREMENT, opened_at TEXT NOT NULL, lost_at TEXT) STRICT;
`;

/** `settled_at`: since when it is ours; of those before this step nobody knows it, and it is long ago. `unseen_since`: its mailbox is not to be seen. */
const ownAges = `
ALTER TABLE own_entry ADD COLUMN settled_at TEXT NOT NULL DEFAULT '';
ALTER TABLE own_entry ADD COLUMN unseen_since TEXT;
`;

export const migrations: readonly string[] = [first, connectorRecord, policyVersion, walk, waiting, deviceOrder, exchangeMemory, ownAges];
