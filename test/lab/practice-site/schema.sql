-- The schema of the practice site: an ordinary shop, and everything that has ever broken a dump.
-- Read by the command line client. {{DEFINER}} is an account other than the one the site signs in with.
SET NAMES utf8mb4;
SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION';

CREATE TABLE migrations (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  migration varchar(191) NOT NULL,
  batch int NOT NULL
) ENGINE=InnoDB;

CREATE TABLE customers (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  uuid char(36) CHARACTER SET ascii NOT NULL,
  name varchar(120) NOT NULL COMMENT 'it''s free text; "quotes", `backticks` and -- dashes occur',
  email varchar(191) NOT NULL,
  notes text DEFAULT NULL,
  preferences longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(preferences)),
  flags bit(12) NOT NULL DEFAULT b'000000000001',
  balance decimal(20,6) NOT NULL DEFAULT 0.000000,
  born date DEFAULT NULL,
  created_at datetime(6) NOT NULL DEFAULT current_timestamp(6),
  updated_at timestamp(3) NULL DEFAULT NULL ON UPDATE current_timestamp(3),
  email_domain varchar(191) GENERATED ALWAYS AS (substring_index(email, '@', -1)) VIRTUAL,
  UNIQUE KEY customers_email_unique (email),
  KEY customers_domain (email_domain),
  KEY customers_name_prefix (name(12))
) ENGINE=InnoDB COMMENT='Customers; one row each';

CREATE TABLE categories (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  parent_id int unsigned DEFAULT NULL,
  slug varchar(80) CHARACTER SET latin1 COLLATE latin1_german2_ci NOT NULL,
  title varchar(80) COLLATE utf8mb4_bin NOT NULL,
  UNIQUE KEY (slug),
  CONSTRAINT categories_parent FOREIGN KEY (parent_id) REFERENCES categories (id) ON DELETE SET NULL
) ENGINE=InnoDB;

CREATE TABLE products (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  category_id int unsigned NOT NULL,
  sku varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  title varchar(191) NOT NULL,
  description mediumtext NOT NULL,
  price decimal(12,4) NOT NULL,
  vat_rate decimal(5,4) NOT NULL DEFAULT 0.1900,
  price_with_vat decimal(14,4) GENERATED ALWAYS AS (price * (1 + vat_rate)) STORED,
  weight_kg double DEFAULT NULL,
  rating float DEFAULT NULL,
  condition_of_sale enum('new','used','it''s complicated','a,b') NOT NULL DEFAULT 'new',
  labels set('sale','new','eco','limited') NOT NULL DEFAULT '',
  launched year(4) DEFAULT NULL,
  opens time(2) DEFAULT NULL,
  UNIQUE KEY products_sku_unique (sku),
  FULLTEXT KEY products_search (title, description),
  CONSTRAINT products_category FOREIGN KEY (category_id) REFERENCES categories (id),
  CONSTRAINT products_price_positive CHECK (price >= 0)
) ENGINE=InnoDB;

CREATE TABLE orders (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  customer_id bigint unsigned NOT NULL,
  state varchar(20) NOT NULL,
  total decimal(20,6) NOT NULL DEFAULT 0.000000,
  placed_at datetime(6) NOT NULL,
  KEY orders_placed (placed_at DESC),
  CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB AUTO_INCREMENT=100001;

CREATE TABLE order_items (
  order_id bigint unsigned NOT NULL,
  position smallint unsigned NOT NULL,
  product_id bigint unsigned NOT NULL,
  quantity int NOT NULL,
  unit_price decimal(12,4) NOT NULL,
  PRIMARY KEY (order_id, position),
  CONSTRAINT items_order FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE,
  CONSTRAINT items_product FOREIGN KEY (product_id) REFERENCES products (id)
) ENGINE=InnoDB;

CREATE TABLE attachments (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  file_name varchar(255) NOT NULL,
  content longblob NOT NULL,
  digest binary(32) NOT NULL,
  thumbnail varbinary(512) DEFAULT NULL
) ENGINE=InnoDB;

-- (Names of tables and columns know no emoji: they are stored in three bytes a character.)
-- No primary key, and rows that are equal in every column.
CREATE TABLE page_views (
  path varchar(500) NOT NULL,
  viewer varchar(45) CHARACTER SET ascii DEFAULT NULL,
  seen_at datetime(6) NOT NULL,
  KEY page_views_seen (seen_at)
) ENGINE=InnoDB
PARTITION BY RANGE COLUMNS (seen_at) (
  PARTITION past VALUES LESS THAN ('2026-01-01'),
  PARTITION now VALUES LESS THAN (MAXVALUE)
);

CREATE TABLE activity_log (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  message text NOT NULL,
  logged_at datetime NOT NULL,
  FULLTEXT KEY activity_search (message)
) ENGINE=MyISAM;

CREATE TABLE failed_jobs (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  payload longtext NOT NULL,
  exception longtext NOT NULL
) ENGINE=InnoDB;

CREATE TABLE price_history (
  product_id bigint unsigned NOT NULL,
  old_price decimal(12,4) DEFAULT NULL,
  new_price decimal(12,4) DEFAULT NULL,
  changed_by varchar(191) NOT NULL,
  note varchar(191) NOT NULL
) ENGINE=InnoDB;

CREATE TABLE `odd ``name` (
  `select` int NOT NULL PRIMARY KEY,
  `a column, with "all" of it; 'quoted'` varchar(191) DEFAULT NULL,
  `größe ☃ in cm` int DEFAULT NULL
) ENGINE=InnoDB;

CREATE TABLE `Größen ü (cm)` (
  `nr` int NOT NULL PRIMARY KEY,
  `label` varchar(191) NOT NULL DEFAULT ');\nINSERT INTO `x` VALUES (1);'
) ENGINE=InnoDB COMMENT='/*!50003 not a comment */ -- );';

CREATE TABLE places (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  spot point NOT NULL,
  area polygon DEFAULT NULL,
  SPATIAL KEY places_spot (spot)
) ENGINE=InnoDB;

DELIMITER //

CREATE DEFINER={{DEFINER}} FUNCTION money(amount decimal(20,6), currency char(3)) RETURNS varchar(64) CHARSET utf8mb4
  DETERMINISTIC
  COMMENT 'It''s for display; see "invoices"'
BEGIN
  -- A comment with a ; and a quote ' in it
  DECLARE sign varchar(8) DEFAULT '€';
  IF currency = 'USD' THEN SET sign = '$'; END IF;
  /* a block comment with ); and DELIMITER // in words */
  RETURN CONCAT(sign, ' ', FORMAT(amount, 2), '\\', ' );', "''");
END//

CREATE DEFINER={{DEFINER}} PROCEDURE close_stale_orders(IN older_than datetime(6), OUT closed int)
  MODIFIES SQL DATA
  SQL SECURITY INVOKER
BEGIN
  DECLARE done int DEFAULT 0;
  DECLARE EXIT HANDLER FOR SQLEXCEPTION
  BEGIN
    ROLLBACK;
    RESIGNAL;
  END;
  START TRANSACTION;
  UPDATE orders SET state = 'stale; closed' WHERE state = 'open' AND placed_at < older_than;
  SET closed = ROW_COUNT();
  WHILE done < 1 DO
    SET done = done + 1;
    INSERT INTO activity_log (message, logged_at) VALUES ('INSERT INTO `orders` VALUES (1,\'x\');', '2026-01-01 00:00:00');
  END WHILE;
  COMMIT;
END//

CREATE DEFINER={{DEFINER}} TRIGGER products_price_history AFTER UPDATE ON products FOR EACH ROW
BEGIN
  IF NOT (NEW.price <=> OLD.price) THEN
    INSERT INTO price_history (product_id, old_price, new_price, changed_by, note)
    VALUES (NEW.id, OLD.price, NEW.price, 'trigger', 'it''s changed; see `products`');
  END IF;
END//

CREATE TRIGGER customers_uuid BEFORE INSERT ON customers FOR EACH ROW
BEGIN
  IF NEW.uuid = '' THEN
    SET NEW.uuid = CONCAT(LEFT(MD5(NEW.email), 8), '-', MID(MD5(NEW.email), 9, 4), '-4', MID(MD5(NEW.email), 14, 3), '-8', MID(MD5(NEW.email), 18, 3), '-', RIGHT(MD5(NEW.email), 12));
  END IF;
END//

CREATE TRIGGER customers_domain_lower BEFORE INSERT ON customers FOR EACH ROW FOLLOWS customers_uuid
  SET NEW.email = LOWER(NEW.email)//

CREATE DEFINER={{DEFINER}} EVENT nightly_close
  ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 03:00:00'
  ON COMPLETION PRESERVE
  COMMENT 'Runs at night; it''s harmless'
DO BEGIN
  CALL close_stale_orders(NOW(6) - INTERVAL 90 DAY, @closed);
  SET @done = 'yes; done';
END//

CREATE EVENT switched_off ON SCHEDULE EVERY 1 HOUR STARTS '2030-01-01 00:00:00' DISABLE DO DELETE FROM failed_jobs WHERE id < 0//

DELIMITER ;

-- The name of the view comes before that of the view it needs: an import in alphabetical order has to cope.
CREATE DEFINER={{DEFINER}} SQL SECURITY DEFINER VIEW order_totals AS
  SELECT o.id, o.customer_id, o.state, SUM(i.quantity * i.unit_price) AS items_total, money(SUM(i.quantity * i.unit_price), 'EUR') AS shown
  FROM orders o JOIN order_items i ON i.order_id = o.id
  GROUP BY o.id, o.customer_id, o.state;

CREATE SQL SECURITY INVOKER VIEW best_customers AS
  SELECT c.id, c.name, COUNT(t.id) AS orders, SUM(t.items_total) AS spent
  FROM customers c JOIN order_totals t ON t.customer_id = c.id
  GROUP BY c.id, c.name HAVING spent > 100
  ORDER BY spent DESC;

CREATE VIEW `view with "odd" name; and 'quotes'` AS SELECT 'it''s; );' AS `the ``column` FROM `odd ``name`;
