// common.mjs - the service, a TAP writer, and shared helpers
// SPDX-License-Identifier: GPL-3.0-or-later
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';

export { assert };
export const PROJECT = 'practice-project';
export const NUMBER = '123456789012';

export async function serve() {
  const dir = mkdtempSync(join(tmpdir(), 'exm-conformance-'));
  const child = spawn(process.env.EXM_PRACTICE_SERVER, [dir], { stdio: ['pipe', 'pipe', 'inherit'] });
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', () => reject(new Error('the service ended')));
  });
  return {
    url,
    async admin(body) {
      const answer = await fetch(url + '/_practice/faults', {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
      });
      assert.equal(answer.status, 200);
    },
    async bucket(name = 'practice-bucket') {
      const answer = await fetch(`${url}/storage/v1/b?project=${PROJECT}`, {
        method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: 'Bearer practice' },
        body: JSON.stringify({ name }),
      });
      assert.equal(answer.status, 200);
    },
    async put(name, text) {
      const answer = await fetch(
        `${url}/upload/storage/v1/b/practice-bucket/o?uploadType=media&name=${encodeURIComponent(name)}`,
        { method: 'POST', headers: { 'Content-Type': 'application/jsonl', Authorization: 'Bearer practice' }, body: text });
      assert.equal(answer.status, 200);
    },
    async stop() {
      child.stdin.end();
      await new Promise((resolve) => child.once('exit', resolve));
      rmSync(dir, { recursive: true });
    },
  };
}

// The sample's first rows in the shape that tuning takes.
export function sample(n = 120) {
  return readFileSync(process.env.EXM_TEST_SAMPLE, 'utf8').split('\n').slice(0, n).map((line) => {
    const [, user, model] = JSON.parse(line).messages;
    return JSON.stringify({ contents: [
      { role: 'user', parts: [{ text: user.content }] },
      { role: 'model', parts: [{ text: model.content }] }] });
  }).join('\n') + '\n';
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export async function suite(cases) {
  let failed = 0;
  let i = 0;
  console.log(`1..${Object.keys(cases).length}`);
  for (const [name, run] of Object.entries(cases)) {
    i++;
    const service = await serve();
    try {
      await run(service);
      console.log(`ok ${i} ${name}`);
    } catch (error) {
      failed++;
      console.log(`not ok ${i} ${name}`);
      console.log(String(error.stack ?? error).replace(/^/gm, '# '));
    }
    await service.stop();
  }
  process.exit(failed ? 1 : 0);
}
