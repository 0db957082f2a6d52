-- What is asked of the workers again and again, without looking at all of them: by whose edges visitors come in, and who is away.

CREATE INDEX IF NOT EXISTS worker_status ON worker (status, id);
CREATE INDEX IF NOT EXISTS worker_ingress ON worker (is_ingress, id);
