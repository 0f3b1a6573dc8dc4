// s2-storage.mjs - our storage client against the server class of Firebase's emulator
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The emulator's command wants Java for its rules and downloads them; its server
// does with node alone.  It ends an object with each PUT, so only uploads in one
// piece can be tried here.
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';

const require = createRequire(import.meta.url);
const { StorageEmulator } = require('firebase-tools/lib/emulator/storage/index.js');
const { createApp } = require('firebase-tools/lib/emulator/storage/server.js');
const { EmulatorRegistry } = require('firebase-tools/lib/emulator/registry.js');
const { crc32c } = require('firebase-tools/lib/emulator/storage/crc.js');

const BUCKET = 'exemplar-conformance';
const folder = mkdtempSync(join(tmpdir(), 'exm-storage-'));
const emulator = new StorageEmulator({ projectId: 'practice-project', rules: { name: 'none', content: '' } });
emulator._persistence.reset(join(folder, 'emulator'));
emulator._uploadService.reset();
const app = await createApp('practice-project', emulator);
const server = app.listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
emulator.args.host = '127.0.0.1';
emulator.args.port = server.address().port;
EmulatorRegistry.INSTANCES.set('storage', emulator); // what start() would do
const origin = `http://127.0.0.1:${server.address().port}`;

function client(...args) {
  return new Promise((resolve) => execFile(process.env.EXM_STORAGE_CLIENT, [origin, ...args], { timeout: 20000 },
    (error, out) => resolve({ ok: error === null, out: out.trim() })));
}

// What the other side keeps, by its own account.
async function kept(name) {
  const answer = await fetch(`${origin}/storage/v1/b/${BUCKET}/o/${encodeURIComponent(name)}`);
  return answer.status === 200 ? answer.json() : null;
}

async function store(name, bytes) {
  const path = join(folder, 'sent');
  writeFileSync(path, bytes);
  const done = await client('upload', path, name);
  assert.ok(done.ok, done.out);
  const there = await kept(name);
  assert.equal(Number(there.size), bytes.length);
  assert.equal(there.md5Hash, createHash('md5').update(bytes).digest('base64'));
  // Their checksum, made by their code, and ours.
  assert.equal(Buffer.from(there.crc32c, 'base64').readUInt32BE(), Number(done.out.split(' ')[1]));
  assert.equal(crc32c(bytes), Number(done.out.split(' ')[1]));
}

const sample = readFileSync(process.env.EXM_TEST_SAMPLE);
const cases = {
  'the sample': () => store('tuning/train.jsonl', sample),
  'a name that has to be encoded': () => store('Übung 1/50% + more?#.jsonl', sample),
  'seven megabytes': () => store('tuning/large.jsonl', randomBytes(7 * 1024 * 1024 + 13)),
  'one byte': () => store('tuning/small.jsonl', Buffer.from('x')),
  'the list': async () => {
    const { ok, out } = await client('list', 'tuning/');
    assert.ok(ok, out);
    assert.deepEqual(out.split('\n').sort(), ['tuning/large.jsonl', 'tuning/small.jsonl', 'tuning/train.jsonl']);
  },
  'a download': async () => {
    const path = join(folder, 'fetched');
    const { ok, out } = await client('download', 'tuning/train.jsonl', path);
    assert.ok(ok, out);
    assert.ok(readFileSync(path).equals(sample));
  },
  'deleted': async () => {
    const { ok, out } = await client('delete', 'tuning/train.jsonl');
    assert.ok(ok, out);
    assert.equal(await kept('tuning/train.jsonl'), null);
    assert.equal((await client('download', 'tuning/train.jsonl', join(folder, 'gone'))).ok, false);
  },
};

let number = 0;
let failed = 0;
console.log(`1..${Object.keys(cases).length}`);
for (const [name, run] of Object.entries(cases)) {
  let trouble = null;
  try {
    await run();
  } catch (error) {
    trouble = error;
  }
  failed += trouble !== null;
  console.log(`${trouble ? 'not ' : ''}ok ${++number} - ${name}`);
  if (trouble) console.log(String(trouble.stack).replace(/^/gm, '# '));
}
server.closeAllConnections();
server.close();
rmSync(folder, { recursive: true, force: true });
process.exit(failed ? 1 : 0);
