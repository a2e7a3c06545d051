import { exportAudit } from '../audit/export-audit.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';

export function auditCalls({ catalog, clock, host, auditing }: Modules): Handlers<CallsOf<'audit'>> {
  return {
    'audit.list': ({ filter, offset, limit }) => ({
      rows: [...catalog.audit.search(filter, { offset, limit })],
      total: catalog.audit.count(filter),
      actions: [...catalog.audit.actions()],
    }),
    'audit.export': (wanted) => exportAudit({ audit: catalog.audit, clock, host }, wanted),
    'audit.verify': () => auditing.log.verify(),
    'audit.settings': () => catalog.settings.get('audit'),
    'audit.set-settings': (settings) => {
      catalog.settings.put('audit', settings);
      return catalog.settings.get('audit');
    },
  };
}
