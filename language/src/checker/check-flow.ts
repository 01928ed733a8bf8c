import type { FlowDefinition } from '../definition/flow.ts';
import type { Json } from '../json.ts';
import { checkApprovals } from './approvals.ts';
import { asMeant } from './as-meant.ts';
import { behavingOf } from './behaviour.ts';
import { checkCalendars } from './calendars.ts';
import { checkChosenLengths } from './chosen-lengths.ts';
import { checkColumns } from './columns.ts';
import { checkConventions } from './conventions.ts';
import { checkData } from './data.ts';
import { checkDeadlines } from './deadlines.ts';
import { checkEffects } from './effects.ts';
import { checkExceptions } from './exceptions.ts';
import { checkExpressions } from './expressions.ts';
import { checkFailing } from './failing.ts';
import { type Finding, finding } from './finding.ts';
import { checkGuards } from './guards.ts';
import { checkLife } from './life.ts';
import { checkMessages } from './messages.ts';
import { checkNamedPersons } from './named-persons.ts';
import { checkNames } from './names.ts';
import { checkOwners } from './owners.ts';
import { checkParameters } from './parameters.ts';
import { checkSecondFactors } from './second-factors.ts';
import { checkStructure } from './structure.ts';
import { type CheckOptions, type Subject, subjectOf } from './subject.ts';
import { isTimeZone } from './time-zone.ts';

/** Whether the definition says something at all: what names, schemas and expressions it has. */
const ofMeaning = [
  checkHead,
  checkData,
  checkColumns,
  checkNames,
  checkCalendars,
  checkParameters,
  checkChosenLengths,
  checkExpressions,
];
/** What follows from it: what can happen to a case. */
const ofBehaviour = [
  checkLife,
  checkGuards,
  checkOwners,
  checkDeadlines,
  checkApprovals,
  checkNamedPersons,
  checkSecondFactors,
  checkFailing,
  checkExceptions,
  checkEffects,
  checkMessages,
  checkConventions,
];

/**
 * Judges the definition of a flow. Takes any JSON: what is not even a definition is told why. With one error or more it cannot
 * be deployed. Findings stand in the order of their families; the same definition always gives the same ones.
 *
 * What can happen to a case is derived from guards and data by a solver (see docs/adr/0015-what-the-checker-can-know.md): what it
 * cannot show to be impossible is taken to be possible. Of a definition whose expressions have errors, behaviour is judged as if
 * each guard held at times; of one with a slip in a name, as if the name that it resembles stood there.
 */
export function checkFlow(definition: unknown, options: CheckOptions = {}): readonly Finding[] {
  const malformed = checkStructure(definition as Json);
  // What follows relies on the form; a finding made of a broken form would have no ground.
  if (malformed.length > 0) return malformed;
  const subject = subjectOf(definition as FlowDefinition, options);
  const meant = asMeant(subject, definition as FlowDefinition, options);
  const meaning = ofMeaning.flatMap((check) => check(check === checkParameters ? meant : subject));
  const isSound = meaning.every(({ severity }) => severity !== 'error');
  const behaving = behavingOf(meant, isSound);
  return [...meaning, ...ofBehaviour.flatMap((check) => check(behaving))];
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
