import {
  type CompiledFlow,
  type Decision,
  eventTitle,
  type Input,
  type Replay,
  type Replayed,
  stateTitle,
} from '@throughline/language';
import type { PlacedFinding } from '@throughline/server';
import { type FindingStyle, findingLines } from './finding-lines.ts';
import type { Locale } from './locale.ts';
import { shown } from './table.ts';
import { labelled } from './wrap.ts';

interface Told {
  readonly key: string;
  readonly done: readonly Replayed[];
  readonly finding: PlacedFinding | undefined;
}

const dataMax = 400;
const rolesShown = 3;

/** Each step: when, what, who and with what; then what came of it. In the end, what the way leads to. */
export function replayLines(
  flow: CompiledFlow,
  { key, done, finding }: Told,
  style: FindingStyle & { readonly locale: Locale },
): readonly string[] {
  const { paint, width, locale } = style;
  const margin = '     ';
  const lines = done.flatMap(({ step: { at, input }, decision, record }, index) => {
    const number = `${index + 1}. `.padStart(margin.length);
    const colour = decision.kind === 'refused' ? 'red' : decision.kind === 'deviated' ? 'yellow' : 'green';
    const [head = '', ...rest] = outcomeOf(flow, decision, locale);
    const state = record === undefined ? 'not begun' : stateTitle(flow.definition, record.state);
    return [
      ...labelled(number, `${locale.instant(at)}  ${inputText(flow, input)}`, width),
      ...(input.kind === 'deadline' || Object.keys(input.data).length === 0
        ? []
        : labelled(`${margin}with     `, shown(JSON.stringify(input.data), dataMax), width)),
      ...labelled(
        `${margin}outcome  `,
        `${paint(colour, decision.kind)}${head === '' ? '' : `: ${shown(head, dataMax)}`}`,
        width,
      ),
      ...rest.flatMap((line) => labelled(`${margin}         `, shown(line, dataMax), width)),
      ...labelled(`${margin}state    `, shown(state), width),
    ];
  });
  const title = `Case ${shown(key)} of flow ${flow.name}, decided as it would be; nothing is recorded.`;
  return [
    ...labelled('', title, width),
    '',
    ...lines,
    ...(finding === undefined ? [] : ['', ...findingLines(finding, style).slice(0, -1)]),
  ];
}

function inputText(flow: CompiledFlow, input: Input): string {
  if (input.kind === 'deadline') return 'the clock: what is due';
  const { id, kind, principal, roles } = input.actor;
  const behind = principal === id ? '' : ` for ${shown(principal)}`;
  const named = roles.slice(0, rolesShown).map((role) => shown(role));
  const more =
    roles.length > rolesShown ? [`${roles.length - rolesShown} more ${roles.length === rolesShown + 1 ? 'role' : 'roles'}`] : [];
  const as = roles.length === 0 ? kind : [...named, ...more].join(', ');
  const said = 'reason' in input && input.reason !== undefined ? `, because "${shown(input.reason, 120)}"` : '';
  const what = eventTitle(flow.definition, input.type);
  return `${shown(what)} (${input.kind}) by ${shown(id)}${behind} (${as})${said}`;
}

/** In a line or more, what was decided beside the next state. */
function outcomeOf({ definition }: CompiledFlow, decision: Decision, locale: Locale): readonly string[] {
  if (decision.kind === 'refused') {
    const { code, message, place } = decision;
    return [`${code}: ${message}${place === undefined ? '' : ` (${place})`}`];
  }
  if (decision.kind === 'ignored') return [decision.reason];
  const { event, dueAt } = decision;
  const { outcome, from, to, deviation } = event;
  const moved =
    from === to ? 'stays' : `${from === null ? 'begins' : stateTitle(definition, from)} → ${stateTitle(definition, to)}`;
  const came = Object.entries(outcome).flatMap(([what, value]) => {
    if (what === 'due') return [];
    return [`${what}: ${value === true ? 'yes' : Array.isArray(value) ? value.join(', ') : String(value)}`];
  });
  return [
    deviation === undefined ? moved : `${moved}; ${deviation.code}: ${deviation.message}`,
    ...came,
    ...(dueAt === null ? [] : [`looked at again ${locale.instant(dueAt)}`]),
  ];
}

/** The same for programs. */
export function replayDocument(
  flow: CompiledFlow,
  { key }: Replay,
  done: readonly Replayed[],
  finding: PlacedFinding | undefined,
): object {
  return {
    flow: flow.name,
    key,
    ...(finding === undefined ? {} : { finding }),
    steps: done.map(({ step: { at, input }, decision, record }) => ({
      at,
      input,
      outcome: decision.kind,
      ...(decision.kind === 'refused' ? { code: decision.code, message: decision.message, place: decision.place } : {}),
      ...(decision.kind === 'ignored' ? { reason: decision.reason } : {}),
      ...(decision.kind === 'applied' || decision.kind === 'deviated' ? { event: decision.event, dueAt: decision.dueAt } : {}),
      case: record === undefined ? null : { state: record.state, data: record.data, seq: record.seq },
    })),
  };
}
