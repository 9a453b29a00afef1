-- What is written to people: senders, templates and drafts of mail, the newsletter's readers and its languages.

CREATE TABLE email_senders (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  display_name varchar(255) NOT NULL,
  email varchar(255) NOT NULL UNIQUE,
  reply_to varchar(255) NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE email_templates (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  topic varchar(100) NOT NULL,
  name varchar(255) NOT NULL,
  subject varchar(500) NOT NULL,
  content text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE email_translations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  template_name varchar(100) NOT NULL,
  lang varchar(5) NOT NULL,
  field_name varchar(50) NOT NULL,
  field_value text NOT NULL,
  created_at timestamptz DEFAULT now(),
  UNIQUE (template_name, lang, field_name)
);

-- Template and sender are not enforced: a draft that was sent stays when they are deleted (dictionary TB-26).
CREATE TABLE email_drafts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  template_id uuid,
  sender_id uuid,
  subject varchar(500) NOT NULL,
  content text NOT NULL,
  recipients text NOT NULL,
  cc text NOT NULL DEFAULT '',
  bcc text NOT NULL DEFAULT '',
  status varchar(20) NOT NULL DEFAULT 'draft',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz
);

CREATE TABLE newsletter_templates (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  type varchar(20) NOT NULL DEFAULT 'cpmp',
  topic varchar(100) NOT NULL DEFAULT 'general',
  name varchar(255) NOT NULL,
  content text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE newsletter_translations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  newsletter_id uuid NOT NULL REFERENCES newsletters (id),
  lang varchar(5) NOT NULL,
  subject text NOT NULL,
  body_html text NOT NULL,
  auto_translated boolean DEFAULT true,
  reviewed boolean DEFAULT false,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now(),
  UNIQUE (newsletter_id, lang)
);

CREATE TABLE newsletter_subscribers (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email text NOT NULL,
  name text,
  source text DEFAULT 'cpmp',
  subscribed_at timestamptz DEFAULT now(),
  opt_out boolean DEFAULT false,
  preferred_lang varchar(5) DEFAULT 'en',
  UNIQUE (email, source)
);
CREATE INDEX idx_subscribers_source ON newsletter_subscribers (source);
-- The project's own: a reader is found by address, however it is capitalised.
CREATE INDEX trinity_newsletter_subscribers_email ON newsletter_subscribers (lower(email));
