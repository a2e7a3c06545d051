import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { siteCommands } from '../../../../src/main/restore/runbooks/site-commands.ts';

const values = { php: '/opt/cpanel/ea-php82/root/usr/bin/php', python: 'python3', secret: 'a1b2c3' };

test('a Laravel site is taken down with its bypass word and a time to ask again, by the PHP that was found', () => {
  expect(siteCommands('maintenance-on', 'laravel', {}, values)).toEqual([`${values.php} artisan down --retry=60 --secret=a1b2c3`]);
  expect(siteCommands('maintenance-off', 'laravel', {}, values)).toEqual([`${values.php} artisan up`]);
});

test('all four caches are cleared, one command each', () => {
  expect(siteCommands('clear-caches', 'laravel', {}, { ...values, php: 'php' })).toEqual([
    'php artisan cache:clear',
    'php artisan config:clear',
    'php artisan route:clear',
    'php artisan view:clear',
  ]);
});

test('the command of the operator takes the place of that of the profile, and an empty one runs nothing', () => {
  const own = { 'clear-caches': '{php} artisan optimize:clear\n\n  rm -f tmp/x  ', 'stop-workers': ' ' };
  expect(siteCommands('clear-caches', 'plain', own, { ...values, php: 'php8.2' })).toEqual([
    'php8.2 artisan optimize:clear',
    'rm -f tmp/x',
  ]);
  expect(siteCommands('stop-workers', 'laravel', own, values)).toEqual([]);
});

test('a plain site runs nothing by itself', () => {
  expect(siteCommands('maintenance-on', 'plain', {}, values)).toEqual([]);
});

test('a program whose path has blanks and quotes stays one word for the shell', () => {
  const php = "/opt/it's here/php $(id)";
  const [command = ''] = siteCommands('maintenance-off', 'laravel', {}, { ...values, php });
  const [word] = execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' }).split('\n');
  expect(word).toBe(php);
});
