-- The installation's own administration (one row), and what its pages ask of operations and stores.

CREATE TABLE IF NOT EXISTS administration (
  id VARCHAR(190) NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  due_at BIGINT
);

CREATE INDEX IF NOT EXISTS operation_outcome ON operation (outcome, started_at);
CREATE INDEX IF NOT EXISTS store_name ON store (name);
