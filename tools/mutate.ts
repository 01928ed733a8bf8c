// Mutates flows and holds the checker against the explorer on every mutant: `npm run mutate -- [file or folder ...] [--generated n]
// [--seed n] [--operator name] [--limit n] [--json]`. Without files: the packs and the examples. Exit code 1 where they disagree.
import { parseArgs } from 'node:util';
import type { FlowDefinition } from '@throughline/language';
import * as packs from '@throughline/packs';
import { allFlows, loadDefinitions } from '@throughline/server';
import { type MutationResult, mutationTable, runMutants, soundFlows } from '@throughline/testing';
import { fine } from '../examples/fines/flow.ts';

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    generated: { type: 'string' },
    seed: { type: 'string' },
    operator: { type: 'string' },
    limit: { type: 'string' },
    json: { type: 'boolean' },
  },
});

/** A flow and what it lives beside. */
interface Placed {
  readonly flow: FlowDefinition;
  readonly others: readonly FlowDefinition[];
  readonly roles: readonly string[];
}

function beside(flows: readonly FlowDefinition[], roles: readonly string[]): readonly Placed[] {
  return flows.map((flow) => ({ flow, others: flows.filter((other) => other !== flow), roles }));
}

function shipped(): readonly Placed[] {
  return [packs.orderToCash, packs.change]
    .flatMap((pack) => beside(pack.flows, Object.keys(pack.roles)))
    .concat(beside([fine], []));
}

async function ofFile(file: string): Promise<readonly Placed[]> {
  const definitions = await loadDefinitions(file);
  const roles = definitions.packs.flatMap(({ value }) => Object.keys(value.roles));
  return beside(allFlows(definitions), roles);
}

/** Chance enters here alone, and the seed is said. */
const seed = Number(options.seed ?? Math.floor(Math.random() * 2 ** 31));
const generated = Number(options.generated ?? 0);
const sets =
  generated > 0
    ? soundFlows(generated, seed).map((flow) => ({ flow, others: [], roles: [] }))
    : files.length > 0
      ? (await Promise.all(files.map(ofFile))).flat()
      : shipped();
const say = (text: string) => {
  if (!options.json) process.stdout.write(`${text}\n`);
};
const results: MutationResult[] = [];
for (const { flow, others, roles } of sets) {
  const result = runMutants(flow, {
    others,
    roles,
    ...(options.operator === undefined ? {} : { operator: options.operator }),
    ...(options.limit === undefined ? {} : { limit: Number(options.limit) }),
  });
  results.push(result);
  for (const text of result.unmutated) say(`${flow.name}, as it stands, has errors:\n${text}\n`);
  for (const { operator, place, text, seen } of result.disagreements)
    say(`${flow.name} ${operator} at ${place}: ${text}\n${seen}\n`);
}
const apart = results.reduce((sum, { disagreements }) => sum + disagreements.length, 0);
say(mutationTable(results));
if (generated > 0) say(`\n${generated} generated flows, seed ${seed}`);
say(apart === 0 ? '\nExplorer and checker agree.' : `\nThey disagree on ${apart} definitions.`);
if (options.json)
  process.stdout.write(`${JSON.stringify({ ...(generated > 0 ? { seed } : {}), disagreements: apart, results }, null, 2)}\n`);
process.exitCode = apart === 0 ? 0 : 1;
