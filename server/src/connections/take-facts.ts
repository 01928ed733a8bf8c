import { type FactsTaken, FactToTake } from '@throughline/api';
import { Lanes } from '@throughline/connect';
import type { DispatchResult, Submission } from '@throughline/engine';
import type { Actor, JsonObject, Millis } from '@throughline/language';
import { Compile } from 'typebox/compile';
import { newestFlow } from '../cases/flow-book.ts';
import { HttpProblem } from '../http/problem.ts';
import { isImportable, requireImporter } from '../imports/importer.ts';
import type { Throughline } from '../throughline.ts';
import { Turns } from './turns.ts';

const validator = Compile(FactToTake);
const batchSize = 1000;
const rejectedShown = 1000;

type Rejected = FactsTaken['rejected'][number];

interface Sent {
  readonly line: number;
  readonly submission: Submission;
}

/**
 * Takes facts as they come, one JSON object a line, in two lanes of batches, each durable before its lane takes more: so a slow database slows the
 * sender down. What belongs to one case stays in order.
 * Few senders are read at a time; others wait for their turn, for which nothing of them is read. Sent again, whole or in part, nothing is recorded twice. Whoever answers for a flow may send its facts.
 *
 * @throws HttpProblem role-required, body-unreadable; ThroughlineError flow-unknown; EngineBusyError
 */
export async function takeFacts(
  throughline: Throughline,
  { source, lines, actor }: { readonly source: string; readonly lines: AsyncIterable<string>; readonly actor: Actor },
): Promise<FactsTaken> {
  const release = await turnsOf(throughline.pool).take();
  try {
    return await take(throughline, { source, lines, actor });
  } finally {
    release();
  }
}

/** Each holds two connections to the database: people read beside them. */
const atOnce = 2;
const waitingMax = 16;
const waitMsMax = 15_000;
const turns = new WeakMap<Throughline['pool'], Turns>();

function turnsOf(pool: Throughline['pool']): Turns {
  const known = turns.get(pool) ?? new Turns({ atOnce, waitingMax, waitMsMax });
  turns.set(pool, known);
  return known;
}

async function take(
  throughline: Throughline,
  { source, lines, actor }: { readonly source: string; readonly lines: AsyncIterable<string>; readonly actor: Actor },
): Promise<FactsTaken> {
  const { engine } = throughline;
  const name = `api/${source}`;
  const { liveFrom } = await engine.source(name, { liveFrom: (await engine.clock()).now });
  const taken = { applied: 0, deviated: 0, duplicates: 0, rejectedCount: 0 };
  let rejected: Rejected[] = [];
  const reject = (line: number, { code, message }: Pick<Rejected, 'code' | 'message'>) => {
    taken.rejectedCount += 1;
    rejected.push({ line, code, message });
    // Lanes do not answer in the order of the lines.
    if (rejected.length >= 2 * rejectedShown) rejected = firstOf(rejected);
  };
  const known = new Set<string>();
  const lanes = new Lanes<Sent>(batchSize, async (batch) => {
    const results = await engine.dispatch(batch.map(({ submission }) => submission));
    for (const [index, result] of results.entries()) {
      const { line } = batch[index] as Sent;
      if (result.outcome === 'applied' || result.outcome === 'deviated') taken[result.outcome] += 1;
      else {
        const rejection = rejectionOf(result);
        if (rejection === undefined) taken.duplicates += 1;
        else reject(line, rejection);
      }
    }
  });
  let line = 0;
  let unread = 0;
  try {
    for await (const text of lines) {
      line += 1;
      if (text.trim() === '') continue;
      const fact = factIn(text, line);
      if (fact === undefined) {
        unread += 1;
        // These come in the order of their lines: what would not be shown need not be said.
        if (unread <= rejectedShown) reject(line, { code: 'request-invalid', message: faultOf(text) });
        else taken.rejectedCount += 1;
        continue;
      }
      if (!known.has(fact.flow)) {
        await requireSender(throughline, fact.flow, actor);
        known.add(fact.flow);
      }
      if (lanes.push(fact.key, { line, submission: submissionOf(fact, { name, liveFrom }) })) await lanes.drain();
    }
    await lanes.end();
  } finally {
    // Nothing is under way any more once the answer goes, whatever it is.
    await lanes.settle();
  }
  return { ...taken, rejected: firstOf(rejected) };
}

const firstOf = (rejected: readonly Rejected[]) => rejected.toSorted((a, b) => a.line - b.line).slice(0, rejectedShown);

/** Why a fact was not recorded; `undefined` where it was, now or when it came first. */
function rejectionOf(result: DispatchResult): Pick<Rejected, 'code' | 'message'> | undefined {
  if (result.outcome === 'refused' || result.outcome === 'failed') return result.refusal;
  if (result.outcome === 'conflict') return { code: 'conflict', message: 'Another fact was sent under this id' };
  if (result.outcome !== 'duplicate' || result.first.outcome !== 'refused') return undefined;
  return result.first.refusal ?? { code: 'refused', message: 'It was refused when it came first' };
}

/** `undefined`: it is no fact. What is no JSON ends the reading, for nothing after it can be trusted. */
function factIn(text: string, line: number): FactToTake | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HttpProblem(
      'body-unreadable',
      `Line ${line} is no JSON. The lines before it may have been taken: send all of them again`,
      {
        place: `line ${line}`,
        cause,
      },
    );
  }
  return validator.Check(value) ? value : undefined;
}

/** What is wrong with a line that is JSON and no fact. */
function faultOf(text: string): string {
  const [first] = validator.Errors(JSON.parse(text) as unknown);
  return `${first?.instancePath ?? ''} ${first?.message ?? 'is no fact'}`.trim();
}

async function requireSender(throughline: Throughline, name: string, actor: Actor): Promise<void> {
  const flow = await newestFlow(throughline, name);
  if (!isImportable(flow))
    throw new HttpProblem('role-required', `Facts of ${name} come by no file and no request`, { place: 'flow' });
  requireImporter(actor, [flow.definition.owner]);
}

function submissionOf(
  { flow, entity, key, event, at, data = {}, id }: FactToTake,
  { name, liveFrom }: { readonly name: string; readonly liveFrom: Millis },
): Submission {
  return {
    case: { flow, entity, key },
    input: {
      ...{ kind: 'fact', type: event, data: data as JsonObject, occurredAt: Date.parse(at), source: { name, liveFrom } },
      actor: { id: name, kind: 'source', principal: name, roles: [] },
    },
    receipt: { source: name, key: id },
  };
}

/** The lines of some bytes, each of bounded length. @throws HttpProblem body-unreadable, body-too-large */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  const decode = (chunk?: Uint8Array) => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch (cause) {
      throw new HttpProblem('body-unreadable', 'The body is not UTF-8', { cause });
    }
  };
  for await (const chunk of bytes) {
    const lines = (rest + decode(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > lineLengthMax)
      throw new HttpProblem('body-too-large', 'A line is too long', { expected: `at most ${lineLengthMax} characters` });
    yield* lines;
  }
  rest += decode();
  if (rest !== '') yield rest;
}

const lineLengthMax = 100_000;
