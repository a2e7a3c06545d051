-- About 50,000 rows, the same ones every time: everything follows from the row's number.
SET NAMES utf8mb4;
SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO';
SET unique_checks = 0;

INSERT INTO migrations (migration, batch)
  SELECT CONCAT('2024_01_', LPAD(seq, 2, '0'), '_000000_create_table_', seq), 1 + seq DIV 6 FROM seq_1_to_24;

INSERT INTO customers (id, uuid, name, email, notes, preferences, flags, balance, born, created_at, updated_at)
  SELECT seq, '',
    ELT(1 + seq MOD 8, 'Zoë Ångström', 'O''Brien, Pat', '山田 太郎', 'Ольга Иванова', 'مريم حسن', 'Back\\slash "Quote"', '👩‍👩‍👧‍👦 Family', 'José NFD'),
    CONCAT('Customer.', seq, '@', ELT(1 + seq MOD 3, 'example.org', 'EXAMPLE.com', 'mail.example.net')),
    CASE seq MOD 6
      WHEN 0 THEN NULL
      WHEN 1 THEN ''
      WHEN 2 THEN 'line one\nline two\r\nINSERT INTO `customers` VALUES (1,\'x\');\n-- Dump completed on 2026-01-01  0:00:00\n'
      WHEN 3 THEN '/* not a comment */ # nor this\n/*!40000 DROP TABLE customers */;'
      WHEN 4 THEN CONCAT('tab\there, nul', CHAR(0 USING utf8mb4), 'there, ctrl-z', CHAR(26 USING utf8mb4), ', trailing backslash \\')
      ELSE CONCAT('😀 emoji ', REPEAT('été; ', seq MOD 20), '🏳️‍🌈')
    END,
    IF(seq MOD 10 = 0, NULL, JSON_OBJECT('theme', ELT(1 + seq MOD 2, 'dark', 'light'), 'quote"', 'it''s\n\\', 'n', seq, 'list', JSON_ARRAY(1, NULL, '😀'))),
    seq MOD 4096,
    (CAST((seq * 7919) MOD 20000000 AS decimal(20,6)) - 10000000) / 1000 + 0.000001,
    IF(seq MOD 7 = 0, NULL, DATE_ADD('1940-01-01', INTERVAL (seq * 37) MOD 25000 DAY)),
    TIMESTAMPADD(MICROSECOND, seq * 1000003, TIMESTAMPADD(MINUTE, seq, '2021-03-01 00:00:00.000000')),
    IF(seq MOD 5 = 0, NULL, TIMESTAMPADD(MICROSECOND, seq * 1001, '2025-06-01 12:00:00'))
  FROM seq_1_to_6000;

INSERT INTO categories (id, parent_id, slug, title)
  SELECT seq, IF(seq <= 5, NULL, 1 + seq MOD 5), CONCAT('kategorie-', seq, IF(seq MOD 2, '-ä', '-ß')), CONCAT('Kategorie № ', seq) FROM seq_1_to_40;

-- rating is a FLOAT: dumps write it with six digits, so only values that need no more survive any dump tool unchanged.
INSERT INTO products (id, category_id, sku, title, description, price, vat_rate, weight_kg, rating, condition_of_sale, labels, launched, opens)
  SELECT seq, 1 + seq MOD 40, CONCAT('SKU-', LPAD(seq, 6, '0')),
    CONCAT(ELT(1 + seq MOD 5, 'Lamp', 'Chair 5" wide', 'Table; round', 'Rug (hand\\made)', 'Lampe élégante'), ' ', seq),
    CONCAT('A description, ', REPEAT(CONCAT('word', seq MOD 97, ' '), 5 + seq MOD 60), ELT(1 + seq MOD 3, '', '<script>alert("x");</script>', '\nnew line')),
    ((seq * 104729) MOD 100000000) / 10000,
    IF(seq MOD 9 = 0, 0.07, 0.19), IF(seq MOD 4 = 0, NULL, seq / 7), seq / 4, 1 + seq MOD 4, seq MOD 16, 1990 + seq MOD 40,
    IF(seq MOD 3 = 0, NULL, SEC_TO_TIME((seq * 61) MOD 86400))
  FROM seq_1_to_2500;

INSERT INTO orders (id, customer_id, state, total, placed_at)
  SELECT 100000 + seq, 1 + (seq * 31) MOD 6000, ELT(1 + seq MOD 4, 'open', 'paid', 'sent', 'it''s; odd'), ((seq * 7907) MOD 10000000) / 1000,
    TIMESTAMPADD(MICROSECOND, seq * 7, TIMESTAMPADD(MINUTE, seq * 13, '2024-01-01 00:00:00.000000'))
  FROM seq_1_to_9000;

INSERT INTO order_items (order_id, position, product_id, quantity, unit_price)
  SELECT 100000 + 1 + (seq - 1) DIV 2, 1 + seq MOD 2, 1 + (seq * 17) MOD 2500, 1 + seq MOD 9, ((seq * 7901) MOD 10000000) / 10000 FROM seq_1_to_18000;

INSERT INTO page_views (path, viewer, seen_at)
  SELECT CONCAT('/p/', seq MOD 300, '?q=', ELT(1 + seq MOD 3, 'a%20b', 'ünïcode', "x'y\"z")), IF(seq MOD 11 = 0, NULL, CONCAT('10.0.', seq MOD 250, '.', seq MOD 199)),
    TIMESTAMPADD(SECOND, (seq DIV 2) * 7201, '2024-01-01 00:00:00.123456')
  FROM seq_1_to_10000;

INSERT INTO activity_log (message, logged_at)
  SELECT CONCAT('Event ', seq, ELT(1 + seq MOD 3, ': ok', ': it''s "done";', ': back\\slash')), TIMESTAMPADD(MINUTE, seq, '2025-01-01 00:00:00') FROM seq_1_to_4000;

-- Every byte value, in every order that matters: first, last, doubled, next to quotes and line ends.
INSERT INTO attachments (id, file_name, content, digest, thumbnail)
  SELECT numbered.n, CONCAT('scan ', numbered.n, '.bin'), numbered.body, UNHEX(SHA2(numbered.body, 256)), IF(numbered.n MOD 3 = 0, NULL, LEFT(numbered.body, numbered.n MOD 512))
  FROM (
    SELECT rows_.seq AS n, REPEAT(CONCAT(all_.bytes, UNHEX(LPAD(HEX(rows_.seq - 1), 4, '0')), REVERSE(all_.bytes)), 1 + rows_.seq MOD 16) AS body
    FROM seq_1_to_256 AS rows_
    CROSS JOIN (
      SELECT UNHEX(GROUP_CONCAT(LPAD(HEX(seq), 2, '0') ORDER BY seq SEPARATOR '')) AS bytes FROM seq_0_to_255
    ) AS all_
  ) AS numbered;
INSERT INTO attachments (id, file_name, content, digest, thumbnail) VALUES (1000, 'empty', '', UNHEX(SHA2('', 256)), NULL);
-- One row larger than any read buffer.
INSERT INTO attachments (id, file_name, content, digest, thumbnail)
  SELECT 1001, 'large', big.body, UNHEX(SHA2(big.body, 256)), NULL FROM (SELECT REPEAT(UNHEX('00FF27225C0A0D1A'), 200000) AS body) AS big;

INSERT INTO `odd ``name` VALUES (0, NULL, 0), (1, 'it''s', -1), (2, '`backtick`', 2147483647), (-5, ');', NULL);
INSERT INTO `Größen ü (cm)` (nr, label) VALUES (1, DEFAULT), (2, 'XL; "groß"'), (3, '');

INSERT INTO places (id, spot, area)
  SELECT seq, ST_GeomFromText(CONCAT('POINT(', seq / 10, ' ', -CAST(seq AS signed) / 7, ')')), IF(seq MOD 2, NULL, ST_GeomFromText('POLYGON((0 0,10 0,10 10,0 10,0 0))')) FROM seq_1_to_50;

-- Through the trigger, so that its table has rows.
UPDATE products SET price = price + 1 WHERE id <= 40;
