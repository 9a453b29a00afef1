-- What the files behind this one build on: temporary, and gone with the transaction or the connection. The loader has
-- set demo.until, the moment that all times are counted back from, and demo.usage, the number of usage rows.
--
-- Nothing is random: what looks so is told from the MD5 of a name and a row number, so every run gives the same rows.

CREATE FUNCTION pg_temp.demo_until() RETURNS timestamptz LANGUAGE sql STABLE AS
  $$ SELECT current_setting('demo.until')::timestamptz $$;

-- The month that the data end in. At midnight of the first, that is the month before: nothing has happened in the new
-- one yet.
CREATE FUNCTION pg_temp.demo_month() RETURNS timestamptz LANGUAGE sql STABLE AS
  $$ SELECT date_trunc('month', current_setting('demo.until')::timestamptz - interval '1 microsecond') $$;

-- The ids of one kind begin alike, so that a demo row is known at sight.
CREATE FUNCTION pg_temp.demo_id(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$ SELECT ('de30' || left(md5(kind), 4) || '-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid $$;

-- Far above what a sequence has reached where demo data are welcome, and still an integer.
CREATE FUNCTION pg_temp.demo_number(n bigint) RETURNS integer LANGUAGE sql IMMUTABLE AS
  $$ SELECT (1900000000 + n)::integer $$;

CREATE FUNCTION pg_temp.dice(what text, n bigint, sides integer) RETURNS integer LANGUAGE sql IMMUTABLE AS
  $$ SELECT ((('x' || left(md5(what || ' ' || n::text), 8))::bit(32)::bigint) % sides)::integer $$;

CREATE FUNCTION pg_temp.pick(options text[], what text, n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT options[1 + pg_temp.dice(what, n, cardinality(options))] $$;

-- An hour-and-minute kind of span: from nothing up to `longest`, to the second.
CREATE FUNCTION pg_temp.span(longest interval, what text, n bigint) RETURNS interval LANGUAGE sql IMMUTABLE AS
  $$ SELECT pg_temp.dice(what, n, extract(epoch FROM longest)::integer) * interval '1 second' $$;

-- An id as Stripe writes them: cus_, sub_, ch_ …
CREATE FUNCTION pg_temp.stripe(prefix text, what text, n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT prefix || '_demo' || left(md5(prefix || what || n::text), 20) $$;

-- A ULID: the milliseconds in Crockford's base 32, then 80 bits for which hexadecimal digits serve as well.
CREATE FUNCTION pg_temp.ulid(moment timestamptz, what text, n bigint) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ',
      1 + ((floor(extract(epoch FROM moment) * 1000)::bigint >> place) & 31)::integer, 1), '' ORDER BY place DESC)
    || upper(left(md5(what || n::text), 16))
  FROM generate_series(0, 45, 5) AS place
$$;

-- Only addresses that are reserved for documentation (RFC 5737, RFC 3849).
CREATE FUNCTION pg_temp.address(what text, n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE pg_temp.dice(what || ' network', n, 5)
    WHEN 0 THEN '2001:db8::' || to_hex(1 + pg_temp.dice(what, n, 65535))
    WHEN 1 THEN '192.0.2.' || 1 + pg_temp.dice(what, n, 254)
    WHEN 2 THEN '192.0.2.' || 1 + pg_temp.dice(what, n, 254)
    ELSE '198.51.100.' || 1 + pg_temp.dice(what, n, 254)
  END
$$;

-- Half of the people write English, the others one of the languages below.
CREATE FUNCTION pg_temp.language(what text, n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT pg_temp.pick('{en,en,en,en,en,es,fr,de,ja,ar}', what, n) $$;

CREATE TEMP TABLE demo_people ON COMMIT DROP AS
SELECT n, first || ' ' || last AS name,
  lower(first || '.' || last) || '.' || n || CASE n % 3 WHEN 0 THEN '@example.org' ELSE '@example.com' END AS email
FROM generate_series(1, 1000) AS n,
  pg_temp.pick('{Ada,Amir,Ana,Aya,Bela,Chidi,Dina,Elif,Emil,Farid,Hana,Ines,Ivo,Jonas,Kaya,Lena,Luca,Maya,Milo,Nadia,
    Noor,Omar,Paula,Ravi,Rosa,Sami,Tara,Uma,Yuki,Zoe}', 'first name', n) AS first,
  pg_temp.pick('{Beispiel,Demoski,Ejemplo,Exampleton,Exemple,Fictiva,Inventado,Mockford,Nowhere,Placeholder,Probe,
    Sample,Samplewood,Specimen,Testerly}', 'last name', n) AS last;

-- What the assets of the map cost, and who says so. The levels come from the loader.
CREATE TEMP TABLE demo_assets ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY place)::integer AS n, asset, level, stable, scale(level) AS decimals, sources
FROM jsonb_to_recordset(current_setting('demo.levels')::jsonb)
  AS levels (place integer, asset text, level numeric, stable boolean)
JOIN LATERAL (
  SELECT array_agg(source_tag ORDER BY source_tag) AS sources
  FROM exchange_asset_map JOIN exchange_feeds USING (exchange_name)
  WHERE exchange_asset_map.asset = levels.asset
) AS mapped ON sources IS NOT NULL;
ALTER TABLE demo_assets ADD PRIMARY KEY (n);
ANALYZE demo_assets;

-- A price goes up and down by four percent in a week, and by a little from call to call; what holds to a currency
-- hardly moves. Sums and products only: a sine may differ from one machine to the next.
CREATE FUNCTION pg_temp.price_at(level numeric, stable boolean, decimals integer, moment timestamptz, noise integer)
RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
  SELECT round(level * (1 + CASE WHEN stable THEN 0.02 ELSE 1 END * (
    abs(date_part('epoch', moment) / 302400 - 2 * floor(date_part('epoch', moment) / 604800) - 1) * 0.08 - 0.04
      + (noise % 1000 - 500) / 250000::float8))::numeric, decimals)
$$;
