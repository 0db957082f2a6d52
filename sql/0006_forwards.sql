-- Which worker a host name's store is on, in parts, and the authority by which edges know each other.

CREATE TABLE IF NOT EXISTS forward_map (
  id VARCHAR(190) NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  due_at BIGINT,
  hosts BIGINT
);

CREATE TABLE IF NOT EXISTS forward_authority (
  id VARCHAR(190) NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  due_at BIGINT,
  authorities BIGINT
);
