import layout from './design/layout.module.css';
import { ProblemPanel } from './design/ProblemPanel.tsx';
import { Heading } from './design/Heading.tsx';

/** The page was opened without the app behind it. */
export function NoHost() {
  return (
    <main className={layout.column}>
      <Heading>Holdfast is not connected</Heading>
      <ProblemPanel
        problem={{
          code: 'host.unsupported',
          title: 'This page was opened without the app behind it',
          hint: 'The backups on this computer are unaffected. Start Holdfast again and use the address it prints.',
          retryable: false,
          detail: '',
        }}
      />
    </main>
  );
}
