-- What customers ask the support desk.

CREATE TABLE support_tickets (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  ticket_number varchar(20) NOT NULL UNIQUE,
  name varchar(255) NOT NULL,
  email varchar(255) NOT NULL,
  category varchar(100) NOT NULL DEFAULT 'general',
  subject varchar(500) NOT NULL,
  message text NOT NULL,
  status varchar(30) NOT NULL DEFAULT 'new',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  client_ip varchar(100) NOT NULL DEFAULT '',
  preferred_lang varchar(5) DEFAULT 'en',
  message_en text
);
CREATE INDEX idx_support_tickets_category ON support_tickets (category);
CREATE INDEX idx_support_tickets_created_at ON support_tickets (created_at DESC);
CREATE INDEX idx_support_tickets_email ON support_tickets (email);
CREATE INDEX idx_support_tickets_status ON support_tickets (status);
CREATE INDEX idx_support_tickets_ticket_number ON support_tickets (ticket_number);
-- The project's own: a ticket belongs to an address, however it is capitalised.
CREATE INDEX trinity_support_tickets_email ON support_tickets (lower(email), created_at DESC, id DESC);
