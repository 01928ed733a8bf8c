import type { ReleasePackage } from '@throughline/api';

/** What is nowhere written. */
const nothing = '_none_';

/** A release as a document: dated, made of what stands in it and in its changes. Pure. */
export function releaseMarkdown(release: Omit<ReleasePackage, 'markdown'>, at: string): string {
  const { number, title, summary, state, changes, approvals, guardRails } = release;
  const parts = [
    `# Release ${number}: ${title}`,
    `As of ${at.slice(0, 16).replace('T', ' ')} UTC. ${state.title}.`,
    summary,
    section('Calendar', [
      row('Promised for', release.committedOn),
      row('Planned for', release.plannedOn),
      row('Went live on', release.releasedOn),
      row('Systems', release.systems.join(', ')),
      row('Flows', release.flows.join(', ')),
      ...release.conflicts.map(({ text }) => `- In the way: ${text}`),
    ]),
    section(
      'What is missing',
      release.missing.map((each) => `- ${each}`),
    ),
    section(
      'Approvals',
      approvals.map(
        ({ number: of, by, at: when, of: what, reason }) =>
          `- ${of}, ${what}: ${by.name}, ${when.slice(0, 10)}${reason === null ? '' : `: ${reason}`}`,
      ),
    ),
    section('Release notes', [
      ...(release.notes === '' ? [] : [release.notes]),
      ...changes.filter(({ notes }) => notes !== '').map((each) => `- **${each.number} ${each.title}**: ${each.notes}`),
    ]),
    section(
      'Tests',
      changes.map(
        (each) =>
          `- **${each.number} ${each.title}** (risk ${each.risk}, ${each.state}): ${each.testPlan || nothing}. Results: ${each.testResults || nothing}`,
      ),
    ),
    section(
      'Sign-off of users',
      changes.map((each) => `- ${each.number}: ${each.uat || nothing}`),
    ),
    section(
      'Roll-back',
      changes.map((each) => `- ${each.number}: ${each.rollbackPlan || nothing}`),
    ),
    section('Communication', [
      ...(release.communication === '' ? [] : [release.communication]),
      ...changes.filter(({ communication }) => communication !== '').map((each) => `- ${each.number}: ${each.communication}`),
    ]),
    section('Hypercare', [
      row('Until', release.hypercareUntil),
      ...guardRails.map((each) => `- ${each.title}: ${each.breached ? 'out of its bounds' : 'within its bounds'}`),
    ]),
  ];
  return `${parts.filter((each) => each !== '').join('\n\n')}\n`;
}

const row = (name: string, value: string | null) => (value === null || value === '' ? '' : `- ${name}: ${value}`);

function section(title: string, lines: readonly string[]): string {
  const said = lines.filter((line) => line !== '');
  return `## ${title}\n\n${said.length === 0 ? nothing : said.join('\n')}`;
}
