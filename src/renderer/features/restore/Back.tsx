import { ChevronLeft } from 'lucide-react';
import { Button } from '../../design/Button.tsx';

/** The way back, at the same place on every step that has one. */
export function Back({ onBack }: { readonly onBack: () => void }) {
  return (
    <Button size="l" icon={ChevronLeft} onClick={onBack}>
      Back
    </Button>
  );
}
