/** Names only, so that the sandboxed preload stays tiny. Schemas: contract.ts. */
export const CALLS = [
  'app.info',
  'app.set-theme',
  'place.choose-folder',
  'place.inspect-folder',
  'place.set-folder',
  'server.list',
  'server.import-candidates',
  'server.choose-key-file',
  'server.add',
  'server.edit',
  'server.remove',
  'server.ask-host-key',
  'server.pin-host-key',
  'server.check',
  'site.detect',
  'site.add',
  'site.edit',
  'site.remove',
  'source.add',
  'source.edit',
  'source.remove',
  'source.check',
  'fleet.status',
  'site.status',
  'backup.start',
  'backup.list',
  'backup.details',
  'backup.verify',
  'backup.reveal',
  'job.list',
  'job.log',
  'job.cancel',
  'job.again',
  'catalog.rebuild',
] as const;

export const EVENTS = ['job.changed', 'fleet.changed'] as const;

export type CallName = (typeof CALLS)[number];
export type EventName = (typeof EVENTS)[number];

/** The two Electron channels on which everything travels: a call with its name and input, an event with its name and payload. */
export const CALL_CHANNEL = 'holdfast:call';
export const EVENT_CHANNEL = 'holdfast:event';
