import { compileFlow } from './compile/compile-flow.ts';
import type { CompiledFlow } from './compile/compiled.ts';
import { Fields, Flag, Instant, List, OneOf, Optional, Text } from './definition/fields.ts';
import type { FlowDefinition } from './definition/flow.ts';

/*
 * The two flows of owned children. They are data like any other; only `decide` opens their cases (by `raise` and `task`), and
 * who may act on one is the role named in its own data.
 */

const target = {
  anchor: 'data.dueAt',
  during: ['open'],
  rungs: [{ name: 'overdue', after: { hours: 0 }, set: { overdue: 'true' } }],
};

export const exceptionFlow = plain({
  name: 'exception',
  title: 'Exception',
  description: 'A departure from the plan of the case that owns it.',
  owner: 'operations',
  key: 'key',
  data: Fields({
    key: Text(),
    kind: Text({ list: true }),
    title: Text(),
    owner: Text({ list: true }),
    severity: OneOf(['low', 'medium', 'high', 'critical'], { list: true }),
    ofFlow: Text({ list: true }),
    ofKey: Text({ list: true }),
    stage: Optional(Text({ list: true })),
    blocks: Flag(),
    resolutions: List(Text()),
    dueAt: Optional(Instant({ list: true })),
    overdue: Optional(Flag()),
    resolution: Optional(Text()),
  }),
  events: {
    resolve: { data: Fields({ resolution: Text() }), set: { resolution: 'event.resolution' } },
    close: { data: Fields({ resolution: Text() }), set: { resolution: 'event.resolution' } },
  },
  start: { open: { to: 'open' } },
  states: {
    open: {
      on: {
        resolve: { when: 'size(data.resolutions) == 0 || event.resolution in data.resolutions', to: 'resolved' },
        close: { to: 'resolved', by: 'automation' },
      },
    },
    resolved: { final: 'done' },
  },
  ladders: { target },
});

export const taskFlow = plain({
  name: 'task',
  title: 'Task',
  description: 'A piece of work for a role, or for one person of it, owned by the case that it is about.',
  owner: 'operations',
  key: 'key',
  data: Fields({
    key: Text(),
    name: Text({ list: true }),
    title: Text({ list: true }),
    owner: Text({ list: true }),
    ofFlow: Text({ list: true }),
    ofKey: Text({ list: true }),
    person: Optional(Text({ list: true })),
    dueAt: Optional(Instant({ list: true })),
    overdue: Optional(Flag()),
    resolution: Optional(Text()),
  }),
  events: {
    done: {
      data: Fields({ resolution: Optional(Text()) }),
      set: { resolution: 'has(event.resolution) ? event.resolution : "done"' },
    },
    close: { data: Fields({ resolution: Text() }), set: { resolution: 'event.resolution' } },
  },
  start: { open: { to: 'open' } },
  states: {
    open: { on: { done: { to: 'done', only: 'person' }, close: { to: 'closed', by: 'automation' } } },
    done: { final: 'done' },
    closed: { final: 'cancelled' },
  },
  ladders: { target },
});

/** The kernel's flows, ready for `decide`, by name. */
export const kernelFlows: ReadonlyMap<string, CompiledFlow> = new Map(
  [exceptionFlow, taskFlow].map((definition) => [definition.name, compileFlow(definition, 1, { ownerField: 'owner' })]),
);

function plain(definition: unknown): FlowDefinition {
  return JSON.parse(JSON.stringify(definition)) as FlowDefinition;
}
