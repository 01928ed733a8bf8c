import type { Pack } from '../define-pack.ts';
import { checkFlow } from './check-flow.ts';
import { type Finding, finding, pointer } from './finding.ts';

/** Judges the flows of a pack, each beside the others. Paths begin with `/flows/<index>`. */
export function checkPack(pack: Pack, others: Pack['flows'] = []): readonly Finding[] {
  const roles = Object.keys(pack.roles);
  return pack.flows.flatMap((flow, index) => {
    const place = pointer('flows', index);
    const findings = checkFlow(flow, { others: [...others, ...pack.flows], roles }).map((found) => ({
      ...found,
      path: place + found.path,
    }));
    const first = pack.flows.findIndex(({ name }) => name === flow.name);
    if (first === index) return findings;
    const duplicate = finding('flow-duplicate', `${place}/name`, {
      message: `two flows are called "${flow.name}"`,
      witness: [`the first is flows/${first}`],
      mend: 'Give it another name.',
    });
    return [...findings, duplicate];
  });
}
