import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { secretsOf, verifyDelivery } from '../index.ts';

const secret = 'a secret of both';
const secrets = secretsOf({ env: { KEY: secret } });
const body = Buffer.from('{"id":"evt_1A","type":"charge.paid"}');
const mac = (text: string | Buffer, encoding: 'hex' | 'base64') => createHmac('sha256', secret).update(text).digest(encoding);
const at = 1_770_000_000;

/** As the three document it: stripe-signature, x-hub-signature-256 and x-shopify-hmac-sha256. */
const signed = {
  stripe: { 'stripe-signature': `t=${at},v1=${'0'.repeat(64)},v1=${mac(`${at}.${body}`, 'hex')},v0=abc` },
  github: { 'x-hub-signature-256': `sha256=${mac(body, 'hex')}`, 'x-github-delivery': 'evt_1A' },
  shopify: { 'x-shopify-hmac-sha256': mac(body, 'base64'), 'x-shopify-webhook-id': 'evt_1A' },
} as const;

for (const scheme of ['stripe', 'github', 'shopify'] as const) {
  const verify = (headers: Readonly<Record<string, string>>, of = body, now = at * 1000) =>
    verifyDelivery({ headers, body: of }, { kind: 'signature', scheme, secret: { secret: 'env:KEY' } }, { secrets, now });

  test(`[C134] ${scheme}: its signature counts for its very bytes alone`, async () => {
    assert.deepEqual(await verify(signed[scheme]), { id: 'evt_1A' });
    await assert.rejects(verify(signed[scheme], Buffer.from(`${body} `)), { code: 'signature-invalid' });
    await assert.rejects(verify({}), { code: 'signature-missing' });
    const [[name = '', value = ''] = []] = Object.entries(signed[scheme]);
    await assert.rejects(verify({ ...signed[scheme], [name]: value.slice(0, -12) }), (error: { code?: string }) =>
      /signature-/.test(error.code ?? ''),
    );
  });
}

test('[C134] a time that is signed counts for five minutes, before and after', async () => {
  const verify = (now: number) =>
    verifyDelivery(
      { headers: signed.stripe, body },
      { kind: 'signature', scheme: 'stripe', secret: { secret: 'env:KEY' } },
      { secrets, now },
    );
  assert.deepEqual(await verify((at + 299) * 1000), { id: 'evt_1A' });
  for (const now of [at + 301, at - 301]) await assert.rejects(verify(now * 1000), { code: 'signature-old' });
});
