/**
 * The tables of the embedded store.
 *
 * `resource` has one row per resource that ever existed, `version` one per version; a version never changes, so what a
 * search finds by its `seq` can be fetched afterwards without a lock. `version.seq` is the order of commit and the
 * position of the change event at once: an event is a version seen from the side of its consumers, not a second row.
 * `version.patients` are those in whose compartments the version is, `former` those whose compartments it left.
 *
 * The index tables hold the entries of current versions only. Each is clustered by its look-up, (param, value, rid, …):
 * an equality finds its resources in order of creation, a walk along a parameter finds them in the order of its values;
 * and each has a second index by resource, which answers "does this resource satisfy…", sorts, and removes.
 * Texts that repeat (resource types, systems, patients' ids, clinical codes) and search parameters are coded as integers.
 */

/** Raised when the tables change; a store with a higher one is refused. */
export const SCHEMA_VERSION = 1;
/** SQLite's `application_id` of a store into which a copy has begun and not ended; else it is 0. */
export const COPYING = 0x46_54_43_70;

/** Values of `resource.realm` and `version.realm`. */
export const REALMS = ["record", "computed"] as const;
/** Values of `version.method`. */
export const METHODS = ["create", "update", "delete"] as const;

/** Tables whose rows belong to a resource's current version and are found by its `rid`. */
export const INDEX_TABLES = ["token", "string", "date", "number", "quantity", "reference", "uri", "clinical"] as const;

export const SCHEMA = `
CREATE TABLE text (num INTEGER PRIMARY KEY, value TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE param (
  num INTEGER PRIMARY KEY, type INTEGER NOT NULL, code TEXT NOT NULL, kind TEXT NOT NULL, UNIQUE (type, code, kind)
) STRICT;

CREATE TABLE resource (
  rid INTEGER PRIMARY KEY, type INTEGER NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, seq INTEGER NOT NULL,
  updated INTEGER NOT NULL, realm INTEGER NOT NULL, deleted INTEGER NOT NULL, UNIQUE (type, id)
) STRICT;
CREATE INDEX resource_type ON resource (type);
CREATE INDEX resource_updated ON resource (type, updated);

CREATE TABLE version (
  seq INTEGER PRIMARY KEY, rid INTEGER NOT NULL, version INTEGER NOT NULL, type INTEGER NOT NULL, at INTEGER NOT NULL,
  method INTEGER NOT NULL, realm INTEGER NOT NULL, patients TEXT, former TEXT, json TEXT
) STRICT;
CREATE UNIQUE INDEX version_resource ON version (rid, version);
CREATE INDEX version_type ON version (type);

CREATE TABLE token (
  param INTEGER NOT NULL, code TEXT NOT NULL, rid INTEGER NOT NULL, system INTEGER NOT NULL, grp INTEGER NOT NULL,
  PRIMARY KEY (param, code, rid, system, grp)
) STRICT, WITHOUT ROWID;
CREATE INDEX token_rid ON token (rid, param);
CREATE TABLE string (
  param INTEGER NOT NULL, folded TEXT NOT NULL, rid INTEGER NOT NULL, value TEXT NOT NULL, grp INTEGER NOT NULL,
  PRIMARY KEY (param, folded, rid, value, grp)
) STRICT, WITHOUT ROWID;
CREATE INDEX string_rid ON string (rid, param);
CREATE TABLE date (
  param INTEGER NOT NULL, low INTEGER NOT NULL, rid INTEGER NOT NULL, high INTEGER NOT NULL, grp INTEGER NOT NULL,
  PRIMARY KEY (param, low, rid, high, grp)
) STRICT, WITHOUT ROWID;
CREATE INDEX date_rid ON date (rid, param);
CREATE INDEX date_high ON date (param, high);
CREATE TABLE number (
  param INTEGER NOT NULL, value REAL NOT NULL, rid INTEGER NOT NULL, low REAL NOT NULL, high REAL NOT NULL,
  grp INTEGER NOT NULL, PRIMARY KEY (param, value, rid, low, high, grp)
) STRICT, WITHOUT ROWID;
CREATE INDEX number_rid ON number (rid, param);
CREATE TABLE quantity (
  param INTEGER NOT NULL, form INTEGER NOT NULL, unit TEXT NOT NULL, value REAL NOT NULL, rid INTEGER NOT NULL,
  system INTEGER NOT NULL, low REAL NOT NULL, high REAL NOT NULL, label TEXT NOT NULL, grp INTEGER NOT NULL,
  PRIMARY KEY (param, form, unit, value, rid, system, low, high, label, grp)
) STRICT, WITHOUT ROWID;
CREATE INDEX quantity_rid ON quantity (rid, param);
CREATE TABLE reference (
  param INTEGER NOT NULL, target TEXT NOT NULL, rid INTEGER NOT NULL, type INTEGER NOT NULL, grp INTEGER NOT NULL,
  PRIMARY KEY (param, target, rid, type, grp)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_rid ON reference (rid, param);
CREATE TABLE uri (
  param INTEGER NOT NULL, value TEXT NOT NULL, rid INTEGER NOT NULL, grp INTEGER NOT NULL,
  PRIMARY KEY (param, value, rid, grp)
) STRICT, WITHOUT ROWID;
CREATE INDEX uri_rid ON uri (rid, param);

CREATE TABLE compartment (
  patient INTEGER NOT NULL, rid INTEGER NOT NULL, type INTEGER NOT NULL, PRIMARY KEY (patient, rid)
) STRICT, WITHOUT ROWID;
CREATE TABLE clinical (
  patient INTEGER NOT NULL, code INTEGER NOT NULL, time INTEGER NOT NULL, rid INTEGER NOT NULL, type INTEGER NOT NULL,
  PRIMARY KEY (patient, code, time, rid)
) STRICT, WITHOUT ROWID;
CREATE INDEX clinical_rid ON clinical (rid);

CREATE TABLE consumer (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE journal (
  num INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, received TEXT NOT NULL, channel TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE, sender TEXT NOT NULL, control TEXT NOT NULL, message_type TEXT NOT NULL,
  status TEXT NOT NULL, ack TEXT, error TEXT, resources TEXT NOT NULL, unmapped TEXT NOT NULL, raw BLOB NOT NULL
) STRICT;
CREATE INDEX journal_status ON journal (status);
CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
`;
