import type { JsonObject } from '@throughline/language';
import { ConnectorError } from '../../source/connector-error.ts';
import type { ConnectorContext, EffectOutcome, EffectRequest, EffectSink, LookUpOutcome } from '../../source/contract.ts';
import { statusError } from '../../source/http-client.ts';
import { list } from './request-tracker-source.ts';

export interface SinkSettings {
  readonly url: string;
  readonly settleSeconds?: number;
}

const settleDefault = 120;
const rememberedMax = 10_000;
/** When an effect was first looked up in vain, by address and key. */
const sought = new Map<string, number>();

/**
 * Comments on a `ticket` (`text`), and brings it to a `status` where one is named. The subject of the comment has our key, by
 * which it is found again. RT has no way to refuse a late comment: what is not found counts as not done only once any request of ours would be over.
 */
export function requestTrackerSink({ url, settleSeconds = settleDefault }: SinkSettings): EffectSink {
  return {
    async perform(effect, context) {
      const begun = { value: false };
      try {
        return await write(url, effect, { context, begun });
      } catch (error) {
        return failed(error, begun.value);
      }
    },
    async lookUp(effect, context): Promise<LookUpOutcome> {
      try {
        const found = await soughtFor(url, effect, context);
        if (found.isDone) return { outcome: 'done', result: resultOf(effect) };
        if (found.comment !== undefined) return { outcome: 'not-done' };
        const now = context.machine.now();
        const name = `${url} ${effect.idempotencyKey}`;
        const first = sought.get(name) ?? now;
        if (sought.size >= rememberedMax) sought.clear();
        sought.set(name, first);
        if (now - first < settleSeconds * 1000) return { outcome: 'unknown', error: 'RT may still be working on it' };
        return { outcome: 'not-done' };
      } catch (error) {
        return { outcome: 'unknown', error: told(error) };
      }
    },
  };
}

const subjectOf = ({ idempotencyKey }: EffectRequest) => `Throughline [${idempotencyKey}]`;
const resultOf = (effect: EffectRequest): JsonObject => ({ record: `ticket/${wantedOf(effect).document}` });

function wantedOf({ payload }: EffectRequest): { readonly document: string; readonly status: string | undefined } {
  const { ticket = '', status } = payload;
  return { document: String(ticket).trim(), status: typeof status === 'string' && status !== '' ? status : undefined };
}

const told = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 500);

async function write(
  url: string,
  effect: EffectRequest,
  { context, begun }: { readonly context: ConnectorContext; readonly begun: { value: boolean } },
): Promise<EffectOutcome> {
  const { document, status } = wantedOf(effect);
  if (!/^\d{1,12}$/.test(document)) return { outcome: 'refused', error: 'the call names no ticket' };
  const found = await soughtFor(url, effect, context);
  const send = async (method: 'POST' | 'PUT', path: string, body: JsonObject): Promise<string | undefined> => {
    begun.value = true;
    const answer = await context.http.send({ method, url: new URL(path, url).href, body: JSON.stringify(body), once: true });
    if (answer.status >= 200 && answer.status < 300) return undefined;
    const failure = statusError(answer);
    if (failure.mayPass) throw failure;
    return failure.message;
  };
  if (found.comment === undefined) {
    const body = { Subject: subjectOf(effect), Content: String(effect.payload['text'] ?? ''), ContentType: 'text/plain' };
    const refusal = await send('POST', `ticket/${document}/comment`, body);
    if (refusal !== undefined) return { outcome: 'refused', error: refusal };
  }
  if (status !== undefined && !found.isDone) {
    const refusal = await send('PUT', `ticket/${document}`, { Status: status });
    if (refusal !== undefined) return { outcome: 'refused', error: refusal };
  }
  return { outcome: 'done', result: resultOf(effect) };
}

/** The transaction of our comment, and whether the state that was asked for has come after it. */
async function soughtFor(url: string, effect: EffectRequest, context: ConnectorContext) {
  const wanted = [{ field: 'Subject', operator: '=', value: subjectOf(effect) }];
  const attachments = await list(url, 'attachments', { query: JSON.stringify(wanted), fields: 'TransactionId' }, context);
  const { TransactionId: transaction } = attachments.items[0] ?? {};
  if (transaction === undefined || transaction === null) return { isDone: false, comment: undefined };
  const comment = typeof transaction === 'object' ? Number((transaction as JsonObject)['id']) : Number(transaction);
  const { document, status } = wantedOf(effect);
  if (status === undefined) return { isDone: true, comment };
  const changes = [
    { field: 'ObjectType', value: 'RT::Ticket' },
    { field: 'ObjectId', value: document },
    { field: 'Type', value: 'Status' },
    { field: 'NewValue', value: status },
    { field: 'id', operator: '>', value: comment },
  ];
  const { total } = await list(url, 'transactions', { query: JSON.stringify(changes) }, context);
  return { isDone: total > 0, comment };
}

/** Before anything was sent, nothing has happened; after it, only an answer says. */
function failed(error: unknown, begun: boolean): EffectOutcome {
  const { code } = ((error as Error | undefined)?.cause ?? {}) as { readonly code?: string };
  const isUnsent = !begun || code === 'ECONNREFUSED' || (error instanceof ConnectorError && error.code === 'rate-limited');
  return { outcome: isUnsent ? 'retry' : 'unknown', error: told(error) };
}
