import { inWords } from '@throughline/language';

export const templateFormats = ['ts', 'yaml', 'json'] as const;
export type TemplateFormat = (typeof templateFormats)[number];

export interface TemplateNames {
  readonly name: string;
  /** The path from the new file to the published schema, for editors. */
  readonly schema: string;
}

/** The text of a small flow without findings: a beginning for one's own. All three formats say the same. */
export function flowTemplate(format: TemplateFormat, names: TemplateNames): string {
  return writers[format](names);
}

const writers: Readonly<Record<TemplateFormat, (names: TemplateNames) => string>> = { ts: typescript, yaml, json };

function typescript({ name }: TemplateNames): string {
  return `import { days, defineFlow, Fields, hours, Text } from '@throughline/language';

/*
 * The life of one thing, from the event that begins it to a final state. Rename what is here, add what your work has, and let
 * \`throughline check\` tell you what would go wrong.
 */
export const ${variableOf(name)} = defineFlow({
  name: '${name}',
  title: '${inWords(name)}',
  // The role that answers for the flow, and for what nobody else owns.
  owner: 'lead',
  // The field by which people know one: it never changes.
  key: 'number',
  data: Fields({ number: Text({ maxLength: 40 }), subject: Text({ list: true, maxLength: 200 }) }),
  roles: { team: { title: 'Team' }, lead: { title: 'Team lead' } },
  // What may be tuned within its bounds, without a new version of the flow.
  parameters: { escalateAfter: days(3, { owner: 'lead', from: 1, to: 14 }) },
  start: { open: { to: 'waiting', roles: ['team', 'lead'] } },
  states: {
    // Who must move it on, by when, and which events do.
    waiting: { owner: 'team', within: hours(24), on: { begin: 'working', cancel: { to: 'cancelled', by: 'person', reason: true } } },
    working: { owner: 'team', on: { finish: 'done', cancel: { to: 'cancelled', by: 'person', reason: true } } },
    done: { final: 'done' },
    cancelled: { final: 'cancelled' },
  },
  // What happens by itself when work takes long.
  ladders: {
    slow: {
      anchor: 'entered',
      during: ['working'],
      rungs: [{ name: 'escalate', after: 'escalateAfter', task: { role: 'lead', title: 'Find out why it takes so long' } }],
    },
  },
});
`;
}

function yaml({ name, schema }: TemplateNames): string {
  return `# yaml-language-server: $schema=${schema}
#
# The life of one thing, from the event that begins it to a final state. Rename what is here, add what your work has, and let
# \`throughline check\` tell you what would go wrong.
name: ${name}
title: ${inWords(name)}
# The role that answers for the flow, and for what nobody else owns.
owner: lead
# The field by which people know one: it never changes.
key: number

# JSON Schema of what a case knows. "list" puts a field into lists and filters.
data:
  type: object
  properties:
    number: { type: string, minLength: 1, maxLength: 40 }
    subject: { type: string, minLength: 1, maxLength: 200, list: true }
  required: [number, subject]
  additionalProperties: false

roles:
  team: { title: Team }
  lead: { title: Team lead }

# What may be tuned within its bounds, without a new version of the flow.
parameters:
  escalateAfter: { type: days, default: 3, owner: lead, from: 1, to: 14 }

start:
  open: { to: waiting, roles: [team, lead] }

states:
  # Who must move it on, by when, and which events do.
  waiting:
    owner: team
    within: { hours: 24 }
    on:
      begin: { to: working }
      cancel: { to: cancelled, by: person, reason: true }
  working:
    owner: team
    on:
      finish: { to: done }
      cancel: { to: cancelled, by: person, reason: true }
  done: { final: done }
  cancelled: { final: cancelled }

# What happens by itself when work takes long.
ladders:
  slow:
    anchor: entered
    during: [working]
    rungs:
      - name: escalate
        after: escalateAfter
        task: { role: lead, title: Find out why it takes so long }
`;
}

function json({ name, schema }: TemplateNames): string {
  const cancel = { to: 'cancelled', by: 'person', reason: true };
  const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });
  const flow = {
    $schema: schema,
    ...{ name, title: inWords(name), owner: 'lead', key: 'number' },
    data: {
      type: 'object',
      properties: { number: text(40), subject: { ...text(200), list: true } },
      required: ['number', 'subject'],
      additionalProperties: false,
    },
    roles: { team: { title: 'Team' }, lead: { title: 'Team lead' } },
    parameters: { escalateAfter: { type: 'days', default: 3, owner: 'lead', from: 1, to: 14 } },
    start: { open: { to: 'waiting', roles: ['team', 'lead'] } },
    states: {
      waiting: { owner: 'team', within: { hours: 24 }, on: { begin: { to: 'working' }, cancel } },
      working: { owner: 'team', on: { finish: { to: 'done' }, cancel } },
      done: { final: 'done' },
      cancelled: { final: 'cancelled' },
    },
    ladders: {
      slow: {
        anchor: 'entered',
        during: ['working'],
        rungs: [{ name: 'escalate', after: 'escalateAfter', task: { role: 'lead', title: 'Find out why it takes so long' } }],
      },
    },
  };
  return `${JSON.stringify(flow, undefined, 2)}\n`;
}

/** With its ending no name is a word of the language. */
function variableOf(name: string): string {
  const [first = '', ...others] = name.split('-').filter((part) => part !== '');
  return `${first}${others.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('')}Flow`;
}
