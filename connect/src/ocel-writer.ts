import { type ExportedEvent, type ExportedEvents, eventId } from './exported-event.ts';

type AttributeType = 'string' | 'integer' | 'float' | 'boolean';

/** A change of an object's attribute, as OCEL 2 keeps it. */
interface AttributeValue {
  readonly name: string;
  readonly time: string;
  readonly value: string | number | boolean;
}

/** What becomes of the types while the events go by. */
class Types {
  readonly objects = new Map<string, Map<string, AttributeType>>();
  readonly events = new Set<string>();

  add({ flow, type, data }: ExportedEvent): void {
    this.events.add(type);
    const known =
      this.objects.get(flow) ??
      new Map<string, AttributeType>([
        ['entity', 'string'],
        ['key', 'string'],
      ]);
    for (const [name, value] of Object.entries(data)) if (value !== null) known.set(name, wider(known.get(name), typeOf(value)));
    this.objects.set(flow, known);
  }
}

function typeOf(value: string | number | boolean): AttributeType {
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'boolean' : Number.isSafeInteger(value) ? 'integer' : 'float';
}

function wider(before: AttributeType | undefined, now: AttributeType): AttributeType {
  if (before === undefined || before === now) return now;
  return [before, now].every((type) => type === 'integer' || type === 'float') ? 'float' : 'string';
}

/**
 * A log as OCEL 2.0 JSON, piece by piece: each flow is a type of object, each case an object with the changes of its fields; an event is about its
 * case, the case that owns it and the one whose event it followed from. `read` is called twice: events are written first, then objects.
 */
export async function* writeOcelJson(read: () => ExportedEvents): AsyncGenerator<string> {
  const types = new Types();
  yield '{"events": [';
  let separator = '\n';
  for await (const batch of read()) {
    const pieces: string[] = [];
    for (const event of batch) {
      types.add(event);
      pieces.push(separator, JSON.stringify(ocelEvent(event)));
      separator = ',\n';
    }
    yield pieces.join('');
  }
  yield '\n], "objects": [';
  separator = '\n';
  for await (const object of objectsOf(read())) {
    yield `${separator}${JSON.stringify(object)}`;
    separator = ',\n';
  }
  const eventTypes = [...types.events].sort().map((name) => ({
    name,
    attributes: ['actor', 'kind', 'state'].map((attribute) => ({ name: attribute, type: 'string' })),
  }));
  const objectTypes = [...types.objects].map(([name, attributes]) => ({
    name,
    attributes: [...attributes].map(([attribute, type]) => ({ name: attribute, type })),
  }));
  yield `\n], "eventTypes": ${JSON.stringify(eventTypes)}, "objectTypes": ${JSON.stringify(objectTypes)}}\n`;
}

function ocelEvent(event: ExportedEvent) {
  const { type, occurredAt, actor, kind, to } = event;
  return {
    ...{ id: eventId(event), type, time: occurredAt },
    attributes: [
      { name: 'actor', value: actor },
      { name: 'kind', value: kind },
      { name: 'state', value: to },
    ],
    relationships: relatedTo(event),
  };
}

/** Of one object only the nearest relation is told: readers count an event once for each. */
function relatedTo({ caseId, parent, cause }: ExportedEvent) {
  const related = new Map([[caseId, 'of']]);
  if (parent !== null && !related.has(parent)) related.set(parent, 'owner');
  if (cause !== null && !related.has(cause.caseId)) related.set(cause.caseId, 'follows from');
  return [...related].map(([objectId, qualifier]) => ({ objectId, qualifier }));
}

async function* objectsOf(events: ExportedEvents) {
  let open: { readonly first: ExportedEvent; readonly attributes: AttributeValue[] } | undefined;
  for await (const batch of events) {
    for (const event of batch) {
      if (open?.first.caseId !== event.caseId) {
        if (open !== undefined) yield objectOf(open.first, open.attributes);
        open = { first: event, attributes: [] };
      }
      for (const [name, value] of Object.entries(event.data))
        if (value !== null) open.attributes.push({ name, time: event.occurredAt, value });
    }
  }
  if (open !== undefined) yield objectOf(open.first, open.attributes);
}

function objectOf({ caseId, flow, entity, key, parent, occurredAt }: ExportedEvent, attributes: readonly AttributeValue[]) {
  const named = [
    { name: 'entity', time: occurredAt, value: entity },
    { name: 'key', time: occurredAt, value: key },
  ];
  const relationships = parent === null ? [] : [{ objectId: parent, qualifier: 'owned by' }];
  return { id: caseId, type: flow, attributes: [...named, ...attributes], relationships };
}
