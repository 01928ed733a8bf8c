import { hash } from 'node:crypto';
import type { Throughline } from '../throughline.ts';
import { readScheduled } from './carried.ts';
import type { ChangeContent } from './content.ts';

/**
 * What is in force of that which a change alters, in words that a person can read: two that are the same mean that nothing of it has moved.
 * A change is judged, approved and carried out against one baseline.
 */
export async function baselineOf(throughline: Throughline, content: ChangeContent): Promise<string> {
  const { engine } = throughline;
  switch (content.subject) {
    case 'flow':
      return versions(
        throughline,
        content.flows.map(({ name }) => name),
      );
    case 'parameters': {
      const { decisions } = await engine.parameters(content.flow);
      const last = decisions
        .filter(({ values }) => Object.keys(content.values).some((name) => Object.hasOwn(values, name)))
        .at(-1);
      return `${content.flow}: ${last === undefined ? 'parameters as declared' : `parameters as of decision ${last.revision}`}`;
    }
    case 'calendar': {
      const last = (await engine.calendars(content.flow)).filter(({ name }) => name === content.name).at(-1);
      const as = last === undefined ? 'as declared' : `as of decision ${last.revision}`;
      return `${content.flow}: calendar ${content.name} ${as}`;
    }
    case 'mapping': {
      const { flow, before, after } = content.migration;
      return `${flow}: mapping ${before.slice(0, 8)} to ${after.slice(0, 8)}, ${await versions(throughline, [flow])}`;
    }
    case 'migration': {
      const { flow, from, to } = content;
      const mapping = await engine.mapping({ flow, from, to });
      return `${flow}: mapping ${from} to ${to}, ${mapping === undefined ? 'none' : `revision ${mapping.revision}`}`;
    }
    case 'pilot':
      return versions(throughline, [...(content.definitions ?? []).map(({ name }) => name), ...Object.keys(content.flows ?? {})]);
  }
}

/** `invoice 3, order 2 then 3`: versions in force, and those whose day is to come. */
async function versions({ engine, pool }: Throughline, flows: readonly string[]): Promise<string> {
  const { latest, now } = await engine.clock();
  const coming = await readScheduled(pool, flows, now);
  const said = [...new Set(flows)]
    .sort()
    .map((flow) => {
      const inForce = Object.hasOwn(latest, flow) ? String(latest[flow]) : 'none';
      return [`${flow} ${inForce}`, ...(coming.get(flow) ?? [])].join(' then ');
    })
    .join(', ');
  return said.length <= baselineMax ? said : `${new Set(flows).size} flows as of ${hash('sha256', said).slice(0, 16)}`;
}

/** As much as a change keeps of it. */
const baselineMax = 200;
