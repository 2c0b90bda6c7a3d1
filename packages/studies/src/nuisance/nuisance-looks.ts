/** How each kind of network of the study `nuisance` is drawn and named; 'none' is the images themselves. */
export const NETWORK_LOOKS = [
  { network: 'none', colour: '#1a1a1a', label: 'image' },
  { network: 'random', colour: '#777777', label: 'random' },
  { network: 'plain', colour: '#1f5fa8', label: 'plain' },
  { network: 'nuisances', colour: '#c4501b', label: 'nuisances' },
] as const;
