import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Json, JsonObject } from '@throughline/language';
import {
  batchMax,
  type Connector,
  type ConnectorContext,
  ConnectorError,
  checkDeclaration,
  openContext,
  type Source,
} from '../../src/index.ts';
import type { Counterpart } from './counterpart.ts';
import { patientMachine } from './machine.ts';

/*
 * What every source keeps to, whoever wrote it. A test of a connector calls this with its counterpart; nothing in here knows a kind.
 *
 *   sourceConformance(httpJson, openVendor);
 */

/** What is being looked at: known once its counterpart has been opened. */
interface UnderTest {
  readonly connector: Connector;
  counterpart: Counterpart;
  source: Source;
}

export interface ConformanceOptions {
  /** Default: the kind. */
  readonly name?: string;
  /** Nothing is reached by network. */
  readonly isLocal?: true;
}

export function sourceConformance(
  connector: Connector,
  open: () => Promise<Counterpart>,
  { name = connector.kind, isLocal }: ConformanceOptions = {},
): void {
  describe(`the source ${name} conforms`, () => {
    const it = { connector } as UnderTest;
    before(async () => {
      it.counterpart = await open();
      const made = connector.source?.((it.counterpart.declaration.settings ?? {}) as JsonObject);
      assert.ok(made, 'it is a source');
      it.source = made;
      await it.counterpart.put(keys(0, 7));
    });
    after(() => it.counterpart.close());
    declares(it);
    readsAll(it);
    if (connector.auth.some((kind) => kind !== 'none')) readsSecrets(it);
    if (isLocal !== true) staysOutside(it);
    saysWhatFails(it, isLocal !== true);
  });
}

/** Reads from a place to the end, or for so many batches, as a run does. */
async function read({ counterpart, source }: UnderTest, cursor: Json | null, options: ReadOptions = {}) {
  const { context, close } = contextOf(counterpart, options);
  const batches: { readonly keys: readonly string[]; readonly cursor: Json }[] = [];
  try {
    for await (const batch of source.read(cursor, context)) {
      assert.ok(batch.records.length <= batchMax);
      // What is kept of a place is JSON.
      batches.push({ keys: batch.records.map(counterpart.keyOf), cursor: JSON.parse(JSON.stringify(batch.cursor)) as Json });
      if (batches.length === options.batchesMax) break;
    }
  } finally {
    close();
  }
  return { keys: batches.flatMap((batch) => batch.keys), batches, cursor: batches.at(-1)?.cursor ?? cursor };
}

const sorted = (list: readonly string[]) => [...new Set(list)].sort();

function declares(it: UnderTest): void {
  test('[C110] its declaration is checked: what is missing, unknown, or signs in another way is told with its place', () => {
    const whole = declared(it.connector, it.counterpart);
    assert.deepEqual(checkDeclaration(whole, [it.connector]), { ok: true, declaration: whole, connector: it.connector });
    const wrong = checkDeclaration({ ...whole, settings: { ...whole.settings, nonsense: 1 } }, [it.connector]);
    assert.ok(!wrong.ok && wrong.faults.some(({ place }) => place.startsWith('settings')), JSON.stringify(wrong));
  });

  test('[C111] it says whether the other side can be reached, in a sentence', async () => {
    const { context, close } = contextOf(it.counterpart);
    assert.match(await it.source.check(context), /\w+ \w+/);
    close();
  });
}

function readsAll(it: UnderTest): void {
  test('[C112] all records from the beginning; from the last place nothing is new, and what is new is found', async () => {
    const first = await read(it, null);
    assert.deepEqual(sorted(first.keys), keys(0, 7));
    const again = await read(it, first.cursor);
    assert.ok(
      again.keys.every((key) => first.keys.includes(key)),
      'only what overlaps comes again',
    );
    await it.counterpart.put(keys(7, 10));
    const later = await read(it, again.cursor);
    assert.deepEqual(sorted([...first.keys, ...later.keys]), keys(0, 10));
  });

  test('[C113] stopped after any batch, it goes on from there and leaves nothing out', async () => {
    const all = await read(it, null);
    for (let stop = 1; stop <= all.batches.length; stop += 1) {
      const part = await read(it, null, { batchesMax: stop });
      const rest = await read(it, part.cursor);
      assert.deepEqual(sorted([...part.keys, ...rest.keys]), keys(0, 10), `after ${stop} batches`);
    }
  });

  test('[C114] a signal that is aborted ends it with the signal’s reason', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await assert.rejects(read(it, null, { signal: stop.signal }), /enough/);
  });
}

function readsSecrets(it: UnderTest): void {
  test('[C115] a secret is read at each use, and no error shows it', async () => {
    assert.ok(it.counterpart.rotate, 'its counterpart can renew the secret');
    const before = { ...it.counterpart.env };
    await it.counterpart.rotate();
    assert.deepEqual(sorted((await read(it, null)).keys), keys(0, 10), 'the new one counts, without another source');
    const { env } = it.counterpart;
    const renewed = { ...env };
    for (const name of Object.keys(env)) env[name] = before[name];
    const refused = await failure(() => read(it, null));
    assert.equal(refused.code, 'credentials-refused', refused.message);
    for (const secret of Object.values(before)) assert.ok(secret === undefined || !refused.message.includes(secret));
    for (const name of Object.keys(env)) env[name] = undefined;
    assert.equal((await failure(() => read(it, null))).code, 'secret-missing');
    Object.assign(env, renewed);
  });
}

function staysOutside(it: UnderTest): void {
  test('[C116] an address inside the network is refused, unless declaration and operator allow it', async () => {
    for (const refusal of [{ operatorAllows: [] }, { allowInside: [] }]) {
      const { code } = await failure(() => read(it, null, refusal));
      assert.equal(code, 'host-refused');
    }
  });
}

function saysWhatFails(it: UnderTest, isRemote: boolean): void {
  test('[C117] where the other side is away, the error says so, and whether the next run may succeed', async () => {
    await it.counterpart.stop();
    const { code, mayPass } = await failure(() => read(it, null));
    if (isRemote) assert.deepEqual({ code, mayPass }, { code: 'unreachable', mayPass: true });
    else assert.ok(['file-unreadable', 'program-failed'].includes(code), code);
  });
}

interface ReadOptions {
  readonly batchesMax?: number;
  readonly signal?: AbortSignal;
  readonly operatorAllows?: readonly string[];
  readonly allowInside?: readonly string[];
}

/** Keys that sort as they were made. */
const keys = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => `R-${String(from + at).padStart(4, '0')}`);

function contextOf(counterpart: Counterpart, options: ReadOptions = {}): { readonly context: ConnectorContext; close(): void } {
  const { declaration, env } = counterpart;
  return openContext({
    declaration: { ...declaration, ...(options.allowInside === undefined ? {} : { allowInside: [...options.allowInside] }) },
    secrets: { env },
    operatorAllows: options.operatorAllows ?? ['*'],
    machine: patientMachine,
    signal: options.signal ?? new AbortController().signal,
  });
}

function declared({ kind }: Connector, { declaration }: Counterpart) {
  const mapping = {
    ...{ flow: 'anything', entity: 'one', key: { column: 'id' } },
    events: [{ event: 'came', at: { column: 'at', format: 'ISO' } }],
  };
  return { id: 'under-test', title: 'Under test', owner: 'operator', tier: 2, kind, ...declaration, mapping };
}

async function failure(run: () => Promise<unknown>): Promise<ConnectorError> {
  const error: unknown = await run().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ConnectorError, `a ConnectorError, and not ${String(error)}`);
  return error;
}
