import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Counterpart } from '../../test/conformance/counterpart.ts';
import { patientMachine } from '../../test/conformance/machine.ts';
import { sourceConformance } from '../../test/conformance/source-conformance.ts';
import { type Dovecot, openDovecot } from '../../test/servers.ts';
import { imap, openContext } from '../index.ts';

const auth = { kind: 'password', user: 'reader', password: { secret: 'env:PASSWORD' } } as const;
const mail = (id: string) => `Message-ID: <${id}@shop.example>
Date: Fri, 02 Jan 2026 10:00:00 +0100
From: "Ida Nord" <ida@shop.example>
To: desk@throughline.example
Subject: =?utf-8?q?Bestellung_${id}_f=C3=BCr_Ida?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Gr=FC=DFe
--x
Content-Type: text/csv; name="a.csv"
Content-Disposition: attachment; filename="a.csv"
Content-Transfer-Encoding: base64

YTtiCg==
--x--
`;

const settingsOf = ({ port }: Dovecot) => ({ host: '127.0.0.1', port, tls: 'off' });

async function counterpart(server: Dovecot): Promise<Counterpart> {
  const env: Record<string, string | undefined> = { PASSWORD: 'first-secret' };
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= server.close();
    return stopped;
  };
  return {
    declaration: { settings: settingsOf(server), auth, allowInside: ['127.0.0.1'] },
    ...{ env, stop, close: stop },
    put: async (keys) => {
      for (const key of keys) server.deliver(key, mail(key));
    },
    keyOf: (record) => /^<(.+)@/.exec((record as { readonly messageId: string }).messageId)?.[1] ?? '',
    async rotate() {
      server.password('second-secret');
      env['PASSWORD'] = 'second-secret';
    },
  };
}

const servers = [await openDovecot(), await openDovecot()];
const [first, second] = servers;
if (first === undefined || second === undefined) test('[C110] imap', (t) => t.skip('NOT RAN: Dovecot is not installed'));
else {
  sourceConformance(imap, () => counterpart(first), { name: 'imap (Dovecot: RAN)' });

  test('[C136] a mail is a record: its texts decoded, attachments by their digest; where the mailbox is another one, all are read', async () => {
    second.deliver('M-1', mail('M-1'));
    const { context, close } = openContext({
      ...{
        declaration: { auth, allowInside: ['127.0.0.1'] },
        secrets: { env: { PASSWORD: 'first-secret' } },
        operatorAllows: ['*'],
      },
      ...{ machine: patientMachine, signal: new AbortController().signal },
    });
    const source = imap.source?.(settingsOf(second));
    for (const cursor of [null, { uidValidity: '1', uid: 99 }]) {
      const batches = [];
      for await (const batch of source?.read(cursor, context) ?? []) batches.push(batch);
      assert.equal(batches.length, 1);
      assert.partialDeepStrictEqual(batches[0]?.records, [
        {
          ...{ messageId: '<M-1@shop.example>', date: '2026-01-02T09:00:00.000Z', subject: 'Bestellung M-1 für Ida', uid: 1 },
          ...{ from: { name: 'Ida Nord', address: 'ida@shop.example' }, to: [{ address: 'desk@throughline.example' }] },
          attachments: [{ name: 'a.csv', type: 'text/csv', bytes: 4 }],
        },
      ]);
      assert.match(JSON.stringify(batches[0]?.records), /"text":"Grüße/);
    }
    close();
    await second.close();
  });
}
