import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fastifyStatic } from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { page } from './problem-pages.ts';

/** Files with a hash in their name never change. */
const immutable = 'public, max-age=31536000, immutable';

/** Serves the built console. Answers `true` from `sendConsole` where the console is what an unknown address means. */
export async function registerConsole(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    index: false,
    cacheControl: false,
    suppressWarning: true,
    dotfiles: 'ignore',
    setHeaders: (reply, path) => {
      reply.header('cache-control', /[\\/]assets[\\/]/.test(path) ? immutable : 'no-cache');
    },
  });
  app.get('/', (_, reply) => sendConsole(reply, folder));
}

/** The page of the console: its own router reads the address. */
export function sendConsole(reply: FastifyReply, folder: string): FastifyReply {
  if (existsSync(join(folder, 'index.html'))) return reply.header('cache-control', 'no-cache').sendFile('index.html');
  const body =
    '<p>The console has not been built. Run <code>npm run build</code> (or <code>npm start</code>, which builds it), and load this page again.</p><p>The API is there: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</p>';
  return reply.code(503).type('text/html; charset=utf-8').send(page('Throughline runs', body));
}
