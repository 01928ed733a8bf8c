import type { ApprovalDefinition, FlowDefinition, TransitionDefinition } from '../definition/flow.ts';
import { eventTitle, fieldTitle, inWords, ladderTitle, roleTitle, rungTitle, stateTitle } from '../titles.ts';
import { consequences } from './page-business.ts';
import { blocks, code, plain, table } from './page-markdown.ts';
import { approversText, lengthText, listed, many } from './wording.ts';

/** Part four: what happens by itself, what needs a person, what needs approval and by whom, and what may be tuned. */
export function automationPart(flow: FlowDefinition): string {
  const sites = sitesOf(flow);
  return blocks(
    '### By itself',
    list([
      ...sites
        .filter(({ transition }) => transition.by === 'automation')
        .map(({ place, transition }) => `${plain(place)}${then(flow, transition)}`),
      ...rungs(flow)
        .filter(({ rung }) => rung.approval === undefined)
        .map(({ place, rung }) => `${plain(place)}${then(flow, rung)}`),
    ]) || 'Nothing: each step is somebody’s or another system’s.',
    '### Only by a person',
    list(
      sites
        .filter(({ transition }) => transition.by === 'person')
        .map(
          ({ place, state, transition }) =>
            `${plain(place)}: ${plain(whoMay(flow, state, transition))}${transition.reason === true ? ', who says why' : ''}`,
        ),
    ) || 'Nothing.',
    '### Only with approval',
    table(
      ['What', 'Approved by', 'Up to', 'Never by'],
      [
        ...sites.flatMap(({ place, transition: { approval } }) =>
          approval === undefined ? [] : [approvalRow(flow, place, approval)],
        ),
        ...rungs(flow).flatMap(({ place, rung: { approval } }) =>
          approval === undefined ? [] : [approvalRow(flow, place, approval)],
        ),
      ],
    ) || 'Nothing.',
    ...(Object.keys(flow.parameters ?? {}).length === 0
      ? []
      : ['### What may be tuned without a new version', parametersTable(flow)]),
  );
}

interface Site {
  readonly state: string;
  readonly place: string;
  readonly transition: TransitionDefinition;
}

function sitesOf(flow: FlowDefinition): readonly Site[] {
  const all = [['', flow.start] as const, ...Object.entries(flow.states).map(([name, { on = {} }]) => [name, on] as const)];
  return all.flatMap(([state, on]) =>
    Object.entries(on).flatMap(([event, transitions]) =>
      many(transitions).map((transition) => ({
        state,
        place: `${state === '' ? 'Start' : stateTitle(flow, state)}: ${eventTitle(flow, event)}`,
        transition,
      })),
    ),
  );
}

function rungs(flow: FlowDefinition) {
  return Object.entries(flow.ladders ?? {}).flatMap(([ladder, definition]) =>
    definition.rungs.map((rung) => ({ place: `${ladderTitle(flow, ladder)}: ${rungTitle(flow, ladder, rung.name)}`, rung })),
  );
}

function list(items: readonly string[]): string {
  return [...new Set(items)].map((item) => `- ${item}`).join('\n');
}

function then(flow: FlowDefinition, action: Parameters<typeof consequences>[1] & { readonly to?: string }): string {
  const said = [action.to === undefined ? '' : `to ${plain(stateTitle(flow, action.to))}`, consequences(flow, action)].filter(
    (part) => part !== '',
  );
  return said.length === 0 ? '' : ` (${said.join('; ')})`;
}

function whoMay(flow: FlowDefinition, state: string, { roles, only }: TransitionDefinition): string {
  const owner = flow.states[state]?.owner ?? flow.owner;
  const named = (roles ?? [owner]).map((role) => roleTitle(flow, role));
  return `${listed(named, 'or')}${only === undefined ? '' : `, only the person in ${fieldTitle(flow, only)}`}`;
}

function approvalRow(flow: FlowDefinition, place: string, approval: ApprovalDefinition): readonly string[] {
  const { limit, not } = approval;
  const limits =
    limit === undefined
      ? []
      : [
          ...Object.entries(limit.by).map(([role, most]) => `${plain(roleTitle(flow, role))} up to ${code(most)}`),
          ...approval.roles
            .filter((role) => !Object.hasOwn(limit.by, role))
            .map((role) => `${plain(roleTitle(flow, role))} without limit`),
          `of ${code(limit.of)}`,
        ];
  const excluded =
    not === undefined
      ? 'who took part in this round'
      : `who ${listed(['asked', 'revised it', 'repaired it', ...not.map((event) => `did ${eventTitle(flow, event)}`)], 'or')}`;
  return [plain(place), plain(approversText(flow, approval)), limits.join('; '), plain(excluded)];
}

function parametersTable(flow: FlowDefinition): string {
  return table(
    ['Parameter', 'Name', 'Unless set', 'Owner', 'From', 'To'],
    Object.entries(flow.parameters ?? {}).map(([name, { title, type, default: value, owner, from, to }]) => {
      const length =
        type === 'days' || type === 'hours' || type === 'minutes' || type === 'businessDays' || type === 'businessHours';
      return [
        plain(title ?? inWords(name)),
        code(name),
        length ? plain(lengthText(flow, name)) : code(String(value)),
        plain(roleTitle(flow, owner)),
        from === undefined ? '' : String(from),
        to === undefined ? '' : String(to),
      ];
    }),
  );
}
