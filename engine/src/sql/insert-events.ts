import { bucketOf } from '../case-id.ts';
import type { EventHead } from '../chain.ts';
import { jsonColumn, jsonColumnSql, plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';

/** An event as it is written. JSON members are canonical texts. */
export interface EventRow extends EventHead {
  readonly reason: string | null;
  readonly input: string;
  readonly patch: string;
  readonly personal: string | null;
  readonly dataSalt: string;
  readonly personalSalt: string | null;
  readonly hash: string;
}

const columns = [
  ['bucket', 'int2'],
  ['case_id', 'uuid'],
  ['seq', 'int4'],
  ['flow', 'text'],
  ['version', 'int4'],
  ['type', 'text'],
  ['kind', 'text'],
  ['state_from', 'text'],
  ['state_to', 'text'],
  ['actor', 'text'],
  ['actor_kind', 'text'],
  ['principal', 'text'],
  ['occurred_at', 'instant'],
  ['recorded_at', 'instant'],
  ['reason', 'text'],
  ['cause_case', 'uuid'],
  ['cause_seq', 'int4'],
  ['prev_type', 'text'],
  ['gap_ms', 'int8'],
  ['data_salt', 'bytes'],
  ['data_commitment', 'bytes'],
  ['personal_salt', 'bytes'],
  ['personal_commitment', 'bytes'],
  ['hash', 'bytes'],
  ['input', 'json'],
  ['patch', 'json'],
  ['personal', 'json'],
  ['context', 'json'],
  ['outcome', 'json'],
  ['deviation', 'json'],
] as const;

const sent = { instant: 'float8', bytes: 'text' } as const;
const names = columns.map(([name]) => name).join(', ');
const parameters = columns
  .map(([, type], index) =>
    type === 'json' ? jsonColumnSql(index + 1) : `$${index + 1}::${type === 'instant' || type === 'bytes' ? sent[type] : type}[]`,
  )
  .join(', ');
const selected = columns
  .map(([name, type]) => {
    if (type === 'instant') return `to_timestamp(u.${name} / 1000)`;
    if (type === 'bytes') return `decode(u.${name}, 'hex')`;
    return type === 'json' ? `u.${name}::json` : `u.${name}`;
  })
  .join(', ');
const text = `insert into throughline.event (${names}) select ${selected} from unnest(${parameters}) u(${names})`;

export async function insertEvents(client: Queryable, events: readonly EventRow[]): Promise<void> {
  if (events.length === 0) return;
  await client.query({
    name: 'throughline-insert-events',
    text,
    values: [
      plainColumn(events.map(({ caseId }) => bucketOf(caseId))),
      plainColumn(events.map(({ caseId }) => caseId)),
      plainColumn(events.map(({ seq }) => seq)),
      textColumn(events.map(({ flow }) => flow)),
      plainColumn(events.map(({ version }) => version)),
      textColumn(events.map(({ type }) => type)),
      plainColumn(events.map(({ kind }) => kind)),
      textColumn(events.map(({ from }) => from)),
      textColumn(events.map(({ to }) => to)),
      textColumn(events.map(({ actor }) => actor)),
      plainColumn(events.map(({ actorKind }) => actorKind)),
      textColumn(events.map(({ principal }) => principal)),
      plainColumn(events.map(({ occurredAt }) => occurredAt)),
      plainColumn(events.map(({ recordedAt }) => recordedAt)),
      textColumn(events.map(({ reason }) => reason)),
      plainColumn(events.map(({ cause }) => cause?.case ?? null)),
      plainColumn(events.map(({ cause }) => cause?.seq ?? null)),
      textColumn(events.map(({ prevType }) => prevType)),
      plainColumn(events.map(({ gapMs }) => gapMs)),
      plainColumn(events.map(({ dataSalt }) => dataSalt)),
      plainColumn(events.map(({ dataCommitment }) => dataCommitment)),
      plainColumn(events.map(({ personalSalt }) => personalSalt)),
      plainColumn(events.map(({ personalCommitment }) => personalCommitment)),
      plainColumn(events.map((event) => event.hash)),
      jsonColumn(events.map(({ input }) => input)),
      jsonColumn(events.map(({ patch }) => patch)),
      jsonColumn(events.map(({ personal }) => personal)),
      jsonColumn(events.map(({ context }) => context)),
      jsonColumn(events.map(({ outcome }) => outcome)),
      jsonColumn(events.map(({ deviation }) => deviation)),
    ],
  });
}
