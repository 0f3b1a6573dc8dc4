// k1-storage.mjs - @google-cloud/storage against the practice service
// SPDX-License-Identifier: GPL-3.0-or-later
import { mkdtempSync, writeFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Storage } from '@google-cloud/storage';
import { assert, suite, PROJECT } from './common.mjs';

const dir = mkdtempSync(join(tmpdir(), 'exm-k1-'));
const file = join(dir, 'train.jsonl');
const bytes = Buffer.alloc(5 * 1024 * 1024 + 47, 'line of text, and more\n');
const NAME = 'datasets/train 1/ünï.jsonl';
const CHUNK = 1024 * 1024;
writeFileSync(file, bytes);
process.on('exit', () => rmSync(dir, { recursive: true }));

async function open(service, more = {}) {
  // The client sends no token to a custom address.
  await service.admin({ require_token: false });
  const storage = new Storage({ apiEndpoint: service.url, projectId: PROJECT, ...more });
  await service.bucket();
  return storage.bucket('practice-bucket');
}

async function check(bucket) {
  const [back] = await bucket.file(NAME).download();
  assert.ok(back.equals(bytes));
}

const retry = { retryOptions: { idempotencyStrategy: 0, retryDelayMultiplier: 1, maxRetries: 4 } };
const faulty = (fault) => async (service) => {
  const bucket = await open(service, retry);
  await service.admin({ faults: [{ method: 'PUT', path: 'upload_id=', skip: 2, ...fault }] });
  await bucket.upload(file, { destination: NAME, resumable: true, chunkSize: CHUNK });
  await check(bucket);
};

await suite({
  'bucket and multipart': async (service) => {
    await service.admin({ require_token: false });
    const storage = new Storage({ apiEndpoint: service.url, projectId: PROJECT });
    const [bucket] = await storage.createBucket('practice-bucket', { location: 'us-central1' });
    assert.deepEqual(await bucket.exists(), [true]);
    await bucket.upload(file, { destination: NAME, resumable: false });
    const [metadata] = await bucket.file(NAME).getMetadata();
    assert.equal(metadata.size, String(bytes.length));
    await check(bucket);
  },
  'resumable in one body': async (service) => {
    const bucket = await open(service);
    await bucket.upload(file, { destination: NAME, resumable: true, metadata: { metadata: { a: '1' } } });
    await check(bucket);
  },
  'resumable in chunks': async (service) => {
    const bucket = await open(service);
    await bucket.upload(file, { destination: NAME, resumable: true, chunkSize: CHUNK });
    await check(bucket);
  },
  'not over another object': async (service) => {
    const bucket = await open(service);
    const options = { destination: NAME, preconditionOpts: { ifGenerationMatch: 0 } };
    await bucket.upload(file, options);
    await assert.rejects(bucket.upload(file, options), /412|pre-condition/);
  },
  'a chunk is refused once': faulty({ kind: 'status', status: 503 }),
  'an answer is lost': faulty({ kind: 'cut-after' }),
  'a chunk breaks off': faulty({ kind: 'cut-at', bytes: 400000 }),
  'a part of a chunk is kept': faulty({ kind: 'partial', bytes: 262144 }),
  'a wrong checksum': async (service) => {
    const bucket = await open(service);
    await service.admin({ faults: [{ kind: 'checksum', method: 'PUT', path: 'upload_id=' }] });
    await assert.rejects(bucket.upload(file, { destination: NAME, resumable: true }), /did not match/);
    assert.deepEqual(await bucket.file(NAME).exists(), [false]);
  },
  'list and delete': async (service) => {
    const bucket = await open(service);
    await bucket.upload(file, { destination: NAME });
    const [files] = await bucket.getFiles({ prefix: 'datasets/' });
    assert.equal(files.length, 1);
    await files[0].delete();
    assert.deepEqual(await bucket.file(NAME).exists(), [false]);
  },
});
