-- Why an operation is done: what was found otherwise than it should be. And the list of those.

ALTER TABLE operation ADD COLUMN IF NOT EXISTS reason TEXT;
CREATE INDEX IF NOT EXISTS operation_drift ON operation (kind, started_at);
