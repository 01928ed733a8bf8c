import { compileFlow } from '../compile/compile-flow.ts';
import type { FlowDefinition, TransitionDefinition } from '../definition/flow.ts';
import type { Schema } from '../expression/expression.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Replay } from '../replay.ts';
import { smallest } from '../solve/samples.ts';
import { eventTitle, exceptionTitle, fieldTitle, inWords, ladderTitle, rungTitle, stateTitle } from '../titles.ts';
import { isWordsOnly, propertiesOf, requiredOf } from './data-changes.ts';
import { type Goal, historiesTo } from './histories.ts';
import { type Compiled, own, same } from './members.ts';
import { nowRefused, unproven } from './narrowed-field.ts';
import { carriedTransition } from './paired-transitions.ts';
import { isStranded, type StrandCondition } from './strand-condition.ts';
import { quoted } from './words.ts';

/** Running cases that cannot go on under the version after as they are. */
export interface Strand {
  /** `null`: whatever state the case is in. */
  readonly state: string | null;
  readonly why: string;
  readonly condition: StrandCondition;
  /**
   * Whether a case is refused until a migration says what becomes of it. What is not is put right when the case is migrated, and
   * told.
   */
  readonly needsMapping: boolean;
  /** A history of the version before that ends in such a case; absent where none was found. */
  readonly witness?: Replay;
}

type Found = Omit<Strand, 'witness'> & { readonly wishes?: readonly JsonObject[] };

/**
 * The running cases of one version that could not live under another, as conditions that can be counted, each with a history that
 * runs to it. Takes nothing to be renamed: a migration says that.
 *
 * @throws where one of the two cannot be compiled; `checkFlow` says why.
 */
export function strandedCases(before: FlowDefinition, after: FlowDefinition): readonly Strand[] {
  const compiled: Compiled = { before: compileFlow(before, 1), after: compileFlow(after, 2) };
  const found = [
    ...stateStrands(compiled),
    ...dataStrands(before, after),
    ...childStrands(before, after),
    ...approvalStrands(before, after),
    ...ladderStrands(before, after),
  ];
  const goals = found.map(
    ({ condition, wishes = [] }): Goal => ({
      isReached: (record) => isStranded(condition, record, compiled),
      wishes,
    }),
  );
  const witnesses = historiesTo(compiled.before, goals);
  return found.map(({ wishes: _, ...strand }, index) => {
    const witness = witnesses[index];
    return witness === undefined ? strand : { ...strand, witness };
  });
}

function stateStrands({ before, after }: Compiled): readonly Found[] {
  return [...before.states.values()]
    .filter(({ name, final }) => !final && !after.states.has(name))
    .map(({ name }) => ({
      state: name,
      why: `${quoted(stateTitle(before.definition, name))} is no longer a state`,
      condition: { is: 'in-state', state: name },
      needsMapping: true,
    }));
}

function dataStrands(before: FlowDefinition, after: FlowDefinition): readonly Found[] {
  const [old, now] = [before.data as Schema, after.data as Schema];
  const [olds, nows] = [propertiesOf(old), propertiesOf(now)];
  const strand = (
    is: 'field-missing' | 'field-unknown' | 'field-invalid',
    field: string,
    why: string,
    wishes: readonly JsonObject[],
  ): Found => ({
    state: null,
    why,
    condition: { is, field },
    needsMapping: true,
    wishes,
  });
  const unknown = Object.entries(olds).flatMap(([field, schema]) =>
    own(nows, field) !== undefined
      ? []
      : [
          strand(
            'field-unknown',
            field,
            `${quoted(fieldTitle(before, field))} is no longer a field`,
            wish(field, smallest(schema)),
          ),
        ],
  );
  const missing = requiredOf(now)
    .filter((field) => !(requiredOf(old).includes(field) && own(olds, field) !== undefined))
    .map((field) =>
      strand('field-missing', field, `${quoted(fieldTitle(after, field))} must be there and can be missing`, wish(field, null)),
    );
  const invalid = Object.entries(olds).flatMap(([field, schema]) => {
    const next = own(nows, field);
    const value = next === undefined ? undefined : nowRefused(schema, next);
    if (value === undefined) return [];
    const why = `${quoted(fieldTitle(before, field))} can have values that are no longer valid`;
    return [strand('field-invalid', field, why, value === unproven ? [] : wish(field, value))];
  });
  const others = [...new Set([...Object.keys(old), ...Object.keys(now)])].some(
    (member) => member !== 'properties' && member !== 'required' && !isWordsOnly(member) && !same(old[member], now[member]),
  );
  const whole: readonly Found[] = others
    ? [
        {
          state: null,
          why: 'The schema of the data asks for something else',
          condition: { is: 'data-invalid' },
          needsMapping: true,
        },
      ]
    : [];
  return [...unknown, ...missing, ...invalid, ...whole];
}

function wish(field: string, value: Json | undefined): readonly JsonObject[] {
  return value === undefined ? [] : [{ [field]: value }];
}

function childStrands(before: FlowDefinition, after: FlowDefinition): readonly Found[] {
  const gone = <T>(olds: Readonly<Record<string, T>> = {}, nows: Readonly<Record<string, unknown>> = {}) =>
    Object.keys(olds).filter((name) => own(nows, name) === undefined);
  const builtIn = ['deviation', 'overdue', 'effectFailed'];
  const events = [...Object.keys(before.events ?? {}), ...Object.values(before.states).flatMap(({ on = {} }) => Object.keys(on))];
  const takes = (event: string) =>
    own(after.events, event) !== undefined ||
    own(after.start, event) !== undefined ||
    Object.values(after.states).some(({ on }) => own(on, event) !== undefined);
  return [
    ...gone(before.exceptions, after.exceptions)
      .filter((kind) => !builtIn.includes(kind))
      .map(
        (kind): Found => ({
          state: null,
          why: `An exception ${quoted(exceptionTitle(before, kind))} is open, which nobody knows any more`,
          condition: { is: 'exception-open', kind },
          needsMapping: true,
        }),
      ),
    ...gone(before.children, after.children).map(
      (child): Found => ({
        state: null,
        why: `Owned children ${quoted(inWords(child))} are open, of which the flow knows no more`,
        condition: { is: 'children-open', child },
        needsMapping: true,
      }),
    ),
    ...(before.expected !== undefined && after.expected === undefined
      ? [
          {
            state: 'expected',
            why: 'Facts no longer wait for a case that is not born',
            condition: { is: 'in-state', state: 'expected' },
            needsMapping: true,
          } as const,
        ]
      : []),
    ...(before.expected === undefined
      ? []
      : [...new Set(events)]
          .filter((event) => !takes(event))
          .map(
            (event): Found => ({
              state: 'expected',
              why: `A fact ${quoted(eventTitle(before, event))} waits, which the flow no longer takes`,
              condition: { is: 'fact-waiting', event },
              needsMapping: true,
            }),
          )),
  ];
}

function approvalStrands(before: FlowDefinition, after: FlowDefinition): readonly Found[] {
  return Object.entries(before.states).flatMap(([state, { on = {} }]) =>
    Object.entries(on).flatMap(([event, list]) =>
      [list].flat().flatMap((transition: TransitionDefinition, index): readonly Found[] => {
        if (transition.approval === undefined || own(after.states, state) === undefined) return [];
        if (carriedTransition(after, { state, event, transition }, (same) => same) === index) return [];
        return [
          {
            state,
            why: `${quoted(eventTitle(before, event))} waits for an approval that is no longer asked for in the same place: it is asked for anew`,
            condition: { is: 'approval-pending', state, event, transition: index },
            needsMapping: false,
          },
        ];
      }),
    ),
  );
}

function ladderStrands(before: FlowDefinition, after: FlowDefinition): readonly Found[] {
  const names = [...new Set([...Object.keys(before.ladders ?? {}), ...Object.keys(after.ladders ?? {})])];
  const states = Object.keys(before.states).filter(
    (state) => before.states[state]?.final === undefined && own(after.states, state) !== undefined,
  );
  return names.flatMap((ladder): readonly Found[] => {
    const [old, now] = [own(before.ladders, ladder), own(after.ladders, ladder)];
    const title = quoted(ladderTitle(now === undefined ? before : after, ladder));
    const gone = (old?.rungs ?? []).filter(({ name }) => now?.rungs.some((rung) => rung.name === name) !== true);
    const unasked = (old?.rungs ?? []).filter(({ name, approval }) => {
      const next = now?.rungs.find((rung) => rung.name === name);
      return approval !== undefined && next?.approval === undefined;
    });
    const pausing = (list: readonly string[] | undefined, state: string) => list?.includes(state) === true;
    const active = (definition: typeof now, state: string) =>
      pausing(definition?.during, state) || pausing(definition?.pauseWhile, state);
    const soft = (condition: StrandCondition, state: string | null, why: string): Found => ({
      state,
      why,
      condition,
      needsMapping: false,
    });
    return [
      ...unasked.map(({ name }) =>
        soft(
          { is: 'rung-awaiting', ladder, rung: name },
          null,
          `${title}: ${quoted(rungTitle(before, ladder, name))} waits for an approval that is no longer asked for`,
        ),
      ),
      ...(now === undefined
        ? []
        : gone.map(({ name }) =>
            soft(
              { is: 'rung-settled', ladder, rung: name },
              null,
              `${title}: ${quoted(rungTitle(before, ladder, name))} has had its turn and is gone; the rungs there are now have theirs, unless one of them is said to be it`,
            ),
          )),
      ...states.flatMap((state) => {
        const where = `in ${quoted(stateTitle(before, state))}`;
        const wasPaused = pausing(old?.pauseWhile, state);
        const isPaused = pausing(now?.pauseWhile, state);
        return [
          ...(wasPaused && now !== undefined && !isPaused
            ? [
                soft(
                  { is: 'paused', state, ladder },
                  state,
                  `${title} no longer stands still ${where}: it goes on from the migration`,
                ),
              ]
            : []),
          ...(isPaused && !wasPaused
            ? [soft({ is: 'not-paused', state, ladder }, state, `${title} now stands still ${where}: from the migration on`)]
            : []),
          ...(now?.anchor === 'entered' && active(now, state) && !(old?.anchor === 'entered' && active(old, state))
            ? [
                soft(
                  { is: 'not-begun', state, ladder },
                  state,
                  `${title} counts from the entry ${where}, and these cases have entered already: it counts from the migration`,
                ),
              ]
            : []),
        ];
      }),
    ];
  });
}
