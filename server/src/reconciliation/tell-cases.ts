import { exactAmount, type ReconciliationDeclaration, type Stated } from '@throughline/connect';
import type { Submission } from '@throughline/engine';
import { type Actor, currencyDigits, type JsonObject } from '@throughline/language';
import { newestFlow } from '../cases/flow-book.ts';
import { holdsRole, readAudience } from '../notifications/audience.ts';
import type { Throughline } from '../throughline.ts';
import { readUntold, type StoredBreak, storeTold } from './break-table.ts';

/** What holds snapshots against each other. */
export const reconciler: Actor = {
  ...{ id: 'reconciliation', kind: 'automation', principal: 'reconciliation' },
  roles: ['integration-monitor', 'integration-owner'],
};

/** More cases at once help nobody: the others follow with the next comparison. */
const casesMax = 1000;

/**
 * Tells the cases how their breaks stand: one is found, seen anew, or agreed on. Told twice, because a server died in between, nothing happens twice.
 * Returns what was refused.
 */
export async function tellCases(throughline: Throughline, declaration: ReconciliationDeclaration): Promise<readonly string[]> {
  const { pool, engine } = throughline;
  await newestFlow(throughline, 'reconciliation-break');
  const { entity = 'company', owner } = declaration;
  const [holder] = (await readAudience(throughline))
    .filter((one) => holdsRole(one, owner, entity))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const refused: string[] = [];
  for (const one of await readUntold(pool, declaration.id, casesMax)) {
    const result = await engine.submit(submissionOf(declaration, one));
    if (result.outcome === 'refused' || result.outcome === 'failed') {
      refused.push(`${one.record}: ${result.refusal.code}`);
      continue;
    }
    if (one.told === null && holder !== undefined && result.outcome === 'applied')
      await engine.submit({
        case: { id: result.caseId },
        input: { kind: 'command', type: 'assign', data: { to: holder.id }, actor: reconciler },
      });
    await storeTold(pool, declaration.id, one);
  }
  return refused;
}

/** The name of a case: of a break that came back a new one. */
export function numberOf(reconciliation: string, { record, ordinal, occurrence }: StoredBreak): string {
  return `${reconciliation}/${record.slice(0, 180)}${ordinal === 1 ? '' : `#${ordinal}`}${occurrence === 1 ? '' : ` (${occurrence})`}`;
}

function submissionOf(declaration: ReconciliationDeclaration, one: StoredBreak): Submission {
  const { id, title, owner, entity = 'company' } = declaration;
  const number = numberOf(id, one);
  const identity = { flow: 'reconciliation-break', entity, key: number };
  const input = (type: string, data: JsonObject): Submission => ({
    case: identity,
    input: { kind: 'command', type, data, actor: reconciler },
    receipt: { source: 'reconciliation', key: `${number} ${type} ${one.lastSeen}` },
  });
  if (one.agreedAt !== null) return input('agreed', {});
  const seen = seenIn(declaration, one);
  if (one.told !== null) return input('seen', seen);
  return input('found', {
    number,
    reconciliation: id,
    title,
    record: one.record.slice(0, 260),
    owner,
    firstSeen: one.firstSeen,
    ...seen,
  });
}

function seenIn(declaration: ReconciliationDeclaration, { found, lastSeen }: StoredBreak): JsonObject {
  const [first = { currency: 'EUR', amount: '0' }] = found.difference;
  const difference = minorUnits(first.amount, first.currency);
  const [differs] = found.differs;
  return {
    ...{ kind: found.kind, leftSays: saidBy(found.left), rightSays: saidBy(found.right), lastSeen, ageDays: found.ageDays ?? 0 },
    ...{ currency: first.currency, difference, amount: Math.abs(difference) },
    systemOfRecord: declaration[differs?.systemOfRecord ?? declaration.systemOfRecord ?? 'left'].system,
  };
}

/** What is finer than the smallest coin is left to the comparison, which has it exactly. */
function minorUnits(amount: string, currency: string): number {
  const exact = exactAmount(amount, '.')?.amount ?? { digits: 0n, scale: 0 };
  const digits = currencyDigits(currency) ?? 2;
  const units =
    exact.scale > digits
      ? exact.digits / 10n ** BigInt(exact.scale - digits)
      : exact.digits * 10n ** BigInt(digits - exact.scale);
  const max = BigInt(Number.MAX_SAFE_INTEGER);
  return Number(units > max ? max : units < -max ? -max : units);
}

function saidBy(stated: Stated | null): string {
  if (stated === null) return '';
  const fields = Object.entries(stated.fields).map(([name, value]) => `${name} ${value}`);
  return [`${stated.amount} ${stated.currency}`, ...fields].join(', ').slice(0, 1000);
}
