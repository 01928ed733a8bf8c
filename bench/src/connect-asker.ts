import { fork } from 'node:child_process';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { signDelivery } from '@throughline/connect';
import { inFlight } from './in-flight.ts';
import type { Timed } from './measure.ts';

/* Sends from a process of its own, as other systems do: one large body, or many small ones, each signed by Standard Webhooks. */

export type Sending =
  | { readonly url: string; readonly body: string }
  | { readonly url: string; readonly bodies: readonly string[]; readonly width: number; readonly secret: string };

export interface ConnectAsker {
  /** Ends with an error where anything is answered with another status than 200. */
  send(sending: Sending): Promise<Timed & { readonly answer?: string }>;
  end(): void;
}

export function startConnectAsker(): ConnectAsker {
  const child = fork(fileURLToPath(import.meta.url), ['sends'], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', (code) => reject(new Error(`The sender ended with ${code}`)));
  });
  ended.catch(() => undefined);
  return {
    send(sending) {
      const answer = new Promise<Timed>((resolve) => child.once('message', (said) => resolve(said as Timed)));
      child.send(sending);
      return Promise.race([ended, answer]);
    },
    end: () => child.kill(),
  };
}

function sendRounds(): void {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  let sent = 0;
  process.on('message', async (sending: Sending) => {
    if ('body' in sending) {
      const start = performance.now();
      const answer = await post(agent, sending.url, sending.body, { 'content-type': 'application/jsonl' });
      process.send?.({ count: 1, milliseconds: performance.now() - start, answer });
      return;
    }
    const { url, bodies, width, secret } = sending;
    const result = await inFlight(width, bodies, async (body) => {
      sent += 1;
      const signed = signDelivery(body, { id: `msg_${process.pid}_${sent}`, at: Math.floor(Date.now() / 1000), secret });
      await post(agent, url, body, { 'content-type': 'application/json', ...signed });
    });
    process.send?.({ count: result.count, milliseconds: result.milliseconds });
  });
}

function post(agent: Agent, url: string, body: string, headers: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const asking = request(
      url,
      { agent, method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () => {
          if (answer.statusCode === 200) resolve(text);
          else reject(new Error(`It was answered with ${answer.statusCode}: ${text.slice(0, 500)}`));
        });
      },
    );
    asking.on('error', reject);
    asking.end(body);
  });
}

if (process.argv[2] === 'sends' && process.send !== undefined) sendRounds();
