import type { HouseRoute } from '@throughline/api';
import { EngineError } from '@throughline/engine';
import { entities } from '../../demo/company.ts';
import { demoSummary } from '../../demo/summary.ts';
import { ThroughlineError } from '../../errors.ts';
import { lagWarning } from '../../observability/limits.ts';
import { peopleIn, personOf } from '../actors.ts';
import type { Handlers } from '../handler.ts';
import { HttpProblem } from '../problem.ts';

const dayMs = 86_400_000;

export const houseHandlers: Handlers<Exclude<HouseRoute, 'GET /{database}/stream'>> = {
  async 'GET /health'() {
    return { body: { status: 'alive', service: 'throughline' } };
  },
  async 'GET /ready'(_, { house }) {
    const unready = await house.unready();
    const [first] = unready;
    if (first === undefined) return { body: { status: 'ready' } };
    const errors = unready.map(({ check, message }) => ({ place: check, message }));
    const code = first.check === 'database' ? 'unavailable' : 'not-ready';
    throw new HttpProblem(code, first.message, { retryAfter: 2, errors });
  },
  async 'GET /doors'(_, { house }) {
    const { invoices, people, plantedDefects, from, to } = demoSummary();
    const units = entities.map(({ name, currency }) => ({ name, currency }));
    const demo = { invoices, entities: units, people, defects: plantedDefects, from, to };
    return { body: { doors: [...(await house.doors())], demo, version: '0.1.0' } };
  },
  async 'POST /doors/demo/build'({ body }, { house }) {
    return { body: await house.buildDemo({ rebuild: body.rebuild ?? false }) };
  },
  async 'GET /{database}/clock'(_, { throughline }) {
    const { mode, now } = await throughline.engine.clock();
    // A clock that is moved by hand takes what falls due with it.
    const lag = mode === 'real' ? await throughline.engine.lag() : 0;
    const isLate = lag > lagWarning(throughline.env);
    return { body: { mode, now: isoOf(now), ...(isLate ? { lateSince: isoOf(now - lag) } : {}) } };
  },
  async 'POST /{database}/clock/travel'({ params, body }, { house, now }) {
    if (params.database === 'main') throw new EngineError('clock-is-real', 'The clock of a real company is that of the world');
    const to = body.to === undefined ? now + (body.days ?? 0) * dayMs : Date.parse(body.to);
    if ((body.to === undefined) === (body.days === undefined)) {
      throw new HttpProblem('request-invalid', 'Say either `days` or `to`', { place: 'body', expected: 'one of them' });
    }
    if (to <= now) throw new EngineError('clock-runs-forward', `It is ${isoOf(now)} there already`);
    const { from, now: arrived, events } = await house.travel(to).catch(asTravel);
    return { body: { from: isoOf(from), now: isoOf(arrived), events } };
  },
  async 'GET /{database}/me'({ params }, { throughline, actor }) {
    return { body: { person: await personOf(throughline, actor), mayActAs: params.database === 'demo' } };
  },
  async 'GET /{database}/people'(_, { throughline, actor }) {
    return { body: { items: [...(await peopleIn(throughline, actor))] } };
  },
};

/** Another process that holds the demo is, to whoever wants to travel, travelling. */
function asTravel(error: unknown): never {
  if (error instanceof ThroughlineError && error.code === 'demo-in-use') {
    throw new EngineError('travel-in-progress', error.message, { cause: error });
  }
  throw error;
}

function isoOf(instant: number): string {
  return new Date(instant).toISOString();
}
