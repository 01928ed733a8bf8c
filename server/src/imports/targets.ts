import type { ColumnChoice, ImportField, Upload } from '@throughline/api';
import { type CompiledFlow, kernelFlows } from '@throughline/language';
import { newestFlow, newestFlows } from '../cases/flow-book.ts';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { dataTarget } from './data-target.ts';
import { isImportable } from './importer.ts';
import { invoiceTarget, isInvoiceFlow } from './invoice-target.ts';
import { planTarget } from './plan-target.ts';
import type { ChoiceFault, ImportTarget, TargetField } from './target.ts';

const targetsMax = 100;

/** The flows that a file can be made cases of. */
export async function importTargets(throughline: Throughline): Promise<readonly ImportTarget[]> {
  const targets = (await newestFlows(throughline)).flatMap((flow) => targetOf(flow) ?? []);
  return targets.slice(0, targetsMax);
}

/** @throws ThroughlineError flow-unknown */
export async function importTarget(throughline: Throughline, name: string, choice?: ColumnChoice): Promise<ImportTarget> {
  const flow = await newestFlow(throughline, name);
  if (choice?.draft !== undefined && isImportable(flow) && !kernelFlows.has(flow.name)) return lived(planTarget(flow));
  const target = targetOf(flow);
  if (target !== undefined) return lived(target);
  const expected = (await importTargets(throughline)).map(({ flow }) => flow.name).join(', ');
  throw new ThroughlineError('flow-unknown', `A row cannot hold what a case of ${name} begins with`, { place: 'flow', expected });
}

/** With where history ends, as far as the choice says it. */
export function lived(target: ImportTarget): ImportTarget {
  const mappingOf = (choice: ColumnChoice) => {
    const mapping = target.mappingOf(choice);
    return choice.liveFrom === undefined ? mapping : { ...mapping, liveFrom: new Date(choice.liveFrom).toISOString() };
  };
  return { ...target, mappingOf };
}

function targetOf(flow: CompiledFlow): ImportTarget | undefined {
  if (kernelFlows.has(flow.name) || !isImportable(flow)) return undefined;
  return isInvoiceFlow(flow) ? invoiceTarget(flow) : dataTarget(flow);
}

export function fieldView({ name, title, kind, neededFor, required, oftenCalled }: TargetField): ImportField {
  const shown = kind === 'key' || kind === 'currency' ? 'text' : kind;
  return { name, title, kind: shown, neededFor, required, oftenCalled: oftenCalled.slice(0, 40) };
}

/**
 * Refuses a choice that cannot be right, before anything is read.
 *
 * @throws ThroughlineError mapping-unfit
 */
export function requireChoice(target: ImportTarget, choice: ColumnChoice, upload: Upload): void {
  const faults = [...columnFaults(target, choice, upload), ...target.faultsOf(choice)];
  const [first] = faults;
  if (first === undefined) return;
  const more = faults.length === 1 ? '' : ` (and ${faults.length - 1} more)`;
  const { place, message, expected } = first;
  throw new ThroughlineError('mapping-unfit', `${message}${more}`, {
    place,
    details: faults,
    ...(expected === undefined ? {} : { expected }),
  });
}

function columnFaults({ fields }: ImportTarget, { columns }: ColumnChoice, upload: Upload): readonly ChoiceFault[] {
  const names = upload.columns.map(({ name }) => name);
  const faults: ChoiceFault[] = [];
  for (const { name, title, required } of fields) {
    const column = columns[name];
    const place = `choice/columns/${name}`;
    if (column === undefined) {
      if (required) faults.push({ place, message: `No column is chosen for ${title}`, expected: 'a column of the file' });
    } else if (!names.includes(column))
      faults.push({ place, message: `The file has no column “${column}”`, expected: names.slice(0, 20).join(', ') });
    else if (column.trim() === '' || names.indexOf(column) !== names.lastIndexOf(column)) {
      faults.push({
        place,
        message: `The name of the column “${column}” is not its own`,
        expected: 'a name that stands once in the header',
      });
    }
  }
  for (const name of Object.keys(columns)) {
    if (!fields.some((field) => field.name === name))
      faults.push({ place: `choice/columns/${name}`, message: `There is no field ${name}` });
  }
  return faults;
}
