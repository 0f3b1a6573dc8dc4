// k3-aiplatform.mjs - @google-cloud/aiplatform (REST, enums as numbers) against the practice service
// SPDX-License-Identifier: GPL-3.0-or-later
import { v1 } from '@google-cloud/aiplatform';
import { GoogleAuth, OAuth2Client } from 'google-auth-library';
import { assert, suite, sample, sleep, PROJECT } from './common.mjs';

function options(service) {
  const { hostname, port } = new URL(service.url);
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: 'practice-gapic', expiry_date: Date.now() + 3600e3 });
  return { fallback: true, protocol: 'http', apiEndpoint: hostname, port: Number(port), auth: new GoogleAuth({ authClient }) };
}

const parent = `projects/${PROJECT}/locations/us-central1`;

await suite({
  'tune and ask': async (service) => {
    const tuning = new v1.GenAiTuningServiceClient(options(service));
    const prediction = new v1.PredictionServiceClient(options(service));
    await service.bucket();
    await service.put('train.jsonl', sample());
    let [job] = await tuning.createTuningJob({ parent, tuningJob: {
      baseModel: 'gemini-2.5-flash', tunedModelDisplayName: 'x',
      supervisedTuningSpec: {
        trainingDatasetUri: 'gs://practice-bucket/train.jsonl',
        hyperParameters: { epochCount: 3, learningRateMultiplier: 1.5, adapterSize: 'ADAPTER_SIZE_FOUR' } } } });
    while (job.state !== 'JOB_STATE_SUCCEEDED') {
      await sleep(20);
      [job] = await tuning.getTuningJob({ name: job.name });
      assert.notEqual(job.state, 'JOB_STATE_FAILED');
    }
    assert.equal(String(job.supervisedTuningSpec.hyperParameters.epochCount), '3');
    const [list] = await tuning.listTuningJobs({ parent, filter: 'state=JOB_STATE_SUCCEEDED', pageSize: 10 });
    assert.equal(list.length, 1);
    const request = { model: job.tunedModel.endpoint, contents: [{ role: 'user', parts: [{ text: 'Text: Traffic was terrible this morning.' }] }] };
    const [answer] = await prediction.generateContent(request);
    assert.equal(answer.candidates[0].content.parts[0].text, 'Sentiment: Negative');
    let text = '';
    for await (const part of prediction.streamGenerateContent(request)) text += part.candidates[0].content.parts[0].text;
    assert.equal(text, 'Sentiment: Negative');
  },
  'cancel': async (service) => {
    const tuning = new v1.GenAiTuningServiceClient(options(service));
    await service.admin({ speed: 1 });
    await service.bucket();
    await service.put('train.jsonl', sample());
    let [job] = await tuning.createTuningJob({ parent, tuningJob: {
      baseModel: 'gemini-2.5-flash', supervisedTuningSpec: { trainingDatasetUri: 'gs://practice-bucket/train.jsonl' } } });
    await tuning.cancelTuningJob({ name: job.name });
    do { await sleep(50); [job] = await tuning.getTuningJob({ name: job.name }); } while (job.state === 'JOB_STATE_CANCELLING');
    assert.equal(job.state, 'JOB_STATE_CANCELLED');
    assert.equal(job.error.code, 1);
  },
  'errors have their details': async (service) => {
    const tuning = new v1.GenAiTuningServiceClient(options(service));
    await service.admin({ obstacles: ['api'] });
    await assert.rejects(tuning.listTuningJobs({ parent }), (error) => error.reason === 'SERVICE_DISABLED' || /disabled/.test(error.message));
  },
});
