import type { Figure } from '../figure.js';
import { blockCouplings } from './block-couplings.js';
import { blockCumulantsConvergence } from './block-cumulants-convergence.js';
import { blockRuleInformation } from './block-rule-information.js';
import { boltzmannCumulants } from './boltzmann-cumulants.js';
import { boltzmannFlow } from './boltzmann-flow.js';
import { boltzmannVisible } from './boltzmann-visible.js';
import { informationBinning } from './information-binning.js';
import { informationByDepth } from './information-by-depth.js';
import { informationTraining } from './information-training.js';
import { ising1dAsymptote } from './ising-1d-asymptote.js';
import { ising1dFlow } from './ising-1d-flow.js';
import { ising1dInformation } from './ising-1d-information.js';
import { ising2dAsymptote } from './ising-2d-asymptote.js';
import { ising2dFlow } from './ising-2d-flow.js';
import { ising2dInformation } from './ising-2d-information.js';
import { ising2dTorus } from './ising-2d-torus.js';
import { isingCriticality } from './ising-criticality.js';
import { isingMonteCarlo } from './ising-monte-carlo.js';
import { klByDepth } from './kl-by-depth.js';
import { klEstimators } from './kl-estimators.js';
import { klNotebook } from './kl-notebook.js';
import { klPublishedTable } from './kl-published-table.js';
import { meanFieldKl } from './mean-field-kl.js';
import { meanFieldLengths } from './mean-field-lengths.js';
import { meanFieldPhaseDiagram } from './mean-field-phase-diagram.js';
import { nuisanceClaims } from './nuisance-claims.js';
import { nuisanceDecodability } from './nuisance-decodability.js';
import { nuisanceInformation } from './nuisance-information.js';
import { plateau } from './plateau.js';
import { squareBlockInformation } from './square-block-information.js';
import { trainability } from './trainability.js';

export { FIGURE_FORMATS, type FigureFormat, renderFigure } from './render.js';

/** Every figure, by the name that the command line knows it by. Loading them loads Observable Plot: about half a second. */
export const figures: readonly Figure[] = [
  klByDepth,
  klEstimators,
  klNotebook,
  klPublishedTable,
  ising1dFlow,
  ising1dAsymptote,
  ising1dInformation,
  ising2dFlow,
  ising2dAsymptote,
  ising2dTorus,
  ising2dInformation,
  isingCriticality,
  isingMonteCarlo,
  meanFieldPhaseDiagram,
  meanFieldLengths,
  meanFieldKl,
  informationByDepth,
  informationTraining,
  informationBinning,
  trainability,
  nuisanceInformation,
  nuisanceDecodability,
  nuisanceClaims,
  plateau,
  blockCumulantsConvergence,
  blockCouplings,
  blockRuleInformation,
  squareBlockInformation,
  boltzmannFlow,
  boltzmannVisible,
  boltzmannCumulants,
];
