import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGunzip, gzipSync } from 'node:zlib';
import { importFile } from '@throughline/server';
import { SaxesParser } from 'saxes';
import { withThroughlineOnDisk } from './durable-database.ts';
import { type Benchmark, compare, time } from './measure.ts';
import { insertStatement, makePeerTables, sendTransactions, takeBatches } from './row-batches.ts';

const traces = 6000;
const eventsATrace = 4;
const batchSize = 1000;
const tables = ['case_', 'case_data', 'event', 'receipt'] as const;

/**
 * A gzipped XES file of 24,000 facts through the whole import: reader, mapping, `decide`, one durable transaction a batch. Beside
 * it, the XML parser alone over the same file while the same rows, hashes given, are inserted by `unnest`.
 */
export const importXes: Benchmark = {
  name: 'import.xes',
  run: () =>
    withThroughlineOnDisk(async (throughline) => {
      const { pool } = throughline;
      const folder = await mkdtemp(join(tmpdir(), 'throughline-xes-'));
      const flowFile = new URL('./permit-flow.ts', import.meta.url).pathname;
      const mappingFile = join(folder, 'mapping.json');
      await writeFile(mappingFile, JSON.stringify(mapping));
      await makePeerTables(pool, tables);
      try {
        const options = { unit: 'events/s', peer: 'XML parser alone, beside unnest inserts of the same rows', rounds: 4 };
        return await compare('import.xes', options, async (round) => {
          const file = join(folder, `log-${round}.xes.gz`);
          await writeFile(file, gzipSync(logText(round)));
          const ours = await time(async () => {
            const report = await importFile(throughline, { file, flowFile, mappingFile, stopwatch: () => performance.now() });
            if (report.events !== traces * eventsATrace) throw new Error(`Only ${report.events} events were imported`);
            return report.events;
          });
          const transactions = await rowsOfRound(pool, round);
          const peer = await time(async () => {
            const [events] = await Promise.all([parseAlone(file), sendTransactions(pool, transactions)]);
            return events;
          });
          return { ours, peer };
        });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }),
};

const mapping = {
  format: 'xes',
  flow: 'permit',
  source: 'bench',
  entity: 'bench',
  key: { traceAttribute: 'concept:name' },
  timeZone: 'UTC',
  events: {
    apply: {
      data: { number: { record: 'key' }, applicant: { attribute: 'applicant' }, size: { attribute: 'size', as: 'integer' } },
    },
    check: { data: { points: { attribute: 'points', as: 'integer' } } },
    grant: {},
    pay: { data: { points: { attribute: 'points', as: 'integer' } } },
  },
};

/** Simulated: permits that are applied for, checked, granted and paid. */
function logText(round: number): string {
  const start = Date.UTC(2020, 0, 1);
  const event = (name: string, at: number, attributes: string) =>
    `<event><string key="concept:name" value="${name}"/><date key="time:timestamp" value="${new Date(at).toISOString()}"/>${attributes}</event>\n`;
  let text = '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n';
  for (let index = 0; index < traces; index += 1) {
    const at = start + index * 3_600_000;
    const points = `<int key="points" value="${index % 7}"/><string key="org:resource" value="${index % 40}"/>`;
    text += `<trace><string key="concept:name" value="${round}/${index}"/>\n`;
    text += event(
      'apply',
      at,
      `<string key="applicant" value="Applicant ${index % 900}"/><int key="size" value="${index % 500}"/>`,
    );
    text +=
      event('check', at + 86_400_000, points) + event('grant', at + 172_800_000, points) + event('pay', at + 259_200_000, points);
    text += '</trace>\n';
  }
  return `${text}</log>\n`;
}

async function parseAlone(file: string): Promise<number> {
  let events = 0;
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => {
    if (name === 'event') events += 1;
  });
  for await (const chunk of createReadStream(file).pipe(createGunzip()).setEncoding('utf8')) parser.write(chunk as string);
  parser.close();
  return events;
}

async function rowsOfRound(pool: Parameters<typeof takeBatches>[0], round: number) {
  const rows = await Promise.all(
    tables.map((table) => {
      const id = table === 'case_' || table === 'case_data' ? 'id' : 'case_id';
      const having = `t.${id} in (select d.id from throughline.case_data d where d.key like '${round}/%')`;
      const size = table === 'case_' || table === 'case_data' ? batchSize / eventsATrace : batchSize;
      return takeBatches(pool, table, { having, order: `t.${id}`, size });
    }),
  );
  const count = Math.max(...rows.map(({ length }) => length));
  return Array.from({ length: count }, (_, batch) =>
    rows.flatMap((batches) => (batches[batch] === undefined ? [] : [insertStatement(batches[batch])])),
  );
}
