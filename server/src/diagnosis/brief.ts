import type { Diagnosis } from '@throughline/api';
import { formatDay, formatMoney, parseDay } from '@throughline/language';
import PDFDocument from 'pdfkit';
import type { CompanyContext } from '../http/handler.ts';
import type { Throughline } from '../throughline.ts';
import { bottom, type Column, type Figure, figures, heading, line, margin, type Page, table, width } from './brief-page.ts';
import { printable } from './printable.ts';
import { showDiagnosis } from './show.ts';

/** The diagnosis on one page, to print or to send: the sentence, what it rests on, what was rejected, and what can be done. */
export async function brief(
  throughline: Throughline,
  id: string,
  context: Pick<CompanyContext, 'visible' | 'signal'>,
): Promise<Uint8Array> {
  const found = await showDiagnosis(throughline, id, context);
  return await pageOf(found, { simulated: throughline.database === 'demo' });
}

interface About {
  readonly simulated: boolean;
}

function pageOf(found: Diagnosis, about: About): Promise<Uint8Array> {
  const info = { Title: printable(`${found.case.key}: ${found.metric.title}`), Creator: 'Throughline' };
  const page = new PDFDocument({ size: 'A4', margins: { top: margin, bottom: 8, left: margin, right: margin }, info });
  const chunks: Buffer[] = [];
  page.on('data', (chunk: Buffer) => chunks.push(chunk));
  const written = new Promise<Uint8Array>((resolve, reject) => {
    page.on('end', () => resolve(Buffer.concat(chunks)));
    page.on('error', reject);
  });
  write(page, found, about);
  page.end();
  return written;
}

function write(page: Page, found: Diagnosis, about: About): void {
  const { question, metric, owner, case: of } = found;
  const answers = owner.person === null ? owner.title : `${owner.person}, ${owner.title}`;
  line(page, [about.simulated ? 'Simulated' : '', 'Diagnosis', of.key, `${answers} answers for it`], { size: 8, isGrey: true });
  page.y += 3;
  line(page, [metric.title], { size: 10.5, isBold: true });
  line(page, [`${spanOf(question)}, against ${spanOf(question.against)}`], { size: 8.5, isGrey: true });
  page.y += 6;
  page.font('Helvetica').fontSize(13.5).fillColor('#16181b').text(printable(found.says), margin, page.y, { width, lineGap: 2.5 });
  page.y += 8;
  const { stage, bucket, sample, pattern, action } = found.steps;
  if (pattern !== null) figures(page, figuresOf(pattern.result));
  if (action !== null) doable(page, found, action.result);
  // What decides stands first; should the page end, real cases can be looked up.
  if (action !== null) causeTable(page, action.result);
  if (pattern !== null) patternTable(page, pattern.result);
  if (bucket !== null) bucketTable(page, bucket.result);
  if (stage !== null && stage.result.parts.length > 1) stageTable(page, stage.result);
  if (sample !== null) sampleTable(page, sample.result);
  const { asOf } = found;
  const sealed = asOf.seal === null ? 'not sealed' : `sealed to ${asOf.seal}`;
  const seen = found.visibleEntities === undefined ? '' : `Only of ${found.visibleEntities.join(', ')}`;
  page.y = bottom + 4;
  const said = [
    `Computed from the log as recorded before ${asOf.recordedAt?.slice(0, 16).replace('T', ' ') ?? 'now'} UTC, ${sealed}`,
    seen,
  ];
  page
    .font('Helvetica')
    .fontSize(7)
    .fillColor('#4a5058')
    .text(printable(said.filter((part) => part !== '').join(' · ')), margin, page.y, { width, lineBreak: false });
}

/** What has been decided, or what can be: the main one first. */
function doable(page: Page, { decision, dueAt }: Diagnosis, { proposals }: Result<'action'>): void {
  if (decision !== null) {
    heading(
      page,
      `Decided on ${dayOf(decision.at)} by ${decision.by.name}: ${decisionWords[decision.decision] ?? decision.decision}`,
    );
    line(page, [decision.note ?? ''], { size: 8.5 });
    return;
  }
  heading(page, 'What can be done', dueAt === null ? '' : `to be decided by ${dayOf(dueAt)}`);
  for (const [index, { title, detail }] of proposals.entries()) line(page, [`${index + 1}.  ${title}. ${detail}`], { size: 8.5 });
}

const decisionWords: Readonly<Record<string, string>> = {
  'process-change': 'a change of the process',
  'system-fix': 'a fix of the system',
  'automation-tweak': 'a change of the automation',
  'business-escalation': 'an escalation',
  incident: 'an incident',
  'no-action': 'no action',
};

function figuresOf({ whole }: Result<'pattern'>): readonly Figure[] {
  const { affectedBefore, casesBefore, affectedAfter, casesAfter, expected, excess } = whole;
  const share = (part: number, of: number) => (of === 0 ? '' : ` (${tenth((100 * part) / of)}%)`);
  return [
    {
      title: 'Before',
      value: count(affectedBefore),
      note: `of ${count(casesBefore)} cases${share(affectedBefore, casesBefore)}`,
    },
    { title: 'Now', value: count(affectedAfter), note: `of ${count(casesAfter)} cases${share(affectedAfter, casesAfter)}` },
    { title: 'Expected', value: count(expected), note: 'at the rates before, for these cases' },
    { title: 'Beyond that', value: `${excess < 0 ? '-' : '+'}${count(Math.abs(excess))}`, note: 'what there is to explain' },
  ];
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
function dayOf(day: string): string {
  const [year, month, date] = day.slice(0, 10).split('-').map(Number);
  return `${date} ${months[(month ?? 1) - 1]} ${year}`;
}

/** The last day included, as people say it. */
function spanOf({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${dayOf(from)} to ${dayOf(formatDay(parseDay(to) - 1))}`;
}

type Result<K extends keyof Diagnosis['steps']> = NonNullable<Diagnosis['steps'][K]>['result'];

function stageTable(page: Page, { by, parts, whole, unit, chosen, currency }: Result<'stage'>): void {
  const value = (number: number | null) =>
    number === null ? 'no data' : unit === 'share' ? `${tenth(number * 100)}%` : tenth(number);
  heading(page, `Which ${by.title.toLowerCase()}`, [unit, currency ?? ''].filter((part) => part !== '').join(', '));
  const rows = parts.slice(0, 5).map(({ title, before, after, change }) => [title, value(before), value(after), value(change)]);
  const all = [...rows, ['Whole', value(whole.before), value(whole.after), value(whole.change)]];
  table(page, numbers(by.title, ['Before', 'Now', 'Change']), all, {
    isBold: (row) => row === chosen || row === all.length - 1,
  });
}

function numbers(first: string, others: readonly string[]): readonly Column[] {
  const share = 0.5 / others.length;
  return [{ title: first, share: 0.5 }, ...others.map((title) => ({ title, share, right: true }))];
}

function bucketTable(page: Page, { buckets, where, chosen, whole }: Result<'bucket'>): void {
  heading(page, 'Which exception', `Opened ${where}; more than expected by more than chance brings is a spike`);
  const rows = buckets
    .slice(0, 5)
    .map(({ title, before, after, expected, change, bound }) => [
      title,
      `${before}`,
      `${after}`,
      tenth(expected),
      tenth(change),
      tenth(bound),
    ]);
  const all = [...rows, ['All', `${whole.before}`, `${whole.after}`, tenth(whole.expected), tenth(whole.change), '']];
  table(page, numbers('Exception', ['Before', 'Now', 'Expected', 'Change', 'Chance']), all, {
    isBold: (row) => row === chosen,
  });
}

function sampleTable(page: Page, { fields, cases, note }: Result<'sample'>): void {
  heading(page, 'Real cases side by side', note ?? '');
  const share = 0.84 / Math.max(1, cases.length);
  const columns = [{ title: '', share: 0.16 }, ...cases.map(({ case: of }) => ({ title: of.key, share }))];
  const rows = fields.map(({ title, kind }, index) => [
    title,
    ...cases.map(({ cells, currency }) => {
      const { value = null, marked = false } = cells[index] ?? {};
      if (value === null) return 'none';
      const text = kind === 'money' && typeof value === 'number' ? formatMoney(BigInt(value), currency ?? '') : String(value);
      return marked ? `* ${text}` : text;
    }),
  ]);
  table(page, columns, [['Why chosen', ...cases.map(({ why }) => why)], ...rows], { size: 6.5, lines: 1 });
}

function patternTable(page: Page, { rows, population, searched, effect }: Result<'pattern'>): void {
  heading(
    page,
    `Who has “${effect}”: what was looked at, and what was rejected`,
    `Among ${population}. ${searched} parts searched; expected is what the rates before would bring at the mix of now`,
  );
  const columns = [
    { title: 'Part of the cases', share: 0.34 },
    ...['Cases', 'Affected', 'Expected', 'Excess'].map((title) => ({ title, share: 0.085, right: true })),
    { title: 'Verdict', share: 0.32 },
  ];
  // The first ones, and that everything rose, which is always looked at.
  const shown = [...rows.slice(0, Math.min(4, rows.length - 1)), ...rows.slice(-1)];
  const lines = shown.map(({ label, cases, affected, expected, excess, why }) => [
    label,
    `${cases}`,
    `${affected}`,
    tenth(expected),
    tenth(excess),
    why,
  ]);
  table(page, columns, lines, { isBold: (row) => shown[row]?.verdict === 'kept', size: 7.5 });
}

function causeTable(page: Page, { causes, note }: Result<'action'>): void {
  heading(page, 'What was changed, and whom it could touch', note ?? '');
  const columns = [
    { title: 'Change', share: 0.34 },
    { title: 'When', share: 0.1 },
    ...['Exposed', 'Affected', 'Expected'].map((title) => ({ title, share: 0.08, right: true })),
    { title: 'Verdict', share: 0.32 },
  ];
  const lines = causes
    .slice(0, 6)
    .map(({ key, title, at, exposed, why }) => [
      title.startsWith(key) ? title : `${key} ${title}`,
      dayOf(at),
      `${exposed.cases}`,
      `${exposed.affected}`,
      tenth(exposed.expected),
      why,
    ]);
  table(page, columns, lines.length === 0 ? [['No change is known in these periods']] : lines, {
    isBold: (row) => causes[row]?.verdict === 'kept',
    size: 7.5,
  });
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}

function tenth(value: number): string {
  return (Math.round(value * 10) / 10).toLocaleString('en-GB', { maximumFractionDigits: 1 });
}
