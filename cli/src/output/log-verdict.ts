import type { ExportVerdict, LogVerdict } from '@throughline/server';
import type { Locale } from './locale.ts';
import type { Paint } from './paint.ts';

/** What verification found, in lines. */
export function logVerdictLines(verdict: LogVerdict | ExportVerdict, locale: Locale, paint: Paint): readonly string[] {
  const { events, cases, erased, found, findings } = verdict;
  const { retired } = sealsOf(verdict);
  const hidden = found - findings.length;
  return [
    ...findings.map(({ code, message, ...place }) => `${paint('red', code)}: ${message}${placeText(place)}`),
    ...(hidden > 0 ? [`... and ${locale.count(hidden)} more.`] : []),
    `${locale.count(events)} events of ${locale.count(cases)} cases.`,
    ...(erased === 0
      ? []
      : [`Of ${locale.count(erased)} events something was erased: their chain holds, their content is gone.`]),
    ...(retired === 0
      ? []
      : [`${locale.count(retired)} events were removed when their time was over: of them, the hashes hold.`]),
    ...('unsealed' in sealsOf(verdict)
      ? openLines(verdict as LogVerdict, locale)
      : closedLines(verdict as ExportVerdict, locale)),
    found === 0
      ? paint('green', 'The log is whole.')
      : paint('red', `${locale.count(found)} findings: the log was changed by something else than the engine.`),
  ];
}

function sealsOf(verdict: LogVerdict | ExportVerdict): LogVerdict['seals'] | ExportVerdict {
  return typeof verdict.seals === 'object' ? verdict.seals : (verdict as ExportVerdict);
}

interface Place {
  readonly line?: number;
  readonly seal?: number;
  readonly caseId?: string;
  readonly seq?: number;
}

function placeText({ line, seal, caseId, seq }: Place): string {
  const parts = [
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(seal === undefined ? [] : [`seal ${seal}`]),
    ...(caseId === undefined ? [] : [`case ${caseId}`]),
    ...(seq === undefined ? [] : [`event ${seq}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function sealLines({ seals, keys }: { readonly seals: number; readonly keys: readonly string[] }): readonly string[] {
  if (seals === 0) return ['No seal has been made yet.'];
  return [`${seals === 1 ? '1 seal' : `Seals 1 to ${seals}`}, signed with ${keys.join(' and ')}.`];
}

/** Of a database: what it holds beyond its seals, and beyond those that somebody outside has. */
function openLines({ seals, decided }: LogVerdict, locale: Locale): readonly string[] {
  const { last, outside, onlyInside, unsealed } = seals;
  const more = unsealed.isMore ? 'more than ' : '';
  const oldest = unsealed.oldest === null ? '' : `, the oldest of ${locale.instant(unsealed.oldest)}`;
  const skipped = decided?.skipped === 0 ? '' : `; ${locale.count(decided?.skipped ?? 0)} cannot be, as something was erased`;
  return [
    ...(decided === undefined ? [] : [`${locale.count(decided.events)} events were decided again${skipped}.`]),
    ...sealLines(seals),
    ...(onlyInside === 0
      ? []
      : [`Events in seals ${outside + 1} to ${last?.number ?? 0}: ${locale.count(onlyInside)}, protected by no outside seal.`]),
    ...(unsealed.events === 0
      ? []
      : [`Events since seal ${last?.number ?? 0}: ${more}${locale.count(unsealed.events)}${oldest}, protected by no seal.`]),
  ];
}

/** Of a file: what it cannot prove by itself. */
function closedLines(verdict: ExportVerdict, locale: Locale): readonly string[] {
  const { last, outside } = verdict;
  if (last === null) return sealLines(verdict);
  const end = `The last seal is ${last.number}, of ${locale.instant(last.sealedAt)}: ${last.hash}`;
  if (outside === last.number) return [...sealLines(verdict), end];
  const known = outside === 0 ? 'No seal of it is known outside' : `Seal ${outside} is the last that is known outside`;
  return [...sealLines(verdict), end, `${known}: that nothing is missing at the end, --anchor or --expect-seal can tell.`];
}
