import { definePack } from '@throughline/language';
import { coverage } from './coverage.ts';
import { dataObject } from './data-object.ts';
import { document } from './document.ts';
import { catalogueMetrics } from './metrics.ts';
import { roles } from './roles.ts';
import { system } from './system.ts';

/** What the business works with: systems, their documents, what moves between them, and whether each is covered. */
export const catalogue = definePack({
  name: 'catalogue',
  title: 'Systems and documents',
  description: 'Systems, the documents that people keep them by, what moves between them, and whether each of them is covered.',
  roles,
  flows: [system, document, dataObject, coverage],
  metrics: catalogueMetrics,
});
