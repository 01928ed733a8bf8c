import assert from 'node:assert/strict';
import type { FirstNumbers, FlowChoices, Import, Recognition, TotalsCheck, Upload } from '@throughline/api';
import type { HttpHouse } from './http-house.ts';

/* The way from a file to numbers, as a program goes it that answers for its user. */

/** What is known of a generated file. */
interface KnownFile {
  readonly totals: Readonly<Record<string, number>>;
  readonly decimal: string;
  readonly dateFormat: string;
}

export async function send({ ask }: HttpHouse, name: string, bytes: Buffer): Promise<Upload> {
  const answer = await ask(`POST /main/uploads?name=${encodeURIComponent(name)}`, {
    payload: bytes,
    headers: { 'content-type': 'application/octet-stream' },
  });
  assert.equal(answer.status, 201, answer.text);
  return answer.json<Upload>();
}

export async function post<T>({ ask }: HttpHouse, route: string, payload: object, status = 200): Promise<T> {
  const answer = await ask(`POST /main/${route}`, { payload });
  assert.equal(answer.status, status, `${route}: ${answer.text}`);
  return answer.json<T>();
}

export async function ended(house: HttpHouse, id: string): Promise<Import> {
  for (;;) {
    const found = (await house.ask(`GET /main/imports/${id}`)).json<Import>();
    if (found.status !== 'running') return found;
  }
}

/** What somebody who knows a generated file answers. */
export function answersFor(file: KnownFile, questions: Recognition['questions']): Record<string, string> {
  return Object.fromEntries(
    questions.map(({ id, options }) => {
      if (id === 'currency') return [id, Object.keys(file.totals)[0] ?? 'EUR'];
      if (id.startsWith('decimal/')) return [id, file.decimal];
      return [id, options.find(({ value }) => value[0] === file.dateFormat[0])?.value ?? ''];
    }),
  );
}

export interface Begun {
  readonly run: Import;
  readonly choices: FlowChoices;
  readonly totals: TotalsCheck;
  readonly numbers: FirstNumbers;
}

/** The ten minutes with a drafted flow, all suggestions accepted. */
export async function begin(house: HttpHouse, upload: string, name: string, answers: Record<string, string>): Promise<Begun> {
  const first = await post<FlowChoices>(house, `uploads/${upload}/flows`, { answers, name, title: name });
  const accepted = first.draft?.suggestions.map(({ path }) => path) ?? [];
  const request = { answers, name, title: name, accepted };
  const choices = await post<FlowChoices>(house, `uploads/${upload}/flows`, request);
  const begun = await post<Import>(house, `uploads/${upload}/draft-import`, request, 202);
  const run = await ended(house, begun.id);
  assert.equal(run.status, 'done', JSON.stringify(run.failure));
  const totals = (await house.ask(`GET /main/imports/${run.id}/totals`)).json<TotalsCheck>();
  const answer = await house.ask(`GET /main/imports/${run.id}/first-numbers`);
  assert.equal(answer.status, 200, answer.text);
  return { run, choices, totals, numbers: answer.json<FirstNumbers>() };
}
