-- What the lists of the graph are filtered and sorted by, with the key that breaks ties.
CREATE INDEX trinity_newsletters_sent_at ON newsletters (sent_at DESC, id DESC);
CREATE INDEX trinity_newsletter_subscribers_subscribed_at ON newsletter_subscribers (subscribed_at DESC, id DESC);
CREATE INDEX trinity_newsletter_subscribers_source ON newsletter_subscribers (source, subscribed_at DESC, id DESC);
CREATE INDEX trinity_email_drafts_created_at ON email_drafts (created_at DESC, id DESC);
CREATE INDEX trinity_email_drafts_template_id ON email_drafts (template_id, created_at DESC, id DESC);
CREATE INDEX trinity_email_drafts_sender_id ON email_drafts (sender_id, created_at DESC, id DESC);
CREATE INDEX trinity_email_drafts_status ON email_drafts (status, created_at DESC, id DESC);
