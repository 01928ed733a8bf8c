import type { ExportedEvents } from './exported-event.ts';

const head = 'case,flow,entity,key,number,activity,kind,from,state,actor,timestamp,recorded,deviation,changes';

/** An event log as CSV (RFC 4180), piece by piece: a line an event. Columns are called as mining tools look for them. */
export async function* writeLogCsv(events: ExportedEvents): AsyncGenerator<string> {
  yield `${head}\r\n`;
  for await (const batch of events) {
    const lines = batch.map(
      ({ caseId, flow, entity, key, seq, type, kind, from, to, actor, occurredAt, recordedAt, deviation, data }) =>
        [
          caseId,
          flow,
          entity,
          key,
          String(seq),
          type,
          kind,
          from ?? '',
          to,
          actor,
          occurredAt,
          recordedAt,
          String(deviation),
          JSON.stringify(data),
        ]
          .map(field)
          .join(','),
    );
    yield lines.length === 0 ? '' : `${lines.join('\r\n')}\r\n`;
  }
}

/** A text that a spreadsheet would take for a formula begins with an apostrophe. */
function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
