import { markedIn } from '../compile/compile-data.ts';
import type { Schema } from '../expression/expression.ts';
import { type Finding, finding } from './finding.ts';
import { listed, suggestion } from './nearest.ts';
import { fieldsOf, type Subject } from './subject.ts';

/** A place that is for the person alone whom a field names. */
interface Use {
  readonly field: string;
  readonly path: string;
  readonly what: 'task' | 'transition' | 'start';
}

/** What is for one person alone (`only`): whether a text names them, and anything fills it in; and who reads the name in a task. */
export function checkNamedPersons(subject: Subject): readonly Finding[] {
  return usesOf(subject).flatMap((use) => nobodyNamed(subject, use) ?? toldByTask(subject, use));
}

function usesOf({ sites }: Subject): readonly Use[] {
  return sites.flatMap(({ kind, path, only, actions: { task } }): Use[] => [
    ...(only === undefined
      ? []
      : [{ field: only, path: `${path}/only`, what: kind === 'start' ? kind : ('transition' as const) }]),
    ...(task?.only === undefined ? [] : [{ field: task.only, path: `${path}/task/only`, what: 'task' as const }]),
  ]);
}

function nobodyNamed(subject: Subject, { field, path, what }: Use): readonly Finding[] | undefined {
  const fields = fieldsOf(subject.flow.data as Schema);
  const schema = fields[field];
  if (schema === undefined)
    return [
      finding('field-unknown', path, {
        message: `there is no field "${field}"`,
        witness: [`the data has ${listed(Object.keys(fields))}`],
        mend: suggestion(field, Object.keys(fields), 'Declare it under "data".'),
      }),
    ];
  if (what === 'start')
    return [
      finding('only-invalid', path, {
        message: 'a case that is not yet born names nobody',
        witness: ['whom a field names is read in the case as it was before'],
        mend: 'Take "only" out: the roles say who may begin a case.',
      }),
    ];
  if (schema.type !== 'string')
    return [
      finding('only-invalid', path, {
        message: `"${field}" is no text: it names no person`,
        witness: [`data.properties.${field}.type is ${JSON.stringify(schema.type ?? null)}`],
        mend: 'Take a field of text that holds the name by which a person acts.',
      }),
    ];
  if (isFilledIn(subject, field, what)) return undefined;
  return [
    finding('only-invalid', path, {
      message: `nothing ever fills in "${field}": whoever holds the role may`,
      witness: [`no event that starts a case carries "${field}", none sets it, and it has no default`],
      mend: `Set "${field}" in an event, or take "only" out.`,
    }),
  ];
}

function isFilledIn({ flow, sites }: Subject, field: string, what: Use['what']): boolean {
  const isSet = [...Object.values(flow.events ?? {}), ...sites.map(({ actions }) => actions)].some(
    ({ set = {} }) => set[field] !== undefined,
  );
  const isCarried = Object.keys(flow.start).some((event) => flow.events?.[event]?.data === undefined);
  const isRevised = what === 'task' && !markedIn(flow.data as Schema, 'decided').has(field);
  return isSet || isCarried || isRevised || fieldsOf(flow.data as Schema)[field]?.default !== undefined;
}

/** A task keeps the name open, for lists: whoever sees the task reads it. */
function toldByTask({ flow }: Subject, { field, path, what }: Use): readonly Finding[] {
  const mark = (['personal', 'confidential'] as const).find((each) => markedIn(flow.data as Schema, each).has(field));
  if (what !== 'task' || mark === undefined) return [];
  return [
    finding('task-tells-person', path, {
      message: `the task tells whom "${field}" names, which is ${mark}, to whoever sees the task`,
      witness: [
        `data.properties.${field} is marked ${mark}`,
        `a task keeps the name, so that lists show it to the right person${mark === 'personal' ? ': it is not erased with them' : ''}`,
      ],
      mend: 'Name the person by a field that is neither personal nor confidential, such as the name of their account.',
    }),
  ];
}
