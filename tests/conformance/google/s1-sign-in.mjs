// s1-sign-in.mjs - our sign-in with the browser, judged by a certified OpenID provider
// SPDX-License-Identifier: GPL-3.0-or-later
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import Provider from 'oidc-provider';

console.info = console.warn = () => {}; // what it says of its defaults is not for a test

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const EMAIL = 'https://www.googleapis.com/auth/userinfo.email';
const folder = mkdtempSync(join(tmpdir(), 'exm-sign-in-'));
const file = join(folder, 'client_secret_judge.json');

// The provider, at Google's paths, of whom anybody gets what is asked for at once.
// twist(request) may change what our program or the browser sends.
async function judge() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(origin, {
    clients: [{
      client_id: 'judge', client_secret: 'judge-secret', application_type: 'native',
      redirect_uris: ['http://127.0.0.1/'], grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_post',
    }],
    scopes: ['openid', 'offline_access', EMAIL, SCOPE],
    claims: { openid: ['sub'], [EMAIL]: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    extraParams: ['access_type', 'include_granted_scopes'],
    issueRefreshToken: async () => true,
    features: { devInteractions: { enabled: false } },
    findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, email: 'ann@example.com', email_verified: true }) }),
    interactions: { url: (_, interaction) => `/consent/${interaction.uid}` },
    routes: { authorization: '/o/oauth2/v2/auth', token: '/token', userinfo: '/oauth2/v3/userinfo', revocation: '/revoke' },
    cookies: { keys: ['judge'] },
  });
  const callback = provider.callback();
  const state = { origin, twist: (request) => request, tokenRequests: [] };

  const consent = async (request, response) => {
    const { params, prompt } = await provider.interactionDetails(request, response);
    const result = { login: { accountId: 'ann' } };
    if (prompt.name === 'consent') {
      const grant = new provider.Grant({ accountId: 'ann', clientId: params.client_id });
      grant.addOIDCScope(params.scope);
      result.consent = { grantId: await grant.save() };
    }
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  };

  server.on('request', async (request, response) => {
    if (request.url.startsWith('/consent/')) return consent(request, response);
    if (request.url !== '/token' || request.headers['x-judge']) return callback(request, response);
    let body = '';
    for await (const chunk of request) body += chunk;
    state.tokenRequests.push(body);
    const answer = await state.send(state.twist(body));
    response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(await answer.text());
  });
  state.send = (body) => fetch(origin + '/token', {
    method: 'POST', body, headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'x-judge': '1' } });
  state.stop = () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); });
  return state;
}

function signIn(origin) {
  const child = spawn(process.env.EXM_SIGN_IN_CLIENT, [origin, file], {
    stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, EXEMPLAR_GOOGLE_ORIGIN: origin } });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    url: async () => (await lines.next()).value,
    outcome: async () => (await lines.next()).value,
    stop: () => child.kill(),
  };
}

// A browser with cookies; gives the address on loopback that it is sent to in the end.
async function browse(url) {
  const cookies = new Map();
  for (let hops = 0; hops < 12; hops++) {
    const answer = await fetch(url, { redirect: 'manual', headers: {
      Cookie: [...cookies].map(([k, v]) => `${k}=${v}`).join('; ') } });
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair] = cookie.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const next = answer.headers.get('location');
    if (next === null) throw new Error(`${answer.status}: ${(await answer.text()).slice(0, 300)}`);
    const target = new URL(next, url);
    if (target.searchParams.has('code') || target.searchParams.has('error')) return target;
    url = target.href;
  }
  throw new Error('the provider goes round in circles');
}

const cases = {
  'one sign-in, on a port of its own': async (provider) => {
    const client = signIn(provider.origin);
    const url = await client.url();
    const asked = new URL(url).searchParams;
    assert.equal(asked.get('code_challenge_method'), 'S256');
    assert.match(asked.get('redirect_uri'), /^http:\/\/127\.0\.0\.1:\d+\/?$/);
    const page = await fetch(await browse(url));
    assert.equal(page.status, 200);
    assert.equal(await client.outcome(), 'signed in: ann@example.com, lasting');
    const sent = new URLSearchParams(provider.tokenRequests[0]);
    assert.ok(sent.get('code_verifier').length >= 43 && sent.get('code_verifier').length <= 128);
  },
  'two at once, each on its port': async (provider) => {
    const clients = [signIn(provider.origin), signIn(provider.origin)];
    const urls = await Promise.all(clients.map((client) => client.url()));
    const targets = await Promise.all(urls.map(browse));
    assert.notEqual(targets[0].port, targets[1].port);
    await Promise.all(targets.map((target) => fetch(target)));
    for (const client of clients) assert.equal(await client.outcome(), 'signed in: ann@example.com, lasting');
  },
  'a wrong state changes nothing': async (provider) => {
    const client = signIn(provider.origin);
    const target = await browse(await client.url());
    const wrong = new URL(target);
    wrong.searchParams.set('state', 'wrong');
    assert.ok((await fetch(wrong)).status >= 400);
    assert.equal(provider.tokenRequests.length, 0);
    assert.equal((await fetch(target)).status, 200);
    assert.equal(await client.outcome(), 'signed in: ann@example.com, lasting');
  },
  'a wrong verifier is refused': async (provider) => {
    provider.twist = (body) => body.replace(/code_verifier=[^&]*/, 'code_verifier=' + 'w'.repeat(64));
    const client = signIn(provider.origin);
    fetch(await browse(await client.url())).catch(() => {});
    assert.match(await client.outcome(), /^refused: /);
  },
  'a code that was used before is refused': async (provider) => {
    const { send } = provider;
    provider.send = async (body) => { await send(body); return send(body); };
    const client = signIn(provider.origin);
    fetch(await browse(await client.url())).catch(() => {});
    assert.match(await client.outcome(), /^refused: /);
  },
  'without PKCE it is refused': async (provider) => {
    const client = signIn(provider.origin);
    const url = new URL(await client.url());
    url.searchParams.delete('code_challenge');
    url.searchParams.delete('code_challenge_method');
    const target = await browse(url.href);
    assert.equal(target.searchParams.get('error'), 'invalid_request');
    fetch(target).catch(() => {});
    assert.match(await client.outcome(), /^refused: /);
    assert.equal(provider.tokenRequests.length, 0);
  },
};

let failed = 0;
let number = 0;
console.log(`1..${Object.keys(cases).length}`);
for (const [name, run] of Object.entries(cases)) {
  const provider = await judge();
  writeFileSync(file, JSON.stringify({ installed: {
    client_id: 'judge', client_secret: 'judge-secret', auth_uri: provider.origin + '/o/oauth2/v2/auth',
    token_uri: provider.origin + '/token', redirect_uris: ['http://localhost'] } }));
  let trouble = null;
  try {
    await Promise.race([run(provider), new Promise((_, no) => setTimeout(no, 15000, new Error('waited 15 s')).unref())]);
  } catch (error) {
    trouble = error;
  }
  failed += trouble !== null;
  console.log(`${trouble ? 'not ' : ''}ok ${++number} - ${name}`);
  if (trouble) console.log(String(trouble.stack).replace(/^/gm, '# '));
  await provider.stop();
}
rmSync(folder, { recursive: true });
process.exit(failed ? 1 : 0);
