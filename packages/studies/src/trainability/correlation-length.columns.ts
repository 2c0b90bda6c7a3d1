/** The table `correlation_length`: ξ_c along one bias variance. */
export const correlationLengthColumns = { sigma_w2: 'float64', xi_c: 'float64', phase: 'utf8' } as const;
