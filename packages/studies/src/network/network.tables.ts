import { estimatorTables } from './kl.tables.js';
import { trainingTables } from './training.tables.js';

/** What the studies fill that train a network and measure it layer by layer. */
export const networkTables = { ...trainingTables, ...estimatorTables };
