DROP TABLE
  newsletter_subscribers,
  newsletter_translations,
  newsletter_templates,
  email_drafts,
  email_translations,
  email_templates,
  email_senders;
