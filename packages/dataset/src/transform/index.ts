export { addNoise } from './add-noise.js';
export { brightenImages } from './brighten.js';
export { type GreyImages, greyImages, imageBytes } from './grey-images.js';
export { type Motion, moveImages } from './move.js';
export {
  applyNuisances,
  coordinateOf,
  drawNuisances,
  NUISANCES,
  type Nuisance,
  type NuisanceSpread,
} from './nuisances.js';
export { thickenImages } from './thicken.js';
