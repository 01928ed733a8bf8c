import type { CompiledFlow, Context, Input } from '@throughline/language';
import type { StoredCase } from '../sql/lock-cases.ts';
import type { MappingRow } from '../sql/version-mappings.ts';
import type { Transaction } from '../store/transaction.ts';
import type { Prepared } from './world.ts';

/** The mappings that the `migrate` commands of a batch may need, by `mappingName`. */
export type Mappings = ReadonlyMap<string, MappingRow>;

/** As many versions has a flow at most: PostgreSQL's int4. */
const versionMax = 2_147_483_647;

function mappingName(flow: string, from: number, to: number): string {
  return `${flow}/${from}/${to}`;
}

interface Asked {
  readonly version: number;
  readonly isBack: boolean;
}

/** What a `migrate` command asks for; what it is that `decide` refuses asks for nothing here. */
function askedBy(input: Input): Asked | undefined {
  if (input.kind !== 'command' || input.type !== 'migrate') return undefined;
  const { to, back } = input.data;
  if (typeof to !== 'number' || !Number.isInteger(to) || to < 1 || to > versionMax) return undefined;
  return { version: to, isBack: back === true };
}

/** The newest mappings with a version that is asked for, all of them, as a case may be migrated more than once in a batch. */
export async function readMappingsAsked(
  tx: Transaction,
  prepared: readonly Prepared[],
  cases: ReadonlyMap<string, StoredCase>,
): Promise<Mappings> {
  const asked = new Map<string, { readonly flow: string; readonly version: number }>();
  for (const { submission, caseId, failure } of prepared) {
    const version = failure === undefined ? askedBy(submission.input)?.version : undefined;
    const { case: address } = submission;
    const flow = cases.get(caseId)?.record.flow ?? (address.id === undefined ? address.flow : undefined);
    if (version !== undefined && flow !== undefined) asked.set(`${flow}/${version}`, { flow, version });
  }
  const mappings = new Map<string, MappingRow>();
  for (const { flow, version } of asked.values())
    for (const row of await tx.readMappings(flow, version)) mappings.set(mappingName(flow, row.from, row.to), row);
  return mappings;
}

/** What `decide` is told of the migration that a command asks for, and the version that the case would come to run. */
export function migrationAsked(
  { flow, version }: { readonly flow: string; readonly version: number },
  input: Input,
  world: { readonly mappings: Mappings; flowOf(flow: string, version: number): CompiledFlow | undefined },
): { readonly migration: NonNullable<Context['migration']>; readonly target: CompiledFlow } | undefined {
  const asked = askedBy(input);
  if (asked === undefined) return undefined;
  const { isBack } = asked;
  const [from, to] = isBack ? [asked.version, version] : [version, asked.version];
  const row = world.mappings.get(mappingName(flow, from, to));
  const [before, after] = [world.flowOf(flow, from), world.flowOf(flow, to)];
  if (row === undefined || before === undefined || after === undefined) return undefined;
  const { definition: mapping, revision } = row;
  return { migration: { mapping, revision, versions: { before, after }, isBack }, target: isBack ? before : after };
}
