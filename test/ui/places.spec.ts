import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './app-test.ts';
import { placeId } from './world/ids.ts';
import { problem } from './world/problems.ts';
import { BUCKET, DRIVE } from './world/places.ts';
import { emptyWorld, fleetWorld } from './world/world.ts';

const rowOf = (page: Page, name: string) =>
  page.getByRole('table', { name: 'Places, this computer first' }).getByRole('row').filter({ hasText: name });

test('lists every place with where it is, whether it is reached, and what it holds', async ({ open }) => {
  const { page } = await open(fleetWorld(), '#/places');
  await expect(rowOf(page, 'This computer')).toContainText('312\u00a0GB free');
  await expect(rowOf(page, 'This computer')).toContainText('1 failed');
  await expect(rowOf(page, 'Vault-A')).toContainText('Unplugged');
  await expect(rowOf(page, 'Vault-A')).toContainText('since Wed 18 Nov 18:05');
  await expect(rowOf(page, 'Storage box')).toContainText('shared-07 did not answer within 10 s.');
  await expect(rowOf(page, 'Storage box')).toContainText('none read back yet');
});

test('asks S3 only when somebody wants to know', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), '#/places');
  await expect(rowOf(page, 's3-main')).toContainText('asked only on request');
  expect(fake.asked.some(({ name }) => name === 'place.look')).toBe(false);
  await rowOf(page, 's3-main').getByRole('button', { name: 'Look' }).click();
  await expect(rowOf(page, 's3-main')).toContainText('There');
  expect(fake.asked.find(({ name }) => name === 'place.look')?.input).toEqual({ placeId: BUCKET });
  // An answer grows old: it can be asked for again.
  await rowOf(page, 'Storage box').getByRole('button', { name: 'look again' }).click();
  await expect(rowOf(page, 'Storage box')).toContainText('There');
});

test('copies what is owed to a place that can be reached, and says why not where it cannot', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), '#/places');
  await expect(rowOf(page, 'Vault-A').getByRole('button', { name: /^Copy 3/ })).toHaveAccessibleDescription(
    'It is copied when the drive is plugged in',
  );
  await rowOf(page, 's3-main')
    .getByRole('button', { name: /^Copy 2/ })
    .click();
  await expect
    .poll(() => fake.asked.find(({ name }) => name === 'copy.push')?.input)
    .toEqual({ placeId: BUCKET, siteId: null, backupIds: null });
  await page.getByRole('button', { name: 'Copy what is owed' }).click();
  await expect.poll(() => fake.asked.some(({ name }) => name === 'copy.catch-up')).toBe(true);
});

test('explains three copies to somebody who has one place', async ({ open }) => {
  const { page } = await open(emptyWorld(), '#/places');
  const panel = page.getByRole('region', { name: 'One place is not enough' });
  await expect(panel).toContainText('three copies of what matters, on two kinds of medium, one of them away from the server');
  await panel.getByRole('button', { name: 'Add a second place' }).click();
  await expect(page.getByRole('radio', { name: /Vault-B/ })).toBeVisible();
  await expectAccessible(page);
});

test('adds a drive that is plugged in by choosing it', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), '#/places');
  await page.getByRole('button', { name: 'Add a place' }).click();
  await page.getByRole('radio', { name: /Vault-B/ }).check();
  await expect(page.getByLabel('Folder on the drive')).toHaveValue('/media/ada/Vault-B/Holdfast');
  await expect(page.getByLabel('Name')).toHaveValue('Vault-B');
  await page.getByRole('button', { name: 'Add the place' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Vault-B' })).toBeVisible();
  expect(fake.asked.find(({ name }) => name === 'place.add')?.input).toEqual({
    kind: 'drive',
    name: 'Vault-B',
    offsite: true,
    folder: '/media/ada/Vault-B/Holdfast',
  });
});

test('fills what follows from the provider, and sends the secret of a bucket once', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), '#/places');
  await page.getByRole('button', { name: 'Add a place' }).click();
  await page.getByRole('radio', { name: 'S3' }).check();
  await page.getByLabel('Provider').selectOption('Hetzner');
  await expect(page.getByLabel('Address')).toHaveValue('https://fsn1.your-objectstorage.com');
  await page.getByLabel('Region').fill('hel1');
  await expect(page.getByLabel('Address')).toHaveValue('https://hel1.your-objectstorage.com');
  await page.getByRole('button', { name: 'Add the place' }).click();
  await expect(page.getByText('Enter the secret of the access key.')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Bucket', { exact: true }).fill('ada-copies');
  await page.getByLabel('Prefix').fill('/holdfast/');
  await page.getByLabel('Access key id').fill('HZ123');
  await page.getByLabel('Secret access key').fill('tide & moon');
  await page.getByLabel('Name').fill('Hetzner');
  await page.getByRole('button', { name: 'Add the place' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Hetzner' })).toBeVisible();
  expect(fake.asked.find(({ name }) => name === 'place.add')?.input).toEqual({
    kind: 's3',
    name: 'Hetzner',
    offsite: true,
    endpoint: 'https://hel1.your-objectstorage.com',
    region: 'hel1',
    bucket: 'ada-copies',
    prefix: 'holdfast',
    pathStyle: false,
    storageClass: null,
    encryption: 'none',
    kmsKeyId: null,
    objectLock: null,
    checksums: 'when-required',
    accessKeyId: 'HZ123',
    secretAccessKey: 'tide & moon',
  });
});

test('keeps what few people touch behind one press: object lock, encryption, how it is spoken to', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), `#/place/${placeId(3)}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByText('How it is spoken to, storage class, encryption, object lock').click();
  await page.getByLabel('Object lock').selectOption('COMPLIANCE');
  await page.getByLabel('Days').fill('0');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('A number of days from 1 to 3,650.')).toBeVisible();
  await page.getByLabel('Days').fill('14');
  await page.getByLabel('Encryption there').selectOption('KMS');
  await page.getByLabel('Bucket in the path').check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect
    .poll(() => fake.asked.find(({ name }) => name === 'place.edit')?.input)
    .toMatchObject({ draft: { objectLock: { mode: 'COMPLIANCE', days: 14 }, encryption: 'aws:kms', kmsKeyId: null, pathStyle: true } });
});

test('changes a bucket without ever showing or repeating its secret', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), `#/place/${placeId(3)}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  await expect(page.getByLabel('Secret access key')).toHaveValue('');
  await page.getByLabel('Name').fill('s3-cold');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 's3-cold' })).toBeVisible();
  const edited = fake.asked.find(({ name }) => name === 'place.edit');
  if (edited === undefined) throw new Error('the page asked for the change');
  const { draft } = edited.input as { draft: object };
  expect(draft).toMatchObject({ name: 's3-cold', bucket: 'ada-holdfast', storageClass: 'STANDARD_IA' });
  expect(draft).not.toHaveProperty('secretAccessKey');
});

test('tests a place and says which rights are more than needed', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), `#/place/${placeId(3)}`);
  await page.getByRole('button', { name: 'Test it' }).click();
  const table = page.getByRole('table', { name: /^Test of/ });
  await expect(table.getByRole('row').filter({ hasText: 'Delete for ever' })).toContainText(/Who steals this key.*Look at it/);
  await expectAccessible(page);
  fake.fail('place.test', problem('place.unreachable', 'The bucket did not answer'));
  await page.getByRole('button', { name: 'Test it' }).click();
  await expect(page.getByText('The bucket did not answer')).toBeVisible();
  await expect(table).toHaveCount(0);
});

test('removes a place after saying what is forgotten and what stays', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), `#/place/${placeId(2)}`);
  await page.getByRole('button', { name: 'Remove' }).click();
  const panel = page.getByRole('region', { name: 'Remove Vault-A' });
  await expect(panel).toContainText('the 44\u00a0copies in it. Nothing in it is deleted');
  await expect(panel).toContainText('What lies in its bin can no longer be taken back.');
  await panel.getByRole('button', { name: 'Remove the place' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Places' })).toBeVisible();
  expect(fake.asked.find(({ name }) => name === 'place.remove')?.input).toEqual({ placeId: DRIVE });
});

test('does not let go of the place captures are written to, and says so', async ({ open }) => {
  const { page } = await open(fleetWorld(), `#/place/${placeId(1)}`);
  await expect(page.getByRole('button', { name: 'Remove' })).toHaveAccessibleDescription(/Captures are written here first/);
  await expect(page.getByRole('button', { name: 'Edit' })).toHaveAccessibleDescription(/changed in the settings/);
});

test('shows what reading back from S3 costs before it is saved', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), '#/places');
  const limits = page.getByRole('region', { name: 'Limits' });
  await limits.getByLabel('Read back from S3, GB a day').fill('1.5');
  await limits.getByLabel('Price of reading a GB').fill('0,09');
  await expect(limits).toContainText('Up to 45\u00a0GB a month are read back: about 4.05 a month');
  await limits.getByLabel('Copying, MB a second').fill('2.5');
  await limits.getByLabel('Copy only at certain hours').check();
  await limits.getByLabel('Until').fill('25:00');
  await expect(limits.getByRole('button', { name: 'Save the limits' })).toHaveAttribute('aria-disabled', 'true');
  await limits.getByLabel('Until').fill('05:30');
  await limits.getByRole('button', { name: 'Save the limits' }).click();
  await expect(limits).toContainText('Saved');
  expect(fake.asked.find(({ name }) => name === 'transfer.set-settings')?.input).toEqual({
    bytesPerSecond: 2_500_000,
    window: { from: '22:00', until: '05:30' },
    verifyBytesPerDay: 5_000_000_000,
    verifyS3BytesPerDay: 1_500_000_000,
    s3PricePerGb: 0.09,
  });
});

test('tells why the list could not be read, and reads it again', async ({ open }) => {
  const world = fleetWorld();
  const { page, fake } = await open(world, '#/places', (before) =>
    before.fail('place.list', problem('catalog.broken', 'The catalog cannot be read')),
  );
  await expect(page.getByRole('alert')).toContainText('The catalog cannot be read');
  await expectAccessible(page);
  fake.answer('place.list', () => [...world.places]);
  await page.getByRole('button', { name: 'Read it again' }).click();
  await expect(rowOf(page, 'Vault-A')).toBeVisible();
});

test('keeps long names and paths of places inside the window', async ({ open, page: sized }) => {
  const world = fleetWorld();
  const long = 'a-very-long-name-of-a-place-'.repeat(4);
  await sized.setViewportSize({ width: 640, height: 410 });
  const { page } = await open(
    {
      ...world,
      places: world.places.map((status) => ({
        ...status,
        place: { ...status.place, name: long, ...(status.place.kind === 'drive' ? { folder: `/media/${long.repeat(4)}` } : {}) },
      })),
    },
    '#/places',
  );
  await expect(page.getByRole('heading', { level: 1, name: 'Places' })).toBeVisible();
  await expectNoSidewaysScroll(page);
});
