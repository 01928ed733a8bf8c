import { builtInExceptions } from '../built-in.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { listed } from './nearest.ts';
import { named } from './sites.ts';
import type { Subject } from './subject.ts';

/** Whether the exceptions that are declared are raised, and those that block a case can be resolved. */
export function checkExceptions(subject: Subject): readonly Finding[] {
  return [...raisedAndResolved(subject), ...withoutRunbook(subject)];
}

function withoutRunbook({ flow }: Subject): readonly Finding[] {
  return Object.entries(flow.exceptions ?? {}).flatMap(([name, { severity, owner, runbook }]): Finding[] => {
    if ((severity !== 'high' && severity !== 'critical') || (runbook !== undefined && runbook.trim() !== '')) return [];
    return [
      finding('runbook-missing', pointer('exceptions', name), {
        message: `"${name}" is ${severity}, and nothing tells "${owner}" what to do`,
        witness: [`exceptions.${name}.severity is "${severity}", and it has no "runbook"`],
        mend: 'Add "runbook": what its owner does first, whom to tell, and how it is known to be settled.',
      }),
    ];
  });
}

function raisedAndResolved({ flow, sites }: Subject): readonly Finding[] {
  const builtIn: ReadonlySet<string> = new Set(builtInExceptions);
  const raisers = new Map<string, string>();
  const resolved = new Set<string>();
  for (const { actions, label, to } of sites) {
    const refused = [...(actions.send ?? []), ...(actions.open ?? [])].flatMap((each) =>
      'onRefused' in each ? named(each.onRefused, '') : [],
    );
    const failed = (actions.effects ?? []).flatMap((each) => (each.kind === 'call' ? named(each.onFailed, '') : []));
    const raised = [...named(actions.raise, ''), ...refused, ...failed];
    for (const [name] of raised) if (!raisers.has(name)) raisers.set(name, to === undefined ? label : `${label} -> ${to}`);
    for (const [name] of named(actions.resolve, '')) resolved.add(name);
  }
  return Object.entries(flow.exceptions ?? {}).flatMap(([name, { blocks, resolutions }]): Finding[] => {
    const path = pointer('exceptions', name);
    const raiser = raisers.get(name);
    if (raiser === undefined && !builtIn.has(name)) {
      return [
        finding('exception-unused', path, {
          message: `nothing raises "${name}"`,
          witness: [raisers.size === 0 ? 'no transition or rung raises an exception' : `raised: ${listed([...raisers.keys()])}`],
          mend: 'Raise it in a transition or a rung, or take it out.',
        }),
      ];
    }
    if (blocks !== true || resolved.has(name) || resolutions !== undefined) return [];
    return [
      finding('exception-unresolvable', path, {
        message: `"${name}" blocks the case, and nothing is said of how it is resolved`,
        witness: [raiser ?? `the kernel raises "${name}"`, 'assumed: its owner closes it only by a resolution that is declared'],
        mend: 'Add "resolutions", or a transition with "resolve".',
      }),
    ];
  });
}
