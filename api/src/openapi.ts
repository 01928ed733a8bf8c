import { problems } from './problems.ts';
import { apiPrefix, routes } from './routes.ts';

export function openApiDocument(): object {
  return {
    openapi: '3.1.0',
    info: { title: 'Throughline', version: '1' },
    servers: [{ url: apiPrefix }],
    paths: {},
    routes,
    problems,
  };
}
