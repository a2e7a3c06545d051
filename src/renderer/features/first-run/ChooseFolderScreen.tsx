import type { AppInfo } from '../../../shared/model/settings.ts';
import { Heading } from '../../design/Heading.tsx';
import layout from '../../design/layout.module.css';
import text from '../../design/text.module.css';
import { BareFrame } from '../../frame/BareFrame.tsx';
import { FolderForm } from './FolderForm.tsx';

/** First run: where on this computer copies go. */
export function ChooseFolderScreen({ info }: { readonly info: AppInfo }) {
  return (
    <BareFrame>
      <div className={layout.column}>
        <section className={layout.stack}>
          <Heading className={text.question}>Where on this computer do backups go?</Heading>
          <p className={text.lead}>
            Every backup is a plain folder in here: the dump, a manifest with its hashes, and the commands to restore it by hand. You can
            read it without Holdfast.
          </p>
        </section>
        <FolderForm start={info.proposedFolder} submitLabel="Use this folder" />
        <p className={text.soft}>
          The folder is made readable for you alone. You can choose another one later; copies that exist stay where they are.
        </p>
      </div>
    </BareFrame>
  );
}
