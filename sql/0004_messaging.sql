-- What was sent to readers.

CREATE TABLE newsletters (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  title text NOT NULL,
  content text NOT NULL,
  sent_at timestamptz DEFAULT now(),
  subscriber_count integer DEFAULT 0,
  open_rate float8 DEFAULT 0.0,
  metadata jsonb,
  status text DEFAULT 'active',
  type text DEFAULT 'cpmp'
);
CREATE INDEX idx_newsletters_sent_at ON newsletters (sent_at DESC);
CREATE INDEX idx_newsletters_status ON newsletters (status);
