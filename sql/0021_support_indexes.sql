-- What the lists of the graph are filtered and sorted by, with the key that breaks ties.
CREATE INDEX trinity_support_tickets_created_at ON support_tickets (created_at DESC, id DESC);
CREATE INDEX trinity_support_tickets_status ON support_tickets (status, created_at DESC, id DESC);
CREATE INDEX trinity_support_tickets_category ON support_tickets (category, created_at DESC, id DESC);
CREATE INDEX trinity_support_replies_created_at ON support_replies (created_at, id);
CREATE INDEX trinity_partner_applications_contact_email ON partner_applications (lower(contact_email), created_at DESC, id DESC);
CREATE INDEX trinity_demo_leads_email ON demo_leads (lower(email), created_at DESC, id DESC);
CREATE INDEX trinity_demo_leads_created_at ON demo_leads (created_at DESC, id DESC);
