/** A schema that hurts: what stands in it has the shape of what stands around it in a dump. For the mariadb client (DELIMITER). */
export const NASTY_SCHEMA = `
CREATE TABLE plain (id INT PRIMARY KEY AUTO_INCREMENT, t TEXT, n DECIMAL(10,3), d DATETIME(6), j JSON, b BIT(5));
CREATE TABLE empty_one (id INT) COMMENT='CHARSET=big5; \\'(\\' ; -- not a comment';
CREATE TABLE \`we\`\`ird name;\` (\`a\`\`b\` INT, \`)\` VARCHAR(20) CHARACTER SET latin1 COMMENT '*/ /*', KEY (\`a\`\`b\`));
CREATE TABLE \`größe ☃\` (id INT, x INT GENERATED ALWAYS AS (id * 2) STORED, y VARCHAR(20) GENERATED ALWAYS AS (concat('(', id, ')')) VIRTUAL);
CREATE TABLE blobs (id INT PRIMARY KEY, b LONGBLOB, g GEOMETRY, u VARBINARY(20));
CREATE TABLE parted (id INT) PARTITION BY HASH (id) PARTITIONS 3;
CREATE TABLE memory_one (id INT) ENGINE=MyISAM DEFAULT CHARSET=latin1;
CREATE TABLE versioned (id INT) WITH SYSTEM VERSIONING;
CREATE SEQUENCE numbers START WITH 5;

INSERT INTO plain (t, n, d, j, b) VALUES
  ('\\n-- Dump completed\\n', 1.5, '2024-01-01 00:00:00.123456', '{"a": "),("}', b'101'),
  ('\\n-- Dump completed on 2026-11-21  9:18:44\\n', -1.5, NULL, '[]', 0),
  ('); INSERT INTO plain VALUES (1),(2);', NULL, NULL, NULL, NULL),
  ('\\nDELIMITER ;;\\n', NULL, NULL, NULL, NULL),
  ('*/ /*!50003 CREATE TABLE no (a int) */;', NULL, NULL, NULL, NULL),
  ('it''s \\\\', NULL, NULL, NULL, NULL), ('\\\\\\'', NULL, NULL, NULL, NULL), ('"', NULL, NULL, NULL, NULL), ('\`', NULL, NULL, NULL, NULL),
  ('🐘 # -- /*', NULL, NULL, NULL, NULL), ('', NULL, NULL, NULL, NULL), ('\\0\\Z\\r\\t\\b', NULL, NULL, NULL, NULL);
INSERT INTO plain (t, n) SELECT CONCAT(REPEAT('x', seq % 200), '\\'),(', seq), seq FROM seq_1_to_20000;
INSERT INTO \`we\`\`ird name;\` VALUES (1, ')'), (2, '('), (3, ''';');
INSERT INTO \`größe ☃\` (id) VALUES (1), (2);
INSERT INTO blobs SELECT seq, UNHEX(REPEAT(HEX(CHAR(seq - 1)), 300)), POINT(seq, -seq), CHAR(39, 92, seq - 1) FROM seq_1_to_256;
INSERT INTO parted SELECT seq FROM seq_1_to_100;
INSERT INTO memory_one VALUES (1);
INSERT INTO versioned VALUES (1), (2); DELETE FROM versioned WHERE id = 1;

CREATE VIEW a_first AS SELECT 1 AS one;
CREATE VIEW z_base AS SELECT id, t FROM plain;
CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW \`b view \`\` x\` AS SELECT id FROM z_base WHERE t <> '*/;';

DELIMITER $$
CREATE TRIGGER plain_bi BEFORE INSERT ON plain FOR EACH ROW
BEGIN
  /* INSERT INTO plain VALUES (1); */
  -- DELIMITER ; it's
  IF NEW.t = ';' THEN SET NEW.t = CONCAT('(', "it's", '\\''); END IF;
END$$
CREATE TRIGGER \`odd\`\`one\` AFTER DELETE ON parted FOR EACH ROW INSERT INTO empty_one VALUES (OLD.id)$$
CREATE PROCEDURE \`do it\`(IN a INT)
BEGIN
  DECLARE s TEXT DEFAULT '-- Dump completed';
  INSERT INTO empty_one VALUES (a), (a + 1);
  # CREATE TABLE no (a int);
  SELECT 1; SELECT 2;
END$$
CREATE FUNCTION twice(a INT) RETURNS INT DETERMINISTIC RETURN a * 2$$
SET sql_mode = 'NO_BACKSLASH_ESCAPES'$$
CREATE FUNCTION backslash() RETURNS TEXT DETERMINISTIC RETURN '\\'$$
SET sql_mode = 'ANSI_QUOTES'$$
CREATE PROCEDURE ansi() BEGIN SELECT "id" FROM "we\`ird name;"; END$$
SET sql_mode = 'ORACLE'$$
CREATE PACKAGE tools AS FUNCTION f RETURN INT; END$$
CREATE PACKAGE BODY tools AS FUNCTION f RETURN INT AS BEGIN RETURN 1; END; END$$
SET sql_mode = DEFAULT$$
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM empty_one; SET @a = ';'; END$$
CREATE EVENT \`odd;event\` ON SCHEDULE AT '2030-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE DO SELECT 1$$
DELIMITER ;
`;
