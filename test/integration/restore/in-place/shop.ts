/** A small shop that an account with one database has made itself. */
export const SHOP = String.raw`
CREATE TABLE parents (id int PRIMARY KEY AUTO_INCREMENT, name varchar(40) NOT NULL);
CREATE TABLE children (id int PRIMARY KEY AUTO_INCREMENT, parent_id int NOT NULL, up int, KEY (parent_id), KEY (up),
  CONSTRAINT child_parent FOREIGN KEY (parent_id) REFERENCES parents (id) ON DELETE CASCADE,
  CONSTRAINT child_up FOREIGN KEY (up) REFERENCES children (id));
CREATE TABLE audit (id bigint PRIMARY KEY AUTO_INCREMENT, what varchar(80) NOT NULL) ENGINE=MyISAM;
CREATE TABLE ballast (id int PRIMARY KEY, filling varchar(600) NOT NULL);
CREATE TABLE zebras (id int PRIMARY KEY, name varchar(40) NOT NULL UNIQUE);
INSERT INTO parents (name) VALUES ('one'), ('two'), ('größer 🙂');
INSERT INTO children (parent_id, up) VALUES (1, NULL), (2, 1), (3, 2);
INSERT INTO ballast SELECT seq, SHA2(seq, 512) FROM seq_1_to_3000;
INSERT INTO zebras VALUES (1, 'Zoe'), (2, 'Zeno');
CREATE FUNCTION doubled(n int) RETURNS int DETERMINISTIC RETURN n * 2;
CREATE PROCEDURE tidy() DELETE FROM audit WHERE id < 0;
CREATE VIEW a_family AS SELECT p.id, p.name, doubled(p.id) AS twice FROM parents p;
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO DELETE FROM audit WHERE id < 0;
CREATE EVENT resting ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DISABLE DO DELETE FROM audit WHERE id < 0;
DELIMITER //
CREATE TRIGGER children_first AFTER INSERT ON children FOR EACH ROW INSERT INTO audit (what) VALUES (concat('child ', NEW.id))//
CREATE TRIGGER parents_name BEFORE INSERT ON parents FOR EACH ROW SET NEW.name = upper(NEW.name)//
DELIMITER ;
`;

/** What it became after that. */
export const LATER = String.raw`
INSERT INTO parents (name) VALUES ('new');
INSERT INTO children (parent_id) VALUES (4), (4);
DELETE FROM ballast WHERE id > 2990;
DROP TABLE zebras;
CREATE TABLE only_later (id int PRIMARY KEY, parent_id int, KEY (parent_id), CONSTRAINT later_parent FOREIGN KEY (parent_id) REFERENCES parents (id));
INSERT INTO only_later VALUES (1, 1);
CREATE TRIGGER only_later_trigger BEFORE INSERT ON only_later FOR EACH ROW SET NEW.id = NEW.id + 1;
CREATE VIEW later_view AS SELECT name FROM a_family;
CREATE OR REPLACE PROCEDURE tidy() SELECT 'later';
DROP EVENT resting;
`;
