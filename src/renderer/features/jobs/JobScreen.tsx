import type { JobId } from '../../../shared/model/ids.ts';
import { useJob } from '../../api/stores.ts';
import { PageHead } from '../../design/PageHead.tsx';

export function JobScreen({ jobId }: { readonly jobId: JobId }) {
  const job = useJob(jobId);
  return <PageHead title={job?.title ?? 'Job'} />;
}
