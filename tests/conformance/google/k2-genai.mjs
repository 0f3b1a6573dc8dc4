// k2-genai.mjs - @google/genai against the practice service
// SPDX-License-Identifier: GPL-3.0-or-later
import { GoogleGenAI } from '@google/genai';
import { OAuth2Client } from 'google-auth-library';
import { assert, suite, sample, sleep, PROJECT, NUMBER } from './common.mjs';

function client(service) {
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: 'practice-genai', expiry_date: Date.now() + 3600e3 });
  return new GoogleGenAI({
    vertexai: true, project: PROJECT, location: 'us-central1',
    googleAuthOptions: { authClient }, httpOptions: { baseUrl: service.url },
  });
}

async function tuned(service, ai) {
  await service.bucket();
  await service.put('train.jsonl', sample());
  let job = await ai.tunings.tune({
    baseModel: 'gemini-2.5-flash',
    trainingDataset: { gcsUri: 'gs://practice-bucket/train.jsonl' },
    config: { tunedModelDisplayName: 'My first tune', epochCount: 3, adapterSize: 'ADAPTER_SIZE_FOUR', learningRateMultiplier: 1 },
  });
  assert.ok(job.name.startsWith(`projects/${NUMBER}/`));
  const states = [];
  while (!['JOB_STATE_SUCCEEDED', 'JOB_STATE_FAILED'].includes(job.state)) {
    await sleep(20);
    job = await ai.tunings.get({ name: job.name });
    if (states.at(-1) !== job.state) states.push(job.state);
  }
  assert.equal(job.state, 'JOB_STATE_SUCCEEDED');
  return job;
}

await suite({
  'tune, poll, list, ask': async (service) => {
    const ai = client(service);
    const job = await tuned(service, ai);
    assert.equal(job.tunedModel.checkpoints.length, 3);
    const answer = await ai.models.generateContent({
      model: job.tunedModel.endpoint, contents: 'Text: Traffic was terrible this morning.',
      config: { temperature: 0, systemInstruction: 'Be brief' },
    });
    assert.equal(answer.text, 'Sentiment: Negative');
    assert.equal(answer.candidates[0].finishReason, 'STOP');
    assert.ok(answer.usageMetadata.totalTokenCount > 0);
    const names = [];
    for await (const item of await ai.tunings.list({ config: { pageSize: 1 } })) names.push(item.name);
    assert.deepEqual(names, [job.name]);
  },
  'stream': async (service) => {
    const ai = client(service);
    const stream = await ai.models.generateContentStream({ model: 'gemini-2.5-flash', contents: 'Hello there' });
    let text = '';
    let n = 0;
    for await (const part of stream) { text += part.text ?? ''; n++; }
    assert.ok(n >= 2);
    assert.match(text, /practice/);
  },
  'count tokens': async (service) => {
    const answer = await client(service).models.countTokens({ model: 'gemini-2.5-flash', contents: 'one two three' });
    assert.equal(answer.totalTokens, 3);
  },
  'cancel': async (service) => {
    const ai = client(service);
    await service.admin({ speed: 1 });
    await service.bucket();
    await service.put('train.jsonl', sample());
    const job = await ai.tunings.tune({ baseModel: 'gemini-2.5-flash', trainingDataset: { gcsUri: 'gs://practice-bucket/train.jsonl' } });
    await ai.tunings.cancel({ name: job.name });
    let state;
    do { await sleep(50); state = (await ai.tunings.get({ name: job.name })).state; } while (state === 'JOB_STATE_CANCELLING');
    assert.equal(state, 'JOB_STATE_CANCELLED');
  },
  'a retired base model': async (service) => {
    await service.bucket();
    await service.put('train.jsonl', sample());
    await assert.rejects(
      client(service).tunings.tune({ baseModel: 'gemini-1.5-flash-002', trainingDataset: { gcsUri: 'gs://practice-bucket/train.jsonl' } }),
      (error) => error.status === 400 && /not supported/.test(error.message));
  },
  'unavailable': async (service) => {
    await service.admin({ faults: [{ kind: 'status', status: 503 }] });
    await assert.rejects(client(service).models.generateContent({ model: 'gemini-2.5-flash', contents: 'x' }),
      (error) => error.status === 503);
  },
});
