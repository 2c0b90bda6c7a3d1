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
 *
 * @param study  A quoted literal.
 */
export function learnedRulesClaims(study: string): string {
  return FAMILIES.map(({ family, column, rule, than }) => {
    const of = (name: string) => `any_value(${column}) filter (rule = ${name})`;
    return `select '${family}' as family, * from (${testedClaims(`
      select coupling, side, seed, ${of(rule)} - ${of(than)} as difference
      from block_rule where study = ${study} and lattice = 'square'
      group by all`)})`;
  }).join('\n    union all by name\n    ');
}

/** The better majority where there are ties. */
const MAJORITY = "if(side % 2 = 0, 'majority, ties up', 'majority')";

const FAMILIES = [
  { family: 'learned against majority', column: 'information', rule: "'learned'", than: MAJORITY },
  { family: 'majority against decimation', column: 'information', rule: MAJORITY, than: "'decimation'" },
  { family: 'range, learned against majority', column: 'range', rule: "'learned'", than: MAJORITY },
  { family: 'range, majority against decimation', column: 'range', rule: MAJORITY, than: "'decimation'" },
] as const;
