/** A small database with everything that does not follow a rename by itself. */
export const SHOP = String.raw`
CREATE TABLE parents (id int PRIMARY KEY AUTO_INCREMENT, name varchar(40) NOT NULL);
CREATE TABLE children (id int PRIMARY KEY AUTO_INCREMENT, parent_id int NOT NULL, up int, n int NOT NULL DEFAULT 0,
  CONSTRAINT child_parent FOREIGN KEY (parent_id) REFERENCES parents (id) ON DELETE CASCADE,
  CONSTRAINT child_up FOREIGN KEY (up) REFERENCES children (id));
CREATE TABLE audit (id bigint PRIMARY KEY AUTO_INCREMENT, what varchar(80) NOT NULL) ENGINE=MyISAM;
CREATE SEQUENCE tickets START WITH 100 NOCACHE;
CREATE TABLE ticketed (id bigint PRIMARY KEY DEFAULT nextval(tickets), note text);
INSERT INTO parents (name) VALUES ('one'), ('two'), ('größer 🙂');
INSERT INTO children (parent_id, up) VALUES (1, NULL), (2, 1), (3, 2);
INSERT INTO ticketed (note) VALUES ('first'), ('second');
CREATE FUNCTION doubled(n int) RETURNS int DETERMINISTIC RETURN n * 2;
CREATE PROCEDURE tidy() DELETE FROM audit WHERE id < 0;
CREATE VIEW a_family AS SELECT p.id, p.name, doubled(p.id) AS twice FROM parents p;
CREATE VIEW all_families AS SELECT name FROM a_family WHERE twice > 2;
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO DELETE FROM audit WHERE id < 0;
CREATE EVENT resting ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DISABLE DO DELETE FROM audit WHERE id < 0;
DELIMITER //
CREATE TRIGGER children_first AFTER INSERT ON children FOR EACH ROW INSERT INTO audit (what) VALUES (concat('child ', NEW.id))//
CREATE TRIGGER children_second AFTER INSERT ON children FOR EACH ROW PRECEDES children_first INSERT INTO audit (what) VALUES ('ä before')//
SET sql_mode = 'ANSI_QUOTES'//
CREATE TRIGGER parents_name BEFORE INSERT ON parents FOR EACH ROW SET NEW.name = upper(NEW.name)//
DELIMITER ;
`;

/** What the site became after that: other rows, tables, and code. */
export const LATER = String.raw`
INSERT INTO parents (name) VALUES ('new');
INSERT INTO children (parent_id) VALUES (4), (4);
DELETE FROM ticketed LIMIT 1;
CREATE TABLE only_later (id int PRIMARY KEY, parent_id int, FOREIGN KEY (parent_id) REFERENCES parents (id));
INSERT INTO only_later VALUES (1, 1);
CREATE TRIGGER only_later_trigger BEFORE INSERT ON only_later FOR EACH ROW SET NEW.id = NEW.id + 1;
CREATE OR REPLACE VIEW all_families AS SELECT count(*) AS n FROM a_family;
CREATE VIEW later_view AS SELECT n FROM all_families;
CREATE OR REPLACE PROCEDURE tidy() SELECT 'later';
DROP FUNCTION IF EXISTS tripled;
CREATE FUNCTION tripled(n int) RETURNS int DETERMINISTIC RETURN n * 3;
DROP EVENT resting;
ALTER EVENT nightly ON SCHEDULE EVERY 2 DAY;
CREATE EVENT later_event ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO DELETE FROM audit WHERE id < 0;
ALTER DATABASE CHARACTER SET latin1 COLLATE latin1_swedish_ci;
`;

/** As little as has one of each: it is switched again and again, stopped at every statement. */
export const CORNER = String.raw`
CREATE TABLE parents (id int PRIMARY KEY AUTO_INCREMENT, name varchar(40) NOT NULL);
CREATE TABLE children (id int PRIMARY KEY, parent_id int NOT NULL, CONSTRAINT child_parent FOREIGN KEY (parent_id) REFERENCES parents (id));
INSERT INTO parents (name) VALUES ('one'), ('two');
INSERT INTO children VALUES (1, 1), (2, 2);
CREATE FUNCTION doubled(n int) RETURNS int DETERMINISTIC RETURN n * 2;
CREATE VIEW family AS SELECT name, doubled(id) AS twice FROM parents;
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO DELETE FROM children WHERE id < 0;
CREATE TRIGGER first BEFORE INSERT ON children FOR EACH ROW SET NEW.id = NEW.id + 1;
CREATE TRIGGER second BEFORE INSERT ON children FOR EACH ROW SET NEW.id = NEW.id * 2;
`;

export const CORNER_LATER = String.raw`
INSERT INTO parents (name) VALUES ('later');
CREATE TABLE only_later (id int PRIMARY KEY);
DROP TRIGGER second;
CREATE OR REPLACE FUNCTION doubled(n int) RETURNS int DETERMINISTIC RETURN n + n;
CREATE OR REPLACE VIEW family AS SELECT count(*) AS n FROM parents;
ALTER EVENT nightly ON SCHEDULE EVERY 2 DAY;
`;
