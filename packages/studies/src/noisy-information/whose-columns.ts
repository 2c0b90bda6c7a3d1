/** Of whom: 'networks', 'infinite width' or 'finite width'; of networks a row for each, a pseudo-value of the jackknife. */
export const whoseColumns = { noise_scale: 'utf8', whose: 'utf8', seed: 'int32?' } as const;
