import type { Diagnosis } from '@throughline/api';
import { formatMoney } from '@throughline/language';
import PDFDocument from 'pdfkit';
import type { CompanyContext } from '../http/handler.ts';
import type { Throughline } from '../throughline.ts';
import { printable } from './printable.ts';
import { showDiagnosis } from './show.ts';

/** A4, in points. */
const margin = 42;
const width = 595.28 - 2 * margin;
const bottom = 841.89 - margin;

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
  const page = new PDFDocument({ size: 'A4', margins: { top: margin, bottom: 20, left: margin, right: margin }, info });
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

type Page = InstanceType<typeof PDFDocument>;

function write(page: Page, found: Diagnosis, about: About): void {
  const { question, metric, owner, case: of } = found;
  const periods = `${question.from} to ${question.to}, against ${question.against.from} to ${question.against.to}`;
  line(
    page,
    [
      about.simulated ? 'Simulated' : '',
      of.key,
      metric.title,
      periods,
      `owner ${owner.person === null ? owner.title : `${owner.person}, ${owner.title}`}`,
    ],
    {
      size: 8,
      grey: true,
    },
  );
  page.moveDown(0.4);
  page.font('Helvetica').fontSize(14).fillColor('#16181b').text(printable(found.says), { width, lineGap: 3 });
  page.moveDown(0.6);
  const { stage, bucket, sample, pattern, action } = found.steps;
  if (stage !== null) stageTable(page, stage.result);
  if (bucket !== null) bucketTable(page, bucket.result);
  if (sample !== null) sampleTable(page, sample.result);
  if (pattern !== null) patternTable(page, pattern.result);
  if (action !== null) {
    causeTable(page, action.result);
    heading(page, 'What can be done');
    for (const { title, detail } of action.result.proposals) line(page, [`${title}. ${detail}`], { size: 8.5 });
  }
  if (found.decision !== null)
    line(page, [`Decided: ${found.decision.decision}, by ${found.decision.by.name} on ${found.decision.at.slice(0, 10)}`], {
      size: 8.5,
    });
  const { asOf } = found;
  const sealed = asOf.seal === null ? 'not sealed' : `sealed to ${asOf.seal}`;
  const seen = found.visibleEntities === undefined ? '' : `Only of ${found.visibleEntities.join(', ')}`;
  page.y = Math.min(page.y + 6, bottom - 8);
  line(page, [`The log as recorded before ${asOf.recordedAt ?? 'now'}, ${sealed}`, seen], { size: 7.5, grey: true });
}

function line(
  page: Page,
  parts: readonly string[],
  { size, grey = false }: { readonly size: number; readonly grey?: boolean },
): void {
  const text = printable(parts.filter((part) => part !== '').join(' · '));
  page
    .font('Helvetica')
    .fontSize(size)
    .fillColor(grey ? '#4a5058' : '#16181b');
  if (page.y + size < bottom) page.text(text, margin, page.y, { width, lineGap: 1.5 });
}

function heading(page: Page, title: string, note = ''): void {
  if (page.y + 30 > bottom) return;
  page.moveDown(0.5);
  page
    .moveTo(margin, page.y)
    .lineTo(margin + width, page.y)
    .lineWidth(0.6)
    .strokeColor('#c8c9c3')
    .stroke();
  page.y += 4;
  const top = page.y;
  page
    .font('Helvetica-Bold')
    .fontSize(9)
    .fillColor('#16181b')
    .text(printable(title), margin, top, { width: width * 0.5 });
  page
    .font('Helvetica')
    .fontSize(7.5)
    .fillColor('#4a5058')
    .text(printable(note), margin + width * 0.4, top + 1, { width: width * 0.6, align: 'right' });
  page.y = top + 13;
}

interface Column {
  readonly title: string;
  /** Of the width of the page. */
  readonly share: number;
  readonly right?: boolean;
}

/** Lines of one height; what does not fit its cell ends in an ellipsis, and lines past the end of the page are counted. */
function table(
  page: Page,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  bold: (row: number) => boolean,
  size = 8,
): void {
  const height = size + 4;
  const put = (cells: readonly string[], font: string, colour: string) => {
    let left = margin;
    const top = page.y;
    page.font(font).fontSize(size).fillColor(colour);
    for (const [index, { share, right = false }] of columns.entries()) {
      const cell = width * share - 4;
      page.text(printable(cells[index] ?? ''), left, top, {
        width: cell,
        height,
        ellipsis: true,
        lineBreak: false,
        align: right ? 'right' : 'left',
      });
      left += width * share;
    }
    page.y = top + height;
  };
  put(
    columns.map(({ title }) => title),
    'Helvetica',
    '#646a73',
  );
  for (const [index, row] of rows.entries()) {
    if (page.y + 2 * height > bottom) {
      put([`and ${rows.length - index} more`], 'Helvetica-Oblique', '#646a73');
      return;
    }
    put(row, bold(index) ? 'Helvetica-Bold' : 'Helvetica', '#16181b');
  }
}

type Result<K extends keyof Diagnosis['steps']> = NonNullable<Diagnosis['steps'][K]>['result'];

function stageTable(page: Page, { by, parts, whole, unit, chosen, currency }: Result<'stage'>): void {
  const value = (number: number | null) =>
    number === null ? 'no data' : unit === 'share' ? `${tenth(number * 100)}%` : tenth(number);
  heading(page, `1  Which ${by.title.toLowerCase()}`, [unit, currency ?? ''].filter((part) => part !== '').join(', '));
  const rows = parts.slice(0, 5).map(({ title, before, after, change }) => [title, value(before), value(after), value(change)]);
  const all = [...rows, ['Whole', value(whole.before), value(whole.after), value(whole.change)]];
  table(page, figures(by.title, ['Before', 'Now', 'Change']), all, (row) => row === chosen || row === all.length - 1);
}

function figures(first: string, others: readonly string[]): readonly Column[] {
  const share = 0.5 / others.length;
  return [{ title: first, share: 0.5 }, ...others.map((title) => ({ title, share, right: true }))];
}

function bucketTable(page: Page, { buckets, where, chosen, whole }: Result<'bucket'>): void {
  heading(page, '2  Which exception', `opened ${where}`);
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
  table(page, figures('Exception', ['Before', 'Now', 'Expected', 'Change', 'Chance']), all, (row) => row === chosen);
}

function sampleTable(page: Page, { fields, cases, note }: Result<'sample'>): void {
  heading(page, '3  Samples side by side', note ?? '');
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
  table(page, columns, [['Why chosen', ...cases.map(({ why }) => why)], ...rows], () => false, 6.5);
}

function patternTable(page: Page, { rows, population, searched, effect }: Result<'pattern'>): void {
  heading(page, `4  Pattern of “${effect}”`, `${population}; ${searched} segments searched; expected is standardised for mix`);
  const columns = [
    { title: 'Segment', share: 0.34 },
    ...['Cases', 'Affected', 'Expected', 'Excess'].map((title) => ({ title, share: 0.085, right: true })),
    { title: 'Verdict', share: 0.32 },
  ];
  const lines = rows
    .slice(0, 6)
    .map(({ label, cases, affected, expected, excess, why }) => [
      label,
      `${cases}`,
      `${affected}`,
      tenth(expected),
      tenth(excess),
      `  ${why}`,
    ]);
  table(page, columns, lines, (row) => rows[row]?.verdict === 'kept');
}

function causeTable(page: Page, { causes, note }: Result<'action'>): void {
  heading(page, '5  Changes, exposed against not exposed', note ?? '');
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
      at.slice(0, 10),
      `${exposed.cases}`,
      `${exposed.affected}`,
      tenth(exposed.expected),
      `  ${why}`,
    ]);
  table(
    page,
    columns,
    lines.length === 0 ? [['No change is known in these periods']] : lines,
    (row) => causes[row]?.verdict === 'kept',
  );
}

function tenth(value: number): string {
  return (Math.round(value * 10) / 10).toLocaleString('en-GB', { maximumFractionDigits: 1 });
}
