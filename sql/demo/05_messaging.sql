-- What is written to people: senders, templates in six languages, drafts, newsletters of two and a half years, readers.

INSERT INTO email_senders (id, display_name, email, reply_to, created_at)
SELECT pg_temp.demo_id('sender', n), display_name, email, reply_to, pg_temp.demo_until() - interval '690 days'
FROM unnest('{Demo Prices,Demo Billing,Demo Support,Demo Mission,Demo Translations}'::text[],
  '{prices@demo.example.com,billing@demo.example.com,support@demo.example.com,mission@demo.example.org,
    translations@demo.example.com}'::text[],
  '{"",support@demo.example.com,"","",support@demo.example.com}'::text[])
  WITH ORDINALITY AS senders (display_name, email, reply_to, n)
ON CONFLICT DO NOTHING;

CREATE TEMP TABLE demo_mails ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY place, lang)::integer AS n, place, topic, 'demo_' || name AS name, lang,
  subject, body
FROM (VALUES
  (1, 'receipt', 'receipt', 'en', 'Your receipt', 'Thank you, {{name}}. We have received {{amount}}.'),
  (1, 'receipt', 'receipt', 'es', 'Su recibo', 'Gracias, {{name}}. Hemos recibido {{amount}}.'),
  (1, 'receipt', 'receipt', 'fr', 'Votre reçu', 'Merci, {{name}}. Nous avons reçu {{amount}}.'),
  (1, 'receipt', 'receipt', 'de', 'Ihre Quittung', 'Danke, {{name}}. Wir haben {{amount}} erhalten.'),
  (1, 'receipt', 'receipt', 'ja', '領収書', '{{name}} 様、{{amount}} を受領しました。ありがとうございます。'),
  (1, 'receipt', 'receipt', 'ar', 'إيصالك', 'شكرًا لك يا {{name}}. لقد استلمنا {{amount}}.'),
  (2, 'welcome', 'welcome', 'en', 'Welcome', 'Welcome, {{name}}. Your key is waiting for you.'),
  (2, 'welcome', 'welcome', 'es', 'Bienvenida', 'Le damos la bienvenida, {{name}}. Su clave le espera.'),
  (2, 'welcome', 'welcome', 'fr', 'Bienvenue', 'Bienvenue, {{name}}. Votre clé vous attend.'),
  (2, 'welcome', 'welcome', 'de', 'Willkommen', 'Willkommen, {{name}}. Ihr Schlüssel wartet auf Sie.'),
  (2, 'welcome', 'welcome', 'ja', 'ようこそ', '{{name}} 様、ようこそ。キーをご用意しました。'),
  (2, 'welcome', 'welcome', 'ar', 'مرحبًا', 'مرحبًا بك يا {{name}}. مفتاحك في انتظارك.'),
  (3, 'notification', 'payment_failed', 'en', 'Payment failed', 'We could not charge {{amount}}, {{name}}.'),
  (3, 'notification', 'payment_failed', 'es', 'Pago rechazado', 'No hemos podido cobrar {{amount}}, {{name}}.'),
  (3, 'notification', 'payment_failed', 'fr', 'Paiement refusé', 'Nous n''avons pas pu débiter {{amount}}, {{name}}.'),
  (3, 'notification', 'payment_failed', 'de', 'Zahlung gescheitert',
    'Wir konnten {{amount}} nicht abbuchen, {{name}}.'),
  (3, 'notification', 'payment_failed', 'ja', '決済に失敗しました', '{{name}} 様、{{amount}} を請求できませんでした。'),
  (3, 'notification', 'payment_failed', 'ar', 'فشل الدفع', 'لم نتمكن من خصم {{amount}} يا {{name}}.'),
  (4, 'notification', 'translation_done', 'en', 'Your documents are ready', 'All files are there, {{name}}.'),
  (4, 'notification', 'translation_done', 'es', 'Sus documentos están listos', 'Todos los archivos están, {{name}}.'),
  (4, 'notification', 'translation_done', 'fr', 'Vos documents sont prêts', 'Tous les fichiers sont là, {{name}}.'),
  (4, 'notification', 'translation_done', 'de', 'Ihre Dokumente sind fertig', 'Alle Dateien sind da, {{name}}.'),
  (4, 'notification', 'translation_done', 'ja', '文書の準備ができました', '{{name}} 様、すべてのファイルがそろいました。'),
  (4, 'notification', 'translation_done', 'ar', 'مستنداتك جاهزة', 'جميع الملفات جاهزة يا {{name}}.')
) AS texts (place, topic, name, lang, subject, body);

INSERT INTO email_templates (id, topic, name, subject, content, created_at)
SELECT pg_temp.demo_id('template', place), topic, name, subject, '<p>' || body || '</p>',
  pg_temp.demo_until() - interval '680 days'
FROM demo_mails WHERE lang = 'en'
ON CONFLICT DO NOTHING;

INSERT INTO email_translations (id, template_name, lang, field_name, field_value, created_at)
SELECT pg_temp.demo_id('mail translation', 10 * mail.n + field_n), mail.name, mail.lang, field_name,
  CASE field_name WHEN 'subject' THEN subject WHEN 'body' THEN '<p>' || body || '</p>' ELSE action END,
  pg_temp.demo_until() - interval '679 days'
FROM demo_mails AS mail
JOIN (VALUES ('en', 'Open'), ('es', 'Abrir'), ('fr', 'Ouvrir'), ('de', 'Öffnen'), ('ja', '開く'), ('ar', 'فتح'))
  AS actions (lang, action) USING (lang)
CROSS JOIN unnest('{subject,body,cta_text}'::text[]) WITH ORDINALITY AS fields (field_name, field_n)
ON CONFLICT DO NOTHING;

INSERT INTO email_drafts
  (id, template_id, sender_id, subject, content, recipients, cc, bcc, status, created_at, updated_at, sent_at)
SELECT pg_temp.demo_id('draft', draft.n), CASE WHEN draft.n % 5 <> 0 THEN template.id END, sender.id,
  coalesce(CASE WHEN draft.n % 5 <> 0 THEN template.subject END, 'A word from us, no. ' || draft.n),
  replace(coalesce(CASE WHEN draft.n % 5 <> 0 THEN template.content END, '<p>Dear {{name}}, thank you.</p>'),
    '{{name}}', person.name),
  jsonb_build_array(person.email)::text, CASE WHEN draft.n % 6 = 1 THEN 'billing@demo.example.com' ELSE '' END,
  CASE WHEN draft.n % 7 = 1 THEN 'archive@demo.example.com' ELSE '' END, status, at,
  at + CASE status WHEN 'draft' THEN interval '10 minutes' ELSE interval '1 hour' END,
  CASE status WHEN 'sent' THEN at + interval '1 hour' END
FROM generate_series(1, 180) AS draft (n)
CROSS JOIN LATERAL (SELECT pg_temp.pick('{draft,scheduled,sent,sent,sent,sent,failed}', 'draft', draft.n) AS status,
  pg_temp.demo_until() - interval '2 hours' - pg_temp.span('90 days', 'draft', draft.n) AS at) AS made
JOIN demo_people AS person ON person.n = 1 + pg_temp.dice('recipient', draft.n, 400)
LEFT JOIN email_templates AS template ON template.id = pg_temp.demo_id('template', 1 + draft.n % 4)
LEFT JOIN email_senders AS sender ON sender.id = pg_temp.demo_id('sender', 1 + draft.n % 5)
ON CONFLICT DO NOTHING;

-- Readers without an account, too; every tenth reads both letters.
CREATE TEMP TABLE demo_readers ON COMMIT DROP AS
SELECT person.n, person.name, person.email, source,
  pg_temp.demo_until() - interval '1 day' - pg_temp.span('900 days', 'reader since ' || source, person.n) AS since
FROM demo_people AS person, unnest('{cpmp,tbi}'::text[]) AS source
WHERE person.n BETWEEN 151 AND 850
  AND (person.n % 10 = 0 OR source = CASE WHEN person.n % 3 = 0 THEN 'tbi' ELSE 'cpmp' END);

INSERT INTO newsletter_subscribers (id, email, name, source, subscribed_at, opt_out, preferred_lang)
SELECT pg_temp.demo_id('reader ' || source, n), email, CASE WHEN n % 8 <> 0 THEN name END, source, since, n % 13 = 0,
  pg_temp.language('user', n)
FROM demo_readers
ON CONFLICT DO NOTHING;

CREATE TEMP TABLE demo_headlines ON COMMIT DROP AS
SELECT * FROM (VALUES
  ('cpmp', 0, '{A medical camp in the hills,Un campamento médico en las colinas,Un camp médical dans les collines,
    Ein Ärztecamp in den Hügeln,丘の上の診療キャンプ,مخيم طبي في التلال}'::text[]),
  ('cpmp', 1, '{Food for two hundred families,Comida para doscientas familias,De la nourriture pour deux cents familles,
    Essen für zweihundert Familien,二百世帯に食料を,طعام لمئتي عائلة}'),
  ('cpmp', 2, '{Wheelchairs have arrived,Han llegado las sillas de ruedas,Les fauteuils roulants sont arrivés,
    Die Rollstühle sind da,車いすが届きました,وصلت الكراسي المتحركة}'),
  ('tbi', 0, '{Another exchange is read,Leemos una bolsa más,Une plateforme de plus,Eine weitere Börse wird gelesen,
    取引所がひとつ増えました,منصة تداول جديدة}'),
  ('tbi', 1, '{Reports in your language,Informes en su idioma,Des rapports dans votre langue,Berichte in Ihrer Sprache,
    あなたの言語でレポートを,تقارير بلغتك}'),
  ('tbi', 2, '{Prices arrive sooner,Los precios llegan antes,Les prix arrivent plus tôt,Kurse kommen früher an,
    価格がより早く届きます,الأسعار تصل أسرع}')
) AS lines (type, n, texts);

-- One a week, of the two kinds in turn. The newest two are not sent yet.
CREATE TEMP TABLE demo_letters ON COMMIT DROP AS
SELECT number AS n, type, texts, 'No. ' || number || ': ' AS start,
  CASE WHEN number <= 128 THEN date_trunc('hour', pg_temp.demo_until()) - (129 - number) * interval '7 days' END
    AS sent_at
FROM generate_series(1, 130) AS number
JOIN demo_headlines ON type = CASE number % 2 WHEN 0 THEN 'tbi' ELSE 'cpmp' END AND demo_headlines.n = (number / 2) % 3;

INSERT INTO newsletters (id, title, content, sent_at, subscriber_count, open_rate, metadata, status, type)
SELECT pg_temp.demo_id('newsletter', letter.n), start || texts[1],
  '<h1>' || texts[1] || '</h1><p>What happened in week ' || letter.n || ', and what comes next.</p>', sent_at, readers,
  CASE WHEN sent_at IS NULL THEN 0 ELSE 20 + pg_temp.dice('opened', letter.n, 400) / 10.0 END,
  CASE WHEN letter.n % 4 <> 0 THEN jsonb_build_object('campaign', type || '-' || letter.n, 'week', letter.n) END,
  CASE WHEN letter.n <= 40 THEN 'archived' ELSE 'active' END, type
FROM demo_letters AS letter, LATERAL (
  SELECT count(*)::integer AS readers FROM demo_readers WHERE source = type AND since <= sent_at
) AS audience
ON CONFLICT DO NOTHING;

INSERT INTO newsletter_translations
  (id, newsletter_id, lang, subject, body_html, auto_translated, reviewed, created_at, updated_at)
SELECT pg_temp.demo_id('letter translation', 10 * letter.n + lang_n), newsletters.id, lang, start || texts[lang_n],
  '<h1>' || texts[lang_n] || '</h1>', NOT by_hand, reviewed, at, at + CASE WHEN reviewed THEN interval '3 hours'
    ELSE interval '0' END
FROM demo_letters AS letter
JOIN newsletters ON newsletters.id = pg_temp.demo_id('newsletter', letter.n)
CROSS JOIN unnest('{en,es,fr,de,ja,ar}'::text[]) WITH ORDINALITY AS languages (lang, lang_n)
CROSS JOIN LATERAL (SELECT pg_temp.dice('by hand', 10 * letter.n + lang_n, 8) = 0 AS by_hand,
  pg_temp.dice('reviewed', 10 * letter.n + lang_n, 3) > 0 AS reviewed,
  coalesce(letter.sent_at, pg_temp.demo_until()) - interval '6 hours' AS at) AS made
WHERE lang <> 'en' AND letter.n > 40
ON CONFLICT DO NOTHING;

INSERT INTO newsletter_templates (id, type, topic, name, content, created_at)
SELECT pg_temp.demo_id('letter template', row_number() OVER (ORDER BY type, n)), type,
  (ARRAY[CASE type WHEN 'tbi' THEN 'exchanges' ELSE 'medical' END, 'general', 'thanks'])[n + 1],
  'demo_' || type || '_' || n, '<h1>{{title}}</h1><p>Dear {{name}},</p>{{content}}',
  pg_temp.demo_until() - interval '950 days'
FROM demo_headlines
ON CONFLICT DO NOTHING;
