import { hiddenText, type IncidentRoom, type ServiceView } from '@throughline/api';
import { type Message, standardMessages } from '@throughline/packs';
import type { DocumentRecord } from '../catalogue/records.ts';
import type { Throughline } from '../throughline.ts';
import { textOf } from './read-incidents.ts';
import { impactLine, minute } from './room-text.ts';

type Template = ServiceView['messages'][number];
type Facts = Parameters<typeof impactLine>[0];

const inForce: ReadonlySet<string> = new Set(['current', 'due', 'stale']);

/** What is said of incidents to whom: the company's own texts, then those of the pack. */
export async function readMessages(
  { engine }: Pick<Throughline, 'engine'>,
  documents: readonly DocumentRecord[],
): Promise<readonly Template[]> {
  const own = documents.filter(({ kind, state, audience }) => kind === 'communication' && audience && inForce.has(state));
  const texts = new Map(
    (await engine.readCases(own.map(({ caseId }) => caseId))).map(({ id, data }) => [id, textOf(data, 'body') ?? '']),
  );
  return [
    ...own.map(
      ({ caseId, name: number, title, audience, priorities = [] }): Template => ({
        ...{ audience: audience ?? '', priorities: priorities as Message['priorities'][number][], text: texts.get(caseId) ?? '' },
        document: { caseId, number, title },
      }),
    ),
    ...standardMessages.map(({ audience, priorities, text }) => ({
      ...{ audience, priorities: [...priorities], text, document: null },
    })),
  ];
}

/** For each audience the text that is written for the priority; one for all priorities, where none is. The company's own come first. */
export function messagesOf(templates: readonly Template[], facts: Facts): IncidentRoom['messages'] {
  const { priority, vendor } = facts.incident;
  const audiences = [...new Set(standardMessages.map(({ audience }) => audience))];
  const values = valuesOf(facts);
  return audiences
    .filter((audience) => audience !== 'vendor' || vendor !== null)
    .flatMap((audience) => {
      const fitting = templates.filter(
        (one) => one.audience === audience && (one.priorities.length === 0 || one.priorities.includes(priority)),
      );
      const ofHouse = fitting.filter(({ document }) => document !== null);
      const among = ofHouse.length > 0 ? ofHouse : fitting;
      const found = among.find(({ priorities }) => priorities.length > 0) ?? among[0];
      return found === undefined ? [] : [{ audience, text: fill(found.text, values), document: found.document }];
    });
}

/** A line one of whose fields has no value is left out; a field that nobody knows stays as it is written. */
export function fill(text: string, values: Readonly<Record<string, string | null>>): string {
  const isKnown = (name: string) => Object.hasOwn(values, name);
  return text
    .split('\n')
    .filter((line) => [...line.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => !isKnown(name) || isTold(values[name])))
    .map((line) => line.replaceAll(/\{(\w+)\}/g, (whole, name: string) => (isKnown(name) ? (values[name] ?? '') : whole)))
    .join('\n');
}

/** What is kept back from whoever writes is left out like what is not known. */
const isTold = (value: string | null | undefined) => value !== null && value !== hiddenText;

/** The fields that a text may name. */
function valuesOf(facts: Facts): Readonly<Record<string, string | null>> {
  const { number, title, priority, state, beganAt, endedAt, lead, workaround, eta, vendor, sayBy, systems, flows } =
    facts.incident;
  const at = (instant: string | null) => (instant === null ? null : minute(instant));
  return {
    ...{ number, title, priority, lead, workaround, state: state.title, since: at(beganAt), over: at(endedAt) },
    ...{ eta: endedAt === null ? at(eta) : null, next: endedAt === null ? at(sayBy) : null, impact: impactLine(facts) },
    touches: systems.length + flows.length === 0 ? null : [...systems, ...flows].join(', '),
    ...{ vendor: vendor?.name ?? null, vendorSaid: vendor?.said ?? null },
  };
}
