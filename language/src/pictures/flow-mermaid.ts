import type { FlowDefinition } from '../definition/flow.ts';
import { type Arrow, graphOf, type StateNode, startNode, type Way } from './graph.ts';
import { assertDrawable, readable } from './picture-error.ts';
import { oneLine } from './wording.ts';

const labelLongest = 120;
const safe = /[^\p{L}\p{M}\p{N} ,./()+?!-]/gu;

/**
 * A flow as a Mermaid `stateDiagram-v2`, for documents that render it: states with owner and target time, arrows with their events,
 * guards and approvals. Every sign that could mean something to Mermaid is written as its code, so any title is only text.
 *
 * @throws {PictureError} `flow-invalid`; `picture-too-large` beyond 150 states or 500 arrows.
 */
export function flowMermaid(definition: FlowDefinition): string {
  const { nodes, arrows } = graphOf(readable(definition));
  assertDrawable(nodes.length - 1, arrows.length);
  const ids = new Map(nodes.map((node) => [node.name, mermaidId(node)]));
  const finals = nodes.filter(({ kind }) => kind === 'done' || kind === 'failed' || kind === 'cancelled');
  const lines = [
    'stateDiagram-v2',
    ...nodes.filter(({ kind }) => kind !== 'start').map((node) => `  state "${stateLabel(node)}" as ${ids.get(node.name)}`),
    ...arrows.map((arrow) => `  ${ids.get(arrow.from)} --> ${ids.get(arrow.to)} : ${arrowLabel(arrow)}`),
    ...nodes.flatMap((node) => staysLines(node, ids.get(node.name) as string)),
    ...finals.map(({ name }) => `  ${ids.get(name)} --> [*]`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Mermaid knows words such as `end` and `note`, so ids have a prefix; two states never share one. */
function mermaidId({ name }: StateNode): string {
  if (name === startNode) return '[*]';
  return `s_${name.replace(/[^A-Za-z0-9]/g, (sign) => (sign === '_' ? '__' : `_${sign.charCodeAt(0)}_`))}`;
}

function stateLabel({ title, owner, within }: StateNode): string {
  const said = [owner, within === undefined ? undefined : `within ${within}`].filter((part) => part !== undefined);
  return mermaidText(said.length === 0 ? title : `${title} (${said.join(', ')})`);
}

function arrowLabel({ ways }: Arrow): string {
  return ways.map(wayLabel).join('<br>');
}

function wayLabel({ title, guards, timing, approval }: Way): string {
  const condition = guards.join(' or ');
  return mermaidText(
    [
      title,
      timing === undefined ? '' : ` ${timing}`,
      condition === '' ? '' : ` [${condition}]`,
      approval === undefined ? '' : `, approved by ${approval}`,
    ].join(''),
  );
}

function staysLines({ stays }: StateNode, id: string): readonly string[] {
  const titles = [...new Set(stays.map(({ title }) => title))];
  return titles.length === 0 || id === '[*]' ? [] : [`  ${id} --> ${id} : ${titles.map(mermaidText).join('<br>')}`];
}

/** Text for Mermaid, on one line. */
export function mermaidText(text: string): string {
  const line = oneLine(text.toWellFormed());
  const cut = [...line].length > labelLongest ? `${[...line].slice(0, labelLongest - 1).join('')}…` : line;
  const signs = cut.replace(safe, (sign) => `#${sign.codePointAt(0)};`);
  // Mermaid looks for a direction anywhere in a line, also within text.
  return signs.replace(/(direction) (?=TB|BT|RL|LR)/gi, '$1#32;') || '#160;';
}
