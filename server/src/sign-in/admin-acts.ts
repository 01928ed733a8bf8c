import type { AdminAct } from '@throughline/api';
import type { LogEntry, LogPage } from '@throughline/engine';
import { titleOfEvent } from '../cases/event-title.ts';
import { type FlowBook, loadFlows } from '../cases/flow-book.ts';
import { ThroughlineError } from '../errors.ts';
import { titleOfRole } from '../http/roles.ts';
import { type Company, requireRole } from './accounts.ts';
import { namesOf } from './names-of-people.ts';

const flows = ['account', 'delegation', 'api-key'] as const;

/** What was done to accounts, delegations and keys, the latest first. @throws HttpProblem role-required, ThroughlineError cursor-invalid */
export async function listAdminActs(
  { throughline, actor }: Company,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<{ readonly items: AdminAct[]; readonly next?: string }> {
  requireRole(actor, 'administrator', 'auditor');
  const { engine } = throughline;
  const places = placesIn(after);
  const read = async (flow: string, place: string | null, size: number): Promise<LogPage> =>
    place === '' ? { entries: [] } : engine.log({ flow, limit: size, ...(place === null ? {} : { after: place }) });
  const pages = await Promise.all(flows.map((flow, index) => read(flow, places[index] ?? null, limit)));
  const merged = pages
    .flatMap(({ entries }, index) => entries.map((entry) => ({ entry, index })))
    .sort((one, other) => other.entry.recordedAt - one.entry.recordedAt || other.entry.seq - one.entry.seq)
    .slice(0, limit);
  const next = await Promise.all(
    flows.map(async (flow, index) => {
      const taken = merged.filter((one) => one.index === index).length;
      const page = pages[index];
      if (page !== undefined && taken === page.entries.length && page.entries.length < limit) return '';
      return taken === 0 ? (places[index] ?? null) : ((await read(flow, places[index] ?? null, taken)).next ?? '');
    }),
  );
  const entries = merged.map(({ entry }) => entry);
  const flowOf = await loadFlows(throughline, entries);
  // Auditors see what was done, and nothing that is personal.
  const people = actor.roles.includes('administrator') ? entries.flatMap(({ principal, key }) => [principal, key]) : [];
  const names = await namesOf(throughline, people);
  const items = entries.map((entry) => adminAct({ throughline, flowOf, names }, entry));
  return next.every((place) => place === '')
    ? { items }
    : { items, next: Buffer.from(JSON.stringify(next)).toString('base64url') };
}

function placesIn(after: string | undefined): readonly (string | null)[] {
  if (after === undefined) return flows.map(() => null);
  try {
    const read: unknown = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
    const isSound =
      Array.isArray(read) && read.length === flows.length && read.every((one) => one === null || typeof one === 'string');
    if (isSound) return read as (string | null)[];
  } catch {
    // Said below.
  }
  throw new ThroughlineError('cursor-invalid', 'The cursor is none of this list', { place: 'after' });
}

interface Shown {
  readonly throughline: Company['throughline'];
  readonly flowOf: FlowBook;
  /** By person; empty for those to whom names are not shown. */
  readonly names: ReadonlyMap<string, string>;
}

function adminAct({ throughline, flowOf, names }: Shown, entry: LogEntry): AdminAct {
  const flow = flowOf(entry);
  const { principal } = entry;
  return {
    at: new Date(entry.recordedAt).toISOString(),
    ...{ case: entry.caseId, flow: entry.flow, flowTitle: flow.definition.title, key: entry.key },
    subject: entry.flow === 'account' ? (names.get(entry.key) ?? entry.key) : entry.key,
    ...{ seq: entry.seq, event: entry.type, title: titleOfEvent(throughline, flow, entry) },
    actor: { id: principal, name: names.get(principal) ?? principal },
    outcome: entry.outcome.awaiting === undefined ? 'applied' : 'awaits approval',
    detail: detailOf(entry, names.has(entry.key)),
    reason: entry.reason ?? null,
  };
}

/** What was asked for, where it is more than the event itself. */
function detailOf({ flow, input }: LogEntry, isShown: boolean): string {
  const { role, roles, entities, from, until, to, name } = (input ?? {}) as Readonly<Record<string, unknown>>;
  const texts = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  const said = [
    ...(typeof name === 'string' && (isShown || flow !== 'account') ? [name] : []),
    ...(typeof role === 'string' ? [titleOfRole(role)] : texts(roles).map(titleOfRole)),
    ...(texts(entities).length > 0 ? [`in ${texts(entities).join(', ')}`] : []),
    ...(typeof from === 'string' ? [`from ${from}`] : []),
    ...(typeof to === 'string' ? [`to ${to}`] : []),
    ...(typeof until === 'string' ? [`until ${until}`] : []),
  ];
  return said.join(', ');
}
