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
interface Set {
  readonly flow: FlowDefinition;
  readonly others: readonly FlowDefinition[];
  readonly roles: readonly string[];
}

function beside(flows: readonly FlowDefinition[], roles: readonly string[]): readonly Set[] {
  return flows.map((flow) => ({ flow, others: flows.filter((other) => other !== flow), roles }));
}

function shipped(): readonly Set[] {
  return [packs.orderToCash, packs.change]
    .flatMap((pack) => beside(pack.flows, Object.keys(pack.roles)))
    .concat(beside([fine], []));
}

async function ofFile(file: string): Promise<readonly Set[]> {
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
const results: MutationResult[] = sets.map(({ flow, others, roles }) =>
  runMutants(flow, {
    others,
    roles,
    ...(options.operator === undefined ? {} : { operator: options.operator }),
    ...(options.limit === undefined ? {} : { limit: Number(options.limit) }),
  }),
);
const disagreements = results.flatMap((result) => result.disagreements);
if (options.json) {
  process.stdout.write(`${JSON.stringify({ seed: generated > 0 ? seed : undefined, results }, null, 2)}\n`);
} else {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  for (const { flow, unmutated } of results) for (const text of unmutated) say(`${flow}, as it stands, has errors:\n${text}\n`);
  for (const { flow, operator, place, text, seen } of disagreements) say(`${flow} ${operator} at ${place}: ${text}\n${seen}\n`);
  say(mutationTable(results));
  if (generated > 0) say(`\n${generated} generated flows, seed ${seed}`);
  say(disagreements.length === 0 ? '\nExplorer and checker agree.' : `\nThey disagree on ${disagreements.length} definitions.`);
}
process.exitCode = disagreements.length === 0 ? 0 : 1;
