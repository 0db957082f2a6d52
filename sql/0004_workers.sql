-- What lists of workers ask for: under which address other workers reach it, whether it takes stores, whether visitors come in there.

ALTER TABLE worker ADD COLUMN IF NOT EXISTS address TEXT;
ALTER TABLE worker ADD COLUMN IF NOT EXISTS takes_stores BIGINT;
ALTER TABLE worker ADD COLUMN IF NOT EXISTS is_ingress BIGINT;
UPDATE worker SET takes_stores = CASE WHEN status = 'Active' THEN 1 ELSE 0 END, is_ingress = 0 WHERE takes_stores IS NULL;
