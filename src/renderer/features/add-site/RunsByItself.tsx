import { CalendarClock } from 'lucide-react';
import type { SiteId } from '../../../shared/model/ids.ts';
import { Icon } from '../../design/Icon.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { rhythmWords } from '../rhythm/rules/rhythm-words.ts';
import { workWord } from '../schedule/rules/schedule-words.ts';
import { useScheduleCall } from '../schedule/use-schedule.ts';

/** What a site that was just added has done for it from now on, without anybody asking. A look at its health is no work. */
export function RunsByItself({ siteId }: { readonly siteId: SiteId }) {
  const { loaded } = useScheduleCall('schedule.get', { siteId });
  if (loaded.state === 'loading') return <LoadingLines what="what runs by itself" lines={1} />;
  if (loaded.state === 'problem') return <ProblemPanel problem={loaded.problem} announce={false} />;
  const works = loaded.value.works.flatMap(({ work, schedule: { rhythm } }) =>
    rhythm === null || work === 'health' ? [] : [`${workWord(work)} ${rhythmWords(rhythm)}`],
  );
  return (
    <p className={text.small}>
      <Icon glyph={CalendarClock} /> <strong>By itself from now on, while Holdfast runs:</strong>{' '}
      {works.length === 0 ? 'nothing' : works.join('; ')}. <ScreenLink to={{ name: 'schedule', siteId }}>Change the schedule</ScreenLink>
    </p>
  );
}
