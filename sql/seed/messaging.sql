-- Who mails are from, and what they say.

-- SES sends only from verified addresses. These belong to nobody: SES refuses them until an administrator has put in
-- the addresses of the installation.
INSERT INTO email_senders (display_name, email, reply_to) VALUES
  ('CPMP Mission', 'mission@example.org', 'mission@example.org'),
  ('The Trinity Beast', 'api@example.com', 'support@example.com')
ON CONFLICT DO NOTHING;

-- {{names}} in double braces are filled in by SES, and are the same in every language. The template holds the English
-- text; a translation has the fields subject, body (in place of the template's content) and cta_text, the words on
-- the button. Only the last has an English row. Templates are looked up by name, which the table does not keep unique.
WITH topics (name, topic) AS (
  VALUES
    ('payment_receipt', 'receipt'),
    ('welcome', 'welcome'),
    ('payment_failed', 'notification'),
    ('translation_completed', 'notification'),
    ('support_reply', 'notification'),
    ('magic_link', 'notification')
), texts (name, lang, subject, greeting, message, cta_text) AS (
  VALUES
    ('payment_receipt', 'en', 'Your receipt: {{product}}', 'Hello {{name}},',
     'Thank you. We have received your payment of {{amount}} {{currency}} for {{product}}.', 'View receipt'),
    ('payment_receipt', 'es', 'Su recibo: {{product}}', 'Hola, {{name}}:',
     'Gracias. Hemos recibido su pago de {{amount}} {{currency}} por {{product}}.', 'Ver recibo'),
    ('payment_receipt', 'fr', 'Votre reçu : {{product}}', 'Bonjour {{name}},',
     'Merci. Nous avons reçu votre paiement de {{amount}} {{currency}} pour {{product}}.', 'Voir le reçu'),
    ('payment_receipt', 'de', 'Ihr Beleg: {{product}}', 'Guten Tag {{name}},',
     'vielen Dank. Wir haben Ihre Zahlung von {{amount}} {{currency}} für {{product}} erhalten.', 'Beleg ansehen'),
    ('payment_receipt', 'ja', '領収書: {{product}}', '{{name}} 様',
     'ありがとうございます。{{product}} のお支払い {{amount}} {{currency}} を受領しました。', '領収書を見る'),
    ('payment_receipt', 'ar', 'إيصالك: {{product}}', 'مرحبًا {{name}}،',
     'شكرًا لك. استلمنا دفعتك بمبلغ {{amount}} {{currency}} مقابل {{product}}.', 'عرض الإيصال'),

    ('welcome', 'en', 'Welcome to The Trinity Beast', 'Hello {{name}},',
     'Your plan is {{tier}}. Your API key was shown to you when it was made, and is kept nowhere in readable form.',
     'Open the dashboard'),
    ('welcome', 'es', 'Le damos la bienvenida a The Trinity Beast', 'Hola, {{name}}:',
     'Su plan es {{tier}}. Su clave de API se le mostró al crearla y no se guarda en forma legible en ningún sitio.',
     'Abrir el panel'),
    ('welcome', 'fr', 'Bienvenue chez The Trinity Beast', 'Bonjour {{name}},',
     'Votre offre est {{tier}}. Votre clé d’API vous a été montrée lors de sa création et n’est conservée nulle part sous forme lisible.',
     'Ouvrir le tableau de bord'),
    ('welcome', 'de', 'Willkommen bei The Trinity Beast', 'Guten Tag {{name}},',
     'Ihr Tarif ist {{tier}}. Ihr API-Schlüssel wurde Ihnen bei der Erstellung angezeigt und wird nirgends lesbar gespeichert.',
     'Dashboard öffnen'),
    ('welcome', 'ja', 'The Trinity Beast へようこそ', '{{name}} 様',
     'ご利用プランは {{tier}} です。API キーは作成時に一度だけ表示され、読み取れる形では保存されません。',
     'ダッシュボードを開く'),
    ('welcome', 'ar', 'مرحبًا بك في The Trinity Beast', 'مرحبًا {{name}}،',
     'باقتك هي {{tier}}. عُرض عليك مفتاح API عند إنشائه، ولا يُحفظ في أي مكان بصيغة مقروءة.',
     'فتح لوحة التحكم'),

    ('payment_failed', 'en', 'Your payment failed', 'Hello {{name}},',
     'We could not charge you for {{product}}. Update your payment method before {{grace_end}} to keep your plan.',
     'Update payment method'),
    ('payment_failed', 'es', 'Su pago ha fallado', 'Hola, {{name}}:',
     'No hemos podido cobrar {{product}}. Actualice su método de pago antes del {{grace_end}} para conservar su plan.',
     'Actualizar método de pago'),
    ('payment_failed', 'fr', 'Votre paiement a échoué', 'Bonjour {{name}},',
     'Nous n’avons pas pu débiter {{product}}. Mettez à jour votre moyen de paiement avant le {{grace_end}} pour conserver votre offre.',
     'Mettre à jour le moyen de paiement'),
    ('payment_failed', 'de', 'Ihre Zahlung ist fehlgeschlagen', 'Guten Tag {{name}},',
     'wir konnten {{product}} nicht abbuchen. Aktualisieren Sie Ihre Zahlungsmethode vor dem {{grace_end}}, um Ihren Tarif zu behalten.',
     'Zahlungsmethode aktualisieren'),
    ('payment_failed', 'ja', 'お支払いに失敗しました', '{{name}} 様',
     '{{product}} の料金を請求できませんでした。プランを継続するには、{{grace_end}} より前にお支払い方法を更新してください。',
     'お支払い方法を更新する'),
    ('payment_failed', 'ar', 'فشلت عملية الدفع', 'مرحبًا {{name}}،',
     'لم نتمكن من تحصيل قيمة {{product}}. حدّث وسيلة الدفع قبل {{grace_end}} للاحتفاظ بباقتك.',
     'تحديث وسيلة الدفع'),

    ('translation_completed', 'en', 'Your translation is ready: {{task_id}}', 'Hello,',
     'Task {{task_id}} has ended. Jobs done: {{completed_jobs}} of {{total_jobs}}, failed: {{failed_jobs}}.',
     'Get the documents'),
    ('translation_completed', 'es', 'Su traducción está lista: {{task_id}}', 'Hola:',
     'La tarea {{task_id}} ha terminado. Trabajos completados: {{completed_jobs}} de {{total_jobs}}; fallidos: {{failed_jobs}}.',
     'Obtener los documentos'),
    ('translation_completed', 'fr', 'Votre traduction est prête : {{task_id}}', 'Bonjour,',
     'La tâche {{task_id}} est terminée. Travaux réussis : {{completed_jobs}} sur {{total_jobs}} ; échoués : {{failed_jobs}}.',
     'Récupérer les documents'),
    ('translation_completed', 'de', 'Ihre Übersetzung ist fertig: {{task_id}}', 'Guten Tag,',
     'der Auftrag {{task_id}} ist beendet. Erledigte Teile: {{completed_jobs}} von {{total_jobs}}, fehlgeschlagen: {{failed_jobs}}.',
     'Dokumente abrufen'),
    ('translation_completed', 'ja', '翻訳が完了しました: {{task_id}}', 'お客様',
     'タスク {{task_id}} が終了しました。完了: {{completed_jobs}} / {{total_jobs}} 件、失敗: {{failed_jobs}} 件。',
     'ドキュメントを受け取る'),
    ('translation_completed', 'ar', 'ترجمتك جاهزة: {{task_id}}', 'مرحبًا،',
     'انتهت المهمة {{task_id}}. الأعمال المنجزة: {{completed_jobs}} من {{total_jobs}}، والفاشلة: {{failed_jobs}}.',
     'استلام المستندات'),

    ('support_reply', 'en', 'Re: {{ticket_number}} {{ticket_subject}}', 'Hello {{name}},',
     'There is a reply to your ticket {{ticket_number}}: {{message}}', 'Open the ticket'),
    ('support_reply', 'es', 'Re: {{ticket_number}} {{ticket_subject}}', 'Hola, {{name}}:',
     'Hay una respuesta a su ticket {{ticket_number}}: {{message}}', 'Abrir el ticket'),
    ('support_reply', 'fr', 'Re : {{ticket_number}} {{ticket_subject}}', 'Bonjour {{name}},',
     'Votre ticket {{ticket_number}} a reçu une réponse : {{message}}', 'Ouvrir le ticket'),
    ('support_reply', 'de', 'Re: {{ticket_number}} {{ticket_subject}}', 'Guten Tag {{name}},',
     'zu Ihrem Ticket {{ticket_number}} gibt es eine Antwort: {{message}}', 'Ticket öffnen'),
    ('support_reply', 'ja', 'Re: {{ticket_number}} {{ticket_subject}}', '{{name}} 様',
     'チケット {{ticket_number}} に返信がありました: {{message}}', 'チケットを開く'),
    ('support_reply', 'ar', 'رد: {{ticket_number}} {{ticket_subject}}', 'مرحبًا {{name}}،',
     'وصل رد على تذكرتك {{ticket_number}}: {{message}}', 'فتح التذكرة'),

    ('magic_link', 'en', 'Your sign-in link', 'Hello {{name}},',
     'This link signs you in once, until {{expires_at}}. If you did not ask for it, ignore this mail.', 'Sign in'),
    ('magic_link', 'es', 'Su enlace de acceso', 'Hola, {{name}}:',
     'Este enlace permite un solo acceso, hasta el {{expires_at}}. Si no lo ha solicitado, ignore este correo.', 'Acceder'),
    ('magic_link', 'fr', 'Votre lien de connexion', 'Bonjour {{name}},',
     'Ce lien permet une seule connexion, jusqu’au {{expires_at}}. Si vous ne l’avez pas demandé, ignorez cet e-mail.',
     'Se connecter'),
    ('magic_link', 'de', 'Ihr Anmeldelink', 'Guten Tag {{name}},',
     'mit diesem Link können Sie sich bis {{expires_at}} einmal anmelden. Falls Sie ihn nicht angefordert haben, ignorieren Sie diese E-Mail.',
     'Anmelden'),
    ('magic_link', 'ja', 'サインイン用リンク', '{{name}} 様',
     'このリンクは {{expires_at}} まで、1 回だけ有効です。お心当たりがない場合は、このメールを無視してください。', 'サインイン'),
    ('magic_link', 'ar', 'رابط تسجيل الدخول', 'مرحبًا {{name}}،',
     'يتيح لك هذا الرابط تسجيل الدخول مرة واحدة حتى {{expires_at}}. إذا لم تطلبه فتجاهل هذه الرسالة.', 'تسجيل الدخول')
), mails AS (
  SELECT name, lang, subject, cta_text, format(
    '<div lang="%s" dir="%s"><p>%s</p><p>%s</p><p><a href="{{cta_url}}">{{cta_text}}</a></p></div>',
    lang, CASE lang WHEN 'ar' THEN 'rtl' ELSE 'ltr' END, greeting, message) AS body
  FROM texts
), templates AS (
  INSERT INTO email_templates (topic, name, subject, content)
  SELECT topic, name, subject, body
  FROM mails JOIN topics USING (name)
  WHERE lang = 'en' AND NOT EXISTS (SELECT FROM email_templates AS known WHERE known.name = mails.name)
)
INSERT INTO email_translations (template_name, lang, field_name, field_value)
SELECT name, lang, field_name, field_value
FROM mails
CROSS JOIN LATERAL (VALUES ('subject', subject), ('body', body), ('cta_text', cta_text)) AS fields (field_name, field_value)
WHERE lang <> 'en' OR field_name = 'cta_text'
ON CONFLICT DO NOTHING;

INSERT INTO newsletter_templates (type, topic, name, content)
SELECT type, topic, name, content
FROM (
  VALUES
    ('cpmp', 'general', 'mission_letter',
     '<h1>{{title}}</h1><p>Dear {{name}},</p><p>{{story}}</p><p>{{thanks}}</p><p><a href="{{unsubscribe_url}}">Unsubscribe</a></p>'),
    ('tbi', 'product', 'weekly_update',
     '<h1>{{title}}</h1><p>Hello {{name}},</p><p>Last week the API answered {{total_requests}} requests, half of them within {{p50_latency_ms}} ms.</p><p>{{news}}</p><p><a href="{{unsubscribe_url}}">Unsubscribe</a></p>')
) AS listed (type, topic, name, content)
WHERE NOT EXISTS (
  SELECT FROM newsletter_templates AS known WHERE known.type = listed.type AND known.name = listed.name
);
