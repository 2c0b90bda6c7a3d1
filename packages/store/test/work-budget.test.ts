import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { WorkBudget } from '../src/work-budget.js';

describe('what is spent on others', () => {
  it('is what was worked, not what was waited: a process that has hardly a turn owes nobody minutes', async () => {
    const budget = new WorkBudget();
    await budget.do(() => pause(1500));
    expect(budget.left).toBeGreaterThan(0);
  });

  it('is owed for a minute at most, however much it was', () => {
    const budget = new WorkBudget();
    budget.spend(1e6);
    expect(budget.left).toBeGreaterThanOrEqual(-3000);
    expect(budget.left).toBeLessThan(0);
  });

  it('is nothing for who has left, and whoever comes next has his turn', async () => {
    const budget = new WorkBudget();
    budget.spend(3000);
    let worked = 0;
    const work = async () => {
      worked += 1;
    };
    await expect(budget.do(work, AbortSignal.timeout(50))).rejects.toThrow();
    budget.spend(-3700);
    await budget.do(work);
    expect(worked).toBe(1);
  });
});
