// Mutates flows and holds the checker against the explorer on every mutant: `npm run mutate -- [file or folder ...] [--generated n]
// [--seed n] [--operator name] [--limit n] [--json]`. Without files: the packs, the examples and the kernel's flows. Exit code 1 where
// they disagree. Progress goes to the error output.
import { parseArgs } from 'node:util';
import { exceptionFlow, type FlowDefinition, taskFlow } from '@throughline/language';
import * as packs from '@throughline/packs';
import { allFlows, findDefinitionFiles, loadDefinitions } from '@throughline/server';
import { type MutationResult, mutationTable, runMutants, soundFlows } from '@throughline/testing';
import { contract, siteReview } from '../examples/contract/flow.ts';
import { fine } from '../examples/fines/flow.ts';
import { service } from '../examples/incident/pack.ts';
import { purchase } from '../examples/purchase/flow.ts';

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

/** Under names that are not the kernel's; who owns one of theirs stands in its data, and by when, mostly. */
const kernel: readonly FlowDefinition[] = [exceptionFlow, taskFlow].map((flow) => ({
  ...flow,
  name: `own-${flow.name}`,
  states: { ...flow.states, open: { ...flow.states['open'], owner: flow.owner, within: { days: 30 } } },
}));

function shipped(): readonly Placed[] {
  return [packs.orderToCash, service]
    .flatMap((pack) => beside(pack.flows, Object.keys(pack.roles)))
    .concat([[fine], [purchase], [contract, siteReview], kernel].flatMap((flows) => beside(flows, [])));
}

/** The flows of the files and folders named, beside each other and beside those that ship. */
async function ofFiles(paths: readonly string[]): Promise<readonly Placed[]> {
  const found = await findDefinitionFiles(paths);
  const read = await Promise.all(found.map(({ file }) => loadDefinitions(file)));
  const flows = [...new Map(read.flatMap(allFlows).map((flow) => [flow.name, flow])).values()];
  const roles = read.flatMap((one) => one.packs.flatMap(({ value }) => Object.keys(value.roles)));
  const others = [packs.orderToCash, packs.change].flatMap((pack) => pack.flows);
  const names = new Set(flows.map(({ name }) => name));
  const beyond = others.filter(({ name }) => !names.has(name));
  return beside(flows, roles).map((placed) => ({ ...placed, others: [...placed.others, ...beyond] }));
}

/** Chance enters here alone, and the seed is said. */
const seed = Number(options.seed ?? Math.floor(Math.random() * 2 ** 31));
const generated = Number(options.generated ?? 0);
const sets =
  generated > 0
    ? soundFlows(generated, seed).map((flow) => ({ flow, others: [], roles: [] }))
    : files.length > 0
      ? await ofFiles(files)
      : shipped();
const say = (text: string) => {
  if (!options.json) process.stdout.write(`${text}\n`);
};
const results: MutationResult[] = [];
let said = Date.now();
const progress = (name: string, done: number, of: number) => {
  if (done < of && Date.now() - said < 5000) return;
  said = Date.now();
  process.stderr.write(`${name}: ${done} of ${of} mutants\n`);
};
for (const { flow, others, roles } of sets) {
  const result = runMutants(flow, {
    others,
    roles,
    progress: (done, of) => progress(flow.name, done, of),
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
