import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';

interface FormButtonsProps {
  readonly label: string;
  readonly busy: boolean;
  readonly blocked?: string | null;
  readonly onClose: () => void;
}

/** The two ways out of an editor. */
export function FormButtons({ label, busy, blocked = null, onClose }: FormButtonsProps) {
  return (
    <div className={layout.wrap}>
      <Button type="submit" busy={busy} blocked={blocked}>
        {label}
      </Button>
      <Button kind="quiet" onClick={onClose}>
        Close
      </Button>
    </div>
  );
}
