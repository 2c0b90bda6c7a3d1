import { test } from 'vitest';
import { expectBestRule } from './best-rule.js';

test('a rule learned at 2 × 2 and K = 0.3 tells what the best of all 65,536 rules does', () => expectBestRule(0.3));
