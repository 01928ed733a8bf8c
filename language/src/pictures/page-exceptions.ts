import type { FlowDefinition, LadderDefinition, Length } from '../definition/flow.ts';
import { branchesOf } from '../definition/lengths.ts';
import { conditionText, eventTitle, exceptionTitle, ladderTitle, roleTitle, rungTitle, stateTitle } from '../titles.ts';
import { consequences, durationCell } from './page-business.ts';
import { blocks, code, plain, table } from './page-markdown.ts';
import { approversText, guardText, listed, many, rungWhen } from './wording.ts';

/** Part three: what departs from the plan, who owns it, and what happens when time passes. */
export function exceptionsPart(flow: FlowDefinition): string {
  const exceptions = Object.entries(flow.exceptions ?? {});
  const ladders = Object.entries(flow.ladders ?? {});
  return blocks(
    exceptions.length === 0
      ? 'The flow declares no kind of exception. What does not fit it is a deviation all the same.'
      : exceptionsTable(flow),
    ...exceptions.flatMap(([kind, { runbook }]) =>
      runbook === undefined
        ? []
        : [
            `**${plain(exceptionTitle(flow, kind))}, what to do:**`,
            runbook
              .split('\n')
              .map((line) => (line.trim() === '' ? '>' : `> ${plain(line)}`))
              .join('\n'),
          ],
    ),
    ...(ladders.length === 0 ? [] : ['### Escalation']),
    ...ladders.map(([name, ladder]) => ladderText(flow, name, ladder)),
  );
}

function exceptionsTable(flow: FlowDefinition): string {
  const raised = raisedBy(flow);
  return table(
    ['Exception', 'Owner', 'Severity', 'Target', 'Raised by', 'Stops the case', 'Ways out'],
    Object.entries(flow.exceptions ?? {}).map(([kind, { owner, severity, within, blocks: stops, resolutions = [] }]) => [
      `**${plain(exceptionTitle(flow, kind))}**`,
      plain(roleTitle(flow, owner)),
      severity,
      within === undefined ? '' : durationCell(flow, within),
      plain([...new Set(raised.get(kind) ?? [])].join('; ')),
      stops === true ? 'yes' : '',
      plain(resolutions.join(', ')),
    ]),
  );
}

/** By kind of exception, the events and rungs that raise it. */
function raisedBy(flow: FlowDefinition): ReadonlyMap<string, readonly string[]> {
  const found: (readonly [kind: string, by: string])[] = [];
  for (const on of [flow.start, ...Object.values(flow.states).map((state) => state.on ?? {})]) {
    for (const [event, transitions] of Object.entries(on)) {
      for (const { raise } of many(transitions)) for (const kind of many(raise)) found.push([kind, eventTitle(flow, event)]);
    }
  }
  for (const [ladder, { rungs }] of Object.entries(flow.ladders ?? {})) {
    for (const { name, raise } of rungs) {
      for (const kind of many(raise)) found.push([kind, `${ladderTitle(flow, ladder)}: ${rungTitle(flow, ladder, name)}`]);
    }
  }
  return new Map([...Map.groupBy(found, ([kind]) => kind)].map(([kind, all]) => [kind, all.map(([, by]) => by)]));
}

function ladderText(flow: FlowDefinition, name: string, ladder: LadderDefinition): string {
  const { anchor, during, pauseWhile = [], renewedBy = [], stopWhen, rungs } = ladder;
  const states = (names: readonly string[]) =>
    plain(
      listed(
        names.map((state) => stateTitle(flow, state)),
        'or',
      ),
    );
  const sentence = [
    `Counted from ${anchor === 'entered' ? 'when it got there' : code(anchor)}, while it is ${states(during)}.`,
    pauseWhile.length === 0 ? '' : `It stands still while it is ${states(pauseWhile)}.`,
    renewedBy.length === 0
      ? ''
      : `It begins anew with ${plain(
          listed(
            renewedBy.map((event) => eventTitle(flow, event)),
            'or',
          ),
        )}.`,
    stopWhen === undefined ? '' : `It ends when ${plain(guardText(conditionText(flow, stopWhen)))}.`,
  ];
  return blocks(
    `**${plain(ladderTitle(flow, name))}.** ${sentence.filter((part) => part !== '').join(' ')}`,
    table(
      ['Rung', 'When', 'What happens', 'Approved by', 'To'],
      rungs.map((rung) => [
        plain(rungTitle(flow, name, rung.name)),
        `${plain(rungWhen(flow, rung))}${tunedBy(rung.after)}`,
        consequences(flow, rung),
        rung.approval === undefined ? '' : plain(approversText(flow, rung.approval)),
        rung.to === undefined ? '' : `**${plain(stateTitle(flow, rung.to))}**`,
      ]),
    ),
  );
}

/** The parameters by which a length can be tuned. */
function tunedBy(length: Length): string {
  const names = [
    ...new Set(branchesOf(length).flatMap((branch) => (typeof branch.length === 'string' ? [code(branch.length)] : []))),
  ];
  return names.length === 0 ? '' : ` (${names.join(', ')})`;
}
