import type { CallName } from '../../shared/ipc/channels.ts';
import type { ParsedInput } from '../../shared/ipc/contract.ts';

type KeyOf<T> = T extends object ? keyof T & string : never;
/** A field of the input, or with dots one inside it. */
type Path<N extends CallName> = KeyOf<ParsedInput<N>> | `${KeyOf<ParsedInput<N>>}.${string}`;

export interface Audited<P extends string = string> {
  readonly effect: 'change' | 'read';
  /** Fields that go into the record. What is not named here never does, so that a secret cannot slip in with a new field. */
  readonly keep: readonly P[];
}

/**
 * Every call of the contract, decided: a new one does not compile until it stands here.
 *
 * `change(...)`: it changes customers' data, or what decides about it (sites, places, policies, keys, schedules). `read(...)`: it shows what customers' data
 * is: rows, tables, names of files, differences, settings, plans, reports. `none`: figures of the catalog that screens ask for all the time, and looks at
 * this computer. Name in brackets the fields of the input that matter; the ids first.
 */
export const AUDITED: { readonly [N in CallName]: 'none' | Audited<Path<N>> } = {
  'app.info': 'none',
  'app.set-theme': 'none',

  'place.choose-folder': 'none',
  'place.inspect-folder': 'none',
  'place.set-folder': change('folder'),
  'place.list': 'none',
  'place.look': 'none',
  'place.drives': 'none',
  'place.add': change('kind', 'name'),
  'place.edit': change('placeId', 'draft.kind', 'draft.name'),
  'place.remove': change('placeId'),
  'place.test': change('placeId'),

  'server.list': 'none',
  'server.import-candidates': 'none',
  'server.choose-key-file': 'none',
  'server.add': change('name', 'address', 'port', 'user'),
  'server.edit': change('serverId', 'draft.name', 'draft.address', 'draft.port', 'draft.user'),
  'server.remove': change('serverId'),
  'server.ask-host-key': 'none',
  'server.pin-host-key': change('serverId', 'fingerprint'),
  'server.check': read('serverId'),

  'site.detect': read('serverId', 'root'),
  'site.add': change('serverId', 'name', 'root', 'url'),
  'site.edit': change('siteId', 'name', 'root', 'url'),
  'site.remove': change('siteId'),
  'site.policy': 'none',
  'site.set-policy': change('siteId', 'policy'),
  'source.add': change('siteId', 'draft.database', 'draft.user', 'draft.access'),
  'source.edit': change('sourceId', 'draft.database', 'draft.user', 'draft.access'),
  'source.remove': change('sourceId'),
  'source.check': read('sourceId'),
  'source.propose': read('siteId'),
  'source.put': change('siteId', 'sourceId', 'draft.kind', 'draft.folders', 'draft.excludes'),
  'source.look-at-media': read('siteId', 'draft.folders'),
  'source.set-archive-password': change('sourceId'),

  'fleet.status': 'none',
  'site.status': 'none',

  'backup.start': change('siteId', 'kind', 'sourceIds', 'label', 'copyTo'),
  'backup.list': 'none',
  'backup.details': read('backupId'),
  'backup.verify': change('backupId', 'level', 'placeId'),
  'backup.reveal': read('backupId'),
  'backup.search': 'none',
  'backup.statistics': 'none',
  'backup.annotate': change('backupId', 'label', 'held'),
  'backup.files': read('backupId', 'artifactId', 'parent', 'search'),
  'backup.diff': read('beforeId', 'afterId'),
  'backup.synthesize': change('backupId'),

  'copy.push': change('placeId', 'siteId', 'backupIds'),
  'copy.pull': change('backupIds', 'fromPlaceId'),
  'copy.heal': change('backupId', 'placeId'),
  'copy.catch-up': change(),

  'adopt.list': read('siteId'),
  'adopt.start': change('siteId', 'paths'),

  'retention.get': 'none',
  'retention.set': change('scope', 'policy'),
  'retention.plan': 'none',
  'retention.simulate': 'none',
  'retention.apply': change('placeId', 'siteId', 'fingerprint'),
  'retention.leaving': 'none',
  'retention.deletions': 'none',
  'retention.take-back': change('deletionId'),

  'verification.run-due': change(),
  'transfer.settings': 'none',
  'transfer.set-settings': change('bytesPerSecond', 'window', 'verifyBytesPerDay', 'verifyS3BytesPerDay'),

  'key.status': 'none',
  'key.create': change(),
  'key.save-kit': read('file'),
  'key.import': change('replace'),
  'key.replace': change(),

  'job.list': 'none',
  'job.log': read('jobId'),
  'job.cancel': change('jobId'),
  'job.pause': change('jobId'),
  'job.again': change('jobId'),
  'catalog.rebuild': change('placeId'),

  'recovery.settings': 'none',
  'recovery.set-settings': change('siteId'),
  'recovery.maintenance': change('incidentId', 'up'),

  'incident.open': change('siteId'),
  'incident.list': 'none',
  'incident.get': 'none',
  'incident.answer': change('incidentId', 'situation.branch', 'situation.noticedAt', 'choice.backupId', 'choice.targetSiteId'),
  'incident.look-for-signs': read('incidentId'),
  'incident.propose': read('incidentId'),
  'incident.note': change('incidentId'),
  'incident.set-task': change('incidentId', 'taskId', 'done'),
  'incident.add-task': change('incidentId', 'title', 'dueAt'),
  'incident.close': change('incidentId'),
  'incident.report': read('incidentId', 'format'),
  'incident.save-report': read('incidentId', 'format', 'file'),

  'restore.live-tables': read('siteId'),
  'restore.plan': read('incidentId', 'backupId', 'placeId', 'targetSiteId', 'method'),
  'restore.run': change('restoreId', 'confirm'),
  'restore.plan-decision': read('restoreId'),
  'restore.decide': change('restoreId', 'tables', 'confirm'),
  'restore.settle': change('restoreId', 'how'),
  'restore.undo-preview': read('restoreId'),
  'restore.undo': change('restoreId', 'confirm'),
  'restore.let-go': change('restoreId', 'confirm'),
  'restore.put-back': change('restoreId', 'tables'),
  'restore.get': 'none',
  'restore.list': 'none',

  'drill.status': 'none',
  'drill.set-settings': change('siteId', 'settings.rhythm', 'settings.sampleFiles', 'settings.target.kind', 'settings.target.serverId'),
  'drill.set-target-password': change('siteId'),
  'drill.start': change('siteId', 'backupId', 'placeId'),
  'drill.list': 'none',
  'drill.report': read('drillId', 'format'),
  'drill.save-report': read('drillId', 'format', 'file'),

  'health.site': 'none',
  'health.fleet': 'none',
  'health.trend': 'none',
  'health.set-targets': change('siteId', 'targets.rpoMinutes', 'targets.rtoMinutes'),
  'disk.list': 'none',
  'report.status': 'none',
  'report.save-status': read('format', 'file'),

  'cron.list': 'none',
  'cron.state': 'none',
  'cron.preview': read('siteId'),
  // Not its settings: the address of a webhook is a secret with most receivers.
  'cron.install': change('siteId', 'plan.lines', 'digest'),
  'cron.preview-removal': read('siteId', 'files'),
  'cron.remove': change('siteId', 'files', 'digest'),
  'cron.test': change('siteId', 'work'),

  'search.find': 'none',

  'audit.list': 'none',
  'audit.export': read('filter', 'format', 'file'),
  'audit.verify': 'none',
  'audit.settings': 'none',
  'audit.set-settings': change('keepDays'),

  'alerts.settings': 'none',
  'alerts.set-settings': change('channels.email.host', 'channels.email.to', 'quietHours'),
  'alerts.set-secret': change('name'),
  'alerts.test': 'none',
  'alerts.conditions': 'none',
  'alerts.outbox': 'none',
  'alerts.retry': 'none',
  'alerts.acknowledge': change('conditionId', 'note'),
  'alerts.snooze': change('conditionId', 'until', 'note'),
  'alerts.resume': change('conditionId'),

  'anomaly.list': 'none',
  'anomaly.acknowledge': change('anomalyId', 'verdict', 'note'),
  'anomaly.key-changes': 'none',
  'anomaly.acknowledge-key': change('backupId', 'note'),
  'anomaly.trend': 'none',

  'schedule.list': 'none',
  'schedule.get': 'none',
  'schedule.set': change('siteId', 'work', 'schedule.rhythm', 'schedule.zone'),
  'schedule.preview': 'none',
  'schedule.slots': 'none',
  'schedule.run-now': change('siteId', 'work'),
  'schedule.run-due': change('siteId'),
  'schedule.settings': 'none',
  'schedule.set-settings': change('onBattery', 'metered', 'pausedUntil'),

  'checklist.show': 'none',
  'checklist.confirm': change('list', 'period', 'stepId', 'note'),
  'checklist.withdraw': change('list', 'period', 'stepId'),
  'checklist.history': 'none',
  'checklist.glance': 'none',
  'checklist.settings': 'none',
  'checklist.set-settings': change('weekday', 'at', 'graceDays', 'remind', 'dayOfMonth', 'monthly', 'quarterly'),
  'checklist.report': read('list', 'period', 'format'),
  'checklist.save-report': read('list', 'period', 'format', 'file'),
  'documents.get': 'none',
  'documents.set': change('siteId'),
  'documents.card': read('siteId'),
  'documents.save-card': read('siteId', 'format', 'file'),
  'documents.card-printed': change('siteId'),
  'documents.cards': 'none',
  'documents.set-card-kind': change('placeId', 'kind'),
  'documents.write-cards': change('siteId'),
  'learning.path': 'none',
  'learning.put-away': 'none',
};

function change<P extends string>(...keep: readonly P[]): Audited<P> {
  return { effect: 'change', keep };
}

function read<P extends string>(...keep: readonly P[]): Audited<P> {
  return { effect: 'read', keep };
}
