import styles from './Fingerprint.module.css';

interface FingerprintProps {
  /** `SHA256:` and 43 characters. */
  readonly value: string;
}

/** In groups of four with alternating weight, so that an eye can compare it. */
export function Fingerprint({ value }: FingerprintProps) {
  const [method = '', digest = ''] = value.split(/:(.*)/s);
  const groups = digest.match(/.{1,4}/g) ?? [];
  return (
    <p className={styles.print}>
      <span className={styles.whole}>{value}</span>
      <span aria-hidden="true">{method}:</span>
      {groups.map((group, index) => (
        // The position is what tells two equal groups apart.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index} aria-hidden="true">
          {group}
        </span>
      ))}
    </p>
  );
}
