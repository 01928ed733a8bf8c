import type { IntegrationView } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import type { Actor, Millis } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import { requireRole } from '../sign-in/accounts.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';

/** An integration as it is registered: what its case says. */
export interface Registered {
  readonly found: CaseView;
  readonly name: string;
  readonly entity: string;
  readonly title: string;
  readonly state: IntegrationView['state'];
  readonly owner: string;
  readonly tier: IntegrationView['tier'];
  readonly everyMs: Millis | undefined;
  readonly toleranceMs: Millis;
  readonly atLeast: number | undefined;
  readonly atMost: number | undefined;
  /** The share of runs that is to succeed. */
  readonly goal: number;
  /** Since when it is live: its schedule counts from then on. */
  readonly since: Millis;
}

/** More than so many are not listed at once. */
const registeredMax = 500;
const minuteMs = 60_000;

/** Every integration, by name; of two entities that both have one of a name, the first. */
export async function readRegister({ engine }: Pick<Throughline, 'engine'>, visible?: Visible): Promise<readonly Registered[]> {
  const { latest } = await engine.clock();
  if (latest['integration'] === undefined) return [];
  const { cases } = await engine.list({ flow: 'integration', limit: registeredMax, ...visible?.selection('integration') });
  const byName = new Map<string, Registered>();
  for (const found of cases) {
    const one = registeredOf(found);
    if (!byName.has(one.name)) byName.set(one.name, one);
  }
  return [...byName.values()];
}

/** @throws ThroughlineError integration-unknown */
export async function findRegistered(throughline: Throughline, name: string, visible?: Visible): Promise<Registered> {
  const all = await readRegister(throughline, visible);
  const found = all.find((one) => one.name === name);
  if (found !== undefined) return found;
  throw new ThroughlineError('integration-unknown', `No integration ${name} is registered`, {
    place: 'integration',
    expected: all.map((one) => one.name).join(', '),
  });
}

const count = (value: unknown) => (typeof value === 'number' ? value : undefined);

function registeredOf(found: CaseView): Registered {
  const { data, entity, key, enteredAt: since } = found;
  const every = count(data['everyMinutes']);
  return {
    ...{ found, entity, since, name: key, title: String(data['title'] ?? key), owner: String(data['owner'] ?? 'systems-lead') },
    state: found.state as Registered['state'],
    tier: (data['tier'] ?? 'minor') as Registered['tier'],
    everyMs: every === undefined ? undefined : every * minuteMs,
    toleranceMs: (count(data['toleranceMinutes']) ?? 0) * minuteMs,
    ...{ atLeast: count(data['atLeast']), atMost: count(data['atMost']), goal: (count(data['goal']) ?? 990) / 1000 },
  };
}

/** Tell of runs, whoever owns the integration. */
const tellers = ['integration-monitor', 'integration-owner', 'systems-lead', 'administrator', 'operator', 'owner'] as const;

/** Who may tell of the runs of an integration: its owner, and whoever keeps integrations. @throws HttpProblem role-required */
export function requireTeller(actor: Actor, ...owners: readonly string[]): void {
  requireRole(actor, ...tellers, ...owners);
}

/** Whether somebody may see how integrations do at all. @throws HttpProblem role-required */
export function requireSeer(
  { visible, actor }: { readonly visible: Visible; readonly actor: Actor },
  flow = 'integration',
): void {
  const scope = visible.cases(flow);
  if (scope !== 'all' && scope.length === 0) requireRole(actor, ...tellers, 'auditor');
}
