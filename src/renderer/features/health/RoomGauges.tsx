import { formatBytes } from '../../../shared/format/bytes.ts';
import { DISK_LIMIT_PERCENT, type DiskRow } from '../../../shared/model/disk.ts';
import text from '../../design/text.module.css';
import { classNames } from '../../design/class-names.ts';
import styles from './health.module.css';

const WIDTH = 200;

/** How full everything is, with the alarm line; the part that is backups stands out where it is known. */
export function RoomGauges({ disks }: { readonly disks: readonly DiskRow[] }) {
  if (disks.length === 0) return null;
  return (
    <ul className={styles.gauges} aria-label="Room">
      {disks.map((disk) => (
        <li key={JSON.stringify(disk.subject)}>
          <span className={text.clip} title={disk.name}>
            {disk.name}
          </span>
          <Gauge disk={disk} />
          <span className={classNames(styles.room, disk.isOverLimit && styles.crit)}>{roomWords(disk)}</span>
        </li>
      ))}
    </ul>
  );
}

function Gauge({ disk: { name, usedPercent, newest, backupBytes, isOverLimit } }: { readonly disk: DiskRow }) {
  if (usedPercent === null) return <span className={styles.unknown} />;
  const used = (usedPercent / 100) * WIDTH;
  const total = newest?.totalBytes ?? null;
  const own = backupBytes === null || total === null ? 0 : Math.min(used, (backupBytes / total) * WIDTH);
  const line = (DISK_LIMIT_PERCENT / 100) * WIDTH;
  return (
    <svg
      className={styles.gauge}
      viewBox={`0 0 ${WIDTH} 10`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${name}: ${Math.floor(usedPercent)} % used, the line is at ${DISK_LIMIT_PERCENT} %`}
    >
      <rect className={styles.trough} width={WIDTH} height={10} />
      <rect className={isOverLimit ? styles.full : styles.used} width={used} height={10} />
      {own === 0 ? null : <rect className={styles.own} width={own} height={10} />}
      <line className={styles.alarm} x1={line} x2={line} y1={0} y2={10} />
    </svg>
  );
}

/** "16.1 of 40 GB, full in 40 d". */
function roomWords({ newest, forecast }: DiskRow): string {
  if (newest === null) return 'not read yet';
  const used = formatBytes(newest.usedBytes);
  const room = newest.totalBytes === null ? used : `${formatBytes(newest.totalBytes - newest.usedBytes)} free`;
  return forecast.state === 'grows' && forecast.fullInDays !== null && forecast.fullInDays <= 365
    ? `${room}, full in ${forecast.fullInDays}\u00a0d`
    : room;
}
