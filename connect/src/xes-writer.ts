import type { ExportedEvent, ExportedEvents } from './exported-event.ts';

const head = `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/><date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/></global>
<classifier name="Event" keys="concept:name"/>
`;

/** An event log as XES (IEEE 1849-2016), piece by piece: a trace a case, its events in the order of the log. */
export async function* writeXes(events: ExportedEvents): AsyncGenerator<string> {
  yield head;
  let open: string | undefined;
  for await (const batch of events) {
    const pieces: string[] = [];
    for (const event of batch) {
      if (event.caseId !== open) pieces.push(open === undefined ? '' : '</trace>\n', traceHead(event));
      open = event.caseId;
      pieces.push(eventXml(event));
    }
    yield pieces.join('');
  }
  yield `${open === undefined ? '' : '</trace>\n'}</log>\n`;
}

function traceHead({ caseId, flow, entity, key }: ExportedEvent): string {
  return `<trace>${text('concept:name', `${flow} ${entity} ${key}`)}${text('id', caseId)}${text('flow', flow)}${text('entity', entity)}${text('key', key)}\n`;
}

function eventXml({ type, kind, from, to, actor, occurredAt, recordedAt, seq, deviation, data }: ExportedEvent): string {
  const parts = [
    ...[text('concept:name', type), date('time:timestamp', occurredAt), text('org:resource', actor), text('kind', kind)],
    ...[from === null ? '' : text('from', from), text('state', to), date('recorded', recordedAt)],
    ...[`<int key="number" value="${seq}"/>`, `<boolean key="deviation" value="${deviation}"/>`],
    ...Object.entries(data).map(([name, value]) => attribute(`data:${name}`, value)),
  ];
  return `<event>${parts.join('')}</event>\n`;
}

function attribute(key: string, value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value === 'string') return text(key, value);
  const type = typeof value === 'boolean' ? 'boolean' : Number.isSafeInteger(value) ? 'int' : 'float';
  return `<${type} key="${xmlText(key)}" value="${value}"/>`;
}

function text(key: string, value: string): string {
  return `<string key="${xmlText(key)}" value="${xmlText(value)}"/>`;
}

function date(key: string, value: string): string {
  return `<date key="${key}" value="${value}"/>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text as the value of an attribute. What XML 1.0 has no place for becomes U+FFFD; line breaks stay what they are. */
export function xmlText(value: string): string {
  return (
    value
      .toWellFormed()
      .replaceAll(/[&<>"]/g, (character) => entities[character] ?? '')
      .replaceAll(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot say.
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
  );
}
