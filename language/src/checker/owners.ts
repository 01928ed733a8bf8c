import type { Behaving } from './behaviour.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { listed, suggestion } from './nearest.ts';
import { named } from './sites.ts';
import type { Subject } from './subject.ts';

/** Whether somebody answers for each state and exception, and every role named is one that there is. */
export function checkOwners(subject: Behaving): readonly Finding[] {
  return [...unownedStates(subject), ...unknownRoles(subject)];
}

function unownedStates({ flow, graph, history }: Behaving): readonly Finding[] {
  return Object.entries(flow.states)
    .filter(([, { owner, final }]) => owner === undefined && final === undefined)
    .map(([state]) => {
      const replay = history.reach(state);
      return finding('state-unowned', pointer('states', state), {
        message: `nobody owns "${state}", in which cases wait`,
        witness: graph.withDeviations.get(state) ?? [`states.${state} has no "owner"`],
        mend: 'Add "owner": the role that must move the case on.',
        ...(replay === undefined ? {} : { replay }),
      });
    });
}

function unknownRoles({ flow, sites, roles }: Subject): readonly Finding[] {
  if (roles === undefined) return [];
  const owners = (part: 'states' | 'exceptions' | 'parameters' | 'destinations') =>
    Object.entries(flow[part] ?? {}).flatMap(([name, { owner }]) => named(owner, pointer(part, name, 'owner')));
  const uses = [
    ...named(flow.owner, '/owner'),
    ...owners('states'),
    ...owners('exceptions'),
    ...owners('parameters'),
    ...owners('destinations'),
    ...named(flow.expected?.owner, '/expected/owner'),
    ...named(flow.operators, '/operators'),
    ...Object.entries(flow.reads ?? {}).flatMap(([what, readers]) => named(readers, pointer('reads', what))),
    ...sites.flatMap(({ path, roles: mayDo, approval, actions }) => [
      ...named(mayDo, `${path}/roles`),
      ...named(approval?.roles, `${path}/approval/roles`),
      ...named(actions.task?.role, `${path}/task/role`),
    ]),
  ];
  return uses
    .filter(([role]) => !roles.has(role))
    .map(([role, path]) =>
      finding('role-unknown', path, {
        message: `there is no role "${role}"`,
        witness: [`declared: ${listed([...roles])}`],
        mend: suggestion(role, roles, 'Declare it under "roles".'),
      }),
    );
}
