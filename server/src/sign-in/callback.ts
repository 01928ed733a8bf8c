import type { FastifyInstance } from 'fastify';
import { askingOf } from '../http/register-route.ts';
import { callbackPath } from './auth.ts';
import type { Desk } from './desk.ts';
import { headersOf } from './password.ts';

/** The way back from the single sign-on: it sets the session's cookie, or leads to the page that says that it failed. */
export function registerCallback(app: FastifyInstance, desk: Desk): void {
  app.get(callbackPath, { exposeHeadRoute: false }, async (request, reply) => {
    const asking = askingOf(request, desk);
    if (desk.settings.signIn === 'off' || desk.settings.singleSignOn === undefined) return reply.redirect('/sign-in');
    const auth = await desk.auth(asking.origin);
    const url = new URL(request.url, asking.origin);
    const response = await auth.callback(new Request(url, { headers: headersOf(asking) }));
    for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie);
    const to = new URL(response.headers.get('location') ?? '/sign-in?failed=single-sign-on', asking.origin);
    // Nothing leads to another site, whatever stood in the state.
    const isOurs = to.origin === asking.origin;
    return reply
      .code(302)
      .header('location', isOurs ? `${to.pathname}${to.search}` : '/')
      .send();
  });
}
