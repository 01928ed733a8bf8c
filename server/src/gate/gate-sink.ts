import { type CaseView, EngineError, type Sink, type SinkOutcome, type Sinks } from '@throughline/engine';
import type { JsonObject } from '@throughline/language';
import type { PoolClient } from 'pg';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { whyNotApproved } from './approved.ts';
import { baselineOf } from './baseline.ts';
import { type Carrying, carryOut, hasBegun, UnfinishedError } from './carry-out.ts';
import type { ChangeContent } from './content.ts';
import { type ContentFacts, factsOf } from './content-facts.ts';
import { readKept } from './content-table.ts';
import { definitionsDestination } from './destination.ts';
import { judgeContent } from './judge.ts';
import { flagsOf } from './propose.ts';
import { takeBack } from './take-back.ts';

const key = `call:${definitionsDestination}`;

/** Any two that carry out changes in one database take turns on this lock. */
const gateLock = 7_302_141;

/** With the gate beside the connections: calls of `definitions` are its own, all others go where they went. */
export function gateSinks(throughline: Throughline, sinks: Sinks): Sinks {
  const own = gateSink(throughline);
  const { call } = sinks;
  const isOwn = ({ payload }: { readonly payload: JsonObject }) => payload['to'] === definitionsDestination;
  const joined: Sink = {
    async reaches(destinations) {
      const others = destinations.filter((name) => name !== key);
      const reached = call === undefined ? [] : await (call.reaches?.(others) ?? others);
      return new Set([...destinations.filter((name) => name === key), ...reached]);
    },
    perform: (effect, signal) =>
      isOwn(effect) || call === undefined ? own.perform(effect, signal) : call.perform(effect, signal),
    // What the gate does can be begun again: it looks itself how far it came.
    lookUp: async (effect, signal) =>
      isOwn(effect) || call?.lookUp === undefined
        ? { outcome: isOwn(effect) ? 'not-done' : 'cannot-say' }
        : call.lookUp(effect, signal),
    ...(call?.concurrency === undefined ? {} : { concurrency: call.concurrency }),
    ...(call?.timeoutMs === undefined ? {} : { timeoutMs: call.timeoutMs }),
  };
  return { ...sinks, call: joined };
}

function gateSink(throughline: Throughline): Pick<Sink, 'perform'> {
  return {
    async perform({ caseId, payload }, signal) {
      const client = await throughline.pool.connect();
      try {
        await client.query('begin');
        if (!(await takesTurn(client))) return { outcome: 'retry', error: 'Another change is being carried out' };
        return await passThrough(throughline, { caseId, payload, signal });
      } catch (error) {
        return outcomeOf(error);
      } finally {
        await client.query('rollback').then(
          () => client.release(),
          (error: Error) => client.release(error),
        );
      }
    },
  };
}

async function takesTurn(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_xact_lock($1) as locked', [gateLock]);
  return rows[0]?.locked === true;
}

interface Passing {
  readonly caseId: string;
  readonly payload: JsonObject;
  readonly signal: AbortSignal;
}

async function passThrough(throughline: Throughline, { caseId, payload, signal }: Passing): Promise<SinkOutcome> {
  const asked = payload['data'] as JsonObject;
  const found = await throughline.engine.readCase(caseId);
  // Any flow can name a destination: the gate is for changes alone.
  if (found === undefined || found.flow !== 'change') return refused('Only a change alters what is in force');
  const back = asked['what'] === 'rollBack';
  const hash = String(found.data['contentHash'] ?? '');
  const content = await readKept(throughline.pool, hash);
  if (content === undefined || asked['contentHash'] !== hash)
    return refused('What was approved is not what is kept: propose it anew');
  const carrying: Carrying = {
    number: found.key,
    principal: String(payload['principal']),
    reason: `${found.key}: ${String(found.data['title'])}`.slice(0, 500),
    signal,
  };
  if (back) {
    if (found.state !== 'rolled_back') return refused(`The change is ${found.state}: only one that is rolled back is taken back`);
    return { outcome: 'done', result: await takeBack(throughline, content, carrying) };
  }
  const why = await whyNot(throughline, found, content);
  if (why !== undefined) return refused(why);
  return { outcome: 'done', result: await carryOut(throughline, content, carrying) };
}

const refused = (error: string): SinkOutcome => ({ outcome: 'refused', error });

/** Checked again at the last moment: approval, baseline, findings. What was begun before a crash is finished. */
async function whyNot(throughline: Throughline, found: CaseView, content: ChangeContent): Promise<string | undefined> {
  if (found.state !== 'implementing') return `The change is ${found.state}, not being implemented`;
  if (found.data['subject'] !== content.subject) return 'The change is of another subject than what is kept';
  const why = await whyNotApproved(throughline, found);
  if (why !== undefined) return `change-not-approved: ${why}`;
  if (await hasBegun(throughline, content, found.key)) return undefined;
  const [then, now] = [found.data['baseline'], await baselineOf(throughline, content)];
  if (then !== now)
    return `baseline-moved: it was proposed against ${String(then ?? 'nothing')}, and in force is ${now}: propose it anew`;
  const judged = await judgeContent(throughline, content);
  const [error] = judged.view.findings.filter(({ severity }) => severity === 'error');
  if (error !== undefined) return `${error.code} ${error.flow ?? ''}${error.path}: ${error.message}`;
  // What ships was tried before it did; of anything else, who approved was chosen by what was said of it.
  if (found.data['type'] === 'standard') return undefined;
  const facts = await factsOf(throughline, content, judged);
  const otherwise = saidOtherwise(found, facts);
  return otherwise === undefined
    ? undefined
    : `change-not-approved: “${otherwise}” was said otherwise than its content is: propose it anew`;
}

/** What of a change is milder than its content, so that others were asked than should have been. */
function saidOtherwise({ data }: CaseView, facts: ContentFacts): string | undefined {
  const asked = data['owners'];
  if (!Array.isArray(asked) || facts.owners.some((role) => !asked.includes(role))) return 'owners';
  const isMilder = ([name, is]: readonly [string, boolean]) =>
    name === 'reversible' ? !is && data[name] === true : is && data[name] !== true;
  return Object.entries(flagsOf(facts)).find(isMilder)?.[0];
}

/** What the engine or a use case refuses is refused for good; anything else is tried again. */
function outcomeOf(error: unknown): SinkOutcome {
  if (error instanceof UnfinishedError) return { outcome: 'retry', error: error.message };
  const isOurs = error instanceof EngineError || error instanceof ThroughlineError;
  if (isOurs && error.kind !== 'operational' && error.kind !== 'bug')
    return refused(`${error.code}: ${error.message}`.slice(0, 900));
  throw error;
}
