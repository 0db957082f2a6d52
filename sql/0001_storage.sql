-- Rows, claims, capacity and journal of every kind of entity.
-- Migrations are numbered, only go forward, and may be applied twice. Running old code writes into a newer schema during an upgrade,
-- so a column that is added is nullable or has a default, and none is dropped or renamed while a version that writes it may still run.
-- Keys are VARCHAR(190), so that an index on one fits into every database. Times are milliseconds since 1970, UTC.

CREATE TABLE IF NOT EXISTS account (
  id VARCHAR(190) NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  due_at BIGINT,
  status VARCHAR(190),
  plan VARCHAR(190),
  name TEXT,
  owner VARCHAR(190)
);
CREATE INDEX IF NOT EXISTS account_due ON account (due_at, id);
CREATE INDEX IF NOT EXISTS account_status ON account (status, id);

CREATE TABLE IF NOT EXISTS person (
  id VARCHAR(190) NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  due_at BIGINT,
  status VARCHAR(190),
  email VARCHAR(190),
  account VARCHAR(190)
);
CREATE INDEX IF NOT EXISTS person_due ON person (due_at, id);
CREATE INDEX IF NOT EXISTS person_account ON person (account, id);
CREATE INDEX IF NOT EXISTS person_email ON person (email);

CREATE TABLE IF NOT EXISTS store (
  id VARCHAR(190) NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  due_at BIGINT,
  account VARCHAR(190),
  name VARCHAR(190),
  status VARCHAR(190),
  platform VARCHAR(190),
  plan VARCHAR(190),
  worker VARCHAR(190),
  title TEXT,
  created_at BIGINT
);
CREATE INDEX IF NOT EXISTS store_due ON store (due_at, id);
CREATE INDEX IF NOT EXISTS store_account ON store (account, id);
CREATE INDEX IF NOT EXISTS store_worker ON store (worker, id);
CREATE INDEX IF NOT EXISTS store_status ON store (status, id);

CREATE TABLE IF NOT EXISTS worker (
  id VARCHAR(190) NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  due_at BIGINT,
  status VARCHAR(190),
  endpoint TEXT
);
CREATE INDEX IF NOT EXISTS worker_due ON worker (due_at, id);

CREATE TABLE IF NOT EXISTS edge (
  id VARCHAR(190) NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  due_at BIGINT,
  worker VARCHAR(190),
  generation BIGINT
);
CREATE INDEX IF NOT EXISTS edge_due ON edge (due_at, id);

-- What only one entity can have: e-mail, host name, port, subnet.
CREATE TABLE IF NOT EXISTS claim (
  kind VARCHAR(190) NOT NULL,
  scope VARCHAR(190) NOT NULL,
  value VARCHAR(190) NOT NULL,
  owner_table VARCHAR(60) NOT NULL,
  owner_key VARCHAR(190) NOT NULL,
  PRIMARY KEY (kind, scope, value)
);
CREATE INDEX IF NOT EXISTS claim_owner ON claim (owner_table, owner_key);

-- What each entity uses of a counted resource; their sum is capacity.used.
CREATE TABLE IF NOT EXISTS holding (
  owner_table VARCHAR(60) NOT NULL,
  owner_key VARCHAR(190) NOT NULL,
  scope VARCHAR(190) NOT NULL,
  resource VARCHAR(190) NOT NULL,
  amount BIGINT NOT NULL,
  PRIMARY KEY (owner_table, owner_key, scope, resource)
);

CREATE TABLE IF NOT EXISTS capacity (
  scope VARCHAR(190) NOT NULL,
  resource VARCHAR(190) NOT NULL,
  usable BIGINT NOT NULL,
  used BIGINT NOT NULL,
  PRIMARY KEY (scope, resource)
);

CREATE TABLE IF NOT EXISTS operation (
  table_name VARCHAR(60) NOT NULL,
  entity_key VARCHAR(190) NOT NULL,
  id VARCHAR(190) NOT NULL,
  kind VARCHAR(190) NOT NULL,
  asked_by VARCHAR(190) NOT NULL,
  started_at BIGINT NOT NULL,
  finished_at BIGINT,
  deadline BIGINT NOT NULL,
  outcome VARCHAR(190) NOT NULL,
  attempt BIGINT NOT NULL,
  error_kind VARCHAR(190),
  error_code VARCHAR(190),
  error_message TEXT,
  error_field VARCHAR(190),
  PRIMARY KEY (table_name, entity_key, id)
);
CREATE INDEX IF NOT EXISTS operation_newest ON operation (table_name, entity_key, started_at);

CREATE TABLE IF NOT EXISTS operation_step (
  table_name VARCHAR(60) NOT NULL,
  entity_key VARCHAR(190) NOT NULL,
  operation_id VARCHAR(190) NOT NULL,
  name VARCHAR(190) NOT NULL,
  ordinal BIGINT NOT NULL,
  stage BIGINT NOT NULL,
  title TEXT NOT NULL,
  status VARCHAR(190) NOT NULL,
  limit_ms BIGINT NOT NULL,
  started_at BIGINT,
  finished_at BIGINT,
  failures BIGINT NOT NULL,
  look_again_at BIGINT,
  detail TEXT,
  error_kind VARCHAR(190),
  error_code VARCHAR(190),
  error_message TEXT,
  error_field VARCHAR(190),
  PRIMARY KEY (table_name, entity_key, operation_id, name)
);
