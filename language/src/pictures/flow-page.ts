import { createHash } from 'node:crypto';
import type { Finding } from '../checker/finding.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import type { MetricDefinition } from '../definition/metric.ts';
import { canonical, type Json } from '../json.ts';
import { roleTitle } from '../titles.ts';
import { flowMermaid } from './flow-mermaid.ts';
import { graphOf } from './graph.ts';
import { automationPart } from './page-automation.ts';
import { businessPart, systemPart } from './page-business.ts';
import { exceptionsPart } from './page-exceptions.ts';
import { blocks, plain, table } from './page-markdown.ts';
import { impactPart } from './page-metrics.ts';
import { pictureArrowsMax, pictureStatesMax, readable } from './picture-error.ts';

export interface PageOptions {
  /** Of these, the metrics that read this flow are told. */
  readonly metrics?: readonly MetricDefinition[];
  /** What the checker says of the flow. Absent: the page does not speak of it. */
  readonly findings?: readonly Pick<Finding, 'severity' | 'message' | 'mend'>[];
  readonly version?: number;
}

/**
 * The page of a flow as Markdown, in the order in which it is thought of: business flow, system behaviour, exceptions, automation,
 * KPI impact; with the picture as a Mermaid block. The same definition gives the same text.
 *
 * @throws {PictureError} `flow-invalid`
 */
export function flowPage(definition: FlowDefinition, { metrics = [], findings, version }: PageOptions = {}): string {
  const flow = readable(definition);
  const page = blocks(
    `# ${plain(flow.title)}`,
    flow.description !== undefined && plain(flow.description),
    headOf(flow, version),
    findingsOf(findings),
    '## 1. Business flow',
    pictureOf(flow),
    businessPart(flow),
    '## 2. System behaviour',
    systemPart(flow),
    '## 3. Exceptions',
    exceptionsPart(flow),
    '## 4. Automation',
    automationPart(flow),
    '## 5. KPI impact',
    impactPart(flow, metrics),
  );
  return `${page}\n`;
}

function headOf(flow: FlowDefinition, version: number | undefined): string {
  // As of a compiled flow: two definitions are the same exactly when their hashes are.
  const hash = createHash('sha256')
    .update(canonical(JSON.parse(JSON.stringify(flow)) as Json))
    .digest('hex');
  const calendar = flow.calendars?.[flow.calendar?.default ?? ''];
  const place = [flow.stream, flow.stage].filter((part) => part !== undefined).join(', ');
  return table(
    ['', ''],
    [
      ['Answers for it', plain(roleTitle(flow, flow.owner))],
      ...(place === '' ? [] : [['Stream, stage', plain(place)]]),
      ['Name', plain(flow.name)],
      ...(version === undefined ? [] : [['Version', String(version)]]),
      ['Definition', `\`${hash.slice(0, 12)}\` (SHA-256)`],
      ['Days in', plain(calendar?.timeZone ?? flow.timeZone ?? 'UTC')],
    ],
  );
}

function findingsOf(findings: PageOptions['findings']): string {
  if (findings === undefined) return '';
  if (findings.length === 0) return 'The checker finds nothing to say against it.';
  const said = findings.map(({ severity, message, mend }) => `- **${severity}**: ${plain(message)}. ${plain(mend)}`);
  const lines = [...new Set(said)];
  return blocks(`The checker finds ${lines.length === 1 ? 'one thing' : `${lines.length} things`}:`, lines.join('\n'));
}

function pictureOf(flow: FlowDefinition): string {
  const { nodes, arrows } = graphOf(flow);
  if (nodes.length - 1 > pictureStatesMax || arrows.length > pictureArrowsMax)
    return `${nodes.length - 1} states are too many for one picture.`;
  return `\`\`\`mermaid\n${flowMermaid(flow)}\`\`\``;
}
