import { testedClaims } from '../tested-claims.js';

/**
 * SQL of the claims about learned rules, each family a set of tests of its own with Holm's correction; a row for each claim
 * as `testedClaims` has it. A difference is of one chain of states, whose blocks all rules are asked of.
 *
 * | family | difference |
 * |---|---|
 * | 'learned against majority' | what the learned rule tells less what the majority (ties to one side) does |
 * | 'majority against decimation' | what the majority tells less what decimation does |
 * | 'range, learned against majority', 'range, majority against decimation' | the same of the range of the couplings |
 * | 'pooled, information', 'pooled, range' | by `step` from rule to rule, all cells together, by number of the chain |
 *
 * @param study  A quoted literal.
 */
export function learnedRulesClaims(study: string): string {
  const apart = FAMILIES.map(({ family, column, rule, than }) => {
    return `select '${family}' as family, * from (${testedClaims(bySide(study, column, rule, than))})`;
  });
  const pooled = (['information', 'range'] as const).map((column) => {
    return `select 'pooled, ${column}' as family, * from (${testedClaims(bySeed(study, column))})`;
  });
  return [...apart, ...pooled].join('\n    union all by name\n    ');
}

function bySide(study: string, column: string, rule: string, than: string): string {
  const of = (name: string) => `any_value(${column}) filter (rule = ${name})`;
  return `
      select coupling, side, seed, ${of(rule)} - ${of(than)} as difference
      from block_rule where study = ${study} and lattice = 'square'
      group by all`;
}

/** Chains of one number are made of the same random numbers at all couplings, so that they count as one. */
function bySeed(study: string, column: string): string {
  const means = STEPS.map(({ step, rule, than }) => {
    return `
        select '${step}' as step, coupling, seed, estimate(difference).mean as difference
        from (${bySide(study, column, rule, than)}) where difference is not null group by all`;
  });
  return `
      select step, seed, estimate(difference).mean as difference from (${means.join(' union all ')}) group by all`;
}

/** The better majority where there are ties. */
const MAJORITY = "if(side % 2 = 0, 'majority, ties up', 'majority')";

const FAMILIES = [
  { family: 'learned against majority', column: 'information', rule: "'learned'", than: MAJORITY },
  { family: 'majority against decimation', column: 'information', rule: MAJORITY, than: "'decimation'" },
  { family: 'range, learned against majority', column: 'range', rule: "'learned'", than: MAJORITY },
  { family: 'range, majority against decimation', column: 'range', rule: MAJORITY, than: "'decimation'" },
] as const;

/** From a rule to one that tells more. */
const STEPS = [
  { step: 'learned, ties up or majority', rule: "'learned'", than: MAJORITY },
  { step: 'learned, majority', rule: "'learned'", than: "'majority'" },
  { step: 'ties up, majority', rule: "'majority, ties up'", than: "'majority'" },
] as const;
