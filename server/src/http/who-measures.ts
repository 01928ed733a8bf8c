import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Desk } from '../sign-in/desk.ts';
import { digest } from '../sign-in/secret.ts';
import { requireCaller } from './actors.ts';
import { HttpProblem } from './problem.ts';
import { askingOf } from './register-route.ts';

const readers: readonly string[] = ['auditor', 'administrator'];

/**
 * Metrics have no data of cases, but tell how much goes on, and how well: where others reach the server, they are for what has
 * THROUGHLINE_METRICS_TOKEN, and for those who audit or administer it.
 *
 * @throws HttpProblem sign-in-required, role-required, session-expired, key-invalid, account-inactive
 */
export async function refuseMeasuring(desk: Desk, request: FastifyRequest): Promise<void> {
  if (!desk.isPublic) return;
  const { metricsToken } = desk.settings;
  const { authorization = '' } = request.headers;
  if (metricsToken !== undefined && timingSafeEqual(digest(authorization), digest(`Bearer ${metricsToken}`))) return;
  const { actor } = requireCaller(desk, await desk.caller(askingOf(request, desk)));
  if (actor.roles.some((role) => readers.includes(role))) return;
  throw new HttpProblem('role-required', 'Metrics are for auditors and administrators', { expected: readers.join(' or ') });
}
