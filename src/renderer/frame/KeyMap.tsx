import { Dialog } from '../design/Dialog.tsx';
import { Keys } from '../design/Keys.tsx';
import { Table } from '../design/Table.tsx';
import { RAIL_ENTRIES } from './rail-entries.ts';

const MAP: readonly { readonly keys: string; readonly bare?: boolean; readonly action: string }[] = [
  // There is no tenth digit: Ctrl 0 is the size of the letters.
  ...RAIL_ENTRIES.slice(0, 9).map((entry, index) => ({ keys: String(index + 1), action: entry.label })),
  { keys: ',', action: 'Settings' },
  { keys: 'K', action: 'Find a site, backup, table or command' },
  { keys: 'N', action: 'Add a server' },
  { keys: 'B', action: 'Back up now: the site on screen, or the chosen row' },
  { keys: 'Shift R', action: 'Start a recovery: of the site on screen, or of one to choose' },
  { keys: '1 ... 7', bare: true, action: 'Choose an answer where a recovery asks what happened' },
  { keys: 'Up, Down, Home, End', bare: true, action: 'Move in the list of sites' },
  { keys: 'Enter', bare: true, action: 'Open' },
  { keys: 'Esc', bare: true, action: 'Close, step back. Never cancels a job' },
  { keys: 'F6', bare: true, action: 'Next region: title bar, rail, main, next step, status bar' },
  { keys: '?', bare: true, action: 'This map' },
];

export function KeyMap({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <Table caption="Keys and what they do" hover={false} minWidth="none" tight>
        <thead>
          <tr>
            <th scope="col">Keys</th>
            <th scope="col">Action</th>
          </tr>
        </thead>
        <tbody>
          {MAP.map(({ keys, bare = false, action }) => (
            <tr key={keys}>
              <th scope="row">
                <Keys combination={keys} bare={bare} />
              </th>
              <td>{action}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Dialog>
  );
}
