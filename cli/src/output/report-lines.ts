import type { CheckReport, PlacedFinding } from '@throughline/server';
import { type FindingStyle, findingLines } from './finding-lines.ts';
import { quoted } from './quoted.ts';
import { shown } from './table.ts';
import { labelled } from './wrap.ts';

/** The findings, and a line that sums them up. */
export function reportLines(report: CheckReport, style: FindingStyle): readonly string[] {
  const groups = Map.groupBy(report.findings, ({ code, place, message }) => JSON.stringify([code, place, message]));
  const lines = [...groups.values()].flatMap((group) => {
    const [found] = group;
    return found === undefined ? [] : findingLines(found, style, { times: group.length, replay: replayCommand(report, found) });
  });
  return [...lines, ...summaryLines(report, style)];
}

/** Of one file, findings have numbers. */
function replayCommand({ files, findings }: CheckReport, found: PlacedFinding): string | undefined {
  const [file = ''] = files;
  if (found.replay === undefined || files.length !== 1) return undefined;
  return `throughline flow replay ${quoted(file)} --finding ${findings.indexOf(found) + 1}`;
}

function summaryLines(
  { files, flows, metrics, errors, warnings, findings }: CheckReport,
  { paint, width }: FindingStyle,
): readonly string[] {
  const judged = [
    ...(flows.length === 0 ? [] : [`${flows.length === 1 ? 'flow' : 'flows'} ${flows.map((name) => shown(name)).join(', ')}`]),
    ...(metrics.length === 0 ? [] : [counted(metrics.length, 'metric')]),
    ...(files.length > 1 ? [`in ${files.length} files`] : []),
  ];
  const what = judged.length === 0 ? counted(files.length, 'file') : judged.join(' and ').replace(' and in ', ' in ');
  if (errors + warnings === 0) return labelled('', `${what}: ${paint('green', 'nothing to find')}`, width);
  const verdict = `${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
  const replays = findings.filter(({ replay }) => replay !== undefined).length;
  const hint =
    replays === 0 || files.length === 1
      ? []
      : ['`throughline flow replay <file> --finding <code>` decides a way to the problem, step by step.'];
  return [
    ...labelled('', `${what}: ${paint(errors > 0 ? 'red' : 'yellow', verdict)}`, width),
    ...hint.flatMap((line) => labelled('', line, width)),
  ];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
