// k4-auth.mjs - google-auth-library against the practice service
// SPDX-License-Identifier: GPL-3.0-or-later
import { OAuth2Client } from 'google-auth-library';
import { assert, suite, PROJECT } from './common.mjs';

function client(service, refresh = '1//practice-refresh') {
  const auth = new OAuth2Client({
    clientId: 'practice-client', clientSecret: 'x', redirectUri: 'http://127.0.0.1:45999/callback',
    endpoints: {
      oauth2AuthBaseUrl: service.url + '/o/oauth2/v2/auth', oauth2TokenUrl: service.url + '/token',
      oauth2RevokeUrl: service.url + '/revoke', tokenInfoUrl: service.url + '/tokeninfo' },
  });
  if (refresh) auth.setCredentials({ refresh_token: refresh });
  return auth;
}

const billing = (service) => ({ url: `${service.url}/v1/projects/${PROJECT}/billingInfo` });

await suite({
  'refresh, then a call': async (service) => {
    const { data } = await client(service).request(billing(service));
    assert.equal(data.billingEnabled, true);
  },
  'five calls at once': async (service) => {
    const auth = client(service);
    const answers = await Promise.all(Array.from({ length: 5 }, () => auth.request(billing(service))));
    assert.ok(answers.every((answer) => answer.status === 200));
  },
  'a revoked refresh token': async (service) => {
    await assert.rejects(client(service, 'revoked').request(billing(service)), /invalid_grant/);
  },
  'a code, token info, revocation': async (service) => {
    const auth = client(service, null);
    const { codeVerifier } = await auth.generateCodeVerifierAsync();
    const { tokens } = await auth.getToken({ code: 'practice-code', codeVerifier });
    assert.ok(tokens.refresh_token);
    const info = await auth.getTokenInfo(tokens.access_token);
    assert.deepEqual(info.scopes, ['https://www.googleapis.com/auth/cloud-platform']);
    assert.equal((await auth.revokeToken(tokens.access_token)).status, 200);
  },
  'refused, refreshed, repeated': async (service) => {
    const auth = client(service);
    auth.forceRefreshOnFailure = true;
    auth.setCredentials({ refresh_token: '1//practice-refresh', access_token: 'bad', expiry_date: Date.now() + 3600e3 });
    assert.equal((await auth.request(billing(service))).status, 200);
  },
});
