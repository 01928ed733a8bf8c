import type { Json, JsonObject } from '@throughline/language';
import { isJsonObject } from '@throughline/language';
import Type, { type Static } from 'typebox';
import { ConnectorError } from '../source/connector-error.ts';
import type { Connector, EffectRequest, SettingFault } from '../source/contract.ts';
import { exactJson } from '../source/exact-json.ts';
import { textOf, valueAt } from '../source/path.ts';
import { sendOnce } from './send-once.ts';

const Settings = Type.Object(
  {
    method: Type.Optional(Type.Union([Type.Literal('POST'), Type.Literal('PUT'), Type.Literal('PATCH'), Type.Literal('DELETE')])),
    url: Type.String({
      minLength: 1,
      maxLength: 2000,
      description: 'May have {subject}, {key} and other members of what the call carries',
    }),
    headers: Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z0-9-]{1,100}$' }), Type.String({ maxLength: 1000 }))),
    body: Type.Optional(Type.Unknown({ description: 'JSON, whose texts may have the same. Default: what the call carries' })),
    keyHeader: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9-]{1,100}$',
        description: 'The receiver does what comes twice under one value of it once: Idempotency-Key',
      }),
    ),
    result: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]{0,79}$' }), Type.String({ maxLength: 200 }), {
        maxProperties: 20,
        description: 'What the flow hears of the answer, beside its status: by name, a path in it',
      }),
    ),
    lookUp: Type.Optional(
      Type.Object(
        {
          url: Type.String({ minLength: 1, maxLength: 2000, description: 'Asked by GET; has {key}' }),
          found: Type.String({
            maxLength: 200,
            description: 'The path of something that is there once it was done; a list counts by its length',
          }),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
type Settings = Static<typeof Settings>;

/** A request to any service that takes JSON. Doubt is looked up where that is declared, or sent again where the receiver knows keys; else a person decides. */
export const httpRequest: Connector = {
  kind: 'http-request',
  title: 'Request to an HTTP service',
  settings: Settings,
  auth: ['none', 'bearer', 'basic', 'header', 'oauth2'],
  faults: (settings) => faultsOf(settings as unknown as Settings),
  sink(given) {
    const settings = given as unknown as Settings;
    const { method = 'POST', url, headers, body, keyHeader, lookUp, result = {} } = settings;
    return {
      perform(effect, context) {
        const key = keyHeader === undefined ? {} : { [keyHeader.toLowerCase()]: effect.idempotencyKey };
        const filled = body === undefined ? effect.payload : filledIn(body as Json, effect);
        const request = {
          method,
          url: fill(url, effect, encodeURIComponent),
          body: JSON.stringify(filled),
          headers: { ...headers, ...key },
        };
        return sendOnce(request, context, (answer) => picked(result, answer));
      },
      ...(lookUp === undefined && keyHeader === undefined
        ? {}
        : {
            async lookUp(effect, context) {
              if (lookUp === undefined) return { outcome: 'not-done' };
              try {
                const answer = await context.http.send({ url: fill(lookUp.url, effect, encodeURIComponent) });
                if (answer.status === 404) return { outcome: 'not-done' };
                if (answer.status < 200 || answer.status > 299)
                  return { outcome: 'unknown', error: `the look-up answered ${answer.status}` };
                const found = valueAt(exactJson(answer.body, 'look-up'), lookUp.found);
                const isThere = Array.isArray(found) ? found.length > 0 : textOf(found) !== '' && found !== false;
                return { outcome: isThere ? 'done' : 'not-done' };
              } catch (error) {
                if (error instanceof ConnectorError) return { outcome: 'unknown', error: context.secrets.hide(error.message) };
                throw error;
              }
            },
          }),
    };
  },
};

function faultsOf({ url, lookUp }: Settings): readonly SettingFault[] {
  const faults: SettingFault[] = [];
  if (!/^https?:\/\//.test(url)) faults.push({ place: 'url', message: 'it is no address', expected: 'https://…' });
  if (lookUp !== undefined && !lookUp.url.includes('{key}'))
    faults.push({ place: 'lookUp.url', message: 'it does not say what is looked for', expected: '{key} in it' });
  return faults;
}

/** An answer that says less than was expected says less: what was asked for has been done. */
function picked(result: Readonly<Record<string, string>>, body: Buffer): JsonObject {
  if (Object.keys(result).length === 0) return {};
  let answer: Json;
  try {
    answer = exactJson(body, 'answer');
  } catch {
    return {};
  }
  return Object.fromEntries(
    Object.entries(result).flatMap(([name, path]) => {
      const value = valueAt(answer, path);
      return value === undefined || value === null ? [] : [[name, value]];
    }),
  );
}

function fill(text: string, { idempotencyKey, payload }: EffectRequest, encode = (value: string) => value): string {
  return text.replaceAll(/\{([A-Za-z][A-Za-z0-9_]*)\}/g, (_, name: string) =>
    encode(name === 'key' ? idempotencyKey : textOf(valueAt(payload, name))),
  );
}

function filledIn(value: Json, effect: EffectRequest): Json {
  const [, only] = (typeof value === 'string' ? /^\{([A-Za-z][A-Za-z0-9_]*)\}$/.exec(value) : null) ?? [];
  // A text that is nothing but a member stands for its value: a number stays one.
  if (only !== undefined && only !== 'key') return valueAt(effect.payload, only) ?? null;
  if (typeof value === 'string') return fill(value, effect);
  if (Array.isArray(value)) return value.map((item) => filledIn(item as Json, effect));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value as JsonObject).map(([name, member]) => [name, filledIn(member, effect)]));
}
