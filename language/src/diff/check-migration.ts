import { Compile } from 'typebox/compile';
import { type Finding, finding, pointer } from '../checker/finding.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import { type CaseMapping, MigrationDefinition } from '../definition/migration.ts';
import type { Schema } from '../expression/expression.ts';
import type { Json } from '../json.ts';
import { propertiesOf } from './data-changes.ts';
import { own } from './members.ts';
import { hashOf } from './propose-migration.ts';
import type { StrandCondition } from './strand-condition.ts';
import { type Strand, strandedCases } from './strands.ts';

let validator: ReturnType<typeof Compile<typeof MigrationDefinition>> | undefined;

/**
 * Judges whether every running case of a version could go on under another, and with a migration also whether it could come back. Each
 * finding has a history that ends in a case that could not. Paths are of the migration; without one, of the version after.
 */
export function checkMigration(
  before: FlowDefinition,
  after: FlowDefinition,
  migration?: MigrationDefinition,
): readonly Finding[] {
  if (migration !== undefined) {
    const wrong = formFindings(migration, before, after);
    if (wrong.length > 0) return wrong;
  }
  const left = (from: FlowDefinition, to: FlowDefinition, mapping: CaseMapping | undefined) =>
    strandedCases(from, to).filter(
      ({ needsMapping, condition }) => needsMapping && !(mapping !== undefined && isMapped(condition, mapping, from)),
    );
  const there = left(before, after, migration).map((strand) => stranding(strand, migration !== undefined));
  if (migration === undefined) return there;
  const back = left(after, before, migration.back).map((strand) => stranding(strand, true));
  return [
    ...there,
    ...back.map((found) => ({ ...found, path: `/back${found.path}`, message: `On the way back: ${found.message}` })),
  ];
}

function stranding({ state, why, condition, witness }: Strand, hasMigration: boolean): Finding {
  const path = hasMigration ? memberOf(condition) : placeOf(condition);
  return finding('migration-strands', path, {
    message: `${why}${state === null ? '' : ` (cases in ${state})`}`,
    witness:
      witness === undefined
        ? ['assumed: such cases can be there; no short history that leads to one was found']
        : witness.steps.map(({ at, input }) => `${new Date(at).toISOString()} ${'type' in input ? input.type : 'the clock'}`),
    mend: mends[condition.is],
    ...(witness === undefined ? {} : { replay: witness }),
  });
}

const mends: Readonly<Record<StrandCondition['is'], string>> = {
  'in-state': 'Say in the migration (`states`) in which state they go on, or keep the state.',
  'field-missing': 'Say in the migration (`defaults`) what it is where a case has none, or let it be missing.',
  'field-unknown': 'Say in the migration (`fields`) which field takes the value, or null to leave it out.',
  'field-invalid': 'Let the field take what it took, give the new meaning a new field, or revise the cases first.',
  'data-invalid': 'Let the schema take what it took, or revise the cases first.',
  'exception-open': 'Say in the migration (`exceptions`) that those open are kept, or keep the kind.',
  'children-open': 'Say in the migration (`children`) that those open are kept, or keep the kind.',
  'fact-waiting': 'Keep the event until nothing waits for it.',
  'approval-pending': 'Nothing: it is asked for anew.',
  'rung-awaiting': 'Nothing: it is asked for anew where it still is.',
  'rung-settled': 'Say in the migration (`rungs`) which rung it is now.',
  paused: 'Nothing: the ladder goes on from the migration.',
  'not-paused': 'Nothing: the ladder stands still from the migration.',
  'not-begun': 'Nothing: the ladder counts from the migration.',
};

/** The member of a migration that speaks of it; where there is none to name it yet, the part. */
function memberOf(condition: StrandCondition): string {
  if (condition.is === 'in-state') return '/states';
  if (condition.is === 'field-missing') return '/defaults';
  if (condition.is === 'exception-open') return '/exceptions';
  if (condition.is === 'children-open') return '/children';
  return '/fields';
}

function placeOf(condition: StrandCondition): string {
  if (condition.is === 'field-missing' || condition.is === 'field-invalid') return pointer('data', 'properties', condition.field);
  if (condition.is === 'in-state') return '/states';
  return condition.is === 'exception-open' || condition.is === 'children-open' ? '' : '/data';
}

function isMapped(condition: StrandCondition, mapping: CaseMapping, before: FlowDefinition): boolean {
  switch (condition.is) {
    case 'in-state':
      return own(mapping.states, condition.state) !== undefined;
    case 'field-unknown':
      return own(mapping.fields, condition.field) !== undefined;
    case 'field-missing':
      return own(mapping.defaults, condition.field) !== undefined || takesRequired(mapping, condition.field, before);
    case 'exception-open':
      return own(mapping.exceptions, condition.kind) !== undefined;
    case 'children-open':
      return own(mapping.children, condition.child) !== undefined;
    default:
      return false;
  }
}

/** Whether the field takes its value from one that is always there. */
function takesRequired({ fields }: CaseMapping, field: string, before: FlowDefinition): boolean {
  const required = (before.data as { readonly required?: readonly string[] }).required ?? [];
  return required.some((name) => own(fields, name) === field);
}

function formFindings(migration: MigrationDefinition, before: FlowDefinition, after: FlowDefinition): readonly Finding[] {
  validator ??= Compile(MigrationDefinition);
  if (!validator.Check(migration))
    return validator
      .Errors(migration as Json)
      .slice(0, 20)
      .map(({ instancePath, message }) => invalid(instancePath, message, 'the published schema of migrations says so'));
  const hashes: readonly Finding[] = [
    ...(migration.before === hashOf(before)
      ? []
      : [invalid('/before', 'is the hash of another version', `the version before has ${hashOf(before)}`)]),
    ...(migration.after === hashOf(after)
      ? []
      : [invalid('/after', 'is the hash of another version', `the version after has ${hashOf(after)}`)]),
  ];
  return [...hashes, ...targetFindings(migration, after, ''), ...targetFindings(migration.back, before, '/back')];
}

/** States, fields and rungs that the version does not have; a state that ends the case. */
function targetFindings(mapping: CaseMapping, to: FlowDefinition, at: string): readonly Finding[] {
  const fields = propertiesOf(to.data as Schema);
  const missing = (path: string, what: string, name: string, there: readonly string[]) =>
    invalid(
      at + path,
      `there is no ${what} "${name}"`,
      there.length === 0 ? `there is no ${what}` : `there is: ${there.slice(0, 20).join(', ')}`,
    );
  return [
    ...Object.entries(mapping.states).flatMap(([state, target]) =>
      own(to.states, target) === undefined
        ? [missing(pointer('states', state), 'state', target, Object.keys(to.states))]
        : own(to.states, target)?.final === undefined
          ? []
          : [
              invalid(
                at + pointer('states', state),
                `"${target}" ends a case, and no event of the case did`,
                'its state is final',
              ),
            ],
    ),
    ...Object.entries(mapping.fields).flatMap(([field, target]) =>
      target === null || own(fields, target) !== undefined
        ? []
        : [missing(pointer('fields', field), 'field', target, Object.keys(fields))],
    ),
    ...Object.keys(mapping.defaults).flatMap((field) =>
      own(fields, field) !== undefined ? [] : [missing(pointer('defaults', field), 'field', field, Object.keys(fields))],
    ),
    ...Object.entries(mapping.rungs).flatMap(([rung, target]) => {
      const rungs = own(to.ladders, rung.slice(0, rung.indexOf('/')))?.rungs.map(({ name }) => name) ?? [];
      return rungs.includes(target) ? [] : [missing(pointer('rungs', rung), 'rung', target, rungs)];
    }),
  ];
}

function invalid(path: string, message: string, because: string): Finding {
  return finding('migration-invalid', path, { message, witness: [because], mend: 'Write what there is.' });
}
