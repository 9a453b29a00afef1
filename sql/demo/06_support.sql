-- What customers ask, in six languages, and what they are told.

CREATE TEMP TABLE demo_questions ON COMMIT DROP AS
SELECT category, lang, subject, message FROM (VALUES
  ('billing', 'en', 'Charged twice', 'My card was charged twice for this month''s subscription. Could you check it?'),
  ('billing', 'es', 'Cobro duplicado', 'Me han cobrado dos veces la suscripción de este mes. ¿Pueden revisarlo?'),
  ('billing', 'fr', 'Débité deux fois', 'L''abonnement de ce mois m''a été débité deux fois. Pouvez-vous vérifier ?'),
  ('billing', 'de', 'Zweimal abgebucht', 'Das Abonnement dieses Monats wurde zweimal abgebucht. Können Sie das prüfen?'),
  ('billing', 'ja', '二重請求について', '今月の購読料が二重に請求されています。確認していただけますか。'),
  ('billing', 'ar', 'خصم مكرر', 'تم خصم اشتراك هذا الشهر مرتين من بطاقتي. هل يمكنكم التحقق من ذلك؟'),
  ('technical', 'en', 'Gaps after reconnecting', 'Prices of {asset} stop for a minute when our connection is renewed. Is that expected?'),
  ('technical', 'es', 'Cortes al reconectar', 'Los precios de {asset} se detienen un minuto cuando se renueva la conexión. ¿Es normal?'),
  ('technical', 'fr', 'Coupures après reconnexion', 'Les prix de {asset} s''arrêtent une minute quand la connexion est renouvelée. Est-ce normal ?'),
  ('technical', 'de', 'Lücken nach erneutem Verbinden', 'Die Kurse von {asset} bleiben eine Minute aus, wenn die Verbindung erneuert wird. Ist das so vorgesehen?'),
  ('technical', 'ja', '再接続後の途切れ', '接続を更新すると、{asset} の価格が一分間止まります。正常な動作でしょうか。'),
  ('technical', 'ar', 'انقطاع بعد إعادة الاتصال', 'تتوقف أسعار {asset} دقيقة عند تجديد الاتصال. هل هذا متوقع؟'),
  ('api-access', 'en', 'Key refused on our server', 'Our new server gets 401 although the key works on my machine.'),
  ('api-access', 'es', 'Clave rechazada', 'Nuestro servidor nuevo recibe 401 aunque la clave funciona en mi equipo.'),
  ('api-access', 'fr', 'Clé refusée sur notre serveur', 'Notre nouveau serveur reçoit 401 alors que la clé fonctionne sur mon poste.'),
  ('api-access', 'de', 'Schlüssel wird abgelehnt', 'Unser neuer Server erhält 401, obwohl der Schlüssel auf meinem Rechner funktioniert.'),
  ('api-access', 'ja', 'サーバーでキーが拒否される', '手元では使えるキーが、新しいサーバーでは401になります。'),
  ('api-access', 'ar', 'رفض المفتاح على خادمنا', 'يتلقى خادمنا الجديد الخطأ 401 مع أن المفتاح يعمل على جهازي.'),
  ('rate-limit', 'en', '429 at the top of the minute', 'We see 429 at the start of each minute when we ask for {asset}. Can the burst be raised?'),
  ('rate-limit', 'es', '429 al inicio de cada minuto', 'Vemos 429 al inicio de cada minuto cuando consultamos {asset}. ¿Se puede ampliar la ráfaga?'),
  ('rate-limit', 'fr', '429 au début de chaque minute', 'Nous recevons 429 au début de chaque minute en demandant {asset}. Peut-on augmenter la rafale ?'),
  ('rate-limit', 'de', '429 zu jeder vollen Minute', 'Zu Beginn jeder Minute erhalten wir 429, wenn wir {asset} abfragen. Lässt sich der Burst erhöhen?'),
  ('rate-limit', 'ja', '毎分の初めに429', '{asset} を問い合わせると毎分の初めに429になります。バースト上限を上げられますか。'),
  ('rate-limit', 'ar', 'خطأ 429 في بداية كل دقيقة', 'نتلقى 429 في بداية كل دقيقة عند طلب {asset}. هل يمكن رفع حد الدفعات؟'),
  ('feature-request', 'en', 'Hourly candles', 'Please offer hourly candles for {asset}, not only the latest price.'),
  ('feature-request', 'es', 'Velas horarias', 'Ofrezcan, por favor, velas horarias de {asset}, no solo el último precio.'),
  ('feature-request', 'fr', 'Chandeliers horaires', 'Proposez s''il vous plaît des chandeliers horaires pour {asset}, pas seulement le dernier prix.'),
  ('feature-request', 'de', 'Stundenkerzen', 'Bitte bieten Sie Stundenkerzen für {asset} an, nicht nur den letzten Kurs.'),
  ('feature-request', 'ja', '一時間足の要望', '{asset} の最新価格だけでなく、一時間足も提供してください。'),
  ('feature-request', 'ar', 'شموع كل ساعة', 'نرجو توفير شموع كل ساعة لـ {asset} وليس آخر سعر فقط.'),
  ('bug-report', 'en', 'Double rows in the report', 'The report of last week counts {asset} twice in the CSV file.'),
  ('bug-report', 'es', 'Filas duplicadas', 'El informe de la semana pasada cuenta {asset} dos veces en el archivo CSV.'),
  ('bug-report', 'fr', 'Lignes en double', 'Le rapport de la semaine dernière compte {asset} deux fois dans le fichier CSV.'),
  ('bug-report', 'de', 'Doppelte Zeilen im Bericht', 'Der Bericht der letzten Woche zählt {asset} in der CSV-Datei doppelt.'),
  ('bug-report', 'ja', 'レポートの行が重複', '先週のレポートのCSVで {asset} が二重に数えられています。'),
  ('bug-report', 'ar', 'صفوف مكررة في التقرير', 'تقرير الأسبوع الماضي يحسب {asset} مرتين في ملف CSV.'),
  ('account', 'en', 'New address', 'I would like to change the e-mail address of my account.'),
  ('account', 'es', 'Nueva dirección', 'Quisiera cambiar la dirección de correo de mi cuenta.'),
  ('account', 'fr', 'Nouvelle adresse', 'Je voudrais changer l''adresse e-mail de mon compte.'),
  ('account', 'de', 'Neue Adresse', 'Ich möchte die E-Mail-Adresse meines Kontos ändern.'),
  ('account', 'ja', 'アドレスの変更', 'アカウントのメールアドレスを変更したいです。'),
  ('account', 'ar', 'عنوان جديد', 'أود تغيير عنوان البريد الإلكتروني لحسابي.'),
  ('general', 'en', 'Sources of a price', 'Which exchanges do you read the price of {asset} from?'),
  ('general', 'es', 'Fuentes del precio', '¿De qué bolsas obtienen el precio de {asset}?'),
  ('general', 'fr', 'Sources d''un prix', 'Sur quelles plateformes lisez-vous le prix de {asset} ?'),
  ('general', 'de', 'Quellen eines Kurses', 'Von welchen Börsen lesen Sie den Kurs von {asset}?'),
  ('general', 'ja', '価格の情報源', '{asset} の価格はどの取引所から取得していますか。'),
  ('general', 'ar', 'مصادر السعر', 'من أي منصات تقرؤون سعر {asset}؟')
) AS texts (category, lang, subject, message);

-- The course of a conversation: where it stands tells how far it has come.
CREATE TEMP TABLE demo_answers ON COMMIT DROP AS
SELECT step, author_type, is_internal, lang, message FROM (VALUES
  (1, 'admin', false, 'en', 'Thank you for writing. We are looking into it and will answer within a day.'),
  (1, 'admin', false, 'es', 'Gracias por escribir. Lo estamos revisando y responderemos en un día.'),
  (1, 'admin', false, 'fr', 'Merci de votre message. Nous regardons et répondrons sous un jour.'),
  (1, 'admin', false, 'de', 'Danke für Ihre Nachricht. Wir sehen es uns an und antworten innerhalb eines Tages.'),
  (1, 'admin', false, 'ja', 'ご連絡ありがとうございます。確認のうえ、一日以内に回答します。'),
  (1, 'admin', false, 'ar', 'شكرًا لرسالتك. نحن ننظر في الأمر وسنجيب خلال يوم.'),
  (2, 'admin', true, 'en', 'Seen before; ask the feeds team before answering.'),
  (3, 'customer', false, 'en', 'Thank you. It happened again this morning.'),
  (3, 'customer', false, 'es', 'Gracias. Ha vuelto a ocurrir esta mañana.'),
  (3, 'customer', false, 'fr', 'Merci. Cela s''est reproduit ce matin.'),
  (3, 'customer', false, 'de', 'Danke. Heute Morgen ist es wieder passiert.'),
  (3, 'customer', false, 'ja', 'ありがとうございます。今朝も同じことが起きました。'),
  (3, 'customer', false, 'ar', 'شكرًا. لقد حدث ذلك مرة أخرى هذا الصباح.'),
  (4, 'admin', false, 'en', 'We found the cause and have put it right. Please try again.'),
  (4, 'admin', false, 'es', 'Hemos encontrado la causa y la hemos corregido. Inténtelo de nuevo, por favor.'),
  (4, 'admin', false, 'fr', 'Nous avons trouvé la cause et l''avons corrigée. Réessayez, s''il vous plaît.'),
  (4, 'admin', false, 'de', 'Wir haben die Ursache gefunden und behoben. Bitte versuchen Sie es noch einmal.'),
  (4, 'admin', false, 'ja', '原因を見つけて修正しました。もう一度お試しください。'),
  (4, 'admin', false, 'ar', 'وجدنا السبب وأصلحناه. يرجى المحاولة مرة أخرى.'),
  (5, 'customer', false, 'en', 'It works now, thank you.'),
  (5, 'customer', false, 'es', 'Ahora funciona, gracias.'),
  (5, 'customer', false, 'fr', 'Cela marche maintenant, merci.'),
  (5, 'customer', false, 'de', 'Jetzt geht es, danke.'),
  (5, 'customer', false, 'ja', '今は動いています。ありがとうございます。'),
  (5, 'customer', false, 'ar', 'إنه يعمل الآن، شكرًا.')
) AS texts (step, author_type, is_internal, lang, message);

-- The first five are of the first account, one in each state; the others of anybody, a third of them without account.
CREATE TEMP TABLE demo_tickets ON COMMIT DROP AS
SELECT number AS n, pg_temp.demo_id('ticket', number) AS id, person.name, person.email, chosen.category,
  spoken.lang, status,
  replace(question.subject, '{asset}', asset) AS subject, replace(question.message, '{asset}', asset) AS message,
  replace(english.message, '{asset}', asset) AS message_en, 3 + pg_temp.dice('hours', number, 14) AS pace,
  CASE status WHEN 'new' THEN 0 WHEN 'open' THEN 1 + number % 3 WHEN 'pending' THEN 4
    WHEN 'resolved' THEN 4 + number % 2 ELSE 5 END AS replies,
  pg_temp.demo_until() - CASE status
    WHEN 'new' THEN interval '1 hour' + pg_temp.span('3 days', 'ticket', number)
    WHEN 'open' THEN interval '3 days' + pg_temp.span('7 days', 'ticket', number)
    WHEN 'pending' THEN interval '4 days' + pg_temp.span('16 days', 'ticket', number)
    ELSE interval '6 days' + pg_temp.span('340 days', 'ticket', number)
  END AS created_at
FROM generate_series(1, 320) AS number
CROSS JOIN LATERAL (
  SELECT CASE WHEN number <= 5 THEN 1 ELSE 1 + pg_temp.dice('asks', number, 600) END AS person_n,
    CASE WHEN number <= 5 THEN ('{new,open,pending,resolved,closed}'::text[])[number]
      ELSE pg_temp.pick('{new,open,pending,resolved,resolved,closed,closed,closed}', 'state', number) END AS status,
    pg_temp.pick('{billing,technical,api-access,rate-limit,feature-request,bug-report,account,general}', 'category',
      number) AS category
) AS chosen
JOIN demo_people AS person ON person.n = person_n
LEFT JOIN users ON users.id = pg_temp.demo_id('user', person.n)
CROSS JOIN LATERAL (SELECT coalesce(users.preferred_lang, pg_temp.language('user', person.n)) AS lang) AS spoken
JOIN demo_questions AS question ON question.category = chosen.category AND question.lang = spoken.lang
JOIN demo_questions AS english ON english.category = chosen.category AND english.lang = 'en'
JOIN demo_assets ON demo_assets.n = 1 + pg_temp.dice('about', number, (SELECT count(*)::integer FROM demo_assets));

INSERT INTO support_tickets
  (id, ticket_number, name, email, category, subject, message, status, created_at, updated_at, client_ip,
   preferred_lang, message_en)
SELECT id, 'TKT-' || 800000 + n, name, email, category, subject, message, status, created_at,
  created_at + replies * pace * interval '1 hour', CASE WHEN n % 12 = 0 THEN '' ELSE pg_temp.address('asks', n) END,
  lang, CASE WHEN lang <> 'en' THEN message_en END
FROM demo_tickets
ON CONFLICT DO NOTHING;

-- Customers write their own language and the desk English; the other side reads a translation (dictionary 7.5).
INSERT INTO support_replies
  (id, ticket_id, author, author_type, message, is_internal, created_at, message_translated)
SELECT pg_temp.demo_id('reply', 10 * ticket.n + step), ticket.id,
  CASE english.author_type WHEN 'customer' THEN ticket.name ELSE 'Support' END, english.author_type,
  CASE english.author_type WHEN 'customer' THEN own.message ELSE english.message END, english.is_internal,
  ticket.created_at + step * pace * interval '1 hour',
  CASE WHEN ticket.lang <> 'en' AND NOT english.is_internal THEN
    CASE english.author_type WHEN 'customer' THEN english.message ELSE own.message END END
FROM demo_tickets AS ticket
JOIN support_tickets USING (id)
JOIN demo_answers AS english ON english.lang = 'en' AND step <= replies
LEFT JOIN demo_answers AS own USING (step)
WHERE own.lang = ticket.lang OR own.lang = 'en' AND english.is_internal
ON CONFLICT DO NOTHING;
