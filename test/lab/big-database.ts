import type { RowDataPacket } from 'mysql2/promise';
import { quoteName, type Mariadb } from './mariadb.ts';

export interface BigDatabaseOptions {
  readonly database: string;
  /** Least size of the rows as MariaDB stores them, without indexes, in MB (10^6 bytes); a dump of it is larger. */
  readonly megabytes: number;
}

export interface BigDatabase {
  readonly database: string;
  /** data_length of all tables. */
  readonly bytes: number;
  /** As MariaDB estimates after ANALYZE. */
  readonly rows: number;
}

/** Options for `startMariadb` under which writing and dumping hundreds of megabytes is not slowed down by small buffers. */
export const BIG_SERVER_CONFIG: readonly string[] = ['innodb-buffer-pool-size=512M', 'innodb-log-file-size=256M'];

/** What one round weighs at least (measured: 17 to 19 MB). */
const ROUND_MEGABYTES = 16;

const WORDS =
  'the order was shipped from our warehouse near a harbour with great care please note that returns are accepted within thirty days customer asked about delivery invoice payment refund colour size wool linen oak glass brass handmade lamp chair table rug vase winter summer price discount voucher account newsletter thanks regards urgent question answer photo attached broken missing perfect lovely recommend again soon';

/**
 * Fills a database with mixed data: prose, log lines, numbers, JSON and some binary content. The same rows every time.
 * The text repeats seldom enough that compressors find in it what they find in a real site's database.
 */
export async function createBigDatabase(mariadb: Mariadb, { database, megabytes }: BigDatabaseOptions): Promise<BigDatabase> {
  await mariadb.createDatabase(database);
  const connection = await mariadb.connect({ database });
  try {
    // Nobody replays this from the binary log, and it would double the writing.
    await connection.query('SET sql_log_bin = 0, unique_checks = 0, foreign_key_checks = 0');
    await connection.query(TABLES);
    await connection.query(PARAGRAPHS);
    for (let round = 0; round * ROUND_MEGABYTES < megabytes; round += 1) await connection.query(roundStatements(round));
    await connection.query('DROP TABLE paragraphs');
    await connection.query('ANALYZE TABLE articles, request_log, payments, files');
    const [sizes] = await connection.query<RowDataPacket[]>(
      `SELECT SUM(data_length) AS bytes, SUM(table_rows) AS row_count FROM information_schema.tables WHERE table_schema = ?`,
      [database],
    );
    const bytes = Number(sizes[0]?.['bytes']);
    if (!(bytes >= megabytes * 1_000_000)) throw new Error(`${quoteName(database)} holds only ${bytes} bytes.`);
    return { database, bytes, rows: Number(sizes[0]?.['row_count']) };
  } finally {
    await connection.end();
  }
}

const TABLES = `
  CREATE TABLE paragraphs (n int unsigned NOT NULL PRIMARY KEY, body varchar(1000) NOT NULL) ENGINE=InnoDB;
  CREATE TABLE articles (
    id bigint unsigned NOT NULL PRIMARY KEY, title varchar(191) NOT NULL, body text NOT NULL, meta longtext CHECK (json_valid(meta)),
    created_at datetime(6) NOT NULL
  ) ENGINE=InnoDB;
  CREATE TABLE request_log (
    id bigint unsigned NOT NULL PRIMARY KEY, line varchar(400) NOT NULL, status smallint NOT NULL, took_ms int NOT NULL, at datetime(3) NOT NULL
  ) ENGINE=InnoDB;
  CREATE TABLE payments (
    id bigint unsigned NOT NULL PRIMARY KEY, customer_id int unsigned NOT NULL, amount decimal(12,2) NOT NULL, currency char(3) NOT NULL,
    reference char(36) CHARACTER SET ascii NOT NULL, rate double NOT NULL, paid_at timestamp NULL, KEY (customer_id)
  ) ENGINE=InnoDB;
  CREATE TABLE files (id bigint unsigned NOT NULL PRIMARY KEY, name varchar(191) NOT NULL, content mediumblob NOT NULL) ENGINE=InnoDB;`;

const wordList = WORDS.split(' ')
  .map((word) => `'${word}'`)
  .join(',');
const wordCount = WORDS.split(' ').length;

/** 24,000 paragraphs of 80 words, joined in ever new pairs later: far more than any compressor looks back. */
const PARAGRAPHS = `
  SET SESSION group_concat_max_len = 100000;
  INSERT INTO paragraphs
    SELECT p.seq, LEFT(GROUP_CONCAT(ELT(1 + CRC32(CONCAT(p.seq, ':', w.seq)) MOD ${wordCount}, ${wordList}) ORDER BY w.seq SEPARATOR ' '), 1000)
    FROM seq_0_to_23999 AS p CROSS JOIN seq_1_to_80 AS w GROUP BY p.seq`;

function roundStatements(round: number): string {
  const number = (perRound: number) => `(seq + ${round * perRound})`;
  const article = number(8000);
  const request = number(24_000);
  const payment = number(16_000);
  const file = number(60);
  const pick = (salt: string) => `CRC32(CONCAT('${salt}', ${article})) MOD 24000`;
  return `
    INSERT INTO articles
      SELECT ${article}, CONCAT('Über ', LEFT(a.body, 40), ' ', ${article}), CONCAT(a.body, '\\n\\n', b.body, ' — it''s “done” 😀'),
        JSON_OBJECT('id', ${article}, 'hash', MD5(${article}), 'tags', JSON_ARRAY('a', 'b')),
        TIMESTAMPADD(MICROSECOND, ${article} * 1000003, '2020-01-01 00:00:00')
      FROM seq_1_to_8000 JOIN paragraphs a ON a.n = ${pick('a')} JOIN paragraphs b ON b.n = ${pick('b')};
    INSERT INTO request_log
      SELECT ${request}, CONCAT('10.', CRC32(${request}) MOD 250, '.', ${request} MOD 250, '.7 GET /products/', CRC32(CONCAT('r', ${request})) MOD 90000,
          '?session=', MD5(CONCAT('s', ${request})), ' "Mozilla/5.0 (X11; Linux x86_64)"'),
        ELT(1 + CRC32(${request}) MOD 4, 200, 200, 304, 404), CRC32(CONCAT('t', ${request})) MOD 4000, TIMESTAMPADD(SECOND, ${request}, '2024-01-01 00:00:00')
      FROM seq_1_to_24000;
    INSERT INTO payments
      SELECT ${payment}, CRC32(${payment}) MOD 100000, (CRC32(CONCAT('p', ${payment})) MOD 1000000) / 100, ELT(1 + ${payment} MOD 3, 'EUR', 'USD', 'CHF'),
        CONCAT(MD5(${payment}), '-abc'), ${payment} / 8, TIMESTAMPADD(SECOND, ${payment} * 60, '2022-01-01 00:00:00')
      FROM seq_1_to_16000;
    INSERT INTO files
      SELECT n, CONCAT('scan-', n, '.jpg'), UNHEX(GROUP_CONCAT(SHA2(CONCAT(n, ':', part), 512) ORDER BY part SEPARATOR ''))
      FROM (SELECT ${file} AS n FROM seq_1_to_60) AS numbers CROSS JOIN (SELECT seq AS part FROM seq_1_to_400) AS parts GROUP BY n`;
}
