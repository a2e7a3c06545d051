import type { RunbookId } from '../../../shared/model/runbook.ts';

/** Something a runbook needs that only a person can do. */
export interface Guide {
  readonly id: string;
  readonly runbook: RunbookId;
  readonly when: 'before' | 'after';
  readonly title: string;
  readonly hint: string;
  /** To be typed by a person, as examples; Holdfast runs none of them. */
  readonly commands: readonly string[];
  /** Hours after the restore by which it should be done; null: there is another task for it. */
  readonly dueAfterHours: number | null;
}

export const GUIDES: readonly Guide[] = [
  {
    id: 'dependencies',
    runbook: 'new-server',
    when: 'before',
    title: 'Install what the site runs on',
    hint: 'Web server, PHP or Python with its modules, and the database server: the settings of the backup list the versions the old server had.',
    commands: [],
    dueAfterHours: 1,
  },
  {
    id: 'code',
    runbook: 'new-server',
    when: 'before',
    title: 'Deploy the code and its packages',
    hint: 'Code is in no backup: it comes from its repository, into the folder of the site.',
    commands: ['git clone REPOSITORY FOLDER', 'composer install --no-dev --optimize-autoloader', 'npm ci && npm run build'],
    dueAfterHours: 1,
  },
  {
    id: 'settings',
    runbook: 'new-server',
    when: 'before',
    title: 'Put the settings file in its place',
    hint: 'The sealed settings of the backup hold it, with the application key. Change the address of the database to that of the new server.',
    commands: ['chmod 600 .env'],
    dueAfterHours: 1,
  },
  {
    id: 'old-code',
    runbook: 'undo-update',
    when: 'before',
    title: 'Deploy the code of before the update',
    hint: 'The database goes back to before the update: newer code may expect columns it does not have.',
    commands: [],
    dueAfterHours: null,
  },
  {
    id: 'permissions',
    runbook: 'new-server',
    when: 'after',
    title: 'Let the web server write where it must',
    hint: 'Folders for uploads, caches and logs belong to the account the site runs as.',
    commands: ['chown -R www-data: storage bootstrap/cache', 'php artisan storage:link'],
    dueAfterHours: 1,
  },
  {
    id: 'cron',
    runbook: 'new-server',
    when: 'after',
    title: 'Set up the scheduler and the workers',
    hint: 'The settings of the backup hold the cron table of the old server.',
    commands: ['crontab -e'],
    dueAfterHours: 2,
  },
  {
    id: 'dns',
    runbook: 'new-server',
    when: 'after',
    title: 'Let the name of the site lead to the new server',
    hint: 'Change the A and AAAA records, and look whether mail leaves from the old address.',
    commands: [],
    dueAfterHours: 3,
  },
  {
    id: 'certificate',
    runbook: 'new-server',
    when: 'after',
    title: 'Get a certificate for the new server',
    hint: 'It can be had as soon as the name leads there, and has to renew itself.',
    commands: ['certbot --nginx -d NAME'],
    dueAfterHours: 4,
  },
];
