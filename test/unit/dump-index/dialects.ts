/**
 * Fragments of dumps as the tools write them. Each names the tool; the texts follow its source (client/mysqldump.cc, client/mysqldump.c) and dumps
 * taken with it.
 */

/** mysqldump 8.0: header, table, temporary and final view, trigger, event, routines. */
export const MYSQL_8 = `-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: localhost    Database: shop
-- ------------------------------------------------------
-- Server version\t8.0.36-0ubuntu0.22.04.1

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
SET @MYSQLDUMP_TEMP_LOG_BIN = @@SESSION.SQL_LOG_BIN;
SET @@SESSION.SQL_LOG_BIN= 0;
SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5';

--
-- Table structure for table \`orders\`
--

DROP TABLE IF EXISTS \`orders\`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE \`orders\` (
  \`id\` int NOT NULL AUTO_INCREMENT,
  \`note\` varchar(50) CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT NULL COMMENT 'CHARSET=koi8r; \`x\` (',
  \`total\` decimal(10,2) GENERATED ALWAYS AS ((\`id\` * 2)) STORED,
  \`secret\` int DEFAULT NULL /*!80023 INVISIBLE */,
  PRIMARY KEY (\`id\`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci
/*!50100 PARTITION BY HASH (\`id\`) PARTITIONS 2 */;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table \`orders\`
--

LOCK TABLES \`orders\` WRITE;
/*!40000 ALTER TABLE \`orders\` DISABLE KEYS */;
INSERT INTO \`orders\` (\`id\`, \`note\`, \`secret\`) VALUES (1,'it\\'s (a) \\"test\\"; \\\\',NULL),
(2,_binary '\\0);\\n',0x27);
/*!40000 ALTER TABLE \`orders\` ENABLE KEYS */;
UNLOCK TABLES;
/*!50003 SET @saved_cs_client      = @@character_set_client */ ;
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
/*!50003 SET sql_mode              = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=\`root\`@\`localhost\`*/ /*!50003 TRIGGER \`orders_bi\` BEFORE INSERT ON \`orders\` FOR EACH ROW BEGIN
  /* CREATE TABLE fake (a int); */
  -- ;; is not the end here, nor is this: it's a comment
  INSERT INTO log VALUES (1),(2);
  SET NEW.note = CONCAT('a;;b', "'", '*/');
END */;;
DELIMITER ;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;

--
-- Temporary view structure for view \`totals\`
--

DROP TABLE IF EXISTS \`totals\`;
/*!50001 DROP VIEW IF EXISTS \`totals\`*/;
SET @saved_cs_client     = @@character_set_client;
/*!50503 SET character_set_client = utf8mb4 */;
/*!50001 CREATE VIEW \`totals\` AS SELECT 
 1 AS \`id\`,
 1 AS \`total\`*/;
SET character_set_client = @saved_cs_client;

--
-- Dumping events for database 'shop'
--
/*!50106 SET @save_time_zone= @@TIME_ZONE */ ;
/*!50106 DROP EVENT IF EXISTS \`nightly\` */;
DELIMITER ;;
/*!50003 SET character_set_client  = utf8mb4 */ ;;
/*!50003 SET sql_mode              = 'NO_ENGINE_SUBSTITUTION' */ ;;
/*!50106 CREATE*/ /*!50117 DEFINER=\`root\`@\`localhost\`*/ /*!50106 EVENT \`nightly\` ON SCHEDULE EVERY 1 DAY STARTS '2024-01-01 02:00:00' DO DELETE FROM log */ ;;
/*!50003 SET time_zone             = @saved_time_zone */ ;;
DELIMITER ;
/*!50106 SET TIME_ZONE= @save_time_zone */ ;

--
-- Dumping routines for database 'shop'
--
/*!50003 DROP FUNCTION IF EXISTS \`vat\` */;
DELIMITER ;;
CREATE DEFINER=\`root\`@\`localhost\` FUNCTION \`vat\`(x DECIMAL(10,2)) RETURNS decimal(10,2) DETERMINISTIC RETURN x * 1.19 ;;
DELIMITER ;
/*!50003 DROP PROCEDURE IF EXISTS \`tidy up\` */;
DELIMITER ;;
CREATE DEFINER=CURRENT_USER() PROCEDURE \`tidy up\`()
BEGIN
  INSERT INTO orders VALUES (9);
END ;;
DELIMITER ;

--
-- Final view structure for view \`totals\`
--

/*!50001 DROP VIEW IF EXISTS \`totals\`*/;
/*!50001 SET @saved_cs_client          = @@character_set_client */;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=\`root\`@\`localhost\` SQL SECURITY DEFINER */
/*!50001 VIEW \`totals\` AS select \`orders\`.\`id\` AS \`id\`,\`orders\`.\`total\` AS \`total\` from \`orders\` */;
SET @@SESSION.SQL_LOG_BIN = @MYSQLDUMP_TEMP_LOG_BIN;
/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;

-- Dump completed on 2026-11-21  9:18:44
`;

/** mysqldump 5.6/5.7 and MariaDB up to 10.5: a table stands in for the view. */
export const OLD_STAND_IN = `-- MySQL dump 10.13  Distrib 5.6.51, for Linux (x86_64)
-- Server version\t5.6.51-log
/*!40101 SET NAMES utf8 */;
DROP TABLE IF EXISTS \`v\`;
/*!50001 DROP VIEW IF EXISTS \`v\`*/;
/*!50001 CREATE TABLE \`v\` (
  \`id\` tinyint NOT NULL
) ENGINE=MyISAM */;
CREATE TABLE \`t\` (\`id\` int(11) DEFAULT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8;
INSERT INTO \`t\` VALUES (1);
/*!50001 DROP TABLE IF EXISTS \`v\`*/;
/*!50001 DROP VIEW IF EXISTS \`v\`*/;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=\`a\`@\`%\` SQL SECURITY INVOKER */
/*!50001 VIEW \`v\` AS select \`t\`.\`id\` AS \`id\` from \`t\` */;
-- Dump completed on 2019-01-05 23:59:01
`;

/** mariadb-dump 11.4: sandbox line, tool line without "Distrib", a sequence, a package, rows on lines of their own, autocommit off. */
export const MARIADB_11 = `/*M!999999\\- enable the sandbox mode */ 
-- MariaDB dump 10.19-11.4.2-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: localhost    Database: shop
-- ------------------------------------------------------
-- Server version\t11.4.2-MariaDB-log

/*!40101 SET NAMES utf8mb4 */;
/*M!100616 SET @OLD_NOTE_VERBOSITY=@@NOTE_VERBOSITY, NOTE_VERBOSITY=0 */;

--
-- Sequence structure for \`numbers\`
--

DROP SEQUENCE IF EXISTS \`numbers\`;
CREATE SEQUENCE \`numbers\` start with 1 minvalue 1 maxvalue 9223372036854775806 increment by 1 cache 1000 nocycle ENGINE=InnoDB;
DO SETVAL(\`numbers\`, 1, 0);

CREATE TABLE \`t\` (
  \`id\` int(11) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
LOCK TABLES \`t\` WRITE;
set autocommit=0;
INSERT INTO \`t\` VALUES
(1),
(2),
(3);
INSERT INTO \`t\` VALUES
(4);
UNLOCK TABLES;
commit;
LOCK TABLES \`empty\` WRITE;
UNLOCK TABLES;
DELIMITER ;;
CREATE DEFINER="root"@"localhost" PACKAGE "pkg" AS
  FUNCTION f() RETURN INT;
END ;;
CREATE DEFINER="root"@"localhost" PACKAGE BODY "pkg" AS
  FUNCTION f() RETURN INT AS BEGIN RETURN 1; END;
END ;;
DELIMITER ;
/*M!100616 SET NOTE_VERBOSITY=@OLD_NOTE_VERBOSITY */;

-- Dump completed
`;
