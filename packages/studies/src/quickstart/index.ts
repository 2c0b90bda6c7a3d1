import { networkTables } from '../network/network.tables.js';
import { networkSummary } from '../network/network-summary.js';
import { networkStageParameters } from '../network/stage-parameters.tables.js';
import type { PublishedStudy } from '../published-study.js';

export const quickstart: PublishedStudy = {
  name: 'quickstart',
  study: () => import('./quickstart.study.js'),
  summary: networkSummary,
  figures: {
    'kl-by-depth': () => import('../network/kl-by-depth.figure.js'),
  },
  tables: networkTables,
  stageParameters: networkStageParameters,
};
