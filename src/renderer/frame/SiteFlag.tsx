import { useFlag } from '../api/stores.ts';
import { HouseFlag } from '../design/HouseFlag.tsx';

/** The house flag of a registered site; nothing for one that left the register. */
export function SiteFlag({ siteId, size = 'm' }: { readonly siteId: string; readonly size?: 's' | 'm' | 'l' }) {
  const flag = useFlag(siteId);
  return flag === null ? null : <HouseFlag flag={flag} size={size} />;
}
