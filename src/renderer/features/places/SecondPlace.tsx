import { Cloud, HardDrive, Laptop } from 'lucide-react';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { Line, Lines } from '../../design/Lines.tsx';
import { Panel } from '../../design/Panel.tsx';
import text from '../../design/text.module.css';

/** Why one place is not enough, for somebody who has one. */
export function SecondPlace({ onAdd }: { readonly onAdd: () => void }) {
  return (
    <Panel title="One place is not enough" attention>
      <div className={layout.stack}>
        <p className={text.prose}>
          3-2-1: three copies of what matters, on two kinds of medium, one of them away from the server. The live site is the first, this
          computer the second. A third one makes it hold, and one that can be unplugged survives what encrypts everything else.
        </p>
        <Lines>
          <Line icon={Laptop} second="Every backup is written here first.">
            This computer
          </Line>
          <Line icon={HardDrive} second="Recognised on any port; it may be unplugged for weeks, and is caught up when it comes back.">
            A drive that comes and goes
          </Line>
          <Line icon={Cloud} second="A bucket at AWS, Backblaze, Cloudflare, Hetzner or your own MinIO; away from the server’s provider.">
            S3
          </Line>
        </Lines>
        <div>
          <Button icon={HardDrive} onClick={onAdd}>
            Add a second place
          </Button>
        </div>
      </div>
    </Panel>
  );
}
