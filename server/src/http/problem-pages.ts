import { type ProblemCode, problems } from '@throughline/api';
import type { FastifyInstance } from 'fastify';

/** The pages to which problems point: what a code means, and what to do about it. */
export function registerProblemPages(app: FastifyInstance): void {
  app.get('/problems', (_, reply) => {
    const rows = Object.entries(problems).map(
      ([code, { status, title }]) =>
        `<tr><td><a href="/problems/${code}">${code}</a></td><td>${status}</td><td>${escaped(title)}</td></tr>`,
    );
    const table = `<table><tr><th>Code</th><th>Status</th><th>Meaning</th></tr>${rows.join('')}</table>`;
    return reply.type('text/html; charset=utf-8').send(page('Problems', table));
  });
  app.get<{ Params: { code: string } }>('/problems/:code', (request, reply) => {
    const { code } = request.params;
    if (!Object.hasOwn(problems, code)) return reply.callNotFound();
    const { title, status, action } = problems[code as ProblemCode];
    const text = `<p><code>${code}</code>, status ${status}</p><p>${escaped(action)}</p><p><a href="/problems">All problems</a></p>`;
    return reply.type('text/html; charset=utf-8').send(page(title, text));
  });
}

/** A plain page, in the colours of whoever reads it. */
export function page(title: string, body: string): string {
  const style =
    ':root{color-scheme:light dark}body{font:15px/1.6 system-ui,sans-serif;max-width:46rem;margin:3rem auto;padding:0 1rem}td,th{text-align:left;padding:.15rem 1.2rem .15rem 0}';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${style}</style><h1>${escaped(title)}</h1>${body}</html>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
