import type { FlowDefinition } from '../definition/flow.ts';
import type { Json } from '../json.ts';
import { checkColumns } from './columns.ts';
import { checkData } from './data.ts';
import { checkDeadlines } from './deadlines.ts';
import { checkExceptions } from './exceptions.ts';
import { checkExpressions } from './expressions.ts';
import { type Finding, finding } from './finding.ts';
import { checkLife } from './life.ts';
import { checkMessages } from './messages.ts';
import { checkNames } from './names.ts';
import { checkOwners } from './owners.ts';
import { checkParameters } from './parameters.ts';
import { checkStructure } from './structure.ts';
import { type CheckOptions, type Subject, subjectOf } from './subject.ts';

const families = [
  checkHead,
  checkData,
  checkColumns,
  checkNames,
  checkLife,
  checkOwners,
  checkDeadlines,
  checkParameters,
  checkExceptions,
  checkExpressions,
  checkMessages,
];

/**
 * Judges the definition of a flow. Takes any JSON: what is not even a definition is told why. With one error or more it cannot
 * be deployed. Findings stand in the order of their families; the same definition always gives the same ones.
 */
export function checkFlow(definition: unknown, options: CheckOptions = {}): readonly Finding[] {
  const malformed = checkStructure(definition as Json);
  // What follows relies on the form; a finding made of a broken form would have no ground.
  if (malformed.length > 0) return malformed;
  const subject = subjectOf(definition as FlowDefinition, options);
  return families.flatMap((check) => check(subject));
}

function checkHead({ flow }: Subject): readonly Finding[] {
  const findings: Finding[] = [];
  if (flow.name === 'exception' || flow.name === 'task') {
    findings.push(
      finding('flow-name-reserved', '/name', {
        message: `"${flow.name}" is a flow of the kernel`,
        witness: ['reserved: "exception", "task"'],
        mend: 'Give the flow another name.',
      }),
    );
  }
  if (flow.timeZone !== undefined && !isTimeZone(flow.timeZone)) {
    findings.push(
      finding('time-zone-unknown', '/timeZone', {
        message: `"${flow.timeZone}" is no time zone, expected a name such as "Europe/Rome"`,
        witness: ['the IANA time zones that this runtime knows'],
        mend: 'Write its IANA name.',
      }),
    );
  }
  return findings;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
