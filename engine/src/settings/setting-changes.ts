import {
  type CalendarDefinition,
  checkFlow,
  checkParameterChange,
  compileCalendar,
  type Finding,
  type FlowDefinition,
  type JsonObject,
  type Millis,
  type ParametersInForce,
  parametersAt,
} from '@throughline/language';
import { type Client, type Database, inTransaction } from '../database.ts';
import { EngineError } from '../errors.ts';
import { insertCalendar, insertParameters } from '../sql/insert-decisions.ts';
import {
  type CalendarDecision,
  hasHistory,
  type ParameterDecision,
  readCalendars,
  readDefinitions,
  readParameters,
} from '../sql/read-decisions.ts';
import { countSettings } from '../sql/read-settings.ts';
import { insertSweep, readSweeps, type SweepView } from '../sql/sweeps.ts';
import { postgresTransaction } from '../store/postgres-store.ts';
import { effectOfCalendar, effectOfParameters, needsSweep } from './comes-earlier.ts';
import { createSettingsRegistry } from './settings.ts';

interface SettingChange {
  readonly flow: string;
  /** Business time from which it holds: now, where it is absent, or later. */
  readonly from?: Millis;
  /** Who decides it, and why. */
  readonly by: string;
  readonly reason: string;
}

/** Values for parameters of a flow, by name; those that are not named stay, and `null` gives one its default back. */
export interface ParameterSetting extends SettingChange {
  readonly values: JsonObject;
  /** The roles of whoever decides; absent: it has been judged elsewhere who may. */
  readonly roles?: readonly string[];
}

/** Another definition for a calendar of a flow. */
export interface CalendarSetting extends SettingChange {
  readonly name: string;
  readonly definition: CalendarDefinition;
}

export interface SettingChanged {
  readonly revision: number;
  readonly from: Millis;
  /** Cases may be due earlier: their wake-ups are looked at again in the background. */
  readonly isSwept: boolean;
  /** What the checker warns of. */
  readonly findings: readonly Finding[];
}

/** Parameters and calendars: they are decided beside the versions of a flow, and hold for the cases of all of them. */
export interface SettingControls {
  /**
   * Decides about parameters. From then on deadlines are those of the new values, for cases that exist, too.
   *
   * @throws EngineError change-refused, with the findings as its details; flow-unknown; reason-missing
   */
  changeParameters(setting: ParameterSetting): Promise<SettingChanged>;
  /** The same for a calendar that cases of the flow can have. */
  changeCalendar(setting: CalendarSetting): Promise<SettingChanged>;
  /** The parameters of a flow's newest released version in force and to come, and all decisions about them. */
  parameters(flow: string): Promise<ParametersInForce & { readonly decisions: readonly ParameterDecision[] }>;
  /** All decisions about calendars of a flow. */
  calendars(flow: string): Promise<readonly CalendarDecision[]>;
  /** How far cases have been looked at again after changes; newest first, at most 100. */
  sweeps(): Promise<readonly SweepView[]>;
}

/** So many decisions about a flow's parameters, and as many about its calendars, are kept; each process holds them in memory. */
const decisionsMax = 10_000;
/** So many of them may lie in the future: each is looked at when a wake-up is derived. */
const scheduledMax = 100;

export function settingControls(database: Database): SettingControls {
  return {
    changeParameters: (setting) => inTransaction(database, (client) => changeParameters(client, setting)),
    changeCalendar: (setting) => inTransaction(database, (client) => changeCalendar(client, setting)),
    async parameters(flow) {
      const subject = await subjectOf(database, flow);
      const decisions = await readParameters(database, flow);
      return { ...parametersAt(subject.newest, decisions, subject.now), decisions };
    },
    calendars: (flow) => readCalendars(database, flow),
    sweeps: () => readSweeps(database),
  };
}

async function changeParameters(client: Client, setting: ParameterSetting): Promise<SettingChanged> {
  const { flow, by, reason, values, roles } = setting;
  // Whoever decides next waits here until this is committed.
  await countSettings(client);
  const { newest, all, now } = await subjectOf(client, flow);
  const before = await readParameters(client, flow);
  const decision = { values, ...placed(setting, before, now) };
  const findings = checkParameterChange(newest, decision, {
    timeline: before,
    now,
    ...(roles === undefined ? {} : { roles }),
  });
  refuseErrors(flow, findings);
  await insertParameters(client, { flow, at: now, ...decision });
  const effect = effectOfParameters(all, { before, after: [...before, decision], from: decision.from });
  const isSwept = needsSweep(effect, await hasHistory(client));
  if (isSwept) await insertSweep(client, flow, `parameters ${decision.revision} by ${by}: ${reason}`);
  return { revision: decision.revision, from: decision.from, isSwept, findings };
}

async function changeCalendar(client: Client, setting: CalendarSetting): Promise<SettingChanged> {
  const { flow, name, by, reason, definition } = setting;
  await countSettings(client);
  const { newest, all, now } = await subjectOf(client, flow);
  const before = await readCalendars(client, flow);
  const decision = { name, definition, ...placed(setting, before, now) };
  if (decision.from < now) throw refused(flow, `it would take effect at ${decision.from}, before it is decided (${now})`);
  const findings = calendarFindings(newest, name, definition);
  refuseErrors(flow, findings);
  compileCalendar(definition);
  await insertCalendar(client, { flow, at: now, ...decision });
  const declared = all.flatMap(({ calendars = {} }) => (calendars[name] === undefined ? [] : [calendars[name]]));
  const effect = effectOfCalendar(name, declared, { before, after: [...before, decision], from: decision.from });
  const isSwept = needsSweep(effect, await hasHistory(client));
  if (isSwept) await insertSweep(client, flow, `calendar ${name} ${decision.revision} by ${by}: ${reason}`);
  return { revision: decision.revision, from: decision.from, isSwept, findings };
}

/** What is wrong with a calendar that was not before. */
function calendarFindings(flow: FlowDefinition, name: string, definition: CalendarDefinition): readonly Finding[] {
  const { calendar, calendars = {} } = flow;
  const used = calendar === undefined ? [] : [calendar.default, ...Object.values(calendar.entities ?? {})];
  if (!used.includes(name))
    throw refused(flow.name, `no case has the calendar "${name}"; there is: ${[...new Set(used)].join(', ') || 'none'}`);
  const key = ({ code, path }: Finding) => `${code} ${path}`;
  const known = new Set(checkFlow(flow).map(key));
  return checkFlow({ ...flow, calendars: { ...calendars, [name]: definition } }).filter((found) => !known.has(key(found)));
}

interface Subject {
  readonly newest: FlowDefinition;
  readonly all: readonly FlowDefinition[];
  readonly now: Millis;
}

async function subjectOf(client: Database | Client, flow: string): Promise<Subject> {
  // Not what the process keeps: settings that this transaction has counted, and not yet changed, must not be kept for others.
  const { now, latest } = await createSettingsRegistry().moment(postgresTransaction(client));
  const versions = await readDefinitions(client, flow);
  const newest = versions.find(({ version }) => version === latest[flow])?.definition;
  if (newest === undefined)
    throw new EngineError('flow-unknown', `No version of the flow "${flow}" is released: deploy and release one first`, {
      details: { place: '/flow', flow },
    });
  return { newest, all: versions.map(({ definition }) => definition), now };
}

/** The decision's number and instant, after those there are. */
function placed(
  { flow, from, by, reason }: SettingChange,
  before: readonly { readonly revision: number; readonly from: Millis }[],
  now: Millis,
) {
  if (reason.trim() === '' || by.trim() === '')
    throw new EngineError('reason-missing', 'Who decides, and why, must be said: give "by" and "reason"');
  if (before.length >= decisionsMax) throw refused(flow, `${decisionsMax} decisions have been made: deploy a version instead`);
  if (before.filter((decision) => decision.from > now).length >= scheduledMax)
    throw refused(flow, `${scheduledMax} decisions are scheduled already: wait until some hold`);
  return { revision: (before.at(-1)?.revision ?? 0) + 1, from: from ?? now, by, reason };
}

function refuseErrors(flow: string, findings: readonly Finding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const said = errors.slice(0, 5).map(({ path, code, message }) => `${path}: ${code}: ${message}`);
  throw new EngineError('change-refused', `The change of ${flow} is refused: ${said.join('; ')}`, { details: findings });
}

function refused(flow: string, why: string): EngineError {
  return new EngineError('change-refused', `The change of ${flow} is refused: ${why}`);
}
