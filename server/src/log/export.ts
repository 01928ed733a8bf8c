import { type LogEvent, logExportMax } from '@throughline/api';
import type { CsvLine } from '../cases/case-csv.ts';
import type { Throughline } from '../throughline.ts';
import { type LogContext, logEvents } from './events.ts';
import type { LogQuestion } from './selection.ts';

const pageSize = 200;

/** All events of a question up to the bound, the newest first. */
async function* allEvents(
  throughline: Throughline,
  context: LogContext & { readonly signal: AbortSignal },
  question: LogQuestion,
): AsyncGenerator<readonly LogEvent[]> {
  let after: string | undefined;
  let given = 0;
  do {
    context.signal.throwIfAborted();
    const page = await logEvents(throughline, context, {
      ...question,
      limit: pageSize,
      ...(after === undefined ? {} : { after }),
    });
    const items = page.items.slice(0, logExportMax - given);
    given += items.length;
    yield items;
    after = given < logExportMax ? page.next : undefined;
  } while (after !== undefined);
}

/** A line an event: the head first. */
export async function* logLines(
  throughline: Throughline,
  context: LogContext & { readonly signal: AbortSignal },
  question: LogQuestion,
): AsyncGenerator<CsvLine> {
  let isFirst = true;
  for await (const items of allEvents(throughline, context, question)) {
    // The head comes after the first look: where the question is wrong, nothing has been said yet.
    if (isFirst) yield [...head];
    isFirst = false;
    for (const event of items) yield lineOf(event);
  }
}

const head = [
  ...[
    'Recorded',
    'Occurred',
    'Flow',
    'Entity',
    'Key',
    'Of',
    'Number',
    'Event',
    'Type',
    'Kind',
    'From',
    'To',
    'By',
    'Behind',
    'Reason',
  ],
  ...['Outcome', 'Deviation', 'By hand', 'Cause', 'Sealed', 'Hash', 'Id'],
] as const;

function lineOf(event: LogEvent): CsvLine {
  const { case: of, cause } = event;
  return [
    ...[
      event.recordedAt,
      event.occurredAt,
      of.flow,
      of.entity,
      of.key,
      of.of?.key ?? null,
      event.seq,
      event.title,
      event.type,
      event.kind,
    ],
    ...[event.from?.title ?? null, event.to.title, event.actor.id, event.principal?.id ?? null, event.reason],
    event.outcomes.map(({ text }) => text).join('; ') || null,
    ...[
      event.deviation,
      String(event.manual),
      cause === null ? null : `${cause.case}/${cause.seq}`,
      String(event.sealed),
      event.hash,
      of.id,
    ],
  ];
}

/** The same as an XES log: a trace a case, its events in their order. */
export async function logXes(
  throughline: Throughline,
  context: LogContext & { readonly signal: AbortSignal },
  question: LogQuestion,
): Promise<string> {
  const traces = new Map<string, { readonly of: LogEvent['case']; readonly events: LogEvent[] }>();
  for await (const items of allEvents(throughline, context, question)) {
    for (const event of items) {
      const trace = traces.get(event.case.id) ?? { of: event.case, events: [] };
      trace.events.push(event);
      traces.set(event.case.id, trace);
    }
  }
  const written = [...traces.values()].map(({ of, events }) => {
    const ordered = events.toSorted((a, b) => a.seq - b.seq).map(eventXml);
    return `<trace>${text('concept:name', `${of.flow} ${of.entity} ${of.key}`)}${text('flow', of.flow)}${text('entity', of.entity)}${ordered.join('')}</trace>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<classifier name="Event" keys="concept:name"/>
${written.join('\n')}
</log>
`;
}

function eventXml({ title, type, kind, occurredAt, recordedAt, actor, to, seq }: LogEvent): string {
  const times = `<date key="time:timestamp" value="${occurredAt}"/><date key="recorded" value="${recordedAt}"/>`;
  const words = [
    text('concept:name', type),
    text('title', title),
    text('kind', kind),
    text('org:resource', actor.id),
    text('state', to.state),
  ];
  return `<event>${words.join('')}${times}<int key="number" value="${seq}"/></event>`;
}

function text(key: string, value: string): string {
  return `<string key="${key}" value="${escaped(value)}"/>`;
}

const entitiesOf: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML 1.0 has no place for becomes U+FFFD; line breaks stay what they are. */
function escaped(value: string): string {
  return (
    value
      .toWellFormed()
      .replaceAll(/[&<>"]/g, (character) => entitiesOf[character] ?? '')
      .replaceAll(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot say.
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
  );
}
