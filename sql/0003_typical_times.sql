-- How long operations of one kind usually take is told from the newest ones that succeeded.

CREATE INDEX IF NOT EXISTS operation_kind ON operation (table_name, kind, outcome, started_at);
